//! A head's morning: what waits for his answer, what is late with whom, how much everybody has to do, what does not move, which
//! visas are waited for, who is away. The counts on top lead to the sections.
//!
//! Absent on purpose: what concerns one deal; that is on its own page.

mod handover;
mod late;
mod load;
mod still;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::plural;
use voronka_definition::name::PersonId;
use voronka_definition::{Locale, Period, Unit};
use voronka_runtime::{Circle, Late, LateTask, Load, Stalled, StoreError, Waiting};

use super::circle::{self, Choice};
use super::escalations::{self, Attempt, Matter};
use super::frame::{Page, Place};
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// The address of the page.
pub(super) const HERE: &str = "/department";
/// How many rows of a list a section shows.
const AT_ONCE: u32 = 30;
/// After how many working days without an act of a person a deal does not move, as can be chosen; the first is meant where nothing is.
const STILL_DAYS: [u32; 4] = [5, 3, 10, 20];

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(HERE, get(show)).merge(handover::router())
}

/// What is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    /// Whose work.
    of: String,
    /// After how many working days a deal does not move.
    days: Option<u32>,
    /// Whose late tasks are listed; everybody's where it is empty.
    person: String,
}

/// Everything on the page.
struct Overview {
    choice: Choice,
    days: u32,
    /// Whose late tasks are listed.
    person: Option<PersonId>,
    /// What waits for an answer, the first of it, and how much there is besides.
    matters: (Vec<Matter>, usize),
    counted: Arc<Counted>,
}

/// What is read of all the deals and tasks that are looked at; of many it is kept for a while.
struct Counted {
    late: Vec<Late>,
    late_tasks: Vec<LateTask>,
    loads: Vec<Load>,
    stalled: Stalled,
    visas: Vec<Waiting>,
}

impl Overview {
    /// How many tasks wait for an answer.
    fn waiting(&self) -> usize {
        self.matters.0.len() + self.matters.1
    }
}

impl Deref for Overview {
    type Target = Counted;

    fn deref(&self) -> &Counted {
        &self.counted
    }
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    page(&visit, &wanted, &Attempt::default()).await
}

/// The page again, with what was wrong in an answer to an escalation.
pub(super) async fn again(visit: &Visit, attempt: &Attempt) -> Result<Response, Problem> {
    page(visit, &Wanted::default(), attempt).await
}

async fn page(visit: &Visit, wanted: &Wanted, attempt: &Attempt) -> Result<Response, Problem> {
    let choices = circle::choices(visit);
    let overview = overview(visit, wanted, &choices).await?;
    let body = html! {
        div.head {
            h1 { (visit.say("Отдел", "Department")) }
            span.grow {}
            a.button href={ (HERE) "/handover" } { (visit.say("Передать сделки", "Hand deals over")) }
        }
        (chooser(visit, &overview, &choices))
        (counts(visit, &overview))
        (waiting(visit, &overview, attempt))
        (late::section(visit, &overview))
        (load::section(visit, &overview))
        (still::deals(visit, &overview))
        (still::visas(visit, &overview))
        (load::absences(visit, &overview))
    };
    let status = if attempt.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let here = format!("{HERE}?of={}&days={}", overview.choice.word, overview.days);
    Ok(Page { title: visit.say("Отдел", "Department"), place: Place::Department, here: &here, body }.answer(visit, status))
}

async fn overview(visit: &Visit, wanted: &Wanted, choices: &[Choice]) -> Result<Overview, Problem> {
    let chosen =
        choices.iter().find(|choice| choice.word == wanted.of).or_else(|| choices.first().filter(|_| wanted.of.is_empty()));
    let choice = chosen.cloned().ok_or_else(Problem::not_found)?;
    let days = wanted.days.filter(|days| STILL_DAYS.contains(days)).unwrap_or(STILL_DAYS[0]);
    let person = choice.people.iter().find(|person| person.as_str() == wanted.person).cloned();
    let (reads, horizon) = (visit.app.engine.reads(), &visit.horizon);
    let name = format!("department {} {} {days} {}", visit.me, choice.word, person.as_ref().map_or("", |person| person.as_str()));
    let since = visit.world.company_time().subtract(visit.now, Period::new(days, Unit::BusinessDays));
    let listed = person.clone().map_or_else(|| choice.circle.clone(), |person| Circle::People(vec![person]));
    let counting = async {
        Ok::<_, StoreError>(Counted {
            late: reads.late(horizon, &choice.circle, visit.now).await?,
            late_tasks: reads.late_tasks(horizon, &listed, visit.now, AT_ONCE).await?,
            loads: reads.loads(horizon, &choice.circle, &load::spans(visit)).await?,
            stalled: reads.stalled(horizon, &choice.circle, since, AT_ONCE).await?,
            visas: reads.waiting_visas(horizon, &choice.circle, AT_ONCE).await?,
        })
    };
    // Who has just done something sees what came of it.
    let counted = match visit.said {
        Some(_) => Arc::new(counting.await?),
        None => visit.count(&name, counting).await?,
    };
    Ok(Overview { matters: escalations::waiting(visit).await?, counted, choice, days, person })
}

fn chooser(visit: &Visit, overview: &Overview, choices: &[Choice]) -> Markup {
    html! {
        form.filters method="get" action=(HERE) {
            (circle::field(visit, choices, &[], &overview.choice.word))
            label { span { (visit.say("Без движения", "Without movement")) }
                select name="days" {
                    @for days in sorted(STILL_DAYS) {
                        option value=(days) selected[days == overview.days] { (still::longer(visit, days)) }
                    }
                }
            }
            button { (visit.say("Показать", "Show")) }
        }
    }
}

fn sorted<const N: usize>(mut days: [u32; N]) -> [u32; N] {
    days.sort_unstable();
    days
}

/// The counts, each a way to its section.
fn counts(visit: &Visit, overview: &Overview) -> Markup {
    let late: u64 = overview.late.iter().map(|late| late.tasks).sum();
    let open: u64 = overview.loads.iter().map(|load| load.open).sum();
    let (waiting, visas, away) = (overview.waiting() as u64, overview.visas.len() as u64, load::away_now(visit, overview) as u64);
    let of = |number: u64, ru: [&'static str; 3], en: [&'static str; 2]| match visit.locale {
        Locale::Ru => plural(number, ru[0], ru[1], ru[2]),
        Locale::En => en[usize::from(number != 1)],
    };
    let still = overview.stalled.all;
    let parts = [
        (
            "answers",
            waiting,
            of(
                waiting,
                ["ждет вашего ответа", "ждут вашего ответа", "ждут вашего ответа"],
                ["waits for your answer", "wait for your answer"],
            ),
            "late",
        ),
        ("late", late, of(late, ["просрочена", "просрочены", "просрочено"], ["overdue"; 2]), "late"),
        ("load", open, of(open, ["открытая задача", "открытые задачи", "открытых задач"], ["open task", "open tasks"]), ""),
        (
            "still",
            still,
            of(
                still,
                ["сделка без движения", "сделки без движения", "сделок без движения"],
                ["deal without movement", "deals without movement"],
            ),
            "today",
        ),
        (
            "visas",
            visas,
            of(visas, ["согласование ждет", "согласования ждут", "согласований ждут"], ["approval waiting", "approvals waiting"]),
            "today",
        ),
        (
            "absences",
            away,
            of(away, ["отсутствует сегодня", "отсутствуют сегодня", "отсутствуют сегодня"], ["away today"; 2]),
            "",
        ),
    ];
    html! {
        ul.tallies aria-label=(visit.say("Что на странице", "What is on the page")) {
            @for (to, number, title, class) in parts {
                li { a class={ "tally " (if number > 0 { class } else { "" }) } href={ "#" (to) } { strong { (number) } span { (title) } } }
            }
        }
    }
}

/// Escalations to this head, to be answered here. They are his own, whatever part of the house he looks at.
fn waiting(visit: &Visit, overview: &Overview, attempt: &Attempt) -> Markup {
    html! {
        section.chapter id="answers" {
            h2 { (visit.say("Ждут вашего ответа", "Wait for your answer")) span.count { (overview.waiting()) } }
            @if overview.matters.0.is_empty() {
                p.quiet { (visit.say("Ничего: на все, о чем вам сообщали, вы ответили.", "Nothing: you have answered all you were told of.")) }
            }
            div.pairs { @for matter in &overview.matters.0 { (escalations::row(visit, matter, attempt, HERE)) } }
            p { a href="/escalations" {
                @if overview.matters.1 > 0 { (visit.say(format!("Все эскалации, еще {}", overview.matters.1), format!("All escalations, {} more", overview.matters.1))) }
                @else { (visit.say("Все эскалации", "All escalations")) }
            } }
        }
    }
}
