//! A field that a result asks for, with what is known.

use serde::Serialize;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use voronka_core::output::decimal;
use voronka_definition::Locale;
use voronka_definition::model::{Ask, ChoiceOption, Field, FieldType};

use crate::forms::{View, json_of};

/// A field that is asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Field)]
pub struct FieldForm {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What it holds: `text`, `number`, `integer`, `money`, `boolean`, `date`, `datetime`, `choice`, `person`, `direction`,
    /// `process`, `organisation`, `contact`, `document` or `list`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// For a choice its options, each with `id` and `title`; for a list the fields of an item.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub of: Option<Json>,
    /// The least number allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub from: Option<Json>,
    /// The greatest number allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>)]
    pub to: Option<Json>,
    /// The condition under which it is asked, as the process has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What is known; null where nothing is.
    pub value: Json,
}

impl FieldForm {
    /// What a result asks for. A field that its process does not have is left out; a checked process has none such.
    pub fn asked(view: &View, ask: &Ask) -> Option<Self> {
        let field = view.process.field(&ask.field)?;
        let known = view.known(&ask.field);
        let value = known.map_or(Json::Null, |value| json_of(&value, &view.contents));
        Some(Self { when: ask.when.as_ref().map(|when| when.source().to_owned()), value, ..Self::plain(field, view.locale) })
    }

    /// A field of which nothing is known.
    pub fn plain(field: &Field, locale: Locale) -> Self {
        let (from, to) = bounds(&field.kind);
        Self {
            id: field.id.to_string(),
            title: field.title.get(locale).to_owned(),
            hint: field.hint.as_ref().map(|hint| hint.get(locale).to_owned()),
            kind: field.kind.name(),
            of: of(&field.kind, locale),
            from,
            to,
            when: None,
            value: Json::Null,
        }
    }
}

fn of(kind: &FieldType, locale: Locale) -> Option<Json> {
    match kind {
        FieldType::Choice(options) => Some(options.iter().map(|option| choice(option, locale)).collect()),
        FieldType::List(fields) => Some(fields.iter().map(|field| json!(FieldForm::plain(field, locale))).collect()),
        _ => None,
    }
}

fn choice(option: &ChoiceOption, locale: Locale) -> Json {
    json!({"id": option.id, "title": option.title.get(locale)})
}

fn bounds(kind: &FieldType) -> (Option<Json>, Option<Json>) {
    match kind {
        FieldType::Number { from, to } => (from.map(decimal), to.map(decimal)),
        FieldType::Integer { from, to } => (from.map(|from| json!(from)), to.map(|to| json!(to))),
        _ => (None, None),
    }
}
