//! Every way back has a bound, unless another person stands behind it.
//!
//! A loop that one person can take for ever alone is never finished and never late. Where the step that leads back is done by
//! somebody else than the step it leads to, each round needs the decision of a second person, and that is bound enough. The
//! rule is an approximation by roles: an approval, a step reached only by name, and a step whose assignee is another role
//! count as another person's.

use crate::diagnostic::{Span, say};
use crate::model::{Assignee, Bound, Jump, ReturnRule, Route, Stage, Step, StepKind};
use crate::name::StepId;
use crate::process::context::{Context, RouteUse};

/// Notes every loop without a bound.
pub fn check(context: &Context<'_>, stages: &[Stage]) {
    for usage in context.routes.borrow().iter() {
        let (stage, from) = usage.from;
        let Some(place) = stages.get(stage) else { continue };
        let place_of_else = usage.otherwise.unwrap_or(usage.span);
        match &usage.route {
            Route::Jump(Jump { step, bound: None }) => jump(context, place, from, step, usage.span),
            Route::Return(ReturnRule { bound: None, .. }) => back(context, stages, usage),
            Route::Jump(Jump { bound: Some(bound), .. })
            | Route::Again { bound, .. }
            | Route::Return(ReturnRule { bound: Some(bound), .. }) => beyond(context, place, from, bound, place_of_else),
            _ => {}
        }
    }
}

fn jump(context: &Context<'_>, stage: &Stage, from: usize, target: &StepId, span: Span) {
    let Some(to) = place(stage, target) else { return };
    if to <= from && !another_person(&stage.steps[from], &stage.steps[to]) {
        unbounded(context, target.as_str(), span, "then: {step: …, at_most: 5, else: …}");
    }
}

fn back(context: &Context<'_>, stages: &[Stage], usage: &RouteUse) {
    let Route::Return(rule) = &usage.route else { return };
    let target = stages.iter().find(|stage| stage.id == rule.stage).and_then(Stage::first);
    let source = stages[usage.from.0].steps.get(usage.from.1);
    if let (Some(source), Some(target)) = (source, target)
        && !another_person(source, target)
    {
        unbounded(context, rule.stage.as_str(), usage.span, "return: {stage: …, at_most: 3, else: …}");
    }
}

/// The step that is taken when the bound is reached must not open the loop again.
fn beyond(context: &Context<'_>, stage: &Stage, from: usize, bound: &Bound, span: Span) {
    let Some(to) = place(stage, &bound.otherwise) else { return };
    let (source, target) = (&stage.steps[from], &stage.steps[to]);
    let apart = to != from && (target.by_name || another_person(source, target));
    if to <= from && !apart {
        let name = bound.otherwise.as_str();
        let message = say!(
            "предел ничего не меняет: else возвращает к шагу «{name}», который стоит не ниже",
            "the bound changes nothing: else leads back to the step `{name}`, which is not below"
        );
        let help = say!(
            "пусть решит другой: заведите шаг с reached: by_name и assignee",
            "let another decide: make a step with reached: by_name and an assignee"
        );
        context.findings.error_with("unbounded_loop", span, message, help);
    }
}

fn unbounded(context: &Context<'_>, target: &str, span: Span, form: &str) {
    let message = say!("возврат к «{target}» ничем не ограничен", "the way back to `{target}` has no bound");
    let help = say!("напишите, сколько раз и что потом: {form}", "write how often, and what then: {form}");
    context.findings.error_with("unbounded_loop", span, message, help);
}

fn place(stage: &Stage, step: &StepId) -> Option<usize> {
    stage.steps.iter().position(|other| other.id == *step)
}

fn another_person(source: &Step, target: &Step) -> bool {
    match &source.kind {
        StepKind::Approve(_) => true,
        StepKind::Task(work) | StepKind::Form(work) => {
            source.by_name || assignee(target).is_some_and(|other| differs(&work.assignee, other))
        }
        _ => false,
    }
}

fn assignee(step: &Step) -> Option<&Assignee> {
    match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => Some(&work.assignee),
        _ => None,
    }
}

/// Whether two assignees are surely different rules. Who acted may be anybody, so that it is never surely another.
fn differs(one: &Assignee, other: &Assignee) -> bool {
    match (one, other) {
        (Assignee::Role(one), Assignee::Role(other)) => one.who != other.who,
        (Assignee::Candidates(one), Assignee::Candidates(other)) => one != other,
        (Assignee::WhoActed, _) | (_, Assignee::WhoActed) => false,
        _ => true,
    }
}
