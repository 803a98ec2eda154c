//! `bench`: how fast this machine completes tasks durably, beside what its disk allows; how fast it fires what fell due while it was
//! down; and what starting, deciding and reading cost.
//!
//! Real cases of the real process are walked through the engine's one door, by several people at once. Beside them stands what the
//! database does with the same rows in the same run: bare group commits of plain SQLite ([`bare`]), hand-made SQL on PostgreSQL
//! ([`hand`]).

mod bare;
mod company;
mod db;
pub mod decide;
mod hand;
mod http;
pub mod lists;
mod memory;
pub mod opening;
pub mod pages;
mod place;
pub mod start_up;
mod stats;
mod timers;
mod walk;

use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;
use voronka_runtime::Engine;

use crate::cli::BenchCompleteArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;
use crate::wiring;
use bare::Bare;
use hand::Hand;
use place::Place;
use stats::Measured;
pub use timers::timers;
use walk::Load;

/// Measures completed tasks.
pub fn complete(args: &BenchCompleteArgs, terminal: &Terminal) -> Result<Exit> {
    wiring::block_on(measure(args, terminal))
}

async fn measure(args: &BenchCompleteArgs, terminal: &Terminal) -> Result<Exit> {
    let place = Place::make(args.database.as_deref(), args.data.as_deref()).await?;
    let lines = measure_in(&place, args, terminal).await;
    place.throw_away().await?;
    lines?.iter().for_each(|line| terminal.print(line));
    Ok(Exit::Clean)
}

/// The lines of the answer: one a door.
async fn measure_in(place: &Place, args: &BenchCompleteArgs, terminal: &Terminal) -> Result<Vec<String>> {
    let engine = open(&place.url(), terminal).await?;
    let cases = Arc::new(walk::open(&engine, args.cases, walk::owners()).await?);
    place.settle().await?;
    let resident = memory::resident_mib();
    let mut doors = vec![("engine", walk::measure(&engine, &cases, args).await?)];
    if args.http {
        doors.push(("http", http::measure(&engine, &cases, Load::of(args), terminal).await?));
    }
    engine.shutdown().await;
    drop(engine);
    let reference = Reference::measure(place, args).await?;
    doors.iter().map(|(door, measured)| line((door, place), measured, &reference, args, resident)).collect()
}

/// What the database does by itself.
enum Reference {
    Sqlite { bare: Bare, alike: Bare },
    Postgres(Hand),
}

impl Reference {
    async fn measure(place: &Place, args: &BenchCompleteArgs) -> Result<Self> {
        match place {
            Place::Folder(folder) => {
                let database = folder.database();
                let bare = bare::measure(&database, &folder.file("bare.db"), bare::BATCH, args.seconds).await?;
                let alike = bare::measure(&database, &folder.file("alike.db"), args.clients, args.seconds).await?;
                Ok(Self::Sqlite { bare, alike })
            }
            Place::Server(scratch) => Ok(Self::Postgres(hand::measure(scratch, args.clients).await?)),
        }
    }
}

async fn open(url: &str, terminal: &Terminal) -> Result<Engine> {
    let store = wiring::open_store(url, terminal).await?;
    let engine = wiring::open_engine(store, None, "http://localhost:8080", true, terminal).await?;
    wiring::load(&engine, &Definitions::embedded(), terminal).await?;
    Ok(engine)
}

/// One line of the answer; its keys are for scripts and keep their order.
#[derive(Serialize)]
struct Line<'a> {
    bench: &'static str,
    door: &'a str,
    database: &'static str,
    clients: u32,
    seconds: f64,
    completed: usize,
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    #[serde(flatten)]
    beside: Beside,
    open_cases: u32,
    resident_mib: Option<f64>,
}

/// The same by the database itself.
#[derive(Serialize)]
#[serde(untagged)]
enum Beside {
    Sqlite {
        bare_per_second: f64,
        bare_batch: u32,
        bare_per_second_in_batches_of_clients: f64,
        bare_rows_per_completion: f64,
        ratio: f64,
        ratio_in_batches_of_clients: f64,
    },
    Postgres {
        pgbench_per_second: f64,
        pgbench_clients: u32,
        pgbench_batched_per_second: f64,
        pgbench_batch: u32,
        pgbench_alone_ms: f64,
        ratio: f64,
        ratio_batched: f64,
    },
}

impl Beside {
    fn of(reference: &Reference, clients: u32, rate: f64) -> Self {
        match reference {
            Reference::Sqlite { bare, alike } => Self::Sqlite {
                bare_per_second: bare.per_second.round(),
                bare_batch: bare::BATCH,
                bare_per_second_in_batches_of_clients: alike.per_second.round(),
                bare_rows_per_completion: round(bare.rows, 1),
                ratio: round(rate / bare.per_second, 3),
                ratio_in_batches_of_clients: round(rate / alike.per_second, 3),
            },
            Reference::Postgres(hand) => Self::Postgres {
                pgbench_per_second: hand.per_second.round(),
                pgbench_clients: hand::CLIENTS,
                pgbench_batched_per_second: hand.batched.round(),
                pgbench_batch: clients,
                pgbench_alone_ms: round(hand.alone_ms, 2),
                ratio: round(rate / hand.per_second, 3),
                ratio_batched: round(rate / hand.batched, 3),
            },
        }
    }
}

fn line(
    (door, place): (&str, &Place),
    measured: &Measured,
    reference: &Reference,
    args: &BenchCompleteArgs,
    resident: Option<f64>,
) -> Result<String> {
    let line = Line {
        bench: "complete",
        door,
        database: place.database(),
        clients: args.clients,
        seconds: round(measured.seconds, 2),
        completed: measured.completed(),
        per_second: measured.per_second().round(),
        p50_ms: round(measured.percentile(0.50), 2),
        p99_ms: round(measured.percentile(0.99), 2),
        beside: Beside::of(reference, args.clients, measured.per_second()),
        open_cases: args.cases,
        resident_mib: resident.map(|mib| round(mib, 1)),
    };
    Ok(serde_json::to_string(&line)?)
}

/// Prints one line of an answer.
fn print(line: &impl Serialize, terminal: &Terminal) -> Result<Exit> {
    terminal.print(&serde_json::to_string(line)?);
    Ok(Exit::Clean)
}

fn round(number: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (number * scale).round() / scale
}
