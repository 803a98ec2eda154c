//! The shortest story that leads to a place: who chose what, and in what order.
//!
//! A story is sought among the states of the graph, a node with the counts of its loops, so that it takes a bound as often as it
//! may be taken. The search is broad first and limited; beyond the limit there is no story, and the finding stands without it.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::model::{Awaited, StepKind};
use crate::process::prove::graph::{Edge, Graph, NodeId, Place, Side, Who};

/// The most states that are looked at for one story.
const MOST_STATES: usize = 20_000;

/// Bounds that count per case are counted under keys from here on.
const PER_CASE: usize = 1 << 24;

/// How often each bound was taken.
pub type Counts = BTreeMap<usize, u32>;

/// One step of a story.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'g> {
    /// Where it is taken.
    pub from: NodeId,
    /// The way.
    pub edge: &'g Edge,
}

/// A state that the search has come to: where, the counts, and by which way from which earlier state.
type State<'g> = (NodeId, Counts, Option<(usize, &'g Edge)>);

/// The shortest way from a node to a state at which the goal is reached, and the counts there. Ways by hand are no part of a
/// story.
pub fn shortest<'g>(
    graph: &'g Graph<'_>,
    from: NodeId,
    goal: impl Fn(NodeId, &Counts) -> bool,
) -> Option<(Vec<Turn<'g>>, Counts)> {
    search(graph, (from, Counts::new()), &|_| true, goal)
}

/// The same along edges of which this holds.
pub fn shortest_along<'g>(
    graph: &'g Graph<'_>,
    from: NodeId,
    holds: &dyn Fn(&Edge) -> bool,
    goal: impl Fn(NodeId, &Counts) -> bool,
) -> Option<(Vec<Turn<'g>>, Counts)> {
    search(graph, (from, Counts::new()), holds, goal)
}

/// The shortest way from a node to another along edges of which this holds.
pub fn along<'g>(graph: &'g Graph<'_>, from: NodeId, to: NodeId, holds: &dyn Fn(&Edge) -> bool) -> Option<Vec<Turn<'g>>> {
    Some(search(graph, (from, Counts::new()), holds, |node, _| node == to)?.0)
}

/// The shortest way from a node to another that does not come to a third one, with the branches beside wherever it passes a join.
pub fn past<'g>(graph: &'g Graph<'_>, from: NodeId, avoided: NodeId, to: NodeId) -> Option<Vec<Turn<'g>>> {
    let (turns, _) = search(graph, (from, Counts::new()), &|edge| edge.to != avoided, |node, _| node == to)?;
    Some(with_branches(graph, turns))
}

fn search<'g>(
    graph: &'g Graph<'_>,
    (from, before): (NodeId, Counts),
    along: &dyn Fn(&Edge) -> bool,
    goal: impl Fn(NodeId, &Counts) -> bool,
) -> Option<(Vec<Turn<'g>>, Counts)> {
    let mut states: Vec<State<'g>> = vec![(from, before.clone(), None)];
    let mut cost: HashMap<(NodeId, Counts), usize> = HashMap::from([((from, before), 0)]);
    let mut queue = VecDeque::from([(0_usize, 0_usize)]);
    while let Some((at, so_far)) = queue.pop_front() {
        let (node, counts) = (states[at].0, states[at].1.clone());
        if goal(node, &counts) {
            return Some((told(&states, at), counts));
        }
        if states.len() > MOST_STATES {
            return None;
        }
        let told = |edge: &&Edge| !edge.idle && !is_by_hand(graph, edge.to) && !is_past_moment(graph, node, edge) && along(edge);
        for edge in graph.edges[node].iter().filter(told) {
            let Some(counts) = counted(graph, &counts, edge) else { continue };
            let price = so_far + usize::from(!edge.who.is_engine());
            let known = cost.entry((edge.to, counts.clone())).or_insert(usize::MAX);
            if price < *known {
                *known = price;
                states.push((edge.to, counts, Some((at, edge))));
                let state = (states.len() - 1, price);
                if edge.who.is_engine() { queue.push_front(state) } else { queue.push_back(state) }
            }
        }
    }
    None
}

/// Whether a node lies on a way by hand.
pub fn is_by_hand(graph: &Graph<'_>, node: NodeId) -> bool {
    matches!(graph.places[node], Place::ByHand(_) | Place::Past(_) | Place::Back(_) | Place::Anywhere(_))
}

/// Whether nothing is waited for here, as the moment has passed already. Beside such a way there is one on which time passes.
fn is_past_moment(graph: &Graph<'_>, node: NodeId, edge: &Edge) -> bool {
    let waits = |kind: &StepKind| matches!(kind, StepKind::Wait(wait) if matches!(wait.awaited, Awaited::Moment(_)));
    edge.who == Who::Soon && graph.steps[node].is_some_and(|step| waits(&step.kind))
}

/// Under which key a bound is counted.
pub fn key(side: Side) -> usize {
    if side.per_case { PER_CASE + side.bound } else { side.bound }
}

/// Whether an edge can be taken: a loop as often as it may be, what comes after it no sooner.
pub fn is_open(counts: &Counts, edge: &Edge) -> bool {
    edge.side.is_none_or(|side| side.taken == (counts.get(&key(side)).copied().unwrap_or(0) < side.at_most))
}

/// The counts past an edge; `None` where the edge is closed.
fn counted(graph: &Graph<'_>, counts: &Counts, edge: &Edge) -> Option<Counts> {
    if !is_open(counts, edge) {
        return None;
    }
    let mut counts = counts.clone();
    if let Some(side) = edge.side {
        *counts.entry(key(side)).or_insert(0) += u32::from(side.taken);
    }
    if matches!(graph.places[edge.to], Place::Enter(_)) {
        // What counts per case outlives the visit.
        counts.retain(|key, _| *key >= PER_CASE);
    }
    Some(counts)
}

fn told<'g>(states: &[State<'g>], mut at: usize) -> Vec<Turn<'g>> {
    let mut turns = Vec::new();
    while let Some((before, edge)) = states[at].2 {
        turns.push(Turn { from: states[before].0, edge });
        at = before;
    }
    turns.reverse();
    turns
}

/// The way once round a part of the flow, from a state and back to where it stands; empty where nothing goes round.
pub fn round<'g>(graph: &'g Graph<'_>, (at, counts): (NodeId, &Counts), members: &[NodeId]) -> Vec<Turn<'g>> {
    let within = |edge: &Edge| members.contains(&edge.to);
    let from_edge = |edge: &'g Edge| {
        let counts = counted(graph, counts, edge)?;
        let (rest, _) = search(graph, (edge.to, counts), &within, |node, _| node == at)?;
        Some([Turn { from: at, edge }].into_iter().chain(rest).collect::<Vec<_>>())
    };
    let acts = |turns: &Vec<Turn<'_>>| turns.iter().filter(|turn| !turn.edge.who.is_engine()).count();
    let told = |edge: &&Edge| within(edge) && !is_by_hand(graph, edge.to) && !is_past_moment(graph, at, edge);
    let rounds = graph.edges[at].iter().filter(told).filter_map(from_edge);
    rounds.filter(|turns| acts(turns) > 0).min_by_key(acts).unwrap_or_default()
}

/// A way with the other branches wherever it goes on from a step that several must end: they are gone through before it does.
pub fn with_branches<'g>(graph: &'g Graph<'_>, turns: Vec<Turn<'g>>) -> Vec<Turn<'g>> {
    beside(graph, turns, &mut Vec::new())
}

/// A branch beside comes to its end without any of the joins that wait for it: a way through them would have to wait for itself.
fn beside<'g>(graph: &'g Graph<'_>, turns: Vec<Turn<'g>>, waiting: &mut Vec<NodeId>) -> Vec<Turn<'g>> {
    let mut whole = Vec::new();
    for turn in turns {
        if let Some(join) = graph.join_of(turn.from).filter(|join| join.node == turn.edge.to) {
            waiting.push(join.node);
            let others = join.branches.iter().map(|(end, _)| *end).filter(|end| *end != turn.from);
            for end in others.take(join.needed.saturating_sub(1)) {
                let along = |edge: &Edge| !waiting.contains(&edge.to);
                let branch = search(graph, (join.at, Counts::new()), &along, |node, _| node == end);
                whole.extend(beside(graph, branch.map(|(turns, _)| turns).unwrap_or_default(), waiting));
            }
            waiting.pop();
        }
        whole.push(turn);
    }
    whole
}
