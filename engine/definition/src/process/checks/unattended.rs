//! No deal is won because nobody did anything.
//!
//! A time-out that leads to a good outcome is a mistake more often than a wish: time went by, no person decided, and the report
//! says that the company has sold. Whoever means it writes `even_unattended: true`. What follows the time-out by itself is
//! followed here, further time-outs and moments included, until a person is needed.

use crate::diagnostic::say;
use crate::model::StepKind;
use crate::process::checks::flow::{Flow, Walk};
use crate::process::context::Context;
use crate::process::outline::StepAt;

/// Notes every time-out that wins the case by itself.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    let walk = Walk::new(flow, true);
    for (at, step) in flow.steps() {
        let StepKind::Wait(wait) = &step.kind else { continue };
        let Some(timeout) = wait.timeout.as_ref().filter(|timeout| !timeout.even_unattended) else { continue };
        let rule = wait.results.iter().find(|rule| rule.id == timeout.result);
        let start = rule.and_then(|rule| flow.target(at, &rule.route));
        if wins(&walk, start.map(|way| walk.resolved(vec![way])).unwrap_or_default(), flow.outline.steps.len()) {
            note(context, at, timeout.result.as_str());
        }
    }
}

fn wins(walk: &Walk<'_, '_>, (mut ahead, mut won): (Vec<StepAt>, bool), steps: usize) -> bool {
    let mut seen = vec![false; steps];
    while let Some(at) = ahead.pop().filter(|_| !won) {
        if !std::mem::replace(&mut seen[at], true) {
            let (next, finishes) = walk.from(at);
            ahead.extend(next);
            won |= finishes;
        }
    }
    won
}

fn note(context: &Context<'_>, at: StepAt, result: &str) {
    let head = &context.outline.steps[at];
    let place = head.node.get("timeout").map_or(head.span, |node| node.head());
    let message = say!(
        "по тайм-ауту (результат «{result}») сделка выигрывается, хотя никто ничего не сделал",
        "by this time-out (the result `{result}`) the deal is won though nobody did anything"
    );
    let help = say!(
        "поставьте на этом пути задачу или, если так и задумано, допишите even_unattended: true",
        "put a task on this way, or, if it is meant so, add even_unattended: true"
    );
    context.findings.error_with("unattended_victory", place, message, help);
}
