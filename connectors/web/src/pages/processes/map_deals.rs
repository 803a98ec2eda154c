//! The deals behind a number of the live map: those of them that the visitor may see.

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_definition::Process;
use voronka_definition::name::{OutcomeId, StageId, StepId};
use voronka_export::graph::graph;
use voronka_runtime::{CaseRecord, CaseStatus, PageRequest, StandingAt};

use super::super::frame::{Page, Place};
use super::super::visit::Visit;
use super::super::when;
use super::{designs, looked_at, map, worded};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// How many deals a page shows.
const DEALS_AT_ONCE: u32 = 50;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/processes/{id}/map/deals", get(list))
}

/// Which place is meant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    stage: String,
    step: String,
    outcome: String,
    after: Option<String>,
}

async fn list(visit: Visit, Id(id): Id<String>, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let process = looked_at(&visit, &id).await?;
    let at = place(&visit, &wanted).ok_or_else(Problem::not_found)?;
    let page = PageRequest { limit: DEALS_AT_ONCE, after: wanted.after.clone() };
    let found = visit.app.engine.reads().deals_at(&visit.horizon, &process.id, &at, &page).await?;
    let title = titled(&visit, &process, &at);
    let here = map::list_of(&process, &query(&wanted));
    let body = html! {
        p.crumbs { a href={ "/processes/" (id) "/map" } { "← " (visit.say("Живая карта", "Live map")) } }
        h1 { (title) }
        @if found.items.is_empty() {
            div.card.empty { p { (visit.say(
                "Среди сделок, которые вам видны, таких нет.",
                "Among the deals that you may see there are none.",
            )) } }
        } @else { (table(&visit, &process, &found.items)) }
        @if let Some(next) = &found.next {
            p { a.button href={ (here) "&after=" (next) } { (visit.say("Показать следующие", "Show the next ones")) } }
        }
    };
    let place = if designs(&visit) { Place::Processes } else { Place::Elsewhere };
    Ok(Page { title: &title, place, here: &here, body }.ok(&visit))
}

fn place(visit: &Visit, wanted: &Wanted) -> Option<StandingAt> {
    let (stage, step) = (StageId::from(wanted.stage.as_str()), wanted.step.clone());
    let outcome = OutcomeId::from(wanted.outcome.as_str());
    let since = map::ends_since(visit);
    match (wanted.outcome.is_empty(), wanted.stage.is_empty(), wanted.step.is_empty()) {
        (true, true, _) => None,
        (true, false, true) => Some(StandingAt::Stage(stage)),
        (true, false, false) => Some(StandingAt::Step(stage, step)),
        (false, false, false) => Some(StandingAt::EndAt(outcome, stage, step, since)),
        (false, ..) => Some(StandingAt::End(outcome, since)),
    }
}

/// The part of the address that says which place is meant. A name that is none of the language's finds nothing, so it needs no care
/// but that it stays one.
fn query(wanted: &Wanted) -> String {
    let plain = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect::<String>();
    format!("stage={}&step={}&outcome={}", plain(&wanted.stage), plain(&wanted.step), plain(&wanted.outcome))
}

fn titled(visit: &Visit, process: &Process, at: &StandingAt) -> String {
    let stage = |id: &StageId| process.body(id).map_or_else(|| id.to_string(), |stage| stage.title.get(visit.locale).to_owned());
    let step = |stage: &StageId, id: &str| {
        let known = process.step(stage, &StepId::from(id)).is_some();
        let node = format!("{stage}.{id}");
        let graph = known.then(|| worded(visit, process, graph));
        let title = graph.and_then(|graph| graph.nodes().into_iter().find(|one| one.id == node).map(|one| one.title.clone()));
        let planned = || process.activity(&id.into()).map(|activity| activity.work.title.get(visit.locale).to_owned());
        title.or_else(planned).unwrap_or_else(|| id.to_owned())
    };
    let outcome =
        |id: &OutcomeId| process.outcome(id).map_or_else(|| id.to_string(), |outcome| outcome.title.get(visit.locale).to_owned());
    match at {
        StandingAt::Stage(id) => stage(id),
        StandingAt::Step(of, id) => format!("{}: {}", stage(of), step(of, id)),
        StandingAt::End(id, _) => outcome(id),
        StandingAt::EndAt(id, of, at, _) => format!("{}: {}", outcome(id), step(of, at)),
    }
}

fn table(visit: &Visit, process: &Process, deals: &[CaseRecord]) -> Markup {
    html! {
        table.deals {
            thead { tr {
                th { (visit.say("Сделка", "Deal")) }
                th { (visit.say("Стадия", "Stage")) }
                th { (visit.say("Ответственный", "Owner")) }
                th { (visit.say("Начата", "Since")) }
                th { (visit.say("Ближайший срок", "Next due")) }
            } }
            tbody { @for deal in deals { (row(visit, process, deal)) } }
        }
    }
}

fn row(visit: &Visit, process: &Process, deal: &CaseRecord) -> Markup {
    let stage = deal.stage.as_ref().and_then(|stage| process.stage(stage)).map(|stage| stage.title.get(visit.locale));
    let outcome =
        deal.outcome.as_ref().and_then(|outcome| process.outcome(outcome)).map(|outcome| outcome.title.get(visit.locale));
    html! {
        tr {
            td { a.title href={ "/deals/" (deal.id) } { (deal.title) } }
            td { span.stage-name { (stage.or(outcome).unwrap_or_default()) } }
            td { (visit.name(&deal.owner)) }
            td { (when::since(deal.opened_at, visit.now, visit.zone, visit.locale)) }
            td {
                @if let Some(due) = deal.next_due_at { (visit.due(due, Some(&deal.owner))) }
                @else if deal.status == CaseStatus::Open { span.quiet { (visit.say("ждет", "waiting")) } }
            }
        }
    }
}
