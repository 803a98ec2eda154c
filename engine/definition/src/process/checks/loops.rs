//! Every way back has a bound, unless another person stands behind it.
//!
//! A loop that one person can take for ever alone is never finished and never late. Where the step that leads back is done by
//! somebody else than the step it leads to, each round needs the decision of a second person, and that is bound enough. The
//! rule is an approximation by roles: an approval, a step reached only by name, and a step whose assignee is another role
//! count as another person's.

use crate::diagnostic::{Span, say};
use crate::model::{Assignee, Bound, Jump, ReturnRule, Route, Stage, Step, StepKind};
use crate::name::StepId;
use crate::process::checks::flow::Flow;
use crate::process::context::{Context, RouteUse};
use crate::process::outline::StepAt;

/// Notes every loop without a bound.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for usage in context.routes.borrow().iter() {
        let place_of_else = usage.otherwise.unwrap_or(usage.span);
        match &usage.route {
            Route::Jump(Jump { step, bound: None }) => jump(context, flow, usage.from, step, usage.span),
            Route::Return(ReturnRule { bound: None, .. }) => back(context, flow, usage),
            Route::Jump(Jump { bound: Some(bound), .. })
            | Route::Again { bound, .. }
            | Route::Return(ReturnRule { bound: Some(bound), .. }) => beyond(context, flow, usage.from, bound, place_of_else),
            _ => {}
        }
    }
}

/// Whether one step stands not below another of its list.
fn not_below(flow: &Flow<'_>, to: StepAt, from: StepAt) -> bool {
    flow.outline.steps[to].index <= flow.outline.steps[from].index
}

fn jump(context: &Context<'_>, flow: &Flow<'_>, from: StepAt, target: &StepId, span: Span) {
    let Some(to) = flow.beside(from, target) else { return };
    let (Some(source), Some(step)) = (flow.step(from), flow.step(to)) else { return };
    if not_below(flow, to, from) && !another_person(source, step) {
        unbounded(context, target.as_str(), span, "then: {step: …, at_most: 5, else: …}");
    }
}

/// A handler needs no bound: each time something new has happened.
fn back(context: &Context<'_>, flow: &Flow<'_>, usage: &RouteUse) {
    let Route::Return(rule) = &usage.route else { return };
    let target = flow.stages.iter().find(|stage| stage.id == rule.stage).and_then(Stage::first);
    let in_handler = flow.outline.is_handler(flow.outline.body_of(usage.from));
    if let (Some(source), Some(target)) = (flow.step(usage.from), target)
        && !in_handler
        && !another_person(source, target)
    {
        unbounded(context, rule.stage.as_str(), usage.span, "return: {stage: …, at_most: 3, else: …}");
    }
}

/// The step that is taken when the bound is reached must not open the loop again.
fn beyond(context: &Context<'_>, flow: &Flow<'_>, from: StepAt, bound: &Bound, span: Span) {
    let Some(to) = flow.beside(from, &bound.otherwise) else { return };
    let (Some(source), Some(target)) = (flow.step(from), flow.step(to)) else { return };
    let apart = to != from && (target.by_name || another_person(source, target));
    if not_below(flow, to, from) && !apart {
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
