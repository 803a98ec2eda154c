//! Circles that run by themselves across bodies: a handler that reacts to what a handler does.
//!
//! Circles within the stages are `checks::circles`'s; of processes that begin one another `onward` says which begins which.

use std::collections::BTreeSet;

use crate::diagnostic::{Findings, say};
use crate::model::{Awaited, StepKind, Trigger};
use crate::name::FieldId;
use crate::process::knowing::together;
use crate::process::prove::Proof;
use crate::process::prove::graph::{Edge, Graph, NodeId, Place, Who};
use crate::process::prove::spots::Spots;
use crate::text::Text;

/// Notes every ring of handlers that react to one another's changes with nobody in between.
pub fn check(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    let handlers = &proof.process.handlers;
    let set = |passing| (0..handlers.len()).map(|place| set_at_once(proof, place, passing)).collect::<Vec<_>>();
    let (sets, without_waits) = (set(Passing::Waits), set(Passing::Nothing));
    let reacts_to = |sets: &[BTreeSet<FieldId>], from: usize, to: usize| match &handlers[to].trigger {
        Trigger::Changed(fields) => fields.iter().any(|field| sets[from].contains(field)),
        _ => false,
    };
    let reacts = |from: usize, to: usize| reacts_to(&sets, from, to);
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
        let waits = self::ring(start, handlers.len(), &|from, to| reacts_to(&without_waits, from, to)).is_none();
        let help = help(ring.len(), waits);
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

/// What to do about a ring of so many handlers, on whose way there are waits or none.
fn help(count: usize, waits: bool) -> Text {
    if waits {
        return together(
            &over_at_once(),
            (". ", ". "),
            &say!(
                "Поставьте задачу или ожидание срока (moment: 1 business day), или реагируйте на другое поле",
                "Put a task or a wait for a period (moment: 1 business day), or react to another field"
            ),
        );
    }
    if count == 1 {
        return say!(
            "поставьте перед этим задачу или ожидание срока (moment: 1 business day), или реагируйте на другое поле",
            "put a task or a wait for a period (moment: 1 business day) before it does, or react to another field"
        );
    }
    say!(
        "поставьте между ними задачу или ожидание срока (moment: 1 business day), или реагируйте на другое поле",
        "put a task or a wait for a period (moment: 1 business day) between them, or react to another field"
    )
}

/// That a wait need not take any time.
pub(super) fn over_at_once() -> Text {
    say!(
        "ожидание, которое здесь стоит, может кончиться сразу: момент из данных мог уже пройти, а условие — уже выполниться",
        "the wait that stands here may be over at once: a moment out of the data may have passed, and a condition may hold already"
    )
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

/// What the engine passes of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passing {
    /// No wait.
    Nothing,
    /// Waits that may be over at once.
    Waits,
}

/// Whether the engine takes a way by itself, before anybody does anything and before any time passes.
pub(super) fn by_itself<'g>(graph: &'g Graph<'_>, passing: Passing) -> impl Fn(&Edge) -> bool + 'g {
    let takes_time = |node: &NodeId| match graph.steps[*node].map(|step| &step.kind) {
        Some(StepKind::Wait(wait)) => matches!(&wait.awaited, Awaited::Moment(moment) if moment.lies_ahead()),
        _ => false,
    };
    let waits = (0..graph.len()).filter(takes_time).flat_map(|node| &graph.edges[node]);
    let ahead: BTreeSet<*const Edge> = waits.filter(|edge| edge.who == Who::Soon).map(std::ptr::from_ref).collect();
    move |edge| {
        let passes = match edge.who {
            Who::Soon => passing == Passing::Waits && !ahead.contains(&std::ptr::from_ref(edge)),
            _ => edge.who.is_engine(),
        };
        passes && !super::story::is_by_hand(graph, edge.to)
    }
}

/// Where the engine comes from the entrance of a body before anybody does anything and before any time passes.
fn at_once(graph: &Graph<'_>, body: usize, passing: Passing) -> Option<Vec<bool>> {
    let enter = graph.find(&Place::Enter(body))?;
    Some(graph.reached(&[enter], by_itself(graph, passing)))
}

/// The fields that a handler sets before anybody does anything, in a stage that it leads to as well.
fn set_at_once(proof: &Proof<'_>, handler: usize, passing: Passing) -> BTreeSet<FieldId> {
    let graph = proof.graph;
    let Some(reached) = at_once(graph, graph.stages + handler, passing) else { return BTreeSet::new() };
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
