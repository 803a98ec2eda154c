//! Calendar feeds: the open tasks of one person as a calendar to subscribe to. Calendar programs have no session: the secret in the
//! address is the key, so the answer is kept by nobody in between, and the address is not logged.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use voronka_calendar::{Entry, MEETING, TASK, feed};
use voronka_core::access::Horizon;
use voronka_definition::Locale;
use voronka_definition::model::TaskKind;
use voronka_runtime::{PageRequest, TaskFilter, TaskRecord, TaskStatus};

use crate::app::App;
use crate::problem::Problem;

/// Where feeds are.
pub(crate) const FOLDER: &str = "/calendar/";
/// What a feed's address ends with.
const ENDING: &str = ".ics";
/// How many tasks a feed has at most, those with the earliest dates.
const TASKS_MOST: usize = 1_000;

/// The route.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/calendar/{name}", get(show))
}

/// The address of the feed with this secret.
pub(crate) fn address(app: &App, secret: &str) -> String {
    format!("{}{FOLDER}{secret}{ENDING}", app.base_url)
}

async fn show(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let secret = name.strip_suffix(ENDING).ok_or_else(Problem::not_found)?;
    let me = app.engine.person_of_feed(secret).await?.ok_or_else(Problem::not_found)?;
    let world = app.engine.world();
    let (now, locale) = (app.engine.now().await?, world.locale_of(&me));
    let horizon = Horizon::of(&world, &me, now);
    let filter = TaskFilter { assignee: Some(me.clone()), status: Some(TaskStatus::Open), ..TaskFilter::default() };
    let mut page = PageRequest { limit: u32::MAX, after: None };
    let mut entries = Vec::new();
    loop {
        let found = app.engine.reads().tasks(&horizon, &filter, &page).await?;
        entries.extend(found.items.iter().map(|task| entry(&app, task, locale)));
        match found.next {
            Some(next) if entries.len() < TASKS_MOST => page.after = Some(next),
            _ => break,
        }
    }
    let title = locale.pick("Задачи", "Tasks");
    let text = feed(&format!("{title}: {}", world.name_of(&me)), &entries);
    let headers = [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "private, no-store")];
    Ok((headers, text).into_response())
}

/// A meeting takes its time; any other task ends when it is due.
fn entry(app: &App, task: &TaskRecord, locale: Locale) -> Entry {
    let title = task.title.get(locale);
    let deal = if task.errand { "" } else { task.case_title.as_str() };
    let url = format!("{}/tasks/{}", app.base_url, task.id);
    let is_busy = task.kind == TaskKind::Meeting;
    let host = app.base_url.split("://").nth(1).unwrap_or_default().split(['/', ':']).next().unwrap_or_default();
    Entry {
        uid: format!("{}@{host}", task.id),
        sequence: 0,
        changed_at: task.created_at,
        title: if deal.is_empty() { title.to_owned() } else { format!("{title} — {deal}") },
        text: if deal.is_empty() { url.clone() } else { format!("{}: {deal}\n{url}", locale.pick("Сделка", "Deal")) },
        from: if is_busy { task.due_at } else { task.due_at - TASK },
        to: if is_busy { task.due_at + MEETING } else { task.due_at },
        url,
        is_busy,
    }
}
