//! Values of fields as a scenario writes them, in the forms that the core takes: `500000 RUB`, `2026-03-05 15:00`, names.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use serde_json::{Map, Value as Json, json};
use voronka_core::Input;
use voronka_definition::model::{Field, FieldType};
use voronka_definition::name::FieldId;
use voronka_definition::value::Currency;
use voronka_definition::yaml::{Entry, Kind, Node, read};

use super::Reader;

/// What a value is for: a plain name of a document that is handed in is its content too, one that is expected says nothing of it.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Given,
    Expected,
}

/// How a moment is written.
const MOMENT: &str = "%Y-%m-%d %H:%M";

impl<'a> Reader<'a> {
    /// Fields of the deal with their values.
    pub(super) fn fields(&self, node: &'a Node) -> Input {
        self.written(node).into_iter().filter_map(|(name, entry)| self.field_of_deal(name, entry, Side::Given)).collect()
    }

    /// What they are expected to hold, in the order it is written.
    pub(super) fn data(&self, node: &'a Node) -> Vec<(FieldId, Json)> {
        let written = self.written(node).into_iter();
        let expected = written.filter_map(|(name, entry)| self.field_of_deal(name, entry, Side::Expected));
        expected.map(|(name, json)| (name.into(), json)).collect()
    }

    /// The entries by the names of fields; those of the item that an `each` stands at have a dot: `supplier.price`.
    fn written(&self, node: &'a Node) -> Vec<(&'a str, &'a Entry)> {
        if !matches!(node.kind, Kind::Map(_)) {
            return read::named(node, self.findings);
        }
        let fields = &self.given.process.fields;
        let name = |entry: &'a Entry| {
            let of_item = entry.key.text().filter(|key| fields.of_item(&FieldId::from(*key)).is_some());
            of_item.or_else(|| read::name(&entry.key, self.findings))
        };
        node.entries().iter().filter_map(|entry| Some((name(entry)?, entry))).collect()
    }

    fn field_of_deal(&self, name: &str, entry: &Entry, side: Side) -> Option<(String, Json)> {
        let fields = &self.given.process.fields;
        let Some(field) = fields.get(&FieldId::from(name)) else {
            let known = fields.iter().map(|field| field.id.as_str());
            let what = ("поле сделки", "a field of the deal");
            read::unknown("unknown_field", name, what, known, entry.key.span, self.findings);
            return None;
        };
        Some((name.to_owned(), self.value(&entry.value, &field.kind, side)?))
    }

    fn value(&self, node: &Node, kind: &FieldType, side: Side) -> Option<Json> {
        if node.is_empty() {
            return Some(Json::Null);
        }
        match kind {
            FieldType::List(fields) => self.items(node, fields, side),
            FieldType::Organisation | FieldType::Contact => self.party(node),
            FieldType::Document => self.document(node, side),
            _ => self.scalar(node, kind),
        }
    }

    fn scalar(&self, node: &Node, kind: &FieldType) -> Option<Json> {
        let (expected, example) = expected(kind);
        let text = read::scalar(node, expected, self.findings)?.trim();
        let json = match kind {
            FieldType::Money => money(text),
            FieldType::Boolean => text.parse::<bool>().ok().map(Json::from),
            FieldType::Integer { .. } => text.parse::<i64>().ok().map(Json::from),
            FieldType::Number { .. } => text.parse::<rust_decimal::Decimal>().ok().map(|_| json!(text)),
            FieldType::Date => text.parse::<NaiveDate>().ok().map(|_| json!(text)),
            FieldType::Datetime => self.moment_of(text).map(|at| json!(at.to_rfc3339())),
            _ => Some(json!(text)),
        };
        if json.is_none() {
            self.wrong(node, expected, Some(say!("например: {example}", "for example {example}")));
        }
        json
    }

    fn items(&self, node: &Node, fields: &[Field], side: Side) -> Option<Json> {
        let items = read::list(node, self.findings).iter().map(|item| self.item(item, fields, side));
        items.collect::<Option<Vec<_>>>().map(Json::Array)
    }

    fn item(&self, node: &Node, fields: &[Field], side: Side) -> Option<Json> {
        let mut values = Map::new();
        for (name, entry) in read::named(node, self.findings) {
            let Some(field) = fields.iter().find(|field| field.id.as_str() == name) else {
                let known = fields.iter().map(|field| field.id.as_str());
                let what = ("поле этого списка", "a field of this list");
                read::unknown("unknown_field", name, what, known, entry.key.span, self.findings);
                return None;
            };
            values.insert(name.to_owned(), self.value(&entry.value, &field.kind, side)?);
        }
        Some(Json::Object(values))
    }

    /// A name, or facts by their names.
    fn party(&self, node: &Node) -> Option<Json> {
        match &node.kind {
            Kind::Map(_) => self.texts(node),
            _ => read::plain_text(node, self.findings).map(|name| json!({"name": name})),
        }
    }

    /// A name, which is the content too, or both.
    fn document(&self, node: &Node, side: Side) -> Option<Json> {
        match &node.kind {
            Kind::Map(_) => self.texts(node),
            _ if side == Side::Expected => read::plain_text(node, self.findings).map(|name| json!({"name": name})),
            _ => read::plain_text(node, self.findings).map(|name| json!({"name": name, "text": name})),
        }
    }

    fn texts(&self, node: &Node) -> Option<Json> {
        let named = read::named(node, self.findings).into_iter();
        let texts = named.map(|(name, entry)| Some((name.to_owned(), json!(read::plain_text(&entry.value, self.findings)?))));
        texts.collect::<Option<Map<_, _>>>().map(Json::Object)
    }

    /// A moment in the organisation's zone, or with a zone of its own.
    pub(super) fn moment(&self, node: &Node) -> Option<DateTime<Utc>> {
        let expected = ("момент", "a moment");
        let text = read::scalar(node, expected, self.findings)?.trim();
        let at = self.moment_of(text);
        if at.is_none() {
            self.wrong(node, expected, Some(say!("например: 2026-03-02 10:00", "for example 2026-03-02 10:00")));
        }
        at
    }

    fn moment_of(&self, text: &str) -> Option<DateTime<Utc>> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Some(at.to_utc());
        }
        let local = NaiveDateTime::parse_from_str(text, MOMENT).ok()?;
        self.given.organisation.time_zone.from_local_datetime(&local).earliest().map(|at| at.to_utc())
    }

    pub(super) fn day(&self, node: &Node) -> Option<NaiveDate> {
        let expected = ("день", "a day");
        let day = read::scalar(node, expected, self.findings)?.parse().ok();
        if day.is_none() {
            self.wrong(node, expected, Some(say!("например: 2026-03-02", "for example 2026-03-02")));
        }
        day
    }
}

fn expected(kind: &FieldType) -> ((&'static str, &'static str), &'static str) {
    match kind {
        FieldType::Money => (("сумма с валютой", "an amount with its currency"), "500000 RUB"),
        FieldType::Boolean => (("true или false", "true or false"), "true"),
        FieldType::Integer { .. } => (("целое число", "a whole number"), "5"),
        FieldType::Number { .. } => (("число", "a number"), "7.5"),
        FieldType::Date => (("день", "a day"), "2026-03-02"),
        FieldType::Datetime => (("момент", "a moment"), "2026-03-02 10:00"),
        _ => (("текст", "a text"), "…"),
    }
}

/// `500000 RUB`, `1 250 000.50 RUB`.
fn money(text: &str) -> Option<Json> {
    let (amount, currency) = text.rsplit_once(' ')?;
    Currency::from_code(currency)?;
    let amount: String = amount.chars().filter(|letter| *letter != ' ').collect();
    amount.parse::<rust_decimal::Decimal>().ok()?;
    Some(json!({"amount": amount, "currency": currency}))
}
