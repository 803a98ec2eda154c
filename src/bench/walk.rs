//! Walking real cases: each client takes a case and completes its tasks one after another, then the next case.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use chrono::{Days, SecondsFormat};
use serde_json::json;
use tokio::task::JoinSet;
use voronka_core::command::{Actor, Command, Input, Start};
use voronka_core::{Case, CaseId};
use voronka_definition::name::PersonId;
use voronka_runtime::{Engine, Executed};

use crate::bench::stats::Measured;
use crate::cli::BenchCompleteArgs;

/// The process whose cases are walked.
pub const PROCESS: &str = "corporate_sales";
/// Who owns them.
const OWNERS: [&str; 4] = ["anna", "dmitry", "rustam", "svetlana"];
/// How many cases are opened at once.
const OPENED_AT_ONCE: usize = 64;
/// What is done with a case: the step and its result. Further on other people would have to act.
pub const WALK: [(&str, &str); 8] = [
    ("call", "interested"),
    ("open_deal", "myself"),
    ("collect_client_information", "done"),
    ("call", "interested"),
    ("prepare_presentation", "done"),
    ("hold_presentation", "held"),
    ("presentation_outcome", "no_new_contacts"),
    ("calculation", "not_needed"),
];

/// Open cases that wait to be walked, each once.
#[derive(Debug)]
pub struct Cases {
    /// A day of next week, for what asks for a date.
    pub next_week: String,
    all: Vec<(CaseId, PersonId)>,
    next: AtomicUsize,
}

/// How cases are walked.
#[derive(Debug, Clone)]
pub struct Load {
    /// How many people do so at once.
    pub clients: u32,
    /// How often each completes a task; without it as fast as the answers come.
    pub every: Option<Duration>,
    /// Until when.
    pub until: Until,
}

/// When a walk is over.
#[derive(Debug, Clone)]
pub enum Until {
    /// At this moment.
    Moment(Instant),
    /// Once this is set.
    Told(Arc<AtomicBool>),
}

impl Load {
    /// As fast as the answers come, for as long as the arguments say.
    pub fn of(args: &BenchCompleteArgs) -> Self {
        let until = Until::Moment(Instant::now() + Duration::from_secs(u64::from(args.seconds)));
        Self { clients: args.clients, every: None, until }
    }
}

impl Until {
    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Moment(moment) => Instant::now() >= *moment,
            Self::Told(told) => told.load(Ordering::Relaxed),
        }
    }
}

impl Cases {
    /// The next case and its owner; `None` when all are walked.
    pub fn take(&self) -> Option<(CaseId, PersonId)> {
        self.all.get(self.next.fetch_add(1, Ordering::Relaxed)).cloned()
    }

    /// The same, the last one first.
    pub fn backwards(mut self) -> Self {
        self.all.reverse();
        self
    }
}

/// The managers of the demo.
pub fn owners() -> Vec<PersonId> {
    OWNERS.map(PersonId::from).into()
}

/// What a result asks.
pub fn answers(step: &str, next_week: &str) -> Input {
    let pairs = match step {
        "call" => vec![("presentation_at", json!(next_week))],
        "open_deal" => vec![("company", json!({ "name": "ООО Климат" })), ("need", json!("Свежий воздух в цехе"))],
        "presentation_outcome" => vec![("tactics", json!("Показать окупаемость за два лета"))],
        _ => Vec::new(),
    };
    pairs.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}

/// Opens so many cases; each of the owners has every so manieth.
pub async fn open(engine: &Engine, number: u32, owners: Vec<PersonId>) -> Result<Cases> {
    open_by(engine, (number, OPENED_AT_ONCE), owners).await
}

/// The same, with so many opened at once.
pub async fn open_by(engine: &Engine, (number, at_once): (u32, usize), owners: Vec<PersonId>) -> Result<Cases> {
    let (next, owners) = (Arc::new(AtomicUsize::new(0)), Arc::new(owners));
    let mut openers = JoinSet::new();
    for _ in 0..at_once {
        let (engine, next, owners) = (engine.clone(), Arc::clone(&next), Arc::clone(&owners));
        openers.spawn(async move { open_some(&engine, &next, number as usize, &owners).await });
    }
    let mut opened = Vec::with_capacity(number as usize);
    while let Some(some) = openers.join_next().await {
        opened.extend(some.context("an opener was interrupted")??);
    }
    opened.sort_unstable();
    let next_week = (engine.now().await? + Days::new(7)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let all = opened.into_iter().map(|(place, id)| (id, owners[place % owners.len()].clone())).collect();
    Ok(Cases { next_week, all, next: AtomicUsize::new(0) })
}

async fn open_some(engine: &Engine, next: &AtomicUsize, number: usize, owners: &[PersonId]) -> Result<Vec<(usize, CaseId)>> {
    let mut opened = Vec::new();
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        if place >= number {
            return Ok(opened);
        }
        let deal = Input::from([("title".to_owned(), json!(format!("Вентиляция склада № {place}")))]);
        let start = Start { process: PROCESS.into(), deal, stage: None, owner: None, continues: None };
        let started = engine
            .start(start, owners[place % owners.len()].clone(), None)
            .await
            .map_err(|refused| anyhow!("a case: {refused}"))?;
        opened.push((place, started.case.id));
    }
}

/// Measures through the engine's door.
pub async fn measure(engine: &Engine, cases: &Arc<Cases>, args: &BenchCompleteArgs) -> Result<Measured> {
    let began = Instant::now();
    let load = Load::of(args);
    let mut clients = JoinSet::new();
    for _ in 0..load.clients {
        let (engine, cases, until) = (engine.clone(), Arc::clone(cases), load.until.clone());
        clients.spawn(async move { client(&engine, &cases, &until).await });
    }
    let mut each = Vec::new();
    while let Some(times) = clients.join_next().await {
        each.extend(times.context("a client was interrupted")??);
    }
    Ok(Measured::new(began.elapsed(), each))
}

async fn client(engine: &Engine, cases: &Cases, until: &Until) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while let Some((id, owner)) = cases.take() {
        let mut case = engine.reads().case(id).await?.context("a case is gone")?;
        for (step, result) in WALK {
            if until.is_over() {
                return Ok(times);
            }
            let began = Instant::now();
            let data = answers(step, &cases.next_week);
            case = complete(engine, &case, &owner, (step, result, data)).await?.case;
            times.push(began.elapsed());
        }
    }
    Ok(times)
}

async fn complete(engine: &Engine, case: &Case, owner: &PersonId, (step, result, data): (&str, &str, Input)) -> Result<Executed> {
    let task = case.tasks.values().find(|task| task.origin.name() == Some(step));
    let task = task.with_context(|| format!("expected the task `{step}`"))?.number;
    let command = Command::CompleteTask { task, result: result.into(), data, comment: None };
    let done = engine.execute(case.id, command, Actor::Person(owner.clone()), None).await;
    done.map_err(|refused| anyhow!("`{step}` with `{result}`: {refused}"))
}
