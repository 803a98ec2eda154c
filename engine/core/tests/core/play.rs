//! A play: a case driven by commands in virtual time, without a store. Every decision is replayed and compared.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};
use voronka_core::case::{Task, Timer};
use voronka_core::notice::{Addressee, Message, Notice};
use voronka_core::{Actor, Case, CaseId, Command, Decision, Event, Input, Recorded, Rejection, Setting, Start, World};
use voronka_definition::Process;
use voronka_definition::calendar::read_calendar;
use voronka_definition::diagnostic::Source;
use voronka_definition::name::{PersonId, ResultId, StageId};
use voronka_definition::organisation::read_organisation;

#[derive(Clone)]
pub struct Play {
    pub world: Arc<World>,
    pub process: Arc<Process>,
    pub case: Case,
    pub history: Vec<Recorded>,
    pub now: DateTime<Utc>,
    pub successor: Option<Decision>,
    fresh: u128,
}

pub fn at(moscow: &str) -> DateTime<Utc> {
    DateTime::parse_from_str(&format!("{moscow} +0300"), "%Y-%m-%d %H:%M %z").unwrap().to_utc()
}

pub fn source(path: &str) -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Source { file: path.to_owned(), text: std::fs::read_to_string(root.join(path)).unwrap() }
}

pub fn world() -> Arc<World> {
    static WORLD: std::sync::OnceLock<Arc<World>> = std::sync::OnceLock::new();
    WORLD.get_or_init(|| Arc::new(build_world())).clone()
}

fn build_world() -> World {
    let calendar = read_calendar(&source("processes/calendars/ru.yaml")).unwrap().value;
    let processes = ["corporate_sales", "short_sale"].map(|name| {
        let file = source(&format!("processes/{name}/process.yaml"));
        let process = voronka_definition::compile(&file).unwrap_or_else(|findings| panic!("{findings:#?}")).value;
        (process.id.clone(), Arc::new(process))
    });
    World {
        organisation: read_organisation(&source("processes/demo/organisation.yaml")).unwrap().value,
        calendars: [(calendar.id().clone(), calendar)].into(),
        processes: processes.into(),
        heirs: std::collections::BTreeMap::new(),
    }
}

pub fn input(fields: Json) -> Input {
    serde_json::from_value(fields).unwrap()
}

pub fn person(id: &str) -> Actor {
    Actor::Person(PersonId::from(id))
}

pub fn start(process: &str, by: &str, deal: Json, stage: Option<&str>) -> Result<Play, Rejection> {
    start_in(world(), process, by, deal, stage)
}

pub fn start_in(world: Arc<World>, process: &str, by: &str, deal: Json, stage: Option<&str>) -> Result<Play, Rejection> {
    start_in_at(world, (process, by), deal, stage, at("2026-03-02 10:00"))
}

/// A deal that somebody starts at this moment.
pub fn start_at(world: Arc<World>, process: &str, by: &str, deal: Json, now: DateTime<Utc>) -> Play {
    start_in_at(world, (process, by), deal, None, now).unwrap()
}

fn start_in_at(
    world: Arc<World>,
    (process, by): (&str, &str),
    deal: Json,
    stage: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Play, Rejection> {
    let process = world.processes[process].clone();
    let setting = Setting { world: &world, now, by: person(by), fresh: id(0) };
    let wanted =
        Start { process: process.id.clone(), deal: input(deal), stage: stage.map(StageId::from), owner: None, continues: None };
    let decision = voronka_core::start(&process, id(1), &wanted, &setting)?;
    let (case, history) = (decision.case, decision.events);
    let play = Play { world: world.clone(), process, case, history, now, successor: None, fresh: 1 };
    play.must_replay();
    Ok(play)
}

fn id(number: u128) -> CaseId {
    format!("{:032x}", number).parse().unwrap()
}

impl Play {
    /// Carries a command out; the new events, or the refusal.
    pub fn act(&mut self, by: Actor, command: &Command) -> Result<Vec<Recorded>, Rejection> {
        self.fresh += 1;
        let setting = Setting { world: &self.world, now: self.now, by, fresh: id(self.fresh) };
        let decision = voronka_core::decide(&self.process, self.case.clone(), command, &setting)?;
        assert_eq!(decision.before.as_deref(), Some(&self.case));
        self.case = decision.case;
        self.history.extend(decision.events.iter().cloned());
        if let Some(successor) = decision.successor {
            self.successor = Some(*successor);
        }
        self.must_replay();
        Ok(decision.events)
    }

    /// Replaying the history, and reading it back from its kept form, gives the case.
    pub fn must_replay(&self) {
        assert_eq!(Case::replay(&self.history).as_ref(), Some(&self.case));
        let kept = serde_json::to_string(&self.case).unwrap();
        assert_eq!(serde_json::from_str::<Case>(&kept).unwrap(), self.case);
        assert!(self.history.iter().zip(1..).all(|(recorded, seq)| recorded.seq == seq));
    }

    /// The open task of this step or activity.
    pub fn task(&self, name: &str) -> &Task {
        let found = self.case.tasks.values().find(|task| task.origin.name() == Some(name));
        found.unwrap_or_else(|| panic!("no open task `{name}` among {:?}", self.open()))
    }

    /// The names of the open tasks.
    pub fn open(&self) -> Vec<&str> {
        self.case.tasks.values().map(|task| task.origin.name().unwrap_or("by hand")).collect()
    }

    pub fn try_complete(&mut self, by: &str, task: &str, result: &str, data: Json) -> Result<Vec<Recorded>, Rejection> {
        let command = Command::CompleteTask {
            task: self.task(task).number,
            result: ResultId::from(result),
            data: input(data),
            comment: Some("Комментарий".to_owned()),
        };
        self.act(person(by), &command)
    }

    pub fn complete(&mut self, by: &str, task: &str, result: &str, data: Json) -> Vec<Recorded> {
        self.try_complete(by, task, result, data).unwrap_or_else(|refusal| panic!("{task} → {result}: {refusal:#?}"))
    }

    /// Completes as whoever has the task.
    pub fn complete_as_holder(&mut self, task: &str, result: &str, data: Json) -> Vec<Recorded> {
        let holder = self.task(task).holder.clone();
        let by = holder.everybody()[0].to_string();
        if holder.assignee().is_none() {
            let number = self.task(task).number;
            self.act(person(&by), &Command::ClaimTask { task: number }).unwrap();
        }
        self.complete(&by, task, result, data)
    }

    pub fn stage(&self) -> &str {
        self.case.stage().map_or("", |stage| stage.as_str())
    }

    pub fn outcome(&self) -> Option<&str> {
        self.case.outcome().map(|outcome| outcome.as_str())
    }

    /// Lets time pass to this moment; what falls due, happens in its order.
    pub fn advance(&mut self, to: DateTime<Utc>) -> Vec<Recorded> {
        let mut happened = Vec::new();
        while let Some(timer) = self.next_timer().filter(|timer| timer.due_at <= to) {
            self.now = self.now.max(timer.due_at);
            let command = Command::FireTimer { key: timer.key, occurrence: timer.occurrence };
            happened.extend(self.act(Actor::Engine, &command).unwrap());
        }
        self.now = to;
        happened
    }

    pub fn next_timer(&self) -> Option<Timer> {
        self.case.timers().into_iter().min_by_key(|timer| (timer.due_at, timer.key))
    }
}

/// The notices among these events: to whom and what.
pub fn notices(events: &[Recorded]) -> Vec<(String, &Message)> {
    events.iter().filter_map(notice).map(|notice| (name(&notice.to), &notice.message)).collect()
}

fn notice(recorded: &Recorded) -> Option<&Notice> {
    match &recorded.event {
        Event::NoticeGiven { notice } => Some(notice),
        _ => None,
    }
}

fn name(to: &Addressee) -> String {
    match to {
        Addressee::Person(person) => person.to_string(),
        Addressee::Client { email, .. } => email.clone(),
    }
}

/// The overdue letters among these events.
pub fn overdue(events: &[Recorded]) -> Vec<String> {
    let notices = notices(events).into_iter();
    notices.filter(|(_, message)| matches!(message, Message::Overdue { .. })).map(|(to, _)| to).collect()
}

pub fn deal() -> Json {
    json!({"title": "Вентиляция", "amount": {"amount": "500000.00", "currency": "RUB"}})
}
