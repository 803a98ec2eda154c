//! `wait`: until an activity is finished, a signal arrives, a moment comes or a condition becomes true.

use crate::diagnostic::{Span, say};
use crate::model::{Awaited, ResultRule, StepKind, Timeout, Wait};
use crate::name::ResultId;
use crate::process::context::{Context, pretty};
use crate::process::outline::BodyHead;
use crate::process::result::{self, Site};
use crate::process::{expression, moment};
use crate::yaml::{Entry, MapReader, Node, read};

const KEYS: [&str; 4] = ["activity", "signal", "moment", "condition"];
/// What counts the time of a stage.
const TIMED: [&str; 2] = ["limit", "next_step_within"];

/// A wait.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> Option<StepKind> {
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(site.id));
    let written: Vec<&Entry> = KEYS.iter().filter_map(|key| map.entry(key)).collect();
    exactly_one(context, &written, map.place());
    let awaited = written.first().and_then(|entry| awaited(context, entry));
    let results_node = map.take("results");
    let mut results = results_node.map(|node| result::all(context, node, site, &[])).unwrap_or_default();
    if let (Some(entry), Some(node)) = (written.first().filter(|entry| entry.key.text() == Some("activity")), results_node) {
        of_the_activity(context, &entry.value, node, &mut results, timeout_result(map));
    }
    let timeout = timeout(context, map, &results, written.first());
    if let Some(node) = map.take("even_unattended") {
        let help = say!("у сигнала и условия его пишут внутри timeout", "with a signal or a condition it stands within timeout");
        context.even_unattended(node, matches!(awaited, Some(Awaited::Moment(_)) | None), ("moment", help));
    }
    let pauses = map.take("clock").is_some_and(|node| pauses(context, node, site));
    Some(StepKind::Wait(Wait { title, awaited: awaited?, timeout, results, pauses }))
}

/// Whether the clock of the stage stands still meanwhile. Only a stage has one.
fn pauses(context: &Context<'_>, node: &Node, site: &Site<'_>) -> bool {
    let outline = &context.outline;
    let body = site.at.map(|at| (outline.body_of(at), &outline.bodies[outline.body_of(at)]));
    let is_timed = |(place, body): (usize, &BodyHead<'_>)| {
        !outline.is_handler(place) && TIMED.iter().any(|key| body.node.get(key).is_some())
    };
    if !body.is_some_and(is_timed) {
        let message = say!(
            "здесь нечего останавливать: у стадии нет ни limit, ни next_step_within",
            "there is no clock to pause here: the stage has neither `limit` nor `next_step_within`"
        );
        let help = say!(
            "задайте стадии limit или next_step_within, либо удалите clock",
            "give the stage `limit` or `next_step_within`, or delete `clock`"
        );
        context.findings.warning("pause_without_clock", node.span, message, help);
    }
    read::word(node, &[("pause", true)], ("pause", "pause"), context.findings).unwrap_or(true)
}

fn exactly_one(context: &Context<'_>, written: &[&Entry], place: Span) {
    let (place, message) = match written {
        [_] => return,
        [] => (place, say!("не сказано, чего ждать", "it is not said what is awaited")),
        [_, second, ..] => (second.key.span, say!("ждать можно только одного", "only one thing can be awaited")),
    };
    let help = say!("напишите одно из: activity, signal, moment, condition", "write one of: activity, signal, moment, condition");
    context.findings.error_with("wait_for_one", place, message, help);
}

fn awaited(context: &Context<'_>, entry: &Entry) -> Option<Awaited> {
    let node = &entry.value;
    match entry.key.text()? {
        "activity" => context.activity(node).map(|activity| Awaited::Activity(activity.id.clone())),
        "signal" => context.signal(node).map(Awaited::Signal),
        "moment" => Some(Awaited::Moment(moment::read(context, node, &[]))),
        _ => expression::condition(context, Some(node), &[]).map(Awaited::Condition),
    }
}

/// The name of the result that the timeout takes: it need not be one of the activity's.
fn timeout_result<'a>(map: &mut MapReader<'a>) -> Option<&'a str> {
    map.entry("timeout")?.value.get("result")?.text()
}

/// The results of a wait bear the names of the activity's, and their titles.
fn of_the_activity(context: &Context<'_>, activity: &Node, node: &Node, results: &mut [ResultRule], timeout: Option<&str>) {
    let name = activity.text().unwrap_or_default();
    let Some(activity) = context.activities.iter().find(|activity| activity.id.as_str() == name) else { return };
    let known = || activity.results.iter().map(|(id, _)| id.as_str());
    for (id, entry) in node.entries().iter().filter_map(|entry| Some((entry.key.text()?, entry))) {
        if !known().any(|known| known == id) && timeout != Some(id) {
            let (ru, en) = (format!("у активности «{name}» нет результата"), format!("the activity `{name}` has no result"));
            context.unknown("unknown_result", (&ru, &en), id, known(), entry.key.span);
        }
        let title = activity.results.iter().find(|(known, _)| known == id).and_then(|(_, title)| title.clone());
        let untitled = entry.value.get("title").is_none();
        let rule = results.iter_mut().find(|rule| rule.id.as_str() == id);
        if let (Some(rule), Some(title), true) = (rule, title, untitled) {
            rule.title = title;
        }
    }
}

fn timeout(context: &Context<'_>, map: &mut MapReader<'_>, results: &[ResultRule], awaited: Option<&&Entry>) -> Option<Timeout> {
    let Some(node) = map.take("timeout") else {
        demanded(context, map.place(), awaited);
        return None;
    };
    if !read::is_map(node, ("timeout", "{after: 5 business days, result: late}"), context.findings) {
        return None;
    }
    let mut inner = MapReader::open(node, node.head(), context.findings)?;
    let after = inner.require("after").map(|node| moment::read(context, node, &[]));
    let result = inner.require("result").and_then(|node| named_result(context, node, results));
    let even_unattended = inner.take("even_unattended").and_then(|node| read::boolean(node, context.findings));
    inner.close();
    Some(Timeout { after: after?, result: result?, even_unattended: even_unattended.unwrap_or(false) })
}

fn demanded(context: &Context<'_>, place: Span, awaited: Option<&&Entry>) {
    let Some(key @ ("signal" | "condition")) = awaited.and_then(|entry| entry.key.text()) else { return };
    let message = say!("это ожидание может не кончиться никогда", "this wait may never end");
    let help = say!(
        "ожиданию {key} нужен timeout: {{after: …, result: …}}",
        "a wait for a {key} needs timeout: {{after: …, result: …}}"
    );
    context.findings.error_with("wait_without_timeout", place, message, help);
}

fn named_result(context: &Context<'_>, node: &Node, results: &[ResultRule]) -> Option<ResultId> {
    let name = read::name(node, context.findings)?;
    if let Some(rule) = results.iter().find(|rule| rule.id.as_str() == name) {
        return Some(rule.id.clone());
    }
    let known = results.iter().map(|rule| rule.id.as_str());
    context.unknown("unknown_result", ("у этого ожидания нет результата", "this wait has no result"), name, known, node.span);
    None
}
