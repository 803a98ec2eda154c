//! The funnel: what stands where now; what the deals of a period came to, stage by stage; why deals were lost, month by month.
//!
//! Charts are pictures drawn here, each with the table of its numbers beside it.

mod chart;
mod cohort;
mod reasons;
mod stages;

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use chrono::{Datelike, Days, Months, NaiveDate};
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::world::first_moment;
use voronka_definition::Process;
use voronka_runtime::{Circle, Cohort, Refusal, StageStanding, StoreError};

use self::cohort::Funnel;
use super::circle::{self, Choice};
use super::frame::{Page, Place};
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// The address of the page.
pub(super) const HERE: &str = "/funnel";
/// How many days are looked at where nothing else is asked for.
const SPAN_DAYS: u64 = 90;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route(HERE, get(show))
}

/// What is wanted, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    process: String,
    from: String,
    to: String,
    of: String,
}

/// What is looked at.
struct View<'a> {
    process: &'a Process,
    /// The first and the last day on which its deals began.
    days: (NaiveDate, NaiveDate),
    choice: Choice,
    /// Whose deals; `None` is everybody's.
    circle: Option<Circle>,
}

impl View<'_> {
    fn address(&self) -> String {
        let (from, to) = self.days;
        format!("{HERE}?process={}&of={}&from={from}&to={to}", self.process.id, self.choice.word)
    }
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let (choices, persons) = (circle::choices(&visit), circle::persons(&visit));
    let title = visit.say("Воронка", "Funnel");
    let asked = if wanted.process.is_empty() { busiest(&visit).await? } else { wanted.process.clone() };
    let Some(process) = process(&visit, &asked)? else {
        let body =
            html! { h1 { (title) } div.card.empty { p { (visit.say("Процессов пока нет.", "There are no processes yet.")) } } };
        return Ok(Page { title, place: Place::Funnel, here: HERE, body }.ok(&visit));
    };
    let view = view(&visit, &wanted, process, &choices, &persons)?;
    let counted = count(&visit, &view).await?;
    let body = html! {
        h1 { (title) }
        (filters(&visit, &view, &choices, &persons))
        (stages::now(&visit, &view, &counted.standing))
        (stages::cohort(&visit, &view, &counted.funnel))
        (reasons::section(&visit, process, &view, &counted.refusals))
    };
    let here = view.address();
    Ok(Page { title, place: Place::Funnel, here: &here, body }.ok(&visit))
}

/// What the page shows of a view.
struct Counted {
    standing: Vec<StageStanding>,
    funnel: Funnel,
    refusals: Vec<Refusal>,
}

/// Counts all of a view; of many deals that is kept for a while.
async fn count(visit: &Visit, view: &View<'_>) -> Result<Arc<Counted>, Problem> {
    let (reads, cohort) = (visit.app.engine.reads(), cohort(visit, view));
    let name = format!("funnel {} {}", visit.me, view.address());
    let counting = async {
        Ok::<_, StoreError>(Counted {
            standing: reads.standing_deals(&visit.horizon, &view.process.id, view.circle.as_ref()).await?,
            funnel: Funnel::of(view.process, &reads.journeys(&visit.horizon, &cohort).await?),
            refusals: reasons::read(visit, view.process, &cohort).await?,
        })
    };
    visit.count(&name, counting).await
}

/// The name of the process with most deals that the visitor sees; empty where there are none.
async fn busiest(visit: &Visit) -> Result<String, Problem> {
    let reads = visit.app.engine.reads();
    let counting = async {
        Ok::<_, StoreError>(reads.busiest_process(&visit.horizon).await?.map_or(String::new(), |process| process.to_string()))
    };
    Ok(visit.count(&format!("busiest {}", visit.me), counting).await?.as_ref().clone())
}

/// The process that is asked for; where none is, the first. An errand is none, and one that was asked for may be gone.
fn process<'a>(visit: &'a Visit, wanted: &str) -> Result<Option<&'a Process>, Problem> {
    let mut all = visit.world.processes.values().filter(|process| !process.stages.is_empty());
    if wanted.is_empty() {
        // The longest is the main one.
        return Ok(all.max_by_key(|process| process.stages.len()).map(AsRef::as_ref));
    }
    all.find(|process| process.id.as_str() == wanted).map(|process| Some(process.as_ref())).ok_or_else(Problem::not_found)
}

fn view<'a>(
    visit: &Visit,
    wanted: &Wanted,
    process: &'a Process,
    choices: &[Choice],
    persons: &[Choice],
) -> Result<View<'a>, Problem> {
    let mut all = choices.iter().chain(persons);
    let chosen = if wanted.of.is_empty() { all.next() } else { all.find(|choice| choice.word == wanted.of) };
    let choice = chosen.cloned().ok_or_else(Problem::not_found)?;
    let today = visit.now.with_timezone(&visit.zone).date_naive();
    let to = wanted.to.parse().unwrap_or(today);
    let from = wanted.from.parse().unwrap_or_else(|_| to - Days::new(SPAN_DAYS - 1));
    // A period written backwards is the same period.
    let (from, to) = (from.min(to), from.max(to));
    let is_everybody = visit.horizon.everything && choice.word == circle::ALL;
    let circle = (!is_everybody).then(|| choice.circle.clone());
    Ok(View { process, days: (from, to), choice, circle })
}

fn cohort(visit: &Visit, view: &View<'_>) -> Cohort {
    let (from, to) = view.days;
    Cohort {
        process: view.process.id.clone(),
        from: first_moment(from, visit.zone),
        until: first_moment(to.succ_opt().unwrap_or(to), visit.zone),
        circle: view.circle.clone(),
    }
}

fn filters(visit: &Visit, view: &View<'_>, choices: &[Choice], persons: &[Choice]) -> Markup {
    let processes = visit.world.processes.values().filter(|process| !process.stages.is_empty());
    let (from, to) = view.days;
    html! {
        form.filters method="get" action=(HERE) {
            label { span { (visit.say("Процесс", "Process")) }
                select name="process" {
                    @for process in processes {
                        option value=(process.id) selected[process.id == view.process.id] { (process.title.get(visit.locale)) }
                    }
                }
            }
            (circle::field(visit, choices, persons, &view.choice.word))
            label { span { (visit.say("Начаты с", "Begun from")) } input type="date" name="from" value=(from); }
            label { span { (visit.say("по", "until")) } input type="date" name="to" value=(to); }
            button { (visit.say("Показать", "Show")) }
        }
        p.periods {
            @for (ru, en, (from, to)) in periods(visit.now.with_timezone(&visit.zone).date_naive()) {
                a href={ (HERE) "?process=" (view.process.id) "&of=" (view.choice.word) "&from=" (from) "&to=" (to) }
                    aria-current=[(view.days == (from, to)).then_some("true")] { (visit.say(ru, en)) } " "
            }
        }
    }
}

/// The periods of which one speaks: of this day, their first and last days.
fn periods(today: NaiveDate) -> Vec<(&'static str, &'static str, (NaiveDate, NaiveDate))> {
    let first = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(today);
    let (year, quarter) = (today.year(), today.month0() / 3 * 3 + 1);
    let this_quarter = first(year, quarter);
    let last_quarter = this_quarter.checked_sub_months(Months::new(3)).unwrap_or(this_quarter);
    let day_before = |day: NaiveDate| day.pred_opt().unwrap_or(day);
    vec![
        ("этот месяц", "this month", (first(year, today.month()), today)),
        ("этот квартал", "this quarter", (this_quarter, today)),
        ("прошлый квартал", "the last quarter", (last_quarter, day_before(this_quarter))),
        ("этот год", "this year", (first(year, 1), today)),
    ]
}
