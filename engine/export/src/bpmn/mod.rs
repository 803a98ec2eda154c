//! A process as BPMN 2.0 XML with layout.
//!
//! Stages are lanes. The *readable* variant shows time-outs, ladders and systems with the signs BPMN has for them. The *mining* variant
//! says the same flow with tasks and plain gateways only, every task with the name that the event log gives it, so that the log can be
//! replayed on it; what depends on data there is a free choice.

mod draw;
mod expand;
mod lay;
mod plan;
mod steps;
mod write;

use crate::graph::Graph;
use crate::wording::Words;

/// Which variant is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// For people.
    Readable,
    /// For replaying event logs.
    Mining,
}

/// Writes the diagram.
pub fn bpmn(words: &Words<'_>, variant: Variant) -> String {
    let graph: Graph = crate::graph::graph(words);
    let mut plan = expand::expand(words, &graph, variant);
    plan.part_joins_from_splits();
    let sheet = lay::lay(&plan);
    write::write(&graph, &plan, &sheet)
}
