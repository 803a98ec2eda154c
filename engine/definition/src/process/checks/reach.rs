//! Lists that have nothing to begin with. Steps that nothing leads to are found in the graph of the flow: see `prove`.

use crate::diagnostic::say;
use crate::process::checks::flow::{Flow, Way};
use crate::process::context::Context;
use crate::process::outline::ListAt;

/// Notes every list whose every step is reached by name.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for list in 0..context.outline.lists.len() {
        no_way_in(context, flow, list);
    }
}

/// A stage or a branch whose every step is reached by name ends as it begins.
fn no_way_in(context: &Context<'_>, flow: &Flow<'_>, list: ListAt) {
    let head = &context.outline.lists[list];
    if head.steps.is_empty() || flow.first(list) != Way::Done(list) {
        return;
    }
    let help = say!("удалите reached: by_name у первого шага", "delete reached: by_name from the first step");
    if let Some(outer) = head.within {
        let id = context.outline.steps[outer].id.as_str();
        let message = say!(
            "внутри «{id}» есть ветвь, где все шаги by_name: ей не с чего начаться",
            "in `{id}` there is a branch whose every step is by_name; it has nothing to begin with"
        );
        let place = context.outline.steps[head.steps[0]].span;
        context.findings.error_with("branch_without_first_step", place, message, help);
        return;
    }
    let body = &context.outline.bodies[head.body];
    let id = body.id.as_str();
    let message = match context.outline.is_handler(head.body) {
        true => say!(
            "в обработчике «{id}» все шаги by_name: ему не с чего начаться",
            "every step of the handler `{id}` is by_name; it has nothing to begin with"
        ),
        false => say!(
            "в стадии «{id}» все шаги by_name: ей не с чего начаться",
            "every step of the stage `{id}` is by_name; it has nothing to begin with"
        ),
    };
    context.findings.error_with("stage_without_first_step", body.span, message, help);
}
