//! Branches side by side do not write the same field: whichever came last would win, by chance.
//!
//! What a result asks, may ask or sets is written, unless it ends the case; so is what a step sets, and what the answer of a
//! connector gives; what an activity asks or sets is written by the branch that plans it or waits for it. The items of an `each` side by side are branches too: what they
//! write of the deal they all write, unless the first to end is the only one. And nothing writes a whole list while an `each` goes
//! through it: its items would turn into others.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::say;
use crate::model::{Activity, Awaited, Each, Order, OutcomeKind, Parallel, Process, Quorum, ResultRule, Route, Step, StepKind};
use crate::name::{ActivityId, FieldId};
use crate::process::checks::flow::Flow;
use crate::process::context::Context;
use crate::process::outline::StepAt;
use crate::process::prove::rules;

/// Notes every field that two branches write.
pub fn check(context: &Context<'_>, flow: &Flow<'_>) {
    for (at, step) in flow.steps() {
        match &step.kind {
            StepKind::Parallel(parallel) => branches(context, flow.process, at, parallel),
            StepKind::Each(each) => items(context, flow.process, (at, step), each),
            _ => {}
        }
    }
}

/// Who writes a field.
#[derive(Clone, Copy)]
struct Writer<'p> {
    /// The field, as it is called there.
    field: &'p FieldId,
    /// The first step that does.
    step: &'p Step,
    /// The activity, where the step plans it or waits for it.
    activity: Option<&'p ActivityId>,
}

/// What the steps of a list write: each field, that of an item under the name of its list, with the first step that writes it.
fn written<'p>(process: &'p Process, steps: &'p [Step]) -> BTreeMap<FieldId, Writer<'p>> {
    let mut all = BTreeMap::new();
    for step in steps {
        let own = of_step(process, step).into_iter().map(|field| Writer { field, step, activity: None });
        let of_activities = activities(process, step).into_iter().flat_map(|activity| {
            let fields = of_results(process, &activity.work.results).into_iter();
            fields.map(move |field| Writer { field, step, activity: Some(&activity.id) })
        });
        let inner = step.kind.inner().into_iter().flat_map(|list| written(process, list).into_values());
        for writer in own.chain(of_activities).chain(inner) {
            all.entry(in_its_list(process, writer.field)).or_insert(writer);
        }
    }
    all
}

fn of_step<'p>(process: &'p Process, step: &'p Step) -> Vec<&'p FieldId> {
    match &step.kind {
        StepKind::Call(call) => call.take.iter().map(|(field, _)| field).chain(of_results(process, &call.results)).collect(),
        StepKind::Set(set) => set.values.iter().map(|(field, _)| field).collect(),
        StepKind::Decide(decide) => {
            let table = decide.table.as_ref().and_then(|id| process.decision(id));
            table.into_iter().flat_map(|table| &table.outputs).map(|output| &output.field).collect()
        }
        kind => of_results(process, rules(kind)),
    }
}

/// The activities that a step plans or waits for.
fn activities<'p>(process: &'p Process, step: &'p Step) -> Vec<&'p Activity> {
    let awaited = match &step.kind {
        StepKind::Wait(wait) => match &wait.awaited {
            Awaited::Activity(activity) => Some(activity),
            _ => None,
        },
        StepKind::Plan(activity) => Some(activity),
        _ => None,
    };
    let named = rules(&step.kind).iter().flat_map(|rule| &rule.plan).chain(awaited);
    named.filter_map(|activity| process.activity(activity)).collect()
}

/// The name of a field wherever the item it belongs to is called something else.
fn in_its_list(process: &Process, field: &FieldId) -> FieldId {
    let split = field.as_str().split_once('.');
    let item = split.and_then(|(name, own)| Some((process.fields.items().iter().find(|item| item.name == name)?, own)));
    item.map_or_else(|| field.clone(), |(item, own)| FieldId::from(format!("{}.{own}", item.list)))
}

/// What results write, but for those that end the case: nothing is written after them. A victory may still be kept waiting.
fn of_results<'p>(process: &Process, results: &'p [ResultRule]) -> Vec<&'p FieldId> {
    let kind = |rule: &ResultRule| match &rule.route {
        Route::Finish(outcome) => process.outcome(outcome).map(|outcome| outcome.kind),
        _ => None,
    };
    let lasts = |rule: &&ResultRule| kind(rule).is_none_or(|kind| kind == OutcomeKind::Won);
    let of_rule = |rule: &'p ResultRule| {
        let asked = rule.ask.iter().chain(&rule.may_ask).map(|ask| &ask.field);
        asked.chain(rule.set.iter().map(|(field, _)| field))
    };
    results.iter().filter(lasts).flat_map(of_rule).collect()
}

fn branches(context: &Context<'_>, process: &Process, at: StepAt, parallel: &Parallel) {
    let all: Vec<_> =
        parallel.branches.iter().map(|branch| (branch.id.as_str(), &branch.steps, written(process, &branch.steps))).collect();
    let mut seen: BTreeMap<&FieldId, (&str, &Writer<'_>)> = BTreeMap::new();
    for (branch, steps, fields) in &all {
        for (name, writer) in fields {
            match seen.get(name) {
                Some((_, other)) if other.activity.is_some() && other.activity == writer.activity => {}
                Some((other, _)) => note_branches(context, at, writer.step, writer.field, (other, branch)),
                None => drop(seen.insert(name, (branch, writer))),
            }
        }
        let beside = all.iter().filter(|(other, ..)| other != branch);
        for (other, .., written) in beside {
            for list in lists(steps) {
                written.get(list).into_iter().for_each(|writer| note_list(context, at, writer.step, list, (other, branch)));
            }
        }
    }
}

/// The lists that steps go through.
fn lists(steps: &[Step]) -> BTreeSet<&FieldId> {
    let inner = steps.iter().flat_map(|step| step.kind.inner()).flat_map(|inner| lists(inner));
    let own = steps.iter().filter_map(|step| match &step.kind {
        StepKind::Each(each) => Some(&each.list),
        _ => None,
    });
    own.chain(inner).collect()
}

fn note_list(context: &Context<'_>, at: StepAt, step: &Step, list: &FieldId, (one, other): (&str, &str)) {
    let message = say!(
        "ветвь «{one}» записывает список «{list}», по элементам которого в это время идет ветвь «{other}»: элементы под ней сменятся",
        "the branch `{one}` writes the list `{list}` while the branch `{other}` goes through its items, which turn into others"
    );
    let help = say!("запишите список до parallel или после него", "write the list before the parallel step, or after it");
    context.findings.error_with("branches_write_same_field", span(context, at, step), message, help);
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

fn items(context: &Context<'_>, process: &Process, (at, own): (StepAt, &Step), each: &Each) {
    let all = written(process, &each.steps);
    all.get(&each.list).into_iter().for_each(|writer| note_own_list(context, at, writer.step, (own, each)));
    if each.order == Order::Sequence || each.until == Quorum::Number(1) {
        return;
    }
    let of_deal = |writer: &&Writer<'_>| !writer.field.as_str().contains('.') && *writer.field != each.list;
    for Writer { field, step, .. } in all.values().filter(of_deal).filter(|writer| writer.activity.is_none()) {
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

fn note_own_list(context: &Context<'_>, at: StepAt, step: &Step, (own, each): (&Step, &Each)) {
    let (own, list, item) = (&own.id, &each.list, &each.item);
    let message = say!(
        "шаг внутри each «{own}» записывает сам список «{list}»: элемент под ним сменится",
        "a step within the each `{own}` writes the list `{list}` itself: its item turns into another"
    );
    let help = say!(
        "запишите поле элемента ({item}.…), а список — до each или после него",
        "write a field of the item ({item}.…), and the list before the each or after it"
    );
    context.findings.error_with("list_of_its_each", span(context, at, step), message, help);
}

fn span(context: &Context<'_>, at: StepAt, step: &Step) -> crate::Span {
    let outline = &context.outline;
    let found = outline.in_body(outline.body_of(at), step.id.as_str()).unwrap_or(at);
    outline.steps[found].span
}
