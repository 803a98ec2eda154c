//! The outline of a process: its stages and handlers, the lists of steps in them and in one another, and every step by name.
//!
//! Bodies, lists and steps stand in three rows and are known by their places there, so that a reader and a check can go from a
//! step to its list, from there to the step that holds the list, and so on outwards, without a tree of borrows. A list stands
//! after the one that holds it. The outline is gathered before anything is resolved; what is wrong with a name is noted here.

use std::collections::BTreeMap;

use crate::diagnostic::{Findings, Span, say};
use crate::name::{StageId, StepId};
use crate::process::steps;
use crate::yaml::{Entry, Kind, Node, read};

/// The place of a step in the outline.
pub type StepAt = usize;

/// The place of a list of steps in the outline.
pub type ListAt = usize;

/// The first sight of a step: enough for others to name it.
#[derive(Debug)]
pub struct StepHead<'a> {
    /// Its name.
    pub id: StepId,
    /// The key that says what it is: `task`, `decide` …
    pub kind: &'static str,
    /// Whether its name is only guessed, as what is written is none.
    pub is_guess: bool,
    /// The place of its name.
    pub span: Span,
    /// The whole of it.
    pub node: &'a Node,
    /// The key that says what it is, with the name; misspelt perhaps.
    pub entry: &'a Entry,
    /// The list that it stands in.
    pub list: ListAt,
    /// Its place in that list.
    pub index: usize,
    /// The lists inside it, one for each branch that has steps.
    pub inner: Vec<ListAt>,
}

/// The first sight of a list of steps.
#[derive(Debug)]
pub struct ListHead {
    /// The stage or handler it belongs to.
    pub body: usize,
    /// The step that holds it; `None` for the own list of a stage or handler.
    pub within: Option<StepAt>,
    /// Its steps in order.
    pub steps: Vec<StepAt>,
}

/// The first sight of a stage or a handler.
#[derive(Debug)]
pub struct BodyHead<'a> {
    /// Its name.
    pub id: StageId,
    /// The place of its name.
    pub span: Span,
    /// What it holds.
    pub node: &'a Node,
    /// Its own list.
    pub list: ListAt,
}

/// Every body, list and step of a process.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    /// The stages in order, and after them the handlers.
    pub bodies: Vec<BodyHead<'a>>,
    /// How many of the bodies are stages.
    pub stages: usize,
    /// Every list.
    pub lists: Vec<ListHead>,
    /// Every step.
    pub steps: Vec<StepHead<'a>>,
}

impl<'a> Outline<'a> {
    /// The outline of the sections `stages` and `on`.
    pub fn of(stages: Option<&'a Node>, handlers: Option<&'a Node>, findings: &Findings) -> Self {
        let mut outline = Self::default();
        if let Some(node) = stages {
            let written = read::named(node, findings);
            if written.is_empty() && matches!(node.kind, Kind::Map(_)) {
                findings.error("no_stages", node.head(), say!("у процесса нет ни одной стадии", "the process has no stage"));
            }
            written.into_iter().for_each(|(name, entry)| outline.body(name, entry, findings));
        }
        outline.stages = outline.bodies.len();
        for (name, entry) in handlers.map(|node| read::named(node, findings)).unwrap_or_default() {
            outline.differs_from_stages(name, entry, findings);
            outline.body(name, entry, findings);
        }
        outline
    }

    /// The stages.
    pub fn stages(&self) -> &[BodyHead<'a>] {
        &self.bodies[..self.stages]
    }

    /// The handlers.
    pub fn handlers(&self) -> &[BodyHead<'a>] {
        &self.bodies[self.stages..]
    }

    /// The place of a body.
    pub fn body_place(&self, body: &BodyHead<'_>) -> usize {
        self.lists[body.list].body
    }

    /// Whether this body is a handler.
    pub fn is_handler(&self, body: usize) -> bool {
        body >= self.stages
    }

    /// The list that a step stands in.
    pub fn list_of(&self, step: StepAt) -> &ListHead {
        &self.lists[self.steps[step].list]
    }

    /// The stage or handler that a step belongs to, by its place.
    pub fn body_of(&self, step: StepAt) -> usize {
        self.list_of(step).body
    }

    /// The step of this name in a list.
    pub fn in_list(&self, list: ListAt, name: &str) -> Option<StepAt> {
        self.lists[list].steps.iter().copied().find(|step| self.steps[*step].id.as_str() == name)
    }

    /// The step of this name anywhere in a stage or handler.
    pub fn in_body(&self, body: usize, name: &str) -> Option<StepAt> {
        (0..self.steps.len()).find(|step| self.body_of(*step) == body && self.steps[*step].id.as_str() == name)
    }

    /// The steps around a step, the nearest first.
    pub fn around(&self, step: StepAt) -> impl Iterator<Item = StepAt> {
        std::iter::successors(self.list_of(step).within, |outer| self.list_of(*outer).within)
    }

    fn differs_from_stages(&self, name: &str, entry: &Entry, findings: &Findings) {
        let Some(stage) = self.stages().iter().find(|stage| stage.id.as_str() == name) else { return };
        let line = stage.span.line;
        let message =
            say!("имя «{name}» уже есть у стадии, в строке {line}", "a stage is called `{name}` already, in line {line}");
        let help = say!("назовите обработчик иначе", "give the handler another name");
        findings.error_with("handler_named_like_stage", entry.key.span, message, help);
    }

    fn body(&mut self, name: &str, entry: &'a Entry, findings: &Findings) {
        let list = self.lists.len();
        let body = self.bodies.len();
        self.bodies.push(BodyHead { id: StageId::from(name), span: entry.key.span, node: &entry.value, list });
        let mut seen = BTreeMap::new();
        self.list(body, None, entry.value.get("steps"), &mut seen, findings);
    }

    /// Gathers a list and what lies inside its steps; the answer is its place.
    fn list(
        &mut self,
        body: usize,
        within: Option<StepAt>,
        node: Option<&'a Node>,
        seen: &mut BTreeMap<StepId, u32>,
        findings: &Findings,
    ) -> ListAt {
        let list = self.lists.len();
        self.lists.push(ListHead { body, within, steps: Vec::new() });
        let items = match node.map(|node| &node.kind) {
            Some(Kind::Seq(items)) => read::at_most(items, read::MOST_NAMES, findings),
            _ => &[],
        };
        for item in items {
            let Some(head) = steps::head(item, findings) else { continue };
            let step = self.steps.len();
            match seen.get(&head.id) {
                Some(_) if head.is_guess => continue,
                Some(line) => twice(&head.id, *line, head.span, findings),
                None => drop(seen.insert(head.id.clone(), head.span.line)),
            }
            let inside = steps::inside(&head);
            let index = self.lists[list].steps.len();
            self.steps.push(StepHead { list, index, ..head });
            self.lists[list].steps.push(step);
            for node in inside {
                let inner = self.list(body, Some(step), node, seen, findings);
                self.steps[step].inner.push(inner);
            }
        }
        list
    }
}

fn twice(id: &StepId, line: u32, span: Span, findings: &Findings) {
    let message =
        say!("шаг «{id}» уже есть в этой стадии, в строке {line}", "the stage has a step `{id}` already, in line {line}");
    findings.error_with("duplicate_step", span, message, say!("назовите один из них иначе", "give one of them another name"));
}
