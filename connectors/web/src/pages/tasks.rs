//! The first page: my tasks by urgency, what is offered to me, and what I do for somebody who is away.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::{Speaker, plural};
use voronka_core::{CaseId, TaskId};
use voronka_definition::Value;
use voronka_definition::model::{Priority, builtin};
use voronka_definition::name::PersonId;
use voronka_runtime::{PageRequest, TaskFilter, TaskRecord, TaskStatus};

use super::frame::{Page, Place};
use super::visit::Visit;
use super::when::{Standing, standing};
use super::{errand, frame, icons};
use crate::app::App;
use crate::problem::Problem;

/// How many tasks a page shows.
const TASKS_AT_ONCE: u32 = 100;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/", get(mine)).merge(errand::router())
}

/// Which part of the list is wanted.
#[derive(Debug, Deserialize)]
struct Wanted {
    after: Option<String>,
}

/// Tasks under one heading.
struct Group {
    title: String,
    class: &'static str,
    tasks: Vec<TaskRecord>,
}

async fn mine(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let filter = |person: &PersonId| TaskFilter {
        concerns: Some(person.clone()),
        status: Some(TaskStatus::Open),
        ..TaskFilter::default()
    };
    let page = PageRequest { limit: TASKS_AT_ONCE, after: wanted.after };
    let own = app.engine.reads().tasks(&visit.horizon, &filter(&visit.me), &page).await?;
    let mut groups = by_urgency(&visit, own.items);
    for absent in &visit.horizon.stands_for {
        let first = PageRequest { limit: TASKS_AT_ONCE, after: None };
        let tasks = app.engine.reads().tasks(&visit.horizon, &filter(absent), &first).await?.items;
        let tasks = tasks.into_iter().filter(|task| task.assignee.as_ref() == Some(absent)).collect();
        let name = visit.name(absent);
        let title = visit.say(format!("За коллегу: {name}"), format!("For {name}, who is away"));
        groups.push(Group { title, class: "", tasks });
    }
    groups.retain(|group| !group.tasks.is_empty());
    let clients = clients(&visit, groups.iter().flat_map(|group| &group.tasks)).await?;
    let body = html! {
        div.head {
            h1 { (visit.say("Мои задачи", "My tasks")) }
            span.grow {}
            a.button href="/absences" { (visit.say("Отсутствия", "Absences")) } " "
            a.button href="/tasks/new" { (visit.say("Поставить задачу", "New task")) }
        }
        @if visit.unanswered > 0 { (unanswered(&visit)) }
        @if groups.is_empty() { (empty(&visit)) }
        @for group in &groups { (shown(&visit, group, &clients)) }
        @if let Some(next) = &own.next {
            p { a.button href={ "/?after=" (next) } { (visit.say("Показать следующие", "Show the next ones")) } }
        }
    };
    Ok(Page { title: visit.say("Мои задачи", "My tasks"), place: Place::Tasks, here: "/", body }.ok(&visit))
}

fn by_urgency(visit: &Visit, tasks: Vec<TaskRecord>) -> Vec<Group> {
    let group = |ru: &str, en: &str, class| Group { title: visit.say(ru, en).to_owned(), class, tasks: Vec::new() };
    let mut groups = [
        group("Просрочено", "Overdue", "late"),
        group("Сегодня", "Today", "today"),
        group("Можно взять", "Up for grabs", "offered"),
        group("Позже", "Later", ""),
    ];
    for task in tasks {
        let place = match standing(task.due_at, visit.now, visit.zone) {
            _ if task.assignee.is_none() => 2,
            Standing::Overdue => 0,
            Standing::Today => 1,
            Standing::Later => 3,
        };
        groups[place].tasks.push(task);
    }
    groups.into()
}

/// The clients of the tasks' deals.
async fn clients(visit: &Visit, tasks: impl Iterator<Item = &TaskRecord>) -> Result<BTreeMap<CaseId, String>, Problem> {
    let mut clients = BTreeMap::new();
    for id in tasks.filter(|task| !task.errand).map(|task| task.id.case) {
        if clients.contains_key(&id) {
            continue;
        }
        let case = visit.app.engine.reads().case(id).await?;
        let client = case.and_then(|case| case.data.get(builtin::COMPANY).map(client));
        clients.insert(id, client.unwrap_or_default());
    }
    Ok(clients)
}

/// The name of a client.
pub(super) fn client(company: &Value) -> String {
    match company {
        Value::Organisation(party) | Value::Contact(party) => party.name().to_owned(),
        _ => String::new(),
    }
}

fn shown(visit: &Visit, group: &Group, clients: &BTreeMap<CaseId, String>) -> Markup {
    html! {
        section class={ "tasks " (group.class) } {
            h2 { (group.title) span.count { (group.tasks.len()) } }
            ul.list { @for task in &group.tasks { (row(visit, task, clients.get(&task.id.case))) } }
        }
    }
}

fn row(visit: &Visit, task: &TaskRecord, client: Option<&String>) -> Markup {
    let speaker: Speaker<'_> = visit.speaker();
    html! {
        li.task {
            span.kind { (icons::of_kind(task.kind)) }
            div.what {
                a.title href={ "/tasks/" (task.id) } { (task.title.get(visit.locale)) }
                (urgent(visit, task.priority))
                @if !task.errand {
                    span.about {
                        a href={ "/deals/" (task.id.case) } { (task.case_title) }
                        @if let Some(client) = client.filter(|client| !client.is_empty() && !task.case_title.contains(client.as_str())) {
                            span.quiet { " · " (client) }
                        }
                    }
                }
                @if let Some(absent) = &task.instead_of {
                    span.quiet { (visit.say("За коллегу: ", "Acting for ")) (visit.name(absent)) }
                }
                @if task.assignee.is_none() { span.quiet { (visit.say("Еще предложена: ", "Also offered to: ")) (others(visit, &speaker, task)) } }
            }
            (visit.due(task.due_at, task.assignee.as_ref()))
            @if task.assignee.is_none() { (take(visit, task.id)) }
        }
    }
}

/// A mark for what comes before other tasks.
pub(super) fn urgent(visit: &Visit, priority: Priority) -> Markup {
    html! { @if priority == Priority::High { " " span.urgent { (visit.say("срочно", "urgent")) } } }
}

fn others(visit: &Visit, speaker: &Speaker<'_>, task: &TaskRecord) -> String {
    let others: Vec<PersonId> = task.candidates.iter().filter(|person| **person != visit.me).cloned().collect();
    speaker.people(&others)
}

/// The button that takes a task.
pub(super) fn take(visit: &Visit, task: TaskId) -> Markup {
    frame::form(visit, &format!("/tasks/{task}/claim"), html! { button.primary { (visit.say("Взять", "Take")) } })
}

fn unanswered(visit: &Visit) -> Markup {
    let count = visit.unanswered as u64;
    let words = match visit.locale {
        voronka_definition::Locale::Ru => {
            format!("{count} {} без ответа", plural(count, "эскалация", "эскалации", "эскалаций"))
        }
        voronka_definition::Locale::En => format!("{count} unanswered escalation{}", if count == 1 { "" } else { "s" }),
    };
    html! { p.notice { a href="/escalations" { (words) } } }
}

fn empty(visit: &Visit) -> Markup {
    html! {
        div.card.empty {
            h2 { (visit.say("Открытых задач нет", "No open tasks")) }
            p {
                (visit.say(
                    "Следующая появится сама, когда дойдет очередь по одной из ваших сделок. Пока можно заглянуть в сделки или начать новую.",
                    "The next one will come by itself when one of your deals needs you. Meanwhile look at the deals, or start one.",
                ))
            }
            p.acts {
                a.button href="/deals" { (visit.say("Сделки", "Deals")) } " "
                a.button.primary href="/deals/new" { (visit.say("Новая сделка", "New deal")) }
            }
        }
    }
}
