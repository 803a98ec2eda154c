//! What runs while an approval is shut: its own flow, the branches beside it, the handlers, and the stages beside a handler.

use std::cell::OnceCell;

use crate::model::{Quorum, StepKind};
use crate::process::prove::graph::{Join, NodeId, Place, Who};
use crate::process::prove::sound::inside;
use crate::process::prove::story::{Turn, is_by_hand};

use super::game::Game;

/// An approval and what surrounds it.
pub struct Around<'a, 'p> {
    /// The game.
    pub game: &'a Game<'a, 'p>,
    /// The approval.
    pub node: NodeId,
    /// The steps whose beginning lifts the refusal: the approval, and the `each` whose items it is about.
    lifts: Vec<NodeId>,
    /// The joins around it from within outwards, each with the branch it stands in.
    joins: Vec<(&'a Join, usize)>,
    /// The ways into the branches beside it, and from their ends to the join, where the join waits for its own branch too: whoever
    /// begins there anew begins the approval anew, and nothing is decided before its branch has ended.
    waiting: Vec<(NodeId, NodeId)>,
    /// Whether it stands in a handler.
    in_handler: bool,
    /// From where its own flow has a way out; the same for every result.
    out: OnceCell<Vec<bool>>,
}

/// A place where the flow stands.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    /// The node, or the one from which the form is come to.
    pub node: NodeId,
    /// Of a form for what a stage requires: where it leads.
    pub form: Option<NodeId>,
}

impl Spot {
    fn at(node: NodeId) -> Self {
        Self { node, form: None }
    }

    /// Where the flow goes on.
    pub fn ahead(self) -> NodeId {
        self.form.unwrap_or(self.node)
    }
}

/// Where nothing is left but the victory that is refused.
#[derive(Debug, Clone, Copy)]
pub enum Stuck {
    /// In the flow of the approval itself.
    Behind(Spot),
    /// In a branch beside it.
    Beside(Spot),
    /// In a stage, once the handler is over.
    After(Spot),
}

impl Stuck {
    /// The place.
    pub fn spot(&self) -> Spot {
        let (Self::Behind(spot) | Self::Beside(spot) | Self::After(spot)) = self;
        *spot
    }
}

impl<'a, 'p> Around<'a, 'p> {
    /// What surrounds an approval.
    pub fn of(game: &'a Game<'a, 'p>, node: NodeId) -> Self {
        let graph = game.graph;
        let mut joins: Vec<(usize, &Join, usize)> = Vec::new();
        for join in graph.joins.iter().filter(|join| graph.bodies[join.node] == graph.bodies[node]) {
            for branch in 0..join.branches.len() {
                let nodes = inside(graph, join, branch);
                if nodes.contains(&node) {
                    joins.push((nodes.len(), join, branch));
                }
            }
        }
        joins.sort_by_key(|(size, ..)| *size);
        let joins: Vec<(&Join, usize)> = joins.into_iter().map(|(_, join, branch)| (join, branch)).collect();
        let lifts = joins.iter().filter(|(join, _)| is_each(game, join)).map(|(join, _)| join.at).chain([node]).collect();
        let in_handler = graph.bodies[node].is_some_and(|body| body >= graph.stages);
        let waiting = joins.iter().flat_map(|(join, branch)| waiting(game, join, *branch)).collect();
        Self { game, node, lifts, joins, waiting, in_handler, out: OnceCell::new() }
    }

    /// Where the flow may come from these while the refusal lasts.
    fn comes(&self, from: &[NodeId]) -> Vec<bool> {
        self.game.comes(from, &self.lifts, &self.waiting)
    }

    /// The steps whose beginning lifts the refusal.
    pub fn lifts(&self) -> &[NodeId] {
        &self.lifts
    }

    /// Whether it stands in a stage once for all, perhaps in a branch, and not for an item of a list.
    pub fn is_single(&self) -> bool {
        !self.in_handler && !self.joins.iter().any(|(join, _)| is_each(self.game, join))
    }

    /// The nodes that may run side by side with the approval in branches of the same steps.
    pub fn beside(&self) -> Vec<NodeId> {
        self.joins.iter().flat_map(|(join, branch)| self.others(join, *branch)).collect()
    }

    /// The step whose branches run side by side, one with the approval and another with this node; and the end of the former.
    pub fn branch_beside(&self, node: NodeId) -> Option<(NodeId, NodeId)> {
        let (join, branch, _) = self.fork_with(node)?;
        join.branches.get(branch).map(|(end, _)| (join.at, *end))
    }

    /// The join of the branches of which one holds the approval and another this node, with the places of both. The items of a list
    /// are no such branches.
    pub fn fork_with(&self, node: NodeId) -> Option<(&'a Join, usize, usize)> {
        self.forks().find_map(|(join, branch)| {
            let mut others = (0..join.branches.len()).filter(|other| *other != branch);
            let other = others.find(|other| inside(self.game.graph, join, *other).contains(&node))?;
            Some((join, branch, other))
        })
    }

    /// The joins of branches around the approval from within outwards, each with the branch it stands in.
    pub fn forks(&self) -> impl Iterator<Item = (&'a Join, usize)> {
        self.joins.iter().filter(|(join, _)| !is_each(self.game, join)).copied()
    }

    /// Where nothing is left, if the approval is shut with the flow at one of these; the first ones are looked at even if the flow
    /// does not stand there.
    pub fn stuck(&self, shut: &[NodeId], at_once: &[NodeId]) -> Option<Stuck> {
        if shut.is_empty() {
            return None;
        }
        let own = self.comes(shut);
        // Where a refusal ends the case at once, nothing goes on elsewhere.
        let moved = if self.lasts(&own) { self.moved() } else { Vec::new() };
        let seen = self.comes(&[shut, &moved].concat());
        let behind = self.behind(&seen, at_once);
        // At the end of its branch it waits for those beside it: what is wrong there says more.
        let waits = behind.is_none_or(|spot| matches!(self.game.graph.places[spot.node], Place::ListEnd(_, Some(_))));
        let beside = if waits { self.beside_stuck(&seen).map(Stuck::Beside) } else { None };
        beside.or(behind.map(Stuck::Behind)).or_else(|| self.after(&seen).map(Stuck::After))
    }

    /// Whether the approval is shut for longer than the engine takes: the flow stands somewhere, or waits for other branches.
    fn lasts(&self, own: &[bool]) -> bool {
        let waits = |node: usize| matches!(self.game.graph.places[node], Place::ListEnd(..) | Place::Quiet);
        let lasts = |node: usize| self.game.stands(node) || !self.game.forms(node).is_empty() || waits(node);
        (0..own.len()).any(|node| own[node] && (lasts(node) || self.lifts.contains(&node)))
    }

    fn behind(&self, seen: &[bool], at_once: &[NodeId]) -> Option<Spot> {
        let graph = self.game.graph;
        let is_goal = |node: NodeId| match graph.places[node] {
            Place::Outcome(won) => !won,
            Place::FellOff | Place::Quiet => true,
            // The stages beside a handler are looked at by themselves.
            Place::Enter(body) => self.in_handler && body < graph.stages,
            _ => false,
        };
        let out = self.out.get_or_init(|| self.game.out(is_goal, &self.lifts));
        let stands = self.standing((0..graph.len()).filter(|node| seen[*node] && *node != self.node));
        let forms = self.game.forms(self.node).iter().filter(|ahead| at_once.contains(ahead));
        let forms = forms.map(|ahead| Spot { node: self.node, form: Some(*ahead) });
        let at_once = forms.chain(at_once.iter().copied().map(Spot::at));
        let own = |spot: &Spot| !self.in_handler || graph.bodies[spot.ahead()].is_none_or(|body| body >= graph.stages);
        self.first_shut(at_once.chain(stands).filter(own), out)
    }

    /// Where the flow stands at one of these nodes: there, or at a form behind it.
    fn standing(&self, nodes: impl Iterator<Item = NodeId>) -> impl Iterator<Item = Spot> {
        nodes.flat_map(|node| {
            let forms = self.game.forms(node).iter().map(move |ahead| Spot { node, form: Some(*ahead) });
            self.game.stands(node).then(|| Spot::at(node)).into_iter().chain(forms)
        })
    }

    /// The first that is not out, though a victory lies behind it; where none does the traps tell. If there is one, the first from
    /// which the victory is the very next thing.
    fn first_shut(&self, spots: impl Iterator<Item = Spot>, out: &[bool]) -> Option<Spot> {
        let wins = self.game.wins(&self.lifts);
        let shut: Vec<Spot> = spots.filter(|spot| !out[spot.ahead()] && self.game.may_win(spot.ahead())).collect();
        let is_next = |spot: &&Spot| self.game.graph.edges[spot.ahead()].iter().any(|edge| wins[edge.to]);
        shut.iter().find(is_next).or(shut.first()).copied()
    }

    /// The first place behind these from where a victory lies ahead, and no way to the approval: it is refused on every one. If
    /// there is one, the first from which the victory is the very next thing.
    pub fn dead(&self, shut: &[NodeId]) -> Option<Spot> {
        let graph = self.game.graph;
        let seen = self.comes(shut);
        let is_dead = |spot: &Spot| {
            let ahead = self.comes(&[spot.ahead()]);
            let wins =
                |node: NodeId| ahead[node] && graph.edges[node].iter().any(|edge| graph.places[edge.to] == Place::Outcome(true));
            !self.lifts.iter().any(|lift| ahead[*lift]) && (0..graph.len()).any(wins)
        };
        let dead: Vec<Spot> = self.standing((0..graph.len()).filter(|node| seen[*node])).filter(is_dead).collect();
        dead.iter().find(|spot| self.win(**spot).is_some()).or(dead.first()).copied()
    }

    /// By what a person would win from here, were it not refused; or the engine, where the flow does not stand here.
    pub fn win(&self, spot: Spot) -> Option<Turn<'a>> {
        let wins = self.game.wins(&self.lifts);
        let mut edges = self.game.graph.edges[spot.node].iter().filter(|_| spot.form.is_none());
        let edge = edges.find(|edge| {
            (matches!(edge.who, Who::Person(_)) || !self.game.stands(spot.node))
                && wins[edge.to]
                && !is_by_hand(self.game.graph, edge.to)
        })?;
        Some(Turn { from: spot.node, edge })
    }

    /// Where branches beside, items beside, and handlers may have moved the flow meanwhile.
    fn moved(&self) -> Vec<NodeId> {
        let graph = self.game.graph;
        let mut moved = Vec::new();
        for (join, branch) in &self.joins {
            let ended = (0..join.branches.len()).filter(|other| other != branch && self.game.reached[join.branches[*other].0]);
            let passes = match graph.steps[join.at].map(|step| &step.kind) {
                Some(StepKind::Each(each)) => each.until != Quorum::All,
                _ => ended.count() >= join.needed,
            };
            moved.extend(passes.then_some(join.node));
        }
        let of_handlers = (0..graph.len()).filter(|node| graph.bodies[*node].is_some_and(|body| body >= graph.stages));
        let movers = self.beside().into_iter().chain(of_handlers.filter(|_| !self.in_handler));
        let exits = movers.filter(|node| self.game.reached[*node]).flat_map(|node| &graph.edges[node]).map(|edge| edge.to);
        moved.extend(exits.filter(|node| matches!(graph.places[*node], Place::Enter(body) if body < graph.stages)));
        moved.sort_unstable();
        moved.dedup();
        moved
    }

    /// What runs in the other branches of a step, or for the other items of a list.
    fn others(&self, join: &Join, branch: usize) -> Vec<NodeId> {
        let graph = self.game.graph;
        let each = is_each(self.game, join);
        let branches = (0..join.branches.len()).filter(|other| each || *other != branch);
        branches.flat_map(|other| inside(graph, join, other)).collect()
    }

    /// Once its own branch has ended, the branches beside must come to theirs, or end the case. Before that somebody can still
    /// have the approval given.
    fn beside_stuck(&self, seen: &[bool]) -> Option<Spot> {
        let graph = self.game.graph;
        let has_ended = |join: &Join, branch: usize| join.branches.get(branch).is_some_and(|(end, _)| seen[*end]);
        for (join, branch) in self.joins.iter().filter(|(join, branch)| has_ended(join, *branch)) {
            let is_goal = |node: NodeId| {
                matches!(graph.places[node], Place::Outcome(false) | Place::FellOff | Place::Quiet)
                    || join.branches.iter().any(|(end, _)| *end == node)
            };
            // Another item has an approval of its own.
            let each = is_each(self.game, join);
            let lifts: Vec<NodeId> = self.lifts.iter().copied().filter(|node| !each || *node != self.node).collect();
            let out = self.game.out(is_goal, &lifts);
            let others = self.others(join, *branch);
            // A branch that wins as soon as it begins refuses nobody what he did: it stands there, with a form for the owner.
            let wins = self.game.wins(&self.lifts);
            let entrances = graph.edges[join.at].iter().map(|edge| edge.to).filter(|node| others.contains(node) && wins[*node]);
            let entrances: Vec<Spot> = entrances.map(Spot::at).collect();
            let stands = self.standing(others.into_iter().filter(|node| self.game.reached[*node]));
            if let Some(spot) = self.first_shut(stands.chain(entrances), &out) {
                return Some(spot);
            }
        }
        None
    }

    /// Once a handler is over, or has moved the case, the flow is anywhere in the stages, and nothing there leads back to it.
    fn after(&self, seen: &[bool]) -> Option<Spot> {
        let graph = self.game.graph;
        let is_over = |node: &NodeId| match graph.places[*node] {
            Place::Quiet => true,
            Place::Enter(body) => body < graph.stages,
            _ => false,
        };
        if !self.in_handler || !(0..graph.len()).any(|node| seen[node] && is_over(&node)) {
            return None;
        }
        let out = self.game.out(|node| matches!(graph.places[node], Place::Outcome(false) | Place::FellOff), &[]);
        let in_stages = |node: &NodeId| graph.bodies[*node].is_some_and(|body| body < graph.stages);
        let nodes = (0..graph.len()).filter(in_stages).filter(|node| self.game.reached[*node]);
        self.first_shut(self.standing(nodes), &out)
    }
}

fn waiting(game: &Game<'_, '_>, join: &Join, branch: usize) -> Vec<(NodeId, NodeId)> {
    if is_each(game, join) || join.needed < join.branches.len() {
        return Vec::new();
    }
    let own = inside(game.graph, join, branch);
    let ends = join.branches.iter().map(|(end, _)| *end).enumerate();
    let ends = ends.filter(|(other, _)| *other != branch).map(|(_, end)| (end, join.node));
    let is_fork = |to: &NodeId| !own.contains(to) && *to != join.branches[branch].0;
    let begins = game.graph.edges[join.at].iter().filter(|edge| edge.what.is_none() && !is_by_hand(game.graph, edge.to));
    begins.map(|edge| edge.to).filter(is_fork).map(|to| (join.at, to)).chain(ends).collect()
}

fn is_each(game: &Game<'_, '_>, join: &Join) -> bool {
    matches!(game.graph.steps[join.at].map(|step| &step.kind), Some(StepKind::Each(_)))
}
