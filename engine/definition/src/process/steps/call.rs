//! `call`: a connector does something outside.

use crate::diagnostic::say;
use crate::expr::Expr;
use crate::model::{Call, Retry, StepKind};
use crate::name::{ConnectionId, FieldId};
use crate::period::{Period, Unit};
use crate::process::context::{Context, pretty};
use crate::process::period;
use crate::process::result::{self, Site};
use crate::yaml::similar::shown;
use crate::yaml::{Entry, MapReader, Node, read};

/// The results that a call may have.
const RESULTS: [&str; 2] = ["done", "failed"];

/// How often a failure is tried again where nothing is written.
const RETRY: Retry = Retry { at_most: 5, after: Period::new(1, Unit::Minutes) };

/// More attempts than this would go on for days.
const MOST_RETRIES: u32 = 20;

/// The longest key of a JSON object, or step of a path.
const LONGEST_KEY: usize = 100;

/// A call of a connector.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> Option<StepKind> {
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(site.id));
    let connection = map.require("connection").and_then(|node| connection(context, node));
    let send = map.take("send").map(|node| send(context, node)).unwrap_or_default();
    let take = map.take("take").map(|node| take(context, node)).unwrap_or_default();
    let retry = map.take("retry").and_then(|node| retry(context, node)).unwrap_or(RETRY);
    let results = match map.take("results") {
        Some(node) => {
            only(context, node, &RESULTS, ("у вызова нет результата", "a call has no result"));
            result::all(context, node, site, &[])
        }
        None => Vec::new(),
    };
    Some(StepKind::Call(Call { title, connection: connection?, send, take, retry, results }))
}

/// Notes every result that is none of these.
pub fn only(context: &Context<'_>, node: &Node, known: &[&str], what: (&str, &str)) {
    for key in node.entries().iter().map(|entry| &entry.key) {
        if let Some(name) = key.text().filter(|name| !known.contains(name)) {
            context.unknown("unknown_result", what, name, known.iter().copied(), key.span);
        }
    }
}

/// The name of a connection. An address belongs to the configuration: the process says what is done, not where.
fn connection(context: &Context<'_>, node: &Node) -> Option<ConnectionId> {
    let text = read::scalar(node, ("имя подключения", "the name of a connection"), context.findings)?;
    if text.contains("://") || text.contains('/') || text.contains('.') {
        let message = say!("здесь ожидается имя подключения, а не адрес", "expected the name of a connection, not an address");
        let help = say!(
            "адрес и ключи записывают в конфигурации voronka, а здесь — имя: connection: billing",
            "the address and its keys belong to the configuration of voronka; write the name here: connection: billing"
        );
        context.findings.error_with("address_as_connection", node.span, message, help);
        return None;
    }
    read::name(node, context.findings).map(ConnectionId::from)
}

/// What is sent: each key with its expression.
fn send(context: &Context<'_>, node: &Node) -> Vec<(String, Expr)> {
    if MapReader::open(node, node.head(), context.findings).is_none() {
        return Vec::new();
    }
    let entries = read::at_most(node.entries(), read::MOST_NAMES, context.findings);
    entries.iter().filter_map(|entry| sent(context, entry)).collect()
}

fn sent(context: &Context<'_>, entry: &Entry) -> Option<(String, Expr)> {
    let key = part(context, &entry.key, entry.key.text()?)?;
    Some((key, result::outgoing(context, &entry.value)?))
}

/// What the answer sets: each field with the path to its value.
fn take(context: &Context<'_>, node: &Node) -> Vec<(FieldId, Vec<String>)> {
    if MapReader::open(node, node.head(), context.findings).is_none() {
        return Vec::new();
    }
    let entries = read::at_most(node.entries(), read::MOST_NAMES, context.findings);
    entries.iter().filter_map(|entry| taken(context, entry)).collect()
}

fn taken(context: &Context<'_>, entry: &Entry) -> Option<(FieldId, Vec<String>)> {
    let field = context.field_to_set(&entry.key)?;
    let path = read::scalar(
        &entry.value,
        ("путь в ответе, например links.pdf", "a path in the answer, links.pdf for example"),
        context.findings,
    )?;
    let parts: Option<Vec<String>> = path.trim().split('.').map(|text| part(context, &entry.value, text)).collect();
    Some((field.id.clone(), parts?))
}

/// One key of an object, as other systems write them: neither empty nor endless, and without blanks around it.
fn part(context: &Context<'_>, node: &Node, text: &str) -> Option<String> {
    let fits = !text.is_empty() && text.trim() == text && text.chars().count() <= LONGEST_KEY;
    if fits {
        return Some(text.to_owned());
    }
    let found = shown(node.text().unwrap_or_default());
    let message = say!("«{found}» — не ключ и не путь в JSON", "`{found}` is no key and no path in JSON");
    let help = say!(
        "ключи пути разделяют точкой, без пробелов: links.pdf; место в списке — числом: items.0.id",
        "the keys of a path are divided by dots, without blanks: links.pdf; a place in a list is a number: items.0.id"
    );
    context.findings.error_with("bad_path", node.head(), message, help);
    None
}

fn retry(context: &Context<'_>, node: &Node) -> Option<Retry> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let at_most = map.take("at_most").map(|node| read::integer(node, 0..=MOST_RETRIES, context.findings));
    let after = map.take("after").map(|node| pause(context, node));
    map.close();
    Some(Retry { at_most: at_most.unwrap_or(Some(RETRY.at_most))?, after: after.unwrap_or(Some(RETRY.after))? })
}

/// The first pause. It doubles up to an hour, so that a longer one would mean nothing.
fn pause(context: &Context<'_>, node: &Node) -> Option<Period> {
    let phrase = period::phrase(node, ("срок", "a period"), context.findings)?;
    let pause = period::read(phrase, context.findings)?;
    let short = match pause.unit {
        Unit::Minutes => pause.amount <= 60,
        Unit::Hours => pause.amount <= 1,
        _ => false,
    };
    if !short {
        let message = say!("первая пауза — от 1 минуты до 1 часа", "the first pause is from 1 minute to 1 hour");
        let help = say!(
            "пауза удваивается до часа сама; напишите, например, after: 5 minutes",
            "the pause doubles up to an hour by itself; write after: 5 minutes, for example"
        );
        context.findings.error_with("bad_pause", phrase.span(), message, help);
    }
    short.then_some(pause)
}
