//! Pieces of a column in words: as a cell of the table would write them, so that a missing row can be copied from the message.

use std::cmp::Ordering;

use crate::expr::order_of;
use crate::process::checks::tables::axis::{Name, Piece, digits};
use crate::value::{Currency, Value};
use crate::yaml::similar::shown;

/// How many alternatives are named.
const NAMED: usize = 4;

/// How two values of one line are ordered.
pub fn order(a: &Value, b: &Value) -> Ordering {
    order_of(a, b).unwrap_or(Ordering::Equal)
}

/// The word of a value that is known by its name.
pub fn plain(value: &Value) -> &str {
    match value {
        Value::Text(text) | Value::Choice(text) => text,
        Value::Person(id) => id.as_str(),
        Value::Direction(id) => id.as_str(),
        Value::Process(id) => id.as_str(),
        _ => "",
    }
}

/// A value as a cell writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::Number(number) => digits(*number),
        Value::Integer(number) => number.to_string(),
        Value::Money(money) => format!("{} {}", digits(money.amount()), money.currency),
        Value::Boolean(value) => value.to_string(),
        Value::Date(date) => format!("date(\"{}\")", date.format("%Y-%m-%d")),
        Value::Datetime(moment) => format!("date and time(\"{}\")", moment.format("%Y-%m-%dT%H:%M:%S%.fZ")),
        other => format!("\"{}\"", shown(plain(other)).replace('"', "\\\"")),
    }
}

/// The chosen pieces as a cell, in Russian and in English.
pub fn of(pieces: &[Piece], chosen: &[bool]) -> (String, String) {
    let is =
        |name: &Name, wanted: bool| pieces.iter().zip(chosen).any(|(piece, chosen)| piece.name == *name && *chosen == wanted);
    let filled = pieces.iter().zip(chosen).filter(|(piece, _)| piece.name != Name::Null);
    let null = is(&Name::Null, true).then(|| same("null"));
    if filled.clone().all(|(_, chosen)| *chosen) {
        let all = if null.is_some() { "-" } else { "not(null)" };
        return same(all);
    }
    let mut words: Vec<(String, String)> = null.into_iter().collect();
    if is(&Name::Other, true) {
        let left_out = filled.filter(|(_, chosen)| !**chosen).filter_map(|(piece, _)| one(&piece.name));
        words.push(same(&format!("not({})", left_out.collect::<Vec<_>>().join(", "))));
    } else {
        words.extend(runs(pieces, chosen));
    }
    joined(words)
}

fn same(text: &str) -> (String, String) {
    (text.to_owned(), text.to_owned())
}

fn one(name: &Name) -> Option<String> {
    match name {
        Name::One(value) => Some(literal(value)),
        _ => None,
    }
}

fn joined(mut words: Vec<(String, String)>) -> (String, String) {
    if words.len() > NAMED {
        words.truncate(NAMED);
        words.push(same("…"));
    }
    let (ru, en): (Vec<_>, Vec<_>) = words.into_iter().unzip();
    (ru.join(", "), en.join(", "))
}

/// The chosen pieces, what lies side by side on a line as one range.
fn runs(pieces: &[Piece], chosen: &[bool]) -> Vec<(String, String)> {
    let mut words = Vec::new();
    let mut run: Vec<&Name> = Vec::new();
    for (piece, chosen) in pieces.iter().zip(chosen) {
        let goes_on = run.last().is_some_and(|last| touches(last, &piece.name));
        if !(*chosen && goes_on) {
            words.extend(range(&std::mem::take(&mut run)));
        }
        if *chosen {
            run.push(&piece.name);
        }
    }
    words.extend(range(&run));
    words
}

/// Whether two pieces that follow one another are neighbours on one line.
fn touches(left: &Name, right: &Name) -> bool {
    match (left, right) {
        (Name::Between(_, Some(high), _), Name::One(value)) => high == value || order_of(high, value) == Some(Ordering::Equal),
        (Name::One(value), Name::Between(Some(low), ..)) => low == value || order_of(low, value) == Some(Ordering::Equal),
        // A point between them that no field can hold, or two whole numbers with nothing between.
        (Name::Between(_, Some(high), _), Name::Between(Some(low), ..)) => order_of(high, low) == Some(Ordering::Equal),
        (Name::One(a), Name::One(b)) => order_of(a, b) == Some(Ordering::Less),
        _ => false,
    }
}

fn range(run: &[&Name]) -> Option<(String, String)> {
    let (first, last) = (run.first()?, run.last()?);
    let low = match first {
        Name::One(value) => Some((value, true)),
        Name::Between(low, ..) => low.as_ref().map(|low| (low, false)),
        // Told apart from the rest already.
        Name::Null => return None,
        Name::OtherCurrency => return Some(("другая валюта".to_owned(), "another currency".to_owned())),
        _ => None,
    };
    let high = match last {
        Name::One(value) => Some((value, true)),
        Name::Between(_, high, _) => high.as_ref().map(|high| (high, false)),
        _ => None,
    };
    Some(match (low, high) {
        (None, None) => whole(first),
        (Some((low, true)), Some((high, true))) if low == high => same(&literal(low)),
        (Some((low, included)), None) => same(&format!("{} {}", if included { ">=" } else { ">" }, literal(low))),
        (None, Some((high, included))) => same(&format!("{} {}", if included { "<=" } else { "<" }, literal(high))),
        (Some((low, from)), Some((high, to))) => {
            let (open, close) = (if from { '[' } else { '(' }, if to { ']' } else { ')' });
            same(&format!("{open}{}..{}{close}", literal(low), literal(high)))
        }
    })
}

fn whole(name: &Name) -> (String, String) {
    let currency: Option<Currency> = match name {
        Name::Between(.., currency) => *currency,
        _ => None,
    };
    match currency {
        Some(currency) => (format!("любая сумма в {currency}"), format!("any amount in {currency}")),
        None => same("not(null)"),
    }
}
