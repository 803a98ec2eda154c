//! The neutral graph of a process: what every picture shows, whatever it is drawn with.
//!
//! A lane is a stage, a node one of its steps, an exit a way on from there. Everything is in words already, in one language; ids are kept
//! for formats that need names. Absent on purpose: places, sizes and colours.

mod activities;
mod build;
mod exits;
mod facts;

use voronka_definition::Locale;
use voronka_definition::model::{OutcomeKind, TaskKind};

pub use build::graph;

/// A process to be drawn.
#[derive(Debug, Clone)]
pub struct Graph {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language of every text.
    pub locale: Locale,
    /// The stages in order, then what it reacts to.
    pub lanes: Vec<Lane>,
    /// The only lane that a picture shows, as a place among the lanes; without one, all.
    pub only: Option<usize>,
    /// The outcomes.
    pub ends: Vec<End>,
    /// The ladders that its tasks climb.
    pub ladders: Vec<LadderLegend>,
    /// What starts cases without a person, in words.
    pub schedules: Vec<String>,
    /// Tasks of the deal that outlive a stage.
    pub activities: Vec<Activity>,
}

/// A task of the deal that outlives a stage.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Its title.
    pub title: String,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// Who does it, and by when.
    pub facts: Vec<Fact>,
    /// Its ladder, as a place in [`Graph::ladders`].
    pub ladder: Option<usize>,
    /// The titles of its results.
    pub results: Vec<String>,
    /// The nodes that plan it.
    pub planned: Vec<Planning>,
    /// The ids of the nodes that wait for it.
    pub awaited: Vec<String>,
}

/// A node that plans an activity.
#[derive(Debug, Clone)]
pub struct Planning {
    /// The id of the node.
    pub node: String,
    /// The titles of the results that plan it; empty where the step itself does.
    pub results: Vec<String>,
}

/// An activity as it is drawn beside a node.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its place in [`Graph::activities`].
    pub activity: usize,
    /// When the node plans it, in words.
    pub when: String,
}

/// A stage, or a reaction of the process.
#[derive(Debug, Clone)]
pub struct Lane {
    /// Its id.
    pub id: String,
    /// Its number, from 1; reactions have none.
    pub number: Option<usize>,
    /// Its title.
    pub title: String,
    /// Its goal; of a reaction, what it reacts to.
    pub goal: Option<String>,
    /// What else is true of it: how long it may last, what it requires.
    pub facts: Vec<String>,
    /// Its steps: the main line, then those that are only reached by name.
    pub nodes: Vec<Node>,
    /// Where its end leads, with the condition; empty where nothing reaches its end.
    pub onward: Vec<(Option<String>, Target)>,
}

/// A step.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its id, unique in the graph: `STAGE.STEP`.
    pub id: String,
    /// Its number, as `3.2`.
    pub number: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its title.
    pub title: String,
    /// What is said of it below the title.
    pub facts: Vec<Fact>,
    /// Its ladder, as a place in [`Graph::ladders`].
    pub ladder: Option<usize>,
    /// Skipped when this does not hold.
    pub condition: Option<String>,
    /// Where the flow goes when the condition does not hold.
    pub skip: Option<Target>,
    /// Whether it is only reached by name.
    pub aside: bool,
    /// The ways on. A step with parts leaves by its exits when the parts are done.
    pub exits: Vec<Exit>,
    /// The lists inside.
    pub parts: Vec<Part>,
    /// How many of the parts, or of the rounds of the only part, must end; `None` is all.
    pub enough: Option<u32>,
}

/// A list inside a step.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Its steps.
    pub nodes: Vec<Node>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A task of this kind.
    Task(TaskKind),
    /// An approval.
    Approve,
    /// A decision of the process.
    Decide,
    /// A wait for an activity.
    WaitActivity,
    /// A wait for a signal.
    WaitSignal,
    /// A wait for a moment.
    WaitMoment,
    /// A wait for a condition.
    WaitCondition,
    /// An activity is planned.
    Plan,
    /// Fields are set.
    Set,
    /// A message.
    Notify,
    /// A connector's work.
    Call,
    /// Another process.
    Start,
    /// Branches side by side.
    Parallel,
    /// Steps for every item, side by side.
    Each,
    /// Steps for every item in turn.
    EachInTurn,
    /// The end, of this kind.
    Finish(OutcomeKind),
}

impl NodeKind {
    /// Whether a person does it.
    pub fn is_work(self) -> bool {
        matches!(self, Self::Task(_) | Self::Approve)
    }

    /// Whether it is a wait.
    pub fn is_wait(self) -> bool {
        matches!(self, Self::WaitActivity | Self::WaitSignal | Self::WaitMoment | Self::WaitCondition)
    }
}

/// What a fact tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Who does it.
    Who,
    /// When it is due.
    Due,
    /// Anything else.
    Note,
}

/// Something that is said of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it tells.
    pub kind: FactKind,
    /// The words.
    pub text: String,
}

/// What makes the flow take an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitKind {
    /// A result.
    Result,
    /// A branch of a decision.
    Branch,
    /// A result that a time-out takes.
    Timeout,
    /// The only way.
    Only,
}

/// A way on from a step.
#[derive(Debug, Clone)]
pub struct Exit {
    /// The name of the result; empty for others.
    pub id: String,
    /// The words on the arrow; empty for none.
    pub label: String,
    /// What takes it.
    pub kind: ExitKind,
    /// Where it leads.
    pub to: Target,
    /// Whether it leads to a step above in the definition, or to the same again.
    pub back: bool,
    /// Whether it is the way down the main line: to the step below, or out of the end of its list.
    pub falls: bool,
    /// How often, and the node where then.
    pub bound: Option<(u32, Option<String>)>,
}

/// Where an exit leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To the node below, by itself.
    Below(String),
    /// To this node.
    Node(String),
    /// The same again.
    Again,
    /// The list inside a step ends.
    PartEnd,
    /// The stage ends.
    StageEnd,
    /// To the stage in this place among the lanes.
    Stage(usize),
    /// Back to the stage in this place among the lanes, for another round.
    Return(usize),
    /// To the outcome in this place among the ends.
    Outcome(usize),
    /// A reaction ends.
    Over,
}

/// The id of the exit that is taken where a list is empty.
pub const EMPTY: &str = "empty";

/// An outcome.
#[derive(Debug, Clone)]
pub struct End {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it means.
    pub kind: OutcomeKind,
}

/// A ladder of escalations in words.
#[derive(Debug, Clone)]
pub struct LadderLegend {
    /// Its id.
    pub id: String,
    /// Its rungs.
    pub rungs: Vec<String>,
    /// Whether it is that of every task which names no other.
    pub is_usual: bool,
}

impl Graph {
    /// Every node, those inside a step after it.
    pub fn nodes(&self) -> Vec<&Node> {
        self.lanes.iter().flat_map(|lane| every(&lane.nodes)).collect()
    }
}

/// Every node of a list, those inside a step after it.
pub fn every(nodes: &[Node]) -> Vec<&Node> {
    let inner = |node: &'_ Node| node.parts.iter().map(|part| part.nodes.len()).sum::<usize>();
    let mut all = Vec::with_capacity(nodes.len() + nodes.iter().map(inner).sum::<usize>());
    for node in nodes {
        all.push(node);
        node.parts.iter().for_each(|part| all.extend(every(&part.nodes)));
    }
    all
}
