//! Circles that run by themselves across bodies: a handler that reacts to what a handler does.
//!
//! Circles within the stages are `checks::circles`'s.

use std::collections::BTreeSet;

use crate::diagnostic::{Findings, say};
use crate::model::{Process, StepKind, Trigger};
use crate::name::{FieldId, ProcessId};
use crate::process::prove::graph::Place;
use crate::process::prove::spots::Spots;
use crate::process::prove::{Proof, build};

/// Notes every ring of handlers that react to one another's changes with nobody in between.
pub fn check(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    let handlers = &proof.process.handlers;
    let sets: Vec<BTreeSet<FieldId>> = (0..handlers.len()).map(|place| set_at_once(proof, place)).collect();
    let reacts = |from: usize, to: usize| match &handlers[to].trigger {
        Trigger::Changed(fields) => fields.iter().any(|field| sets[from].contains(field)),
        _ => false,
    };
    let mut told = BTreeSet::new();
    for start in 0..handlers.len() {
        let Some(ring) = ring(start, handlers.len(), &reacts) else { continue };
        if !told.insert(ring.iter().copied().collect::<BTreeSet<_>>()) {
            continue;
        }
        let names: Vec<String> = ring.iter().map(|place| format!("`{}`", handlers[*place].body.id)).collect();
        let list = names.join(" → ");
        let id = handlers[start].body.id.as_str();
        let place = spots.in_body(id, "changed").map_or_else(|| spots.body(id), crate::yaml::Node::head);
        let help = say!(
            "поставьте между ними задачу или ожидание, или реагируйте на другое поле",
            "put a task or a wait between them, or react to another field"
        );
        if ring.len() == 1 {
            let message = say!(
                "обработчик «{id}» сам меняет поле, на которое отзывается",
                "the handler `{id}` changes the very field that it reacts to"
            );
            findings.warning("handler_circle", place, message, help);
        } else {
            let message = say!(
                "обработчики вызывают друг друга без конца: {list} → «{id}»",
                "the handlers call one another without end: {list} → `{id}`"
            );
            findings.error_with("handler_circle", place, message, help);
        }
    }
}

/// The shortest ring through a handler.
fn ring(start: usize, count: usize, reacts: &impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    let mut paths = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !paths.is_empty() {
        let mut longer = Vec::new();
        for path in paths {
            let last = path.last().copied().unwrap_or(start);
            if reacts(last, start) {
                return Some(path);
            }
            for next in (0..count).filter(|next| reacts(last, *next)) {
                if seen.insert(next) {
                    longer.push(path.iter().copied().chain([next]).collect());
                }
            }
        }
        paths = longer;
    }
    None
}

/// The fields that a handler sets before anybody does anything, in a stage that it leads to as well.
fn set_at_once(proof: &Proof<'_>, handler: usize) -> BTreeSet<FieldId> {
    let graph = proof.graph;
    let Some(enter) = graph.find(&Place::Enter(graph.stages + handler)) else { return BTreeSet::new() };
    let reached = graph.reached(&[enter], |edge| edge.who.is_engine() && !super::story::is_by_hand(graph, edge.to));
    let mut set = BTreeSet::new();
    for step in (0..graph.len()).filter(|node| reached[*node]).filter_map(|node| graph.steps[node]) {
        match &step.kind {
            StepKind::Set(values) => set.extend(values.values.iter().map(|(field, _)| field.clone())),
            StepKind::Decide(decide) => {
                let table = decide.table.as_ref().and_then(|id| proof.process.decisions.iter().find(|table| table.id == *id));
                set.extend(table.into_iter().flat_map(|table| table.outputs.iter().map(|output| output.field.clone())));
            }
            _ => {}
        }
    }
    set
}

/// The processes that a process starts before anybody does anything, with the line of the step that does.
pub fn started_at_once(process: &Process) -> Vec<(ProcessId, u32)> {
    let numbers = super::Numbers::of(&process.fields);
    let graph = build::graph(process, &numbers);
    let Some(enter) = graph.find(&Place::Enter(0)).filter(|_| !process.stages.is_empty()) else { return Vec::new() };
    let reached = graph.reached(&[enter], |edge| edge.who.is_engine() && !super::story::is_by_hand(&graph, edge.to));
    let steps = (0..graph.len()).filter(|node| reached[*node]).filter_map(|node| graph.steps[node]);
    let starts = steps.filter_map(|step| match &step.kind {
        StepKind::Start(start) => Some((start.process.clone(), step.line)),
        _ => None,
    });
    let mut starts: Vec<_> = starts.collect();
    starts.dedup();
    starts
}
