//! A head's list: what is late with his people, and his answer in place.

mod answers;

use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::answers::Answers;
use voronka_core::words::business_span;
use voronka_core::{EscalationId, FieldProblem};
use voronka_definition::model::{ChoiceOption, FieldType, builtin};
use voronka_definition::{Process, Text};
use voronka_runtime::{EscalationRecord, Escalations, PageRequest, TaskRecord, TaskStatus};

use self::answers::{answer, give, more_time, take};
use super::frame::{Page, Place};
use super::raw::Raw;
use super::sheet::Sheet;
use super::tasks::{client, urgent};
use super::visit::Visit;
use super::{frame, icons, when};
use crate::app::App;
use crate::problem::Problem;

/// The address of the list.
const HERE: &str = "/escalations";
/// The field that says which page an answer leads back to.
const BACK: &str = "back";
/// How many escalations a page shows: of each its deal is read whole.
const AT_ONCE: u32 = 20;
/// In how many of them those are looked for that another page shows, and how many it shows.
const LOOKED_THROUGH: u32 = 50;
const SHOWN_ELSEWHERE: usize = 8;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/escalations", get(list))
        .route("/escalations/{id}/answer", get(list).post(answer))
        .route("/escalations/{id}/time", get(list).post(more_time))
        .route("/escalations/{id}/take", get(list).post(take))
        .route("/escalations/{id}/give", get(list).post(give))
}

/// Which escalations are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    show: String,
    after: Option<String>,
}

/// What I was told of one task: the latest of it, and what came before.
pub(super) struct Matter {
    latest: EscalationRecord,
    earlier: Vec<EscalationRecord>,
    task: Option<TaskRecord>,
    client: String,
    /// What I may still answer.
    may: Answers,
}

/// What was tried, and was wrong.
#[derive(Default)]
pub(super) struct Attempt {
    id: Option<EscalationId>,
    act: &'static str,
    raw: Raw,
    /// What was wrong with it.
    pub problems: Vec<FieldProblem>,
}

async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    page(&visit, &wanted, &Attempt::default()).await
}

async fn page(visit: &Visit, wanted: &Wanted, attempt: &Attempt) -> Result<Response, Problem> {
    let all = wanted.show == "all";
    let part = PageRequest { limit: AT_ONCE, after: wanted.after.clone() };
    let which = if all { Escalations::All } else { Escalations::Standing };
    let found = visit.app.engine.reads().escalations(&visit.me, which, &part).await?;
    let matters = matters(visit, threads(visit, found.items).await?).await?;
    let (open, over): (Vec<_>, Vec<_>) = matters.iter().partition(|matter| matter.latest.task_open);
    let (open, mut known): (Vec<_>, Vec<_>) = open.into_iter().partition(|matter| matter.latest.acknowledged_at.is_none());
    known.retain(|matter| all || matter.task.as_ref().is_some_and(|task| task.due_at <= visit.now));
    let other = if all {
        ("/escalations", visit.say("Только то, что просрочено", "Only what is late"))
    } else {
        ("/escalations?show=all", visit.say("Показать все", "Show all"))
    };
    let body = html! {
        div.head {
            h1 { (visit.say("Эскалации", "Escalations")) }
            span.grow {}
            a.button href=(other.0) { (other.1) }
        }
        @if open.is_empty() && known.is_empty() && over.is_empty() {
            div.card.empty {
                h2 { (visit.say("Ничего не просрочено", "Nothing is late")) }
                p { (visit.say("Здесь появится то, о чем нужно знать руководителю: просроченные задачи его людей.", "Here a head finds what he must know of: late tasks of his people.")) }
            }
        }
        @for matter in open { (row(visit, matter, attempt, HERE)) }
        @if !known.is_empty() { h2 { (visit.say("Вы знаете, задача еще открыта", "You know, and the task is still open")) } }
        @for matter in known { (row(visit, matter, attempt, HERE)) }
        @if !over.is_empty() { h2 { (visit.say("Уже не горит", "No longer pressing")) } }
        @for matter in over { (row(visit, matter, attempt, HERE)) }
        @if let Some(next) = &found.next {
            p { a.button href={ "/escalations?show=" (wanted.show) "&after=" (next) } { (visit.say("Показать следующие", "Show the next ones")) } }
        }
    };
    let status = if attempt.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page { title: visit.say("Эскалации", "Escalations"), place: Place::Escalations, here: "/escalations", body }
        .answer(visit, status))
}

/// What waits for my answer now, the most late first; for other pages, which show the first of them. How many there are besides.
pub(super) async fn waiting(visit: &Visit) -> Result<(Vec<Matter>, usize), Problem> {
    let first = PageRequest { limit: LOOKED_THROUGH, after: None };
    let found = visit.app.engine.reads().escalations(&visit.me, Escalations::Unanswered, &first).await?;
    let mut threads = threads(visit, found.items).await?;
    threads.retain(|thread| thread.records[0].task_open);
    let rest = threads.split_off(threads.len().min(SHOWN_ELSEWHERE)).len();
    Ok((matters(visit, threads).await?, rest))
}

/// What I was told of one task, the latest first.
struct Thread {
    records: Vec<EscalationRecord>,
    task: Option<TaskRecord>,
}

/// The escalations by task, the most late first.
async fn threads(visit: &Visit, records: Vec<EscalationRecord>) -> Result<Vec<Thread>, Problem> {
    let mut threads: Vec<Thread> = Vec::new();
    for record in records {
        match threads.iter_mut().find(|thread| thread.records[0].task == record.task) {
            Some(thread) => thread.records.push(record),
            None => {
                let task = visit.app.engine.reads().task(record.task).await?;
                threads.push(Thread { records: vec![record], task });
            }
        }
    }
    threads.sort_by_key(|thread| thread.task.as_ref().map(|task| task.due_at));
    Ok(threads)
}

/// What may be answered to each. An offer that is over says nothing where he was told otherwise too.
async fn matters(visit: &Visit, threads: Vec<Thread>) -> Result<Vec<Matter>, Problem> {
    let mut matters: Vec<Matter> = Vec::new();
    for Thread { records, task } in threads {
        let case = visit.app.engine.reads().case(records[0].id.case).await?;
        let may = |record: &EscalationRecord| {
            let may = case.as_ref().map(|case| Answers::of(&visit.world, case, record.id.number, &visit.me, visit.now));
            may.unwrap_or_default()
        };
        let mut told = records.into_iter().map(|record| (may(&record), record));
        let Some((mut may_now, mut latest)) = told.next() else { continue };
        let mut earlier = Vec::new();
        for (may, record) in told {
            match (may_now.is_over, may.is_over) {
                (true, false) => (may_now, latest) = (may, record),
                (false, true) => {}
                _ => earlier.push(record),
            }
        }
        let client = case.as_ref().and_then(|case| case.data.get(builtin::COMPANY).map(client)).unwrap_or_default();
        matters.push(Matter { latest, earlier, task, client, may: may_now });
    }
    Ok(matters)
}

/// One of them with its answers; an answer leads back to this address.
pub(super) fn row(visit: &Visit, matter: &Matter, attempt: &Attempt, back: &str) -> Markup {
    let (record, task) = (&matter.latest, matter.task.as_ref());
    let assignee = task.and_then(|task| task.assignee.as_ref());
    let day = assignee.and_then(|assignee| visit.working_time(Some(assignee)).calendar.minutes_of_a_day());
    html! {
        article.card.escalation {
            h2 {
                @if let Some(task) = task { span.kind { (icons::of_kind(task.kind)) } }
                a href={ "/tasks/" (record.task) } { (record.task_title.get(visit.locale)) }
            }
            p.under {
                span { @match assignee { Some(person) => (visit.name(person)), None => (visit.say("без исполнителя", "nobody has it")) } }
                span { a href={ "/deals/" (record.id.case) } { (record.case_title) } }
                @if !matter.client.is_empty() { span { (matter.client) } }
            }
            dl.facts {
                dt { (visit.say("Сообщено", "Reported")) }
                dd {
                    (reported(visit, record, day))
                    @for earlier in &matter.earlier { "; " span.quiet { (visit.say("раньше — ", "before that ")) (reported(visit, earlier, day)) } }
                }
                dt { (visit.say("Сейчас", "Now")) }
                dd { (standing(visit, matter)) }
            }
            @if matter.may.is_over {
                p.quiet { (visit.say("Предложение уже не в силе: задача в других руках.", "The offer is over: the task is in other hands.")) }
            } @else if let Some(at) = record.acknowledged_at {
                p.quiet { (visit.say("Вы ответили ", "You answered ")) (when::since(at, visit.now, visit.zone, visit.locale)) }
            }
            @if record.acknowledged_at.is_none() || record.task_open { (acts(visit, matter, attempt, back)) }
        }
    }
}

/// When I was told, and how late the task was.
fn reported(visit: &Visit, record: &EscalationRecord, day: Option<u32>) -> String {
    let at = when::since(record.at, visit.now, visit.zone, visit.locale);
    match record.late_by_minutes {
        _ if record.early => visit.say(format!("{at} (до срока)"), format!("{at} (before it was due)")),
        0 => at,
        minutes => {
            let late = business_span(minutes, day, visit.locale);
            visit.say(format!("{at} (опоздание {late})"), format!("{at} ({late} late)"))
        }
    }
}

fn standing(visit: &Visit, matter: &Matter) -> Markup {
    let (record, task) = (&matter.latest, matter.task.as_ref());
    html! {
        @match task {
            Some(task) if task.status == TaskStatus::Open => (visit.due(task.due_at, task.assignee.as_ref())),
            Some(task) if task.status == TaskStatus::Done => (visit.say("выполнена", "done")),
            _ => (visit.say("снята", "dropped")),
        }
        @if let Some(task) = task.filter(|_| record.task_open) { (urgent(visit, task.priority)) }
        @if record.offered && record.task_open && matter.may.take { " · " (visit.say("задачу можно взять или передать", "you may take it or give it away")) }
    }
}

/// The answers that would not be refused: that one knows, more time, taking it over, giving it to somebody.
fn acts(visit: &Visit, matter: &Matter, attempt: &Attempt, back: &str) -> Markup {
    let (record, may) = (&matter.latest, matter.may);
    html! {
        div.answers {
            @if may.acknowledge && record.acknowledged_at.is_none() {
                (act(visit, record, attempt, "answer", visit.say("Принять к сведению", "Acknowledge"), &|sheet| html! {
                    (way_back(back))
                    (sheet.comment("comment", visit.say("Комментарий", "Comment"), false))
                }))
            }
            @if may.more_time {
                (act(visit, record, attempt, "time", visit.say("Дать время", "Give more time"), &|sheet| html! {
                    (way_back(back))
                    (sheet.own("until", ("Новый срок задачи", "The task is due anew"), FieldType::Datetime, true))
                    (sheet.comment("comment", visit.say("Комментарий", "Comment"), false))
                }))
            }
            @if may.take {
                (frame::form(visit, &format!("/escalations/{}/take", record.id), html! {
                    (way_back(back))
                    button { (visit.say("Взять себе", "Take it over")) }
                }))
            }
            @if may.give {
                (act(visit, record, attempt, "give", visit.say("Передать другому", "Give it to somebody"), &|sheet| html! {
                    (way_back(back))
                    (sheet.own("to", ("Кому", "To whom"), FieldType::Choice(team(visit)), true))
                    (sheet.comment("comment", visit.say("Почему", "Why"), true))
                }))
            }
        }
    }
}

fn act(
    visit: &Visit,
    record: &EscalationRecord,
    attempt: &Attempt,
    name: &'static str,
    title: &str,
    fields: &dyn Fn(&Sheet<'_>) -> Markup,
) -> Markup {
    let tried = attempt.id == Some(record.id) && attempt.act == name;
    let none = Raw::default();
    let raw = if tried { &attempt.raw } else { &none };
    let problems: &[FieldProblem] = if tried { &attempt.problems } else { &[] };
    let scope = format!("{name}-{}", record.id);
    let process = Process::errand();
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: &scope };
    html! {
        details.act name=(record.id) open[tried] {
            summary { (title) }
            (frame::form(visit, &format!("/escalations/{}/{name}", record.id), html! {
                (sheet.summary(&["comment", "until", "to"]))
                (fields(&sheet))
                button { (title) }
            }))
        }
    }
}

fn way_back(back: &str) -> Markup {
    html! { input type="hidden" name=(BACK) value=(back); }
}

/// Me and my people.
fn team(visit: &Visit) -> Vec<ChoiceOption> {
    let people = std::iter::once(&visit.me).chain(&visit.horizon.below).filter(|person| visit.world.is_active(person));
    people.map(|person| ChoiceOption { id: person.to_string(), title: Text::Any(visit.choosable(person)) }).collect()
}
