//! Steps: what each kind writes. This file tells the kinds apart and reads what they have in common.

mod approve;
mod decide;
mod finish;
mod notify;
mod plan;
mod set;
mod task;
mod wait;

use crate::diagnostic::{Findings, say};
use crate::model::{Set, Step, StepKind};
use crate::name::StepId;
use crate::process::context::{Context, StepHead};
use crate::process::expression;
use crate::process::result::{Holder, Site};
use crate::yaml::similar::{nearest, shown, similar};
use crate::yaml::{Entry, Later, MapReader, Node, read};

const KINDS: [&str; 9] = ["task", "form", "approve", "plan", "wait", "decide", "set", "notify", "finish"];

/// Kinds that the language has but this version does not carry out yet.
const LATER: [Later; 4] = [
    Later { key: "parallel", ru: "шаги пишут друг за другом", en: "write the steps one after another" },
    Later { key: "each", ru: "шаги пишут по одному", en: "write the steps one by one" },
    Later { key: "call", ru: "общие шаги пишут прямо здесь", en: "write the shared steps here" },
    Later {
        key: "start",
        ru: "сделку передают исходом вида transferred",
        en: "hand the case over by an outcome of kind transferred",
    },
];

/// Keys that belong to every step.
const COMMON: [&str; 4] = ["title", "when", "reached", "name"];

/// The name and the kind of a step. Mistakes in them are noted here; such a step is left out.
pub fn head<'a>(node: &'a Node, findings: &Findings) -> Option<StepHead<'a>> {
    MapReader::open(node, node.head(), findings)?;
    let kinds: Vec<&Entry> =
        node.entries().iter().filter(|entry| entry.key.text().is_some_and(|key| KINDS.contains(&key))).collect();
    let first = kinds.first().copied().or_else(|| misspelt(node, findings))?;
    if let Some(second) = kinds.iter().find(|entry| entry.key.text() != first.key.text()) {
        let (one, other) = (first.key.text().unwrap_or_default(), second.key.text().unwrap_or_default());
        let message = say!("шаг не может быть сразу {one} и {other}", "a step cannot be {one} and {other} at once");
        let help = say!("сделайте из него два шага: каждый начинается с «- »", "make two steps of it: each begins with `- `");
        findings.error_with("two_step_kinds", second.key.span, message, help);
    }
    let kind = nearest(first.key.text()?, KINDS)?;
    let named = node.get("name").filter(|_| matches!(kind, "plan" | "finish"));
    let written = named.unwrap_or(&first.value);
    let name = read::name(written, findings)?;
    if matches!(name, "next" | "end") {
        let message = say!("имя «{name}» занято самим языком", "the name `{name}` belongs to the language itself");
        findings.error_with("reserved_name", written.span, message, say!("назовите шаг иначе", "give the step another name"));
    }
    Some(StepHead { id: StepId::from(name), kind, span: written.span, node, entry: first })
}

/// The entry that was meant to say the kind. What is wrong with it was noted.
fn misspelt<'a>(node: &'a Node, findings: &Findings) -> Option<&'a Entry> {
    let is_misspelt =
        |key: &str| nearest(key, KINDS).is_some() && !COMMON.contains(&key) && !LATER.iter().any(|later| later.key == key);
    let found = node.entries().iter().find(|entry| entry.key.text().is_some_and(is_misspelt));
    unknown_kind(node, found.map(|entry| &entry.key), findings);
    found
}

fn unknown_kind(node: &Node, misspelt: Option<&Node>, findings: &Findings) {
    let keys: Vec<&Node> = node.entries().iter().map(|entry| &entry.key).filter(|key| key.text().is_some()).collect();
    let text = |key: &Node| key.text().unwrap_or_default().to_owned();
    let known = keys.iter().find_map(|key| Some((key, LATER.iter().find(|later| later.key == text(key))?)));
    if let Some((key, later)) = known {
        let kind = later.key;
        let message =
            say!("шаг «{kind}» в этой версии еще не поддерживается", "the step `{kind}` is not supported by this version yet");
        findings.error_with("not_supported", key.span, message, later.help());
        return;
    }
    let Some(key) = misspelt.or(keys.first().copied()) else {
        let help = say!("например: - task: call", "for example: - task: call");
        findings.error_with("unknown_step_kind", node.span, say!("здесь ожидается шаг", "expected a step here"), help);
        return;
    };
    let found = shown(&text(key));
    let message = say!("нет шага вида «{found}»", "there is no kind of step `{found}`");
    findings.error_with("unknown_step_kind", key.span, message, similar(&text(key), KINDS));
}

/// A step. What could not be read was noted; something harmless stands in for it then.
pub fn read(context: &Context<'_>, at: (usize, usize), head: &StepHead<'_>) -> Step {
    context.at_step(&context.stages[at.0].id, &head.id, || here(context, at, head))
}

fn here(context: &Context<'_>, at: (usize, usize), head: &StepHead<'_>) -> Step {
    let line = head.node.head().line;
    let nothing = StepKind::Set(Set { values: Vec::new() });
    let stub = Step { id: head.id.clone(), when: None, by_name: false, line, kind: nothing };
    let Some(mut map) = MapReader::open(head.node, head.span, context.findings) else { return stub };
    map.ignore(head.entry.key.text().unwrap_or_default());
    let when = expression::condition(context, map.take("when"), &[]);
    let by_name = map.take("reached").is_some_and(|node| reached(context, node));
    let site = Site { holder: holder(head.kind), id: head.id.as_str(), at: Some(at) };
    let kind = kind(context, &mut map, head.entry, head.kind, &site);
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
        _ => Holder::Task,
    }
}

fn reached(context: &Context<'_>, node: &Node) -> bool {
    read::word(node, &[("by_name", true)], ("by_name", "by_name"), context.findings).unwrap_or(true)
}

fn kind(context: &Context<'_>, map: &mut MapReader<'_>, entry: &Entry, kind: &str, site: &Site<'_>) -> Option<StepKind> {
    match kind {
        "task" => Some(task::task(context, map, site)),
        "form" => Some(task::form(context, map, site)),
        "approve" => approve::read(context, map, site),
        "plan" => plan::read(context, map, &entry.value),
        "wait" => wait::read(context, map, site),
        "decide" => decide::read(context, map, site),
        "set" => set::read(context, map),
        "notify" => notify::read(context, map),
        _ => finish::read(context, map, &entry.value),
    }
}
