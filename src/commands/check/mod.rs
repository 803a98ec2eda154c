//! `check`: every finding of the given files, for the eyes or as JSON.

mod gather;

use std::path::Path;

use anyhow::{Context, Result};
use voronka_core::lookup;
use voronka_definition::calendar::read_calendar_among;
use voronka_definition::diagnostic::{json, render, sarif};
use voronka_definition::{Finding, Severity, Source};

use crate::cli::{CheckArgs, CheckFormat};
use crate::commands::Exit;
use crate::files::FileKind;
use crate::terminal::Terminal;
use gather::{Given, Held};

/// A file with what was found in it.
struct Report {
    source: Source,
    findings: Vec<Finding>,
}

/// Checks the files and prints the findings.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> Result<Exit> {
    let given = Given::of(args, terminal)?;
    let reports = check_all(&given);
    if let Some(folder) = &args.scenarios {
        write_scenarios(folder, &reports)?;
    }
    match args.format {
        CheckFormat::Text => print_text(&reports, given.organisation_file(), terminal),
        CheckFormat::Json => print_json(&reports, terminal)?,
        CheckFormat::Sarif => print_sarif(&reports, terminal)?,
    }
    Ok(if count(&reports, Severity::Error) > 0 { Exit::Found } else { Exit::Clean })
}

/// Every finding of a text that an editor holds, as `check` would name it if the file were saved so.
pub fn findings(source: &Source, terminal: &Terminal) -> Vec<Finding> {
    let reports = check_all(&Given::of_text(source, terminal));
    reports.into_iter().flat_map(|report| report.findings).collect()
}

fn check_all(given: &Given) -> Vec<Report> {
    let report = |file: &gather::File| {
        let findings = match &file.held {
            Held::NotText(findings) => findings.clone(),
            Held::Text(FileKind::Calendar) => lookup::all(read_calendar_among(&file.source, &given.bases_of(file))),
            Held::Text(FileKind::Organisation) => lookup::organisation(&file.source, &given.calendars_of(file)),
            Held::Text(FileKind::Process) => lookup::process(&file.source, given.organisation(), &given.calendars_of(file)),
        };
        Report { source: file.source.clone(), findings }
    };
    let mut reports: Vec<Report> = given.files.iter().map(report).collect();
    let sources: Vec<&Source> = given.files.iter().filter(|file| file.is_process()).map(|file| &file.source).collect();
    let found = reports.iter().flat_map(|report| &report.findings);
    let beside = if lookup::others::may_speak(&sources, found) { given.processes_beside() } else { Vec::new() };
    for (place, finding) in lookup::rings::check(&sources).into_iter().chain(lookup::others::check(&sources, &beside)) {
        if let Some(report) = reports.iter_mut().find(|report| report.source.file == sources[place].file) {
            report.findings.push(finding);
        }
    }
    for report in &mut reports {
        let Some(place) = sources.iter().position(|source| source.file == report.source.file) else { continue };
        report.findings.retain(|finding| !lookup::others::answers(&sources, &beside, place, finding));
    }
    reports
}

/// Each story as a file of its own: `PROCESS_FILE.CODE-LINE.scenario.yaml`; the second of one line `PROCESS_FILE.CODE-LINE-2…`.
fn write_scenarios(folder: &Path, reports: &[Report]) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut written = std::collections::BTreeMap::new();
    for finding in reports.iter().flat_map(|report| &report.findings) {
        let Some(scenario) = &finding.scenario else { continue };
        let stem = Path::new(&finding.file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let name = format!("{stem}.{}-{}", finding.code, finding.span.line);
        let number: &mut usize = written.entry(name.clone()).or_default();
        *number += 1;
        let name = if *number > 1 { format!("{name}-{number}") } else { name };
        let file = folder.join(format!("{name}.scenario.yaml"));
        std::fs::write(&file, scenario).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

fn count(reports: &[Report], severity: Severity) -> usize {
    reports.iter().flat_map(|report| &report.findings).filter(|finding| finding.severity == severity).count()
}

fn print_text(reports: &[Report], organisation: Option<&str>, terminal: &Terminal) {
    for report in reports.iter().filter(|report| !report.findings.is_empty()) {
        terminal.print(render(&report.findings, &report.source, terminal.style()).trim_end());
        terminal.print("");
    }
    let (files, errors, warnings) = (reports.len(), count(reports, Severity::Error), count(reports, Severity::Warning));
    let mut closing = terminal.pick(
        format!("Проверено файлов: {files}, ошибок: {errors}, предупреждений: {warnings}."),
        format!("Files checked: {files}, errors: {errors}, warnings: {warnings}."),
    );
    if let Some(file) = organisation {
        closing.push_str(&terminal.pick(format!(" Организация: {file}."), format!(" Organisation: {file}.")));
    }
    terminal.print(&closing);
}

fn print_json(reports: &[Report], terminal: &Terminal) -> Result<()> {
    let text = serde_json::to_string_pretty(&json(&all(reports), terminal.locale)).context("the findings as JSON")?;
    terminal.print(&text);
    Ok(())
}

fn print_sarif(reports: &[Report], terminal: &Terminal) -> Result<()> {
    let log = sarif(&all(reports), env!("CARGO_PKG_VERSION"), terminal.locale);
    terminal.print(&serde_json::to_string_pretty(&log).context("the findings as SARIF")?);
    Ok(())
}

fn all(reports: &[Report]) -> Vec<Finding> {
    reports.iter().flat_map(|report| report.findings.iter().cloned()).collect()
}
