//! The documents of a deal. They are handed out to be kept. What a browser can only show and not run, a text, a picture, a PDF, may be
//! looked at instead; its first bytes decide that, not its name alone: what is in it is not ours.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use std::fmt::Write as _;
use voronka_core::{CaseId, Event};
use voronka_definition::value::Data;
use voronka_definition::{Document, Value};

use super::seen;
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// The names of pictures and of texts that browsers show; an SVG may hold scripts.
const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];
const TEXTS: [&str; 5] = ["txt", "md", "csv", "log", "json"];
const PDF: &str = "application/pdf";
/// Nothing in a document runs, loads anything or is framed.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// Browsers show no PDF in a sandbox; they keep one of their own around it.
const PDF_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'";

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/deals/{id}/documents/{hash}", get(hand_out))
}

/// How it is handed out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    /// To be looked at, where it can be.
    show: Option<String>,
}

async fn hand_out(
    State(app): State<App>,
    visit: Visit,
    Path((id, hash)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let id: CaseId = id.parse().map_err(|_| Problem::not_found())?;
    let seen = seen::case(&visit, id).await?;
    let document = match find(&seen.case.data, &hash) {
        Some(document) => document.clone(),
        None => earlier(&visit, id, &hash).await?.ok_or_else(Problem::not_found)?,
    };
    let content = app.engine.reads().document(&hash).await?.ok_or_else(Problem::not_found)?;
    let kind = if document.text { "text/plain; charset=utf-8" } else { "application/octet-stream" };
    let shown = wanted.show.and_then(|_| looked_at(&document, &content));
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(shown.unwrap_or(kind)));
    headers.insert(CONTENT_DISPOSITION, disposition(if shown.is_some() { "inline" } else { "attachment" }, &document.name));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(if shown == Some(PDF) { PDF_POLICY } else { POLICY }));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// Whether a document can be looked at, by its name.
pub(super) fn may_be_shown(document: &Document) -> bool {
    document.text
        || extension(&document.name).is_some_and(|end| PICTURES.contains(&&*end) || TEXTS.contains(&&*end) || end == "pdf")
}

/// Whether it is a picture, by its name.
pub(super) fn is_picture(document: &Document) -> bool {
    extension(&document.name).is_some_and(|end| PICTURES.contains(&&*end))
}

/// Whether it is a text, by its name.
pub(super) fn is_text(document: &Document) -> bool {
    document.text || extension(&document.name).is_some_and(|end| TEXTS.contains(&&*end))
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, end)| end.to_lowercase())
}

/// As what a document is shown, if its content is what its name says.
fn looked_at(document: &Document, content: &[u8]) -> Option<&'static str> {
    if !may_be_shown(document) {
        return None;
    }
    let begins = |mark: &[u8]| content.starts_with(mark);
    match () {
        () if is_text(document) => std::str::from_utf8(content).is_ok().then_some("text/plain; charset=utf-8"),
        () if begins(b"%PDF-") => Some(PDF),
        () if begins(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        () if begins(b"\xff\xd8\xff") => Some("image/jpeg"),
        () if begins(b"GIF87a") || begins(b"GIF89a") => Some("image/gif"),
        () if begins(b"RIFF") && content.get(8..12) == Some(b"WEBP") => Some("image/webp"),
        () => None,
    }
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
fn disposition(how: &str, name: &str) -> HeaderValue {
    let mut text = format!("{how}; filename*=UTF-8''");
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
            assert_eq!(disposition("attachment", name), expected);
        }
    }

    #[test]
    fn only_what_is_what_its_name_says_is_looked_at() {
        let shown = |name: &str, content: &[u8]| {
            let document = Document { name: name.to_owned(), hash: String::new(), size: 0, text: false };
            looked_at(&document, content)
        };
        let table: [(&str, &[u8], Option<&str>); 8] = [
            ("a.txt", "смета".as_bytes(), Some("text/plain; charset=utf-8")),
            ("a.txt", b"\xff\xfe", None),
            ("a.PNG", b"\x89PNG\r\n\x1a\n...", Some("image/png")),
            ("a.png", b"<script>", None),
            ("a.pdf", b"%PDF-1.7", Some(PDF)),
            ("a.html", b"%PDF-1.7", None),
            ("a.svg", b"<svg/>", None),
            ("a", b"GIF89a", None),
        ];
        for (name, content, expected) in table {
            assert_eq!(shown(name, content), expected, "{name}");
        }
    }
}
