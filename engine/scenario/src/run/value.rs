//! Values: whether a field holds what a scenario expects, and both in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use voronka_definition::Value;
use voronka_definition::value::{Data, Money, Party};

/// Whether the value is the expected one; null expects nothing. Of an item of a list and of a party only what is given counts.
pub(super) fn fits(wanted: &Json, found: Option<&Value>) -> bool {
    let Some(found) = found else { return wanted.is_null() };
    let text = wanted.as_str();
    match found {
        Value::Text(value) | Value::Choice(value) => text == Some(value),
        Value::Number(value) => text.and_then(|text| text.parse::<Decimal>().ok()) == Some(*value),
        Value::Integer(value) => wanted.as_i64() == Some(*value),
        Value::Money(value) => money(wanted).is_some_and(|amount| amount == (value.amount(), value.currency.code().to_owned())),
        Value::Boolean(value) => wanted.as_bool() == Some(*value),
        Value::Date(value) => text == Some(&value.to_string()),
        Value::Datetime(value) => text.and_then(|text| DateTime::parse_from_rfc3339(text).ok()).is_some_and(|at| at == *value),
        Value::Person(value) => text == Some(value.as_str()),
        Value::Direction(value) => text == Some(value.as_str()),
        Value::Process(value) => text == Some(value.as_str()),
        Value::Organisation(party) | Value::Contact(party) => wanted.as_object().is_some_and(|facts| is_party(facts, party)),
        Value::Document(document) => wanted.get("name").and_then(Json::as_str) == Some(&document.name),
        Value::List(items) => wanted.as_array().is_some_and(|wanted| {
            wanted.len() == items.len() && wanted.iter().zip(items).all(|(wanted, item)| is_item(wanted, item))
        }),
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

fn is_item(wanted: &Json, item: &Data) -> bool {
    let Some(wanted) = wanted.as_object() else { return false };
    wanted.iter().all(|(field, wanted)| fits(wanted, item.get(field.as_str())))
}

/// A value as a scenario would write it.
pub(super) fn written(value: Option<&Value>, zone: Tz) -> String {
    let Some(value) = value else { return "null".to_owned() };
    match value {
        Value::Text(text) | Value::Choice(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Money(money) => of_money(*money),
        Value::Boolean(value) => value.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Datetime(at) => moment(*at, zone),
        Value::Person(name) => name.to_string(),
        Value::Direction(name) => name.to_string(),
        Value::Process(name) => name.to_string(),
        Value::Organisation(party) | Value::Contact(party) => party.name().to_owned(),
        Value::Document(document) => document.name.clone(),
        Value::List(items) => {
            let item = |item: &Data| {
                let fields = item.iter().map(|(field, value)| format!("{field}: {}", written(Some(value), zone)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            };
            format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
    }
}

/// What a scenario expects, as it would write it.
pub(super) fn expected(wanted: &Json, zone: Tz) -> String {
    match wanted {
        Json::Object(facts) => {
            let text = |key: &str| facts.get(key).and_then(Json::as_str).unwrap_or_default();
            if facts.contains_key("currency") {
                return format!("{} {}", text("amount"), text("currency"));
            }
            if facts.contains_key("name") && facts.values().all(Json::is_string) {
                return text("name").to_owned();
            }
            let fields = facts.iter().map(|(field, value)| format!("{field}: {}", expected(value, zone)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(|one| expected(one, zone)).collect::<Vec<_>>().join(", ")),
        Json::String(text) => match DateTime::parse_from_rfc3339(text) {
            Ok(at) => moment(at.to_utc(), zone),
            Err(_) => text.clone(),
        },
        other => other.to_string(),
    }
}

fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

fn of_money(money: Money) -> String {
    format!("{} {}", money.amount().normalize(), money.currency)
}
