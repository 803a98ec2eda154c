//! What a process says about other processes, held against those that are checked with it: `start` and the schedules.
//!
//! A process that is checked alone may speak of others that lie elsewhere; nothing is said then.

use std::collections::BTreeMap;

use voronka_definition::diagnostic::{Finding, Findings, Source, Span};
use voronka_definition::model::{Process, StepKind};
use voronka_definition::name::{FieldId, OutcomeId, ProcessId};
use voronka_definition::yaml::similar;
use voronka_definition::{Text, compile};

/// The processes that are checked together.
type Known = BTreeMap<ProcessId, Process>;

/// The findings about other processes, each with the place of its file.
pub fn check(sources: &[&Source]) -> Vec<(usize, Finding)> {
    if sources.len() < 2 {
        return Vec::new();
    }
    let compiled: Vec<(usize, Process)> =
        sources.iter().enumerate().filter_map(|(place, source)| Some((place, compile(source).ok()?.value))).collect();
    if compiled.len() < sources.len() {
        // A file with a mistake may be the one that is missed.
        return Vec::new();
    }
    let known: Known = compiled.iter().map(|(_, process)| (process.id.clone(), process.clone())).collect();
    let mut found = Vec::new();
    for (place, process) in &compiled {
        let findings = Findings::new(&sources[*place].file);
        starts(process, &known, &findings);
        schedules(process, &known, &findings);
        found.extend(findings.into_sorted().into_iter().map(|finding| (*place, finding)));
    }
    found
}

fn starts(process: &Process, known: &Known, findings: &Findings) {
    for step in process.bodies().flat_map(|body| body.every_step()) {
        let StepKind::Start(start) = &step.kind else { continue };
        let Some(other) = named(&start.process, step.line, known, findings) else { continue };
        for (field, _) in &start.with {
            a_field(other, field, step.line, findings);
        }
    }
}

fn schedules(process: &Process, known: &Known, findings: &Findings) {
    for schedule in &process.schedules {
        let Some(of) = &schedule.of else { continue };
        let Some(other) = named(&of.process, schedule.line, known, findings) else { continue };
        if let Some(outcome) = of.outcome.as_ref().filter(|outcome| other.outcome(outcome).is_none()) {
            no_outcome(other, outcome, schedule.line, findings);
        }
    }
}

fn named<'a>(id: &ProcessId, line: u32, known: &'a Known, findings: &Findings) -> Option<&'a Process> {
    let found = known.get(id);
    if found.is_none() {
        let message = Text::both(
            format!("среди проверяемых процессов нет «{id}»"),
            format!("`{id}` is not among the processes that are checked"),
        );
        let help = similar(id.as_str(), known.keys().map(ProcessId::as_str));
        findings.warning("unknown_process", at(line), message, help.unwrap_or_else(elsewhere));
    }
    found
}

fn elsewhere() -> Text {
    Text::both("проверьте имя, или что процесс развернут", "look at the name, or whether the process is deployed")
}

fn a_field(other: &Process, field: &FieldId, line: u32, findings: &Findings) {
    if other.field(field).is_some() {
        return;
    }
    let id = &other.id;
    let message =
        Text::both(format!("в процессе «{id}» нет поля «{field}»"), format!("the process `{id}` has no field `{field}`"));
    let names = other.fields.iter().map(|field| field.id.as_str());
    findings.error_with("unknown_field", at(line), message, similar(field.as_str(), names));
}

fn no_outcome(other: &Process, outcome: &OutcomeId, line: u32, findings: &Findings) {
    let id = &other.id;
    let message =
        Text::both(format!("в процессе «{id}» нет исхода «{outcome}»"), format!("the process `{id}` has no outcome `{outcome}`"));
    let names = other.outcomes.iter().map(|outcome| outcome.id.as_str());
    findings.error_with("unknown_outcome", at(line), message, similar(outcome.as_str(), names));
}

fn at(line: u32) -> Span {
    Span::on_line(line, 1, 1)
}
