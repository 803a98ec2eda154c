//! The last stage ends the case: every way through it comes to an outcome.
//!
//! Below the last stage there is no other. A way that runs out there would leave an open case with nothing to do. A way that
//! runs out in a branch only ends the branch; the step that holds the branches goes on where enough of them can end.

use crate::diagnostic::say;
use crate::model::{Call, Each, Parallel, ResultRule, Route, StartCase, Step, StepKind, Wait};
use crate::process::checks::flow::{Flow, needed};
use crate::process::context::Context;

/// Notes every step of the last stage from which the flow can fall off its end.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    let Some(last) = flow.stages.last() else { return };
    for (place, step) in last.steps.iter().enumerate() {
        let is_last = last.steps[place + 1..].iter().all(|step| step.by_name);
        if !falls_off(step, is_last) {
            continue;
        }
        let Some(head) = context.outline.in_body(flow.stages.len() - 1, step.id.as_str()) else { continue };
        let name = step.id.as_str();
        let message = say!(
            "после шага «{name}» последняя стадия кончается, а сделка остается открытой",
            "after the step `{name}` the last stage ends, and the deal stays open"
        );
        let help = say!(
            "закончите ее: finish у результата или шаг finish в конце стадии",
            "end it: `finish` at the result, or a step `finish` at the end of the stage"
        );
        context.findings.error_with("last_stage_falls_off", context.outline.steps[head].span, message, help);
    }
}

/// Whether the flow can come from a step to the end of its list. `is_last` where no other step follows.
fn falls_off(step: &Step, is_last: bool) -> bool {
    let ends = |route: &Route| matches!(route, Route::End) || is_last && matches!(route, Route::Next);
    let some_ends = |results: &[ResultRule]| results.iter().any(|rule| ends(&rule.route));
    let goes_on = match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => some_ends(&work.results),
        StepKind::Approve(approve) => some_ends(&approve.results),
        StepKind::Wait(wait) => is_last && has_no_usual_result(wait) || some_ends(&wait.results),
        StepKind::Decide(decide) if decide.branches.is_empty() => is_last,
        StepKind::Decide(decide) => decide.branches.iter().any(|branch| ends(&branch.route)),
        StepKind::Call(Call { results, .. }) => is_last && lacks(results, &["done"]) || some_ends(results),
        StepKind::Start(StartCase { results, .. }) => {
            is_last && lacks(results, &["won", "lost", "transferred"]) || some_ends(results)
        }
        StepKind::Parallel(parallel) => is_last && branches_end(parallel),
        StepKind::Each(each) => is_last && list_ends(&each.steps) || if_empty(each).is_some_and(ends),
        StepKind::Plan(_) | StepKind::Set(_) | StepKind::Notify(_) => is_last,
        StepKind::Finish(_) => false,
    };
    goes_on || is_last && step.when.is_some()
}

/// Whether one of the results is not written, so that it goes on to the next step.
fn lacks(results: &[ResultRule], names: &[&str]) -> bool {
    names.iter().any(|name| !results.iter().any(|rule| rule.id.as_str() == *name))
}

fn if_empty(each: &Each) -> Option<&Route> {
    each.if_empty.as_ref()
}

fn list_ends(steps: &[Step]) -> bool {
    let is_last = |place: usize| steps[place + 1..].iter().all(|step| step.by_name);
    steps.iter().enumerate().any(|(place, step)| falls_off(step, is_last(place)))
}

/// Whether so many branches can end as must.
fn branches_end(parallel: &Parallel) -> bool {
    let ending = parallel.branches.iter().filter(|branch| list_ends(&branch.steps)).count();
    ending >= needed(parallel.until, parallel.branches.len())
}

/// Whether what it waits for takes none of its results: they are all for the time-out.
fn has_no_usual_result(wait: &Wait) -> bool {
    let timeout = wait.timeout.as_ref().map(|timeout| &timeout.result);
    wait.results.iter().all(|rule| timeout == Some(&rule.id))
}
