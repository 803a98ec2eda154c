//! A task made by hand: without a deal, or of one.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::{Actor, CaseId, Command, FieldProblem, HandTask};
use voronka_definition::model::{ChoiceOption, FieldType, TaskKind};
use voronka_definition::name::PersonId;
use voronka_definition::{Period, Process, Text, Unit};
use voronka_runtime::Refused;

use super::frame::{Page, Place};
use super::language::Said;
use super::raw::Raw;
use super::refused::{self, missing};
use super::seen::{self, Seen};
use super::sheet::Sheet;
use super::submitted::Submitted;
use super::visit::Visit;
use super::{frame, given, when};
use crate::app::App;
use crate::problem::Problem;

/// The kinds that a person can choose, with their names.
pub(super) const KINDS: [(TaskKind, &str, &str); 5] = [
    (TaskKind::Call, "звонок", "call"),
    (TaskKind::Meeting, "встреча", "meeting"),
    (TaskKind::Letter, "письмо", "letter"),
    (TaskKind::Document, "документ", "document"),
    (TaskKind::Other, "другое", "other"),
];
/// What the form has fields for.
const SHOWN: [&str; 5] = ["title", "kind", "assignee", "due_at", "comment"];

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/tasks/new", get(show).post(make))
}

/// Which deal the task is for.
#[derive(Debug, Deserialize)]
struct Wanted {
    deal: Option<CaseId>,
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let deal = deal_of(&visit, wanted.deal).await?;
    let mut raw = Raw::default();
    raw.set("kind", TaskKind::Other.name());
    raw.set("assignee", visit.me.as_str());
    let due = visit.working_time(None).add(visit.now, Period::new(1, Unit::BusinessDays));
    raw.set("due_at", when::for_field(due, visit.zone));
    Ok(page(&visit, deal.as_ref(), &raw, &[]))
}

async fn deal_of(visit: &Visit, id: Option<CaseId>) -> Result<Option<Seen>, Problem> {
    match id {
        Some(id) => seen::case(visit, id).await.map(Some),
        None => Ok(None),
    }
}

async fn make(
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
    Submitted { raw, key }: Submitted,
) -> Result<Response, Problem> {
    let deal = deal_of(&visit, wanted.deal).await?;
    let task = match wanted_task(&visit, &raw) {
        Ok(task) => task,
        Err(problems) => return Ok(page(&visit, deal.as_ref(), &raw, &problems)),
    };
    let said = done(&visit, &task);
    let made = match wanted.deal {
        Some(case) => app.engine.execute(case, Command::MakeTask(task), Actor::Person(visit.me.clone()), Some(key)).await,
        None => app.engine.make_errand(task, visit.me.clone(), Some(key)).await,
    };
    match made {
        Ok(_) => Ok(Said::on(&back(wanted.deal), &said)),
        Err(Refused::Rejected(rejection)) => {
            refused::in_place(rejection).map(|problems| page(&visit, deal.as_ref(), &raw, &problems))
        }
        Err(refused) => Err(refused.into()),
    }
}

fn back(deal: Option<CaseId>) -> String {
    deal.map_or_else(|| "/".to_owned(), |deal| format!("/deals/{deal}"))
}

fn done(visit: &Visit, task: &HandTask) -> String {
    let (title, name) = (voronka_core::words::quoted(task.title.trim(), visit.locale), visit.name(&task.assignee));
    visit.say(format!("Задача поставлена: {title} — {name}"), format!("The task is made: {title} — {name}"))
}

fn wanted_task(visit: &Visit, raw: &Raw) -> Result<HandTask, Vec<FieldProblem>> {
    let kind = KINDS.iter().find(|(kind, _, _)| kind.name() == raw.get("kind")).map(|(kind, _, _)| *kind);
    let due_at: Option<DateTime<Utc>> = raw.some("due_at").and_then(|text| given::moment(text, visit.zone).parse().ok());
    let (title, assignee) = (raw.some("title"), raw.some("assignee"));
    let comment = raw.some("comment").map(str::to_owned);
    match (title, kind, assignee, due_at) {
        (Some(title), Some(kind), Some(assignee), Some(due_at)) => {
            Ok(HandTask { title: title.to_owned(), kind, assignee: PersonId::from(assignee), due_at, comment })
        }
        _ => {
            let there = [
                ("title", title.is_some()),
                ("kind", kind.is_some()),
                ("assignee", assignee.is_some()),
                ("due_at", due_at.is_some()),
            ];
            Err(there.iter().filter(|(_, is_there)| !is_there).map(|(field, _)| missing(field)).collect())
        }
    }
}

fn page(visit: &Visit, deal: Option<&Seen>, raw: &Raw, problems: &[FieldProblem]) -> Response {
    let process = deal.map(|deal| std::sync::Arc::clone(&deal.process)).unwrap_or_else(|| std::sync::Arc::new(Process::errand()));
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: "new" };
    let here = deal.map_or_else(|| "/tasks/new".to_owned(), |deal| format!("/tasks/new?deal={}", deal.case.id));
    let body = html! {
        @if let Some(deal) = deal { p.crumbs { a href={ "/deals/" (deal.case.id) } { "← " (deal.case.title()) } } }
        h1 { (visit.say("Новая задача", "New task")) }
        (frame::form(visit, &here, html! { div.card { (fields(&sheet)) } }))
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let place = if deal.is_some() { Place::Deals } else { Place::Tasks };
    Page { title: visit.say("Новая задача", "New task"), place, here: &here, body }.answer(visit, status)
}

fn fields(sheet: &Sheet<'_>) -> Markup {
    let kinds = KINDS.iter().map(|(kind, ru, en)| ChoiceOption { id: kind.name().to_owned(), title: Text::both(*ru, *en) });
    html! {
        (sheet.summary(&SHOWN))
        (sheet.own("title", ("Что сделать", "What to do"), FieldType::Text, true))
        div.two {
            (sheet.own("kind", ("Вид", "Kind"), FieldType::Choice(kinds.collect()), true))
            (sheet.own("due_at", ("Срок", "Due"), FieldType::Datetime, true))
        }
        (sheet.own("assignee", ("Кому", "For whom"), FieldType::Person, true))
        (sheet.comment("comment", sheet.visit.say("Что важно знать", "What to know"), false))
        button.primary { (sheet.visit.say("Поставить задачу", "Make the task")) }
    }
}
