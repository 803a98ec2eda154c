//! No deal is won because nobody did anything.
//!
//! A time-out, a moment or a silence that leads to a good outcome is a mistake more often than a wish: time went by, no person
//! decided, and the report says that the company has sold. Whoever means it writes `even_unattended: true`. What follows by itself is
//! followed here, further time-outs and moments included, until a person is needed.
//!
//! A signal and the answer of a connector are somebody's doing outside, and are not looked at.

use crate::diagnostic::{Span, say};
use crate::model::{Awaited, StepKind, Trigger, Wait};
use crate::process::checks::flow::{Flow, Walk, Way};
use crate::process::context::Context;
use crate::process::outline::StepAt;
use crate::text::Text;
use crate::yaml::Node;

/// Notes everything that wins the case by itself, once enough time went by.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    let walk = Walk::new(flow, true);
    let leads = |way: Option<Way>| {
        let ahead = way.map(|way| walk.resolved(vec![way])).unwrap_or_default();
        wins(&walk, ahead, flow.outline.steps.len())
    };
    for (at, step) in flow.steps() {
        let StepKind::Wait(wait) = &step.kind else { continue };
        let late = wait.timeout.as_ref().filter(|timeout| !timeout.even_unattended);
        let rule = late.and_then(|late| wait.results.iter().find(|rule| rule.id == late.result));
        if let Some(rule) = rule.filter(|rule| leads(flow.target(at, &rule.route))) {
            by_timeout(context, at, rule.id.as_str());
        }
        if is_unmeant_moment(context, at, wait) && leads(flow.when_it_comes(at, wait)) {
            by_moment(context, at);
        }
    }
    for (body, head) in context.outline.handlers().iter().enumerate() {
        let silence = flow.handlers.get(body).is_some_and(|handler| matches!(handler.trigger, Trigger::Silence(_)));
        if silence && !is_meant(head.node) && leads(Some(flow.first(head.list))) {
            by_silence(context, head.node, head.span);
        }
    }
}

fn is_unmeant_moment(context: &Context<'_>, at: StepAt, wait: &Wait) -> bool {
    matches!(wait.awaited, Awaited::Moment(_)) && !is_meant(context.outline.steps[at].node)
}

/// Whether it says that it may win though nobody did anything.
fn is_meant(node: &Node) -> bool {
    node.get("even_unattended").and_then(Node::text) == Some("true")
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

fn by_timeout(context: &Context<'_>, at: StepAt, result: &str) {
    let head = &context.outline.steps[at];
    let place = head.node.get("timeout").map_or(head.span, Node::head);
    let message = say!(
        "по тайм-ауту (результат «{result}») сделка выигрывается, хотя никто ничего не сделал",
        "by this time-out (the result `{result}`) the deal is won though nobody did anything"
    );
    note(context, place, message);
}

fn by_moment(context: &Context<'_>, at: StepAt) {
    let head = &context.outline.steps[at];
    let place = head.node.get("moment").map_or(head.span, Node::head);
    let message = say!(
        "с наступлением этого момента сделка выигрывается, хотя никто ничего не сделал",
        "when this moment comes the deal is won though nobody did anything"
    );
    note(context, place, message);
}

fn by_silence(context: &Context<'_>, node: &Node, span: Span) {
    let place = node.get("silence").map_or(span, Node::head);
    let message = say!(
        "после этой тишины сделка выигрывается, хотя никто ничего не сделал",
        "after this silence the deal is won though nobody did anything"
    );
    note(context, place, message);
}

fn note(context: &Context<'_>, place: Span, message: Text) {
    let help = say!(
        "поставьте на этом пути задачу или, если так и задумано, допишите even_unattended: true",
        "put a task on this way, or, if it is meant so, add even_unattended: true"
    );
    context.findings.error_with("unattended_victory", place, message, help);
}
