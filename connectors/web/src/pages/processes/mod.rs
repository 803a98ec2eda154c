//! What designers work with: the processes, a workshop for each, and a map of where its deals stand.
//!
//! Whoever works in a process may look at its picture, its regulation and the map of the deals that he sees; its texts, its versions and
//! the workshop are for designers and administrators.

mod bench;
mod deploy;
mod difference;
mod findings;
mod list;
mod map;
mod map_deals;
mod map_picture;
mod page;
mod picture;
mod places;
mod scenarios;
mod study;
mod version;
mod workshop;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use voronka_definition::name::ProcessId;
use voronka_definition::{Process, Text};
use voronka_export::Words;
use voronka_runtime::{CaseFilter, PageRequest, Running};

pub(crate) use self::bench::Workbench;
use super::visit::Visit;
use crate::app::App;
use crate::auth::Caller;
use crate::problem::Problem;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .merge(list::router())
        .merge(page::router())
        .merge(version::router())
        .merge(workshop::router())
        .merge(deploy::router())
        .merge(map::router())
        .merge(map_deals::router())
}

/// Whether the visitor may change processes.
pub(super) fn designs(visit: &Visit) -> bool {
    Caller::whole(visit.me.clone()).designs(&visit.app)
}

/// Lets nobody on but those who may change processes.
fn for_designers(visit: &Visit) -> Result<(), Problem> {
    if designs(visit) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "not_a_designer",
        Text::both("проектировщик процессов или администратор", "a designer or an administrator"),
        Text::both("другой сотрудник", "somebody else"),
    ))
}

/// The latest version of a process that the visitor may look at: he may change it, or sees a deal that runs it.
async fn looked_at(visit: &Visit, id: &str) -> Result<Arc<Process>, Problem> {
    let process = visit.world.processes.get(&ProcessId::from(id)).filter(|process| !process.stages.is_empty());
    let process = Arc::clone(process.ok_or_else(Problem::not_found)?);
    if designs(visit) {
        return Ok(process);
    }
    let (filter, one) =
        (CaseFilter { process: Some(process.id.clone()), ..CaseFilter::default() }, PageRequest { limit: 1, after: None });
    let seen = visit.app.engine.reads().cases(&visit.horizon, &filter, &one).await?;
    if seen.items.is_empty() { Err(Problem::not_found()) } else { Ok(process) }
}

/// How many open deals run by each version.
async fn running(visit: &Visit) -> Result<Arc<Vec<Running>>, Problem> {
    visit.app.workbench.count("running", visit.app.engine.reads().running()).await
}

/// Does something with the words of a process, in the language of the visitor.
fn worded<T>(visit: &Visit, process: &Process, work: impl FnOnce(&Words<'_>) -> T) -> T {
    let others: Vec<_> = visit.world.processes.values().cloned().collect();
    let organisation = Some(&visit.world.organisation);
    work(&Words { process, organisation, others: &others, locale: visit.locale })
}

/// A number with its noun: one, two, five; and the English one.
fn counted(visit: &Visit, number: u64, ru: [&str; 3], en: &str) -> String {
    let [one, two, five] = ru;
    let s = if number == 1 { "" } else { "s" };
    visit.say(format!("{number} {}", voronka_core::words::plural(number, one, two, five)), format!("{number} {en}{s}"))
}

/// So many deals.
fn deals(visit: &Visit, number: u64) -> String {
    counted(visit, number, ["сделка", "сделки", "сделок"], "deal")
}
