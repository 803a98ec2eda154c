//! Problems: every error of every route, in the form of RFC 9457 and in the caller's language.
//!
//! A handler answers a [`Problem`] as facts. [`write`], the outermost layer, puts it into words, and makes a problem of every
//! error that is not one yet: a route that does not exist, a method that it does not have, a panic.

pub(crate) mod causes;
mod known;

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use voronka_core::{FieldProblem, Rejection, RejectionKind};
use voronka_definition::diagnostic::{FindingJson, json};
use voronka_definition::{Diagnostics, Locale, Text};

use crate::language;

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// An error as facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// When it may be tried again.
    pub retry_after_seconds: Option<u32>,
    /// What is wrong.
    pub detail: Box<Detail>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// A stable code, as `task_not_open`.
    pub code: String,
    /// What was expected.
    pub expected: Text,
    /// What was found.
    pub found: Text,
    /// Every missing or wrong field.
    pub fields: Vec<FieldProblem>,
    /// Every finding of a definition that was handed in.
    pub findings: Option<Diagnostics>,
}

impl Problem {
    /// A problem without fields.
    pub fn new(status: StatusCode, code: &str, expected: Text, found: Text) -> Self {
        let detail = Detail { code: code.to_owned(), expected, found, fields: Vec::new(), findings: None };
        Self { status, retry_after_seconds: None, detail: Box::new(detail) }
    }

    /// Content with these missing or wrong fields.
    pub fn of_fields(fields: Vec<FieldProblem>) -> Self {
        let mut problem = known::wrong_fields();
        problem.detail.fields = fields;
        problem
    }

    /// Content with one wrong field.
    pub fn of_field(field: &str, code: &str, expected: Text, found: Text) -> Self {
        Self::of_fields(vec![FieldProblem { field: field.to_owned(), code: code.to_owned(), expected, found }])
    }

    /// A cursor that no list has given.
    pub fn bad_cursor() -> Self {
        let expected = Text::both("значение `next` из этого же списка", "the `next` of the same list");
        Self::of_field("after", "bad_cursor", expected, Text::both("другое значение", "another value"))
    }

    /// A definition with mistakes.
    pub fn of_findings(findings: Diagnostics) -> Self {
        let mut problem = known::wrong_definition();
        problem.detail.findings = Some(findings);
        problem
    }

    /// What is known of an error that says nothing but its status.
    pub fn of_status(status: StatusCode) -> Self {
        known::of_status(status)
    }

    /// It does not exist, or he who asks may not know that it does: one answer for both.
    pub fn not_found() -> Self {
        Self::of_status(StatusCode::NOT_FOUND)
    }

    /// A failure that is nobody's request's fault.
    pub fn fault() -> Self {
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// In words.
    pub fn told(&self, locale: Locale) -> ProblemForm {
        let detail = &self.detail;
        let (expected, found) = (detail.expected.get(locale).to_owned(), detail.found.get(locale).to_owned());
        let findings = detail.findings.as_ref().map(|findings| json(&findings.0, locale));
        ProblemForm {
            kind: format!("urn:voronka:problem:{}", detail.code),
            title: known::title(self.status).get(locale).to_owned(),
            status: self.status.as_u16(),
            detail: locale
                .pick(format!("Ожидалось: {expected}. Получено: {found}."), format!("Expected {expected}; found {found}.")),
            code: detail.code.clone(),
            expected,
            found,
            fields: detail.fields.iter().map(|field| FieldProblemForm::told(field, locale)).collect(),
            errors: findings.as_ref().map(|findings| findings.errors),
            warnings: findings.as_ref().map(|findings| findings.warnings),
            findings: findings.map(|findings| findings.findings),
        }
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let status = match rejection.kind {
            RejectionKind::NotFound => return Self::not_found(),
            RejectionKind::Forbidden => StatusCode::FORBIDDEN,
            RejectionKind::Conflict => StatusCode::CONFLICT,
            RejectionKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RejectionKind::Outdated => StatusCode::PRECONDITION_FAILED,
        };
        let mut problem = Self::new(status, &rejection.code, rejection.expected, rejection.found);
        problem.detail.fields = rejection.fields;
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// A problem as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemForm {
    /// A name for this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind of problem it is, in words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What was expected and what was found, as a sentence.
    pub detail: String,
    /// A stable code, as `task_not_open`.
    pub code: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Every missing or wrong field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblemForm>,
    /// Every finding of a definition that was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub findings: Option<Vec<FindingJson>>,
    /// How many findings are errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<usize>,
    /// How many findings are warnings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<usize>,
}

/// What is wrong with a field, as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub struct FieldProblemForm {
    /// The field; `participants[2].influence` within a list.
    pub field: String,
    /// A stable code: `missing`, `unknown`, `wrong_type` …
    pub code: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl FieldProblemForm {
    fn told(problem: &FieldProblem, locale: Locale) -> Self {
        Self {
            field: problem.field.clone(),
            code: problem.code.clone(),
            expected: problem.expected.get(locale).to_owned(),
            found: problem.found.get(locale).to_owned(),
        }
    }
}

/// The outermost layer: puts problems into words. A page's own error, which is HTML, passes.
pub async fn write(request: Request, next: Next) -> Response {
    let locale = language::asked(request.headers()).unwrap_or(Locale::En);
    let head = request.method() == Method::HEAD;
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_page(&response) {
        return response;
    }
    let given = response.extensions().get::<Arc<Problem>>().cloned();
    let problem = given.unwrap_or_else(|| Arc::new(Problem::of_status(status)));
    let mut answer = worded(&problem, locale);
    if let Some(methods) = response.headers().get(ALLOW) {
        answer.headers_mut().insert(ALLOW, methods.clone());
    }
    if head {
        *answer.body_mut() = axum::body::Body::empty();
    }
    answer
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn worded(problem: &Problem, locale: Locale) -> Response {
    let mut answer = (problem.status, Json(problem.told(locale))).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert("content-language", HeaderValue::from_static(locale.code()));
    if problem.status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"voronka\""));
    }
    if let Some(seconds) = problem.retry_after_seconds {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(problem: &Problem, locale: Locale) -> serde_json::Value {
        json!(problem.told(locale))
    }

    #[test]
    fn a_rejection_is_told_in_both_languages() {
        let expected = Text::both("открытая задача", "an open task");
        let found = Text::both("задача закончена", "a task that is done");
        let problem = Problem::from(Rejection::new(RejectionKind::Conflict, "task_not_open", expected, found));
        let english = json!({
            "type": "urn:voronka:problem:task_not_open",
            "title": "The state does not allow it",
            "status": 409,
            "detail": "Expected an open task; found a task that is done.",
            "code": "task_not_open",
            "expected": "an open task",
            "found": "a task that is done",
        });
        assert_eq!(told(&problem, Locale::En), english);
        let russian = told(&problem, Locale::Ru);
        assert_eq!(russian["detail"], "Ожидалось: открытая задача. Получено: задача закончена.");
        assert_eq!(russian["code"], "task_not_open");
    }

    #[test]
    fn every_kind_of_rejection_has_its_status() {
        let table = [
            (RejectionKind::NotFound, 404),
            (RejectionKind::Forbidden, 403),
            (RejectionKind::Conflict, 409),
            (RejectionKind::Invalid, 422),
            (RejectionKind::Outdated, 412),
        ];
        for (kind, status) in table {
            let problem = Problem::from(Rejection::new(kind, "code", Text::from("a"), Text::from("b")));
            assert_eq!(problem.status.as_u16(), status);
        }
    }

    #[test]
    fn what_may_not_be_seen_is_answered_like_what_does_not_exist() {
        let rejection = Rejection::new(RejectionKind::NotFound, "invisible", Text::from("a"), Text::from("b"));
        assert_eq!(Problem::from(rejection), Problem::not_found());
    }

    #[test]
    fn wrong_fields_are_named() {
        let problem = Problem::of_field("data.need", "missing", Text::from("a text"), Text::from("nothing"));
        let fields = json!([{"field": "data.need", "code": "missing", "expected": "a text", "found": "nothing"}]);
        assert_eq!(told(&problem, Locale::En)["fields"], fields);
    }
}
