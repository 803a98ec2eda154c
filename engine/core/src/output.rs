//! Output: values as JSON, in the forms of the HTTP interface. What [`Input`](crate::Input) reads, this writes.
//!
//! Absent on purpose: the contents of documents. Whoever has them says how a document is written.

use chrono::{DateTime, SecondsFormat, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value as Json, json};
use voronka_definition::Value;
use voronka_definition::value::{Data, Document, Money, Party};

/// A value as JSON; a document by the given form.
pub fn json_of(value: &Value, document: &dyn Fn(&Document) -> Json) -> Json {
    match value {
        Value::Text(text) | Value::Choice(text) => json!(text),
        Value::Number(number) => decimal(*number),
        Value::Integer(number) => json!(number),
        Value::Money(sum) => money(*sum),
        Value::Boolean(flag) => json!(flag),
        Value::Date(day) => json!(day.format("%Y-%m-%d").to_string()),
        Value::Datetime(at) => json!(moment(*at)),
        Value::Person(id) => json!(id.as_str()),
        Value::Direction(id) => json!(id.as_str()),
        Value::Process(id) => json!(id.as_str()),
        Value::Organisation(found) | Value::Contact(found) => party(found),
        Value::Document(found) => document(found),
        Value::List(items) => items.iter().map(|item| Json::Object(data(item, document))).collect(),
    }
}

/// Values by the name of their field.
pub fn data(data: &Data, document: &dyn Fn(&Document) -> Json) -> Map<String, Json> {
    data.iter().map(|(field, value)| (field.to_string(), json_of(value, document))).collect()
}

/// A document by what is known of it without its content.
pub fn described(document: &Document) -> Json {
    json!({"name": document.name, "size": document.size, "sha256": document.hash})
}

/// Whole numbers stay whole; no other number of ours has more digits than a JSON number keeps.
pub fn decimal(number: Decimal) -> Json {
    match number.is_integer().then(|| number.to_i64()).flatten() {
        Some(whole) => json!(whole),
        None => json!(number.to_f64()),
    }
}

/// Money with all the places of its currency.
pub fn money(sum: Money) -> Json {
    json!({"amount": sum.amount().to_string(), "currency": sum.currency.code()})
}

/// A moment of UTC.
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn party(party: &Party) -> Json {
    match party {
        Party::Known(id) => json!({"id": id}),
        Party::Described(facts) => json!(facts),
    }
}
