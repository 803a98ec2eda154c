//! The body of a command, with its idempotency key.

use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use voronka_definition::Text;
use voronka_definition::name::PersonId;
use voronka_runtime::Key;

use super::fields::{Fields, Form};
use super::piece::found;
use crate::app::App;
use crate::auth::Caller;
use crate::problem::Problem;

/// The longest idempotency key, in characters.
const KEY_LONGEST: usize = 200;

/// What a person wants, as the body says it.
#[derive(Debug)]
pub(crate) struct Command<F> {
    /// Who wants it.
    pub by: PersonId,
    /// The body.
    pub form: F,
    /// Under which key the answer is kept.
    pub key: Option<Key>,
}

impl<F: Form> FromRequest<App> for Command<F> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let Caller(by, _) = Caller::of(request.extensions())?;
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let headers = request.headers().clone();
        let bytes = body(request, app).await?;
        require_json(&headers, &bytes)?;
        let key = key_of(&headers, &by, &[method.as_str(), &path], &bytes)?;
        Ok(Self { by, form: Fields::read(object(&bytes)?)?, key })
    }
}

/// The bytes of a body within its limit.
pub(super) async fn body(request: Request, app: &App) -> Result<Bytes, Problem> {
    let bytes = Bytes::from_request(request, app).await;
    bytes.map_err(|rejection| Problem::of_status(rejection.status()))
}

fn require_json(headers: &HeaderMap, bytes: &Bytes) -> Result<(), Problem> {
    let kind = media_type(headers);
    let is_json = kind.as_deref().is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"));
    if is_json || (kind.is_none() && bytes.is_empty()) {
        return Ok(());
    }
    Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))
}

/// The media type of the content, in small letters and without parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(kind.split(';').next()?.trim().to_ascii_lowercase())
}

/// An empty body is an object without fields.
fn object(bytes: &Bytes) -> Result<Map<String, Json>, Problem> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Json::Object(object)) => Ok(object),
        Ok(other) => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "not_an_object",
            Text::both("объект JSON", "a JSON object"),
            found(&other),
        )),
        Err(error) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_json",
            Text::both("JSON", "JSON"),
            Text::both(
                format!("ошибка в строке {}, столбце {}", error.line(), error.column()),
                format!("a mistake at line {}, column {}", error.line(), error.column()),
            ),
        )),
    }
}

/// The key of a request: the caller's own, bound to what he asked for.
pub(super) fn key_of(headers: &HeaderMap, by: &PersonId, target: &[&str], body: &[u8]) -> Result<Option<Key>, Problem> {
    let Some(header) = headers.get("idempotency-key") else { return Ok(None) };
    let key = header.to_str().ok().filter(|key| !key.trim().is_empty() && key.len() <= KEY_LONGEST);
    let Some(key) = key else { return Err(bad_key()) };
    Ok(Some(Key { person: by.clone(), key: key.to_owned(), body_hash: hash(target, body) }))
}

fn hash(target: &[&str], body: &[u8]) -> String {
    let mut hasher = Sha256::new();
    for part in target {
        hasher.update(part.as_bytes());
        hasher.update(b"\n");
    }
    hasher.update(body);
    hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bad_key() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "bad_idempotency_key",
        Text::both(
            format!("Idempotency-Key из видимых знаков ASCII, не длиннее {KEY_LONGEST}"),
            format!("an Idempotency-Key of at most {KEY_LONGEST} visible ASCII characters"),
        ),
        Text::both("другое значение", "another value"),
    )
}
