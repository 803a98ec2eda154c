//! Where things stand in the file, found in its tree: the proofs know them by name only.

use std::collections::BTreeMap;

use crate::diagnostic::Span;
use crate::yaml::{Entry, Kind, Node};

const KINDS: [&str; 13] =
    ["task", "form", "approve", "plan", "wait", "decide", "set", "notify", "finish", "parallel", "each", "call", "start"];

/// The places of a file.
pub struct Spots<'a> {
    root: &'a Node,
    steps: BTreeMap<(String, String), (Span, &'a Node)>,
}

impl<'a> Spots<'a> {
    /// The places of this file.
    pub fn of(root: &'a Node) -> Self {
        let mut spots = Self { root, steps: BTreeMap::new() };
        for section in ["stages", "on"] {
            for (body, entry) in spots.section(section) {
                spots.list(body, entry.value.get("steps"), 0);
            }
        }
        spots
    }

    /// The named things of a section of the process.
    pub fn section(&self, section: &str) -> Vec<(&'a str, &'a Entry)> {
        let entries = self.root.get(section).map(Node::entries).unwrap_or_default();
        entries.iter().filter_map(|entry| Some((entry.key.text()?, entry))).collect()
    }

    fn list(&mut self, body: &str, node: Option<&'a Node>, depth: usize) {
        let Some(Kind::Seq(items)) = node.map(|node| &node.kind) else { return };
        if depth > 32 {
            return;
        }
        for item in items {
            let kind = item.entries().iter().find(|entry| entry.key.text().is_some_and(|key| KINDS.contains(&key)));
            let named = item.get("name").filter(|_| item.get("plan").is_some() || item.get("finish").is_some());
            if let Some(name) = named.or(kind.map(|entry| &entry.value)) {
                let id = name.text().unwrap_or_default().to_owned();
                self.steps.entry((body.to_owned(), id)).or_insert((name.span, item));
            }
            let branches = item.get("branches").map(Node::entries).unwrap_or_default();
            branches.iter().for_each(|branch| self.list(body, branch.value.get("steps"), depth + 1));
            self.list(body, item.get("steps"), depth + 1);
        }
    }

    /// The name of a step.
    pub fn step(&self, body: &str, step: &str) -> Span {
        self.steps.get(&(body.to_owned(), step.to_owned())).map_or_else(Span::start, |(span, _)| *span)
    }

    /// The value of a key of a step.
    pub fn in_step(&self, body: &str, step: &str, key: &str) -> Option<&'a Node> {
        self.steps.get(&(body.to_owned(), step.to_owned()))?.1.get(key)
    }

    /// The name of a stage or a handler.
    pub fn body(&self, body: &str) -> Span {
        let both = ["stages", "on"].into_iter().flat_map(|section| self.section(section));
        both.into_iter().find(|(name, _)| *name == body).map_or_else(Span::start, |(_, entry)| entry.key.span)
    }

    /// The value of a key of a stage or a handler.
    pub fn in_body(&self, body: &str, key: &str) -> Option<&'a Node> {
        let both = ["stages", "on"].into_iter().flat_map(|section| self.section(section));
        both.into_iter().find(|(name, _)| *name == body)?.1.value.get(key)
    }

    /// Visits every text of the file that is a value, with the key it stands under.
    pub fn values(&self, mut visit: impl FnMut(&'a str)) {
        let mut stack = vec![self.root];
        while let Some(node) = stack.pop() {
            match &node.kind {
                Kind::Scalar { text, .. } => visit(text),
                Kind::Seq(items) => stack.extend(items),
                Kind::Map(entries) => stack.extend(entries.iter().map(|entry| &entry.value)),
            }
        }
    }
}
