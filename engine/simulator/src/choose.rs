//! What people do next, by what they see: at random, and so that now and then it is refused.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value as Json, json};
use voronka_core::access::Horizon;
use voronka_core::offer::offers;
use voronka_core::{Actor, Case, CaseId, Command, HandTask, Input, Start, World};
use voronka_definition::Process;
use voronka_definition::model::TaskKind;
use voronka_definition::name::{FieldId, PersonId};
use voronka_definition::organisation::{Absence, Covered};
use voronka_runtime::{CaseFilter, CaseStatus, Engine, Pace, PageRequest, Wishes};
use voronka_store::StoreError;

use crate::dice::Dice;
use crate::step::Step;
use crate::value::answers;

/// How many cases are open at most.
const CASES: usize = 8;

/// Whoever decides what happens next.
pub(crate) struct Chooser<'d> {
    pub(crate) dice: &'d mut Dice,
    pub(crate) world: Arc<World>,
    pub(crate) now: DateTime<Utc>,
}

/// Every case that there is, open or not; in the order of their ids.
pub(crate) async fn all_cases(engine: &Engine, status: Option<CaseStatus>) -> Result<Vec<CaseId>, StoreError> {
    let (world, now) = (engine.world(), engine.now().await?);
    let Some(administrator) = world.organisation.people.keys().find(|person| world.is_administrator(person)) else {
        return Ok(Vec::new());
    };
    let horizon = Horizon::of(&world, administrator, now);
    let filter = CaseFilter { errands: true, status, ..CaseFilter::default() };
    let (mut cases, mut page) = (Vec::new(), PageRequest { limit: 200, after: None });
    loop {
        let found = engine.reads().cases(&horizon, &filter, &page).await?;
        cases.extend(found.items.iter().map(|record| record.id));
        page.after = found.next;
        if page.after.is_none() {
            cases.sort();
            return Ok(cases);
        }
    }
}

/// The next thing that somebody does.
pub(crate) async fn act(dice: &mut Dice, engine: &Engine) -> Result<Step, StoreError> {
    let (world, now) = (engine.world(), engine.now().await?);
    let open = all_cases(engine, Some(CaseStatus::Open)).await?;
    let mut chooser = Chooser { dice, world, now };
    if open.is_empty() || (open.len() < CASES && chooser.dice.one_in(4)) {
        return Ok(chooser.beginning());
    }
    if chooser.dice.one_in(12) {
        return Ok(chooser.of_people());
    }
    let case = chooser.dice.pick(&open).copied();
    let case = match case {
        Some(id) => engine.reads().case(id).await?,
        None => None,
    };
    let Some(case) = case else { return Ok(chooser.beginning()) };
    let process = engine.process(&case.process, &case.version).await?;
    Ok(match chooser.of_case(&case, &process) {
        Some((command, by)) => Step::Tell(case.id, command, by),
        None => chooser.beginning(),
    })
}

/// The time that passes until then.
pub(crate) fn pause(dice: &mut Dice, now: DateTime<Utc>) -> Step {
    // Never less than a lease of a letter lasts: what was sent and not heard of is settled before somebody does the next thing.
    let minutes = match dice.throw(10) {
        0..=4 => 6 + dice.throw(40),
        5..=7 => 60 + dice.throw(8 * 60),
        _ => 24 * 60 + dice.throw(3 * 24 * 60),
    };
    let then = now + TimeDelta::minutes(i64::try_from(minutes).unwrap_or_default());
    if dice.one_in(8) { Step::Sleep(then) } else { Step::Walk(then) }
}

impl Chooser<'_> {
    fn person(&mut self) -> PersonId {
        let people: Vec<_> = self.world.organisation.people.keys().cloned().collect();
        self.dice.pick(&people).cloned().unwrap_or_else(|| "nobody".into())
    }

    /// Who sells.
    fn seller(&mut self) -> PersonId {
        let sells =
            |positions: &[_]| positions.iter().any(|one: &voronka_definition::name::PositionId| one.as_str() == "manager");
        let people = self.world.organisation.people.iter().filter(|(_, person)| sells(&person.positions));
        let people: Vec<_> = people.map(|(id, _)| id.clone()).collect();
        self.dice.pick(&people).cloned().unwrap_or_else(|| "nobody".into())
    }

    fn later(&mut self, hours: u64) -> DateTime<Utc> {
        self.now + TimeDelta::hours(1 + i64::try_from(self.dice.throw(hours)).unwrap_or_default())
    }

    fn answers<'a>(&mut self, process: &Process, fields: impl IntoIterator<Item = &'a FieldId>) -> Input {
        answers(self.dice, (process, &self.world, self.now), fields).into_iter().collect()
    }

    fn beginning(&mut self) -> Step {
        let by = self.seller();
        if self.dice.one_in(8) {
            return Step::Errand(self.hand_task(), by);
        }
        let processes: Vec<_> = self.world.processes.values().cloned().collect();
        let Some(process) = self.dice.pick(&processes).cloned() else { return Step::Errand(self.hand_task(), by) };
        let entry = process.stages.first().map(|stage| stage.entry.clone()).unwrap_or_default();
        let mut deal = self.answers(&process, &entry);
        deal.insert("title".to_owned(), json!(format!("Сделка {}", self.dice.throw(1_000))));
        if self.dice.one_in(2) {
            let more: Map<String, Json> =
                answers(self.dice, (&process, &self.world, self.now), &["amount".into(), "direction".into(), "company".into()]);
            deal.extend(more);
        }
        Step::Start(Start { process: process.id.clone(), deal, stage: None, owner: None, continues: None }, by)
    }

    fn hand_task(&mut self) -> HandTask {
        let (assignee, due_at) = (self.person(), self.later(72));
        HandTask { title: "Поручение".to_owned(), kind: TaskKind::Other, assignee, due_at, comment: None }
    }

    fn of_people(&mut self) -> Step {
        let person = self.person();
        if self.dice.one_in(2) {
            let pace = |dice: &mut Dice| if dice.one_in(2) { Pace::Digest } else { Pace::AtOnce };
            let wishes =
                Wishes { notices: pace(self.dice), escalations: pace(self.dice), morning: self.dice.one_in(2), cron: None };
            return Step::Wish(person, wishes);
        }
        let days = |number: u64| TimeDelta::days(i64::try_from(number).unwrap_or_default());
        let from = self.now.date_naive() + days(self.dice.throw(3));
        let to = from + days(self.dice.throw(5));
        let deputy = Some(self.person()).filter(|deputy| *deputy != person);
        let tasks = if self.dice.one_in(2) { Covered::All } else { Covered::Urgent };
        Step::Away(Absence { person, from, to, deputy, tasks }, "vera".into())
    }

    fn of_case(&mut self, case: &Case, process: &Process) -> Option<(Command, Actor)> {
        let owner = Actor::Person(case.owner.clone());
        match self.dice.throw(24) {
            0 => {
                let signals: Vec<_> = process.signals.iter().map(|signal| signal.id.clone()).collect();
                let name = self.dice.pick(&signals)?.clone();
                Some((Command::Signal { name, data: Input::new() }, Actor::Engine))
            }
            1 => {
                let fields: Vec<_> =
                    process.fields.iter().filter(|field| !field.computed).map(|field| field.id.clone()).collect();
                let field = self.dice.pick(&fields)?.clone();
                let data = self.answers(process, [&field]);
                Some((Command::CorrectData { data, revision: case.revision }, owner))
            }
            2 => {
                let stage = self.dice.pick(&process.stages)?;
                let (data, comment) = (self.answers(process, &stage.entry), "Так надо".to_owned());
                Some((Command::EnterStage { stage: stage.id.clone(), data, comment }, owner))
            }
            3 if self.dice.one_in(3) => {
                let outcome = self.dice.pick(&process.outcomes)?;
                let asked: Vec<_> = outcome.ask.iter().map(|ask| ask.field.clone()).collect();
                let (data, comment) = (self.answers(process, &asked), "Закончили".to_owned());
                Some((Command::Finish { outcome: outcome.id.clone(), data, comment }, owner))
            }
            4 => Some((Command::ChangeOwner { person: self.seller(), comment: "Передаю".to_owned() }, owner)),
            5 => Some((Command::MakeTask(self.hand_task()), owner)),
            6 | 7 => self.acknowledgement(case),
            _ => self.of_task(case, process),
        }
    }

    fn acknowledgement(&mut self, case: &Case) -> Option<(Command, Actor)> {
        let escalations: Vec<_> = case.escalations.values().collect();
        let escalation = self.dice.pick(&escalations)?;
        let by = Actor::Person(escalation.to.clone());
        let until = self.dice.one_in(2).then(|| self.later(48));
        Some((Command::AcknowledgeEscalation { escalation: escalation.number, comment: Some("Вижу".to_owned()), until }, by))
    }

    fn of_task(&mut self, case: &Case, process: &Process) -> Option<(Command, Actor)> {
        let tasks: Vec<_> = case.tasks.values().collect();
        let task = *self.dice.pick(&tasks)?;
        let holder = self.dice.pick(task.holder.everybody())?.clone();
        let number = task.number;
        let chosen = self.dice.throw(12);
        if chosen > 3 && task.holder.assignee().is_none() {
            return Some((Command::ClaimTask { task: number }, Actor::Person(holder)));
        }
        let command = match chosen {
            0 => Command::RescheduleTask {
                task: number, due_at: self.later(96), reason: "Попросил клиент".to_owned()
            },
            1 => Command::ReassignTask { task: number, to: self.person(), comment: "Возьми".to_owned() },
            2 => Command::CommentTask { task: number, text: "Звонил".to_owned() },
            3 => Command::ClaimTask { task: number },
            _ => {
                let offers = offers(process, case, task);
                let offer = self.dice.pick(&offers)?;
                // What is asked only now and then is often not asked: then it would be refused.
                let all = self.dice.one_in(2);
                let asked: Vec<_> =
                    offer.ask.iter().filter(|ask| all || ask.when.is_none()).map(|ask| ask.field.clone()).collect();
                let (data, comment) = (self.answers(process, &asked), Some("Готово".to_owned()));
                Command::CompleteTask { task: number, result: offer.result.clone(), data, comment }
            }
        };
        let by = if self.dice.one_in(10) { self.person() } else { holder };
        Some((command, Actor::Person(by)))
    }
}
