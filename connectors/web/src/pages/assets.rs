//! The few files that pages refer to. Each address holds a hash of the content, so that a browser may keep it for ever.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::app::App;

/// The styles, a file for each room of the pages. What a narrow window changes comes last.
const STYLE: &str = concat!(
    include_str!("style/base.css"),
    include_str!("style/fields.css"),
    include_str!("style/tasks.css"),
    include_str!("style/deals.css"),
    include_str!("style/rest.css"),
    include_str!("style/entering.css"),
    include_str!("style/processes.css"),
    include_str!("style/deal.css"),
    include_str!("style/work.css"),
    include_str!("style/board.css"),
    include_str!("style/calendar.css"),
    include_str!("style/overview.css"),
    include_str!("style/administration.css"),
    include_str!("style/phone.css"),
);
/// The name of the styles.
pub(super) const STYLE_NAME: &str = "style.css";
/// The name of the script of every page.
pub(super) const SCRIPT_NAME: &str = "voronka.js";
/// The name of the mark that browsers show on the tab.
pub(super) const MARK_NAME: &str = "mark.svg";
/// Every file, by its name: what it is and what is in it.
const FILES: &[(&str, &str, &str)] = &[
    (STYLE_NAME, CSS, STYLE),
    (MARK_NAME, "image/svg+xml", include_str!("mark.svg")),
    (SCRIPT_NAME, JAVASCRIPT, SCRIPT),
    ("picture.css", CSS, include_str!("style/picture.css")),
    ("editor.js", JAVASCRIPT, include_str!("script/editor.js")),
    ("workshop.js", JAVASCRIPT, include_str!("script/workshop.js")),
];
/// What styles are.
const CSS: &str = "text/css; charset=utf-8";
/// What scripts are.
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
/// The script of every page: keys, what unfolds in place, what changes elsewhere.
const SCRIPT: &str = concat!(include_str!("script/fold.js"), include_str!("script/live.js"), include_str!("script/keys.js"),);
/// How many hexadecimal digits of the hash an address holds.
const DIGITS: usize = 12;

/// The address of each file.
static PATHS: LazyLock<Vec<String>> =
    LazyLock::new(|| FILES.iter().map(|(name, _, content)| format!("/static/{}-{name}", hash(content))).collect());

/// The address of a file by its name; nothing where there is none of this name.
pub(super) fn path(name: &str) -> &'static str {
    let place = FILES.iter().position(|(known, _, _)| *known == name);
    place.and_then(|place| PATHS.get(place)).map_or("", String::as_str)
}

/// The routes of the files.
pub(super) fn router() -> Router<App> {
    FILES.iter().fold(Router::new(), |router, (name, kind, content)| router.route(path(name), get(async || file(kind, content))))
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
