//! `check`: every finding of the given files, for the eyes or as JSON.

mod people;

use std::path::PathBuf;

use anyhow::{Context, Result};
use voronka_definition::calendar::read_calendar;
use voronka_definition::diagnostic::{json, render};
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::{Checked, Diagnostics, Finding, Severity, Source, compile};

use crate::cli::{CheckArgs, CheckFormat};
use crate::commands::Exit;
use crate::files::{self, FileKind};
use crate::terminal::Terminal;

/// A file with what was found in it.
struct Report {
    source: Source,
    findings: Vec<Finding>,
}

/// Checks the files and prints the findings.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Exit> {
    let reports = check_all(args, terminal)?;
    match args.format {
        CheckFormat::Text => print_text(&reports, terminal),
        CheckFormat::Json => print_json(&reports, terminal)?,
    }
    Ok(if count(&reports, Severity::Error) > 0 { Exit::Found } else { Exit::Clean })
}

fn check_all(args: &CheckArgs, terminal: &Terminal) -> Result<Vec<Report>> {
    let mut reports = Vec::new();
    let organisation = match &args.organisation {
        Some(path) => organisation(files::source(path, terminal)?, &mut reports),
        None => None,
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for path in &args.paths {
        paths.extend(files::files_of(path, terminal)?.into_iter().filter(|file| args.organisation.as_ref() != Some(file)));
    }
    paths.dedup();
    for source in files::sources(&paths, terminal)? {
        let findings = findings_of(&source, organisation.as_ref());
        reports.push(Report { source, findings });
    }
    Ok(reports)
}

/// The organisation that processes are checked against; its own findings are reported too.
fn organisation(source: Source, reports: &mut Vec<Report>) -> Option<Organisation> {
    let read = read_organisation(&source);
    let (organisation, findings) = match read {
        Ok(checked) => (Some(checked.value), checked.warnings),
        Err(Diagnostics(findings)) => (None, findings),
    };
    reports.push(Report { source, findings });
    organisation
}

fn findings_of(source: &Source, organisation: Option<&Organisation>) -> Vec<Finding> {
    match files::kind_of(source) {
        FileKind::Process => {
            let mut findings = all(compile(source));
            findings.extend(organisation.into_iter().flat_map(|organisation| people::check(source, organisation)));
            findings.sort_by_key(|finding| finding.span);
            findings
        }
        FileKind::Calendar => all(read_calendar(source)),
        FileKind::Organisation => all(read_organisation(source)),
    }
}

fn all<T>(read: Result<Checked<T>, Diagnostics>) -> Vec<Finding> {
    match read {
        Ok(checked) => checked.warnings,
        Err(Diagnostics(findings)) => findings,
    }
}

fn count(reports: &[Report], severity: Severity) -> usize {
    reports.iter().flat_map(|report| &report.findings).filter(|finding| finding.severity == severity).count()
}

fn print_text(reports: &[Report], terminal: &Terminal) {
    for report in reports.iter().filter(|report| !report.findings.is_empty()) {
        terminal.print(render(&report.findings, &report.source, terminal.style()).trim_end());
        terminal.print("");
    }
    let (files, errors, warnings) = (reports.len(), count(reports, Severity::Error), count(reports, Severity::Warning));
    terminal.print(&terminal.pick(
        format!("Проверено файлов: {files}, ошибок: {errors}, предупреждений: {warnings}."),
        format!("Files checked: {files}, errors: {errors}, warnings: {warnings}."),
    ));
}

fn print_json(reports: &[Report], terminal: &Terminal) -> Result<()> {
    let findings: Vec<Finding> = reports.iter().flat_map(|report| report.findings.iter().cloned()).collect();
    let text = serde_json::to_string_pretty(&json(&findings, terminal.locale)).context("the findings as JSON")?;
    terminal.print(&text);
    Ok(())
}
