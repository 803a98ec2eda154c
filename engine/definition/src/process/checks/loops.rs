//! Every way back has a bound, unless another person stands behind it.
//!
//! A loop that one person can take for ever alone is never finished and never late. Where he meets somebody else before he can take
//! it again, each round needs the decision of a second person, and that is bound enough: see `between`.

use crate::diagnostic::{Span, say};
use crate::model::{Bound, Jump, ReturnRule, Route, StepKind, Who};
use crate::name::StepId;
use crate::process::checks::between::{self, Same};
use crate::process::checks::flow::{Flow, Way};
use crate::process::context::{Context, RouteUse};
use crate::process::outline::StepAt;

/// A way back without a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbounded {
    /// The name of the step or stage that it leads to.
    pub target: String,
    /// Its place.
    pub span: Span,
    /// How one with a bound is written.
    pub form: &'static str,
}

/// Notes every loop without a bound.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    let by_rule = |one: &Who, other: &Who| one == other;
    for Unbounded { target, span, form } in unbounded(context, flow, &by_rule) {
        let message = say!("возврат к «{target}» ничем не ограничен", "the way back to `{target}` has no bound");
        let help = say!("напишите, сколько раз и что потом: {form}", "write how often, and what then: {form}");
        context.findings.error_with("unbounded_loop", span, message, help);
    }
    let rules = Rules { flow, unsure: context.findings.has_errors(), same: &by_rule };
    for usage in context.routes.borrow().iter() {
        let place_of_else = usage.otherwise.unwrap_or(usage.span);
        match &usage.route {
            Route::Jump(Jump { bound: Some(bound), .. })
            | Route::Again { bound, .. }
            | Route::Return(ReturnRule { bound: Some(bound), .. }) => beyond(context, &rules, usage.from, bound, place_of_else),
            _ => {}
        }
    }
}

/// Every loop without a bound in which no second person has to act, where `same` says whether two rules find one.
pub fn unbounded(context: &Context<'_>, flow: &Flow<'_>, same: Same<'_>) -> Vec<Unbounded> {
    let rules = Rules { flow, unsure: context.findings.has_errors(), same };
    let of = |usage: &RouteUse| match &usage.route {
        Route::Jump(Jump { step, bound: None }) => jump(&rules, usage.from, step, usage.span),
        Route::Return(ReturnRule { bound: None, .. }) => back(&rules, usage),
        _ => None,
    };
    context.routes.borrow().iter().filter_map(of).collect()
}

/// What the ways back are judged by.
struct Rules<'f, 'p> {
    flow: &'f Flow<'p>,
    /// Whether something could not be read: perhaps just who does a step.
    unsure: bool,
    same: Same<'f>,
}

/// Whether one step stands not below another of its list.
fn not_below(flow: &Flow<'_>, to: StepAt, from: StepAt) -> bool {
    flow.outline.steps[to].index <= flow.outline.steps[from].index
}

fn jump(rules: &Rules<'_, '_>, from: StepAt, target: &StepId, span: Span) -> Option<Unbounded> {
    let flow = rules.flow;
    let to = flow.beside(from, target)?;
    let open =
        flow.step(from).is_some() && flow.step(to).is_some() && not_below(flow, to, from) && !another_person(rules, from, to);
    open.then(|| Unbounded { target: target.to_string(), span, form: "then: {step: …, at_most: 5, else: …}" })
}

/// A handler needs no bound: each time something new has happened.
fn back(rules: &Rules<'_, '_>, usage: &RouteUse) -> Option<Unbounded> {
    let flow = rules.flow;
    let Route::Return(rule) = &usage.route else { return None };
    let target = flow.stage(&rule.stage).map(|stage| flow.first(flow.outline.bodies[stage].list));
    let in_handler = flow.outline.is_handler(flow.outline.body_of(usage.from));
    let Some(Way::Step(target)) = target.filter(|_| !in_handler) else { return None };
    let open = flow.step(usage.from).is_some() && !another_person(rules, usage.from, target);
    let form = "return: {stage: …, at_most: 3, else: …}";
    open.then(|| Unbounded { target: rule.stage.to_string(), span: usage.span, form })
}

/// The step that is taken when the bound is reached must not open the loop again.
fn beyond(context: &Context<'_>, rules: &Rules<'_, '_>, from: StepAt, bound: &Bound, span: Span) {
    let flow = rules.flow;
    let Some(to) = flow.beside(from, &bound.otherwise) else { return };
    let Some(target) = flow.step(to).filter(|_| flow.step(from).is_some()) else { return };
    let apart = to != from && (target.by_name || another_person(rules, from, to));
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

/// Whether the one who chose the way back meets somebody else before he can choose it again.
fn another_person(rules: &Rules<'_, '_>, from: StepAt, to: StepAt) -> bool {
    let Some(source) = rules.flow.step(from) else { return true };
    match &source.kind {
        StepKind::Approve(_) => between::another_person(rules.flow, to, from, rules.same),
        StepKind::Task(_) | StepKind::Form(_) => {
            rules.unsure && source.by_name || between::another_person(rules.flow, to, from, rules.same)
        }
        _ => false,
    }
}
