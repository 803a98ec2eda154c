//! Escalation ladders: who hears of a task that is nearly due or late, and when.

use std::collections::BTreeMap;

use crate::diagnostic::say;
use crate::model::{Ladder, Priority, Reset, Rung, RungAction, RungTime, Who};
use crate::name::LadderId;
use crate::period::{Period, Unit};
use crate::process::context::Context;
use crate::process::phrase::Phrase;
use crate::process::{period, role};
use crate::yaml::{Kind, MapReader, Node, read};

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
    Ladder { rungs: vec![Rung { when: RungTime::DUE, action, even_off_hours: false }], reset: Vec::new() }
}

/// A list of rungs; or `rungs`, beside what lets the ladder begin anew.
fn ladder(context: &Context<'_>, node: &Node, key: &Node) -> Ladder {
    if !matches!(node.kind, Kind::Map(_)) {
        return Ladder { rungs: rungs(context, node, key), reset: Vec::new() };
    }
    let Some(mut map) = MapReader::open(node, key.span, context.findings) else { return Ladder::default() };
    let all = map.require_like("rungs", "[{when: overdue, notify: head_of(late)}]");
    let reset = map.take("reset").map(|node| reset(context, node));
    map.close();
    Ladder { rungs: all.map(|node| rungs(context, node, key)).unwrap_or_default(), reset: reset.unwrap_or_default() }
}

fn reset(context: &Context<'_>, node: &Node) -> Vec<Reset> {
    let what = ("повод начать эскалацию заново", "what begins the escalation anew");
    let words = read::one_or_many(node).iter();
    words.filter_map(|node| read::word(node, &Reset::ALL, what, context.findings)).collect()
}

fn rungs(context: &Context<'_>, node: &Node, key: &Node) -> Vec<Rung> {
    let items = read::list(node, context.findings);
    if items.is_empty() && !node.is_empty() && node.text().is_none() {
        let message = say!("в эскалации нет ни одной ступени", "the escalation has no rung");
        let help =
            say!("добавьте: - {{when: overdue, notify: head_of(late)}}", "add: - {{when: overdue, notify: head_of(late)}}");
        context.findings.error_with("empty_ladder", key.span, message, help);
    }
    let mut rungs: Vec<Rung> = Vec::new();
    let mut above_is_known = true;
    for item in items {
        let Some(rung) = rung(context, item) else {
            above_is_known = false;
            continue;
        };
        // What cannot be read may be what waits for an answer.
        if above_is_known || !matches!(rung.when, RungTime::Unanswered(_)) {
            check_place(context, &rungs, &rung, item);
        }
        rungs.push(rung);
        above_is_known = true;
    }
    if rungs.len() == items.len() && !rungs.is_empty() {
        check_end(context, &rungs, key);
    }
    rungs
}

/// Somebody must hear of a late task, also of one that the ladder has given to somebody who is late with it too.
fn check_end(context: &Context<'_>, rungs: &[Rung], key: &Node) {
    let mut telling = rungs.iter().filter(|rung| rung.when.is_late() && !rung.action.who().is_empty());
    match telling.next_back().map(|last| &last.action) {
        None => {
            let message = say!("о просроченной задаче никто не узнает", "nobody hears of the task once it is overdue");
            let help =
                say!("добавьте: - {{when: overdue, notify: head_of(late)}}", "add: - {{when: overdue, notify: head_of(late)}}");
            context.findings.error_with("ladder_ends_early", key.span, message, help);
        }
        Some(RungAction::Reassign(_)) => {
            let message = say!(
                "если опоздает и тот, кому эскалация передаст задачу, об этом никто не узнает",
                "nobody hears of it if whoever the escalation gives the task to is late too"
            );
            let help = say!(
                "добавьте ниже: - {{when: overdue by 2 business days, notify: head_of(late)}} или больший срок",
                "add below: - {{when: overdue by 2 business days, notify: head_of(late)}}, or a longer period"
            );
            context.findings.warning("ladder_ends_with_reassign", key.span, message, help);
        }
        Some(_) => {}
    }
}

/// Whether a rung may stand below these.
fn check_place(context: &Context<'_>, above: &[Rung], rung: &Rung, node: &Node) {
    if let RungTime::Unanswered(_) = rung.when {
        let is_asked = above.last().is_some_and(|last| last.when.is_late() && last.action.wants_answer());
        if !is_asked {
            let message = say!("ступень выше не ждет ни от кого ответа", "the rung above waits for nobody's answer");
            let help = say!(
                "поставьте ее под ступень с notify или offer, которая наступает со сроком или после него",
                "put it below a rung with `notify` or `offer` that comes at the due date or after it"
            );
            context.findings.error_with("nothing_to_answer", node.head(), message, help);
        }
        return;
    }
    // Where an answer is waited for, the moment is known only then.
    let timed = above.iter().rev().find(|rung| !matches!(rung.when, RungTime::Unanswered(_)));
    if timed.is_some_and(|last| is_certainly_later(last.when, rung.when)) {
        let message = say!("эта ступень наступает раньше предыдущей", "this rung comes before the one above it");
        let help = say!("расположите ступени по времени", "put the rungs in the order of time");
        context.findings.error_with("rungs_out_of_order", node.head(), message, help);
    }
}

/// Whether a rung comes after another in every calendar.
fn is_certainly_later(a: RungTime, b: RungTime) -> bool {
    match (a, b) {
        (RungTime::Before(_), RungTime::After(_)) => false,
        (RungTime::After(_), RungTime::Before(_)) => true,
        (RungTime::Before(a), RungTime::Before(b)) => is_certainly_longer(b, a),
        (RungTime::After(a), RungTime::After(b)) => is_certainly_longer(a, b),
        (RungTime::Unanswered(_), _) | (_, RungTime::Unanswered(_)) => false,
    }
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

/// What a rung may do.
const ACTIONS: [&str; 5] = ["notify", "offer", "watch", "priority", "reassign"];

fn rung(context: &Context<'_>, node: &Node) -> Option<Rung> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let when = map.require_like("when", "overdue").and_then(|node| when(context, node));
    let written: Vec<_> = ACTIONS.into_iter().filter_map(|key| Some((key, map.take(key)?))).collect();
    let even_off_hours = map.take("even_off_hours").and_then(|node| read::boolean(node, context.findings)).unwrap_or(false);
    map.close();
    if let &[(key, value)] = &written[..] {
        let action = action(context, key, value);
        return Some(Rung { when: when?, action: action?, even_off_hours });
    }
    let all = ACTIONS.join(", ");
    let message = say!("ступени нужно одно из этого: {all}", "a rung needs one of these: {all}");
    if written.len() > 1 {
        let help = say!("сделайте из каждого действия свою ступень с тем же when", "make a rung of each, with the same `when`");
        context.findings.error_with("bad_rung", node.head(), message, help);
    } else {
        context.findings.error("bad_rung", node.head(), message);
    }
    None
}

fn action(context: &Context<'_>, key: &str, node: &Node) -> Option<RungAction> {
    let who = |node| {
        let who = role::anywhere(context, node)?.who;
        role::note(context, &[(who.clone(), node)], true);
        Some(who)
    };
    match key {
        "notify" => who(node).map(RungAction::Notify),
        "watch" => who(node).map(RungAction::Watch),
        "reassign" => who(node).map(RungAction::Reassign),
        "priority" => {
            let what = ("приоритет", "a priority");
            read::word(node, &Priority::ALL, what, context.findings).map(RungAction::Priority)
        }
        _ => {
            let nodes = read::one_or_many(node);
            if nodes.is_empty() {
                let message = say!("не назван никто", "nobody is named");
                let help = say!("назовите, кому предложить задачу", "name who is offered the task");
                context.findings.error_with("empty_list", node.head(), message, help);
            }
            let people: Vec<_> = nodes.iter().filter_map(|node| Some((role::anywhere(context, node)?.who, node))).collect();
            role::note(context, &people, true);
            (!people.is_empty()).then(|| RungAction::Offer(people.into_iter().map(|(who, _)| who).collect()))
        }
    }
}

/// `overdue`, `overdue by PERIOD`, `PERIOD before due` or `unanswered for PERIOD`.
fn when(context: &Context<'_>, node: &Node) -> Option<RungTime> {
    let phrase = period::phrase(node, ("overdue", "overdue"), context.findings)?;
    if phrase.text() == "overdue" {
        return Some(RungTime::DUE);
    }
    let period = |length: Phrase<'_>| period::read(length, context.findings);
    if let Some(length) = phrase.after("overdue by ") {
        return period(length).map(RungTime::After);
    }
    if let Some(length) = phrase.after("unanswered for ") {
        return period(length).map(RungTime::Unanswered);
    }
    if let Some(length) = phrase.before(" before due") {
        return period(length).map(RungTime::Before);
    }
    let message = say!(
        "ожидается overdue, overdue by и срок, unanswered for и срок или срок и before due",
        "expected overdue, overdue by PERIOD, unanswered for PERIOD, or PERIOD before due"
    );
    let help = say!(
        "например: overdue by 1 business day; 4 business hours before due",
        "for example: overdue by 1 business day; 4 business hours before due"
    );
    context.findings.error_with("bad_rung", phrase.span(), message, help);
    None
}

/// The names of the ladders, before anything is resolved. Nothing is noted here.
pub fn heads(node: Option<&Node>) -> Vec<LadderId> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().take(read::MOST_NAMES).filter_map(|entry| entry.key.text().map(LadderId::from)).collect()
}
