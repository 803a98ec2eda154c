//! The list of processes: which version is live, since when, how many deals run it, and what should be looked at.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use voronka_definition::Finding;
use voronka_runtime::{ProcessRecord, Running};

use super::super::frame::{Page, Place};
use super::super::visit::Visit;
use super::super::when;
use super::findings::{numbers, summary};
use super::{deals, for_designers};
use crate::app::App;
use crate::problem::Problem;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/processes", get(list))
}

/// A process as the list shows it.
struct Row {
    record: ProcessRecord,
    /// How many open deals run the live version, and how many an earlier one.
    open: (u64, u64),
    findings: Arc<Vec<Finding>>,
}

async fn list(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let running = super::running(&visit).await?;
    let mut rows = Vec::new();
    for record in app.engine.reads().latest_processes().await? {
        let findings = app.workbench.findings(&app.engine, &record).await?;
        rows.push(Row { open: counted(&running, &record), record, findings });
    }
    let title = visit.say("Процессы", "Processes");
    let body = html! {
        div.head {
            h1 { (title) }
            span.grow {}
            a.button.primary href="/workshop" { (visit.say("Новый процесс", "New process")) }
        }
        @if rows.is_empty() { (empty(&visit)) } @else { (table(&visit, &rows)) }
    };
    Ok(Page { title, place: Place::Processes, here: "/processes", body }.ok(&visit))
}

/// How many open deals run this version, and how many other versions of the same process.
pub(super) fn counted(running: &[Running], record: &ProcessRecord) -> (u64, u64) {
    let own = running.iter().filter(|running| running.process == record.id);
    own.fold((0, 0), |(live, others), running| match running.version == record.version {
        true => (live + running.open, others),
        false => (live, others + running.open),
    })
}

fn empty(visit: &Visit) -> Markup {
    html! {
        div.card.empty {
            h2 { (visit.say("Процессов пока нет", "No processes yet")) }
            p { (visit.say(
                "Процесс — это текст: стадии, шаги, сроки, кому уходит просроченное. В мастерской есть с чего начать.",
                "A process is a text: stages, steps, dates, who hears of what is late. The workshop has something to begin with.",
            )) }
            p.acts { a.button.primary href="/workshop" { (visit.say("Новый процесс", "New process")) } }
        }
    }
}

fn table(visit: &Visit, rows: &[Row]) -> Markup {
    html! {
        table.deals.processes {
            thead { tr {
                th { (visit.say("Процесс", "Process")) }
                th { (visit.say("Действует", "Live")) }
                th { (visit.say("Идет", "Running")) }
                th { (visit.say("Замечания", "Findings")) }
                th { span.unseen { (visit.say("Куда", "Where to")) } }
            } }
            tbody { @for row in rows { (one(visit, row)) } }
        }
    }
}

fn one(visit: &Visit, row: &Row) -> Markup {
    let (record, (live, others)) = (&row.record, row.open);
    let process = visit.world.processes.get(&record.id);
    let title = process.map_or_else(|| record.id.to_string(), |process| process.title.get(visit.locale).to_owned());
    let place = format!("/processes/{}", record.id);
    html! {
        tr {
            td {
                @if process.is_some() { a.title href=(place) { (title) } } @else { span.title { (title) } }
                span.quiet.id { (record.id) }
            }
            td { (since(visit, record)) }
            td {
                (deals(visit, live))
                @if others > 0 { br; span.quiet { (visit.say(format!("и {others} на прежних версиях"), format!("and {others} by earlier versions"))) } }
            }
            td { (remarks(visit, row, &place)) }
            td {
                @if process.is_some() {
                    span.ways {
                        a href={ (place) "/workshop" } { (visit.say("Мастерская", "Workshop")) }
                        " " a href={ (place) "/map" } { (visit.say("Карта", "Map")) }
                    }
                }
            }
        }
    }
}

fn remarks(visit: &Visit, row: &Row, place: &str) -> Markup {
    let (errors, warnings) = numbers(&row.findings);
    html! {
        @if errors + warnings == 0 { span.quiet { (visit.say("нет", "none")) } }
        @else { a class={ "state " (if errors > 0 { "rejected" } else { "pending" }) } href={ (place) "#findings" } { (summary(visit, &row.findings)) } }
    }
}

/// When a version was deployed, and by whom.
pub(super) fn since(visit: &Visit, record: &ProcessRecord) -> Markup {
    let at = record.deployed_at;
    html! {
        time datetime=(at.to_rfc3339()) title=(when::full(at, visit.zone, visit.locale)) { (when::since(at, visit.now, visit.zone, visit.locale)) }
        br;
        span.quiet {
            @match &record.by {
                Some(by) => (visit.name(by)),
                None => (visit.say("из папки сервера", "from the server's folder")),
            }
            " · " code { (short(&record.version.0)) }
        }
    }
}

/// The first digits of a version: enough to tell it from others.
pub(super) fn short(version: &str) -> &str {
    version.get(..8).unwrap_or(version)
}
