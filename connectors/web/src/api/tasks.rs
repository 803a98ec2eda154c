//! Tasks: listing, looking at one, making one by hand.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::event::Event;
use voronka_core::{Actor, CaseId, Command as Wanted, HandTask, TaskId};
use voronka_definition::Text;
use voronka_definition::model::TaskKind;
use voronka_definition::name::{DepartmentId, PersonId};
use voronka_runtime::{Executed, TaskFilter, TaskStatus};

use super::cases::{meant, people_of};
use super::gather::{Papers, Views, horizon, task_after, task_seen, view, view_after};
use super::paging::{List, page};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::{Asked, Command, Id};
use crate::forms::TaskForm;
use crate::problem::Problem;

/// Looking at tasks, and making them.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(list, make)).routes(routes!(one))
}

form! {
    /// Which tasks are wanted.
    TasksWanted {
        /// Assigned to this person; `me` is the caller.
        may assignee: PersonId,
        /// Assigned to this person, or offered to him among others; `me` is the caller.
        may concerns: PersonId,
        /// `open`, `done` or `cancelled`.
        may status: String,
        /// What kind of work it is.
        may kind: TaskKind,
        /// Due before this moment.
        may due_before: DateTime<Utc>,
        /// Due at this moment or after it.
        may due_after: DateTime<Utc>,
        /// Open and late, or not.
        may overdue: bool,
        /// Assigned to somebody of this department or of one that is part of it.
        may department: DepartmentId,
        /// Of this case.
        may case: CaseId,
        /// How many at most, 1 to 200; 50 where nothing is said.
        may limit: u32,
        /// The `next` of the part before.
        may after: String,
    }
}

form! {
    /// A task made by hand.
    TaskWanted {
        /// The case; a task without one belongs to no deal.
        may case: CaseId,
        /// Its title.
        need title: String,
        /// What kind of work it is.
        need kind: TaskKind,
        /// Who gets it.
        need assignee: PersonId,
        /// When it is due.
        need due_at: DateTime<Utc>,
        /// What to know about it.
        may comment: String,
    }
}

/// Tasks of cases that the caller may see, by due date
#[utoipa::path(get, path = "/tasks", tag = "tasks", params(TasksWanted), responses((status = 200, body = List<TaskForm>)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Asked(wanted): Asked<TasksWanted>,
) -> Result<Json<List<TaskForm>>, Problem> {
    let page = page(wanted.limit, wanted.after.clone())?;
    let filter = filter(&app, &caller, wanted)?;
    let found = app.engine.reads().tasks(&horizon(&app, &caller).await?, &filter, &page).await?;
    let now = app.engine.now().await?;
    let mut views = Views::default();
    let mut items = Vec::with_capacity(found.items.len());
    for record in &found.items {
        let view = match record.status {
            TaskStatus::Open => views.of(&app, record.id.case, locale).await?,
            TaskStatus::Done | TaskStatus::Cancelled => None,
        };
        items.push(TaskForm::of(view, record, now, locale));
    }
    Ok(Json(List { items, next: found.next }))
}

fn filter(app: &App, caller: &Caller, wanted: TasksWanted) -> Result<TaskFilter, Problem> {
    Ok(TaskFilter {
        case: wanted.case,
        assignee: wanted.assignee.map(|person| meant(caller, person)),
        concerns: wanted.concerns.map(|person| meant(caller, person)),
        assignees: wanted.department.map(|department| people_of(app, &department)),
        status: wanted.status.as_deref().map(status).transpose()?,
        kind: wanted.kind,
        due_before: wanted.due_before,
        due_after: wanted.due_after,
        overdue: wanted.overdue,
        ..TaskFilter::default()
    })
}

fn status(name: &str) -> Result<TaskStatus, Problem> {
    let expected = || Text::both("open, done или cancelled", "open, done or cancelled");
    TaskStatus::from_name(name).ok_or_else(|| Problem::of_field("status", "not_an_option", expected(), Text::from(name)))
}

/// A task, open or closed
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks", params(("id" = String, Path)), responses((status = 200, body = TaskForm)))]
async fn one(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Id(id): Id<TaskId>,
) -> Result<Json<TaskForm>, Problem> {
    let (record, case) = task_seen(&app, &caller, id).await?;
    let view = view(&app, case, locale, Papers::Whole).await?;
    Ok(Json(TaskForm::of(Some(&view), &record, view.now, locale)))
}

/// Makes a task by hand
#[utoipa::path(post, path = "/tasks", tag = "tasks", request_body = TaskWanted, responses((status = 201, body = TaskForm)))]
async fn make(State(app): State<App>, Language(locale): Language, command: Command<TaskWanted>) -> Result<Response, Problem> {
    let Command { by, form, key } = command;
    let case = form.case;
    let task =
        HandTask { title: form.title, kind: form.kind, assignee: form.assignee, due_at: form.due_at, comment: form.comment };
    let executed = match case {
        Some(case) => app.engine.execute(case, Wanted::MakeTask(task), Actor::Person(by), key).await?,
        None => app.engine.make_errand(task, by, key).await?,
    };
    let view = view_after(&app, &executed, locale).await?;
    let number = *created(&executed).first().ok_or_else(Problem::fault)?;
    let made = task_after(&app, &view, number).await?;
    Ok((StatusCode::CREATED, [(LOCATION, format!("{}/tasks/{}", super::ROOT, made.id))], Json(made)).into_response())
}

/// The numbers of the tasks that a command created.
pub(super) fn created(executed: &Executed) -> Vec<u32> {
    let numbers = executed.events.iter().filter_map(|recorded| match &recorded.event {
        Event::TaskCreated { task } => Some(task.number),
        _ => None,
    });
    numbers.collect()
}
