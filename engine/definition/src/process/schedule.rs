//! `schedules`: when the process starts cases by itself.

use cron::parser::{CronParser, Seconds, Year};

use crate::diagnostic::{Span, say};
use crate::expr::{Expr, Place};
use crate::model::{Finished, Role, Schedule, Who};
use crate::name::{FieldId, OutcomeId, ProcessId, ScheduleId};
use crate::process::context::Context;
use crate::process::{expression, moment, role, zone};
use crate::text::Text;
use crate::yaml::similar::shown;
use crate::yaml::{Entry, MapReader, Node, read};

/// The five fields in their order, with their names in Russian and English and what each may hold.
const PARTS: [(&str, &str, &str); 5] = [
    ("минута", "minute", "0–59"),
    ("час", "hour", "0–23"),
    ("день месяца", "day of the month", "1–31"),
    ("месяц", "month", "1–12, jan–dec"),
    ("день недели", "day of the week", "0–7, mon–sun"),
];

/// The section `schedules`.
pub fn section(context: &Context<'_>, node: Option<&Node>) -> Vec<Schedule> {
    let written = node.map(|node| read::named(node, context.findings)).unwrap_or_default();
    written.into_iter().filter_map(|(name, entry)| schedule(context, name, entry)).collect()
}

fn schedule(context: &Context<'_>, name: &str, entry: &Entry) -> Option<Schedule> {
    let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
    let cron = map.require("cron").and_then(|node| line(context, node));
    let zone = map.require("time_zone").and_then(|node| zone::read(node, context.findings));
    let of_node = map.entry("of").is_some();
    let of = map.take("of").map(|node| finished(context, node));
    let title = if of_node { map.take("title") } else { map.require("title") }.and_then(|node| context.text(node));
    let owner = if of_node { map.take("owner") } else { map.require_like("owner", "schedule_owner") };
    let owner = owner.map(|node| owner_without_case(context, node));
    let with = map.take("with").map(|node| with(context, node, of_node)).unwrap_or_default();
    if let Some(node) = map.take("even_unattended") {
        // What it permits is for the check of the whole to ask.
        read::boolean(node, context.findings);
    }
    map.close();
    Some(Schedule {
        id: ScheduleId::from(name),
        cron: cron?,
        zone: zone?,
        title,
        owner: owner.flatten(),
        with,
        of: of.flatten(),
        line: entry.key.span.line,
    })
}

/// The fields of a started case. Without `of` there is no case yet whose fields they could read.
fn with(context: &Context<'_>, node: &Node, of: bool) -> Vec<(FieldId, Expr)> {
    if MapReader::open(node, node.head(), context.findings).is_none() {
        return Vec::new();
    }
    node.entries().iter().filter_map(|entry| value(context, entry, of)).collect()
}

fn value(context: &Context<'_>, entry: &Entry, of: bool) -> Option<(FieldId, Expr)> {
    let field = context.field_to_set(&entry.key)?;
    let expr = expression::read(context, &entry.value, Place::SetOf(&field.kind), &[]);
    if expr.uses_actor() || (!of && !expr.fields().is_empty()) {
        let message = say!(
            "по расписанию дела еще нет: читать его поля и «actor» нельзя",
            "a schedule has no case yet; neither its fields nor `actor` can be read"
        );
        let help =
            say!("напишите само значение: 100000 RUB, '\"site\"', now", "write the value itself: 100000 RUB, '\"site\"', now");
        context.findings.error_with("needs_a_case", entry.value.head(), message, help);
        return None;
    }
    Some((field.id.clone(), expr))
}

/// A person who is known without a case.
fn owner_without_case(context: &Context<'_>, node: &Node) -> Option<Role> {
    let role = role::role(context, node)?;
    if needs_no_case(&role.who) {
        return Some(role);
    }
    let name = shown(node.text().unwrap_or_default());
    let message = say!(
        "«{name}» известен только в деле, а расписание его еще не начало",
        "`{name}` is known only in a case, and the schedule has not begun one yet"
    );
    let help =
        say!("назовите person(…), position(…) или head_of(direction(…))", "name person(…), position(…) or head_of(direction(…))");
    context.findings.error_with("needs_a_case", node.span, message, help);
    None
}

fn needs_no_case(who: &Who) -> bool {
    match who {
        Who::Person(_) | Who::Position(_) | Who::HeadOfDirection(_) => true,
        Who::HeadOf(inner) => needs_no_case(inner),
        Who::Owner | Who::Actor | Who::Late | Who::HeadOfDealDirection | Who::Item(_) => false,
    }
}

/// The finished cases that it goes on from. Their process may be another, whose outcomes are not known here.
fn finished(context: &Context<'_>, node: &Node) -> Option<Finished> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let process = map.require_like("process", "other_process").and_then(|node| read::name(node, context.findings));
    let outcome = map.take("outcome").map(|node| read::name(node, context.findings).map(OutcomeId::from));
    let at = map.require_like("at", "schedule_at").and_then(|node| moment::optional(context, node));
    map.close();
    let outcome = match outcome {
        Some(None) => return None,
        outcome => outcome.flatten(),
    };
    Some(Finished { process: ProcessId::from(process?), outcome, at: at? })
}

/// A line of five fields. What is wrong is told for the field that is wrong.
fn line(context: &Context<'_>, node: &Node) -> Option<String> {
    let text = read::scalar(node, ("строка cron из пяти полей", "a cron line of five fields"), context.findings)?;
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != PARTS.len() || text.chars().count() > 200 {
        let found = parts.len();
        let message = say!("в строке cron пять полей, а здесь {found}", "a cron line has five fields; this one has {found}");
        context.findings.error_with("bad_cron", node.head(), message, five());
        return None;
    }
    let mut right = true;
    let mut from = 0;
    for (place, part) in parts.iter().enumerate() {
        let at = from + text[from..].find(part).unwrap_or_default();
        from = at + part.len();
        if !is_right(place, part) {
            let begin = text[..at].chars().count();
            wrong_part(context, place, part, node.place_of(begin, begin + part.chars().count()));
            right = false;
        }
    }
    if right && !comes(text) {
        let message = say!("такой день не наступит никогда", "such a day never comes");
        let help =
            say!("проверьте день месяца и месяц: 30 февраля не бывает", "look at the day and the month: there is no 30 February");
        context.findings.error_with("bad_cron", node.head(), message, help);
        return None;
    }
    right.then(|| parts.join(" "))
}

fn parsed(line: &str) -> Option<cron::Cron> {
    CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build().parse(line).ok()
}

/// Whether a field is well formed by itself, all others being free.
fn is_right(place: usize, part: &str) -> bool {
    let mut line = ["*"; PARTS.len()];
    line[place] = part;
    !part.is_empty() && !part.split(',').any(str::is_empty) && parsed(&line.join(" ")).is_some()
}

/// Whether the line ever names a moment. Any moment serves to look from: leap years return.
fn comes(line: &str) -> bool {
    let from = chrono::DateTime::UNIX_EPOCH;
    parsed(line).is_some_and(|cron| cron.find_next_occurrence(&from, false).is_ok())
}

fn wrong_part(context: &Context<'_>, place: usize, part: &str, span: Span) {
    let (ru, en, bounds) = PARTS[place];
    let found = shown(part);
    let number = place + 1;
    let message = say!(
        "поле {number} строки cron — {ru} ({bounds}), а здесь «{found}»",
        "field {number} of a cron line is the {en} ({bounds}), found `{found}`"
    );
    context.findings.error_with("bad_cron", span, message, five());
}

fn five() -> Text {
    say!(
        "поля: минута, час, день месяца, месяц, день недели; в 9:00 по будням — \"0 9 * * mon-fri\"",
        "the fields are minute, hour, day of the month, month, day of the week; at 9:00 on weekdays: \"0 9 * * mon-fri\""
    )
}
