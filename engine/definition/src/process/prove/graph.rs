//! The flow of a process as one graph, and what can be asked of any graph: what is reached, what leads where, what lies in a
//! circle.
//!
//! A node is a place where the flow can stand or come through; an edge is a way on, with who takes it and what it does to the
//! fields. How a process becomes a graph is in `build`; what is wrong with one is said elsewhere.

use std::collections::VecDeque;

use crate::model::{Step, Who as Rule};
use crate::name::{ResultId, StepId};
use crate::process::prove::fields::FieldSet;
use crate::text::Text;

/// A node by number.
pub type NodeId = usize;

/// What a node stands for. Bodies are the stages and, after them, the handlers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A case begins.
    Begin,
    /// A body is entered, whichever way.
    Enter(usize),
    /// Somebody moves the case into a stage by hand.
    ByHand(usize),
    /// On a way by hand past the stages above this one.
    Past(usize),
    /// On a way by hand back to this stage or one above it.
    Back(usize),
    /// Anywhere in a stage: what is true here is true at every step of it.
    Anywhere(usize),
    /// The flow arrives at a step.
    At(usize, StepId),
    /// Enough branches of a step have ended.
    Join(usize, StepId),
    /// The end of a list: of a body, or of a branch of a step.
    ListEnd(usize, Option<(StepId, usize)>),
    /// The last stage ended, and the case is still open.
    FellOff,
    /// The case has ended; whether it is won.
    Outcome(bool),
    /// A handler has done its work.
    Quiet,
}

/// Who takes a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The engine, at once.
    Engine,
    /// A person, by the rule that finds him.
    Person(Rule),
    /// The clock.
    Timer,
    /// A signal, a connector, another case.
    Outside,
    /// The engine, as soon as something holds that may hold already.
    Soon,
}

impl Who {
    /// Whether nobody need do anything for it.
    pub fn is_engine(&self) -> bool {
        matches!(self, Self::Engine | Self::Soon)
    }
}

/// What a way does to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It is surely filled afterwards.
    Fill(usize),
    /// It may be empty afterwards.
    Empty(usize),
    /// It is filled afterwards if all of these were.
    FillIf(usize, Vec<usize>),
}

/// Which side of a bound a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The bound, by number.
    pub bound: usize,
    /// How often the loop may be taken.
    pub at_most: u32,
    /// Whether this is the loop, not what comes after it.
    pub taken: bool,
    /// Whether it counts per case rather than per visit.
    pub per_case: bool,
}

/// A way on.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Where to.
    pub to: NodeId,
    /// Who takes it.
    pub who: Who,
    /// What is chosen or happens; empty for the way down.
    pub what: Option<Choice>,
    /// What it does to fields, in order.
    pub effects: Vec<Effect>,
    /// Its bound.
    pub side: Option<Side>,
    /// Whether it is taken only because a branch beside ended, so that it leads out but is nobody's plan.
    pub rescue: bool,
    /// Whether it is a plan for what cannot be, an empty list that is surely filled: no story goes this way.
    pub idle: bool,
}

/// What is chosen on a way, as a story tells it and as a scenario does it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its title.
    pub title: Text,
    /// The task that is completed: its step or activity, and the result.
    pub act: Option<(String, String)>,
    /// The result of the step that is taken.
    pub result: Option<ResultId>,
    /// The signal that arrives.
    pub signal: Option<String>,
    /// By which choice of the engine's the flow goes this way.
    pub pick: Option<Pick>,
}

/// What makes the engine go one way of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The condition of the step does not hold.
    Skipped,
    /// This branch of a decision is the first that holds.
    Branch(usize),
    /// This rule for the way on from the stage is the first that holds.
    Onward(usize),
    /// What is waited for holds.
    Held,
}

impl Choice {
    /// A choice that nobody acts out.
    pub fn titled(title: Text) -> Self {
        Self { title, act: None, result: None, signal: None, pick: None }
    }
}

impl Edge {
    /// The way down, by the engine.
    pub fn down(to: NodeId) -> Self {
        Self { to, who: Who::Engine, what: None, effects: Vec::new(), side: None, rescue: false, idle: false }
    }
}

/// How the branches of a step come together.
#[derive(Debug, Clone)]
pub struct Join {
    /// Where the flow arrives at the step.
    pub at: NodeId,
    /// Where it goes on.
    pub node: NodeId,
    /// How many branches must end.
    pub needed: usize,
    /// Whether it takes every one.
    pub all: bool,
    /// The end of each branch with the fields that the branch may empty on its way.
    pub branches: Vec<(NodeId, FieldSet)>,
}

/// The graph.
#[derive(Debug, Clone, Default)]
pub struct Graph<'p> {
    /// What each node stands for.
    pub places: Vec<Place>,
    /// The step of a node that is one.
    pub steps: Vec<Option<&'p Step>>,
    /// The body of each node; `None` for those between the stages.
    pub bodies: Vec<Option<usize>>,
    /// The fields that may be emptied at any moment while the flow stands at a node: by the branches beside its own.
    pub beside: Vec<FieldSet>,
    /// The ways on.
    pub edges: Vec<Vec<Edge>>,
    /// Where branches come together.
    pub joins: Vec<Join>,
    /// The ways that are taken only where a list is empty: at which node, the place among its ways, the list.
    pub if_empty: Vec<(NodeId, usize, usize)>,
    /// How many of the bodies are stages.
    pub stages: usize,
}

impl<'p> Graph<'p> {
    /// A new node.
    pub fn node(&mut self, place: Place, body: Option<usize>, step: Option<&'p Step>) -> NodeId {
        self.places.push(place);
        self.steps.push(step);
        self.bodies.push(body);
        self.beside.push(FieldSet::default());
        self.edges.push(Vec::new());
        self.places.len() - 1
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The node of a place.
    pub fn find(&self, place: &Place) -> Option<NodeId> {
        self.places.iter().position(|known| known == place)
    }

    /// Whether any node of the same place is among these: a place may have several.
    pub fn has_place(&self, among: &[bool], place: &Place) -> bool {
        self.places.iter().zip(among).any(|(known, among)| *among && known == place)
    }

    /// The join that this node ends a branch of.
    pub fn join_of(&self, end: NodeId) -> Option<&Join> {
        matches!(self.places[end], Place::ListEnd(_, Some(_)))
            .then(|| self.joins.iter().find(|join| join.branches.iter().any(|(node, _)| *node == end)))?
    }

    /// Every node that the flow can come to from these, along edges of which this holds. A join is passed once enough of its
    /// branches have ended.
    pub fn reached(&self, from: &[NodeId], along: impl Fn(&Edge) -> bool) -> Vec<bool> {
        let mut seen = vec![false; self.len()];
        let mut queue: VecDeque<NodeId> = from.iter().copied().collect();
        from.iter().for_each(|node| seen[*node] = true);
        while let Some(node) = queue.pop_front() {
            let open = self.join_of(node).is_none_or(|join| {
                let ended = join.branches.iter().filter(|(end, _)| seen[*end]).count();
                ended >= join.needed
            });
            for edge in self.edges[node].iter().filter(|edge| open && !edge.rescue && along(edge)) {
                if !std::mem::replace(&mut seen[edge.to], true) {
                    queue.push_back(edge.to);
                }
            }
        }
        seen
    }

    /// Every node from which one of these can be come to, along edges of which this holds.
    pub fn leading(&self, to: impl Fn(NodeId) -> bool, along: impl Fn(NodeId, &Edge) -> bool) -> Vec<bool> {
        let mut back: Vec<Vec<NodeId>> = vec![Vec::new(); self.len()];
        for (node, edges) in self.edges.iter().enumerate() {
            edges.iter().filter(|edge| along(node, edge)).for_each(|edge| back[edge.to].push(node));
        }
        let mut seen: Vec<bool> = (0..self.len()).map(to).collect();
        let mut stack: Vec<NodeId> = (0..self.len()).filter(|node| seen[*node]).collect();
        while let Some(node) = stack.pop() {
            for before in &back[node] {
                if !std::mem::replace(&mut seen[*before], true) {
                    stack.push(*before);
                }
            }
        }
        seen
    }

    /// The circles: each node's number of the strongly connected part it lies in, along edges of which this holds.
    ///
    /// Tarjan's algorithm, without recursion.
    pub fn circles(&self, along: impl Fn(NodeId, &Edge) -> bool) -> Vec<usize> {
        let mut search = Search {
            index: vec![usize::MAX; self.len()],
            low: vec![0; self.len()],
            part: vec![usize::MAX; self.len()],
            stack: Vec::new(),
            next: 0,
            parts: 0,
        };
        for root in 0..self.len() {
            if search.index[root] == usize::MAX {
                self.walk(root, &mut search, &along);
            }
        }
        search.part
    }

    fn walk(&self, root: NodeId, search: &mut Search, along: &impl Fn(NodeId, &Edge) -> bool) {
        let mut path = vec![(root, 0)];
        search.open(root);
        while let Some((node, place)) = path.last_mut() {
            let (here, edge) = (*node, self.edges[*node].get(*place));
            *place += 1;
            let Some(edge) = edge else {
                path.pop();
                search.close(here, path.last().map(|(parent, _)| *parent));
                continue;
            };
            if !along(here, edge) {
                continue;
            }
            if search.index[edge.to] == usize::MAX {
                search.open(edge.to);
                path.push((edge.to, 0));
            } else if search.part[edge.to] == usize::MAX {
                search.low[here] = search.low[here].min(search.index[edge.to]);
            }
        }
    }
}

/// The state of the search for circles.
struct Search {
    index: Vec<usize>,
    low: Vec<usize>,
    part: Vec<usize>,
    stack: Vec<NodeId>,
    next: usize,
    parts: usize,
}

impl Search {
    fn open(&mut self, node: NodeId) {
        (self.index[node], self.low[node]) = (self.next, self.next);
        self.next += 1;
        self.stack.push(node);
    }

    fn close(&mut self, node: NodeId, parent: Option<NodeId>) {
        if self.low[node] == self.index[node] {
            while let Some(member) = self.stack.pop() {
                self.part[member] = self.parts;
                if member == node {
                    break;
                }
            }
            self.parts += 1;
        }
        if let Some(parent) = parent {
            self.low[parent] = self.low[parent].min(self.low[node]);
        }
    }
}
