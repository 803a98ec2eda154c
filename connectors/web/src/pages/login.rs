//! Logging in: in the demo as anybody, by one click; otherwise with a password, or with a token made on the command line.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::World;
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::Person;
use voronka_runtime::{Entrance, PasswordRefused};

use super::entering::{self, Speaks};
use super::frame;
use super::language::LOGOUT;
use super::raw::Raw;
use super::submitted::Submitted;
use super::ways;
use crate::app::App;
use crate::auth::{Caller, FORGOTTEN, LOGIN, Place, SIGN_ON, Trying, clear_session_cookie, session_of};
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
    Router::new().route(LOGIN, get(show).post(enter)).route(LOGOUT, post(leave))
}

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    next: String,
    /// Whether a form came too late.
    ended: Option<String>,
}

async fn show(State(app): State<App>, Speaks(locale): Speaks, Query(wanted): Query<Wanted>) -> Response {
    let ended = locale.pick(
        "Сеанс закончился, и отправленное не сохранено. Войдите: вы вернетесь на ту же страницу. Введенное еще есть на прежней (кнопка браузера «Назад»).",
        "The session had ended, and what you sent was not saved. Log in, and you are back on the page. What you typed is still on the one before (the browser’s Back).",
    );
    page(&app, locale, StatusCode::OK, (&wanted.next, ""), wanted.ended.map(|_| ended))
}

fn page(app: &App, locale: Locale, status: StatusCode, (next, login): (&str, &str), wrong: Option<&str>) -> Response {
    let world = app.engine.world();
    let next = ways::after_login(next);
    let body = html! {
        section.login {
            h1 { (world.organisation.title.get(locale)) }
            @if let Some(wrong) = wrong { div.alert role="alert" { strong { (wrong) } } }
            @if let Some(provider) = &app.entering.sign_on {
                p { a.button.primary href={ (SIGN_ON) "?next=" (ways::quoted(next)) } { (provider.title().get(locale)) } }
            }
            @if app.demo {
                (as_anybody(&world, locale, next))
            } @else if app.entering.passwords {
                (with_password(app, locale, next, login))
            } @else {
                (with_token(locale, next))
            }
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

fn with_password(app: &App, locale: Locale, next: &str, login: &str) -> Markup {
    html! {
        form.card method="post" action=(LOGIN) {
            input type="hidden" name=(ways::NEXT) value=(next);
            div.field {
                label for="login" { (locale.pick("Логин или почта", "Login or e-mail")) }
                input id="login" name="login" value=(login) required autocomplete="username" maxlength="200" autofocus[login.is_empty()];
            }
            div.field {
                label for="password" { (locale.pick("Пароль", "Password")) }
                input id="password" name="password" type="password" required autocomplete="current-password" autofocus[!login.is_empty()];
            }
            button.primary { (locale.pick("Войти", "Log in")) }
            @if app.entering.letters { p { a href=(FORGOTTEN) { (locale.pick("Забыли пароль?", "Forgotten your password?")) } } }
        }
        details.more {
            summary { (locale.pick("Войти с ключом доступа", "Log in with an access token")) }
            (with_token(locale, next))
        }
    }
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
                input id="access" name="access" type="password" required autocomplete="off";
            }
            button { (locale.pick("Войти", "Log in")) }
        }
    }
}

/// Who somebody turned out to be, or what he is told.
enum Shown {
    Person(PersonId, &'static str),
    Nobody(StatusCode, String),
}

async fn enter(State(app): State<App>, Speaks(locale): Speaks, place: Place, request: Request) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let raw = entering::strangers_form(&app, request).await?;
    let next = raw.get(ways::NEXT);
    match shown(&app, locale, &raw, &place).await? {
        Shown::Person(person, way) => entering::let_in(&app, &headers, &person, (way, &place), ways::after_login(next)).await,
        Shown::Nobody(status, wrong) => Ok(page(&app, locale, status, (next, raw.get("login")), Some(&wrong))),
    }
}

async fn shown(app: &App, locale: Locale, raw: &Raw, place: &Place) -> Result<Shown, Problem> {
    let world = app.engine.world();
    if let Some(person) = raw.some("person").filter(|_| app.demo).map(PersonId::from).filter(|person| world.is_active(person)) {
        return Ok(Shown::Person(person, "demo"));
    }
    // A token is a login of its own: so many attempts at any of them.
    let login = raw.some("login").unwrap_or_default();
    if let Err(seconds) = app.limits.attempt(Trying::Enter, login, place, app.engine.wall_now()) {
        refused(app, None, place, "too often").await?;
        return Ok(Shown::Nobody(StatusCode::TOO_MANY_REQUESTS, entering::too_often(locale, seconds)));
    }
    let is_password = app.entering.passwords && !login.is_empty();
    let found = if is_password {
        by_password(app, locale, login, raw.get("password")).await?
    } else {
        by_token(app, locale, raw).await?
    };
    match &found {
        Shown::Person(..) => app.limits.forgive(Trying::Enter, login, place),
        Shown::Nobody(..) => {
            refused(app, app.engine.person_of_login(login), place, if is_password { "password" } else { "token" }).await?
        }
    }
    Ok(found)
}

async fn by_password(app: &App, locale: Locale, login: &str, password: &str) -> Result<Shown, Problem> {
    let wrong = || locale.pick("Логин или пароль не подходят.", "The login or the password is not right.").to_owned();
    match app.engine.person_of_password(login, password).await {
        Ok(person) => Ok(Shown::Person(person, "password")),
        Err(PasswordRefused::Store(error)) => Err(error.into()),
        Err(PasswordRefused::Busy) => Err(Problem::of_status(StatusCode::SERVICE_UNAVAILABLE)),
        Err(_) => Ok(Shown::Nobody(StatusCode::FORBIDDEN, wrong())),
    }
}

async fn by_token(app: &App, locale: Locale, raw: &Raw) -> Result<Shown, Problem> {
    let wrong = locale.pick("Такого ключа нет, или срок его истек.", "There is no such token, or it has expired.");
    let person = app.engine.person_of_token(raw.get("access").trim()).await?;
    Ok(person.map_or_else(|| Shown::Nobody(StatusCode::FORBIDDEN, wrong.to_owned()), |person| Shown::Person(person, "token")))
}

/// What was typed as a login is not kept: sometimes it is a password.
async fn refused(app: &App, person: Option<PersonId>, place: &Place, detail: &str) -> Result<(), Problem> {
    let (event, address) = ("login_refused".to_owned(), place.origin().address);
    app.engine.note_entrance(Entrance { event, actor: None, person, address, detail: Some(detail.to_owned()) }).await?;
    Ok(())
}

async fn leave(
    State(app): State<App>,
    Caller(me, _): Caller,
    place: Place,
    headers: HeaderMap,
    _form: Submitted,
) -> Result<Response, Problem> {
    if let Some(session) = session_of(&app, &headers) {
        app.engine.close_session(&session).await?;
        let (actor, address) = (Some(me.clone()), place.origin().address);
        app.engine.note_entrance(Entrance { event: "logout".to_owned(), actor, person: Some(me), address, detail: None }).await?;
    }
    let mut response = Redirect::to(LOGIN).into_response();
    if let Some(cookie) = clear_session_cookie(&app) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
