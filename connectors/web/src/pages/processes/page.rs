//! A process: its picture, its regulation, and for designers its versions and what is found of it.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use voronka_definition::{Finding, Process};
use voronka_export::regulation;
use voronka_runtime::{ProcessRecord, Running};

use super::super::frame::{self, Page, Place};
use super::super::visit::Visit;
use super::list::{short, since};
use super::{deals, designs, findings, looked_at, picture, worded};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// The regulation brings its own styles, and nothing else.
const REGULATION_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/processes/{id}", get(show)).route("/processes/{id}/regulation", get(regulation))
}

async fn show(visit: Visit, Id(id): Id<String>) -> Result<Response, Problem> {
    let process = looked_at(&visit, &id).await?;
    let drawn = picture::drawn(&visit, &process);
    let mine = designs(&visit);
    let title = process.title.get(visit.locale);
    let (below, version) =
        if mine { (for_designers(&visit, &process).await?, Some(&process.version.0)) } else { (frame::nothing(), None) };
    let body = html! {
        (picture::styles())
        @if mine { p.crumbs { a href="/processes" { "← " (visit.say("Процессы", "Processes")) } } }
        div.head {
            div {
                h1 { (title) }
                p.under { span.quiet { (process.id) @if let Some(version) = version { " · " code { (short(version)) } } } }
            }
            span.grow {}
            a.button href={ "/processes/" (id) "/regulation" } target="_blank" rel="noopener" { (visit.say("Регламент", "Regulation")) }
            a.button href={ "/processes/" (id) "/map" } { (visit.say("Живая карта", "Live map")) }
            @if mine { a.button.primary href={ "/processes/" (id) "/workshop" } { (visit.say("Мастерская", "Workshop")) } }
        }
        (picture::boxed(&visit, &drawn, None))
        (below)
    };
    Ok(Page { title, place: if mine { Place::Processes } else { Place::Elsewhere }, here: &format!("/processes/{id}"), body }
        .ok(&visit))
}

async fn for_designers(visit: &Visit, process: &Process) -> Result<Markup, Problem> {
    let reads = visit.app.engine.reads();
    let records = reads.processes(Some(&process.id)).await?;
    let running = super::running(visit).await?;
    let Some(live) = records.iter().find(|record| record.latest) else { return Ok(frame::nothing()) };
    let found = visit.app.workbench.findings(&visit.app.engine, live).await?;
    Ok(html! {
        (remarks(visit, &found, &live.source))
        (versions(visit, &records, &running))
    })
}

fn remarks(visit: &Visit, found: &[Finding], text: &str) -> Markup {
    html! {
        section #findings.block {
            h2 { (visit.say("Замечания", "Findings")) }
            @if found.is_empty() {
                p.quiet { (visit.say("Замечаний нет: проверка ничего не нашла.", "None: the check has found nothing.")) }
            } @else {
                (findings::list(visit, found, text))
            }
        }
    }
}

fn versions(visit: &Visit, records: &[ProcessRecord], running: &[Running]) -> Markup {
    html! {
        section.block {
            h2 { (visit.say("Версии", "Versions")) }
            table.deals.version-list {
                thead { tr {
                    th { (visit.say("Версия", "Version")) }
                    th { (visit.say("Развернута", "Deployed")) }
                    th { (visit.say("Идет", "Running")) }
                    th { span.unseen { (visit.say("Куда", "Where to")) } }
                } }
                tbody { @for record in records { (version(visit, record, running)) } }
            }
        }
    }
}

fn version(visit: &Visit, record: &ProcessRecord, running: &[Running]) -> Markup {
    let is_this = |running: &&Running| running.process == record.id && running.version == record.version;
    let open = running.iter().find(is_this).map_or(0, |running| running.open);
    let place = format!("/processes/{}", record.id);
    html! {
        tr {
            td {
                a.title href={ (place) "/versions/" (record.version) } { code { (short(&record.version.0)) } }
                @if record.latest { " " span.state.approved { (visit.say("действует", "live")) } }
            }
            td { (since(visit, record)) }
            td { (deals(visit, open)) }
            td { span.ways {
                a href={ (place) "/versions/" (record.version) } { (visit.say("Текст и отличия", "Text and difference")) }
                @if !record.latest { " " a href={ (place) "/workshop?from=" (record.version) } { (visit.say("В мастерскую", "To the workshop")) } }
            } }
        }
    }
}

async fn regulation(visit: Visit, Id(id): Id<String>) -> Result<Response, Problem> {
    let process = looked_at(&visit, &id).await?;
    let document = worded(&visit, &process, regulation::html);
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "private, no-cache"),
        (CONTENT_SECURITY_POLICY, REGULATION_POLICY),
    ];
    Ok((headers, document).into_response())
}
