//! Dates that their stage cannot hold: a task that is due after the stage should be over.
//!
//! Only lengths of the same kind are compared, working time with working time: how many working hours a week of the calendar
//! has is not known here.

use crate::diagnostic::say;
use crate::model::{Moment, StepKind};
use crate::process::checks::flow::Flow;
use crate::process::context::Context;
use crate::process::ladder::is_certainly_longer;

/// Warns of every due date that is longer than the limit of its stage.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for (at, step) in flow.steps() {
        let limit = flow.stages.get(flow.outline.body_of(at)).and_then(|stage| stage.limit.as_ref());
        let due = match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => &work.due,
            StepKind::Approve(approve) => &approve.due,
            _ => continue,
        };
        let (Some(limit), Moment::In(due)) = (limit, due) else { continue };
        if !is_certainly_longer(*due, limit.within) {
            continue;
        }
        let head = &context.outline.steps[at];
        let (due, limit) = (due.to_string(), limit.within.to_string());
        let message = say!(
            "срок шага ({due}) больше, чем отведено на всю стадию ({limit})",
            "the step is due in {due}, and its whole stage may last {limit}"
        );
        let help = say!("сократите due или увеличьте limit стадии", "shorten due, or lengthen the limit of the stage");
        let place = head.node.get("due").map_or(head.span, |node| node.head());
        context.findings.warning("due_beyond_limit", place, message, help);
    }
}
