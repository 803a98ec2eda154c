//! `bench inbox`: how long it takes to read what people look at all day, with so many tasks open: their own tasks, what is overdue in a
//! department, the deals of a stage, one deal with its history. One reader, one list after another.

use std::time::Instant;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use voronka_core::access::Horizon;
use voronka_definition::name::PersonId;
use voronka_runtime::{
    BoardFilter, CaseFilter, CaseStatus, Circle, Cohort, Engine, PageRequest, Spans, StoreError, TaskFilter, TaskStatus,
};

use crate::bench::place::Place;
use crate::bench::stats::Measured;
use crate::bench::{open, print, round, walk};
use crate::cli::BenchInboxArgs;
use crate::commands::Exit;
use crate::terminal::Terminal;
use crate::wiring;

/// How many lines a list has.
const PAGE: u32 = 50;
/// How often each list is read.
const READS: u32 = 300;
/// What is read, one after another.
const LISTS: [&str; 9] = [
    "my tasks",
    "what I wait for",
    "overdue in the department",
    "a board of a stage",
    "a board of all stages",
    "a search over everything",
    "a deal with its history",
    "a department",
    "a funnel",
];
/// Who sees everything.
const ADMINISTRATOR: &str = "vera";
/// How many cards of each stage a board shows, and how many cases are found: as the pages want them.
const CARDS: u32 = 12;
const FOUND: u32 = 60;
const MANAGER: &str = "anna";
const HEAD: &str = "boris";

#[derive(Serialize)]
struct Line {
    bench: &'static str,
    database: &'static str,
    list: &'static str,
    open_tasks: u32,
    lines: usize,
    p50_ms: f64,
    p99_ms: f64,
}

/// Measures reads.
pub fn run(args: &BenchInboxArgs, terminal: &Terminal) -> Result<Exit> {
    wiring::block_on(async {
        let place = Place::make(args.database.as_deref(), args.data.as_deref()).await?;
        let lines = measure(&place, args, terminal).await;
        place.throw_away().await?;
        for line in lines? {
            print(&line, terminal)?;
        }
        Ok(Exit::Clean)
    })
}

async fn measure(place: &Place, args: &BenchInboxArgs, terminal: &Terminal) -> Result<Vec<Line>> {
    let engine = open(&place.url(), terminal).await?;
    let cases = walk::open(&engine, args.tasks, walk::owners()).await?;
    place.settle().await?;
    let reader = Reader { now: engine.now().await?, engine: &engine };
    let mut lines = Vec::new();
    for list in LISTS {
        let (mut each, mut found) = (Vec::new(), 0);
        let began = Instant::now();
        for _ in 0..READS {
            let started = Instant::now();
            found = reader.read(list, &cases).await?;
            each.push(started.elapsed());
        }
        lines.push(line(place, args, (list, found), &Measured::new(began.elapsed(), each)));
    }
    engine.shutdown().await;
    Ok(lines)
}

fn line(place: &Place, args: &BenchInboxArgs, (list, lines): (&'static str, usize), measured: &Measured) -> Line {
    let (p50_ms, p99_ms) = (round(measured.percentile(0.5), 2), round(measured.percentile(0.99), 2));
    Line { bench: "inbox", database: place.database(), list, open_tasks: args.tasks, lines, p50_ms, p99_ms }
}

/// Who reads.
struct Reader<'a> {
    engine: &'a Engine,
    now: DateTime<Utc>,
}

impl Reader<'_> {
    /// Reads a list; how many lines it has.
    async fn read(&self, list: &str, cases: &walk::Cases) -> Result<usize, StoreError> {
        match list {
            "my tasks" => self.tasks(MANAGER, TaskFilter { concerns: Some(MANAGER.into()), ..open_tasks() }).await,
            "overdue in the department" => {
                let people: Vec<PersonId> = self.horizon(HEAD).below.into_iter().collect();
                // All are late by then: the longest such list there can be.
                let late = self.now + TimeDelta::days(30);
                self.tasks(HEAD, TaskFilter { assignees: Some(people), due_before: Some(late), ..open_tasks() }).await
            }
            "a board of a stage" => {
                let stage = self.engine.world().processes.values().find_map(|process| {
                    let is_walked = process.id.as_str() == walk::PROCESS;
                    process.stages.first().filter(|_| is_walked).map(|stage| stage.id.clone())
                });
                let filter = CaseFilter { stage, status: Some(CaseStatus::Open), ..CaseFilter::default() };
                let page = self.engine.reads().cases(&self.horizon(HEAD), &filter, &page()).await?;
                Ok(page.items.len())
            }
            "a department" => self.department().await,
            "a funnel" => {
                let (process, from, until) =
                    (walk::PROCESS.into(), self.now - TimeDelta::days(90), self.now + TimeDelta::days(1));
                let cohort = Cohort { process, from, until, circle: Some(self.circle()) };
                Ok(self.engine.reads().journeys(&self.horizon(HEAD), &cohort).await?.len())
            }
            "what I wait for" => self.tasks(MANAGER, TaskFilter { awaited_by: Some(MANAGER.into()), ..open_tasks() }).await,
            "a board of all stages" => {
                let filter = BoardFilter { process: walk::PROCESS.into(), owners: None, cards: CARDS };
                Ok(self.engine.reads().board(&self.horizon(ADMINISTRATOR), &filter).await?.cards.len())
            }
            // Nothing has this word, so that everything is looked through.
            "a search over everything" => {
                Ok(self.engine.reads().find(&self.horizon(ADMINISTRATOR), "никогда", FOUND).await?.len())
            }
            _ => {
                let Some((case, _)) = cases.take() else { return Ok(0) };
                let found = self.engine.reads().case(case).await?.map_or(0, |_| 1);
                Ok(found + self.engine.reads().history(case, 0, PAGE).await?.len())
            }
        }
    }

    /// Every query of a head's page. All tasks are late by then, and no deal has moved.
    async fn department(&self) -> Result<usize, StoreError> {
        let (reads, horizon, circle) = (self.engine.reads(), self.horizon(HEAD), self.circle());
        let late = self.now + TimeDelta::days(30);
        let spans = Spans { now: late, tomorrow: late, next_week: late, after_it: late };
        let lines = reads.loads(&horizon, &circle, &spans).await?.len() + reads.late(&horizon, &circle, late).await?.len();
        let tasks = reads.late_tasks(&horizon, &circle, late, PAGE).await?.len();
        let visas = reads.waiting_visas(&horizon, &circle, PAGE).await?.len();
        Ok(lines + tasks + visas + reads.stalled(&horizon, &circle, late, PAGE).await?.deals.len())
    }

    fn circle(&self) -> Circle {
        let people = self.horizon(HEAD).below.into_iter().chain([HEAD.into()]);
        Circle::People(people.collect())
    }

    async fn tasks(&self, who: &str, filter: TaskFilter) -> Result<usize, StoreError> {
        Ok(self.engine.reads().tasks(&self.horizon(who), &filter, &page()).await?.items.len())
    }

    fn horizon(&self, who: &str) -> Horizon {
        Horizon::of(&self.engine.world(), &who.into(), self.now)
    }
}

fn open_tasks() -> TaskFilter {
    TaskFilter { status: Some(TaskStatus::Open), ..TaskFilter::default() }
}

fn page() -> PageRequest {
    PageRequest { limit: PAGE, after: None }
}
