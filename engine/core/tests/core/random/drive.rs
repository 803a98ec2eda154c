//! A random process driven at random to its end.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use voronka_core::case::{Token, TokenState};
use voronka_core::offer::offers;
use voronka_core::{Actor, Case, Command, Rejection, Setting, Start, World};
use voronka_definition::Process;
use voronka_definition::model::{Awaited, FieldType, StepKind, Wait};
use voronka_definition::name::{FieldId, PersonId};

use super::make::Dice;
use crate::play::{at, input};
use crate::sale::document;

/// The most commands of a run: one that needs more goes round and round.
const MOST: usize = 3_000;

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// With an outcome.
    Finished,
    /// Not at all: what was there last.
    Stuck(String),
}

/// Drives a case of this process at random.
pub fn drive(process: &Arc<Process>, world: &World, dice: &mut Dice) -> Ended {
    let mut run = match Run::begin(process, world) {
        Ok(run) => run,
        Err(refusal) => return Ended::Stuck(format!("it does not begin: {refusal:?}")),
    };
    for number in 0..MOST {
        if !run.case.is_open() {
            run.must_replay();
            return Ended::Finished;
        }
        if let Some(wrong) = run.wrong() {
            return Ended::Stuck(wrong);
        }
        run.act(dice, number);
        if number % 64 == 0 {
            run.must_replay();
        }
    }
    Ended::Stuck(format!("still open after {MOST} commands: {:?}", run.case.flow()))
}

struct Run<'w> {
    world: &'w World,
    process: Arc<Process>,
    case: Case,
    history: Vec<voronka_core::Recorded>,
    now: chrono::DateTime<chrono::Utc>,
    fresh: u128,
}

impl<'w> Run<'w> {
    fn begin(process: &Arc<Process>, world: &'w World) -> Result<Self, Rejection> {
        let now = at("2026-03-02 10:00");
        let by = Actor::Person(PersonId::from("anna"));
        let setting = Setting { world, now, by, fresh: id(0) };
        let deal = input(json!({"title": "Проба"}));
        let wanted = Start { process: process.id.clone(), deal, stage: None, owner: None, continues: None };
        let decision = voronka_core::start(process, id(1), &wanted, &setting)?;
        Ok(Self { world, process: process.clone(), case: decision.case, history: decision.events, now, fresh: 1 })
    }

    fn act(&mut self, dice: &mut Dice, number: usize) {
        let chosen = match dice.throw(16) {
            0 => self.signal(),
            1 | 2 => self.timer(),
            3 if number < 200 => self.by_hand(dice),
            4 => self.correction(dice).or_else(|| self.completion(dice)).or_else(|| self.timer()),
            _ => self.completion(dice).or_else(|| self.timer()),
        };
        let Some((by, command)) = chosen else { return };
        self.fresh += 1;
        let setting = Setting { world: self.world, now: self.now, by, fresh: id(self.fresh) };
        // What is refused has changed nothing.
        if let Ok(decision) = voronka_core::decide(&self.process, self.case.clone(), &command, &setting) {
            self.case = decision.case;
            self.history.extend(decision.events);
        }
    }

    fn signal(&self) -> Option<(Actor, Command)> {
        let data = input(json!({}));
        Some((Actor::Engine, Command::Signal { name: "bell".into(), data }))
    }

    fn timer(&mut self) -> Option<(Actor, Command)> {
        let timer = self.case.timers().into_iter().min_by_key(|timer| (timer.due_at, timer.key))?;
        self.now = self.now.max(timer.due_at);
        Some((Actor::Engine, Command::FireTimer { key: timer.key, occurrence: timer.occurrence }))
    }

    /// The deal is moved, or a datum of it is emptied.
    fn by_hand(&self, dice: &mut Dice) -> Option<(Actor, Command)> {
        let by = Actor::Person(self.case.owner.clone());
        if dice.throw(2) == 0 {
            let field = self.process.fields.iter().nth(dice.throw(self.process.fields.iter().count()))?;
            if matches!(field.kind, FieldType::Document) {
                return None;
            }
            let data = input(json!({field.id.to_string(): Json::Null}));
            return Some((by, Command::CorrectData { data, revision: self.case.revision }));
        }
        let stage = dice.pick(&self.process.stages)?;
        let data = input(self.answers(dice, &stage.entry));
        Some((by, Command::EnterStage { stage: stage.id.clone(), data, comment: "Так надо".into() }))
    }

    /// A datum that a wait reads is corrected: that is what the wait is there for.
    fn correction(&self, dice: &mut Dice) -> Option<(Actor, Command)> {
        let awaited = |token: &Token| match &self.process.step(&token.of, &token.step)?.kind {
            StepKind::Wait(Wait { awaited: Awaited::Condition(condition), .. }) => Some(condition.fields()),
            _ => None,
        };
        let fields: Vec<FieldId> = self.case.flow()?.tokens.values().filter_map(awaited).flatten().collect();
        let field = dice.pick(&fields)?.clone();
        let data = input(self.answers(dice, &[field]));
        Some((Actor::Person(self.case.owner.clone()), Command::CorrectData { data, revision: self.case.revision }))
    }

    fn completion(&self, dice: &mut Dice) -> Option<(Actor, Command)> {
        let tasks: Vec<_> = self.case.tasks.values().collect();
        let task = dice.pick(&tasks)?;
        let by = dice.pick(task.holder.everybody())?.clone();
        if task.holder.assignee().is_none() {
            return Some((Actor::Person(by), Command::ClaimTask { task: task.number }));
        }
        let offers = offers(&self.process, &self.case, task);
        let offer = dice.pick(&offers)?;
        let asked: Vec<_> = offer.ask.iter().map(|ask| ask.field.clone()).collect();
        let (data, comment) = (input(self.answers(dice, &asked)), Some("Готово".to_owned()));
        Some((Actor::Person(by), Command::CompleteTask { task: task.number, result: offer.result.clone(), data, comment }))
    }

    fn answers(&self, dice: &mut Dice, fields: &[FieldId]) -> Json {
        let known = fields.iter().filter_map(|id| self.process.fields.get(id));
        known.map(|field| (field.id.to_string(), value(dice, &field.kind))).collect::<Map<_, _>>().into()
    }

    /// What must never be: an open case with nothing to come.
    fn wrong(&self) -> Option<String> {
        let flow = self.case.flow()?;
        let stands = |state: &TokenState| {
            matches!(state, TokenState::Waiting { .. } | TokenState::Calling { .. } | TokenState::Child { .. })
        };
        let waits = flow.tokens.values().any(|token| stands(&token.state));
        let tasks = self.case.tasks.values().any(|task| !task.origin.is_by_hand());
        (!waits && !tasks).then(|| format!("an open case without a task, a timer or a wait: {flow:?}"))
    }

    fn must_replay(&self) {
        assert_eq!(Case::replay(&self.history).as_ref(), Some(&self.case), "replaying the history gives the case");
    }
}

fn value(dice: &mut Dice, kind: &FieldType) -> Json {
    match kind {
        FieldType::Boolean => json!(dice.throw(2) == 0),
        FieldType::Integer { .. } | FieldType::Number { .. } => json!(dice.throw(9)),
        FieldType::Money => json!({"amount": "100.00", "currency": "RUB"}),
        FieldType::Date => json!("2026-04-01"),
        FieldType::Document => document(&dice.throw(5).to_string()),
        FieldType::List(_) => json!([{"name": "Один", "good": true}, {"name": "Два"}]),
        _ => json!("Текст"),
    }
}

fn id(number: u128) -> voronka_core::CaseId {
    format!("{number:032x}").parse().unwrap()
}
