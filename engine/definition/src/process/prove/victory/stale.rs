//! What changes a document that was approved: asked again, set, taken from a connector, cleared by a return; or asked at last, as
//! the stage requires it and nobody had it when it was approved.

use crate::model::{Activity, Assignee, Process, ResultRule, Route, StepKind};
use crate::name::FieldId;
use crate::process::prove::build::rules;
use crate::process::prove::filled;
use crate::process::prove::graph::{Choice, Edge, Graph, NodeId, Place, Who};
use crate::process::prove::story::{Turn, is_by_hand};

use super::around::Around;
use super::game::asks_for_the_required;

/// Where the flow may be once the document of a granted approval has changed: the places straight behind a change, and all of
/// them. Both are empty where nothing changes it.
pub fn behind(process: &Process, around: &Around<'_, '_>, document: &FieldId, granted: &[NodeId]) -> (Vec<NodeId>, Vec<NodeId>) {
    let (game, graph) = (around.game, around.game.graph);
    let (seen, wins) = (game.comes(granted, &[around.node], &[]), game.wins(around.lifts()));
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
        let changes = graph.edges[node].iter().filter(|edge| writes(process, around, node, edge, document));
        direct.extend(changes.filter(|edge| !wins[edge.to]).map(|edge| edge.to));
    }
    let surely = |node: NodeId, edge: &Edge| {
        wins[edge.to]
            && writes(process, around, node, edge, document)
            && is_surely_another(around, Turn { from: node, edge }, document)
    };
    all.extend(refused_with_the_change(around, &seen, surely));
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

/// Where a case ends, or this proof does.
fn ends(graph: &Graph<'_>) -> impl Fn(NodeId) -> bool {
    |node| matches!(graph.places[node], Place::Outcome(_) | Place::FellOff | Place::Quiet)
}

/// How an approval that is granted leads to no end.
#[derive(Debug, Clone, Copy)]
pub enum Futile<'g> {
    /// The document is changed and the deal is won by the very act that grants it.
    AtOnce,
    /// On every way behind it the document is changed by an act that wins; the first of them that a person does.
    Later(Option<Turn<'g>>),
}

/// Whether the victory comes together with a change of the document wherever the granted approval leads.
pub fn futile<'g>(process: &Process, around: &Around<'g, '_>, document: &FieldId, granted: &[&'g Edge]) -> Option<Futile<'g>> {
    let (game, graph) = (around.game, around.game.graph);
    let to: Vec<NodeId> = granted.iter().map(|edge| edge.to).collect();
    let seen = game.comes(&to, &[around.node], &[]);
    let at_once = |_: NodeId, edge: &Edge| edge.who == Who::Engine && !is_by_hand(graph, edge.to);
    let wins = graph.leading(|node| graph.places[node] == Place::Outcome(true), at_once);
    // Where nobody is asked, no result is taken.
    let is_act = |edge: &Edge| edge.what.as_ref().is_some_and(|what| what.act.is_some());
    let is_granting = |edge: &Edge| is_act(edge) && granted.iter().any(|granted| std::ptr::eq(*granted, edge));
    let shut = |node: NodeId, edge: &Edge| {
        let behind = if node == around.node { is_granting(edge) } else { seen[node] };
        behind
            && wins[edge.to]
            && writes(process, around, node, edge, document)
            && is_surely_another(around, Turn { from: node, edge }, document)
    };
    let at: Vec<bool> = (0..graph.len()).map(|node| graph.edges[node].iter().any(|edge| shut(node, edge))).collect();
    if !at.contains(&true) {
        return None;
    }
    let out = game.without(shut).out(ends(graph), &[]);
    let by_itself = graph.leading(|node| at[node] && !game.stands(node), at_once);
    let may_end = game.out(ends(graph), &[]);
    match granted {
        _ if granted.iter().any(|edge| shut(around.node, edge) || by_itself[edge.to] && !out[edge.to]) => Some(Futile::AtOnce),
        _ if granted.iter().any(|edge| may_end[edge.to] && !out[edge.to]) => {
            let turns = (0..graph.len()).flat_map(|from| graph.edges[from].iter().map(move |edge| Turn { from, edge }));
            let acts = |turn: &Turn<'_>| matches!(turn.edge.who, Who::Person(_)) && turn.from != around.node;
            Some(Futile::Later(turns.filter(acts).find(|turn| shut(turn.from, turn.edge))))
        }
        _ => None,
    }
}

/// Where every way on changes the document and wins at once, so that it is refused and the flow stays where it was.
fn refused_with_the_change(around: &Around<'_, '_>, seen: &[bool], changes: impl Fn(NodeId, &Edge) -> bool) -> Vec<NodeId> {
    let (game, graph) = (around.game, around.game.graph);
    let shut = |node: NodeId, edge: &Edge| node != around.node && seen[node] && changes(node, edge);
    let at: Vec<NodeId> = (0..graph.len()).filter(|node| graph.edges[*node].iter().any(|edge| shut(*node, edge))).collect();
    if at.is_empty() {
        return at;
    }
    let by_itself = graph.leading(|node| at.contains(&node), |_, edge| edge.who.is_engine() && !is_by_hand(graph, edge.to));
    let out = game.without(shut).out(ends(graph), around.lifts());
    let comes = |node: NodeId| at.contains(&node) || graph.edges[node].iter().any(|edge| by_itself[edge.to]);
    (0..graph.len()).filter(|node| seen[*node] && game.stands(*node) && !out[*node] && comes(*node)).collect()
}

/// Whether who goes this way cannot keep the document as it is.
fn is_surely_another(around: &Around<'_, '_>, turn: Turn<'_>, document: &FieldId) -> bool {
    let is_kept = |rule: &ResultRule| {
        let asks = rule.ask.iter().any(|ask| ask.field == *document && !ask.known_counts);
        !asks && !clears(rule, document) && !rule.set.iter().any(|(set, _)| set == document)
    };
    !result(around, &turn).is_some_and(is_kept)
}

/// Where the document may become another one once it is approved, behind the approval and elsewhere: where somebody may give it
/// anew, and then where the process does it or the stage asks for it. Where somebody does so by winning, he is refused.
pub fn changes<'g>(process: &Process, around: &Around<'g, '_>, document: &FieldId, granted: &[NodeId]) -> Vec<Turn<'g>> {
    let graph = around.game.graph;
    let gives = |turn: &Turn<'_>| result(around, turn).is_some_and(|rule| may_be_given(rule, document));
    let requiring = requiring(process, document);
    let changes = |turn: &Turn<'_>| writes(process, around, turn.from, turn.edge, document);
    let asks = |turn: &Turn<'_>| asks_for_the_required(graph, turn.from, turn.edge, &requiring);
    let (given, rest): (Vec<Turn<'_>>, Vec<Turn<'_>>) = taken(around, granted).partition(gives);
    let (changed, rest): (Vec<Turn<'_>>, Vec<Turn<'_>>) = rest.into_iter().partition(changes);
    given.into_iter().chain(changed).chain(rest.into_iter().filter(asks)).collect()
}

/// Where somebody who does not win is surely asked for the document anew once it is approved: behind the approval, and then in the
/// handlers.
pub fn asked<'g>(around: &Around<'g, '_>, document: &FieldId, granted: &[NodeId]) -> Vec<Turn<'g>> {
    let wins = around.game.wins(around.lifts());
    let asks = |rule: &ResultRule| rule.ask.iter().any(|ask| ask.field == *document && ask.when.is_none() && !ask.known_counts);
    taken(around, granted).filter(|turn| !wins[turn.edge.to] && result(around, turn).is_some_and(asks)).collect()
}

/// The ways that may be taken once the approval is given: behind it, in the handlers, beside it, and in the stages beside its handler.
fn taken<'g>(around: &Around<'g, '_>, granted: &[NodeId]) -> impl Iterator<Item = Turn<'g>> {
    let (game, graph) = (around.game, around.game.graph);
    let seen = game.comes(granted, &[around.node], &[]);
    let in_handler = |node: &NodeId| graph.bodies[*node].is_some_and(|body| body >= graph.stages);
    let behind = (0..graph.len()).filter(|node| seen[*node] && !in_handler(node));
    let handled = (0..graph.len()).filter(|node| game.reached[*node] && in_handler(node));
    let beside = around.beside();
    let of_stages = in_handler(&around.node);
    let elsewhere = (0..graph.len()).filter(|node| !seen[*node] && !in_handler(node) && game.reached[*node]);
    let elsewhere = elsewhere.filter(|node| of_stages || beside.contains(node));
    let turns =
        behind.chain(handled).chain(elsewhere).flat_map(|from| graph.edges[from].iter().map(move |edge| Turn { from, edge }));
    turns.filter(|turn| !is_by_hand(graph, turn.edge.to)).collect::<Vec<_>>().into_iter()
}

/// The result that a person takes at a step by this way.
fn result<'g>(around: &Around<'g, '_>, turn: &Turn<'_>) -> Option<&'g ResultRule> {
    let act = turn.edge.what.as_ref().and_then(|what| what.act.as_ref());
    let step = around.game.graph.steps[turn.from].filter(|step| act.is_some_and(|(task, _)| step.id.as_str() == task));
    rules(&step?.kind).iter().find(|rule| Some(rule.id.as_str()) == act.map(|act| act.1.as_str()))
}

/// Whether the result that a person takes by this way sets the document itself.
pub fn sets(around: &Around<'_, '_>, turn: &Turn<'_>, document: &FieldId) -> bool {
    result(around, turn).is_some_and(|rule| rule.set.iter().any(|(set, _)| set == document))
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
