//! `export`: what happened in cases as an event log. Putting it into words is the crate `voronka-export`'s.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;
use voronka_core::Recorded;
use voronka_core::access::Horizon;
use voronka_definition::Process;
use voronka_definition::model::Version;
use voronka_definition::name::{PersonId, ProcessId};
use voronka_export::Words;
use voronka_export::log::{Extent, Trace, csv, is_ordinary, xes};
use voronka_runtime::{CaseFilter, CaseRecord, CaseStatus, Engine, Page, PageRequest, StoreError};

use crate::cli::{ExportArgs, ExportCommand};
use crate::commands::Exit;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wiring;

/// How many cases or events are read at once.
const PAGE: u32 = 200;

/// Prints the log.
pub fn run(command: &ExportCommand, terminal: &Terminal) -> Result<Exit> {
    let (ExportCommand::Xes(args) | ExportCommand::Csv(args)) = command;
    let settings = Settings::of(&args.serve, terminal)?;
    wiring::block_on(export(command, args, &settings, terminal))
}

async fn export(command: &ExportCommand, args: &ExportArgs, settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let engine = wiring::open_beside(settings, terminal).await?;
    let cases = read(&engine, args, terminal).await?;
    let world = engine.world();
    let words = |process| Words { process, organisation: Some(&world.organisation), others: &[], locale: terminal.locale };
    let trace = cases.iter().map(|case| Trace { case: case.id.clone(), words: words(&case.process), history: &case.history });
    let traces: Vec<_> = trace.collect();
    let extent = if args.mining { Extent::Mining } else { Extent::Whole };
    let text = match command {
        ExportCommand::Xes(_) => xes(&traces, extent),
        ExportCommand::Csv(_) => csv(&traces, extent),
    };
    engine.shutdown().await;
    terminal.print(text.trim_end());
    Ok(Exit::Clean)
}

/// A case that was read.
struct Read {
    id: String,
    process: Arc<Process>,
    history: Vec<Recorded>,
}

/// The cases that were asked for, the oldest first.
async fn read(engine: &Engine, args: &ExportArgs, terminal: &Terminal) -> Result<Vec<Read>> {
    let spoken = |error| wiring::spoken(&error, terminal);
    let now = engine.now().await.map_err(spoken)?;
    // Whoever reads the database file sees everything in it.
    let world = engine.world();
    let horizon = Horizon { everything: true, ..Horizon::of(&world, &PersonId::from(""), now) };
    let filter = CaseFilter {
        process: args.process.as_deref().map(ProcessId::from),
        status: args.mining.then_some(CaseStatus::Finished),
        ..CaseFilter::default()
    };
    let mut records = every(async |page| engine.reads().cases(&horizon, &filter, &page).await).await.map_err(spoken)?;
    if args.archived {
        let archived = every(async |page| engine.reads().archived_cases(&horizon, &filter, &page).await);
        records.extend(archived.await.map_err(spoken)?);
    }
    // Their ids follow the order in which they began.
    records.sort_by_key(|record| record.id);
    let mut processes: BTreeMap<(ProcessId, Version), Arc<Process>> = BTreeMap::new();
    let mut read = Vec::new();
    for CaseRecord { id, process, version, .. } in records {
        let key = (process.clone(), version.clone());
        if !processes.contains_key(&key) {
            processes.insert(key.clone(), engine.process(&process, &version).await.map_err(spoken)?);
        }
        let history = history(engine, id).await.map_err(spoken)?;
        // What a person did by hand is told, not replayed.
        let ordinary = !args.mining || is_ordinary(&processes[&key], &history);
        if ordinary {
            read.push(Read { id: id.to_string(), process: processes[&key].clone(), history });
        }
    }
    Ok(read)
}

/// Every case of a list.
async fn every(list: impl AsyncFn(PageRequest) -> Result<Page<CaseRecord>, StoreError>) -> Result<Vec<CaseRecord>, StoreError> {
    let (mut records, mut page) = (Vec::new(), PageRequest { limit: PAGE, after: None });
    loop {
        let found = list(page.clone()).await?;
        records.extend(found.items);
        page.after = found.next;
        if page.after.is_none() {
            return Ok(records);
        }
    }
}

async fn history(engine: &Engine, case: voronka_core::CaseId) -> Result<Vec<Recorded>, StoreError> {
    let mut history: Vec<Recorded> = Vec::new();
    loop {
        let after = history.last().map_or(0, |recorded| recorded.seq);
        let more = engine.reads().history(case, after, PAGE).await?;
        if more.is_empty() {
            return Ok(history);
        }
        history.extend(more);
    }
}
