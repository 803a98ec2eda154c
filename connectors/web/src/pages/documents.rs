//! The documents of a deal. They are handed out to be kept, never shown in the place of a page: what is in them is not ours.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fmt::Write as _;
use voronka_core::{CaseId, Event};
use voronka_definition::value::Data;
use voronka_definition::{Document, Value};

use super::seen;
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/deals/{id}/documents/{hash}", get(hand_out))
}

async fn hand_out(State(app): State<App>, visit: Visit, Path((id, hash)): Path<(String, String)>) -> Result<Response, Problem> {
    let id: CaseId = id.parse().map_err(|_| Problem::not_found())?;
    let seen = seen::case(&visit, id).await?;
    let document = match find(&seen.case.data, &hash) {
        Some(document) => document.clone(),
        None => earlier(&visit, id, &hash).await?.ok_or_else(Problem::not_found)?,
    };
    let content = app.engine.reads().document(&hash).await?.ok_or_else(Problem::not_found)?;
    let kind = if document.text { "text/plain; charset=utf-8" } else { "application/octet-stream" };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_DISPOSITION, disposition(&document.name));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// A document that the deal had before.
async fn earlier(visit: &Visit, id: CaseId, hash: &str) -> Result<Option<Document>, Problem> {
    let history = seen::history(visit, id).await?;
    let found = history.iter().find_map(|recorded| match &recorded.event {
        Event::FieldsSet { values, .. } | Event::CaseStarted { data: values, .. } => find(values, hash).cloned(),
        _ => None,
    });
    Ok(found)
}

/// The document with this hash, those in lists included.
fn find<'a>(data: &'a Data, hash: &str) -> Option<&'a Document> {
    data.values().find_map(|value| match value {
        Value::Document(document) if document.hash == hash => Some(document),
        Value::List(items) => items.iter().find_map(|item| find(item, hash)),
        _ => None,
    })
}

/// The name of the file for the browser, every letter kept.
fn disposition(name: &str) -> HeaderValue {
    let mut text = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let table = [
            ("a.pdf", "attachment; filename*=UTF-8''a.pdf"),
            ("a\"; x=\r\n.html", "attachment; filename*=UTF-8''a%22%3B%20x%3D%0D%0A.html"),
            ("ю", "attachment; filename*=UTF-8''%D1%8E"),
        ];
        for (name, expected) in table {
            assert_eq!(disposition(name), expected);
        }
    }
}
