//! What a person does with a task: completes it, postpones it, gives it away, takes it, comments on it.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::{Command as Wanted, Input, TaskId};
use voronka_definition::Locale;
use voronka_definition::name::{PersonId, ResultId};

use super::case_commands::execute;
use super::gather::{task_after, view_after};
use super::tasks::created;
use crate::app::App;
use crate::auth::Language;
use crate::extract::{Command, Form, Id};
use crate::forms::{CaseForm, TaskForm};
use crate::problem::Problem;

/// The calls that change a task.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(reschedule)).routes(routes!(reassign)).routes(routes!(claim)).routes(routes!(comment))
}

/// Completing one; the body may hold documents.
pub(super) fn complete_router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(complete))
}

form! {
    /// A result, and what it asks.
    Completion {
        /// The chosen result.
        need result: ResultId,
        /// The fields filled in.
        may data: Input,
        /// The comment.
        may comment: String,
    }
}

form! {
    /// Another date.
    Postponement {
        /// When it is due then.
        need due_at: DateTime<Utc>,
        /// Why.
        need reason: String,
    }
}

form! {
    /// Another assignee.
    Handover {
        /// To whom.
        need to: PersonId,
        /// Why.
        need comment: String,
    }
}

form! {
    /// Nothing: the call says it all.
    Nothing {}
}

form! {
    /// A comment.
    Remark {
        /// The comment.
        need text: String,
    }
}

/// A completed task, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Completed {
    /// The task.
    task: TaskForm,
    /// The tasks that it created.
    created: Vec<TaskForm>,
    /// The case as it is now; null for a task without a deal.
    case: Option<CaseForm>,
}

/// Completes a task with one of its results
#[utoipa::path(post, path = "/tasks/{id}/complete", tag = "tasks", params(("id" = String, Path)),
    request_body = Completion, responses((status = 200, body = Completed)))]
async fn complete(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<TaskId>,
    command: Command<Completion>,
) -> Result<Json<Completed>, Problem> {
    let executed = execute(&app, id.case, command, |form| Wanted::CompleteTask {
        task: id.number,
        result: form.result,
        data: form.data.unwrap_or_default(),
        comment: form.comment,
    });
    let executed = executed.await?;
    let view = view_after(&app, &executed, locale).await?;
    let task = task_after(&app, &view, id.number).await?;
    let mut new = Vec::new();
    for number in created(&executed) {
        new.push(task_after(&app, &view, number).await?);
    }
    let case = (!view.is_errand()).then(|| CaseForm::told(&view));
    Ok(Json(Completed { task, created: new, case }))
}

/// Carries out what a person wants of a task, and answers the task.
async fn change<F: Form>(
    app: &App,
    id: TaskId,
    locale: Locale,
    command: Command<F>,
    wanted: impl FnOnce(F) -> Wanted,
) -> Result<Json<TaskForm>, Problem> {
    let executed = execute(app, id.case, command, wanted).await?;
    let view = view_after(app, &executed, locale).await?;
    Ok(Json(task_after(app, &view, id.number).await?))
}

/// Gives a task another date
#[utoipa::path(post, path = "/tasks/{id}/reschedule", tag = "tasks", params(("id" = String, Path)),
    request_body = Postponement, responses((status = 200, body = TaskForm)))]
async fn reschedule(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<TaskId>,
    command: Command<Postponement>,
) -> Result<Json<TaskForm>, Problem> {
    let task = id.number;
    let wanted = |form: Postponement| Wanted::RescheduleTask { task, due_at: form.due_at, reason: form.reason };
    change(&app, id, locale, command, wanted).await
}

/// Gives a task to somebody else
#[utoipa::path(post, path = "/tasks/{id}/reassign", tag = "tasks", params(("id" = String, Path)),
    request_body = Handover, responses((status = 200, body = TaskForm)))]
async fn reassign(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<TaskId>,
    command: Command<Handover>,
) -> Result<Json<TaskForm>, Problem> {
    let task = id.number;
    let wanted = |form: Handover| Wanted::ReassignTask { task, to: form.to, comment: form.comment };
    change(&app, id, locale, command, wanted).await
}

/// Takes a task that is offered to the caller
#[utoipa::path(post, path = "/tasks/{id}/claim", tag = "tasks", params(("id" = String, Path)),
    request_body = Nothing, responses((status = 200, body = TaskForm)))]
async fn claim(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<TaskId>,
    command: Command<Nothing>,
) -> Result<Json<TaskForm>, Problem> {
    change(&app, id, locale, command, |_| Wanted::ClaimTask { task: id.number }).await
}

/// Comments on a task
#[utoipa::path(post, path = "/tasks/{id}/comment", tag = "tasks", params(("id" = String, Path)),
    request_body = Remark, responses((status = 200, body = TaskForm)))]
async fn comment(
    State(app): State<App>,
    Language(locale): Language,
    Id(id): Id<TaskId>,
    command: Command<Remark>,
) -> Result<Json<TaskForm>, Problem> {
    change(&app, id, locale, command, |form| Wanted::CommentTask { task: id.number, text: form.text }).await
}
