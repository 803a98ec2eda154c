//! The list of deals that the visitor may see.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::amount_of_money;
use voronka_definition::name::StageId;
use voronka_runtime::{CaseFilter, CaseRecord, CaseStatus, PageRequest};

use super::frame::{Page, Place};
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// How many deals a page shows.
const DEALS_AT_ONCE: u32 = 100;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/deals", get(list))
}

/// Which deals are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    stage: String,
    show: String,
    after: Option<String>,
}

/// What a list shows besides the stage, by the word of the address.
const SHOWS: [(&str, &str, &str); 5] = [
    ("", "открытые", "open"),
    ("mine", "мои открытые", "my open ones"),
    ("late", "с просрочкой", "overdue"),
    ("finished", "завершенные", "finished"),
    ("archived", "в архиве", "in the archive"),
];

async fn list(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let page = PageRequest { limit: DEALS_AT_ONCE, after: wanted.after.clone() };
    let (reads, filter) = (app.engine.reads(), filter(&visit, &wanted));
    let found = match wanted.show.as_str() {
        "archived" => reads.archived_cases(&visit.horizon, &filter, &page).await?,
        _ => reads.cases(&visit.horizon, &filter, &page).await?,
    };
    let mut rows = Vec::with_capacity(found.items.len());
    for deal in &found.items {
        rows.push((deal, state(&visit, deal).await?));
    }
    let body = html! {
        div.head data-live="deals" {
            h1 { (visit.say("Сделки", "Deals")) }
            span.grow {}
            a.button href="/deals/board" { (visit.say("Доска", "Board")) } " "
            a.button.primary href="/deals/new" data-key="n" { (visit.say("Новая сделка", "New deal")) }
        }
        (filters(&visit, &wanted))
        @if rows.is_empty() { (empty(&visit, &wanted)) } @else { (table(&visit, &rows)) }
        @if let Some(next) = &found.next {
            p { a.button href={ "/deals?stage=" (wanted.stage) "&show=" (wanted.show) "&after=" (next) } { (visit.say("Показать следующие", "Show the next ones")) } }
        }
    };
    Ok(Page { title: visit.say("Сделки", "Deals"), place: Place::Deals, here: "/deals", body }.ok(&visit))
}

/// What to do where no deal is shown.
fn empty(visit: &Visit, wanted: &Wanted) -> Markup {
    let is_cut = !wanted.show.is_empty() || !wanted.stage.is_empty();
    html! {
        div.card.empty {
            @if is_cut {
                p { (visit.say("Таких сделок нет.", "There are no such deals.")) }
                p.acts { a.button href="/deals" { (visit.say("Показать все открытые", "Show all that are open")) } }
            } @else {
                h2 { (visit.say("Открытых сделок нет", "No open deals")) }
                p { (visit.say(
                    "Здесь будут ваши сделки и те, в которых у вас есть задачи.",
                    "Here will be your deals, and those in which you have tasks.",
                )) }
                p.acts { a.button.primary href="/deals/new" { (visit.say("Новая сделка", "New deal")) } }
            }
        }
    }
}

fn filter(visit: &Visit, wanted: &Wanted) -> CaseFilter {
    let is_finished = ["finished", "archived"].contains(&wanted.show.as_str());
    CaseFilter {
        stage: Some(wanted.stage.as_str()).filter(|stage| !stage.is_empty()).map(StageId::from),
        status: Some(if is_finished { CaseStatus::Finished } else { CaseStatus::Open }),
        owner: (wanted.show == "mine").then(|| visit.me.clone()),
        overdue: (wanted.show == "late").then_some(true),
        ..CaseFilter::default()
    }
}

fn filters(visit: &Visit, wanted: &Wanted) -> Markup {
    let mut known = BTreeSet::new();
    let stages = visit.world.processes.values().flat_map(|process| &process.stages);
    let stages: Vec<_> = stages.filter(|stage| known.insert(stage.id.clone())).collect();
    html! {
        form.filters method="get" action="/deals" {
            label { span { (visit.say("Показать", "Show")) }
                select name="show" {
                    @for (word, ru, en) in SHOWS { option value=(word) selected[wanted.show == word] { (visit.say(ru, en)) } }
                }
            }
            label { span { (visit.say("Стадия", "Stage")) }
                select name="stage" {
                    option value="" { (visit.say("любая", "any")) }
                    @for stage in stages {
                        option value=(stage.id) selected[wanted.stage == stage.id.as_str()] { (stage.title.get(visit.locale)) }
                    }
                }
            }
            button { (visit.say("Показать", "Show")) }
        }
    }
}

/// Where a deal stands, in words.
async fn state(visit: &Visit, deal: &CaseRecord) -> Result<String, Problem> {
    let process = visit.app.engine.process(&deal.process, &deal.version).await?;
    let stage = deal.stage.as_ref().and_then(|stage| process.stage(stage)).map(|stage| &stage.title);
    let outcome = deal.outcome.as_ref().and_then(|outcome| process.outcome(outcome)).map(|outcome| &outcome.title);
    Ok(stage.or(outcome).map_or_else(String::new, |title| title.get(visit.locale).to_owned()))
}

fn table(visit: &Visit, rows: &[(&CaseRecord, String)]) -> Markup {
    html! {
        table.deals {
            thead { tr {
                th { (visit.say("Сделка", "Deal")) }
                th { (visit.say("Стадия", "Stage")) }
                th.number { (visit.say("Сумма", "Amount")) }
                th { (visit.say("Ответственный", "Owner")) }
                th { (visit.say("Ближайший срок", "Next due")) }
            } }
            tbody { @for (deal, state) in rows { (row(visit, deal, state)) } }
        }
    }
}

fn row(visit: &Visit, deal: &CaseRecord, state: &str) -> Markup {
    let amount = deal.amount.map(|amount| amount_of_money(amount, visit.locale));
    html! {
        tr {
            td { a.title href={ "/deals/" (deal.id) } { (deal.title) } }
            td { span.stage-name { (state) } }
            td.number { (amount.unwrap_or_default()) }
            td { (visit.name(&deal.owner)) }
            td {
                @if let Some(due) = deal.next_due_at { (visit.due(due, Some(&deal.owner))) }
                @else if deal.status == CaseStatus::Open { span.quiet { (visit.say("ждет", "waiting")) } }
            }
        }
    }
}
