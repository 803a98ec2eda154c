//! The fields of a request's object, taken one by one.

use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use voronka_core::{FieldProblem, Input};
use voronka_definition::Text;

use super::piece::{Piece, found};
use crate::problem::Problem;

/// What a request brings: a form that is read from the fields of an object.
pub(crate) trait Form: Sized {
    /// Takes what it needs; `None` when something needed is missing or wrong, which the fields have noted.
    fn read(fields: &mut Fields) -> Option<Self>;
}

/// The fields of an object that were not taken yet, and what was wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    left: Map<String, Value>,
    problems: Vec<FieldProblem>,
}

impl Fields {
    /// Reads a form from an object.
    pub(crate) fn read<F: Form>(object: Map<String, Value>) -> Result<F, Problem> {
        let mut fields = Self { left: object, problems: Vec::new() };
        let form = F::read(&mut fields);
        let unknown: Vec<String> = fields.left.keys().cloned().collect();
        fields.problems.extend(unknown.into_iter().map(unknown_field));
        match form {
            Some(form) if fields.problems.is_empty() => Ok(form),
            _ => Err(Problem::of_fields(fields.problems)),
        }
    }

    /// A field that must be there.
    pub(crate) fn need<P: Piece>(&mut self, name: &str) -> Option<P> {
        match self.left.remove(name) {
            Some(Value::Null) | None => {
                self.note(name, "missing", P::expected(), Text::both("ничего", "nothing"));
                None
            }
            Some(json) => self.take(name, json),
        }
    }

    /// A field that may be there; null is the same as absent.
    pub(crate) fn may<P: Piece>(&mut self, name: &str) -> Option<P> {
        match self.left.remove(name) {
            Some(Value::Null) | None => None,
            Some(json) => self.take(name, json),
        }
    }

    /// Every field that is left, whatever its name.
    fn rest(&mut self) -> Input {
        std::mem::take(&mut self.left).into_iter().collect()
    }

    /// Notes what is wrong with a field.
    pub(crate) fn note(&mut self, field: &str, code: &str, expected: Text, found: Text) {
        self.problems.push(FieldProblem { field: field.to_owned(), code: code.to_owned(), expected, found });
    }

    fn take<P: Piece>(&mut self, name: &str, json: Value) -> Option<P> {
        let shown = found(&json);
        let piece = P::take(json);
        if piece.is_none() {
            self.note(name, "wrong_type", P::expected(), shown);
        }
        piece
    }
}

/// Fields of any name: which there are is the process's question.
#[derive(Debug)]
pub(crate) struct Record(pub Input);

impl Form for Record {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self(fields.rest()))
    }
}

impl PartialSchema for Record {
    fn schema() -> RefOr<Schema> {
        RefOr::T(Schema::Object(<Input as Piece>::schema()))
    }
}

impl ToSchema for Record {}

fn unknown_field(field: String) -> FieldProblem {
    FieldProblem {
        field,
        code: "unknown".to_owned(),
        expected: Text::both("только описанные поля", "only fields that are described"),
        found: Text::both("неизвестное поле", "an unknown field"),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;
    use voronka_definition::Locale;

    use super::*;

    form! {
        /// A form with a bit of everything.
        Sample {
            /// A text that must be there.
            need name: String,
            /// A moment that must be there.
            need due_at: chrono::DateTime<chrono::Utc>,
            /// A number that may be there.
            may limit: u32,
        }
    }

    fn read(body: Value) -> Result<Sample, Problem> {
        Fields::read(body.as_object().cloned().unwrap_or_default())
    }

    fn wrong(body: Value) -> Vec<(String, String)> {
        let Err(problem) = read(body) else { return Vec::new() };
        assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY);
        problem.detail.fields.into_iter().map(|field| (field.field, field.code)).collect()
    }

    #[test]
    fn a_whole_form_is_read() {
        let sample = read(json!({"name": "a", "due_at": "2026-03-02T12:00:00+03:00", "limit": null})).expect("a whole form");
        assert_eq!((sample.name.as_str(), sample.limit), ("a", None));
        assert_eq!(sample.due_at.to_rfc3339(), "2026-03-02T09:00:00+00:00");
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let pair = |field: &str, code: &str| (field.to_owned(), code.to_owned());
        let table = [
            (json!({}), vec![pair("name", "missing"), pair("due_at", "missing")]),
            (json!({"name": null, "due_at": 5}), vec![pair("name", "missing"), pair("due_at", "wrong_type")]),
            (
                json!({"name": "a", "due_at": "tomorrow", "limit": -1, "assignee": "boris"}),
                vec![pair("due_at", "wrong_type"), pair("limit", "wrong_type"), pair("assignee", "unknown")],
            ),
        ];
        for (body, expected) in table {
            assert_eq!(wrong(body.clone()), expected, "{body}");
        }
    }

    #[test]
    fn a_wrong_value_is_shown_and_cut() {
        let Err(problem) = read(json!({"name": vec![1; 300], "due_at": 1})) else { panic!("a list is no name") };
        let found = problem.detail.fields[0].found.get(Locale::En);
        assert!(found.starts_with("[1,1") && found.ends_with('…') && found.chars().count() <= 61, "{found}");
    }

    #[test]
    fn a_form_describes_itself() {
        let schema = json!(<Sample as PartialSchema>::schema());
        assert_eq!(schema["required"], json!(["name", "due_at"]));
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["properties"]["due_at"]["format"], json!("date-time"));
        assert_eq!(schema["properties"]["limit"]["description"], json!("A number that may be there."));
    }
}
