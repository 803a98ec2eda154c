//! What a definition names outside its own file, looked up: people, positions and directions in an organisation, and calendars.
//!
//! `check` and everything that deploys ask the same question here. Where the files lie is the asker's duty.

pub mod calendars;
mod loops;
pub mod others;
mod people;
mod places;
pub mod rings;
mod roles;
mod rungs;
mod stories;
mod visas;

use voronka_definition::model::Who;
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::process::{Same, read_anyway};
use voronka_definition::{Checked, Diagnostics, Finding, Severity, Source, compile};

use roles::House;

/// Every finding of a process: of its text, of the names it uses, and of the people whom its roles find.
pub fn process(source: &Source, organisation: Option<&Organisation>, known: &[String]) -> Vec<Finding> {
    held_against(source, organisation, known, false)
}

/// The same of a process that runs already, word for word: what has become of the people since then must be looked at, and is no
/// reason to stop it. So that is a warning at the most.
pub fn running(source: &Source, organisation: Option<&Organisation>, known: &[String]) -> Vec<Finding> {
    held_against(source, organisation, known, true)
}

fn held_against(source: &Source, organisation: Option<&Organisation>, known: &[String], runs: bool) -> Vec<Finding> {
    let mut findings = all(compile(source));
    // What has mistakes can be read, and names people all the same.
    let mut of_people: Vec<Finding> = Vec::new();
    of_people.extend(organisation.into_iter().flat_map(|organisation| among(source, organisation)));
    of_people.extend(organisation.into_iter().flat_map(|organisation| people::check(source, organisation)));
    if runs {
        of_people.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
    }
    findings.extend(of_people);
    findings.extend(calendars::of_process(source, known));
    let findings = sorted(findings);
    match organisation {
        Some(house) => stories::named(findings, house),
        None => findings,
    }
}

/// What a process says of people, held against those of an organisation.
fn among(source: &Source, organisation: &Organisation) -> Vec<Finding> {
    let house = House::of(organisation);
    let owners = loops::owners(&house);
    let same: Vec<_> = owners.iter().map(|owner| |one: &Who, other: &Who| loops::same(&house, owner, one, other)).collect();
    let same: Vec<Same<'_>> = same.iter().map(|same| same as Same<'_>).collect();
    let Some(read) = read_anyway(source, &same) else { return Vec::new() };
    let mut findings = loops::check(source, &house, &owners, &read.loops);
    findings.extend(roles::check(source, &read, organisation));
    findings.extend(people::in_expressions(source, &read.process, organisation));
    findings.extend(visas::check(source, &house, &owners, &read.process));
    findings
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
