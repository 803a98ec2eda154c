//! `bench decide`: how many commands the pure core decides a second, on one thread, without a store. Each is decided on a copy of its case,
//! as in the engine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, Days, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::json;
use voronka_core::command::{Actor, Command, Input, Start};
use voronka_core::{Case, CaseId, Setting, World, decide, start};
use voronka_definition::Process;

use crate::bench::walk::{WALK, answers};
use crate::bench::{print, round};
use crate::cli::BenchDecideArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;
use crate::wiring;

const PROCESS: &str = "corporate_sales";
const OWNER: &str = "anna";

#[derive(Serialize)]
struct Line {
    bench: &'static str,
    seconds: f64,
    decided: u64,
    per_second: f64,
    microseconds: f64,
}

/// Measures decisions.
pub fn run(args: &BenchDecideArgs, terminal: &Terminal) -> Result<Exit> {
    let (world, now) = wiring::block_on(async {
        let engine = wiring::open_in_memory(&Definitions::embedded(), terminal).await?;
        let known = (engine.world(), engine.now().await?);
        engine.shutdown().await;
        Ok::<_, anyhow::Error>(known)
    })?;
    let process = world.processes.values().find(|process| process.id.as_str() == PROCESS).map(Arc::clone);
    let walker = Walker { process: process.context("the corporate sale is not there")?, world, now };
    let (mut decided, mut spent) = (0, Duration::ZERO);
    while spent < Duration::from_secs(u64::from(args.seconds)) {
        let (number, took) = walker.walk()?;
        (decided, spent) = (decided + number, spent + took);
    }
    let rate = decided as f64 / spent.as_secs_f64();
    let line = Line {
        bench: "decide",
        seconds: round(spent.as_secs_f64(), 2),
        decided,
        per_second: rate.round(),
        microseconds: round(1_000_000.0 / rate, 2),
    };
    print(&line, terminal)
}

struct Walker {
    process: Arc<Process>,
    world: Arc<World>,
    now: DateTime<Utc>,
}

impl Walker {
    /// Walks one case from its start; how many of its tasks were completed, and how long their decisions took.
    fn walk(&self) -> Result<(u64, Duration)> {
        let setting =
            Setting { world: &self.world, now: self.now, by: Actor::Person(OWNER.into()), fresh: CaseId(uuid::Uuid::nil()) };
        let deal = Input::from([("title".to_owned(), json!("Вентиляция склада"))]);
        let wanted = Start { process: PROCESS.into(), deal, stage: None, owner: None, continues: None };
        let begun = start(&self.process, CaseId(uuid::Uuid::nil()), &wanted, &setting);
        let mut case = Arc::new(begun.map_err(|refused| anyhow!("a case: {refused}"))?.case);
        let next_week = (self.now + Days::new(7)).to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut spent = Duration::ZERO;
        for (step, result) in WALK {
            let command = completion(&case, (step, result), &next_week)?;
            let began = Instant::now();
            let decision = decide(&self.process, Arc::clone(&case), &command, &setting);
            spent += began.elapsed();
            case = Arc::new(decision.map_err(|refused| anyhow!("`{step}` with `{result}`: {refused}"))?.case);
        }
        Ok((WALK.len() as u64, spent))
    }
}

fn completion(case: &Case, (step, result): (&str, &str), next_week: &str) -> Result<Command> {
    let task = case.tasks.values().find(|task| task.origin.name() == Some(step));
    let task = task.with_context(|| format!("expected the task `{step}`"))?.number;
    Ok(Command::CompleteTask { task, result: result.into(), data: answers(step, next_week), comment: None })
}
