//! The first page: my tasks by urgency, what is offered to me, what I do for somebody who is away, what I wait for. A task is done in
//! its row, and whoever did it is back in the list with the next one open.

mod awaited;
mod groups;
mod row;
mod wanted;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Query;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use voronka_core::words::plural;
use voronka_core::{CaseId, TaskId};
use voronka_definition::Value;
use voronka_definition::model::Priority;
use voronka_definition::organisation::{Absence, Covered};
use voronka_runtime::{TaskRecord, words_of};

use self::groups::{Group, Listed, listed};
use self::row::{Row, panel};
pub(super) use self::wanted::{LIST, Wanted};
use super::frame::{Page, Place};
use super::task::Attempt;
use super::visit::Visit;
use super::{circle, department, errand, frame};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// Among how many tasks of the people below a head words are looked for: those that are due first.
const SEARCHED_BELOW: u32 = 800;
/// How many of them are found.
const FOUND_BELOW: usize = 60;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/", get(mine)).route("/tasks/{id}/panel", get(unfolded)).merge(errand::router())
}

async fn mine(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    page(&visit, &wanted, &Attempt::default()).await
}

/// What the script unfolds below a row.
async fn unfolded(visit: Visit, Id(id): Id<TaskId>, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let panel = panel(&visit, id, &wanted, &Attempt::default()).await?;
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8")], panel.into_string()).into_response())
}

/// The list, with what was tried in the row that is open.
pub(super) async fn page(visit: &Visit, wanted: &Wanted, attempt: &Attempt) -> Result<Response, Problem> {
    let Listed { groups, next } = listed(visit, wanted).await?;
    let awaited = if wanted.after.is_empty() { Some(awaited::awaited(visit, wanted).await?) } else { None };
    let open = wanted.opened().filter(|id| groups.iter().any(|group| group.tasks.iter().any(|task| task.id == *id)));
    let panel = match open {
        Some(id) => Some((id, panel(visit, id, wanted, attempt).await?)),
        None => None,
    };
    let cases = groups.iter().flat_map(|group| &group.tasks).filter(|task| !task.errand).map(|task| task.id.case);
    let clients = visit.app.engine.reads().clients(cases).await?;
    let following = next.map(|after| Wanted { after, ..wanted.clone() }.address(None));
    let body = html! {
        (head(visit, wanted))
        @if visit.unanswered > 0 { (unanswered(visit)) }
        (wanted.form(visit))
        @if groups.is_empty() { (empty(visit, wanted)) }
        @for group in &groups { (shown(visit, wanted, group, &clients, panel.as_ref())) }
        @if let Some(following) = &following { p { a.button href=(following) { (visit.say("Показать следующие", "Show the next ones")) } } }
        @if let Some(awaited) = &awaited { (awaited::section(visit, awaited)) }
    };
    let here = wanted.address(None);
    Ok(Page { title: visit.say("Мои задачи", "My tasks"), place: Place::Tasks, here: &here, body }
        .answer(visit, attempt.status()))
}

fn head(visit: &Visit, wanted: &Wanted) -> Markup {
    html! {
        div.head data-live="tasks" {
            h1 { (visit.say("Мои задачи", "My tasks")) }
            @if !wanted.after.is_empty() { a href={ (Wanted { after: String::new(), ..wanted.clone() }.address(None)) } { (visit.say("с начала", "from the beginning")) } }
            span.grow {}
            a.button href="/calendar" { (visit.say("Календарь", "Calendar")) } " "
            a.button href="/absences" { (visit.say("Отсутствия", "Absences")) } " "
            a.button href="/tasks/new" data-key="n" { (visit.say("Поставить задачу", "New task")) }
        }
    }
}

/// The name of a client.
pub(super) fn client(company: &Value) -> String {
    match company {
        Value::Organisation(party) | Value::Contact(party) => party.name().to_owned(),
        _ => String::new(),
    }
}

fn shown(
    visit: &Visit,
    wanted: &Wanted,
    group: &Group,
    clients: &BTreeMap<CaseId, String>,
    open: Option<&(TaskId, Markup)>,
) -> Markup {
    let row = |task| Row {
        visit,
        wanted,
        task,
        client: clients.get(&task.id.case).map(String::as_str),
        panel: open.filter(|(id, _)| *id == task.id).map(|(_, panel)| panel),
    };
    html! {
        section class={ "tasks " (group.class) } {
            h2 { (group.title) span.count { (group.tasks.len()) } }
            ul.list { @for task in &group.tasks { (row(task).shown()) } }
        }
    }
}

/// A mark for what comes before other tasks.
pub(super) fn urgent(visit: &Visit, priority: Priority) -> Markup {
    html! { @if priority == Priority::High { " " span.urgent { (visit.say("срочно", "urgent")) } } }
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

fn empty(visit: &Visit, wanted: &Wanted) -> Markup {
    if wanted.is_cut() {
        return html! {
            div.card.empty {
                p { (visit.say("Среди ваших открытых задач таких нет.", "None of your open tasks is like that.")) }
                p.acts {
                    a.button href="/" { (visit.say("Показать все", "Show all")) }
                    @if !wanted.q.trim().is_empty() {
                        " " a.button href={ "/search?q=" (super::ways::quoted(&wanted.q)) } { (visit.say("Искать везде", "Search everywhere")) }
                    }
                }
            }
        };
    }
    html! {
        div.card.empty {
            h2 { (visit.say("Открытых задач нет", "No open tasks")) }
            @if let Some(absence) = visit.world.is_absent(&visit.me, visit.now) { p { (away(visit, absence)) } }
            p {
                (visit.say(
                    "Следующая появится сама, когда дойдет очередь по одной из ваших сделок. Пока можно заглянуть в сделки или начать новую.",
                    "The next one will come by itself when one of your deals needs you. Meanwhile look at the deals, or start one.",
                ))
            }
            p.acts {
                @if circle::is_head(visit) { a.button href=(department::HERE) { (visit.say("Отдел", "Department")) } " " }
                a.button href="/deals" { (visit.say("Сделки", "Deals")) } " "
                a.button.primary href="/deals/new" { (visit.say("Новая сделка", "New deal")) }
            }
        }
    }
}

/// That the visitor is away, and with whom his tasks are meanwhile.
fn away(visit: &Visit, absence: &Absence) -> String {
    let to = voronka_core::words::day(absence.to, visit.locale);
    match absence.deputy.as_ref().filter(|_| absence.tasks != Covered::None) {
        Some(deputy) => {
            let name = visit.name(deputy);
            visit.say(
                format!("Вы отсутствуете до {to}: ваши задачи у заместителя ({name}) и потом вернутся."),
                format!("You are away until {to}: your tasks are with your deputy ({name}), and come back afterwards."),
            )
        }
        None => visit.say(format!("Вы отсутствуете до {to}."), format!("You are away until {to}.")),
    }
}

/// The open tasks that have these words: the visitor's own, and of those of the people he heads the ones that are due first.
pub(super) async fn with_words(visit: &Visit, words: &str) -> Result<Vec<TaskRecord>, Problem> {
    let wanted = Wanted { q: words.to_owned(), ..Wanted::default() };
    let mut tasks = groups::found(visit, &wanted, &wanted.of_person(&visit.me)).await?.items;
    if !visit.horizon.below.is_empty() {
        let (words, bounds) = ((&*words_of(words), visit.locale), (SEARCHED_BELOW, FOUND_BELOW));
        let reads = visit.app.engine.reads();
        tasks.extend(reads.tasks_with_words(&visit.horizon, &visit.horizon.below, words, bounds).await?);
    }
    Ok(tasks)
}
