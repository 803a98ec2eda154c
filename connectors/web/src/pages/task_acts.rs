//! What a person does on the page of a task.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{Redirect, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use voronka_core::offer::offers;
use voronka_core::tell::tell_latest;
use voronka_core::{Actor, Command, Event, FieldProblem, Rejection, TaskId};
use voronka_definition::Text;
use voronka_definition::model::FieldType;
use voronka_definition::name::{PersonId, ResultId};
use voronka_runtime::{Executed, Key, Refused};

use super::because;
use super::given::{self, Reader};
use super::language::Said;
use super::raw::Raw;
use super::refused::{self, missing};
use super::seen::{self, Seen};
use super::stale::{self, Again, Given};
use super::submitted::Submitted;
use super::task::{self, Attempt, Shown};
use super::tasks::{self, LIST, Wanted};
use super::visit::Visit;
use crate::app::App;
use crate::extract::Id;
use crate::layers::DOCUMENT_BODY_BYTES_MOST;
use crate::problem::Problem;

/// How many lines say what comes next.
const NEXT_LINES_MOST: usize = 4;

/// The routes. An act's own address, opened without an act, is the task's page.
pub(super) fn router() -> Router<App> {
    let complete = get(page_instead).post(complete).layer(DefaultBodyLimit::max(DOCUMENT_BODY_BYTES_MOST));
    Router::new()
        .route("/tasks/{id}", get(show))
        .route("/tasks/{id}/complete", complete)
        .route("/tasks/{id}/postpone", get(page_instead).post(postpone))
        .route("/tasks/{id}/hand-over", get(page_instead).post(hand_over))
        .route("/tasks/{id}/comment", get(page_instead).post(comment))
        .route("/tasks/{id}/claim", get(page_instead).post(claim))
}

async fn page_instead(Id(id): Id<TaskId>) -> Redirect {
    Redirect::to(&page_of(id))
}

fn page_of(id: TaskId) -> String {
    format!("/tasks/{id}")
}

async fn show(visit: Visit, Id(id): Id<TaskId>) -> Result<Response, Problem> {
    shown(&visit, id, &Attempt::default()).await
}

/// The task with what was tried: in the list, where it was unfolded there, else on its own page.
async fn shown(visit: &Visit, id: TaskId, attempt: &Attempt) -> Result<Response, Problem> {
    if let Some(list) = Wanted::of_form(attempt.raw.some(LIST)) {
        return tasks::page(visit, &Wanted { open: id.to_string(), ..list }, attempt).await;
    }
    let (record, seen) = seen::task(visit, id).await?;
    let history = seen::history(visit, id.case).await?;
    Ok(task::page(&Shown { visit, seen: &seen, record: &record, history: &history, attempt, list: None }))
}

async fn complete(
    State(app): State<App>,
    visit: Visit,
    Id(id): Id<TaskId>,
    Submitted { mut raw, key }: Submitted,
) -> Result<Response, Problem> {
    let (_, seen) = seen::task(&visit, id).await?;
    let result = ResultId::from(raw.get("result"));
    let command = match completion(&visit, &seen, id, &result, &mut raw).await? {
        Ok(command) => command,
        Err(Again { raw, told }) => {
            let attempt = Attempt { act: format!("complete {result}"), raw, told, problems: Vec::new() };
            return shown(&visit, id, &attempt).await;
        }
    };
    match app.engine.execute(id.case, command, Actor::Person(visit.me.clone()), Some(key)).await {
        Ok(executed) => Ok(onwards(&visit, &seen, &executed, Wanted::of_form(raw.some(LIST)))),
        Err(Refused::Rejected(rejection)) => {
            let problems = in_place(&visit, id, rejection).await?;
            shown(&visit, id, &Attempt { act: format!("complete {result}"), raw, problems, told: Vec::new() }).await
        }
        Err(refused) => Err(refused.into()),
    }
}

/// What was wrong with the fields. Of a task that somebody closed meanwhile it is told who did, and how.
async fn in_place(visit: &Visit, id: TaskId, mut rejection: Rejection) -> Result<Vec<FieldProblem>, Problem> {
    if rejection.code == "task_not_open" {
        let (_, seen) = seen::task(visit, id).await?;
        let history = seen::history(visit, id.case).await?;
        let known = because::closing(visit, &seen.process, &history, id.number);
        let unknown = || visit.say("Ее закрыли, пока страница была открыта", "It was closed while the page was open").to_owned();
        rejection.found = Text::Any(known.unwrap_or_else(unknown));
    }
    refused::in_place(rejection)
}

/// The command, of the fields that the result asks. Those of a task that is closed by now are not known any more, and need not be:
/// the core refuses it. Where somebody else has changed one of these fields since the form was made, it is the form again.
async fn completion(
    visit: &Visit,
    seen: &Seen,
    id: TaskId,
    result: &ResultId,
    raw: &mut Raw,
) -> Result<Result<Command, Again>, Problem> {
    let task = seen.case.tasks.get(&id.number);
    let offers = task.map(|task| offers(&seen.process, &seen.case, task)).unwrap_or_default();
    let offer = offers.into_iter().find(|offer| offer.result == *result);
    let asks = offer.iter().flat_map(|offer| offer.ask.iter().chain(&offer.may_ask));
    let fields: Vec<_> = asks.filter_map(|ask| seen.process.field(&ask.field)).collect();
    for field in fields.iter().filter(|field| matches!(field.kind, FieldType::List(_))) {
        raw.close_gaps(&given::name_of(field));
    }
    if let Given::Again(again) = stale::given(visit, seen, &fields, raw).await? {
        return Ok(Err(again));
    }
    let reader = Reader { raw, zone: visit.zone, locale: visit.locale };
    let data = reader.filled(fields.into_iter());
    let comment = raw.some("comment").map(str::to_owned);
    Ok(Ok(Command::CompleteTask { task: id.number, result: result.clone(), data, comment }))
}

/// Where a person goes after a task: to the next one of his own that it brought, the most pressing of several; else to his list. Who
/// came from the list gets it back, with that next one open.
fn onwards(visit: &Visit, seen: &Seen, executed: &Executed, list: Option<Wanted>) -> Response {
    let mine = executed.events.iter().filter_map(|recorded| match &recorded.event {
        Event::TaskCreated { task } if task.holder.assignee() == Some(&visit.me) => Some(task),
        _ => None,
    });
    let next = mine.min_by_key(|task| task.due_at).map(|task| executed.case.task_id(task.number));
    let to = match list {
        Some(list) => list.address(next),
        None => next.map_or_else(|| "/".to_owned(), page_of),
    };
    let mut said = vec![visit.say("Готово.", "Done.").to_owned()];
    let told = tell_latest(&seen.process, &executed.case, &executed.events, visit.speaker());
    let is_news = |seq: u64| {
        let event = executed.events.iter().find(|recorded| recorded.seq == seq).map(|recorded| &recorded.event);
        !matches!(event, Some(Event::TaskCompleted { .. } | Event::FieldsSet { .. } | Event::TaskCancelled { .. }))
    };
    said.extend(told.into_iter().filter(|line| is_news(line.seq)).map(|line| line.text).take(NEXT_LINES_MOST));
    Said::on(&to, &said.join("\n"))
}

async fn postpone(State(app): State<App>, visit: Visit, Id(id): Id<TaskId>, form: Submitted) -> Result<Response, Problem> {
    let due_at: Option<DateTime<Utc>> = form.raw.some("due_at").and_then(|text| given::moment(text, visit.zone).parse().ok());
    let command = match due_at {
        Some(due_at) => Ok(Command::RescheduleTask { task: id.number, due_at, reason: form.raw.get("reason").to_owned() }),
        None => Err(vec![missing("due_at")]),
    };
    let said = visit.say("Срок перенесен.", "The task has a new date.");
    let is_concern = |event: &Event| matches!(event, Event::TaskRescheduled { task, .. } if *task == id.number);
    if let Some(again) = overtaken(&visit, id, "postpone", &form, is_concern).await? {
        return Ok(again);
    }
    act(&app, &visit, id, "postpone", command, form, said).await
}

async fn hand_over(State(app): State<App>, visit: Visit, Id(id): Id<TaskId>, form: Submitted) -> Result<Response, Problem> {
    let command = match form.raw.some("to") {
        Some(to) => {
            let (to, comment) = (PersonId::from(to), form.raw.get("comment").to_owned());
            Ok(Command::ReassignTask { task: id.number, to, comment })
        }
        None => Err(vec![missing("to")]),
    };
    let said = visit.say("Задача передана.", "The task is handed over.");
    let is_concern = |event: &Event| matches!(event, Event::TaskReassigned { task, .. } if *task == id.number);
    if let Some(again) = overtaken(&visit, id, "hand-over", &form, is_concern).await? {
        return Ok(again);
    }
    act(&app, &visit, id, "hand-over", command, form, said).await
}

/// The task again with the form as it was sent, where somebody did meanwhile what the form would undo unseen.
async fn overtaken(
    visit: &Visit,
    id: TaskId,
    name: &str,
    form: &Submitted,
    is_concern: impl Fn(&Event) -> bool,
) -> Result<Option<Response>, Problem> {
    let (_, seen) = seen::task(visit, id).await?;
    let told = stale::overtaken(visit, &seen, (&form.raw, &form.key), is_concern).await?;
    // Who has no say in it any more is refused, and told that.
    if told.is_empty() || !seen.case.tasks.get(&id.number).is_some_and(|task| task::may_handle(visit, task)) {
        return Ok(None);
    }
    let attempt = Attempt { act: name.to_owned(), raw: form.raw.clone(), problems: Vec::new(), told };
    shown(visit, id, &attempt).await.map(Some)
}

async fn comment(State(app): State<App>, visit: Visit, Id(id): Id<TaskId>, form: Submitted) -> Result<Response, Problem> {
    let command = Command::CommentTask { task: id.number, text: form.raw.get("text").to_owned() };
    let said = visit.say("Комментарий записан.", "The comment is noted.");
    act(&app, &visit, id, "comment", Ok(command), form, said).await
}

async fn claim(State(app): State<App>, visit: Visit, Id(id): Id<TaskId>, form: Submitted) -> Result<Response, Problem> {
    let said = visit.say("Задача ваша.", "The task is yours.");
    act(&app, &visit, id, "claim", Ok(Command::ClaimTask { task: id.number }), form, said).await
}

/// Where a small act leads: to the list with the task open, where it was done there and the task stays his to look at; else to the
/// task's page; else to the list.
fn way_back(visit: &Visit, id: TaskId, name: &str, executed: &Executed, raw: &Raw) -> String {
    let is_seen = visit.horizon.sees(&executed.case);
    match Wanted::of_form(raw.some(LIST)) {
        Some(list) => list.address((is_seen && ["comment", "claim"].contains(&name)).then_some(id)),
        None if is_seen => page_of(id),
        None => "/".to_owned(),
    }
}

/// Carries out a small act and comes back to the task; to the list, where it cannot be seen any more.
async fn act(
    app: &App,
    visit: &Visit,
    id: TaskId,
    name: &str,
    command: Result<Command, Vec<FieldProblem>>,
    form: Submitted,
    said: &str,
) -> Result<Response, Problem> {
    let Submitted { raw, key } = form;
    let problems = match command {
        Ok(command) => match carried_out(app, visit, id, command, key).await? {
            Ok(executed) => return Ok(Said::on(&way_back(visit, id, name, &executed, &raw), said)),
            Err(problems) => problems,
        },
        Err(problems) => problems,
    };
    shown(visit, id, &Attempt { act: name.to_owned(), raw, problems, told: Vec::new() }).await
}

async fn carried_out(
    app: &App,
    visit: &Visit,
    id: TaskId,
    command: Command,
    key: Key,
) -> Result<Result<Executed, Vec<FieldProblem>>, Problem> {
    match app.engine.execute(id.case, command, Actor::Person(visit.me.clone()), Some(key)).await {
        Ok(executed) => Ok(Ok(executed)),
        Err(Refused::Rejected(rejection)) => in_place(visit, id, rejection).await.map(Err),
        Err(refused) => Err(refused.into()),
    }
}
