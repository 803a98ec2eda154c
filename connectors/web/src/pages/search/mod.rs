//! The search: one field for deals, clients and tasks. What somebody may not see is not found.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::words::amount_of_money;
use voronka_definition::Locale;
use voronka_runtime::{CaseStatus, Found, TaskRecord, has_words, words_of};

use super::frame::{Page, Place};
use super::visit::Visit;
use super::{icons, tasks, when};
use crate::app::App;
use crate::problem::Problem;

/// How many cases are found.
const FOUND_MOST: u32 = 60;
/// How many of each kind are shown.
const SHOWN_MOST: usize = 30;
/// The longest question, in characters.
const LONGEST: usize = 200;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/search", get(show))
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
}

async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let asked: String = wanted.q.trim().chars().take(LONGEST).collect();
    let found = visit.app.engine.reads().find(&visit.horizon, &asked, FOUND_MOST).await?;
    let (errands, deals): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|found| found.errand);
    let mine = if asked.is_empty() { Vec::new() } else { tasks::with_words(&visit, &asked).await? };
    let is_empty = deals.is_empty() && errands.is_empty() && mine.is_empty();
    let body = html! {
        h1 { (visit.say("Поиск", "Search")) }
        (field(&visit, &asked))
        @if is_empty { (nothing(&visit, &asked)) }
        (clients(&visit, &deals, &asked))
        (of_deals(&visit, &deals))
        (of_tasks(&visit, &mine, &errands))
    };
    let here = format!("/search?q={}", super::ways::quoted(&asked));
    let title = if asked.is_empty() { visit.say("Поиск", "Search").to_owned() } else { asked.clone() };
    Ok(Page { title: &title, place: Place::Elsewhere, here: &here, body }.ok(&visit))
}

fn field(visit: &Visit, asked: &str) -> Markup {
    let hint = visit.say("название сделки, клиент, телефон, задача", "title of a deal, client, telephone, task");
    html! {
        form.filters.slim method="get" action="/search" role="search" aria-label=(visit.say("Что найти", "What to find")) {
            label.wide { span { (visit.say("Что найти", "What to find")) }
                input type="search" name="q" value=(asked) placeholder=(hint) maxlength=(LONGEST) autofocus[asked.is_empty()];
            }
            button.primary { (visit.say("Найти", "Find")) }
        }
    }
}

fn nothing(visit: &Visit, asked: &str) -> Markup {
    html! {
        div.card.empty {
            @if asked.is_empty() {
                p { (visit.say(
                    "Напишите слово или несколько: ищется в названиях сделок, именах и телефонах клиентов, в ваших задачах.",
                    "Write a word or several: titles of deals, names and telephones of clients, and your tasks are looked through.",
                )) }
            } @else {
                h2 { (visit.say("Ничего не нашлось", "Nothing was found")) }
                p { (visit.say(
                    "Все слова должны встретиться вместе. Попробуйте часть слова или только одно. Сделки в архиве ищите в списке сделок.",
                    "All words must be there together. Try a part of a word, or only one. Archived deals are in the list of deals.",
                )) }
            }
        }
    }
}

/// The clients whose own name has the words, with their deals.
fn clients(visit: &Visit, deals: &[Found], asked: &str) -> Markup {
    let words = words_of(asked);
    let mut clients: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
    for deal in deals.iter().filter(|deal| !deal.client.is_empty() && has_words(&deal.client, &words)) {
        clients.entry(&deal.client).or_default().push(deal);
    }
    html! {
        @if !clients.is_empty() {
            section.tasks {
                h2 { (visit.say("Клиенты", "Clients")) span.count { (clients.len()) } }
                ul.list { @for (client, deals) in clients.iter().take(SHOWN_MOST) {
                    li.entry { div.task {
                        span.kind { (icons::person()) }
                        div.what {
                            strong { (client) }
                            span.about { @for (place, deal) in deals.iter().take(5).enumerate() {
                                @if place > 0 { ", " }
                                a href={ "/deals/" (deal.case.id) } { (deal.case.title) }
                            } }
                        }
                    } }
                } }
            }
        }
    }
}

fn of_deals(visit: &Visit, deals: &[Found]) -> Markup {
    html! {
        @if !deals.is_empty() {
            section.tasks {
                h2 { (visit.say("Сделки", "Deals")) span.count { (deals.len()) @if deals.len() >= FOUND_MOST as usize { "+" } } }
                ul.list { @for deal in deals.iter().take(SHOWN_MOST) { (of_deal(visit, deal)) } }
            }
        }
    }
}

fn of_deal(visit: &Visit, found: &Found) -> Markup {
    let case = &found.case;
    let process = visit.world.processes.get(&case.process);
    let stage = case.stage.as_ref().and_then(|stage| process?.stage(stage)).map(|stage| stage.title.get(visit.locale));
    let outcome =
        case.outcome.as_ref().and_then(|outcome| process?.outcome(outcome)).map(|outcome| outcome.title.get(visit.locale));
    html! {
        li.entry { div.task {
            span.kind { (icons::paper()) }
            div.what {
                a.title href={ "/deals/" (case.id) } { (case.title) }
                span.about {
                    @if !found.client.is_empty() && !case.title.contains(&found.client) { (found.client) " · " }
                    @if let Some(amount) = case.amount { (amount_of_money(amount, visit.locale)) " · " }
                    (visit.name(&case.owner))
                }
            }
            span.stage-name { (stage.or(outcome).unwrap_or_default()) }
            @match (case.next_due_at, case.finished_at) {
                (Some(due), _) if case.status == CaseStatus::Open => (visit.due(due, Some(&case.owner))),
                (_, Some(at)) => span.quiet { (when::since(at, visit.now, visit.zone, visit.locale)) },
                _ => {}
            }
        } }
    }
}

/// The visitor's tasks that have the words, and tasks without a deal that he may see.
fn of_tasks(visit: &Visit, mine: &[TaskRecord], errands: &[Found]) -> Markup {
    let others: Vec<&Found> = errands.iter().filter(|errand| !mine.iter().any(|task| task.id.case == errand.case.id)).collect();
    html! {
        @if mine.len() + others.len() > 0 {
            section.tasks {
                h2 { (visit.say("Задачи", "Tasks")) span.count { (mine.len() + others.len()) } }
                ul.list {
                    @for task in mine.iter().take(SHOWN_MOST) { (of_task(visit, task)) }
                    @for errand in others.into_iter().take(SHOWN_MOST) { (of_errand(visit, errand)) }
                }
            }
        }
    }
}

fn of_task(visit: &Visit, task: &TaskRecord) -> Markup {
    html! {
        li.entry { div.task {
            span.kind { (icons::of_kind(task.kind)) }
            div.what {
                a.title href={ "/tasks/" (task.id) } { (task.title.get(visit.locale)) }
                span.about {
                    @if let Some(person) = task.assignee.as_ref().filter(|person| **person != visit.me) { (visit.name(person)) " · " }
                    @if !task.errand { a href={ "/deals/" (task.id.case) } { (task.case_title) } }
                }
            }
            (visit.due(task.due_at, task.assignee.as_ref()))
        } }
    }
}

/// A task without a deal is the first of its case.
fn of_errand(visit: &Visit, found: &Found) -> Markup {
    let done = match visit.locale {
        Locale::Ru => "закрыта",
        Locale::En => "closed",
    };
    html! {
        li.entry { div.task {
            span.kind { (icons::clock()) }
            div.what { a.title href={ "/tasks/" (found.case.id) "-1" } { (found.case.title) } span.about { (visit.name(&found.case.owner)) } }
            @match found.case.next_due_at {
                Some(due) => (visit.due(due, Some(&found.case.owner))),
                None => span.quiet { (done) },
            }
        } }
    }
}
