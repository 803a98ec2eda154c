//! Refusals of a form: those that name fields are shown in the form, the others are a page of their own.

use voronka_core::{FieldProblem, Rejection, RejectionKind};
use voronka_definition::Text;

use crate::problem::Problem;

/// What was wrong with the fields; another refusal is a problem.
pub(super) fn in_place(rejection: Rejection) -> Result<Vec<FieldProblem>, Problem> {
    if rejection.kind == RejectionKind::Invalid && !rejection.fields.is_empty() {
        return Ok(rejection.fields);
    }
    Err(rejection.into())
}

/// A field of the form itself that must be filled in.
pub(super) fn missing(field: &str) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        code: "missing".to_owned(),
        expected: Text::both("значение", "a value"),
        found: Text::both("не заполнено", "nothing"),
    }
}
