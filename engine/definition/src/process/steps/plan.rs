//! `plan`: creates an activity without waiting for it.

use crate::model::StepKind;
use crate::process::context::Context;
use crate::yaml::{MapReader, Node};

/// A plan; the value of its key is the activity.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, activity: &Node) -> Option<StepKind> {
    let _ = (context.some_text(map.take("title")), map.entry("name"));
    context.activity(activity).map(|activity| StepKind::Plan(activity.id.clone()))
}
