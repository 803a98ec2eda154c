//! `/api/v1`: the calls that programs use. One file for each group of them.

mod absences;
mod case_commands;
mod cases;
mod clock;
pub(crate) mod diagram;
mod document;
mod escalations;
mod gather;
mod history;
mod incidents;
mod me;
mod once;
mod paging;
mod people;
mod processes;
mod task_commands;
mod tasks;
mod why;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::me::pace;
use crate::app::App;
use crate::{health, layers};

/// Where the interface begins.
pub(crate) const ROOT: &str = "/api/v1";

/// The routes of the interface, those for machines beside it, and the document that describes them.
pub(crate) fn router(app: &App) -> Router<App> {
    let mut all = OpenApiRouter::default().merge(health::router()).nest(ROOT, quick());
    if app.has_time_machine() {
        all = all.nest(ROOT, clock::router().layer(timeout(layers::CLOCK_TIME_MOST)));
    }
    let (routes, document) = all.split_for_parts();
    routes.merge(document::router(document))
}

/// What is answered in a moment.
fn quick() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .merge(with_documents())
        .merge(cases::router())
        .merge(history::router())
        .merge(why::router())
        .merge(tasks::router())
        .merge(task_commands::router())
        .merge(escalations::router())
        .merge(incidents::router())
        .merge(absences::router())
        .merge(people::router())
        .merge(me::router())
        .merge(processes::router())
        .merge(diagram::router())
        .layer(timeout(layers::ANSWER_TIME_MOST))
}

/// The calls whose body may hold a document.
fn with_documents() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .merge(cases::start_router())
        .merge(case_commands::router())
        .merge(task_commands::complete_router())
        .layer(DefaultBodyLimit::max(layers::DOCUMENT_BODY_BYTES_MOST))
}

fn timeout(most: std::time::Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, most)
}
