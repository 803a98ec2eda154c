//! What a definition names outside its own file, looked up: people, positions and directions in an organisation, and calendars.
//!
//! `check` and everything that deploys ask the same question here. Where the files lie is the asker's duty.

pub mod calendars;
pub mod others;
mod people;
pub mod rings;
mod roles;
mod rungs;
mod stories;

use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::process::read_anyway;
use voronka_definition::{Checked, Diagnostics, Finding, Source, compile};

/// Every finding of a process: of its text, of the names it uses, and of the people whom its roles find.
pub fn process(source: &Source, organisation: Option<&Organisation>, known: &[String]) -> Vec<Finding> {
    let mut findings = all(compile(source));
    // What has mistakes can be read, and names people all the same.
    let looked_up = organisation.zip(read_anyway(source));
    findings.extend(looked_up.into_iter().flat_map(|(house, read)| {
        roles::check(source, &read, house).into_iter().chain(people::in_expressions(source, &read.process, house))
    }));
    findings.extend(organisation.into_iter().flat_map(|organisation| people::check(source, organisation)));
    findings.extend(calendars::of_process(source, known));
    let findings = sorted(findings);
    match organisation {
        Some(house) => stories::named(findings, house),
        None => findings,
    }
}

/// Every finding of an organisation: of its text, and of the calendars it names.
pub fn organisation(source: &Source, known: &[String]) -> Vec<Finding> {
    let mut findings = all(read_organisation(source));
    findings.extend(calendars::of_organisation(source, known));
    sorted(findings)
}

/// The findings of a reading, whichever way it ended.
pub fn all<T>(read: Result<Checked<T>, Diagnostics>) -> Vec<Finding> {
    match read {
        Ok(checked) => checked.warnings,
        Err(Diagnostics(findings)) => findings,
    }
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.span);
    findings
}
