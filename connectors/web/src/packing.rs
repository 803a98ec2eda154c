//! Which answers travel compressed: texts, to whoever takes them so.
//!
//! How long a compressed page is tells what is in it: where a page repeats what somebody else put into its address beside a secret, such as the
//! hidden token of its forms, whoever sees the length of many such answers can guess the secret letter by letter (BREACH). He has to make the
//! victim's browser ask, with the session's cookie, for addresses of his choice. Browsers say when another site has made them ask: such an answer
//! is not compressed. Nor is one to a browser so old that it does not say; without encryption there is nothing left to guess.
//!
//! Absent on purpose: what flows on, such as the stream of hints, and what is compressed already, such as most documents.

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

use crate::app::App;
use crate::auth::session_of;

/// What is shorter than so many bytes fits a packet anyhow.
const SHORTEST: u64 = 860;
/// What is worth it.
const TEXTS: [&str; 7] = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/calendar",
    "application/json",
    "application/problem+json",
    "image/svg+xml",
];

/// A predicate that is a function.
type IsText = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// The layer that compresses.
pub(crate) fn layer() -> CompressionLayer<And<SizeAbove, IsText>> {
    let is_text: IsText = |_, _, headers, _| is_text(headers);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(SHORTEST).and(is_text))
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    TEXTS.contains(&kind.split(';').next().unwrap_or_default().trim())
}

/// The layer before it: an answer from whose length somebody else could learn is asked for as it is.
pub(crate) async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !is_safe(&app, request.headers()) {
        request.headers_mut().remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}

fn is_safe(app: &App, headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
        Some(site) => site == b"same-origin" || site == b"none",
        None => !app.base_url.starts_with("https://") || session_of(app, headers).is_none(),
    }
}
