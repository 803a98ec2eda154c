//! Values: whether a field holds what a scenario expects, and both in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use voronka_definition::Value;
use voronka_definition::value::{Data, Document, Money, Party};

use crate::play::Contents;

/// The key of a document's content.
const TEXT: &str = "text";

/// How a document is told: by its name, or with its content where that was expected.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Extent {
    Name,
    Whole,
}

impl Extent {
    /// As much as is expected.
    pub(super) fn of(wanted: &Json) -> Self {
        let says = match wanted {
            Json::Object(facts) => facts.contains_key(TEXT) || facts.values().any(|fact| Self::of(fact) == Self::Whole),
            Json::Array(items) => items.iter().any(|item| Self::of(item) == Self::Whole),
            _ => false,
        };
        if says { Self::Whole } else { Self::Name }
    }
}

/// Values as a scenario sees them.
pub(super) struct Seen<'a> {
    /// Moments are written in it.
    pub(super) zone: Tz,
    /// What was handed in.
    pub(super) contents: &'a Contents,
}

impl Seen<'_> {
    /// Whether the value is the expected one; null expects nothing. Of an item of a list, of a party and of a document only what is
    /// given counts.
    pub(super) fn fits(&self, wanted: &Json, found: Option<&Value>) -> bool {
        let Some(found) = found else { return wanted.is_null() };
        let text = wanted.as_str();
        match found {
            Value::Text(value) | Value::Choice(value) => text == Some(value),
            Value::Number(value) => text.and_then(|text| text.parse::<Decimal>().ok()) == Some(*value),
            Value::Integer(value) => wanted.as_i64() == Some(*value),
            Value::Money(value) => {
                money(wanted).is_some_and(|amount| amount == (value.amount(), value.currency.code().to_owned()))
            }
            Value::Boolean(value) => wanted.as_bool() == Some(*value),
            Value::Date(value) => text == Some(&value.to_string()),
            Value::Datetime(value) => {
                text.and_then(|text| DateTime::parse_from_rfc3339(text).ok()).is_some_and(|at| at == *value)
            }
            Value::Person(value) => text == Some(value.as_str()),
            Value::Direction(value) => text == Some(value.as_str()),
            Value::Process(value) => text == Some(value.as_str()),
            Value::Organisation(party) | Value::Contact(party) => wanted.as_object().is_some_and(|facts| is_party(facts, party)),
            Value::Document(document) => wanted.as_object().is_some_and(|facts| self.is_document(facts, document)),
            Value::List(items) => wanted.as_array().is_some_and(|wanted| {
                wanted.len() == items.len() && wanted.iter().zip(items).all(|(wanted, item)| self.is_item(wanted, item))
            }),
        }
    }

    fn is_document(&self, facts: &Map<String, Json>, document: &Document) -> bool {
        let is_it = |(key, fact): (&String, &Json)| match key.as_str() {
            "name" => fact.as_str() == Some(&document.name),
            TEXT => fact.as_str().map(str::as_bytes) == self.contents.get(&document.hash).map(Vec::as_slice),
            _ => false,
        };
        !facts.is_empty() && facts.iter().all(is_it)
    }

    fn is_item(&self, wanted: &Json, item: &Data) -> bool {
        let Some(wanted) = wanted.as_object() else { return false };
        wanted.iter().all(|(field, wanted)| self.fits(wanted, item.get(field.as_str())))
    }

    /// A value as a scenario would write it.
    pub(super) fn written(&self, value: Option<&Value>, extent: Extent) -> String {
        let Some(value) = value else { return "null".to_owned() };
        match value {
            Value::Text(text) | Value::Choice(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Money(money) => of_money(*money),
            Value::Boolean(value) => value.to_string(),
            Value::Date(day) => day.to_string(),
            Value::Datetime(at) => moment(*at, self.zone),
            Value::Person(name) => name.to_string(),
            Value::Direction(name) => name.to_string(),
            Value::Process(name) => name.to_string(),
            Value::Organisation(party) | Value::Contact(party) => party.name().to_owned(),
            Value::Document(document) => self.of_document(document, extent),
            Value::List(items) => {
                let item = |item: &Data| {
                    let fields = item.iter().map(|(field, value)| format!("{field}: {}", self.written(Some(value), extent)));
                    format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
                };
                format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn of_document(&self, document: &Document, extent: Extent) -> String {
        let name = &document.name;
        if extent == Extent::Name {
            return name.clone();
        }
        let content = self.contents.get(&document.hash).map(|bytes| String::from_utf8_lossy(bytes));
        format!("{{name: {name}, text: {}}}", content.unwrap_or_default())
    }

    /// What a scenario expects, as it would write it.
    pub(super) fn expected(&self, wanted: &Json) -> String {
        match wanted {
            Json::Object(facts) => {
                let text = |key: &str| facts.get(key).and_then(Json::as_str).unwrap_or_default();
                if facts.contains_key("currency") {
                    return format!("{} {}", text("amount"), text("currency"));
                }
                if facts.contains_key("name") && !facts.contains_key(TEXT) && facts.values().all(Json::is_string) {
                    return text("name").to_owned();
                }
                let fields = facts.iter().map(|(field, value)| format!("{field}: {}", self.expected(value)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            Json::Array(items) => format!("[{}]", items.iter().map(|one| self.expected(one)).collect::<Vec<_>>().join(", ")),
            Json::String(text) => match DateTime::parse_from_rfc3339(text) {
                Ok(at) => moment(at.to_utc(), self.zone),
                Err(_) => text.clone(),
            },
            other => other.to_string(),
        }
    }
}

fn money(wanted: &Json) -> Option<(Decimal, String)> {
    let amount = wanted.get("amount")?.as_str()?.parse().ok()?;
    Some((amount, wanted.get("currency")?.as_str()?.to_owned()))
}

fn is_party(facts: &Map<String, Json>, party: &Party) -> bool {
    match party {
        Party::Known(id) => facts.get("id").and_then(Json::as_str) == Some(id),
        Party::Described(known) => facts.iter().all(|(key, fact)| fact.as_str() == known.get(key).map(String::as_str)),
    }
}

fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

fn of_money(money: Money) -> String {
    format!("{} {}", money.amount().normalize(), money.currency)
}
