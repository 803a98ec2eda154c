//! `bench start`: how many deals a second are opened durably, by so many people at once.

use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

use crate::bench::place::Place;
use crate::bench::{open, print, round, walk};
use crate::cli::BenchStartArgs;
use crate::commands::Exit;
use crate::terminal::Terminal;
use crate::wiring;

#[derive(Serialize)]
struct Line {
    bench: &'static str,
    database: &'static str,
    clients: u32,
    open_cases: u32,
    started: u32,
    seconds: f64,
    per_second: f64,
}

/// Measures starts.
pub fn run(args: &BenchStartArgs, terminal: &Terminal) -> Result<Exit> {
    wiring::block_on(async {
        let place = Place::make(args.database.as_deref(), args.data.as_deref()).await?;
        let line = measure(&place, args, terminal).await;
        place.throw_away().await?;
        print(&line?, terminal)
    })
}

async fn measure(place: &Place, args: &BenchStartArgs, terminal: &Terminal) -> Result<Line> {
    let engine = open(&place.url(), terminal).await?;
    walk::open(&engine, args.cases, walk::owners()).await?;
    place.settle().await?;
    let began = Instant::now();
    walk::open_by(&engine, (args.starts, args.clients as usize), walk::owners()).await?;
    let seconds = began.elapsed().as_secs_f64();
    engine.shutdown().await;
    Ok(Line {
        bench: "start",
        database: place.database(),
        clients: args.clients,
        open_cases: args.cases,
        started: args.starts,
        seconds: round(seconds, 2),
        per_second: (f64::from(args.starts) / seconds).round(),
    })
}
