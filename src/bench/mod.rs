//! `bench`: how fast this machine completes tasks durably, beside what its disk allows; and how fast it fires what fell due while
//! it was down.
//!
//! Real cases of the real process are walked through the engine's one door, by several people at once. Beside them stands the
//! rate of bare group commits: plain SQLite writing the same rows on the same disk in the same run ([`bare`]).

mod bare;
mod http;
mod memory;
mod stats;
mod timers;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::Serialize;
use voronka_runtime::Engine;

use crate::cli::BenchCompleteArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;
use crate::wiring;
use bare::Bare;
use stats::Measured;
pub use timers::timers;
use walk::Load;

/// Measures completed tasks.
pub fn complete(args: &BenchCompleteArgs, terminal: &Terminal) -> Result<Exit> {
    wiring::block_on(measure(args, terminal))
}

async fn measure(args: &BenchCompleteArgs, terminal: &Terminal) -> Result<Exit> {
    let folder = Folder::make(args.data.as_deref())?;
    let engine = open(&folder, terminal).await?;
    let cases = Arc::new(walk::open(&engine, args.cases, walk::owners()).await?);
    let resident = memory::resident_mib();
    let mut doors = vec![("engine", walk::measure(&engine, &cases, args).await?)];
    if args.http {
        doors.push(("http", http::measure(&engine, &cases, Load::of(args), terminal).await?));
    }
    engine.shutdown().await;
    drop(engine);
    let database = folder.database();
    let bare = bare::measure(&database, &folder.path.join("bare.db"), bare::BATCH, args.seconds).await?;
    let alike = bare::measure(&database, &folder.path.join("alike.db"), args.clients, args.seconds).await?;
    for (door, measured) in &doors {
        terminal.print(&line(door, measured, (&bare, &alike), args, resident)?);
    }
    Ok(Exit::Clean)
}

async fn open(folder: &Folder, terminal: &Terminal) -> Result<Engine> {
    let store = wiring::open_store(&folder.url(), terminal).await?;
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
    bare_per_second: f64,
    bare_batch: u32,
    bare_per_second_in_batches_of_clients: f64,
    bare_rows_per_completion: f64,
    ratio: f64,
    open_cases: u32,
    resident_mib: Option<f64>,
}

fn line(
    door: &str,
    measured: &Measured,
    (bare, alike): (&Bare, &Bare),
    args: &BenchCompleteArgs,
    resident: Option<f64>,
) -> Result<String> {
    let line = Line {
        bench: "complete",
        door,
        database: "sqlite",
        clients: args.clients,
        seconds: round(measured.seconds, 2),
        completed: measured.completed(),
        per_second: measured.per_second().round(),
        p50_ms: round(measured.percentile(0.50), 2),
        p99_ms: round(measured.percentile(0.99), 2),
        bare_per_second: bare.per_second.round(),
        bare_batch: bare::BATCH,
        bare_per_second_in_batches_of_clients: alike.per_second.round(),
        bare_rows_per_completion: round(bare.rows, 1),
        ratio: round(measured.per_second() / bare.per_second, 3),
        open_cases: args.cases,
        resident_mib: resident.map(|mib| round(mib, 1)),
    };
    Ok(serde_json::to_string(&line)?)
}

fn round(number: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (number * scale).round() / scale
}

/// The folder of one run; thrown away at its end.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn make(parent: Option<&Path>) -> Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        let path = parent.join(format!("voronka-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path })
    }

    fn database(&self) -> PathBuf {
        self.path.join("voronka.db")
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.database().display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.path);
    }
}
