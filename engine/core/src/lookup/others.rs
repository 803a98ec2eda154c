//! What a process says about other processes, held against those that are checked with it or lie beside it: `start` and the
//! schedules.

use std::collections::BTreeMap;

use voronka_definition::diagnostic::{Finding, Findings, Source, Span};
use voronka_definition::model::{Process, StepKind};
use voronka_definition::name::{FieldId, OutcomeId, ProcessId};
use voronka_definition::yaml::similar;
use voronka_definition::{Text, compile};

use crate::lookup::places;

/// Warnings about a field that another process answers: it fills the field, or reads what it is handed.
const ANSWERED: [&str; 2] = ["unused_field", "unread_field"];

/// The processes that are checked together or lie beside; of one with mistakes no more than its name.
type Known = BTreeMap<ProcessId, Option<Process>>;

/// Whether other processes may matter to these, or to what was found in them.
pub fn may_speak<'f>(sources: &[&Source], mut found: impl Iterator<Item = &'f Finding>) -> bool {
    let words = ["start:", "schedules:"];
    found.any(|finding| ANSWERED.contains(&finding.code))
        || sources.iter().any(|source| words.iter().any(|word| source.text.contains(word)))
}

/// The findings about other processes, each with the place of its file. What lies beside the checked files is not checked itself.
pub fn check(sources: &[&Source], beside: &[Source]) -> Vec<(usize, Finding)> {
    let compiled: Vec<(usize, Process)> =
        sources.iter().enumerate().filter_map(|(place, source)| Some((place, compile(source).ok()?.value))).collect();
    if compiled.len() < sources.len() {
        // A file with a mistake may be the one that is missed.
        return Vec::new();
    }
    if !compiled.iter().any(|(_, process)| speaks_of_others(process)) {
        return Vec::new();
    }
    let mut known: Known = beside.iter().filter_map(|source| Some((name_of(source)?, read(source)))).collect();
    known.extend(compiled.iter().map(|(_, process)| (process.id.clone(), Some(process.clone()))));
    let mut found = Vec::new();
    for (place, process) in &compiled {
        let findings = Findings::new(&sources[*place].file);
        let file = File { source: sources[*place], findings: &findings };
        starts(process, &known, &file);
        schedules(process, &known, &file);
        found.extend(findings.into_sorted().into_iter().map(|finding| (*place, finding)));
    }
    found
}

fn read(source: &Source) -> Option<Process> {
    Some(compile(source).ok()?.value)
}

/// The name of a process, whatever else is wrong with it.
fn name_of(source: &Source) -> Option<ProcessId> {
    let name = source.text.lines().find_map(|line| line.strip_prefix("process:"))?;
    Some(ProcessId::from(name.split('#').next()?.trim().trim_matches(['"', '\''])))
}

fn speaks_of_others(process: &Process) -> bool {
    let mut steps = process.bodies().flat_map(|body| body.every_step());
    steps.any(|step| matches!(step.kind, StepKind::Start(_))) || process.schedules.iter().any(|schedule| schedule.of.is_some())
}

/// Whether a finding of one of these files says that a field is idle which another of them, or one beside, fills or may read.
pub fn answers(sources: &[&Source], beside: &[Source], place: usize, finding: &Finding) -> bool {
    let code = ANSWERED.iter().find(|code| **code == finding.code);
    let (Some(code), Some(source)) = (code, sources.get(place)) else { return false };
    let Some((own, field)) = read(source).zip(written_at(source, finding.span)) else { return false };
    let field = FieldId::from(field);
    let others = sources.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, source)| *source);
    let mut others = others.chain(beside).filter_map(read);
    others.any(|other| match *code {
        "unused_field" => fills(&other, &own, &field),
        _ => goes_on_from(&other, &own.id) && shares(&own, &other, &field),
    })
}

fn written_at(source: &Source, span: Span) -> Option<String> {
    let line = source.text.lines().nth(span.line as usize - 1)?;
    Some(line.chars().take(span.end_column as usize - 1).skip(span.column as usize - 1).collect())
}

/// Whether a process starts the other and fills this field of it, by `with` or because both know it.
fn fills(process: &Process, other: &Process, field: &FieldId) -> bool {
    let steps = process.bodies().flat_map(|body| body.every_step());
    let starts = steps.into_iter().any(|step| match &step.kind {
        StepKind::Start(start) if start.process == other.id => {
            start.with.iter().any(|(given, _)| given == field) || start.same_subject && shares(process, other, field)
        }
        _ => false,
    });
    starts || goes_on_from(other, &process.id) && shares(process, other, field)
}

/// Whether a schedule of a process goes on from finished cases of the other.
fn goes_on_from(process: &Process, other: &ProcessId) -> bool {
    process.schedules.iter().filter_map(|schedule| schedule.of.as_ref()).any(|of| of.process == *other)
}

/// Whether both know the field by the same name and type, so that it is carried over.
fn shares(one: &Process, other: &Process, field: &FieldId) -> bool {
    one.field(field).zip(other.field(field)).is_some_and(|(one, other)| one.kind == other.kind)
}

/// A file in which names are looked for.
struct File<'f> {
    source: &'f Source,
    findings: &'f Findings,
}

fn starts(process: &Process, known: &Known, file: &File<'_>) {
    for step in process.bodies().flat_map(|body| body.every_step()) {
        let StepKind::Start(start) = &step.kind else { continue };
        let Some(other) = named(&start.process, step.line, known, file) else { continue };
        for (field, _) in &start.with {
            a_field(other, field, step.line, file);
        }
    }
}

fn schedules(process: &Process, known: &Known, file: &File<'_>) {
    for schedule in &process.schedules {
        let Some(of) = &schedule.of else { continue };
        let Some(other) = named(&of.process, schedule.line, known, file) else { continue };
        if let Some(outcome) = of.outcome.as_ref().filter(|outcome| other.outcome(outcome).is_none()) {
            no_outcome(other, outcome, schedule.line, file);
        }
    }
}

fn named<'a>(id: &ProcessId, line: u32, known: &'a Known, file: &File<'_>) -> Option<&'a Process> {
    let found = known.get(id);
    if found.is_none() {
        let message = Text::both(
            format!("процесса «{id}» нет ни среди проверяемых, ни рядом с ними"),
            format!("the process `{id}` is neither among those that are checked nor beside them"),
        );
        let help = similar(id.as_str(), known.keys().map(ProcessId::as_str));
        let place = places::of_value(file.source, line, "process", id.as_str());
        file.findings.warning("unknown_process", place, message, help.unwrap_or_else(elsewhere));
    }
    found?.as_ref()
}

fn elsewhere() -> Text {
    Text::both("проверьте имя, или что процесс развернут", "look at the name, or whether the process is deployed")
}

fn a_field(other: &Process, field: &FieldId, line: u32, file: &File<'_>) {
    if other.field(field).is_some() {
        return;
    }
    let id = &other.id;
    let message =
        Text::both(format!("в процессе «{id}» нет поля «{field}»"), format!("the process `{id}` has no field `{field}`"));
    let names = other.fields.iter().map(|field| field.id.as_str());
    let place = places::of_key(file.source, line, field.as_str());
    file.findings.error_with("unknown_field", place, message, similar(field.as_str(), names));
}

fn no_outcome(other: &Process, outcome: &OutcomeId, line: u32, file: &File<'_>) {
    let id = &other.id;
    let message =
        Text::both(format!("в процессе «{id}» нет исхода «{outcome}»"), format!("the process `{id}` has no outcome `{outcome}`"));
    let names = other.outcomes.iter().map(|outcome| outcome.id.as_str());
    let place = places::of_value(file.source, line, "outcome", outcome.as_str());
    file.findings.error_with("unknown_outcome", place, message, similar(outcome.as_str(), names));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(id: &str, fields: &str, steps: &str, more: &str) -> Source {
        let text = format!(
            "process: {id}\ntitle: П\nfields: {{{fields}}}\nstages:\n  only: {{title: С, steps: [{steps}, {{task: t, title: Т, results: \
             {{done: {{finish: won}}}}}}]}}\noutcomes: {{won: {{title: П, kind: won}}}}\n{more}"
        );
        Source { file: id.to_owned(), text }
    }

    fn idle(sources: &[Source], place: usize) -> Vec<&'static str> {
        let sources: Vec<&Source> = sources.iter().collect();
        let checked = compile(sources[place]).expect("a right process");
        let left = checked.warnings.into_iter().filter(|finding| !answers(&sources, &[], place, finding));
        left.map(|finding| finding.code).filter(|code| ANSWERED.contains(code)).collect()
    }

    #[test]
    fn a_field_that_another_process_fills_or_reads_is_not_idle() {
        let number = "size: {type: integer, title: Число}";
        let child = || process("child", number, "{set: s, values: {}}", "");
        let parent = |with: &str| {
            process("parent", "", &format!("{{start: c, title: Д, process: child, about: new, with: {{{with}}}}}"), "")
        };
        assert_eq!(idle(&[child()], 0), ["unused_field"]);
        assert_eq!(idle(&[child(), parent("title: title")], 0), ["unused_field"]);
        assert_eq!(idle(&[child(), parent("size: 5")], 0), [""; 0]);
        let sets = || process("sets", number, "{set: s, values: {size: 5}}", "");
        let later = |of: &str| {
            let schedules = format!(
                "schedules: {{again: {{cron: '0 9 * * *', time_zone: Europe/Moscow, of: {{process: {of}, at: now}}}}}}\n"
            );
            process("later", number, "{set: s, values: {}}", &schedules)
        };
        assert_eq!(idle(&[sets()], 0), ["unread_field"]);
        assert_eq!(idle(&[sets(), later("child")], 0), ["unread_field"]);
        assert_eq!(idle(&[sets(), later("sets")], 0), [""; 0]);
        assert_eq!(idle(&[later("sets"), sets()], 0), [""; 0]);
    }
}
