//! From a process to its graph: the nodes of every list, and the ways between the stages.

mod effects;
mod hand;
mod routes;
mod rules;
mod steps;

use std::collections::HashMap;

use crate::model::{OutcomeKind, Process, Quorum, Stage, Step, StepKind};
use crate::name::{OutcomeId, StepId};
use crate::process::prove::fields::{FieldSet, Numbers};
use crate::process::prove::graph::{Choice, Edge, Effect, Graph, Join, NodeId, Place, Who};
use crate::text::Text;

pub use effects::{emptied_by_results, may_empty, routes, rules};

/// A list of steps: where it stands and where it ends.
#[derive(Debug, Clone, Copy)]
struct List<'p> {
    body: usize,
    steps: &'p [Step],
    end: NodeId,
}

/// A process that is being made a graph.
pub struct Builder<'p> {
    process: &'p Process,
    bodies: Vec<&'p Stage>,
    numbers: &'p Numbers,
    graph: Graph<'p>,
    /// Where each step of each body is arrived at.
    at: HashMap<(usize, &'p str), NodeId>,
    /// Where each body is entered.
    enter: Vec<NodeId>,
    /// Where each body's own list ends.
    end: Vec<NodeId>,
    outcome: [NodeId; 2],
    fell_off: NodeId,
    quiet: NodeId,
    begin: NodeId,
    bounds: usize,
}

/// The graph of a process.
pub fn graph<'p>(process: &'p Process, numbers: &'p Numbers) -> Graph<'p> {
    let mut graph = Graph { stages: process.stages.len(), ..Graph::default() };
    let begin = graph.node(Place::Begin, None, None);
    let outcome = [false, true].map(|won| graph.node(Place::Outcome(won), None, None));
    let fell_off = graph.node(Place::FellOff, None, None);
    let quiet = graph.node(Place::Quiet, None, None);
    let (at, enter, end) = (HashMap::new(), Vec::new(), Vec::new());
    let bodies: Vec<&Stage> = process.bodies().collect();
    let mut builder =
        Builder { process, bodies: bodies.clone(), numbers, graph, at, enter, end, outcome, fell_off, quiet, begin, bounds: 0 };
    for (body, stage) in bodies.iter().enumerate() {
        let enter = builder.graph.node(Place::Enter(body), Some(body), None);
        let end = builder.graph.node(Place::ListEnd(body, None), Some(body), None);
        builder.enter.push(enter);
        builder.end.push(end);
        builder.nodes(body, &stage.steps);
    }
    for (body, stage) in bodies.iter().enumerate() {
        let list = List { body, steps: &stage.steps, end: builder.end[body] };
        builder.fall_in(builder.enter[body], list);
        builder.list(list);
        builder.after_the_end(body, stage);
    }
    builder.by_hand();
    builder.graph
}

impl<'p> Builder<'p> {
    /// A node for every step of a list, those inside too.
    fn nodes(&mut self, body: usize, steps: &'p [Step]) {
        for step in steps {
            let node = self.graph.node(Place::At(body, step.id.clone()), Some(body), Some(step));
            self.at.entry((body, step.id.as_str())).or_insert(node);
            step.kind.inner().into_iter().for_each(|inner| self.nodes(body, inner));
        }
    }

    fn step(&self, body: usize, step: &StepId) -> Option<NodeId> {
        self.at.get(&(body, step.as_str())).copied()
    }

    /// Where the case ends so.
    fn outcome(&self, id: &OutcomeId) -> NodeId {
        let won = self.process.outcome(id).is_some_and(|outcome| outcome.kind == OutcomeKind::Won);
        self.outcome[usize::from(won)]
    }

    fn edge(&mut self, from: NodeId, edge: Edge) {
        self.graph.edges[from].push(edge);
    }

    /// From an entrance to the first step that the flow falls into.
    fn fall_in(&mut self, from: NodeId, list: List<'p>) {
        let to = first(list.steps).and_then(|step| self.step(list.body, &step.id)).unwrap_or(list.end);
        self.edge(from, Edge::down(to));
    }

    /// The ways of every step of a list.
    fn list(&mut self, list: List<'p>) {
        for (place, step) in list.steps.iter().enumerate() {
            let below = list.steps[place + 1..].iter().find(|step| !step.by_name);
            let below = below.and_then(|step| self.step(list.body, &step.id)).unwrap_or(list.end);
            self.ways(list, step, below);
        }
    }

    /// The ways on from where a way could not be read: anywhere, with everything filled, so that nothing is blamed on it.
    fn anything(&mut self, list: List<'p>, (from, below): (NodeId, NodeId)) {
        let beside = list.steps.iter().filter_map(|other| self.step(list.body, &other.id)).filter(|other| *other != from);
        let stages = self.enter.iter().copied().take(self.process.stages.len());
        let mut ways: Vec<NodeId> = beside.chain(self.outcome).chain(stages).collect();
        // The end of the last stage would be a mistake, which perhaps was not made.
        ways.extend(
            [below, list.end].into_iter().filter(|end| *end != self.end[list.body] || list.body >= self.process.stages.len()),
        );
        let effects: Vec<Effect> = (0..self.numbers.len()).map(Effect::Fill).collect();
        let what = Some(Choice::titled(Text::from("…")));
        for to in ways {
            let who = Who::Person(crate::model::Who::Owner);
            self.edge(from, Edge { who, what: what.clone(), effects: effects.clone(), ..Edge::down(to) });
        }
    }

    /// The branches of a step, each a list of its own, and where they come together.
    fn branches(&mut self, list: List<'p>, step: &'p Step, below: NodeId) {
        let Some(at) = self.step(list.body, &step.id) else { return };
        let (inner, until, side_by_side) = match &step.kind {
            StepKind::Parallel(parallel) => (step.kind.inner(), parallel.until, true),
            StepKind::Each(each) => (step.kind.inner(), each.until, each.order == crate::model::Order::Parallel),
            _ => return,
        };
        let is_each = matches!(step.kind, StepKind::Each(_));
        let count = inner.len();
        let node = self.graph.node(Place::Join(list.body, step.id.clone()), Some(list.body), Some(step));
        self.edge(node, Edge::down(below));
        let emptied: Vec<FieldSet> = inner.iter().map(|steps| may_empty(steps, self.process, self.numbers)).collect();
        let mut join = Join { at, node, needed: needed(until, count, is_each), all: until == Quorum::All, branches: Vec::new() };
        for (number, steps) in inner.into_iter().enumerate() {
            let place = Place::ListEnd(list.body, Some((step.id.clone(), number)));
            let end = self.graph.node(place, Some(list.body), None);
            self.edge(end, Edge::down(node));
            let branch = List { body: list.body, steps, end };
            let to = first(steps).and_then(|step| self.step(list.body, &step.id)).unwrap_or(end);
            let mut beside = FieldSet::default();
            let others = emptied.iter().enumerate().filter(|(other, _)| *other != number || is_each && side_by_side);
            others.for_each(|(_, set)| beside.join(set));
            if let StepKind::Each(each) = &step.kind {
                // The item is a fresh one each time.
                let own = self.process.fields.items().iter().filter(|item| *item.name == *each.item);
                let own = self.numbers.all(own.flat_map(|item| &item.fields).map(|field| &field.id));
                own.into_iter().for_each(|field| beside.add(field));
            }
            let effects = (0..self.numbers.len()).filter(|field| beside.has(*field)).map(Effect::Empty).collect();
            self.edge(at, Edge { effects, ..Edge::down(to) });
            join.branches.push((end, emptied[number].clone()));
            self.list(branch);
        }
        self.graph.joins.push(join);
    }
}

/// The first step of a list that the flow falls into.
fn first(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| !step.by_name)
}

fn needed(until: Quorum, branches: usize, is_each: bool) -> usize {
    match until {
        _ if is_each => 1,
        Quorum::All => branches,
        Quorum::Number(number) => number as usize,
    }
}
