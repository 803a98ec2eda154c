//! Conditions that are always the same by what their fields are declared to hold: `size in [1..5]` of an integer from 1 to 5.
//!
//! What an expression shows by itself is an error of its own; here every value that the fields can hold is tried, piece by piece.

use crate::diagnostic::{Span, say};
use crate::expr::Expr;
use crate::model::{Awaited, Field, FieldType, StepKind};
use crate::process::checks::approvers;
use crate::process::checks::branches::{self, Axes};
use crate::process::checks::flow::Flow;
use crate::process::context::Context;
use crate::text::Text;
use crate::yaml::Node;

/// How many options a reason lists.
const MOST_OPTIONS: usize = 6;

/// Warns of every condition that has one value only.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for (at, step) in flow.steps() {
        let node = context.outline.steps[at].node;
        one(context, step.when.as_ref(), node.get("when"));
        match &step.kind {
            StepKind::Approve(approve) => {
                let items = node.get("approvers").map(approvers::items).unwrap_or_default();
                if items.len() == approve.approvers.len() {
                    let whens = approve.approvers.iter().zip(items);
                    whens.for_each(|(approver, item)| one(context, approver.when.as_ref(), item.get("when")));
                }
            }
            StepKind::Wait(wait) => {
                if let Awaited::Condition(when) = &wait.awaited {
                    one(context, Some(when), node.get("condition"));
                }
            }
            _ => {}
        }
    }
    for handler in flow.handlers {
        let head = context.outline.handlers().iter().find(|head| head.id == handler.body.id);
        one(context, handler.when.as_ref(), head.and_then(|head| head.node.get("when")));
    }
}

fn one(context: &Context<'_>, when: Option<&Expr>, node: Option<&Node>) {
    if let Some((when, node)) = when.zip(node) {
        note(context, when, node.head());
    }
}

/// Warns of a condition that has one value only; whether it has.
pub fn note(context: &Context<'_>, when: &Expr, place: Span) -> bool {
    let Some(axes) = branches::axes(&[when], &context.fields) else { return false };
    let always = |outcome: bool| branches::every(&axes, &|trial| when.judged(trial) == Some(outcome));
    let (ru, en) = if always(true) {
        ("верно", "true")
    } else if always(false) {
        ("неверно", "false")
    } else {
        return false;
    };
    let reason = reason(context, &axes);
    let message = together(say!("это условие всегда {ru}", "this condition is always {en}"), &reason);
    let help = say!("уберите его или исправьте сравнение", "leave it out, or mend the comparison");
    context.findings.warning("constant_condition", place, message, help);
    true
}

/// What the fields can hold, so that it is so.
pub fn reason(context: &Context<'_>, axes: &Axes) -> Text {
    let known = axes.iter().filter_map(|(id, samples)| Some((context.fields.get(id)?, samples.contains(&None))));
    let (ru, en): (Vec<String>, Vec<String>) = known.map(|(field, may_be_empty)| of_field(field, may_be_empty)).unzip();
    Text::both(ru.join("; "), en.join("; "))
}

/// A sentence and its reason.
pub fn together(sentence: Text, reason: &Text) -> Text {
    crate::process::knowing::together(&sentence, (": ", ": "), reason)
}

fn of_field(field: &Field, may_be_empty: bool) -> (String, String) {
    let id = &field.id;
    let (ru, en) = held(&field.kind);
    let (or_ru, or_en) = if may_be_empty { (" или пусто", " or nothing") } else { ("", "") };
    (format!("в «{id}» бывает {ru}{or_ru}"), format!("`{id}` holds {en}{or_en}"))
}

fn held(kind: &FieldType) -> (String, String) {
    let line = |from: Option<String>, to: Option<String>| match (from, to) {
        (Some(from), Some(to)) => (format!("число от {from} до {to}"), format!("a number from {from} to {to}")),
        (Some(from), None) => (format!("число не меньше {from}"), format!("a number of {from} at least")),
        (None, Some(to)) => (format!("число не больше {to}"), format!("a number of {to} at most")),
        (None, None) => ("любое число".to_owned(), "any number".to_owned()),
    };
    match kind {
        FieldType::Integer { from, to } => line(from.map(|from| from.to_string()), to.map(|to| to.to_string())),
        FieldType::Number { from, to } => line(from.map(|from| from.to_string()), to.map(|to| to.to_string())),
        FieldType::Boolean => ("true или false".to_owned(), "true or false".to_owned()),
        FieldType::Choice(options) => {
            let few: Vec<String> = options.iter().take(MOST_OPTIONS).map(|option| format!("\"{}\"", option.id)).collect();
            let more = if options.len() > MOST_OPTIONS { ", …" } else { "" };
            let list = format!("{}{more}", few.join(", "));
            (format!("одно из: {list}"), format!("one of {list}"))
        }
        _ => ("что угодно".to_owned(), "anything".to_owned()),
    }
}
