//! Processes that start one another without end: each begins the next before anybody does anything.

use std::collections::BTreeMap;

use voronka_definition::diagnostic::{Finding, Findings, Source};
use voronka_definition::name::ProcessId;
use voronka_definition::process::{Started, started_at_once};
use voronka_definition::{Text, compile};

use crate::lookup::places;

/// Each process with the place of its file, and the processes that it starts at once.
type Starts = BTreeMap<ProcessId, (usize, Vec<Started>)>;

/// The findings about rings among these files, each with the place of its file.
pub fn check(sources: &[&Source]) -> Vec<(usize, Finding)> {
    let may_start = |source: &&Source| source.text.contains("start:");
    let some = sources.iter().enumerate().filter(|(_, source)| may_start(source));
    let compiled = some.filter_map(|(place, source)| Some((place, compile(source).ok()?.value)));
    let mut starts = Starts::new();
    for (place, process) in compiled {
        starts.insert(process.id.clone(), (place, started_at_once(&process)));
    }
    let mut found = Vec::new();
    for (id, (place, started)) in &starts {
        for Started { process: first, line, help } in started {
            let Some(ring) = ring(id, first, &starts) else { continue };
            let list = ring.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
            let findings = Findings::new(&sources[*place].file);
            let message = Text::both(
                format!("процессы начинают друг друга без конца, и никто ничего не делает: {list}"),
                format!("the processes start one another without end, and nobody does anything: {list}"),
            );
            findings.error_with(
                "start_circle",
                places::of_value(sources[*place], *line, "process", first.as_str()),
                message,
                help.clone(),
            );
            found.extend(findings.into_sorted().into_iter().map(|finding| (*place, finding)));
        }
    }
    found
}

/// The way from a process back to itself, where there is one.
fn ring(start: &ProcessId, first: &ProcessId, starts: &Starts) -> Option<Vec<ProcessId>> {
    let mut paths = vec![vec![start.clone(), first.clone()]];
    let mut seen = vec![first.clone()];
    while let Some(path) = paths.pop() {
        let last = path.last()?;
        if last == start {
            return Some(path);
        }
        for Started { process: next, .. } in starts.get(last).into_iter().flat_map(|(_, started)| started) {
            if next == start || !seen.contains(next) {
                seen.push(next.clone());
                paths.push(path.iter().cloned().chain([next.clone()]).collect());
            }
        }
    }
    None
}
