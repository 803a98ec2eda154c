//! Activities: tasks of the deal that outlive a stage.

use crate::diagnostic::Findings;
use crate::model::Activity;
use crate::name::ActivityId;
use crate::process::context::{ActivityHead, Context};
use crate::process::result::{Holder, Site, builtin_title};
use crate::process::work;
use crate::yaml::{Entry, MapReader, Node, read};

/// The names of the activities, and of their results with the titles, before anything is resolved. Nothing is noted here.
pub fn heads(node: Option<&Node>) -> Vec<ActivityHead> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let head = |name: &str, node: &Node| {
        let written = node.get("results").map(Node::entries).unwrap_or_default();
        let titled = |entry: &Entry| {
            let (name, title) = (entry.key.text()?, entry.value.get("title"));
            // What is wrong with a title is noted where the section is read.
            let title = title.and_then(|title| read::text(title, &Findings::new(""))).or_else(|| builtin_title(name));
            Some((name.to_owned(), title))
        };
        let mut results: Vec<_> = written.iter().filter_map(titled).collect();
        if results.is_empty() {
            results = ["done", "cancelled"].map(|name| (name.to_owned(), builtin_title(name))).to_vec();
        }
        ActivityHead { id: ActivityId::from(name), results }
    };
    entries.iter().take(read::MOST_NAMES).filter_map(|entry| Some(head(entry.key.text()?, &entry.value))).collect()
}

/// The section `activities`.
pub fn section(context: &Context<'_>, node: Option<&Node>) -> Vec<Activity> {
    let written = node.map(|node| read::named(node, context.findings)).unwrap_or_default();
    let read = |(name, entry): (&str, &Entry)| {
        let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
        let site = Site { holder: Holder::Activity, id: name, at: None };
        let work = work::read(context, &mut map, &site);
        map.close();
        Some(Activity { id: ActivityId::from(name), work })
    };
    written.into_iter().filter_map(read).collect()
}
