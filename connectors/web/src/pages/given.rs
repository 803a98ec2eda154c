//! From the fields of a page to the input of a command: the same forms that the interface takes.
//!
//! What cannot be read is handed on as it was written, so that the core names it like any other mistake.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{NaiveDateTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value as Json, json};
use voronka_core::Input;
use voronka_definition::Locale;
use voronka_definition::model::{Field, FieldType};

use super::raw::Raw;

/// How the fields of a page are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// What was sent.
    pub raw: &'a Raw,
    /// The zone in which moments are written.
    pub zone: Tz,
    /// The language in which numbers are written.
    pub locale: Locale,
}

impl Reader<'_> {
    /// What was filled in of these fields.
    pub fn filled<'f>(&self, fields: impl Iterator<Item = &'f Field>) -> Input {
        let given = fields.filter_map(|field| Some((field.id.to_string(), self.field(&name_of(field), field)?)));
        given.collect()
    }

    /// What differs of these fields from what the page showed; what was emptied is null.
    pub fn changed<'f>(&self, fields: impl Iterator<Item = &'f Field>, shown: &Raw) -> Input {
        let mut input = Input::new();
        for field in fields {
            let name = name_of(field);
            let given = self.field(&name, field);
            let before = Reader { raw: shown, ..*self }.field(&name, field);
            let is_kept = matches!(field.kind, FieldType::Document) && given.is_none();
            if given != before && !is_kept {
                input.insert(field.id.to_string(), given.unwrap_or(Json::Null));
            }
        }
        input
    }

    /// A value; `None` where nothing was filled in.
    fn field(&self, name: &str, field: &Field) -> Option<Json> {
        match &field.kind {
            FieldType::Money => self.money(name),
            FieldType::Organisation | FieldType::Contact => self.party(name),
            FieldType::Document => self.document(name, field),
            FieldType::List(fields) => self.list(name, fields),
            kind => self.raw.some(name).map(|text| self.plain(kind, text)),
        }
    }

    fn plain(&self, kind: &FieldType, text: &str) -> Json {
        match kind {
            FieldType::Number { .. } => json!(plain_number(text, self.locale)),
            FieldType::Integer { .. } => {
                let number = plain_number(text, self.locale);
                number.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number))
            }
            FieldType::Boolean => text.parse::<bool>().map_or_else(|_| json!(text), |flag| json!(flag)),
            FieldType::Datetime => json!(moment(text, self.zone)),
            _ => json!(text),
        }
    }

    fn money(&self, name: &str) -> Option<Json> {
        let amount = plain_number(self.raw.some(&format!("{name}.amount"))?, self.locale);
        Some(json!({"amount": amount, "currency": self.raw.get(&format!("{name}.currency"))}))
    }

    fn party(&self, name: &str) -> Option<Json> {
        let parts = self.raw.under(name).filter_map(|(path, text)| Some((path.strip_prefix(name)?.strip_prefix('.')?, text)));
        let mut facts: Map<String, Json> =
            parts.filter(|(_, text)| !text.trim().is_empty()).map(|(part, text)| (part.to_owned(), json!(text))).collect();
        if facts.len() > 1 {
            facts.remove("id");
        }
        (!facts.is_empty()).then_some(Json::Object(facts))
    }

    fn document(&self, name: &str, field: &Field) -> Option<Json> {
        if let Some(file) = self.raw.file(name) {
            return Some(json!({"name": file.name, "base64": STANDARD.encode(&file.bytes)}));
        }
        let text = self.raw.some(&format!("{name}.text"))?;
        let called = format!("{}.txt", field.title.get(self.locale));
        Some(json!({"name": called, "text": text.replace("\r\n", "\n")}))
    }

    fn list(&self, name: &str, fields: &[Field]) -> Option<Json> {
        let rows = self.raw.rows(name);
        let items: Vec<Json> = rows.into_iter().map(|row| self.item(&format!("{name}.{row}"), fields)).collect();
        (!items.is_empty()).then_some(Json::Array(items))
    }

    fn item(&self, path: &str, fields: &[Field]) -> Json {
        let parts =
            fields.iter().filter_map(|field| Some((field.id.to_string(), self.field(&format!("{path}.{}", field.id), field)?)));
        Json::Object(parts.collect())
    }
}

/// The name of a field of the deal on a page.
pub(super) fn name_of(field: &Field) -> String {
    format!("f.{}", field.id)
}

/// A number without the marks of its language: `1 250,5` and `1,250.5` are `1250.5`.
fn plain_number(text: &str, locale: Locale) -> String {
    let text = text.replace('\u{2212}', "-");
    let digits = text.chars().filter(|c| !c.is_whitespace());
    match locale {
        Locale::Ru => digits.map(|c| if c == ',' { '.' } else { c }).collect(),
        Locale::En => digits.filter(|c| *c != ',').collect(),
    }
}

/// A moment as the interface takes it, from the local time of a zone. In the hour that autumn repeats the first is meant.
pub(super) fn moment(text: &str, zone: Tz) -> String {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"));
    let at = local.ok().and_then(|local| zone.from_local_datetime(&local).earliest());
    at.map_or_else(|| text.to_owned(), |at| at.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

#[cfg(test)]
mod tests {
    use voronka_definition::Text;

    use super::super::raw::Upload;
    use super::*;

    fn field(id: &str, kind: FieldType) -> Field {
        Field { id: id.into(), title: Text::from("Title"), hint: None, kind, computed: false }
    }

    fn read(kind: FieldType, pairs: &[(&str, &str)], locale: Locale) -> Option<Json> {
        let mut raw = Raw::default();
        pairs.iter().for_each(|(name, text)| raw.set(name, *text));
        let reader = Reader { raw: &raw, zone: Tz::Europe__Moscow, locale };
        reader.filled(std::iter::once(&field("x", kind))).remove("x")
    }

    #[test]
    fn values_are_read_as_people_write_them() {
        let item = || vec![field("who", FieldType::Contact), field("n", FieldType::Integer { from: None, to: None })];
        let table = [
            (FieldType::Text, vec![("f.x", "  ")], None),
            (
                FieldType::Money,
                vec![("f.x.amount", "1 250 000,50"), ("f.x.currency", "RUB")],
                Some(json!({"amount": "1250000.50", "currency": "RUB"})),
            ),
            (FieldType::Money, vec![("f.x.amount", ""), ("f.x.currency", "RUB")], None),
            (FieldType::Datetime, vec![("f.x", "2026-03-05T12:00")], Some(json!("2026-03-05T09:00:00Z"))),
            (FieldType::Datetime, vec![("f.x", "soon")], Some(json!("soon"))),
            (FieldType::Organisation, vec![("f.x.name", "ACME"), ("f.x.phone", "")], Some(json!({"name": "ACME"}))),
            (FieldType::Organisation, vec![("f.x.id", "7"), ("f.x.name", "")], Some(json!({"id": "7"}))),
            (FieldType::Boolean, vec![("f.x", "true")], Some(json!(true))),
            (FieldType::Integer { from: None, to: None }, vec![("f.x", "five")], Some(json!("five"))),
            (
                FieldType::List(item()),
                vec![("f.x.0.n", ""), ("f.x.2.who.name", "Oleg"), ("f.x.2.n", "5")],
                Some(json!([{"who": {"name": "Oleg"}, "n": 5}])),
            ),
        ];
        for (kind, pairs, expected) in table {
            assert_eq!(read(kind, &pairs, Locale::Ru), expected, "{pairs:?}");
        }
        let english = read(FieldType::Money, &[("f.x.amount", "1,250,000.50"), ("f.x.currency", "USD")], Locale::En);
        assert_eq!(english, Some(json!({"amount": "1250000.50", "currency": "USD"})));
    }

    #[test]
    fn a_file_is_sent_whole_and_a_text_under_the_title() {
        let mut raw = Raw::default();
        raw.attach("f.x", Upload { name: "a.pdf".to_owned(), bytes: b"hi".to_vec() });
        let reader = Reader { raw: &raw, zone: Tz::UTC, locale: Locale::En };
        let given = reader.filled(std::iter::once(&field("x", FieldType::Document)));
        assert_eq!(given["x"], json!({"name": "a.pdf", "base64": "aGk="}));
        assert_eq!(
            read(FieldType::Document, &[("f.x.text", "Dear")], Locale::En),
            Some(json!({"name": "Title.txt", "text": "Dear"}))
        );
    }

    #[test]
    fn only_changes_are_sent_and_what_was_emptied_is_null() {
        let (mut shown, mut sent) = (Raw::default(), Raw::default());
        shown.set("f.a", "1");
        shown.set("f.b", "2");
        shown.set("f.c", "3");
        sent.set("f.a", "1");
        sent.set("f.b", "");
        sent.set("f.c", "4");
        let fields = ["a", "b", "c", "d"].map(|id| field(id, FieldType::Text));
        let reader = Reader { raw: &sent, zone: Tz::UTC, locale: Locale::En };
        let input = reader.changed(fields.iter(), &shown);
        assert_eq!(json!(input), json!({"b": null, "c": "4"}));
    }
}
