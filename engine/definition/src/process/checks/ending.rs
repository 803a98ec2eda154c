//! The last stage ends the case: every way through it comes to an outcome.
//!
//! Below the last stage there is no other. A way that runs out there would leave an open case with nothing to do.

use crate::diagnostic::say;
use crate::model::{ResultRule, Route, Stage, Step, StepKind, Wait};
use crate::process::context::Context;

/// Notes every step of the last stage from which the flow can fall off its end.
pub fn check(context: &Context<'_>, stages: &[Stage]) {
    let (Some(stage), Some(heads)) = (stages.last(), context.stages.last()) else { return };
    for (step, head) in stage.steps.iter().zip(&heads.steps) {
        let is_last = stage.after(&step.id).is_none();
        if !falls_off(step, is_last) {
            continue;
        }
        let name = step.id.as_str();
        let message = say!(
            "после шага «{name}» последняя стадия кончается, а сделка остается открытой",
            "after the step `{name}` the last stage ends, and the deal stays open"
        );
        let help = say!(
            "закончите ее: finish у результата или шаг finish в конце стадии",
            "end it: `finish` at the result, or a step `finish` at the end of the stage"
        );
        context.findings.error_with("last_stage_falls_off", head.span, message, help);
    }
}

fn falls_off(step: &Step, is_last: bool) -> bool {
    let ends = |route: &Route| matches!(route, Route::End) || is_last && matches!(route, Route::Next);
    let some_ends = |results: &[ResultRule]| results.iter().any(|rule| ends(&rule.route));
    let goes_on = match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => some_ends(&work.results),
        StepKind::Approve(approve) => some_ends(&approve.results),
        StepKind::Wait(wait) => is_last && has_no_usual_result(wait) || some_ends(&wait.results),
        StepKind::Decide(decide) => decide.branches.iter().any(|branch| ends(&branch.route)),
        StepKind::Call(call) => is_last && call.results.is_empty() || some_ends(&call.results),
        StepKind::Start(start) => is_last && start.results.is_empty() || some_ends(&start.results),
        StepKind::Plan(_) | StepKind::Set(_) | StepKind::Notify(_) | StepKind::Parallel(_) | StepKind::Each(_) => is_last,
        StepKind::Finish(_) => false,
    };
    goes_on || is_last && step.when.is_some()
}

/// Whether what it waits for takes none of its results: they are all for the time-out.
fn has_no_usual_result(wait: &Wait) -> bool {
    let timeout = wait.timeout.as_ref().map(|timeout| &timeout.result);
    wait.results.iter().all(|rule| timeout == Some(&rule.id))
}
