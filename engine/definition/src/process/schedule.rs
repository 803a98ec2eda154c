//! `schedules`: when the process starts cases by itself.

use crate::model::Schedule;
use crate::process::context::Context;
use crate::yaml::Node;

/// The section `schedules`.
pub fn section(_context: &Context<'_>, _node: Option<&Node>) -> Vec<Schedule> {
    Vec::new()
}
