//! Random walks: cases driven to their end by choosing nothing but results, always the same for a seed.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value as Json, json};
use voronka_core::case::{Timer, TimerKey, TokenState};
use voronka_core::offer::offers;
use voronka_core::{Actor, Case, CaseId, Command, Input, Recorded, Setting, Start, World};
use voronka_definition::Process;
use voronka_definition::calendar::read_calendar;
use voronka_definition::model::{Awaited, FieldType, StepKind};
use voronka_definition::name::{FieldId, PersonId};

use crate::house::{Dice, organisation, processes, root, source};

/// No walk is longer.
const LONGEST: usize = 600;

pub fn world() -> World {
    let calendar = read_calendar(&source(&root().join("processes/calendars/ru.yaml"))).unwrap().value;
    let processes = processes().into_iter().map(|process| (process.id.clone(), Arc::new(process)));
    World {
        organisation: organisation(),
        calendars: [(calendar.id().clone(), calendar)].into(),
        processes: processes.collect(),
        heirs: BTreeMap::new(),
    }
}

/// The history of a case that came to its end; `None` where it did not in time.
pub fn walk(world: &World, process: &Process, seed: u64) -> Option<Vec<Recorded>> {
    let mut walker = Walker::start(world, process, seed);
    for _ in 0..LONGEST {
        if !walker.case.is_open() {
            return Some(walker.history);
        }
        walker.step();
    }
    None
}

struct Walker<'a> {
    world: &'a World,
    process: &'a Process,
    case: Case,
    history: Vec<Recorded>,
    now: DateTime<Utc>,
    dice: Dice,
    fresh: u128,
}

fn id(number: u128) -> CaseId {
    format!("{number:032x}").parse().unwrap()
}

impl<'a> Walker<'a> {
    fn start(world: &'a World, process: &'a Process, seed: u64) -> Self {
        let now = DateTime::from_timestamp(1_772_434_800, 0).unwrap();
        let deal: Input = serde_json::from_value(json!({"title": "Проба"})).unwrap();
        let wanted = Start { process: process.id.clone(), deal, stage: None, owner: None, continues: None };
        let by = Actor::Person(PersonId::from("anna"));
        let setting = Setting { world, now, by, fresh: id(0) };
        let decision = voronka_core::start(process, id(1), &wanted, &setting).unwrap();
        let dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
        Self { world, process, case: decision.case, history: decision.events, now, dice, fresh: 1 }
    }

    fn act(&mut self, by: Actor, command: &Command) -> bool {
        self.fresh += 1;
        let setting = Setting { world: self.world, now: self.now, by, fresh: id(self.fresh) };
        let Ok(decision) = voronka_core::decide(self.process, self.case.clone(), command, &setting) else { return false };
        self.case = decision.case;
        self.history.extend(decision.events);
        true
    }

    /// Completes some task, brings a signal, or lets a wait come to its moment.
    fn step(&mut self) {
        self.now += TimeDelta::minutes(1 + self.dice.throw(200) as i64);
        let tasks: Vec<u32> = self.case.tasks.keys().copied().collect();
        let choice = self.dice.throw(tasks.len() + 1);
        match tasks.get(choice) {
            Some(task) => self.complete(*task),
            None => self.wake(),
        }
    }

    fn complete(&mut self, number: u32) {
        let Some(task) = self.case.tasks.get(&number).cloned() else { return };
        let people = task.holder.everybody().to_vec();
        let Some(person) = people.get(self.dice.throw(people.len())).cloned() else { return };
        if task.holder.assignee().is_none() {
            self.act(Actor::Person(person), &Command::ClaimTask { task: number });
            return;
        }
        let offers = offers(self.process, &self.case, &task);
        // The results written first lead on, the last ones out: the walks should come far.
        let place = self.dice.throw(offers.len()).min(self.dice.throw(offers.len()));
        let Some(offer) = offers.get(place) else { return };
        let asked: Vec<FieldId> = offer.ask.iter().map(|ask| ask.field.clone()).collect();
        let data = self.data(&asked);
        let comment = Some("Готово".to_owned());
        self.act(Actor::Person(person), &Command::CompleteTask { task: number, result: offer.result.clone(), data, comment });
    }

    fn wake(&mut self) {
        let waiting = self.case.flow().into_iter().flat_map(|flow| flow.tokens.values());
        let waiting: Vec<_> =
            waiting.filter(|token| matches!(token.state, TokenState::Waiting { .. })).map(|token| token.step.clone()).collect();
        if self.dice.throw(2) == 0
            && let Some(step) = waiting.first()
            && let Some(stage) = self.case.stage()
            && let Some(StepKind::Wait(wait)) = self.process.step(stage, step).map(|step| &step.kind)
            && let Awaited::Signal(name) = &wait.awaited
        {
            let command = Command::Signal { name: name.clone(), data: BTreeMap::new() };
            self.act(Actor::Engine, &command);
            return;
        }
        let waits = |timer: &Timer| matches!(timer.key, TimerKey::Wait(_));
        let timer = self.case.timers().into_iter().filter(waits).min_by_key(|timer| (timer.due_at, timer.key));
        if let Some(timer) = timer {
            self.now = self.now.max(timer.due_at);
            self.act(Actor::Engine, &Command::FireTimer { key: timer.key, occurrence: timer.occurrence });
        }
    }

    fn data(&mut self, fields: &[FieldId]) -> Input {
        let fields: Vec<_> = fields.iter().filter_map(|id| self.process.field(id)).collect();
        let values: Map<_, _> = fields.into_iter().map(|field| (field.id.to_string(), self.value(&field.kind))).collect();
        serde_json::from_value(values.into()).unwrap()
    }

    fn value(&mut self, kind: &FieldType) -> Json {
        match kind {
            FieldType::Text => json!("Текст"),
            FieldType::Number { .. } => json!([3, 10, 20][self.dice.throw(3)]),
            FieldType::Integer { .. } => json!([2, 3, 5][self.dice.throw(3)]),
            FieldType::Money => {
                let amount = ["500000", "2000000"][self.dice.throw(2)];
                json!({"amount": amount, "currency": "RUB"})
            }
            FieldType::Boolean => json!(self.dice.throw(2) == 0),
            FieldType::Date => json!("2026-04-01"),
            FieldType::Datetime => json!((self.now + TimeDelta::hours(self.dice.throw(200) as i64)).to_rfc3339()),
            FieldType::Choice(options) => json!(options[self.dice.throw(options.len())].id),
            FieldType::Person => json!(["anna", "dmitry"][self.dice.throw(2)]),
            FieldType::Direction => json!("ventilation"),
            FieldType::Process => json!("short_sale"),
            FieldType::Organisation | FieldType::Contact => json!({"name": "Ромашка"}),
            FieldType::Document => json!({"name": "document.txt", "text": self.dice.throw(5).to_string()}),
            FieldType::List(fields) => {
                let item: Map<_, _> = fields.iter().map(|field| (field.id.to_string(), self.value(&field.kind))).collect();
                json!([item])
            }
        }
    }
}
