//! The session cookie of the pages, and whether a form comes from our own pages.

use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};

use crate::app::App;

/// Under HTTPS the browser itself guarantees with this prefix that no neighbour and no plain connection set the cookie.
const GUARDED: &str = "__Host-voronka";
const PLAIN: &str = "voronka";

/// The cookie that begins a session. The token is the engine's ([`Engine::open_session`](voronka_runtime::Engine::open_session)).
pub fn session_cookie(app: &App, token: &str) -> Option<HeaderValue> {
    cookie(app, token, "")
}

/// The cookie that ends it.
pub fn clear_session_cookie(app: &App) -> Option<HeaderValue> {
    cookie(app, "", "; Max-Age=0")
}

fn cookie(app: &App, token: &str, end: &str) -> Option<HeaderValue> {
    let secure = if is_secure(app) { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{end}", name(app))).ok()
}

/// The token in the session cookie.
pub fn session_of(app: &App, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let token = pairs.find_map(|(key, value)| (key == name(app)).then_some(value))?;
    (!token.is_empty()).then(|| token.to_owned())
}

fn name(app: &App) -> &'static str {
    if is_secure(app) { GUARDED } else { PLAIN }
}

fn is_secure(app: &App) -> bool {
    app.base_url.starts_with("https://")
}

/// Whether a form was sent by one of our own pages. Browsers say where a form comes from; a client that says nothing is not
/// a browser, and nobody can trick it into sending a cookie.
pub(crate) fn comes_from_here(app: &App, headers: &HeaderMap) -> bool {
    if let Some(site) = text(headers, "sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = text(headers, ORIGIN.as_str()) else { return true };
    let host = text(headers, HOST.as_str());
    let is_host = origin.split_once("://").is_some_and(|(_, rest)| Some(rest) == host);
    is_host || origin == app.base_url
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
