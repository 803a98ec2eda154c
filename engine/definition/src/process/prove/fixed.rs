//! Ways that the data decide, in a circle in which nothing changes those data: a case that once did not go that way never does.

use std::collections::BTreeSet;

use crate::model::{Process, ResultRule, Route, Step, StepKind, Table};
use crate::name::FieldId;
use crate::process::prove::build::rules;
use crate::process::prove::graph::{Edge, Graph, NodeId, Place};
use crate::process::prove::story::is_by_hand;

/// The ways out of circles that are no ways out for every case.
pub struct Fixed {
    part: Vec<usize>,
    fixed: Vec<bool>,
}

impl Fixed {
    /// The circles of a graph along edges of which this holds, and what in them is decided once for all.
    pub fn of(process: &Process, graph: &Graph<'_>, goes: impl Fn(NodeId, &Edge) -> bool) -> Self {
        let part = graph.circles(|node, edge| goes(node, edge) && !is_by_hand(graph, edge.to));
        let mut members: Vec<Vec<NodeId>> = vec![Vec::new(); part.iter().max().map_or(0, |last| last + 1)];
        part.iter().enumerate().for_each(|(node, part)| members[*part].push(node));
        let beside = beside(process, graph);
        let mut fixed = vec![false; graph.len()];
        for circle in members.iter().filter(|circle| circle.len() > 1) {
            let mut written: Option<BTreeSet<&FieldId>> = None;
            for node in circle {
                let Some(read) = graph.steps[*node].and_then(|step| reads(process, step)).filter(|read| !read.is_empty()) else {
                    continue;
                };
                let written =
                    written.get_or_insert_with(|| circle.iter().flat_map(|node| changed(process, graph, *node)).collect());
                fixed[*node] = matches!(graph.places[*node], Place::At(..))
                    && read.iter().all(|field| !written.contains(field) && !beside.contains(field));
            }
        }
        Self { part, fixed }
    }

    /// Whether the data decide here once for all.
    pub fn decides(&self, node: NodeId) -> bool {
        self.fixed[node]
    }

    /// Whether an edge leads out of a circle only if the data were so from the beginning.
    pub fn shuts(&self, node: NodeId, edge: &Edge) -> bool {
        self.fixed[node] && self.part[node] != self.part[edge.to]
    }
}

/// The fields that decide where a step leads; `None` where others than the data of the deal decide too.
fn reads(process: &Process, step: &Step) -> Option<BTreeSet<FieldId>> {
    let mut read: BTreeSet<FieldId> = step.when.iter().flat_map(crate::expr::Expr::fields).collect();
    if let StepKind::Decide(decide) = &step.kind {
        let table = table(process, step);
        read.extend(decide.branches.iter().filter_map(|branch| branch.when.as_ref()).flat_map(crate::expr::Expr::fields));
        read.retain(|field| table.is_none_or(|table| table.outputs.iter().all(|output| output.field != *field)));
        read.extend(table.into_iter().flat_map(|table| table.inputs.iter().cloned()));
    }
    let is_plain = |field: &FieldId| process.fields.iter().any(|known| known.id == *field);
    let is_scored = |field: &FieldId| process.scores.iter().any(|score| score.id.as_str() == field.as_str());
    read.iter().all(|field| is_plain(field) && !is_scored(field)).then_some(read)
}

fn table<'p>(process: &'p Process, step: &Step) -> Option<&'p Table> {
    match &step.kind {
        StepKind::Decide(decide) => process.decision(decide.table.as_ref()?),
        _ => None,
    }
}

/// The fields that may be others once the flow has passed a node.
fn changed<'p>(process: &'p Process, graph: &Graph<'p>, node: NodeId) -> Vec<&'p FieldId> {
    match &graph.places[node] {
        Place::At(..) => graph.steps[node].map(|step| by_step(process, step)).unwrap_or_default(),
        Place::Enter(body) | Place::ListEnd(body, None) => {
            let stage = process.stages.get(*body);
            stage.into_iter().flat_map(|stage| stage.requires.iter().chain(&stage.entry)).collect()
        }
        _ => Vec::new(),
    }
}

/// The fields that a step asks, sets or clears.
pub fn by_step<'p>(process: &'p Process, step: &'p Step) -> Vec<&'p FieldId> {
    let mut all: Vec<&FieldId> = rules(&step.kind).iter().flat_map(of_rule).collect();
    match &step.kind {
        StepKind::Set(set) => all.extend(set.values.iter().map(|(field, _)| field)),
        StepKind::Call(call) => all.extend(call.take.iter().map(|(field, _)| field)),
        StepKind::Decide(_) => {
            let outputs = table(process, step).into_iter().flat_map(|table| &table.outputs);
            all.extend(outputs.map(|output| &output.field));
        }
        _ => {}
    }
    all
}

fn of_rule(rule: &ResultRule) -> Vec<&FieldId> {
    let asked = rule.ask.iter().chain(&rule.may_ask).map(|ask| &ask.field);
    let cleared = match &rule.route {
        Route::Return(back) => back.clear.as_slice(),
        _ => &[],
    };
    asked.chain(rule.set.iter().map(|(field, _)| field)).chain(cleared).collect()
}

/// What may change at any time: by handlers, by activities, in branches.
fn beside<'p>(process: &'p Process, graph: &Graph<'p>) -> BTreeSet<&'p FieldId> {
    let activities = process.activities.iter().flat_map(|activity| &activity.work.results).flat_map(of_rule);
    let handlers = process.handlers.iter().flat_map(|handler| handler.body.every_step());
    let branches = graph.steps.iter().flatten().flat_map(|step| step.kind.inner()).flatten();
    activities.chain(handlers.chain(branches).flat_map(|step| by_step(process, step))).collect()
}
