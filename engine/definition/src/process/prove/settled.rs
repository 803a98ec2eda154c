//! Ways that a value denies which was set a moment before: `rejected: {set: {verdict: '"no"'}, then: sort_it}` never takes the
//! branch of `sort_it` for "yes".
//!
//! A place that the flow passes at once is doubled for whoever comes with such a value, without the ways that are denied then. Not
//! followed are values past a place where the flow waits, as somebody may correct them, and out of branches that run side by side.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::expr::Expr;
use crate::model::{Process, Route, Step, StepKind};
use crate::name::FieldId;
use crate::process::prove::build::rules;
use crate::process::prove::fixed;
use crate::process::prove::graph::{Edge, Graph, NodeId, Pick, Place};
use crate::process::prove::story::{Turn, is_by_hand};
use crate::process::prove::told::{guards, rule};
use crate::value::Value;

/// How many places in a row a value is followed through.
const FARTHEST: usize = 16;

/// The most doubles; beyond them the flow is looked at as if nothing were known.
const MOST_DOUBLES: usize = 2_000;

/// What fields surely hold.
type Values = BTreeMap<FieldId, Value>;

/// The graph with its doubles; `None` where no value decides anything.
pub fn settled<'p>(process: &'p Process, graph: &Graph<'p>) -> Option<Graph<'p>> {
    let read = read(process);
    let settings = |step: &&'p Step| all_settings(step).any(|(field, expr)| read.contains(field) && expr.constant().is_some());
    if !process.bodies().flat_map(crate::model::Stage::every_step).any(|step| settings(&step)) {
        return None;
    }
    let mut settler = Settler { process, graph, read, out: graph.clone(), doubles: HashMap::new(), judged: HashMap::new() };
    settler.all();
    (settler.out.len() > graph.len()).then_some(settler.out)
}

/// What is worked with.
struct Settler<'a, 'p> {
    process: &'p Process,
    graph: &'a Graph<'p>,
    /// The fields that conditions read and that only the flow itself sets.
    read: BTreeSet<FieldId>,
    out: Graph<'p>,
    doubles: HashMap<NodeId, Vec<(Values, NodeId)>>,
    /// Whether a value decides anything from a node on.
    judged: HashMap<NodeId, Vec<(Values, bool)>>,
}

impl Settler<'_, '_> {
    fn all(&mut self) {
        for node in 0..self.graph.len() {
            for place in 0..self.graph.edges[node].len() {
                let edge = &self.graph.edges[node][place];
                let values = self.past(node, edge, &Values::new());
                self.out.edges[node][place].to = self.lands(edge.to, values, 0);
            }
        }
    }

    /// Where the flow comes to with these values.
    fn lands(&mut self, node: NodeId, values: Values, depth: usize) -> NodeId {
        let is_full = self.out.len() - self.graph.len() >= MOST_DOUBLES;
        if is_full || !self.matters(node, &values, depth) {
            return node;
        }
        let known = self.doubles.entry(node).or_default();
        if let Some((_, double)) = known.iter().find(|(of, _)| *of == values) {
            return *double;
        }
        let double = self.out.node(self.graph.places[node].clone(), self.graph.bodies[node], self.graph.steps[node]);
        self.out.beside[double] = self.graph.beside[node].clone();
        known.push((values.clone(), double));
        let graph = self.graph;
        for edge in graph.edges[node].iter().filter(|edge| !self.denies(&values, node, edge)).collect::<Vec<_>>() {
            let after = self.past(node, edge, &values);
            let to = self.lands(edge.to, after, depth + 1);
            self.out.edges[double].push(Edge { to, ..edge.clone() });
        }
        double
    }

    /// Whether these values deny a way, here or where the flow comes to at once.
    fn matters(&mut self, node: NodeId, values: &Values, depth: usize) -> bool {
        if values.is_empty() || depth > FARTHEST || !self.passes(node, values) {
            return false;
        }
        let known = self.judged.entry(node).or_default();
        if let Some((_, matters)) = known.iter().find(|(of, _)| of == values) {
            return *matters;
        }
        let place = known.len();
        known.push((values.clone(), false));
        let graph = self.graph;
        let matters = graph.edges[node].iter().any(|edge| {
            self.denies(values, node, edge) || {
                let after = self.past(node, edge, values);
                self.matters(edge.to, &after, depth + 1)
            }
        });
        if let Some(judged) = self.judged.get_mut(&node).and_then(|known| known.get_mut(place)) {
            judged.1 = matters;
        }
        matters
    }

    /// Whether the flow passes here at once, so that nobody can correct anything meanwhile.
    fn passes(&self, node: NodeId, values: &Values) -> bool {
        match &self.graph.places[node] {
            Place::At(body, id) => {
                let Some(step) = self.graph.steps[node] else { return false };
                let stage = self.process.bodies().nth(*body);
                let is_sure = stage.is_some_and(|stage| !self.process.unsure.has_step(&stage.id, id));
                let is_skipped = step.when.as_ref().is_some_and(|when| judged(when, values) == Some(false));
                is_sure && (is_skipped || is_immediate(&step.kind))
            }
            // What a stage requires may be asked for at its end.
            Place::ListEnd(body, None) => self.process.stages.get(*body).is_some_and(|stage| stage.requires.is_empty()),
            Place::Enter(body) => *body < self.graph.stages,
            _ => false,
        }
    }

    /// Whether a way is not taken with these values.
    fn denies(&self, values: &Values, node: NodeId, edge: &Edge) -> bool {
        let guards = guards(self.process, self.graph, &Turn { from: node, edge });
        guards.iter().any(|guard| judged(guard.expr, values) == Some(!guard.holds))
    }

    /// What fields surely hold past a way.
    fn past(&self, node: NodeId, edge: &Edge, values: &Values) -> Values {
        if is_by_hand(self.graph, edge.to) {
            return Values::new();
        }
        let mut values = values.clone();
        let pick = edge.what.as_ref().and_then(|what| what.pick);
        let step = self.graph.steps[node].filter(|_| matches!(self.graph.places[node], Place::At(..)));
        let Some(step) = step.filter(|_| pick != Some(Pick::Skipped)) else { return values };
        let turn = Turn { from: node, edge };
        let rule = rule(self.graph, &turn);
        let settings = match (&step.kind, rule) {
            (StepKind::Set(set), _) => set.values.as_slice(),
            (StepKind::Decide(decide), _) => {
                let table = decide.table.as_ref().and_then(|id| self.process.decision(id));
                table.into_iter().flat_map(|table| &table.outputs).for_each(|output| drop(values.remove(&output.field)));
                &[]
            }
            (_, Some(rule)) => rule.set.as_slice(),
            _ => &[],
        };
        for (field, expr) in settings {
            match expr.constant().filter(|_| self.read.contains(field)) {
                Some(value) => drop(values.insert(field.clone(), value)),
                None => drop(values.remove(field)),
            }
        }
        let route = match (&step.kind, pick) {
            (StepKind::Decide(decide), Some(Pick::Branch(branch))) => decide.branches.get(branch).map(|branch| &branch.route),
            _ => rule.map(|rule| &rule.route),
        };
        if let Some(Route::Return(back)) = route {
            back.clear.iter().for_each(|field| drop(values.remove(field)));
        }
        values
    }
}

fn is_immediate(kind: &StepKind) -> bool {
    matches!(kind, StepKind::Set(_) | StepKind::Decide(_) | StepKind::Plan(_) | StepKind::Notify(_) | StepKind::Finish(_))
}

fn judged(when: &Expr, values: &Values) -> Option<bool> {
    when.judged(&values.iter().map(|(field, value)| (field, Some(value))).collect())
}

/// The fields that the conditions on the way read, but for those that a handler may set as soon as anything changes.
fn read(process: &Process) -> BTreeSet<FieldId> {
    let of_step = |step: &Step| -> Vec<FieldId> {
        let branches = match &step.kind {
            StepKind::Decide(decide) => decide.branches.as_slice(),
            _ => &[],
        };
        step.when.iter().chain(branches.iter().filter_map(|branch| branch.when.as_ref())).flat_map(Expr::fields).collect()
    };
    let of_steps = process.bodies().flat_map(crate::model::Stage::every_step).flat_map(of_step);
    let rules = process.stages.iter().flat_map(|stage| &stage.next).filter_map(|rule| rule.when.as_ref());
    let mut read: BTreeSet<FieldId> = of_steps.chain(rules.flat_map(Expr::fields)).collect();
    for step in process.handlers.iter().flat_map(|handler| handler.body.every_step()) {
        let by_handler = fixed::by_step(process, step);
        read.retain(|field| !by_handler.contains(&field));
    }
    read
}

/// Every field that a step sets, with what it is set to.
fn all_settings(step: &Step) -> impl Iterator<Item = &(FieldId, Expr)> {
    let own = match &step.kind {
        StepKind::Set(set) => set.values.as_slice(),
        _ => &[],
    };
    rules(&step.kind).iter().flat_map(|rule| &rule.set).chain(own)
}
