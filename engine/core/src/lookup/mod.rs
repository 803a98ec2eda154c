//! What a definition names outside its own file, looked up: people, positions and directions in an organisation, and calendars.
//!
//! `check` and everything that deploys ask the same question here. Where the files lie is the asker's duty.

pub mod calendars;
pub mod others;
mod people;
pub mod rings;
mod roles;
mod stories;

use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::process::compile_unproved;
use voronka_definition::{Checked, Diagnostics, Finding, Severity, Source, compile};

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
    let compiled = compile(source);
    // What cannot be proved can be read, and names people all the same.
    let process = match &compiled {
        Ok(checked) => Some(checked.value.clone()),
        Err(_) => compile_unproved(source).ok().map(|checked| checked.value),
    };
    let mut findings = all(compiled);
    let mut of_people: Vec<Finding> = Vec::new();
    of_people.extend(organisation.zip(process).into_iter().flat_map(|(house, process)| {
        roles::check(source, &process, house).into_iter().chain(people::in_expressions(source, &process, house))
    }));
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
