//! `set`: fields from expressions.

use crate::model::{Set, StepKind};
use crate::process::context::Context;
use crate::process::result;
use crate::yaml::MapReader;

/// A step that sets fields.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>) -> Option<StepKind> {
    let _ = context.some_text(map.take("title"));
    let values = map.require("values").map(|node| result::settings(context, node, &[]));
    Some(StepKind::Set(Set { values: values? }))
}
