//! Processes that begin one another without end: each starts the next, or ends in a transfer to it, before anybody does anything.

use std::collections::BTreeMap;

use voronka_definition::diagnostic::{Finding, Findings, Source};
use voronka_definition::model::Process;
use voronka_definition::name::ProcessId;
use voronka_definition::process::{Started, started_at_once};
use voronka_definition::{Text, compile};

use crate::lookup::places;

/// Each process with the place of its file, and the processes that it begins at once.
type Starts = BTreeMap<ProcessId, (usize, Process, Vec<Started>)>;

/// The findings about rings among these files, each with the place of its file.
pub fn check(sources: &[&Source]) -> Vec<(usize, Finding)> {
    let may_begin = |source: &&Source| source.text.contains("start:") || source.text.contains("transferred");
    let some = sources.iter().enumerate().filter(|(_, source)| may_begin(source));
    let compiled = some.filter_map(|(place, source)| Some((place, compile(source).ok()?.value)));
    let mut starts = Starts::new();
    for (place, process) in compiled {
        let started = started_at_once(&process);
        starts.insert(process.id.clone(), (place, process, started));
    }
    let mut found = Vec::new();
    for (id, (place, _, started)) in &starts {
        for first in started {
            let Some(ring) = ring(id, first, &starts) else { continue };
            let list = ring.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
            let findings = Findings::new(&sources[*place].file);
            let message = Text::both(
                format!("процессы начинают друг друга без конца, и никто ничего не делает: {list}"),
                format!("the processes start one another without end, and nobody does anything: {list}"),
            );
            let (key, value) = &first.written;
            let span = places::of_value(sources[*place], first.line, key, value);
            findings.error_with("start_circle", span, message, first.help.clone());
            found.extend(findings.into_sorted().into_iter().map(|finding| (*place, finding)));
        }
    }
    found
}

/// The way from a process back to itself, where there is one. On it each goes on with data that the one before it may have.
fn ring(start: &ProcessId, first: &Started, starts: &Starts) -> Option<Vec<ProcessId>> {
    let mut paths = vec![vec![(start, first)]];
    let mut seen = vec![first];
    while let Some(path) = paths.pop() {
        let (from, last) = *path.last()?;
        let (_, here, _) = starts.get(from)?;
        let Some((_, there, onward)) = starts.get(&last.process) else { continue };
        if last.process == *start && !last.excludes(here, first, there) {
            return Some(path.iter().map(|(from, _)| (*from).clone()).chain([start.clone()]).collect());
        }
        for next in onward.iter().filter(|next| !last.excludes(here, next, there)) {
            if !seen.contains(&next) {
                seen.push(next);
                paths.push(path.iter().copied().chain([(&last.process, next)]).collect());
            }
        }
    }
    None
}
