//! The pages that answer «why?»: of a task its date, who has it and who heard of it; of a deal what it waits for.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use voronka_core::why::{Answer, Awaiting, Question, Reason, ReasonKind, Rule, WhyCase, WhyTask};
use voronka_core::{CaseId, Recorded, TaskId};

use super::frame::{Page, Place};
use super::seen::{self, Seen};
use super::visit::Visit;
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/tasks/{id}/why", get(of_task)).route("/deals/{id}/why", get(of_deal))
}

/// The question about what a visitor has seen, in his language and zone.
fn question<'a>(visit: &'a Visit, seen: &'a Seen, history: &'a [Recorded]) -> Question<'a> {
    Question { process: &seen.process, case: &seen.case, history, speaker: visit.speaker(), now: visit.now }
}

async fn of_task(visit: Visit, Id(id): Id<TaskId>) -> Result<Response, Problem> {
    let (record, seen) = seen::task(&visit, id).await?;
    let history = visit.app.engine.whole_history(id.case).await?;
    let why = question(&visit, &seen, &history).of_task(id.number).ok_or_else(Problem::not_found)?;
    let (title, here) = (record.title.get(visit.locale), format!("/tasks/{id}/why"));
    let body = html! {
        p.crumbs { a href={ "/tasks/" (id) } { "← " (title) } }
        h1 { (visit.say("Почему так?", "Why so?")) }
        p { (why.text) }
        (origin(&visit, &why))
        @for answer in &why.answers { (section(&visit, answer)) }
    };
    Ok(Page { title, place: Place::Tasks, here: &here, body }.ok(&visit))
}

async fn of_deal(visit: Visit, Id(id): Id<CaseId>) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let history = visit.app.engine.whole_history(id).await?;
    let why = question(&visit, &seen, &history).of_case();
    let (title, here) = (seen.case.title().to_owned(), format!("/deals/{id}/why"));
    let body = html! {
        p.crumbs { a href={ "/deals/" (id) } { "← " (title) } }
        h1 { (visit.say("Чего ждет сделка?", "What does the deal wait for?")) }
        p { (why.text) }
        (file(&visit, &why))
        @for awaiting in &why.waits { (waits(&visit, awaiting)) }
        @for answer in &why.answers { (section(&visit, answer)) }
    };
    Ok(Page { title: &title, place: Place::Deals, here: &here, body }.ok(&visit))
}

fn origin(visit: &Visit, why: &WhyTask) -> Markup {
    html! {
        p.quiet {
            (why.rules.origin) (line(visit, why.rules.line))
            ". " (visit.say("Процесс ", "Process ")) (why.process) (visit.say(", версия ", ", version ")) (why.version)
        }
    }
}

fn file(visit: &Visit, why: &WhyCase) -> Markup {
    html! { p.quiet { (visit.say("Процесс ", "Process ")) (why.process) (visit.say(", версия ", ", version ")) (why.version) } }
}

/// One thing that a deal waits for.
fn waits(visit: &Visit, awaiting: &Awaiting) -> Markup {
    html! {
        section.card.why {
            h2 { (awaiting.text) }
            p.quiet {
                @if let Some(at) = awaiting.line { (visit.say("Строка ", "Line ")) (at) ". " }
                @if !awaiting.who.is_empty() {
                    (visit.say("Кто может продвинуть: ", "Who can move it: ")) (visit.speaker().people(&awaiting.who)) ". "
                }
                @if let Some(task) = &awaiting.task { a href={ "/tasks/" (task) "/why" } { (visit.say("Почему?", "Why?")) } }
            }
            @if let Some(answer) = &awaiting.why { (followed(visit, answer)) }
        }
    }
}

fn section(visit: &Visit, answer: &Answer) -> Markup {
    html! { section.card.why { h2 { (answer.text) } (followed(visit, answer)) } }
}

/// The rule, what it saw, and how it was followed.
fn followed(visit: &Visit, answer: &Answer) -> Markup {
    html! {
        @if let Some(rule) = &answer.rule { (of_rule(visit, rule)) }
        @if !answer.facts.is_empty() {
            dl.facts { @for fact in &answer.facts { dt { (fact.name) } dd { (fact.value) } } }
        }
        @if !answer.steps.is_empty() { ol.steps { @for reason in &answer.steps { (step(reason)) } } }
    }
}

fn of_rule(visit: &Visit, rule: &Rule) -> Markup {
    html! { p { (visit.say("Правило: ", "Rule: ")) code { (rule.text) } (line(visit, rule.line)) } }
}

fn step(reason: &Reason) -> Markup {
    let is_passed = matches!(reason.kind, ReasonKind::Closed | ReasonKind::Skipped);
    html! { li.quiet[is_passed] { (reason.text) } }
}

fn line(visit: &Visit, at: Option<u32>) -> Markup {
    html! { @if let Some(at) = at { span.quiet { (visit.say(", строка ", ", line ")) (at) } } }
}
