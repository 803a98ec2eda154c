//! What is proved of a process as a whole: that nothing it counts upon is empty, and that no case can get stuck.
//!
//! The proofs speak of the graph of the flow (`graph`, `build`), which is made from the read process alone. Where things stand in
//! the file is the readers' knowledge and is handed in (`spots`).

mod answers;
mod build;
mod circle;
mod deal;
mod detour;
mod fields;
mod filled;
mod fixed;
mod graph;
mod house;
mod idle;
mod onward;
mod reads;
mod scenario;
mod settled;
mod sound;
mod spots;
mod story;
mod told;
mod unread;
mod values;
mod victory;
mod way;

use std::collections::BTreeSet;

use crate::diagnostic::{Findings, say};
use crate::model::{Jump, Process, Route, Stage};
use crate::name::{FieldId, StageId, StepId};
use crate::yaml::Node;

pub use build::rules;
pub use filled::{Filled, relied_on};
pub use onward::{Started, started_at_once};
pub use reads::{directions_named, people_named};

use fields::Numbers;
use graph::{Graph, NodeId, Place};
use spots::Spots;

/// The most steps of which anything is proved.
const MOST_STEPS: usize = 20_000;

/// How often the flow is looked at to learn what is filled. Stopping early tells of an empty field too many, never of one too few.
const MOST_LOOKS: usize = 8;

/// A process with its graph.
struct Proof<'p> {
    process: &'p Process,
    graph: &'p Graph<'p>,
    bodies: Vec<&'p Stage>,
}

/// What is surely filled where, by a first reading of the process.
pub fn filled(process: &Process) -> Filled {
    if is_too_large(process) {
        return Filled::default();
    }
    let numbers = numbers_of(process);
    let graph = graph_of(process, &numbers);
    let sets = filled::sets(&graph, process, &numbers);
    Filled::of(&graph, &sets, process, &numbers)
}

/// On which way in a field may be empty at a step; `None` where nothing in the process ever fills it.
pub fn why_empty(process: &Process, at: (&StageId, &StepId), field: &FieldId) -> Option<way::Empty> {
    let numbers = numbers_of(process);
    let graph = graph_of(process, &numbers);
    way::why_empty(process, &graph, &numbers, at, field)
}

/// Everything that can be proved of a process, whose file this is. Of one that is not whole, as something is wrong with its data,
/// only the ways are looked at.
pub fn check(process: &Process, root: &Node, is_whole: bool, findings: &Findings) {
    let spots = Spots::of(root);
    if is_too_large(process) {
        let message = say!(
            "в процессе больше {MOST_STEPS} шагов: что он не застрянет, не доказано",
            "the process has more than {MOST_STEPS} steps: that it cannot get stuck is not proved"
        );
        let help = say!("разделите его на несколько: шаг start", "divide it into several: the step start");
        findings.error_with("too_large_to_prove", root.head(), message, help);
        return;
    }
    let numbers = numbers_of(process);
    let graph = graph_of(process, &numbers);
    let proof = Proof { process, graph: &graph, bodies: process.bodies().collect() };
    let settled = settled::settled(process, &graph);
    ways(&Proof { graph: settled.as_ref().unwrap_or(&graph), bodies: proof.bodies.clone(), ..proof }, &spots, findings);
    circle::check(&proof, &spots, findings);
    if is_whole {
        idle::check(process, &spots, findings);
        unread::check(&proof, &spots, findings);
    }
}

/// Everything about where the flow comes to.
fn ways(proof: &Proof<'_>, spots: &Spots<'_>, findings: &Findings) {
    let reached = sound::reached(proof.graph);
    sound::check(proof, &reached, spots, findings);
    if proof.process.unsure.is_empty() {
        // A step that may lead anywhere would lead past approvals too.
        victory::check(proof, &reached, spots, findings);
    }
}

/// The fields, with what is known to be filled at the steps as far as it matters: where a step computes a field from others. The first
/// look at the flow thinks these empty; what it knows all the same, the next one may count upon.
fn numbers_of(process: &Process) -> Numbers {
    let mut numbers = Numbers::of(&process.fields);
    let [mut emptied, least] = build::emptied_by_steps(process, &numbers);
    for _ in 0..MOST_LOOKS {
        if emptied == least {
            break;
        }
        let known = filled::standing(&graph_of(process, &numbers), process, &numbers);
        numbers.learn(known);
        let [fewer, _] = build::emptied_by_steps(process, &numbers);
        if fewer == emptied {
            break;
        }
        emptied = fewer;
    }
    numbers
}

/// The flow, without the ways that no case takes.
fn graph_of<'p>(process: &'p Process, numbers: &'p Numbers) -> Graph<'p> {
    filled::without_idle_ways(build::graph(process, numbers), process, numbers)
}

fn is_too_large(process: &Process) -> bool {
    process.bodies().map(|body| body.every_step().len()).sum::<usize>() > MOST_STEPS
}

impl Proof<'_> {
    /// The name of a body.
    fn body(&self, body: usize) -> &str {
        self.bodies.get(body).map_or("", |body| body.id.as_str())
    }

    /// The body and the step that a node belongs to.
    fn step_of(&self, node: NodeId) -> Option<(String, String)> {
        match &self.graph.places[node] {
            Place::At(body, step) | Place::Join(body, step) => Some((self.body(*body).to_owned(), step.to_string())),
            _ => None,
        }
    }

    /// The steps that some route names.
    fn named(&self) -> BTreeSet<(usize, &StepId)> {
        let mut named = BTreeSet::new();
        for (body, stage) in self.bodies.iter().enumerate() {
            for step in stage.every_step() {
                let routes = build::routes(&step.kind);
                named.extend(routes.into_iter().flat_map(targets).map(|step| (body, step)));
            }
        }
        named
    }
}

fn targets(route: &Route) -> Vec<&StepId> {
    match route {
        Route::Jump(Jump { step, bound }) => std::iter::once(step).chain(bound.iter().map(|bound| &bound.otherwise)).collect(),
        Route::Again { bound, .. } => vec![&bound.otherwise],
        Route::Return(rule) => rule.bound.iter().map(|bound| &bound.otherwise).collect(),
        _ => Vec::new(),
    }
}
