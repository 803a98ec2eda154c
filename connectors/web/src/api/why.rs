//! Why: what a case waits for, and by which rules a task stands as it does. In words, from the process and the case.

mod case;
mod task;
mod words;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::{CaseId, TaskId};

use super::gather::{Papers, deal_seen, task_seen, view};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::Id;
use crate::problem::Problem;

use case::WhyCase;
use task::WhyTask;

/// The questions why.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(of_case)).routes(routes!(of_task))
}

/// What a case waits for, until when, and who can move it
#[utoipa::path(get, path = "/cases/{id}/why", tag = "cases", params(("id" = String, Path)), responses((status = 200, body = WhyCase)))]
async fn of_case(
    State(app): State<App>,
    Caller(me): Caller,
    Language(locale): Language,
    Id(id): Id<CaseId>,
) -> Result<Json<WhyCase>, Problem> {
    let case = deal_seen(&app, &me, id).await?;
    let view = view(&app, case, locale, Papers::Named).await?;
    Ok(Json(WhyCase::told(&view, &app.engine.world())))
}

/// By which rules a task stands as it does
#[utoipa::path(get, path = "/tasks/{id}/why", tag = "tasks", params(("id" = String, Path)), responses((status = 200, body = WhyTask)))]
async fn of_task(
    State(app): State<App>,
    Caller(me): Caller,
    Language(locale): Language,
    Id(id): Id<TaskId>,
) -> Result<Json<WhyTask>, Problem> {
    let (record, case) = task_seen(&app, &me, id).await?;
    let view = view(&app, case, locale, Papers::Named).await?;
    Ok(Json(WhyTask::told(&view, &record, &app.engine.world())))
}
