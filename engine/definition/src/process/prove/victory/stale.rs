//! What changes a document that was approved: asked again, set, taken from a connector, cleared by a return; or asked at last, as
//! the stage requires it and nobody had it when it was approved.

use crate::model::{Activity, Assignee, Process, ResultRule, Route, StepKind};
use crate::name::FieldId;
use crate::process::prove::build::rules;
use crate::process::prove::filled;
use crate::process::prove::graph::{Choice, Edge, NodeId, Place, Who};
use crate::process::prove::story::{Turn, is_by_hand};

use super::around::Around;
use super::game::asks_for_the_required;

/// Where the flow may be once the document of a granted approval has changed: the places straight behind a change, and all of
/// them. Both are empty where nothing changes it.
pub fn behind(process: &Process, around: &Around<'_, '_>, document: &FieldId, granted: &[NodeId]) -> (Vec<NodeId>, Vec<NodeId>) {
    let (game, graph) = (around.game, around.game.graph);
    let (seen, wins) = (game.comes(granted, &[around.node]), game.wins(around.lifts()));
    let mut direct = Vec::new();
    let mut all = Vec::new();
    let mut requiring = requiring(process, document);
    if requiring.iter().any(|requires| *requires) && is_filled(process, around, document) {
        requiring.clear();
    }
    for node in (0..graph.len()).filter(|node| seen[*node]) {
        direct.extend(
            graph.edges[node].iter().filter(|edge| asks_for_the_required(graph, node, edge, &requiring)).map(|edge| edge.to),
        );
    }
    for node in (0..graph.len()).filter(|node| seen[*node] && *node != around.node) {
        for edge in graph.edges[node].iter().filter(|edge| writes(process, around, node, edge, document)) {
            // A victory that is refused leaves the flow where it was.
            if wins[edge.to] { all.push(node) } else { direct.push(edge.to) }
        }
    }
    let beside = around.beside();
    let elsewhere = |node: NodeId| {
        let (own, other) = (graph.bodies[around.node], graph.bodies[node]);
        let is_handler = |body: Option<usize>| body.is_some_and(|body| body >= graph.stages);
        own != other && (is_handler(own) || is_handler(other)) || beside.contains(&node)
    };
    let changes = |node: NodeId| graph.edges[node].iter().any(|edge| writes(process, around, node, edge, document));
    let mut results = process.activities.iter().flat_map(|activity| &activity.work.results);
    let is_beside = results.any(|rule| names(rule, document))
        || (0..graph.len()).any(|node| game.reached[node] && elsewhere(node) && changes(node));
    all.extend(&direct);
    if is_beside {
        all.extend((0..graph.len()).filter(|node| seen[*node] && (game.stands(*node) || graph.places[*node] == Place::Quiet)));
    }
    (direct, all)
}

/// Where somebody may give the document anew once it is approved: behind the approval, and then in the handlers. Where he does so by
/// winning, he is refused.
pub fn changes<'g>(around: &Around<'g, '_>, document: &FieldId, granted: &[NodeId]) -> Vec<Turn<'g>> {
    taken(around, granted).filter(|turn| result(around, turn).is_some_and(|rule| may_be_given(rule, document))).collect()
}

/// Where somebody who does not win is surely asked for the document anew once it is approved: behind the approval, and then in the
/// handlers.
pub fn asked<'g>(around: &Around<'g, '_>, document: &FieldId, granted: &[NodeId]) -> Vec<Turn<'g>> {
    let wins = around.game.wins(around.lifts());
    let asks = |rule: &ResultRule| rule.ask.iter().any(|ask| ask.field == *document && ask.when.is_none() && !ask.known_counts);
    taken(around, granted).filter(|turn| !wins[turn.edge.to] && result(around, turn).is_some_and(asks)).collect()
}

/// The ways that may be taken once the approval is given: behind it, and then in the handlers.
fn taken<'g>(around: &Around<'g, '_>, granted: &[NodeId]) -> impl Iterator<Item = Turn<'g>> {
    let (game, graph) = (around.game, around.game.graph);
    let seen = game.comes(granted, &[around.node]);
    let in_handler = |node: &NodeId| graph.bodies[*node].is_some_and(|body| body >= graph.stages);
    let behind = (0..graph.len()).filter(|node| seen[*node] && !in_handler(node));
    let handled = (0..graph.len()).filter(|node| game.reached[*node] && in_handler(node));
    let turns = behind.chain(handled).flat_map(|from| graph.edges[from].iter().map(move |edge| Turn { from, edge }));
    turns.filter(|turn| !is_by_hand(graph, turn.edge.to)).collect::<Vec<_>>().into_iter()
}

/// The result that a person takes at a step by this way.
fn result<'g>(around: &Around<'g, '_>, turn: &Turn<'_>) -> Option<&'g ResultRule> {
    let act = turn.edge.what.as_ref().and_then(|what| what.act.as_ref());
    let step = around.game.graph.steps[turn.from].filter(|step| act.is_some_and(|(task, _)| step.id.as_str() == task));
    rules(&step?.kind).iter().find(|rule| Some(rule.id.as_str()) == act.map(|act| act.1.as_str()))
}

/// The results of activities with which somebody may give the document anew, as ways that leave the flow where it is.
pub fn by_activities(process: &Process, document: &FieldId, stays: NodeId) -> Vec<Edge> {
    let edge = |activity: &Activity, rule: &ResultRule| Edge {
        who: Who::Person(assignee(&activity.work.assignee)),
        what: Some(Choice { act: Some((activity.id.to_string(), rule.id.to_string())), ..Choice::titled(rule.title.clone()) }),
        ..Edge::down(stays)
    };
    let of = |activity: &Activity| {
        let given = activity.work.results.iter().filter(|rule| may_be_given(rule, document));
        given.map(|rule| edge(activity, rule)).collect::<Vec<_>>()
    };
    process.activities.iter().flat_map(of).collect()
}

fn assignee(rule: &Assignee) -> crate::model::Who {
    match rule {
        Assignee::Role(role) => role.who.clone(),
        Assignee::Candidates(roles) => roles.first().map_or(crate::model::Who::Owner, |role| role.who.clone()),
        Assignee::WhoActed => crate::model::Who::Owner,
    }
}

/// Whether who takes a result may give the document though it is known.
fn may_be_given(rule: &ResultRule, document: &FieldId) -> bool {
    rule.ask.iter().chain(&rule.may_ask).any(|ask| ask.field == *document && !ask.known_counts)
}

/// Which of the stages require the document.
fn requiring(process: &Process, document: &FieldId) -> Vec<bool> {
    process.stages.iter().map(|stage| stage.requires.contains(document)).collect()
}

/// Whether nobody can come to the approval without the document.
fn is_filled(process: &Process, around: &Around<'_, '_>, document: &FieldId) -> bool {
    let Place::At(body, step) = &around.game.graph.places[around.node] else { return false };
    let Some(body) = process.bodies().nth(*body) else { return false };
    filled(process).at(&body.id, step).contains(document)
}

/// Whether the document may be another one past this edge.
fn writes(process: &Process, around: &Around<'_, '_>, node: NodeId, edge: &Edge, document: &FieldId) -> bool {
    let graph = around.game.graph;
    if !matches!(graph.places[node], Place::At(..)) {
        return false;
    }
    let Some(step) = graph.steps[node] else { return false };
    let is_skip = step.when.is_some() && graph.edges[node].first().is_some_and(|first| std::ptr::eq(first, edge));
    if is_skip {
        return false;
    }
    let act = edge.what.as_ref().and_then(|what| what.act.as_ref());
    match &step.kind {
        StepKind::Set(set) => set.values.iter().any(|(field, _)| field == document),
        StepKind::Decide(decide) => {
            let table = decide.table.as_ref().and_then(|id| process.decision(id));
            table.is_some_and(|table| table.outputs.iter().any(|output| output.field == *document))
        }
        StepKind::Call(call) if call.take.iter().any(|(field, _)| field == document) => true,
        kind => {
            let taken = |rule: &&ResultRule| act.is_none_or(|(_, result)| rule.id.as_str() == result);
            let returns = edge.side.is_none_or(|side| side.taken);
            rules(kind).iter().filter(taken).any(|rule| names(rule, document) || returns && clears(rule, document))
        }
    }
}

/// Whether a result that returns clears a field; it does not where it has returned as often as it may.
fn clears(rule: &ResultRule, field: &FieldId) -> bool {
    matches!(&rule.route, Route::Return(back) if back.clear.contains(field))
}

/// Whether a result asks for a field or sets it.
fn names(rule: &ResultRule, field: &FieldId) -> bool {
    let asks = rule.ask.iter().chain(&rule.may_ask).any(|ask| ask.field == *field);
    asks || rule.set.iter().any(|(set, _)| set == field)
}
