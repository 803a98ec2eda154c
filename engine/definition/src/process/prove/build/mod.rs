//! From a process to its graph: the nodes of every list, and the ways between the stages.

mod effects;
mod hand;
mod routes;
mod rules;
mod steps;

use std::collections::HashMap;

use crate::model::{Order, OutcomeKind, Process, Quorum, Stage, Step, StepKind};
use crate::name::{OutcomeId, StepId};
use crate::process::prove::fields::{FieldSet, Numbers};
use crate::process::prove::graph::{Choice, Edge, Effect, Graph, Join, NodeId, Place, Who};
use crate::text::Text;

pub use effects::{emptied_by_results, emptied_by_steps, may_empty, routes, rules};

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
    /// What the branches beside the list that is read may empty.
    beside: FieldSet,
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
    let (bounds, beside) = (0, FieldSet::default());
    let mut builder = Builder {
        process,
        bodies: bodies.clone(),
        numbers,
        graph,
        at,
        enter,
        end,
        outcome,
        fell_off,
        quiet,
        begin,
        bounds,
        beside,
    };
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
        let (inner, until, each) = match &step.kind {
            StepKind::Parallel(parallel) => (step.kind.inner(), parallel.until, None),
            StepKind::Each(each) => (step.kind.inner(), each.until, Some(each)),
            _ => return,
        };
        let node = self.graph.node(Place::Join(list.body, step.id.clone()), Some(list.body), Some(step));
        self.graph.beside[node] = self.beside.clone();
        self.edge(node, Edge::down(below));
        // A way back to another stage ends the branches beside it; a handler goes on.
        let cleared = list.body >= self.process.stages.len();
        let emptied: Vec<FieldSet> = inner.iter().map(|steps| may_empty(steps, cleared, self.process, self.numbers)).collect();
        let needed = needed(until, inner.len(), each.is_some());
        let mut join = Join { at, node, needed, all: until == Quorum::All, branches: Vec::new() };
        for (number, steps) in inner.into_iter().enumerate() {
            let around = self.beside.clone();
            match each {
                Some(each) if each.order == Order::Parallel => {
                    // The other items have fields of their own.
                    let mut others = emptied[number].clone();
                    others.leave_out(&self.numbers.of_items(&each.list));
                    self.beside.join(&others);
                }
                _ => emptied.iter().enumerate().filter(|(other, _)| *other != number).for_each(|(_, set)| self.beside.join(set)),
            }
            let end = self.branch(list.body, (step, at, number), steps);
            self.edge(end, Edge::down(node));
            join.branches.push((end, emptied[number].clone()));
            self.beside = around;
        }
        self.graph.joins.push(join);
    }

    /// One branch of a step, and where it ends.
    fn branch(&mut self, body: usize, (step, at, number): (&'p Step, NodeId, usize), steps: &'p [Step]) -> NodeId {
        let end = self.graph.node(Place::ListEnd(body, Some((step.id.clone(), number))), Some(body), None);
        let nodes: Vec<NodeId> = steps.iter().filter_map(|step| self.step(body, &step.id)).chain([end]).collect();
        nodes.into_iter().for_each(|node| self.graph.beside[node] = self.beside.clone());
        let mut effects = Vec::new();
        if let StepKind::Each(each) = &step.kind {
            // The item is a fresh one each time.
            let own = self.process.fields.items().iter().filter(|item| *item.name == *each.item);
            let mut emptied = FieldSet::of(self.numbers.all(own.flat_map(|item| &item.fields).map(|field| &field.id)));
            // In turn, the items before it have done their part.
            emptied.join(&may_empty(steps, false, self.process, self.numbers));
            effects.extend((0..self.numbers.len()).filter(|field| emptied.has(*field)).map(Effect::Empty));
        }
        let to = first(steps).and_then(|step| self.step(body, &step.id)).unwrap_or(end);
        self.edge(at, Edge { effects, ..Edge::down(to) });
        self.list(List { body, steps, end });
        end
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
