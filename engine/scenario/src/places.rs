//! Places: on which line of a process's file a thing stands. The checked process holds no places, so the file is looked at again.

use voronka_definition::diagnostic::{Findings, Source};
use voronka_definition::name::LadderId;
use voronka_definition::yaml::{Entry, Kind, Node, parse};

/// The lines of a process's file.
#[derive(Debug, Clone, Default)]
pub struct Places {
    root: Option<Node>,
}

impl Places {
    /// Those of this text.
    pub fn of(source: &Source) -> Self {
        Self { root: parse(source, &Findings::new(&source.file)) }
    }

    /// The line of what these keys lead to; of the nearest thing around it where one of them is missing. A step is found by its
    /// name under the word `steps`, however deep it lies.
    pub fn line(&self, path: &[&str]) -> u32 {
        let mut line = 1;
        let mut here = self.root.as_ref();
        let mut in_steps = false;
        for key in path {
            if *key == "steps" {
                in_steps = true;
                continue;
            }
            let Some(node) = here else { break };
            let found = if in_steps { step(node, key) } else { by_key(node, key) };
            in_steps = false;
            if let Some((at, node)) = found {
                line = at;
                here = Some(node);
            }
        }
        line
    }

    /// The line of a rung of a ladder, counted from 0: its rungs stand in a list, or under `rungs`.
    pub fn line_of_rung(&self, ladder: &LadderId, rung: usize) -> u32 {
        let path = ["escalations", ladder.as_str(), "rungs"];
        let depth = if self.node(&path).is_some() { 3 } else { 2 };
        self.line_of_item(&path[..depth], rung)
    }

    /// The line of an item of a list that these keys lead to, counted from 0.
    pub fn line_of_item(&self, path: &[&str], item: usize) -> u32 {
        match self.node(path).map(|node| &node.kind) {
            Some(Kind::Seq(items)) => items.get(item).map_or_else(|| self.line(path), |item| item.head().line),
            _ => self.line(path),
        }
    }

    fn node(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self.root.as_ref()?, |node, key| node.get(key))
    }
}

fn by_key<'a>(node: &'a Node, key: &str) -> Option<(u32, &'a Node)> {
    let entry = node.entries().iter().find(|entry| entry.key.text() == Some(key))?;
    Some((entry.key.span.line, &entry.value))
}

/// The step with this name somewhere below.
fn step<'a>(node: &'a Node, name: &str) -> Option<(u32, &'a Node)> {
    match &node.kind {
        Kind::Seq(items) => items.iter().find_map(|item| step_item(item, name).or_else(|| step(item, name))),
        Kind::Map(entries) => entries.iter().find_map(|entry: &Entry| step(&entry.value, name)),
        Kind::Scalar { .. } => None,
    }
}

/// A step's first key is its kind, with its name.
fn step_item<'a>(item: &'a Node, name: &str) -> Option<(u32, &'a Node)> {
    let first = item.entries().first()?;
    (first.value.text() == Some(name)).then_some((first.key.span.line, item))
}
