//! Which processes a process begins before anybody does anything: by `start`, and by ending in a transfer.
//!
//! Whether that closes a ring is for whoever knows the other processes to find.

use std::collections::BTreeSet;

use crate::diagnostic::say;
use crate::expr::Expr;
use crate::model::{Ask, FieldType, Outcome, OutcomeKind, Process, Route, Step, StepKind, builtin};
use crate::name::{FieldId, OutcomeId, ProcessId};
use crate::process::knowing::together;
use crate::process::prove::circle::{Passing, by_itself, over_at_once};
use crate::process::prove::graph::{Edge, Graph, NodeId, Pick, Place, Who};
use crate::process::prove::story::Turn;
use crate::process::prove::told::{guards, rule};
use crate::process::prove::{Numbers, build};
use crate::text::Text;
use crate::value::Value;

/// The most conditions of which it is asked whether every way meets them. One of which it is not may hold or not.
const MOST_GUARDS: usize = 100;

/// A process that another one starts before anybody does anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Started {
    /// Which.
    pub process: ProcessId,
    /// The line of the step that starts it.
    pub line: u32,
    /// The key in that step that says so, and its value: `process: NAME`, or `finish: OUTCOME`.
    pub written: (&'static str, String),
    /// What to do where that closes a ring.
    pub help: Text,
    /// Whether the data that both know is carried over.
    pub carries: bool,
    /// The conditions that hold on every way there, of what is carried over unchanged; and whether they hold or fail.
    when: Vec<(Expr, bool)>,
}

impl Started {
    /// Whether the process that this one begins cannot begin that other one at once, as it is given data of which its own conditions do
    /// not hold.
    pub fn excludes(&self, here: &Process, next: &Self, there: &Process) -> bool {
        let kind = |process: &Process, field: &FieldId| process.field(field).map(|field| field.kind.clone());
        let is_carried = |(expr, _): &&(Expr, bool)| expr.fields().iter().all(|field| kind(here, field) == kind(there, field));
        let own = self.when.iter().filter(|_| self.carries).filter(is_carried);
        let both: Vec<(&Expr, bool)> = own.chain(&next.when).map(|(expr, holds)| (expr, *holds)).collect();
        Expr::exclude_one_another(&both, &there.fields)
    }
}

/// The processes that a process starts before anybody does anything.
pub fn started_at_once(process: &Process) -> Vec<Started> {
    let numbers = Numbers::of(&process.fields);
    let graph = build::graph(process, &numbers);
    let Some(enter) = graph.find(&Place::Enter(0)).filter(|_| !process.stages.is_empty()) else { return Vec::new() };
    let Some(way) = Way::of(process, &graph, enter) else { return Vec::new() };
    let nodes = (0..graph.len()).filter(|node| way.reached[*node]);
    let mut starts: Vec<Started> = nodes.flat_map(|node| way.starts(node)).collect();
    starts.dedup();
    starts
}

/// How far the engine comes by itself.
struct Way<'a, 'p> {
    process: &'p Process,
    graph: &'a Graph<'p>,
    enter: NodeId,
    reached: Vec<bool>,
    without_waits: Vec<bool>,
    /// What it sets on the way, and to which values where they are written out.
    set: Vec<(&'p FieldId, Vec<Value>)>,
}

impl<'a, 'p> Way<'a, 'p> {
    /// `None` where it begins nothing.
    fn of(process: &'p Process, graph: &'a Graph<'p>, enter: NodeId) -> Option<Self> {
        let reached = graph.reached(&[enter], by_itself(graph, Passing::Waits));
        let begins = |node: usize| {
            graph.steps[node].is_some_and(|step| matches!(step.kind, StepKind::Start(_)))
                || matches!(graph.places[node], Place::Outcome(false))
        };
        (0..graph.len()).find(|node| reached[*node] && begins(*node))?;
        let without_waits = graph.reached(&[enter], by_itself(graph, Passing::Nothing));
        let mut way = Self { process, graph, enter, reached, without_waits, set: Vec::new() };
        way.set = way.settings();
        Some(way)
    }

    /// The ways on from a node that the engine takes by itself.
    fn edges(&self, node: NodeId) -> impl Iterator<Item = &'a Edge> {
        let (graph, passes) = (self.graph, by_itself(self.graph, Passing::Waits));
        graph.edges[node].iter().filter(move |edge| passes(edge))
    }

    fn settings(&self) -> Vec<(&'p FieldId, Vec<Value>)> {
        let mut set = Vec::new();
        for node in (0..self.graph.len()).filter(|node| self.reached[*node]) {
            let of = |(field, expr): &'p (FieldId, Expr)| (field, expr.constants());
            let rules = self.edges(node).filter_map(|edge| rule(self.graph, &Turn { from: node, edge }));
            set.extend(rules.flat_map(|rule| &rule.set).map(of));
            match self.graph.steps[node].map(|step| &step.kind) {
                Some(StepKind::Set(own)) => set.extend(own.values.iter().map(of)),
                Some(StepKind::Decide(decide)) => {
                    let table = decide.table.as_ref().and_then(|id| self.process.decision(id));
                    for (place, output) in table.into_iter().flat_map(|table| table.outputs.iter().enumerate()) {
                        let rows = table.into_iter().flat_map(|table| &table.rows).map(|row| &row.values);
                        let cells = rows.chain(table.and_then(|table| table.otherwise.as_ref()));
                        let values = cells.filter_map(|values| values.get(place)?.as_ref()).flat_map(Expr::constants);
                        set.push((&output.field, values.collect()));
                    }
                }
                _ => {}
            }
        }
        set
    }

    fn starts(&self, node: NodeId) -> Vec<Started> {
        let Some(step) = self.graph.steps[node] else { return Vec::new() };
        if let StepKind::Start(start) = &step.kind {
            return vec![Started {
                process: start.process.clone(),
                line: step.line,
                written: ("process", start.process.to_string()),
                help: before_start(!self.without_waits[node]),
                carries: start.same_subject,
                when: self.when(node),
            }];
        }
        let ends = self.edges(node).filter(|edge| self.graph.places[edge.to] == Place::Outcome(false));
        ends.flat_map(|edge| self.transfers(step, Turn { from: node, edge })).collect()
    }

    /// Where a case goes on that ends so.
    fn transfers(&self, step: &Step, turn: Turn<'_>) -> Vec<Started> {
        let ended = ending(step, self.graph, &turn).and_then(|id| self.process.outcome(id));
        let Some(outcome) = ended.filter(|outcome| outcome.kind == OutcomeKind::Transferred) else { return Vec::new() };
        let started = |process: ProcessId| Started {
            process,
            line: step.line,
            written: ("finish", outcome.id.to_string()),
            help: before_finish(!self.without_waits[turn.from] || turn.edge.who == Who::Soon),
            carries: true,
            when: [self.when(turn.from), self.guards(&turn)].concat(),
        };
        self.targets(outcome).into_iter().map(started).collect()
    }

    /// Where an outcome leads of which nobody has to be asked anything.
    fn targets(&self, outcome: &Outcome) -> BTreeSet<ProcessId> {
        let is_set = |ask: &Ask| ask.when.is_some() || self.set.iter().any(|(field, _)| **field == ask.field);
        if !outcome.ask.iter().all(is_set) {
            return BTreeSet::new();
        }
        let names_process = |field: &FieldId| self.process.field(field).is_some_and(|field| field.kind == FieldType::Process);
        let asked = outcome.ask.iter().map(|ask| &ask.field).filter(|field| names_process(field));
        let given = asked.flat_map(|asked| self.set.iter().filter(move |(field, _)| *field == asked));
        let named = given.flat_map(|(_, values)| values).filter_map(|value| match value {
            Value::Process(id) => Some(id.clone()),
            _ => None,
        });
        named.collect()
    }

    /// The conditions without which the engine does not come to a node by itself.
    fn when(&self, node: NodeId) -> Vec<(Expr, bool)> {
        let from = (0..self.graph.len()).filter(|from| self.reached[*from]);
        let turns = from.flat_map(|from| self.edges(from).map(move |edge| Turn { from, edge }));
        let guarded = turns.filter(|turn| !self.guards(turn).is_empty()).take(MOST_GUARDS);
        let passes = by_itself(self.graph, Passing::Waits);
        let needed = |turn: &Turn<'_>| {
            let around = self.graph.reached(&[self.enter], |edge| passes(edge) && !std::ptr::eq(edge, turn.edge));
            !around[node]
        };
        guarded.filter(needed).flat_map(|turn| self.guards(&turn)).collect()
    }

    /// The conditions of one turn that speak of nothing but what is carried over unchanged.
    fn guards(&self, turn: &Turn<'_>) -> Vec<(Expr, bool)> {
        let asked: Vec<&FieldId> = self.process.outcomes.iter().flat_map(|outcome| &outcome.ask).map(|ask| &ask.field).collect();
        let is_kept = |field: &FieldId| {
            let known = self.process.field(field).is_some_and(|known| !known.computed && field.as_str() != builtin::OWNER);
            known && !asked.contains(&field) && !self.set.iter().any(|(set, _)| *set == field)
        };
        let of_data = |expr: &Expr| !expr.uses_actor() && !expr.uses_now() && expr.item_fields().is_empty();
        let guards = guards(self.process, self.graph, turn).into_iter();
        let kept = guards.filter(|guard| of_data(guard.expr) && guard.expr.fields().iter().all(is_kept));
        kept.map(|guard| (guard.expr.clone(), guard.holds)).collect()
    }
}

/// The outcome with which the case ends on a way from a step.
fn ending<'p>(step: &'p Step, graph: &Graph<'p>, turn: &Turn<'_>) -> Option<&'p OutcomeId> {
    let route = match (&step.kind, turn.edge.what.as_ref().and_then(|what| what.pick)) {
        (StepKind::Finish(outcome), _) => return Some(outcome),
        (StepKind::Decide(decide), Some(Pick::Branch(number))) => &decide.branches.get(number)?.route,
        (StepKind::Each(each), _) => each.if_empty.as_ref()?,
        _ => &rule(graph, turn)?.route,
    };
    match route {
        Route::Finish(outcome) => Some(outcome),
        _ => None,
    }
}

/// What to do before a start on whose way there is a wait, or none.
fn before_start(waits: bool) -> Text {
    let put = say!(
        "поставьте перед start задачу или ожидание срока: moment: 1 business day",
        "put a task before `start`, or a wait for a period: moment: 1 business day"
    );
    match waits {
        false => put,
        true => together(
            &over_at_once(),
            (". ", ". "),
            &say!(
                "Поставьте перед start задачу или ожидание срока: moment: 1 business day",
                "Put a task before `start`, or a wait for a period: moment: 1 business day"
            ),
        ),
    }
}

/// The same before a transfer.
fn before_finish(waits: bool) -> Text {
    let put = say!(
        "поставьте перед переводом задачу или ожидание срока: moment: 1 business day",
        "put a task before the transfer, or a wait for a period: moment: 1 business day"
    );
    match waits {
        false => put,
        true => together(
            &over_at_once(),
            (". ", ". "),
            &say!(
                "Поставьте перед переводом задачу или ожидание срока: moment: 1 business day",
                "Put a task before the transfer, or a wait for a period: moment: 1 business day"
            ),
        ),
    }
}
