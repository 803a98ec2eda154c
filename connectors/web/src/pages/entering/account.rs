//! A person's own account: his password, and where he is logged in.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use voronka_core::words::plural;
use voronka_runtime::{PasswordRefused, SessionRecord};

use super::{new_password, secret_field, too_often, wanted, why_not, with_session};
use crate::app::App;
use crate::auth::{Place, Trying, session_of};
use crate::pages::frame::{self, Page, Place as Part};
use crate::pages::language::Said;
use crate::pages::submitted::Submitted;
use crate::pages::visit::Visit;
use crate::pages::when;
use crate::problem::Problem;

const HERE: &str = "/settings/entering";

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(HERE, get(show))
        .route("/settings/password", get(show).post(change))
        .route("/settings/sessions/end", post(end_others))
}

/// What was wrong with a form.
#[derive(Default)]
struct Wrong {
    present: Option<String>,
    new: Option<String>,
}

async fn show(visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    page(&visit, &headers, &Wrong::default(), StatusCode::OK).await
}

async fn page(visit: &Visit, headers: &HeaderMap, wrong: &Wrong, status: StatusCode) -> Result<Response, Problem> {
    let this = session_of(&visit.app, headers).unwrap_or_default();
    let sessions = visit.app.engine.sessions(&visit.me, &this).await?;
    let has_password = visit.app.engine.has_password(&visit.me).await?;
    let title = visit.say("Вход и сеансы", "Password and sessions");
    let body = html! {
        p.crumbs { a href="/settings" { "← " (visit.say("Настройки", "Settings")) } }
        h1 { (title) }
        @if visit.app.entering.passwords { (password(visit, has_password, wrong)) }
        (list(visit, &sessions))
    };
    Ok(Page { title, place: Part::Elsewhere, here: HERE, body }.answer(visit, status))
}

fn password(visit: &Visit, has_password: bool, wrong: &Wrong) -> Markup {
    html! {
        section.card.entering {
            h2 { (visit.say("Пароль", "Password")) }
            p { (visit.say("Ваш логин — ", "Your login is ")) strong { (visit.me) } "." }
            @if has_password {
                (frame::form(visit, "/settings/password", html! {
                    input type="hidden" name="username" value=(visit.me) autocomplete="username";
                    (secret_field("present", visit.say("Нынешний пароль", "Present password"), None, "current-password", wrong.present.as_deref()))
                    (new_password(visit.locale, wrong.new.as_deref()))
                    p.hint { (visit.say("На других устройствах придется войти заново.", "On other devices you will have to log in again.")) }
                    button { (visit.say("Сменить пароль", "Change the password")) }
                }))
            } @else {
                p.quiet { (visit.say(
                    "Пароля у вас нет. Ссылку, чтобы его задать, пришлет администратор или страница «Забыли пароль?».",
                    "You have no password. An administrator, or the page “Forgotten your password?”, sends a link to set one.",
                )) }
            }
        }
    }
}

fn list(visit: &Visit, sessions: &[(SessionRecord, bool)]) -> Markup {
    let others = sessions.iter().filter(|(_, is_this)| !is_this).count();
    let wall = visit.app.engine.wall_now();
    html! {
        section.card.entering {
            h2 { (visit.say("Где вы вошли", "Where you are logged in")) }
            ul.sessions {
                @for (session, is_this) in sessions {
                    li {
                        strong { (browser(visit, session)) }
                        @if *is_this { " " span.state.approved { (visit.say("здесь", "here")) } }
                        span.quiet {
                            @if let Some(address) = &session.origin.address { (address) " · " }
                            (visit.say("вход ", "since ")) (when::since(session.created_at, wall, visit.zone, visit.locale))
                            " · " (visit.say("был здесь ", "seen ")) (when::since(session.seen_at, wall, visit.zone, visit.locale))
                        }
                    }
                }
            }
            @if others > 0 {
                (frame::form(visit, "/settings/sessions/end", html! {
                    button { (visit.say("Выйти на всех других устройствах", "Log out everywhere else")) }
                }))
            }
        }
    }
}

/// A browser by the name that people know; what it calls itself says a dozen.
fn browser(visit: &Visit, session: &SessionRecord) -> String {
    const KNOWN: [(&str, &str); 6] = [
        ("YaBrowser", "Яндекс Браузер"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 5] =
        [("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];
    let Some(agent) = &session.origin.agent else {
        return visit.say("Неизвестно что", "Something unknown").to_owned();
    };
    let find = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(&KNOWN), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

async fn change(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    place: Place,
    form: Submitted,
) -> Result<Response, Problem> {
    let wrong = async |wrong: Wrong, status| page(&visit, &headers, &wrong, status).await;
    let new = match wanted(visit.locale, &form.raw) {
        Ok(new) => new,
        Err(text) => return wrong(Wrong { new: Some(text), ..Wrong::default() }, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    if let Err(seconds) = app.limits.attempt(Trying::Enter, visit.me.as_str(), &place, app.engine.wall_now()) {
        let text = too_often(visit.locale, seconds);
        return wrong(Wrong { present: Some(text), ..Wrong::default() }, StatusCode::TOO_MANY_REQUESTS).await;
    }
    match app.engine.change_password(&visit.me, (form.raw.get("present"), new), &place.origin()).await {
        Ok(()) => {
            app.limits.forgive(Trying::Enter, visit.me.as_str(), &place);
            let session = app.engine.enter(&visit.me, "password", &place.origin()).await?;
            let said =
                visit.say("Пароль сменен. Другие сеансы закончены.", "The password is changed. Other sessions have ended.");
            let mut response = Said::on(HERE, said);
            with_session(&app, &mut response, &session)?;
            Ok(response)
        }
        Err(PasswordRefused::Store(error)) => Err(error.into()),
        Err(PasswordRefused::Wrong) => {
            let text = visit.say("Это не нынешний пароль.", "This is not the present password.").to_owned();
            wrong(Wrong { present: Some(text), ..Wrong::default() }, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(refused) => {
            let text = why_not(visit.locale, &refused);
            wrong(Wrong { new: text, ..Wrong::default() }, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn end_others(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    place: Place,
    _form: Submitted,
) -> Result<Response, Problem> {
    let this = session_of(&app, &headers).unwrap_or_default();
    let closed = app.engine.close_other_sessions(&visit.me, &this, &place.origin()).await?;
    let sessions = plural(closed, "сеанс", "сеанса", "сеансов");
    let s = if closed == 1 { "" } else { "s" };
    let said = visit.say(format!("Закончено: {closed} {sessions}."), format!("{closed} session{s} ended."));
    Ok(Said::on(HERE, &said))
}
