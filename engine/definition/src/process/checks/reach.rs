//! Steps that the flow can never come to: reached by name, and named by nobody.

use std::collections::BTreeSet;

use crate::diagnostic::say;
use crate::model::{Route, Stage};
use crate::name::StepId;
use crate::process::context::Context;

/// Warns of every step that only a route could reach, where none does.
pub fn check(context: &Context<'_>, stages: &[Stage]) {
    let routes = context.routes.borrow();
    for (place, (stage, head)) in stages.iter().zip(&context.stages).enumerate() {
        let here = routes.iter().filter(|usage| usage.from.0 == place);
        let named: BTreeSet<&StepId> = here.flat_map(|usage| targets(&usage.route)).collect();
        for (step, head) in stage.steps.iter().zip(&head.steps) {
            if step.by_name && !named.contains(&step.id) {
                let id = step.id.as_str();
                let message = say!("к шагу «{id}» ничто не ведет", "nothing leads to the step `{id}`");
                let help = say!(
                    "назовите его в then или else, или удалите reached: by_name",
                    "name it in a then or an else, or delete reached: by_name"
                );
                context.findings.warning("unreachable_step", head.span, message, help);
            }
        }
        no_way_in(context, stage, place);
    }
}

/// A stage whose every step is reached by name ends as it begins.
fn no_way_in(context: &Context<'_>, stage: &Stage, place: usize) {
    if !stage.steps.is_empty() && stage.first().is_none() {
        let id = stage.id.as_str();
        let message = say!(
            "в стадии «{id}» все шаги by_name: ей не с чего начаться",
            "every step of the stage `{id}` is by_name; it has nothing to begin with"
        );
        let help = say!("удалите reached: by_name у первого шага", "delete reached: by_name from the first step");
        context.findings.error_with("stage_without_first_step", context.stages[place].span, message, help);
    }
}

fn targets(route: &Route) -> Vec<&StepId> {
    match route {
        Route::Jump(jump) => std::iter::once(&jump.step).chain(jump.bound.iter().map(|bound| &bound.otherwise)).collect(),
        Route::Again { bound, .. } => vec![&bound.otherwise],
        Route::Return(rule) => rule.bound.iter().map(|bound| &bound.otherwise).collect(),
        _ => Vec::new(),
    }
}
