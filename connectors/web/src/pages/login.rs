//! Logging in: in the demo as anybody, by one click; otherwise with a token made on the command line. No passwords yet.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::World;
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Person;

use super::frame;
use super::language;
use super::submitted::{self, Submitted};
use super::ways;
use crate::app::App;
use crate::auth::{LOGIN, clear_session_cookie, session_cookie, session_of};
use crate::problem::Problem;

/// What people do, by the name of the position; another position is shown as it is written.
const POSITIONS: [(&str, &str, &str); 7] = [
    ("manager", "менеджер", "manager"),
    ("head", "руководитель", "head"),
    ("direction_head", "руководитель направления", "head of a direction"),
    ("lawyer", "юрист", "lawyer"),
    ("finance_director", "финансовый директор", "finance director"),
    ("administrator", "администратор", "administrator"),
    ("designer", "дизайнер процессов", "process designer"),
];

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(LOGIN, get(show).post(enter)).route("/logout", post(leave))
}

/// The language of somebody we do not know yet.
struct Speaks(Locale);

impl FromRequestParts<App> for Speaks {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(language::chosen(parts, None).unwrap_or(app.engine.world().organisation.locale)))
    }
}

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    next: String,
}

async fn show(State(app): State<App>, Speaks(locale): Speaks, Query(wanted): Query<Wanted>) -> Response {
    page(&app, locale, StatusCode::OK, &wanted.next, None)
}

fn page(app: &App, locale: Locale, status: StatusCode, next: &str, wrong: Option<&str>) -> Response {
    let world = app.engine.world();
    let next = ways::after_login(next);
    let body = html! {
        section.login {
            h1 { (world.organisation.title.get(locale)) }
            @if let Some(wrong) = wrong { div.alert role="alert" { strong { (wrong) } } }
            @if app.demo { (as_anybody(&world, locale, next)) } @else { (with_token(locale, next)) }
        }
    };
    frame::bare(locale, status, locale.pick("Вход", "Log in"), &ways::login_for(next), body)
}

fn as_anybody(world: &World, locale: Locale, next: &str) -> Markup {
    html! {
        p.lead { (locale.pick("Это демо: войдите как любой сотрудник, пароль не нужен.", "This is a demo: be anybody, no password is needed.")) }
        form method="post" action=(LOGIN) {
            input type="hidden" name=(ways::NEXT) value=(next);
            @for (department, people) in by_department(world, locale) {
                h2 { (department) }
                div.people {
                    @for (id, person) in people {
                        button.person name="person" value=(id) {
                            strong { (person.name) }
                            span.quiet { (duty(world, id, person, locale)) }
                        }
                    }
                }
            }
        }
    }
}

/// Who works here: the departments in the order of the house, the head of each first; at last those who belong to none.
fn by_department(world: &World, locale: Locale) -> Vec<(String, Vec<(&PersonId, &Person)>)> {
    let organisation = &world.organisation;
    let mut groups: BTreeMap<(bool, String), Vec<(&PersonId, &Person)>> = BTreeMap::new();
    for (id, person) in organisation.people.iter().filter(|(_, person)| person.active) {
        let department = person.department.as_ref().and_then(|id| organisation.departments.get(id));
        let title =
            department.map_or(locale.pick("Без отдела", "No department"), |department| department.title.get(locale));
        groups.entry((department.is_none(), title.to_owned())).or_default().push((id, person));
    }
    let heads = |id: &PersonId| organisation.departments.values().any(|department| department.head.as_ref() == Some(id));
    let sorted = groups.into_iter().map(|((_, title), mut people)| {
        people.sort_by_key(|(id, person)| (!heads(id), person.name.clone()));
        (title, people)
    });
    sorted.collect()
}

/// What somebody does here.
fn duty(world: &World, id: &PersonId, person: &Person, locale: Locale) -> String {
    let directions = world.organisation.directions.values().filter(|direction| direction.head.as_ref() == Some(id));
    let directions: Vec<&str> = directions.map(|direction| direction.title.get(locale)).collect();
    if !directions.is_empty() {
        let list = directions.join(", ");
        return locale.pick(format!("руководитель направления «{list}»"), format!("head of the direction “{list}”"));
    }
    let positions = person.positions.iter().map(|position| {
        let known = POSITIONS.iter().find(|(id, _, _)| *id == position.as_str());
        known.map_or_else(|| position.to_string(), |(_, ru, en)| locale.pick(*ru, *en).to_owned())
    });
    positions.collect::<Vec<_>>().join(", ")
}

fn with_token(locale: Locale, next: &str) -> Markup {
    html! {
        form.card method="post" action=(LOGIN) {
            input type="hidden" name=(ways::NEXT) value=(next);
            div.field {
                label for="access" { (locale.pick("Ключ доступа", "Access token")) }
                p.hint {
                    (locale.pick("Ключ создает администратор командой ", "An administrator makes one with "))
                    code { "voronka token create --person ID" }
                }
                input id="access" name="access" type="password" required autocomplete="current-password";
            }
            button.primary { (locale.pick("Войти", "Log in")) }
        }
    }
}

async fn enter(State(app): State<App>, Speaks(locale): Speaks, request: Request) -> Result<Response, Problem> {
    if !comes_from_here(&app, request.headers()) {
        return Err(Problem::of_status(StatusCode::FORBIDDEN));
    }
    let earlier = session_of(&app, request.headers());
    let raw = submitted::read(request, &app).await?;
    let person = match raw.some("person") {
        Some(person) if app.demo => Some(PersonId::from(person)),
        _ => app.engine.person_of_token(raw.get("access").trim()).await?,
    };
    let world = app.engine.world();
    let Some(person) = person.filter(|person| world.is_active(person)) else {
        let wrong = locale.pick("Такого ключа нет, или срок его истек.", "There is no such token, or it has expired.");
        return Ok(page(&app, locale, StatusCode::FORBIDDEN, raw.get(ways::NEXT), Some(wrong)));
    };
    // Whoever was here before is not here any more.
    if let Some(earlier) = earlier {
        app.engine.close_session(&earlier).await?;
    }
    let session = app.engine.open_session(&person).await?;
    let mut response = Redirect::to(ways::after_login(raw.get(ways::NEXT))).into_response();
    let cookie = session_cookie(&app, &session).ok_or_else(Problem::fault)?;
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// Whether the form was sent by our own page. Nobody has a session yet, so there is no token to ask for.
fn comes_from_here(app: &App, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = text("origin") else { return true };
    let is_host = origin.split_once("://").is_some_and(|(_, rest)| Some(rest) == text("host"));
    is_host || origin == app.base_url
}

async fn leave(State(app): State<App>, headers: HeaderMap, _form: Submitted) -> Result<Response, Problem> {
    if let Some(session) = session_of(&app, &headers) {
        app.engine.close_session(&session).await?;
    }
    let mut response = Redirect::to(LOGIN).into_response();
    if let Some(cookie) = clear_session_cookie(&app) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
