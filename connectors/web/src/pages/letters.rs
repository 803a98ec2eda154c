//! The letters that were kept or sent: to everybody his own, to administrators all.
//!
//! A letter's HTML is shown as a document of its own, which may load nothing and run nothing.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::{CaseId, NoticeId};
use voronka_runtime::{LetterFilter, LetterRecord, LetterState, PageRequest};

use super::frame::{Page, Place};
use super::visit::Visit;
use super::{frame, links, when};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// How many letters a page shows.
const AT_ONCE: u32 = 50;
/// In how many letters of a case one is looked for.
const LOOKED_THROUGH: u32 = 200;
/// The styles of a letter stand in it; nothing else may.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";
/// Links of a letter open beside it: a page of ours cannot be framed.
const LINKS_BESIDE: &str = "<head><base target=\"_blank\">";
/// The page with a letter frames it, and is otherwise like every page.
const FRAMING_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
    connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/letters", get(list)).route("/letters/{id}", get(one)).route("/letters/{id}/html", get(as_html))
}

/// Which letters are wanted.
#[derive(Debug, Deserialize)]
struct Wanted {
    after: Option<String>,
}

async fn list(State(app): State<App>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let page = PageRequest { limit: AT_ONCE, after: wanted.after };
    let found = app.engine.reads().letters(&readable(&visit), &page).await?;
    let body = html! {
        h1 { (visit.say("Письма", "Letters")) }
        p.lead {
            @if visit.reads_all_letters() { (visit.say("Письма всем: вы администратор.", "Letters to everybody: you are an administrator.")) }
            @else { (visit.say("Письма, которые написаны вам.", "Letters written to you.")) }
            @if visit.app.demo { " " (visit.say("Демо никуда их не отправляет: они хранятся здесь.", "The demo sends them nowhere: they are kept here.")) }
        }
        @if found.items.is_empty() { div.card.empty { p { (visit.say("Писем пока нет.", "No letters yet.")) } } }
        @else { ul.list.letters { @for letter in &found.items { (row(&visit, letter)) } } }
        @if let Some(next) = &found.next {
            p { a.button href={ "/letters?after=" (next) } { (visit.say("Показать следующие", "Show the next ones")) } }
        }
    };
    Ok(Page { title: visit.say("Письма", "Letters"), place: Place::Letters, here: "/letters", body }.ok(&visit))
}

/// The letters that the visitor may read.
fn readable(visit: &Visit) -> LetterFilter {
    LetterFilter { person: (!visit.reads_all_letters()).then(|| visit.me.clone()), ..LetterFilter::default() }
}

fn row(visit: &Visit, letter: &LetterRecord) -> Markup {
    let (class, state) = state(visit, letter.state);
    html! {
        li.task {
            div.what {
                a.title href={ "/letters/" (letter.notice) } {
                    @if letter.subject.is_empty() { (visit.say("(еще не написано)", "(not written yet)")) } @else { (letter.subject) }
                }
                span.about { (letter.to_name) span.quiet { " · " (letter.case_title) } }
            }
            span class={ "state " (class) } { (state) }
            time.due.quiet datetime=(letter.at.to_rfc3339()) { (when::since(letter.at, visit.now, visit.zone, visit.locale)) }
        }
    }
}

fn state(visit: &Visit, state: LetterState) -> (&'static str, &'static str) {
    match state {
        LetterState::Queued => ("pending", visit.say("в очереди", "queued")),
        LetterState::Failed => ("rework", visit.say("будет отправлено еще раз", "to be tried again")),
        LetterState::Sent => ("approved", visit.say("отправлено", "sent")),
        LetterState::Kept => ("approved", visit.say("сохранено", "kept")),
        LetterState::Buried => ("rejected", visit.say("не доставлено", "not delivered")),
        LetterState::Dropped => ("stale", visit.say("уже неактуально", "no longer true")),
    }
}

async fn find(visit: &Visit, id: NoticeId) -> Result<LetterRecord, Problem> {
    let filter = LetterFilter { case: Some(id.case), ..readable(visit) };
    let mut after = None;
    loop {
        let part = visit.app.engine.reads().letters(&filter, &PageRequest { limit: LOOKED_THROUGH, after }).await?;
        if let Some(letter) = part.items.into_iter().find(|letter| letter.notice == id) {
            return Ok(letter);
        }
        after = Some(part.next.ok_or_else(Problem::not_found)?);
    }
}

async fn one(visit: Visit, Id(id): Id<NoticeId>) -> Result<Response, Problem> {
    let letter = find(&visit, id).await?;
    let case: CaseId = id.case;
    let body = html! {
        p.crumbs { a href="/letters" { "← " (visit.say("Письма", "Letters")) } " · " a href={ "/deals/" (case) } { (letter.case_title) } }
        h1 { (letter.subject) }
        dl.facts {
            dt { (visit.say("Кому", "To")) } dd { (letter.to_name) " " span.quiet { "<" (letter.address) ">" } }
            dt { (visit.say("Когда", "When")) } dd { (when::since(letter.at, visit.now, visit.zone, visit.locale)) }
            dt { (visit.say("Состояние", "State")) } dd { (state(&visit, letter.state).1) }
            @if let Some(error) = &letter.last_error { dt { (visit.say("Ошибка", "Error")) } dd { (error) } }
        }
        @if visit.reads_all_letters() && matches!(letter.state, LetterState::Buried | LetterState::Failed) {
            (frame::form(&visit, &format!("/administration/letters/{id}/again"), html! {
                button { (visit.say("Отправить еще раз", "Send again")) }
            }))
        }
        @if !letter.html.is_empty() {
            iframe.letter sandbox="allow-popups allow-popups-to-escape-sandbox" src={ "/letters/" (id) "/html" } title=(letter.subject) {}
        }
        details.card open[letter.html.is_empty()] {
            summary { (visit.say("Текст письма", "The letter as text")) }
            div.letter-text { (links::linked(&letter.text)) }
        }
    };
    let here = format!("/letters/{id}");
    let mut response = Page { title: &letter.subject, place: Place::Letters, here: &here, body }.ok(&visit);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMING_POLICY));
    Ok(response)
}

async fn as_html(visit: Visit, Id(id): Id<NoticeId>) -> Result<Response, Problem> {
    let letter = find(&visit, id).await?;
    let mut response = letter.html.replacen("<head>", LINKS_BESIDE, 1).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(LETTER_POLICY));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    Ok(response)
}
