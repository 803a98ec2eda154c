//! What must have happened: checked in the case, its history and its letters, so that a story that goes wrong says so.

use anyhow::{Result, bail};
use serde::Deserialize;
use voronka_core::notice::{Addressee, Message};
use voronka_core::{Case, Event, Recorded};
use voronka_runtime::{Engine, LetterFilter, LetterState, PageRequest};

use crate::acts::open_tasks;

/// The most events and letters that are looked at.
const LOOKED_AT: u32 = 200;

/// Something expected of the deal.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expect {
    /// It stands in this stage.
    Stage(String),
    /// This task is open, and this person has it.
    Task(TaskOf),
    /// This loop was taken so often.
    Loop(LoopTaken),
    /// Of this task somebody was told that it is late, and the letter was kept.
    Escalated(TaskOf),
    /// It ended so.
    Outcome(String),
}

/// A task and a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskOf {
    /// The step or activity.
    task: String,
    /// Who has it, or hears of it.
    to: String,
}

/// A loop of the process.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoopTaken {
    /// The step.
    step: String,
    /// Its result.
    result: String,
    /// The how-manieth time.
    count: u32,
}

impl Expect {
    /// Compares what is expected with what is.
    pub async fn check(&self, engine: &Engine, case: &Case) -> Result<()> {
        match self {
            Self::Stage(stage) => same("the stage", stage, case.stage().map(|stage| stage.as_str())),
            Self::Outcome(outcome) => same("the outcome", outcome, case.outcome().map(|outcome| outcome.as_str())),
            Self::Task(expected) => has_task(case, expected),
            Self::Loop(expected) => loop_taken(engine, case, expected).await,
            Self::Escalated(expected) => escalated(engine, case, expected).await,
        }
    }
}

fn same(what: &str, expected: &str, found: Option<&str>) -> Result<()> {
    if found == Some(expected) {
        return Ok(());
    }
    bail!("expected {what} `{expected}`; found `{}`", found.unwrap_or("none"))
}

fn has_task(case: &Case, expected: &TaskOf) -> Result<()> {
    let mut tasks = case.tasks.values().filter(|task| task.origin.name() == Some(expected.task.as_str()));
    if tasks.any(|task| task.holder.everybody().iter().any(|person| person.as_str() == expected.to)) {
        return Ok(());
    }
    bail!("expected an open task `{}` of {}; found {}", expected.task, expected.to, open_tasks(case))
}

async fn loop_taken(engine: &Engine, case: &Case, expected: &LoopTaken) -> Result<()> {
    let history = engine.reads().history(case.id, 0, LOOKED_AT).await?;
    let taken = |recorded: &Recorded| match &recorded.event {
        Event::LoopTaken { step, result, count, .. } => {
            step.as_str() == expected.step && result.as_str() == expected.result && *count == expected.count
        }
        _ => false,
    };
    if history.iter().any(taken) {
        return Ok(());
    }
    bail!("expected loop {} of `{}` by `{}`; found none", expected.count, expected.step, expected.result)
}

async fn escalated(engine: &Engine, case: &Case, expected: &TaskOf) -> Result<()> {
    let history = engine.reads().history(case.id, 0, LOOKED_AT).await?;
    let late: Vec<u32> =
        case.tasks.values().filter(|task| task.origin.name() == Some(&expected.task)).map(|task| task.number).collect();
    let told = history.iter().find_map(|recorded| match &recorded.event {
        Event::NoticeGiven { notice } => match (&notice.to, &notice.message) {
            (Addressee::Person(person), Message::Overdue { task, .. })
                if person.as_str() == expected.to && late.contains(&task.number) =>
            {
                Some(notice.number)
            }
            _ => None,
        },
        _ => None,
    });
    let Some(number) = told else {
        bail!("expected that {} hears of the late task `{}`; found no notice", expected.to, expected.task)
    };
    let filter = LetterFilter { case: Some(case.id), ..LetterFilter::default() };
    let letters = engine.reads().letters(&filter, &PageRequest { limit: LOOKED_AT, after: None }).await?;
    match letters.items.iter().find(|letter| letter.notice.number == number) {
        Some(letter) if letter.state == LetterState::Kept && !letter.text.is_empty() => Ok(()),
        Some(letter) => bail!("expected a kept letter to {}; found one that is {}", expected.to, letter.state.name()),
        None => bail!("expected a kept letter to {}; found none", expected.to),
    }
}
