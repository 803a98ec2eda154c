//! `bench timers`: timers that fell due at one moment, eight hours ago, while the server was down. It starts, and people work on.
//!
//! The clock of the database stands at the end of those eight hours; everything else is the server as it is: its background work,
//! its HTTP interface in the same process, letters that are written and kept. Afterwards the laws of timers are held against the
//! rows ([`laws`]), and the same rows are written by hand-made SQL ([`hand`]).

mod hand;
mod laws;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use voronka_runtime::{Engine, Store};

use crate::bench::company::{company, manager};
use crate::bench::place::Place;
use crate::bench::stats::Measured;
use crate::bench::walk::{self, Cases, Load, Until};
use crate::bench::{http, memory, round};
use crate::cli::BenchTimersArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;
use crate::wiring;
use laws::Laws;

/// When the deals begin: a Monday, ten in Moscow. Their calls are due a day later.
const BEGIN: &str = "2026-12-07T07:00:00Z";
/// How long the server was down when its timers were due.
const DOWN: TimeDelta = TimeDelta::hours(8);
/// How often to look whether everything is done.
const LOOK: Duration = Duration::from_millis(20);
/// What would give every task a second timer.
const REMINDER: &str = "remind: 2 business hours before, ";

/// Measures the end of a downtime.
pub fn timers(args: &BenchTimersArgs, terminal: &Terminal) -> Result<Exit> {
    wiring::block_on(measure(args, terminal))
}

async fn measure(args: &BenchTimersArgs, terminal: &Terminal) -> Result<Exit> {
    let place = Place::make(args.database.as_deref(), args.data.as_deref()).await?;
    let measured = on(&place, args, terminal).await;
    place.throw_away().await?;
    measured
}

async fn on(place: &Place, args: &BenchTimersArgs, terminal: &Terminal) -> Result<Exit> {
    let (cases, due) = seed(place, args, terminal).await?;
    let now = due + DOWN;
    let store = wiring::open_store(&place.url(), terminal).await?;
    store.stand_at(now).await?;
    let (began, worked) = (Instant::now(), memory::cpu_seconds());
    let engine = wiring::open_engine(store.clone(), None, "http://localhost:8080", true, terminal).await?;
    let mut nodes = vec![engine.clone()];
    while nodes.len() < args.nodes as usize {
        let store = wiring::open_store(&place.url(), terminal).await?;
        nodes.push(wiring::open_engine(store, None, "http://localhost:8080", true, terminal).await?);
    }
    let drained = Arc::new(AtomicBool::new(false));
    let every = (args.rate > 0).then(|| Duration::from_secs_f64(f64::from(args.clients) / f64::from(args.rate)));
    let load = Load { clients: args.clients, every, until: Until::Told(Arc::clone(&drained)) };
    let (people, fired) = tokio::join!(http::measure(&engine, &cases, load, terminal), async {
        let fired = until_drained(&store, now).await;
        drained.store(true, Ordering::Relaxed);
        fired.map(|fired| (fired, memory::cpu_seconds()))
    });
    let (people, (fired, works)) = (people?, fired?);
    let (fired, cpu) = ((fired - began).as_secs_f64(), works.zip(worked).map(|(now, before)| now - before));
    let sent = (until_sent(&store, now).await? - began).as_secs_f64();
    let mut shares = Vec::new();
    for node in nodes {
        shares.push(node.timers_fired());
        node.shutdown().await;
    }
    let laws = laws::look(place, due).await?;
    let by_hand = hand::measure(place, due).await?;
    terminal.print(&line((args, place, shares), (fired, sent, cpu), (&people, by_hand), laws)?);
    Ok(if laws.hold() { Exit::Clean } else { Exit::Found })
}

/// Opens the deals; when their timers are due.
async fn seed(place: &Place, args: &BenchTimersArgs, terminal: &Terminal) -> Result<(Arc<Cases>, DateTime<Utc>)> {
    let store = wiring::open_store(&place.url(), terminal).await?;
    store.stand_at(BEGIN.parse()?).await?;
    // A server that runs has made the parts of its history before anything happens in them.
    store.see_to_months(BEGIN.parse()?).await?;
    let engine: Engine = wiring::open_engine(store.clone(), None, "http://localhost:8080", false, terminal).await?;
    wiring::load(&engine, &definitions(args.people)?, terminal).await?;
    let managers = (0..args.people).map(manager).collect();
    // The first timers fire first: whoever works begins at the other end.
    let cases = walk::open(&engine, args.timers, managers).await?.backwards();
    engine.shutdown().await;
    let due = store.next_timer_at().await?.context("no timer was made")?;
    Ok((Arc::new(cases), due))
}

/// The corporate sale without reminders, so that each task has one timer, in a company of this size.
fn definitions(people: u32) -> Result<Definitions> {
    let mut definitions = Definitions::embedded();
    let sale = definitions.processes.iter_mut().find(|source| source.file.contains("corporate_sales"));
    let sale = sale.filter(|sale| sale.text.contains(REMINDER)).context("the corporate sale has no reminder")?;
    sale.text = sale.text.replace(REMINDER, "");
    let organisation = definitions.organisation.as_mut().context("the demo has no organisation")?;
    *organisation = company(organisation, people);
    Ok(definitions)
}

/// Waits until no timer is due.
pub(super) async fn until_drained(store: &Store, now: DateTime<Utc>) -> Result<Instant> {
    while store.next_timer_at().await?.is_some_and(|due| due <= now) {
        tokio::time::sleep(LOOK).await;
    }
    Ok(Instant::now())
}

/// Waits until no letter is due.
pub(super) async fn until_sent(store: &Store, now: DateTime<Utc>) -> Result<Instant> {
    while store.next_attempt_at().await?.is_some_and(|due| due <= now) {
        tokio::time::sleep(LOOK).await;
    }
    Ok(Instant::now())
}

/// One line of the answer; its keys are for scripts and keep their order.
#[derive(Serialize)]
struct Line {
    bench: &'static str,
    database: &'static str,
    nodes: u32,
    /// How many timers each node has fired.
    shares: Vec<u64>,
    timers: u32,
    people: u32,
    drained_seconds: f64,
    timers_per_second: f64,
    /// The same by hand-made SQL, which has nothing else to do.
    by_hand_per_second: f64,
    by_hand_batch: u32,
    ratio: f64,
    cpu_seconds: Option<f64>,
    letters_seconds: f64,
    completed_meanwhile: usize,
    p50_ms: f64,
    p99_ms: f64,
    slowest_ms: f64,
    #[serde(flatten)]
    laws: Laws,
    load: Option<String>,
}

fn line(
    (args, place, shares): (&BenchTimersArgs, &Place, Vec<u64>),
    (fired, sent, cpu): (f64, f64, Option<f64>),
    (people, by_hand): (&Measured, f64),
    laws: Laws,
) -> Result<String> {
    let rate = laws.fired as f64 / fired.max(f64::EPSILON);
    let line = Line {
        bench: "timers",
        database: place.database(),
        nodes: args.nodes,
        shares,
        timers: args.timers,
        people: args.people,
        drained_seconds: round(fired, 2),
        timers_per_second: rate.round(),
        by_hand_per_second: by_hand.round(),
        by_hand_batch: hand::BATCH,
        ratio: round(rate / by_hand, 3),
        cpu_seconds: cpu.map(|cpu| round(cpu, 2)),
        letters_seconds: round(sent, 2),
        completed_meanwhile: people.completed(),
        p50_ms: round(people.percentile(0.50), 2),
        p99_ms: round(people.percentile(0.99), 2),
        slowest_ms: round(people.percentile(1.0), 2),
        laws,
        load: std::fs::read_to_string("/proc/loadavg").ok().map(|text| text.trim().to_owned()),
    };
    Ok(serde_json::to_string(&line)?)
}
