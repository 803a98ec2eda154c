//! Rejections: a command that is refused, as facts. Nothing was written.

use serde::{Deserialize, Serialize};
use voronka_definition::{Locale, Text};

/// A refused command: what was expected, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("expected {}; found {}", .expected.get(Locale::En), .found.get(Locale::En))]
pub struct Rejection {
    /// What kind of refusal it is.
    pub kind: RejectionKind,
    /// A stable code, as `task_not_open`.
    pub code: String,
    /// What was expected.
    pub expected: Text,
    /// What was found.
    pub found: Text,
    /// Every missing or wrong field, for content that was refused.
    pub fields: Vec<FieldProblem>,
}

/// What kind of refusal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionKind {
    /// It does not exist, or he who asks may not know that it does.
    NotFound,
    /// He who asks may see it, but may not do this.
    Forbidden,
    /// The state does not allow it.
    Conflict,
    /// The content is missing or wrong.
    Invalid,
    /// Somebody else changed it in the meantime.
    Outdated,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field; `participants[2].influence` within a list.
    pub field: String,
    /// A stable code: `missing`, `unknown`, `wrong_type`, `out_of_range`, `not_an_option`, `unknown_person` …
    pub code: String,
    /// What was expected.
    pub expected: Text,
    /// What was found.
    pub found: Text,
}

impl Rejection {
    /// A refusal without fields.
    pub fn new(kind: RejectionKind, code: &str, expected: Text, found: Text) -> Self {
        Self { kind, code: code.to_owned(), expected, found, fields: Vec::new() }
    }
}
