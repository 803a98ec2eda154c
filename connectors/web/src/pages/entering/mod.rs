//! How people enter: passwords, links that set them, sessions; and links of letters by which a reader acts without entering.
//!
//! Whoever has no session yet has no hidden token either: a form is taken where the browser says that it comes from our own page,
//! and where the secret of the address is right.

mod account;
mod act;
mod link;
mod sso;

use axum::Router;
use axum::extract::Request;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use voronka_core::words::plural;
use voronka_definition::name::PersonId;
use voronka_definition::{Locale, Text};
use voronka_runtime::{PASSWORD_LONGEST, PASSWORD_SHORTEST, PasswordRefused, WeakPassword};

use super::language;
use super::raw::Raw;
use super::submitted;
use crate::app::App;
use crate::auth::{Place, comes_from_here, session_cookie, session_of};
use crate::problem::Problem;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().merge(link::router()).merge(account::router()).merge(act::router()).merge(sso::router())
}

/// Opens a session for somebody who has shown who he is, and leads him on. Whoever was here before is not here any more.
pub(super) async fn let_in(
    app: &App,
    headers: &HeaderMap,
    person: &PersonId,
    (way, place): (&str, &Place),
    to: &str,
) -> Result<Response, Problem> {
    if let Some(earlier) = session_of(app, headers) {
        app.engine.close_session(&earlier).await?;
    }
    let session = app.engine.enter(person, way, &place.origin()).await?;
    let mut response = Redirect::to(to).into_response();
    with_session(app, &mut response, &session)?;
    Ok(response)
}

/// Gives the browser the cookie of a session.
fn with_session(app: &App, response: &mut Response, session: &str) -> Result<(), Problem> {
    let cookie = session_cookie(app, session).ok_or_else(Problem::fault)?;
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(())
}

/// The fields of a form of somebody without a session.
pub(super) async fn strangers_form(app: &App, request: Request) -> Result<Raw, Problem> {
    if !comes_from_here(app, request.headers()) {
        return Err(foreign());
    }
    submitted::read(request, app).await
}

fn foreign() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign_origin",
        Text::both("форма с этого сайта", "a form of this site"),
        Text::both("форма с другого сайта", "a form of another site"),
    )
}

/// Where a link is that works no more, or a person who tries too often.
pub(super) fn too_often(locale: Locale, seconds: u32) -> String {
    let minutes = u64::from(seconds.div_ceil(60));
    let ru = plural(minutes, "минуту", "минуты", "минут");
    let en = if minutes == 1 { "minute" } else { "minutes" };
    locale.pick(
        format!("Слишком много попыток. Попробуйте снова через {minutes} {ru}."),
        format!("Too many attempts. Try again in {minutes} {en}."),
    )
}

/// Why a password was not taken, in words.
fn why_not(locale: Locale, refused: &PasswordRefused) -> Option<String> {
    let (shortest, longest) = (PASSWORD_SHORTEST, PASSWORD_LONGEST);
    Some(match refused {
        PasswordRefused::Weak(WeakPassword::Short) => locale.pick(
            format!("Не короче {shortest} знаков. Подойдут несколько слов подряд."),
            format!("At least {shortest} characters. Several words in a row will do."),
        ),
        PasswordRefused::Weak(WeakPassword::Long) => {
            locale.pick(format!("Не длиннее {longest} знаков."), format!("At most {longest} characters."))
        }
        PasswordRefused::Weak(WeakPassword::Common) => locale.pick(
            "Такой пароль легко угадать: возьмите другой.".to_owned(),
            "This password is easily guessed: choose another.".to_owned(),
        ),
        PasswordRefused::Weak(WeakPassword::Own) => locale.pick(
            "В пароле почти только ваше имя: возьмите другой.".to_owned(),
            "The password is little more than your name: choose another.".to_owned(),
        ),
        PasswordRefused::Busy => locale.pick(
            "Сейчас входит слишком много людей. Попробуйте через минуту.".to_owned(),
            "Too many people are entering right now. Try again in a minute.".to_owned(),
        ),
        PasswordRefused::Wrong | PasswordRefused::Store(_) => return None,
    })
}

/// A field for a password.
fn secret_field(id: &str, title: &str, hint: Option<&str>, complete: &str, wrong: Option<&str>) -> Markup {
    let told = wrong.map(|_| format!("{id}-wrong")).or_else(|| hint.map(|_| format!("{id}-hint")));
    html! {
        div.field.wrong[wrong.is_some()] {
            label for=(id) { (title) }
            @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
            input id=(id) name=(id) type="password" required autocomplete=(complete) maxlength=(PASSWORD_LONGEST)
                aria-invalid=[wrong.map(|_| "true")] aria-describedby=[told];
            @if let Some(wrong) = wrong { p.error id={ (id) "-wrong" } role="alert" { (wrong) } }
        }
    }
}

/// The two fields for a new password; what is wrong with it stands at the first.
fn new_password(locale: Locale, wrong: Option<&str>) -> Markup {
    let hint = locale.pick(
        format!("Не короче {PASSWORD_SHORTEST} знаков. Хорошо запоминаются четыре-пять случайных слов."),
        format!("At least {PASSWORD_SHORTEST} characters. Four or five random words are easy to remember."),
    );
    html! {
        (secret_field("password", locale.pick("Новый пароль", "New password"), Some(&hint), "new-password", wrong))
        (secret_field("again", locale.pick("Еще раз", "Once more"), None, "new-password", None))
    }
}

/// The new password of a form, where both fields say the same.
fn wanted(locale: Locale, raw: &Raw) -> Result<&str, String> {
    let (password, again) = (raw.get("password"), raw.get("again"));
    if password == again {
        return Ok(password);
    }
    Err(locale.pick("Пароли не совпадают.", "The two passwords differ.").to_owned())
}

/// The language of somebody we do not know yet.
pub(super) struct Speaks(pub Locale);

impl axum::extract::FromRequestParts<App> for Speaks {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(language::chosen(parts, None).unwrap_or(app.engine.world().organisation.locale)))
    }
}
