//! Escalation ladders: who hears of a late task, and when.

use std::collections::BTreeMap;

use crate::diagnostic::say;
use crate::model::{Ladder, Rung, RungAction, Who};
use crate::name::LadderId;
use crate::period::{Period, Unit};
use crate::process::context::Context;
use crate::process::{period, role};
use crate::yaml::{MapReader, Node, read};

/// The ladder of a process that writes none.
pub const DEFAULT: &str = "default";

/// The section `escalations`, and the ladder of a process whose defaults name none.
pub fn section(context: &Context<'_>, node: Option<&Node>) -> BTreeMap<LadderId, Ladder> {
    let mut ladders = BTreeMap::new();
    if context.defaults.escalate.as_ref().is_some_and(|ladder| ladder.as_str() == DEFAULT) {
        ladders.insert(LadderId::from(DEFAULT), fallback());
    }
    for (name, entry) in node.map(|node| read::named(node, context.findings)).unwrap_or_default() {
        ladders.insert(LadderId::from(name), ladder(context, &entry.value, &entry.key));
    }
    ladders
}

/// The late person's head is told at once.
pub fn fallback() -> Ladder {
    let action = RungAction::Notify(Who::HeadOf(Box::new(Who::Late)));
    Ladder { rungs: vec![Rung { after: Period::ZERO, action }] }
}

fn ladder(context: &Context<'_>, node: &Node, key: &Node) -> Ladder {
    let items = read::list(node, context.findings);
    if items.is_empty() && !node.is_empty() && node.text().is_none() {
        let message = say!("в эскалации нет ни одной ступени", "the escalation has no rung");
        let help =
            say!("добавьте: - {{when: overdue, notify: head_of(late)}}", "add: - {{when: overdue, notify: head_of(late)}}");
        context.findings.error_with("empty_ladder", key.span, message, help);
    }
    let mut rungs: Vec<Rung> = Vec::new();
    for item in items {
        let Some(rung) = rung(context, item) else { continue };
        let earlier = rungs.last().is_some_and(|last| is_certainly_longer(last.after, rung.after));
        if earlier {
            let message = say!("эта ступень наступает раньше предыдущей", "this rung comes before the one above it");
            let help = say!("расположите ступени по времени", "put the rungs in the order of time");
            context.findings.error_with("rungs_out_of_order", item.head(), message, help);
        }
        rungs.push(rung);
    }
    Ladder { rungs }
}

/// Whether a period is longer than another in every calendar. Working time is not compared with time by the clock.
pub fn is_certainly_longer(a: Period, b: Period) -> bool {
    let ((shortest, _), (_, longest)) = (minutes(a), minutes(b));
    if a.unit == b.unit || b == Period::ZERO {
        return a.amount > b.amount;
    }
    a.is_business() == b.is_business() && shortest > longest
}

/// How many minutes a period has at least and at most. A day lasts 23 to 25 hours, as the clocks are changed; a working day lasts
/// an hour at least, and no longer than a day.
fn minutes(period: Period) -> (u64, u64) {
    let amount = u64::from(period.amount);
    match period.unit {
        Unit::Minutes | Unit::BusinessMinutes => (amount, amount),
        Unit::Hours | Unit::BusinessHours => (amount * 60, amount * 60),
        Unit::Days => ((amount * 24 * 60).saturating_sub(60), amount * 24 * 60 + 60),
        Unit::BusinessDays => (amount * 60, amount * 24 * 60),
    }
}

fn rung(context: &Context<'_>, node: &Node) -> Option<Rung> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let after = map.require_like("when", "overdue").and_then(|node| when(context, node));
    let (notify, offer) = (map.take("notify"), map.take("offer"));
    map.close();
    let action = match (notify, offer) {
        (Some(node), None) => role::anywhere(context, node).map(|role| RungAction::Notify(role.who)),
        (None, Some(node)) => role::anywhere(context, node).map(|role| RungAction::Offer(role.who)),
        _ => {
            let message = say!("ступени нужно одно из двух: notify или offer", "a rung needs one of the two: notify or offer");
            context.findings.error("bad_rung", node.head(), message);
            None
        }
    };
    Some(Rung { after: after?, action: action? })
}

/// `overdue` or `overdue by PERIOD`.
fn when(context: &Context<'_>, node: &Node) -> Option<Period> {
    let phrase = period::phrase(node, ("overdue", "overdue"), context.findings)?;
    if phrase.text() == "overdue" {
        return Some(Period::ZERO);
    }
    if let Some(length) = phrase.after("overdue by ") {
        return period::read(length, context.findings);
    }
    let message = say!("ожидается overdue или overdue by и срок", "expected overdue or overdue by PERIOD");
    let help = say!("например: overdue by 1 business day", "for example: overdue by 1 business day");
    context.findings.error_with("bad_rung", phrase.span(), message, help);
    None
}

/// The names of the ladders, before anything is resolved. Nothing is noted here.
pub fn heads(node: Option<&Node>) -> Vec<LadderId> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().take(read::MOST_NAMES).filter_map(|entry| entry.key.text().map(LadderId::from)).collect()
}
