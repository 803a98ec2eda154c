//! From where people can end a case, or have the approval given anew, while the victory is refused; whatever the engine decides
//! on the way. Somebody who has a choice may take the right one; where the engine or the world outside chooses, every way must do.

use crate::model::{Awaited, Process, StepKind};
use crate::process::prove::graph::{Edge, Graph, NodeId, Place, Who};
use crate::process::prove::sound::{rescued, spent};
use crate::process::prove::story::is_by_hand;

/// The graph as it is played while an approval is shut.
#[derive(Clone)]
pub struct Game<'g, 'p> {
    /// The graph.
    pub graph: &'g Graph<'p>,
    /// The nodes that cases come to.
    pub reached: &'g [bool],
    /// The ways on that are never used up.
    ways: Vec<Vec<&'g Edge>>,
    /// From where each node is come to.
    before: Vec<Vec<NodeId>>,
    /// From where a victory can be come to at all.
    may_win: Vec<bool>,
    /// The joins that end the branch a node stands in, without its doing.
    joins: Vec<Vec<NodeId>>,
    /// Behind each node: where the flow goes on once somebody filled in what the stage requires.
    forms: Vec<Vec<NodeId>>,
    /// Where something that nobody chooses may be refused.
    refused: Vec<bool>,
}

impl<'g, 'p> Game<'g, 'p> {
    /// The game of a process.
    pub fn of(process: &Process, graph: &'g Graph<'p>, reached: &'g [bool]) -> Self {
        let spent = spent(graph);
        let ways: Vec<Vec<&Edge>> = graph
            .edges
            .iter()
            .enumerate()
            .map(|(node, edges)| edges.iter().filter(|edge| !is_by_hand(graph, edge.to) && !spent(node, edge)).collect())
            .collect();
        let mut before: Vec<Vec<NodeId>> = vec![Vec::new(); graph.len()];
        for (node, edges) in ways.iter().enumerate() {
            edges.iter().for_each(|edge| before[edge.to].push(node));
        }
        let mut joins: Vec<Vec<NodeId>> = vec![Vec::new(); graph.len()];
        for (node, join) in rescued(graph, reached) {
            joins[node].push(join);
            before[join].push(node);
        }
        let may_win = graph.leading(|node| graph.places[node] == Place::Outcome(true), |_, edge| !is_by_hand(graph, edge.to));
        let requiring: Vec<bool> = process.stages.iter().map(|stage| !stage.requires.is_empty()).collect();
        let forms = (0..graph.len()).map(|node| forms(graph, node, &requiring)).collect();
        let refused = vec![false; graph.len()];
        Self { graph, reached, ways, before, may_win, joins, forms, refused }
    }

    /// The same game without these ways. A person takes another one; where nobody chooses, the flow may be stopped there.
    pub fn without(&self, shut: impl Fn(NodeId, &Edge) -> bool) -> Self {
        let mut game = self.clone();
        for (node, ways) in game.ways.iter_mut().enumerate() {
            let is_chosen = |edge: &&&Edge| matches!(edge.who, Who::Person(_));
            game.refused[node] |= ways.iter().filter(|edge| !is_chosen(edge)).any(|edge| shut(node, edge));
            ways.retain(|edge| !shut(node, edge));
        }
        game
    }

    /// From where the engine comes to a victory by itself, and nothing lifts the refusal on the way.
    pub fn wins(&self, lifts: &[NodeId]) -> Vec<bool> {
        let passes =
            |node: NodeId, edge: &Edge| !lifts.contains(&node) || self.past(node).iter().any(|past| std::ptr::eq(*past, edge));
        let is_won = |node: NodeId| self.graph.places[node] == Place::Outcome(true);
        self.graph.leading(is_won, |node, edge| edge.who.is_engine() && !is_by_hand(self.graph, edge.to) && passes(node, edge))
    }

    /// Whether a victory lies ahead.
    pub fn may_win(&self, node: NodeId) -> bool {
        self.may_win[node]
    }

    /// From where people come to a goal, or to a step that lifts the refusal.
    pub fn out(&self, is_goal: impl Fn(NodeId) -> bool, lifts: &[NodeId]) -> Vec<bool> {
        let mut out: Vec<bool> = (0..self.graph.len()).map(&is_goal).collect();
        let sure = |node: &NodeId| !out[*node] && lifts.contains(node) && self.past(*node).is_empty();
        let sure: Vec<NodeId> = lifts.iter().copied().filter(sure).collect();
        sure.into_iter().for_each(|node| out[node] = true);
        let wins = self.wins(lifts);
        let mut queue: Vec<NodeId> = (0..out.len()).filter(|node| out[*node]).collect();
        while let Some(node) = queue.pop() {
            for other in &self.before[node] {
                if !out[*other] && self.leads(*other, (&out, &wins), lifts) {
                    out[*other] = true;
                    queue.push(*other);
                }
            }
        }
        out
    }

    fn leads(&self, node: NodeId, (out, wins): (&[bool], &[bool]), lifts: &[NodeId]) -> bool {
        if self.refused[node] {
            return false;
        }
        if self.joins[node].iter().any(|join| out[*join]) {
            return true;
        }
        if lifts.contains(&node) {
            return self.past(node).iter().all(|edge| out[edge.to]);
        }
        let (acts, happens): (Vec<&Edge>, Vec<&Edge>) =
            self.ways[node].iter().copied().partition(|edge| matches!(edge.who, Who::Person(_)));
        let kind = self.graph.steps[node].filter(|_| matches!(self.graph.places[node], Place::At(..))).map(|step| &step.kind);
        if matches!(kind, Some(StepKind::Parallel(_))) {
            let (skips, forks): (Vec<&Edge>, Vec<&Edge>) = happens.into_iter().partition(|edge| edge.what.is_some());
            let begins = !forks.iter().any(|edge| wins[edge.to]) && forks.iter().any(|edge| out[edge.to]);
            return begins && skips.iter().all(|edge| out[edge.to]);
        }
        // What an activity ended with may stand since long before.
        let awaits = matches!(kind, Some(StepKind::Wait(wait)) if matches!(wait.awaited, Awaited::Activity(_)));
        let is_fixed = awaits && acts.iter().any(|edge| wins[edge.to]);
        let chosen = acts.iter().any(|edge| out[edge.to]) || acts.is_empty() && !happens.is_empty();
        !is_fixed && chosen && happens.iter().all(|edge| out[edge.to])
    }

    /// The ways by which the flow passes a step that lifts the refusal without its doing so.
    pub fn past(&self, node: NodeId) -> Vec<&'g Edge> {
        let Some(step) = self.graph.steps[node] else { return Vec::new() };
        let edges = &self.graph.edges[node];
        match &step.kind {
            StepKind::Approve(approve) if approve.if_empty.as_ref().is_some_and(|result| result.as_str() != "approved") => {
                edges.iter().filter(|edge| edge.who.is_engine() && !is_by_hand(self.graph, edge.to)).collect()
            }
            _ => edges.iter().take(usize::from(step.when.is_some())).collect(),
        }
    }

    /// Whether the flow may stand here between two commands.
    pub fn stands(&self, node: NodeId) -> bool {
        let kind = self.graph.steps[node].filter(|_| matches!(self.graph.places[node], Place::At(..))).map(|step| &step.kind);
        match kind {
            Some(StepKind::Task(_) | StepKind::Form(_) | StepKind::Approve(_) | StepKind::Wait(_) | StepKind::Call(_)) => true,
            Some(StepKind::Start(start)) => start.awaits,
            _ => false,
        }
    }

    /// Where the flow goes on once a form has asked for what the stage of this node requires. The form may stand for long, and has
    /// this one way out. That the fields are filled before does not count: somebody may have emptied them since.
    pub fn forms(&self, node: NodeId) -> &[NodeId] {
        &self.forms[node]
    }

    /// Where the flow may come from these, a victory left out; of a step that lifts the refusal only what passes it. Closed ways,
    /// each from a node to another, are not taken.
    pub fn comes(&self, from: &[NodeId], lifts: &[NodeId], closed: &[(NodeId, NodeId)]) -> Vec<bool> {
        let mut seen = vec![false; self.graph.len()];
        let mut queue: Vec<NodeId> = Vec::new();
        let mut see = |node: NodeId, queue: &mut Vec<NodeId>| {
            if !std::mem::replace(&mut seen[node], true) {
                queue.push(node);
            }
        };
        from.iter().for_each(|node| see(*node, &mut queue));
        while let Some(node) = queue.pop() {
            let ways: Vec<&Edge> = if lifts.contains(&node) { self.past(node) } else { self.graph.edges[node].iter().collect() };
            let on = ways.into_iter().filter(|edge| !is_by_hand(self.graph, edge.to) && !edge.rescue);
            for edge in on.filter(|edge| self.graph.places[edge.to] != Place::Outcome(true)) {
                if !closed.contains(&(node, edge.to)) {
                    see(edge.to, &mut queue);
                }
            }
        }
        seen
    }
}

fn forms(graph: &Graph<'_>, node: NodeId, requiring: &[bool]) -> Vec<NodeId> {
    let enters = |edge: &&Edge| matches!(graph.places[edge.to], Place::Enter(_));
    let on = graph.edges[node].iter().filter(|edge| !is_by_hand(graph, edge.to)).filter(enters);
    on.filter(|edge| asks_for_the_required(graph, node, edge, requiring)).map(|edge| edge.to).collect()
}

/// Whether one of these stages is left forwards by this edge: the owner is asked then for what it requires. A handler may be at
/// work in any of them.
pub fn asks_for_the_required(graph: &Graph<'_>, node: NodeId, edge: &Edge, requiring: &[bool]) -> bool {
    let Some(body) = graph.bodies[node] else { return false };
    let leads = match graph.places[edge.to] {
        Place::Outcome(won) => won,
        Place::Enter(to) => to < requiring.len() && (to >= body || body >= graph.stages),
        _ => false,
    };
    let requires = requiring.get(body).copied().unwrap_or_else(|| requiring.iter().any(|requires| *requires));
    leads && requires
}
