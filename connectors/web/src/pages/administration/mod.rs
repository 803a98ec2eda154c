//! The system itself, for administrators: people and departments, calendars, tokens, letters, incidents, and what was done.
//!
//! Whoever is no administrator finds nothing here. What is allowed and what is right are the engine's questions.

mod calendars;
mod log;
mod people;
mod structure;
mod tokens;
mod troubles;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use voronka_core::FieldProblem;
use voronka_core::words::plural;
use voronka_definition::model::ChoiceOption;
use voronka_definition::{Locale, Text};
use voronka_runtime::{FINDING, Refused};

use super::frame::{Page, Place};
use super::refused;
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// The address of the first page.
pub(super) const HERE: &str = "/administration";
/// How much of what was done the first page shows.
const LATEST: u32 = 12;

/// Its pages in order: the end of the address, and the title.
const PARTS: [(&str, &str, &str); 7] = [
    ("", "Обзор", "Overview"),
    ("/people", "Сотрудники", "People"),
    ("/structure", "Отделы и направления", "Departments and directions"),
    ("/calendars", "Календари", "Calendars"),
    ("/tokens", "Токены", "Tokens"),
    ("/troubles", "Письма и неполадки", "Letters and incidents"),
    ("/log", "Журнал", "Log"),
];

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(HERE, get(overview))
        .merge(people::router())
        .merge(structure::router())
        .merge(calendars::router())
        .merge(tokens::router())
        .merge(troubles::router())
        .merge(log::router())
}

/// Lets administrators in; to the others there is no such page.
fn let_in(visit: &Visit) -> Result<(), Problem> {
    if visit.world.is_administrator(&visit.me) { Ok(()) } else { Err(Problem::not_found()) }
}

async fn overview(visit: Visit) -> Result<Response, Problem> {
    let_in(&visit)?;
    let engine = &visit.app.engine;
    let people = visit.world.organisation.people.values().filter(|person| person.active).count() as u64;
    let queued: u64 = engine.reads().queued().await?.iter().map(|(_, number)| number).sum();
    let (tokens, incidents) = (engine.tokens().await?.len() as u64, engine.reads().open_incidents().await?);
    let of = |number: u64, ru: [&'static str; 3], en: [&'static str; 2]| match visit.locale {
        Locale::Ru => plural(number, ru[0], ru[1], ru[2]),
        Locale::En => en[usize::from(number != 1)],
    };
    let counts = [
        ("/people", people, of(people, ["сотрудник", "сотрудника", "сотрудников"], ["person", "people"]), ""),
        ("/tokens", tokens, of(tokens, ["токен", "токена", "токенов"], ["token", "tokens"]), ""),
        (
            "/troubles",
            queued,
            of(queued, ["ждет отправки", "ждут отправки", "ждут отправки"], ["waits to be sent", "wait to be sent"]),
            "",
        ),
        (
            "/troubles#incidents",
            incidents,
            of(incidents, ["неполадка", "неполадки", "неполадок"], ["incident", "incidents"]),
            "late",
        ),
    ];
    let done = engine.audit(LATEST).await?;
    let body = html! {
        (tabs(&visit, ""))
        h1 { (visit.say("Администрирование", "Administration")) }
        ul.tallies { @for (to, number, title, class) in counts {
            li { a class={ "tally " (if number > 0 { class } else { "" }) } href={ (HERE) (to) } { strong { (number) } span { (title) } } }
        } }
        section.chapter {
            h2 { (visit.say("Что сделано последним", "What was done last")) }
            (log::list(&visit, &done))
            p { a href={ (HERE) "/log" } { (visit.say("Весь журнал", "The whole log")) } }
        }
    };
    Ok(page(&visit, "", StatusCode::OK, body))
}

/// A page of this part of the house.
fn page(visit: &Visit, end: &str, status: StatusCode, body: Markup) -> Response {
    let title = PARTS.iter().rev().find(|(part, ..)| end.starts_with(part)).map_or("", |(_, ru, en)| visit.say(*ru, *en));
    let here = format!("{HERE}{end}");
    Page { title, place: Place::Administration, here: &here, body }.answer(visit, status)
}

/// The ways between the pages.
fn tabs(visit: &Visit, here: &str) -> Markup {
    html! {
        ul.tabs aria-label=(visit.say("Администрирование", "Administration")) {
            @for (end, ru, en) in PARTS {
                li { a href={ (HERE) (end) } aria-current=[(end == here).then_some("page")] { (visit.say(ru, en)) } }
            }
        }
    }
}

/// The status of a page with these problems.
fn status_of(problems: &[FieldProblem]) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// What was wrong with the fields; another refusal is a page of its own.
fn in_place(refused: Refused) -> Result<Vec<FieldProblem>, Problem> {
    match refused {
        Refused::Rejected(rejection) => refused::in_place(rejection),
        other => Err(other.into()),
    }
}

/// Something that is wrong with a field of these pages.
fn wrong(field: &str, ru: &str, en: &str) -> FieldProblem {
    FieldProblem { field: field.to_owned(), code: FINDING.to_owned(), expected: Text::both(ru, en), found: Text::from("") }
}

fn option(id: &str, title: &str) -> ChoiceOption {
    ChoiceOption { id: id.to_owned(), title: Text::from(title) }
}

/// Everybody who works here, to be chosen.
fn colleagues(visit: &Visit) -> Vec<ChoiceOption> {
    let people = visit.world.organisation.people.iter().filter(|(_, person)| person.active);
    let mut all: Vec<_> = people.map(|(id, person)| option(id.as_str(), &person.name)).collect();
    all.sort_by(|one, other| one.title.get(visit.locale).cmp(other.title.get(visit.locale)));
    all
}

/// The departments, to be chosen.
fn departments(visit: &Visit) -> Vec<ChoiceOption> {
    let all = visit.world.organisation.departments.iter();
    all.map(|(id, department)| ChoiceOption { id: id.to_string(), title: department.title.clone() }).collect()
}

/// The calendars, to be chosen.
fn calendar_options(visit: &Visit) -> Vec<ChoiceOption> {
    visit
        .world
        .calendars
        .values()
        .map(|calendar| ChoiceOption { id: calendar.id().to_string(), title: calendar.title().clone() })
        .collect()
}

/// A zone that was typed; what is none is a problem.
fn zone(text: Option<&str>) -> Result<Option<chrono_tz::Tz>, FieldProblem> {
    let unknown = |_| {
        wrong(
            "time_zone",
            "Такого часового пояса нет. Пример: Asia/Yekaterinburg.",
            "There is no such zone. An example: Asia/Yekaterinburg.",
        )
    };
    text.map(|text| text.parse().map_err(unknown)).transpose()
}

/// What tells that something was changed meanwhile: a short word for what is known of it.
fn seen_as(known: &impl std::fmt::Debug) -> String {
    use sha2::{Digest, Sha256};
    super::visit::hex(&Sha256::digest(format!("{known:?}").as_bytes())[..8])
}

fn changed_meanwhile() -> FieldProblem {
    wrong(
        "seen",
        "Пока форма была открыта, это изменил кто-то другой. Откройте страницу заново.",
        "Somebody else has changed this while the form was open. Open the page anew.",
    )
}
