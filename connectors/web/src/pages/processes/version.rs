//! A version of a process: its text, and how it differs from the live one.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use maud::html;
use voronka_definition::name::ProcessId;
use voronka_runtime::ProcessRecord;

use super::super::frame::{Page, Place};
use super::super::visit::Visit;
use super::list::{short, since};
use super::{difference, for_designers};
use crate::app::App;
use crate::problem::Problem;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/processes/{id}/versions/{version}", get(show))
}

async fn show(visit: Visit, Path((id, version)): Path<(String, String)>) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let records = visit.app.engine.reads().processes(Some(&ProcessId::from(id.as_str()))).await?;
    let this = records.iter().find(|record| *record.version.0 == *version).ok_or_else(Problem::not_found)?;
    let other = compared(&records, this);
    let title = format!("{id} · {}", short(&version));
    let mut differs = None;
    if let Some(other) = other {
        differs = Some(difference(&visit, other, this).await?);
    }
    let body = html! {
        p.crumbs { a href={ "/processes/" (id) } { "← " (visit.say("Процесс", "Process")) } }
        div.head {
            div {
                h1 { (visit.say("Версия ", "Version ")) code { (short(&version)) } }
                p.under { span { (since(&visit, this)) } @if this.latest { " " span.state.approved { (visit.say("действует", "live")) } } }
            }
            span.grow {}
            a.button href={ "/processes/" (id) "/workshop?from=" (version) } { (visit.say("Открыть в мастерской", "Open in the workshop")) }
        }
        @if let Some(differs) = &differs { (differs) }
        section.block {
            h2 { (visit.say("Текст", "Text")) }
            pre.source tabindex="0" { code { (this.source) } }
        }
    };
    Ok(Page { title: &title, place: Place::Processes, here: &format!("/processes/{id}/versions/{version}"), body }.ok(&visit))
}

/// What a version is held against: the live one with the one that was deployed before it, any other with the live one.
fn compared<'a>(records: &'a [ProcessRecord], this: &ProcessRecord) -> Option<&'a ProcessRecord> {
    let mut others = records.iter().filter(|record| record.version != this.version);
    // The live one comes first, the others by the moment they were deployed, the last first.
    others.next()
}

async fn difference(visit: &Visit, other: &ProcessRecord, this: &ProcessRecord) -> Result<maud::Markup, Problem> {
    // What was deployed earlier is told as the way to what came later.
    let (before, after) = if this.latest { (other, this) } else { (this, other) };
    let engine = &visit.app.engine;
    let (old, new) = (engine.process(&before.id, &before.version).await?, engine.process(&after.id, &after.version).await?);
    let changes = difference::between(visit, &old, &new);
    let from = short(&before.version.0);
    let heading = match this.latest {
        true => visit.say(format!("Что изменилось после версии {from}"), format!("What has changed since version {from}")),
        false => visit.say("Чем отличается действующая версия".to_owned(), "What is another in the live version".to_owned()),
    };
    Ok(html! {
        section.block {
            h2 { (heading) }
            (difference::in_words(visit, &changes, false))
            details.more { summary { (visit.say("По строкам", "Line by line")) } (difference::by_line(visit, &before.source, &after.source)) }
        }
    })
}
