//! Branches side by side do not write the same field: whichever came last would win, by chance.
//!
//! What a result asks, may ask or sets is written, what a step sets, and what the answer of a connector gives. The items of an
//! `each` side by side are branches too: what they write of the deal they all write, unless the first to end is the only one.

use std::collections::BTreeMap;

use crate::diagnostic::say;
use crate::model::{Each, Order, Parallel, Quorum, ResultRule, Step, StepKind, Table};
use crate::name::FieldId;
use crate::process::checks::flow::Flow;
use crate::process::context::Context;
use crate::process::outline::StepAt;

/// Notes every field that two branches write.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for (at, step) in flow.steps() {
        match &step.kind {
            StepKind::Parallel(parallel) => branches(context, at, parallel),
            StepKind::Each(each) => items(context, at, each),
            _ => {}
        }
    }
}

/// What the steps of a list write, each field with the first step that writes it.
fn written<'p>(tables: &'p [Table], steps: &'p [Step]) -> BTreeMap<&'p FieldId, &'p Step> {
    let mut all = BTreeMap::new();
    for step in steps {
        let fields: Vec<&FieldId> = match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => of_results(&work.results),
            StepKind::Approve(approve) => of_results(&approve.results),
            StepKind::Wait(wait) => of_results(&wait.results),
            StepKind::Start(start) => of_results(&start.results),
            StepKind::Call(call) => call.take.iter().map(|(field, _)| field).chain(of_results(&call.results)).collect(),
            StepKind::Set(set) => set.values.iter().map(|(field, _)| field).collect(),
            StepKind::Decide(decide) => {
                let table = decide.table.as_ref().and_then(|id| tables.iter().find(|table| table.id == *id));
                table.into_iter().flat_map(|table| &table.outputs).map(|output| &output.field).collect()
            }
            StepKind::Plan(_) | StepKind::Notify(_) | StepKind::Finish(_) => Vec::new(),
            StepKind::Parallel(_) | StepKind::Each(_) => Vec::new(),
        };
        let inner = step.kind.inner().into_iter().flat_map(|list| written(tables, list));
        for (field, step) in fields.into_iter().map(|field| (field, step)).chain(inner) {
            all.entry(field).or_insert(step);
        }
    }
    all
}

fn of_results(results: &[ResultRule]) -> Vec<&FieldId> {
    let asked = results.iter().flat_map(|rule| rule.ask.iter().chain(&rule.may_ask)).map(|ask| &ask.field);
    asked.chain(results.iter().flat_map(|rule| &rule.set).map(|(field, _)| field)).collect()
}

fn branches(context: &Context<'_>, at: StepAt, parallel: &Parallel) {
    let mut seen: BTreeMap<&FieldId, &str> = BTreeMap::new();
    for branch in &parallel.branches {
        for (field, step) in written(&context.tables, &branch.steps) {
            match seen.get(field) {
                Some(other) => note_branches(context, at, step, field, (other, branch.id.as_str())),
                None => drop(seen.insert(field, branch.id.as_str())),
            }
        }
    }
}

fn note_branches(context: &Context<'_>, at: StepAt, step: &Step, field: &FieldId, (one, other): (&str, &str)) {
    let field = field.as_str();
    let message = say!(
        "поле «{field}» могут записать две ветви сразу: «{one}» и «{other}»; какая из записей останется — дело случая",
        "two branches may write the field `{field}` at once, `{one}` and `{other}`; which of the two stays is left to chance"
    );
    let help = say!(
        "дайте каждой ветви свое поле или запишите это после parallel",
        "give each branch a field of its own, or write it after the parallel step"
    );
    context.findings.error_with("branches_write_same_field", span(context, at, step), message, help);
}

fn items(context: &Context<'_>, at: StepAt, each: &Each) {
    if each.order == Order::Sequence || each.until == Quorum::Number(1) {
        return;
    }
    for (field, step) in written(&context.tables, &each.steps).into_iter().filter(|(field, _)| !field.as_str().contains('.')) {
        let (field, item) = (field.as_str(), &each.item);
        let message = say!(
            "поле сделки «{field}» записывают шаги всех элементов сразу; какая из записей останется — дело случая",
            "the steps of all items write the deal's field `{field}` at once; which of them stays is left to chance"
        );
        let help = say!(
            "запишите это в поле элемента ({item}.…) или обходите список по очереди: order: sequence",
            "write it into a field of the item ({item}.…), or go through the list in turn: order: sequence"
        );
        context.findings.error_with("branches_write_same_field", span(context, at, step), message, help);
    }
}

fn span(context: &Context<'_>, at: StepAt, step: &Step) -> crate::Span {
    let outline = &context.outline;
    let found = outline.in_body(outline.body_of(at), step.id.as_str()).unwrap_or(at);
    outline.steps[found].span
}
