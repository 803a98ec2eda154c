//! Steps that the flow can never come to: reached by name, and named by nobody.

use std::collections::BTreeSet;

use crate::diagnostic::say;
use crate::model::Route;
use crate::name::StepId;
use crate::process::checks::flow::{Flow, Way};
use crate::process::context::Context;
use crate::process::outline::{ListAt, StepAt};

/// Warns of every step that only a route could reach, where none does.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    let routes = context.routes.borrow();
    let named = routes.iter().flat_map(|usage| targets(&usage.route).into_iter().filter_map(|id| flow.beside(usage.from, id)));
    let named: BTreeSet<StepAt> = named.collect();
    for (at, step) in flow.steps().filter(|(at, step)| step.by_name && !named.contains(at)) {
        let id = step.id.as_str();
        let message = say!("к шагу «{id}» ничто не ведет", "nothing leads to the step `{id}`");
        let help = say!(
            "назовите его в then или else, или удалите reached: by_name",
            "name it in a then or an else, or delete reached: by_name"
        );
        context.findings.warning("unreachable_step", context.outline.steps[at].span, message, help);
    }
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

fn targets(route: &Route) -> Vec<&StepId> {
    match route {
        Route::Jump(jump) => std::iter::once(&jump.step).chain(jump.bound.iter().map(|bound| &bound.otherwise)).collect(),
        Route::Again { bound, .. } => vec![&bound.otherwise],
        Route::Return(rule) => rule.bound.iter().map(|bound| &bound.otherwise).collect(),
        _ => Vec::new(),
    }
}
