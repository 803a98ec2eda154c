//! Entering by an identity provider: there, and back. What was begun is kept in the browser that began it, so that no other can end it.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::html;
use serde::{Deserialize, Serialize};
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_runtime::{Begun, Entrance, SignOnError, Vouched};

use super::{Speaks, let_in, too_often};
use crate::app::App;
use crate::auth::{LOGIN, Place, SIGN_ON, SIGN_ON_BACK, Trying};
use crate::pages::{frame, ways};
use crate::problem::Problem;

/// How long somebody may take at the provider, in seconds.
const PATIENCE_SECONDS: u32 = 600;
/// The longest code that is handed on.
const CODE_LONGEST: usize = 4_096;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(SIGN_ON, get(begin)).route(SIGN_ON_BACK, get(back))
}

/// What a browser keeps meanwhile.
#[derive(Serialize, Deserialize)]
struct Kept {
    begun: Begun,
    next: String,
}

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    next: String,
}

/// What a provider sends back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    code: String,
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

async fn begin(State(app): State<App>, Speaks(locale): Speaks, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let provider = app.entering.sign_on.clone().ok_or_else(Problem::not_found)?;
    match provider.begin().await {
        Ok((url, begun)) => {
            let mut response = Redirect::to(&url).into_response();
            let kept = Kept { begun, next: ways::after_login(&wanted.next).to_owned() };
            keep(&app, &mut response, Some(&kept))?;
            Ok(response)
        }
        Err(error) => {
            tracing::warn!(error = %error, "the identity provider cannot be asked");
            Ok(refused(locale, StatusCode::BAD_GATEWAY, &unreachable(locale)))
        }
    }
}

async fn back(
    State(app): State<App>,
    Speaks(locale): Speaks,
    place: Place,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Problem> {
    let mut response = came_back(&app, locale, &place, &headers, &answer).await?;
    keep(&app, &mut response, None)?;
    Ok(response)
}

async fn came_back(app: &App, locale: Locale, place: &Place, headers: &HeaderMap, answer: &Answer) -> Result<Response, Problem> {
    let provider = app.entering.sign_on.clone().ok_or_else(Problem::not_found)?;
    if let Err(seconds) = app.limits.attempt(Trying::Enter, "", place, app.engine.wall_now()) {
        return Ok(refused(locale, StatusCode::TOO_MANY_REQUESTS, &too_often(locale, seconds)));
    }
    // A state that this browser has not begun is somebody else's login.
    let kept = kept(app, headers).filter(|kept| !answer.state.is_empty() && kept.begun.state == answer.state);
    let (Some(kept), None, 1..=CODE_LONGEST) = (kept, &answer.error, answer.code.len()) else {
        let again = locale.pick("Вход не завершен. Попробуйте еще раз.", "The login was not finished. Try again.");
        return Ok(refused(locale, StatusCode::FORBIDDEN, again));
    };
    match provider.finish(&answer.code, answer.iss.as_deref(), &kept.begun).await {
        Ok(vouched) => enter(app, locale, (headers, place), &vouched, &kept.next).await,
        Err(error) => {
            tracing::warn!(error = %error, "a login by the identity provider is refused");
            note(app, place, None, "the provider's answer is refused").await?;
            Ok(match error {
                SignOnError::Unreachable(_) => refused(locale, StatusCode::BAD_GATEWAY, &unreachable(locale)),
                SignOnError::Refused(_) => refused(locale, StatusCode::FORBIDDEN, &nobody(locale)),
            })
        }
    }
}

async fn enter(
    app: &App,
    locale: Locale,
    (headers, place): (&HeaderMap, &Place),
    vouched: &Vouched,
    next: &str,
) -> Result<Response, Problem> {
    let person = match vouched {
        Vouched::Email(email) => app.engine.person_of_email(email),
        Vouched::Person(id) => Some(PersonId::from(id.as_str())).filter(|person| app.engine.world().is_active(person)),
    };
    let Some(person) = person else {
        note(app, place, None, "the provider vouches for nobody of the organisation").await?;
        return Ok(refused(locale, StatusCode::FORBIDDEN, &nobody(locale)));
    };
    app.limits.forgive(Trying::Enter, "", place);
    let_in(app, headers, &person, ("sso", place), ways::after_login(next)).await
}

async fn note(app: &App, place: &Place, person: Option<PersonId>, detail: &str) -> Result<(), Problem> {
    let (event, address) = ("login_refused".to_owned(), place.origin().address);
    app.engine.note_entrance(Entrance { event, actor: None, person, address, detail: Some(format!("sso: {detail}")) }).await?;
    Ok(())
}

fn unreachable(locale: Locale) -> String {
    locale
        .pick("Сервис единого входа не отвечает. Попробуйте позже.", "The identity provider does not answer. Try later.")
        .to_owned()
}

fn nobody(locale: Locale) -> String {
    locale
        .pick(
            "Единый вход не подтвердил, что вы здесь работаете. Проверьте, с той ли учетной записью вы вошли, или спросите администратора.",
            "The identity provider did not confirm that you work here. Look whether it was the right account, or ask an administrator.",
        )
        .to_owned()
}

fn refused(locale: Locale, status: StatusCode, wrong: &str) -> Response {
    let title = locale.pick("Войти не удалось", "Not logged in");
    let body = html! {
        section.login {
            h1 { (title) }
            div.alert role="alert" { strong { (wrong) } }
            p { a.button href=(LOGIN) { (locale.pick("Вход", "Log in")) } }
        }
    };
    frame::bare(locale, status, title, LOGIN, body)
}

fn name(app: &App) -> &'static str {
    if app.base_url.starts_with("https://") { "__Host-voronka-sso" } else { "voronka-sso" }
}

fn keep(app: &App, response: &mut Response, kept: Option<&Kept>) -> Result<(), Problem> {
    let text = kept.map(serde_json::to_vec).transpose().map_err(|_| Problem::fault())?.unwrap_or_default();
    let (value, seconds) = (URL_SAFE_NO_PAD.encode(text), if kept.is_some() { PATIENCE_SECONDS } else { 0 });
    let secure = if app.base_url.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", name(app));
    response.headers_mut().append(SET_COOKIE, HeaderValue::try_from(cookie).map_err(|_| Problem::fault())?);
    Ok(())
}

fn kept(app: &App, headers: &HeaderMap) -> Option<Kept> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.find_map(|(key, value)| (key == name(app)).then_some(value))?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}
