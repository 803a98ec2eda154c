//! Stages that have nothing to begin with. Steps that nothing leads to are found in the graph of the flow: see `prove`.

use crate::diagnostic::say;
use crate::model::Stage;
use crate::process::context::Context;

/// Notes every stage whose every step is reached by name: it ends as it begins.
pub fn check(context: &Context<'_>, stages: &[Stage]) {
    for (place, stage) in stages.iter().enumerate() {
        if stage.steps.is_empty() || stage.first().is_some() {
            continue;
        }
        let id = stage.id.as_str();
        let message = say!(
            "в стадии «{id}» все шаги by_name: ей не с чего начаться",
            "every step of the stage `{id}` is by_name; it has nothing to begin with"
        );
        let help = say!("удалите reached: by_name у первого шага", "delete reached: by_name from the first step");
        context.findings.error_with("stage_without_first_step", context.stages[place].span, message, help);
    }
}
