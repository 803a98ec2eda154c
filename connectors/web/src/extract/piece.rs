//! Pieces of a request: texts, moments, ids, each with what is expected of it. In a query every piece is a text.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, SchemaType, Type};
use voronka_core::{CaseId, Input};
use voronka_definition::Text;
use voronka_definition::model::TaskKind;
use voronka_definition::name::{DepartmentId, OutcomeId, PersonId, ProcessId, ResultId, SignalName, StageId};
use voronka_definition::organisation::Covered;

/// How many characters of a wrong value are shown.
const SHOWN_CHARACTERS: usize = 60;

/// A value of one field of a request.
pub(crate) trait Piece: Sized {
    /// What it should be.
    fn expected() -> Text;
    /// Takes it; `None` when it is something else.
    fn take(json: Json) -> Option<Self>;
    /// Its schema.
    fn schema() -> Object {
        plain(Type::String)
    }
}

fn plain(kind: Type) -> Object {
    ObjectBuilder::new().schema_type(SchemaType::new(kind)).build()
}

fn formatted(format: SchemaFormat) -> Object {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::String)).format(Some(format)).build()
}

/// What was found, for a person: short.
pub(super) fn found(json: &Json) -> Text {
    let whole = json.to_string();
    let mut short: String = whole.chars().take(SHOWN_CHARACTERS).collect();
    if short.len() < whole.len() {
        short.push('…');
    }
    Text::Any(short)
}

fn text(json: Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text),
        _ => None,
    }
}

impl Piece for String {
    fn expected() -> Text {
        Text::both("текст", "a text")
    }

    fn take(json: Json) -> Option<Self> {
        text(json)
    }
}

impl Piece for bool {
    fn expected() -> Text {
        Text::both("true или false", "true or false")
    }

    fn take(json: Json) -> Option<Self> {
        match json {
            Json::Bool(flag) => Some(flag),
            Json::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn schema() -> Object {
        plain(Type::Boolean)
    }
}

impl Piece for u32 {
    fn expected() -> Text {
        Text::both("целое число", "a whole number")
    }

    fn take(json: Json) -> Option<Self> {
        match json {
            Json::Number(number) => number.as_u64()?.try_into().ok(),
            Json::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn schema() -> Object {
        plain(Type::Integer)
    }
}

impl Piece for u64 {
    fn expected() -> Text {
        Text::both("целое число", "a whole number")
    }

    fn take(json: Json) -> Option<Self> {
        match json {
            Json::Number(number) => number.as_u64(),
            Json::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn schema() -> Object {
        plain(Type::Integer)
    }
}

impl Piece for DateTime<Utc> {
    fn expected() -> Text {
        Text::both("время по RFC 3339, как 2026-03-02T09:00:00Z", "a time of RFC 3339, as 2026-03-02T09:00:00Z")
    }

    fn take(json: Json) -> Option<Self> {
        let moment = DateTime::parse_from_rfc3339(&text(json)?).ok()?;
        Some(moment.with_timezone(&Utc))
    }

    fn schema() -> Object {
        formatted(SchemaFormat::KnownFormat(KnownFormat::DateTime))
    }
}

impl Piece for NaiveDate {
    fn expected() -> Text {
        Text::both("дата, как 2026-03-02", "a date, as 2026-03-02")
    }

    fn take(json: Json) -> Option<Self> {
        let text = text(json)?;
        // The form of RFC 3339 and no other: what is read has to be written so again.
        text.parse::<Self>().ok().filter(|day| day.to_string() == text)
    }

    fn schema() -> Object {
        formatted(SchemaFormat::KnownFormat(KnownFormat::Date))
    }
}

impl Piece for Covered {
    fn expected() -> Text {
        Text::both("all, urgent или none", "all, urgent or none")
    }

    fn take(json: Json) -> Option<Self> {
        serde_json::from_value(json).ok()
    }

    fn schema() -> Object {
        ObjectBuilder::new().schema_type(SchemaType::new(Type::String)).enum_values(Some(["all", "urgent", "none"])).build()
    }
}

impl Piece for CaseId {
    fn expected() -> Text {
        Text::both("номер сделки", "the id of a case")
    }

    fn take(json: Json) -> Option<Self> {
        Self::from_str(&text(json)?).ok()
    }

    fn schema() -> Object {
        formatted(SchemaFormat::Custom("uuid".to_owned()))
    }
}

impl Piece for TaskKind {
    fn expected() -> Text {
        Text::both(
            "вид задачи: call, meeting, letter, document, form, visa или other",
            "a kind of task: call, meeting, letter, document, form, visa or other",
        )
    }

    fn take(json: Json) -> Option<Self> {
        serde_json::from_value(json).ok()
    }

    fn schema() -> Object {
        let kinds = ["call", "meeting", "letter", "document", "form", "visa", "other"];
        ObjectBuilder::new().schema_type(SchemaType::new(Type::String)).enum_values(Some(kinds)).build()
    }
}

impl Piece for Input {
    fn expected() -> Text {
        Text::both("объект с полями", "an object with fields")
    }

    fn take(json: Json) -> Option<Self> {
        match json {
            Json::Object(object) => Some(object.into_iter().collect()),
            _ => None,
        }
    }

    fn schema() -> Object {
        plain(Type::Object)
    }
}

macro_rules! names {
    ($($name:ident: $ru:literal, $en:literal;)*) => {$(
        impl Piece for $name {
            fn expected() -> Text {
                Text::both($ru, $en)
            }

            fn take(json: Json) -> Option<Self> {
                text(json).map(Self::from)
            }
        }
    )*};
}

names! {
    ProcessId: "имя процесса", "the name of a process";
    StageId: "имя стадии", "the name of a stage";
    OutcomeId: "имя финальной стадии", "the name of an outcome";
    ResultId: "имя результата", "the name of a result";
    SignalName: "имя сигнала", "the name of a signal";
    PersonId: "идентификатор сотрудника", "the id of a person";
    DepartmentId: "имя отдела", "the name of a department";
}
