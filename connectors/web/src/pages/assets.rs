//! The few files that pages refer to. Each address holds a hash of the content, so that a browser may keep it for ever.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::app::App;

const STYLE: &str = include_str!("style.css");
const MARK: &str = include_str!("mark.svg");
/// How many hexadecimal digits of the hash an address holds.
const DIGITS: usize = 12;

/// The address of the styles.
pub(super) static STYLE_PATH: LazyLock<String> = LazyLock::new(|| format!("/static/style-{}.css", hash(STYLE)));
/// The address of the mark that browsers show on the tab.
pub(super) static MARK_PATH: LazyLock<String> = LazyLock::new(|| format!("/static/mark-{}.svg", hash(MARK)));

/// The routes of the files.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&STYLE_PATH, get(async || file("text/css; charset=utf-8", STYLE)))
        .route(&MARK_PATH, get(async || file("image/svg+xml", MARK)))
}

fn file(kind: &'static str, content: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")], content).into_response()
}

fn hash(content: &str) -> String {
    let digest = Sha256::digest(content.as_bytes());
    let mut text = digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    text.truncate(DIGITS);
    text
}
