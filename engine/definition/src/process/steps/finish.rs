//! `finish`: ends the case.

use crate::model::StepKind;
use crate::process::context::Context;
use crate::yaml::{MapReader, Node};

/// The end; the value of its key is the outcome.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, outcome: &Node) -> Option<StepKind> {
    let _ = (context.some_text(map.take("title")), map.entry("name"));
    context.outcome(outcome).map(StepKind::Finish)
}
