//! The language of pages, what an act has to say on the next page, and errors as pages: one layer around all of them.
//!
//! A language is chosen by `?lang=`, which a cookie remembers; else it is the person's own, else the browser's, else the
//! organisation's.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, REFERER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use voronka_definition::Locale;

use super::typed::Typed;
use super::{mistakes, ways};
use crate::app::App;
use crate::auth::{LOGIN, is_of_interface};
use crate::language::asked;
use crate::problem::Problem;

/// Where one logs out.
pub(super) const LOGOUT: &str = "/logout";
const LANGUAGE_COOKIE: &str = "voronka_lang";
const SAID_COOKIE: &str = "voronka_said";
/// The most characters an act may say on the next page: a cookie holds about four thousand bytes.
const SAID_CHARACTERS_MOST: usize = 600;

/// The language that was chosen by the address or by the cookie.
#[derive(Debug, Clone, Copy)]
struct Chosen(Locale);

/// The language of a request: what was chosen, else the person's own, else the browser's.
pub(super) fn chosen(parts: &Parts, own: Option<Locale>) -> Option<Locale> {
    let chosen = parts.extensions.get::<Chosen>().map(|chosen| chosen.0);
    chosen.or(own).or_else(|| asked(&parts.headers))
}

/// The layer: remembers a chosen language, forgets what was said once it was shown, makes pages of problems.
pub(super) async fn speak(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let wanted = wanted(request.uri().query().unwrap_or_default());
    if let Some(locale) = wanted.or_else(|| remembered(request.headers())) {
        request.extensions_mut().insert(Chosen(locale));
    }
    request.extensions_mut().insert(Typed::default());
    let said = cookie(request.headers(), SAID_COOKIE).is_some() && request.method() == Method::GET;
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let mut response = next.run(request).await;
    if let Some(problem) = unspoken(&response)
        && !is_of_interface(parts.uri.path())
    {
        response = mistakes::page(&app, parts, &problem).await;
    }
    if said && response.status().is_success() {
        add_cookie(&mut response, &format!("{SAID_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    }
    if let Some(locale) = wanted {
        add_cookie(&mut response, &format!("{LANGUAGE_COOKIE}={locale}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"));
    }
    response
}

/// The layer around everything: an error from outside the pages, as that of a form from another site or of a panic, is a page
/// too where a browser asked for one; and who must log in first is led to what he wanted afterwards.
pub(crate) async fn speak_of_mistakes(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_of_interface(request.uri().path()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let mut seen = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if seen.method == Method::GET && leads_to_login(&response) {
        let wanted = seen.uri.path_and_query().map_or_else(|| seen.uri.path(), |wanted| wanted.as_str());
        return Redirect::to(&ways::login_for(wanted)).into_response();
    }
    if !wants_page(&seen.headers) {
        return response;
    }
    // Who logs out has not lost anything.
    if leads_to_login(&response) && seen.uri.path() != LOGOUT {
        return Redirect::to(&ways::login_again(form_page(&seen.headers))).into_response();
    }
    let Some(problem) = unspoken(&response) else { return response };
    if let Some(locale) = remembered(&seen.headers) {
        seen.extensions.insert(Chosen(locale));
    }
    mistakes::page(&app, seen, &problem).await
}

/// The page on which a form stood, as the browser tells it; only its way is looked at.
fn form_page(headers: &HeaderMap) -> &str {
    let told = headers.get(REFERER).and_then(|from| from.to_str().ok()).and_then(|from| from.split_once("://"));
    told.and_then(|(_, rest)| rest.find('/').map(|way| &rest[way..])).unwrap_or("/")
}

/// Whether a page was refused because nobody has logged in.
fn leads_to_login(response: &Response) -> bool {
    response.status() == StatusCode::SEE_OTHER && response.headers().get(LOCATION).is_some_and(|to| to == LOGIN)
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|header| header.to_str().ok());
    accepted.flat_map(|header| header.split(',')).any(|kind| kind.trim().starts_with("text/html"))
}

/// The error that an answer is, where it is not a page yet.
fn unspoken(response: &Response) -> Option<Arc<Problem>> {
    let status = response.status();
    let given = response.extensions().get::<Arc<Problem>>().cloned();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_page = kind.is_some_and(|kind| kind.starts_with("text/html"));
    let is_error = status.is_client_error() || status.is_server_error();
    given.or_else(|| (is_error && !is_page).then(|| Arc::new(Problem::of_status(status))))
}

fn remembered(headers: &HeaderMap) -> Option<Locale> {
    cookie(headers, LANGUAGE_COOKIE)?.parse().ok()
}

fn wanted(query: &str) -> Option<Locale> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|code| code.parse().ok())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
}

fn add_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// What an act has to say, once, on the page that follows it.
pub(super) struct Said;

impl Said {
    /// What was said, where something was. It is shown as text; a forged one would only mislead the forger.
    pub(super) fn of(headers: &HeaderMap) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie(headers, SAID_COOKIE)?).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// The way to a page that will say this.
    pub(super) fn on(to: &str, text: &str) -> Response {
        let short: String = text.chars().take(SAID_CHARACTERS_MOST).collect();
        let mut response = Redirect::to(to).into_response();
        let value = URL_SAFE_NO_PAD.encode(short);
        add_cookie(&mut response, &format!("{SAID_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=300"));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_comes_back_as_it_was() {
        let response = Said::on("/", "Готово: «Звонок»; дальше — Анна");
        let cookie = response.headers()[SET_COOKIE].to_str().expect("text");
        let pair = cookie.split(';').next().expect("a pair").to_owned();
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(pair).expect("a header"))]);
        assert_eq!(Said::of(&headers).as_deref(), Some("Готово: «Звонок»; дальше — Анна"));
    }

    #[test]
    fn only_languages_we_speak_are_chosen() {
        assert_eq!(wanted("a=1&lang=en"), Some(Locale::En));
        assert_eq!(wanted("lang=ru"), Some(Locale::Ru));
        assert_eq!(wanted("lang=xx"), None);
        assert_eq!(wanted(""), None);
    }
}
