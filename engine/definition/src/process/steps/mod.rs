//! Steps: what each kind writes. This file tells the kinds apart and reads what they have in common; lists inside lists included.

mod approve;
mod call;
mod decide;
mod each;
mod finish;
mod notify;
mod parallel;
mod plan;
mod set;
mod start;
mod task;
mod wait;

use crate::diagnostic::{Findings, Span, say};
use crate::model::{Set, Step, StepKind};
use crate::name::StepId;
use crate::process::context::Context;
use crate::process::expression;
use crate::process::outline::{ListAt, StepAt, StepHead};
use crate::process::result::{Holder, Site};

use crate::yaml::similar::{nearest, shown, similar};
use crate::yaml::{Entry, Kind, MapReader, Node, as_name, read};

const KINDS: [&str; 13] =
    ["task", "form", "approve", "plan", "wait", "decide", "set", "notify", "finish", "parallel", "each", "call", "start"];

/// Keys that belong to every step.
const COMMON: [&str; 4] = ["title", "when", "reached", "name"];

/// The kind of a step of which nobody knows what it was meant to be.
const UNREAD: &str = "?";

/// The name and the kind of a step; where it stands is not known here. Mistakes in them are noted; a step whose name cannot be guessed
/// either is left out.
pub fn head<'a>(node: &'a Node, findings: &Findings) -> Option<StepHead<'a>> {
    MapReader::open(node, node.head(), findings)?;
    // `wait` is a key of `start` too.
    let is_kind = |key: &str| KINDS.contains(&key) && !(key == "wait" && node.get("start").is_some());
    let kinds: Vec<&Entry> = node.entries().iter().filter(|entry| entry.key.text().is_some_and(is_kind)).collect();
    let known = kinds.first().copied().or_else(|| misspelt(node, findings));
    let first = known.or_else(|| node.entries().first())?;
    if let Some(second) = kinds.iter().find(|entry| entry.key.text() != first.key.text()) {
        let (one, other) = (first.key.text().unwrap_or_default(), second.key.text().unwrap_or_default());
        let message = say!("шаг не может быть сразу {one} и {other}", "a step cannot be {one} and {other} at once");
        let help = say!("сделайте из него два шага: каждый начинается с «- »", "make two steps of it: each begins with `- `");
        findings.error_with("two_step_kinds", second.key.span, message, help);
    }
    let kind = match known {
        Some(entry) => nearest(entry.key.text()?, KINDS)?,
        None => UNREAD,
    };
    let named = node.get("name").filter(|_| matches!(kind, "plan" | "finish"));
    let written = named.unwrap_or(&first.value);
    let name = known.and_then(|_| read::name(written, findings));
    if matches!(name, Some("next" | "end")) {
        let name = name.unwrap_or_default();
        let message = say!("имя «{name}» занято самим языком", "the name `{name}` belongs to the language itself");
        findings.error_with("reserved_name", written.span, message, say!("назовите шаг иначе", "give the step another name"));
    }
    // Others name it as it was meant.
    let id = name.map_or_else(|| as_name(written.text()?).map(StepId::from), |name| Some(StepId::from(name)))?;
    let is_guess = name.is_none();
    Some(StepHead { id, kind, is_guess, span: written.span, node, entry: first, list: 0, index: 0, inner: Vec::new() })
}

/// The entry that was meant to say the kind. What is wrong with it was noted.
fn misspelt<'a>(node: &'a Node, findings: &Findings) -> Option<&'a Entry> {
    let is_misspelt = |key: &str| nearest(key, KINDS).is_some() && !COMMON.contains(&key);
    let found = node.entries().iter().find(|entry| entry.key.text().is_some_and(is_misspelt));
    unknown_kind(node, found.map(|entry| &entry.key), findings);
    found
}

fn unknown_kind(node: &Node, misspelt: Option<&Node>, findings: &Findings) {
    let keys: Vec<&Node> = node.entries().iter().map(|entry| &entry.key).filter(|key| key.text().is_some()).collect();
    let text = |key: &Node| key.text().unwrap_or_default().to_owned();
    let Some(key) = misspelt.or(keys.first().copied()) else {
        let help = say!("например: - task: call", "for example: - task: call");
        findings.error_with("unknown_step_kind", node.span, say!("здесь ожидается шаг", "expected a step here"), help);
        return;
    };
    let found = shown(&text(key));
    let message = say!("нет шага вида «{found}»", "there is no kind of step `{found}`");
    findings.error_with("unknown_step_kind", key.span, message, similar(&text(key), KINDS));
}

/// The lists of steps inside a step, before anything is resolved; `None` stands for a branch that writes none.
pub fn inside<'a>(head: &StepHead<'a>) -> Vec<Option<&'a Node>> {
    match head.kind {
        "each" => vec![head.node.get("steps")],
        "parallel" => parallel::branches(head.node).iter().map(|entry| entry.value.get("steps")).collect(),
        _ => Vec::new(),
    }
}

/// The steps of a list.
pub fn list(context: &Context<'_>, list: ListAt) -> Vec<Step> {
    context.outline.lists[list].steps.iter().map(|step| step_at(context, *step)).collect()
}

/// Notes a list without steps. `of` says in Russian and English whose list it is.
pub fn demand(context: &Context<'_>, code: &'static str, steps: Option<&Entry>, place: Span, (ru, en): (&str, &str)) {
    let written = steps.filter(|steps| !steps.value.is_empty());
    if let Some(steps) = written.filter(|steps| !matches!(steps.value.kind, Kind::Seq(_))) {
        read::list(&steps.value, context.findings);
        return;
    }
    if !written.is_some_and(|steps| matches!(&steps.value.kind, Kind::Seq(items) if !items.is_empty())) {
        let message = say!("{ru} нет ни одного шага", "{en} has no steps");
        let help = say!("добавьте steps со списком шагов", "add steps with a list of steps");
        context.findings.error_with(code, place, message, help);
    }
}

/// A step. What could not be read was noted; something harmless stands in for it then.
fn step_at(context: &Context<'_>, at: StepAt) -> Step {
    let head = &context.outline.steps[at];
    let body = &context.outline.bodies[context.outline.body_of(at)].id;
    context.at_step(body, &head.id, || here(context, at, head))
}

fn here(context: &Context<'_>, at: StepAt, head: &StepHead<'_>) -> Step {
    let line = head.node.head().line;
    let nothing = StepKind::Set(Set { values: Vec::new() });
    let stub = Step { id: head.id.clone(), when: None, by_name: false, line, kind: nothing };
    if head.kind == UNREAD {
        return stub;
    }
    let Some(mut map) = MapReader::open(head.node, head.span, context.findings) else { return stub };
    map.ignore(head.entry.key.text().unwrap_or_default());
    let when = expression::condition(context, map.take("when"), &[]);
    when.iter().for_each(|when| context.now_holds(when, !matches!(head.kind, "set" | "decide")));
    let by_name = map.take("reached").is_some_and(|node| reached(context, node));
    let site = Site { holder: holder(head.kind), id: head.id.as_str(), at: Some(at) };
    let kind = kind(context, &mut map, head, &site);
    for other in KINDS {
        // A second kind was noted when the step was first seen; its key is not unknown besides.
        let _ = head.node.get(other).is_some().then(|| map.entry(other));
    }
    map.close();
    Step { when, by_name, kind: kind.unwrap_or(stub.kind), id: stub.id, line }
}

fn holder(kind: &str) -> Holder {
    match kind {
        "form" => Holder::Form,
        "approve" => Holder::Approve,
        "wait" => Holder::Wait,
        "decide" => Holder::Decide,
        "call" => Holder::Call,
        "start" => Holder::Start,
        _ => Holder::Task,
    }
}

fn reached(context: &Context<'_>, node: &Node) -> bool {
    read::word(node, &[("by_name", true)], ("by_name", "by_name"), context.findings).unwrap_or(true)
}

fn kind(context: &Context<'_>, map: &mut MapReader<'_>, head: &StepHead<'_>, site: &Site<'_>) -> Option<StepKind> {
    match head.kind {
        "task" => Some(task::task(context, map, site)),
        "form" => Some(task::form(context, map, site)),
        "approve" => approve::read(context, map, site),
        "plan" => plan::read(context, map, &head.entry.value),
        "wait" => wait::read(context, map, site),
        "decide" => decide::read(context, map, site),
        "set" => set::read(context, map),
        "notify" => notify::read(context, map),
        "parallel" => Some(parallel::read(context, map, head)),
        "each" => Some(each::read(context, map, site)),
        "call" => call::read(context, map, site),
        "start" => start::read(context, map, site),
        _ => finish::read(context, map, &head.entry.value),
    }
}
