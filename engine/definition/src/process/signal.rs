//! `signals`: what comes from outside, and what people call it.

use crate::diagnostic::{Findings, Span};
use crate::model::Signal;
use crate::name::SignalName;
use crate::process::field::Texts;
use crate::yaml::{Entry, MapReader, Node, read};

/// The section `signals` with the places of the names; `None` where there is none.
pub fn section(node: Option<&Node>, texts: Texts<'_>, findings: &Findings) -> Option<Vec<(Signal, Span)>> {
    let signal = |(name, entry): (&str, &Entry)| {
        let mut map = MapReader::open(&entry.value, entry.key.span, findings)?;
        let title = map.require("title").and_then(texts);
        map.close();
        let title = title.unwrap_or_else(|| crate::process::context::pretty(name));
        Some((Signal { id: SignalName::from(name), title }, entry.key.span))
    };
    // Where they cannot be read, none is said to be missing.
    let node = node.filter(|node| read::is_map(node, ("signals", "{paid: {title: {ru: Оплачено, en: Paid}}}"), findings));
    node.map(|node| read::named(node, findings).into_iter().filter_map(signal).collect())
}
