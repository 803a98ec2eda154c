//! The terms of a stage: how long it may last, what a deal may claim in it, who may pass it by hand, and where it leads.

use crate::diagnostic::say;
use crate::model::{Limit, Onward, Role, Stage};
use crate::name::StageId;
use crate::period::Period;
use crate::process::context::Context;
use crate::process::outline::BodyHead;
use crate::process::{expression, period, role};
use crate::yaml::{Kind, MapReader, Node, read};

/// Nobody at all.
const NOBODY: &str = "nobody";

/// The keys of a stage that are neither its texts, nor its fields, nor its steps.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, head: &BodyHead<'_>, stage: &mut Stage) {
    stage.limit = map.take("limit").and_then(|node| limit(context, node));
    stage.next_step_within = map.take("next_step_within").and_then(|node| limit(context, node));
    stage.probability = map.take("probability").and_then(|node| read::integer(node, 0..=100_u8, context.findings));
    stage.skippable = map.take("skippable").map(|node| people(context, node));
    stage.returnable = map.take("returnable").map(|node| people(context, node));
    let from = context.outline.body_place(head);
    let next = map.take("next");
    stage.next = context.at_end(&head.id, || next.map(|node| onwards(context, node, from)).unwrap_or_default());
}

fn length(context: &Context<'_>, node: &Node) -> Option<Period> {
    period::read(period::phrase(node, ("срок", "a period"), context.findings)?, context.findings)
}

/// `15 business days`, or `{within: …, escalate: LADDER}`.
fn limit(context: &Context<'_>, node: &Node) -> Option<Limit> {
    if !matches!(node.kind, Kind::Map(_)) {
        return Some(Limit { within: length(context, node)?, escalate: context.defaults.escalate.clone() });
    }
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let within = map.require("within").and_then(|node| length(context, node));
    let escalate = match map.take("escalate") {
        Some(node) => context.ladder(node),
        None => context.defaults.escalate.clone(),
    };
    map.close();
    Some(Limit { within: within?, escalate })
}

/// A role, several, or `nobody`.
fn people(context: &Context<'_>, node: &Node) -> Vec<Role> {
    if node.text() == Some(NOBODY) {
        return Vec::new();
    }
    let nodes = read::one_or_many(node);
    if nodes.is_empty() {
        let message = say!("не назван никто", "nobody is named");
        let help = say!("напишите роли или nobody", "write roles, or nobody");
        context.findings.error_with("empty_list", node.head(), message, help);
    }
    nodes.iter().filter_map(|node| role::not_late(context, node)).collect()
}

/// A stage, or rules the last of which is `else`.
fn onwards(context: &Context<'_>, node: &Node, from: usize) -> Vec<Onward> {
    if node.text().is_some() {
        return below(context, node, from).map(|stage| Onward { when: None, stage }).into_iter().collect();
    }
    let items = read::list(node, context.findings);
    let mut rules = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let is_else = item.get("else").is_some();
        if is_else && place + 1 < items.len() {
            let message = say!("после else правила не проверяются", "no rule is looked at after else");
            context.findings.error_with(
                "else_not_last",
                item.head(),
                message,
                say!("перенесите else в конец", "move else to the end"),
            );
        }
        rules.extend(if is_else { otherwise(context, item, from) } else { rule(context, item, from) });
    }
    if matches!(node.kind, Kind::Seq(_)) && !items.iter().any(|item| item.get("else").is_some()) {
        let message = say!(
            "не сказано, куда ведет стадия, если не подошло ни одно правило",
            "it is not said where the stage leads when no rule holds"
        );
        let help = say!("добавьте последним «- else: СТАДИЯ»", "add a last rule `- else: STAGE`");
        context.findings.error_with("next_without_else", node.head(), message, help);
    }
    rules
}

fn rule(context: &Context<'_>, node: &Node, from: usize) -> Option<Onward> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let when = map.require("when");
    let when = expression::condition(context, when, &[]);
    let stage = map.require("stage").and_then(|node| below(context, node, from));
    map.close();
    Some(Onward { when: Some(when?), stage: stage? })
}

fn otherwise(context: &Context<'_>, node: &Node, from: usize) -> Option<Onward> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let stage = map.take("else").and_then(|node| below(context, node, from));
    map.close();
    Some(Onward { when: None, stage: stage? })
}

/// A stage further down: the end of a stage leads forwards only.
fn below(context: &Context<'_>, node: &Node, from: usize) -> Option<StageId> {
    let stage = context.stage(node)?;
    let name = context.outline.bodies[stage].id.as_str();
    if stage <= from {
        let message = say!(
            "стадия «{name}» стоит не ниже этой, а next ведет только вперед",
            "the stage `{name}` is not below this one, and next leads forwards only"
        );
        let help = say!(
            "назад ведет return у результата: return: {{stage: {name}, at_most: …, else: …}}",
            "a result leads back: return: {{stage: {name}, at_most: …, else: …}}"
        );
        context.findings.error_with("next_backwards", node.span, message, help);
        return None;
    }
    Some(context.outline.bodies[stage].id.clone())
}
