//! What does not get through: letters that wait or failed, to be sent again; incidents to be repaired.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use voronka_core::{CaseId, NoticeId};
use voronka_runtime::{IncidentRecord, LetterFilter, LetterRecord, LetterState, PageRequest};

use super::super::incidents;
use super::super::language::Said;
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use super::super::{frame, when};
use super::{HERE, let_in, page, tabs};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// The end of the address.
const LIST: &str = "/troubles";
/// How many of each are shown.
const AT_ONCE: u32 = 50;

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/administration/troubles", get(show))
        .route("/administration/letters/{id}/again", post(again))
        .route("/administration/set-aside/{id}", post(taken_up))
}

async fn letters(visit: &Visit, state: LetterState) -> Result<Vec<LetterRecord>, Problem> {
    let filter = LetterFilter { state: Some(state), ..LetterFilter::default() };
    Ok(visit.app.engine.reads().letters(&filter, &PageRequest { limit: AT_ONCE, after: None }).await?.items)
}

async fn show(visit: Visit) -> Result<Response, Problem> {
    let_in(&visit)?;
    let reads = visit.app.engine.reads();
    let queued = reads.queued().await?;
    let (buried, failed) = (letters(&visit, LetterState::Buried).await?, letters(&visit, LetterState::Failed).await?);
    let waiting = letters(&visit, LetterState::Queued).await?;
    let found = reads.incidents(&PageRequest { limit: AT_ONCE, after: None }).await?.items;
    let body = html! {
        (tabs(&visit, LIST))
        h1 { (visit.say("Письма и неполадки", "Letters and incidents")) }
        @if let Some(oldest) = reads.oldest_waiting(visit.now).await?.sending {
            p.alert { (visit.say("Самое старое ждет отправки с ", "The oldest has waited to be sent since ")) (when::full(oldest, visit.zone, visit.locale)) }
        }
        (incident_list(&visit, &found))
        (group(&visit, "buried", visit.say("Не доставлены", "Not delivered"), &buried, true))
        (group(&visit, "failed", visit.say("Не получилось, будут отправлены еще раз", "Failed, and will be tried again"), &failed, true))
        (group(&visit, "queued", visit.say("В очереди", "Queued"), &waiting, false))
        p.quiet {
            (visit.say("Всего ждет отправки: ", "Waiting to be sent in all: "))
            @for (place, (kind, number)) in queued.iter().enumerate() { @if place > 0 { ", " } (kind_in_words(&visit, kind)) " — " (number) }
            @if queued.is_empty() { "0" }
            ". " a href="/letters" { (visit.say("Все письма", "All letters")) }
        }
    };
    Ok(page(&visit, LIST, StatusCode::OK, body))
}

fn kind_in_words<'a>(visit: &Visit, kind: &'a str) -> &'a str {
    match kind {
        "notice" => visit.say("письма", "letters"),
        "call" => visit.say("запросы к другим системам", "requests to other systems"),
        "case" => visit.say("вести другим сделкам", "word to other deals"),
        other => other,
    }
}

fn group(visit: &Visit, id: &str, title: &str, letters: &[LetterRecord], again: bool) -> Markup {
    html! {
        section.chapter id=(id) {
            h2 { (title) span.count { (letters.len()) @if letters.len() == AT_ONCE as usize { "+" } } }
            @if letters.is_empty() { p.quiet { (visit.say("Таких нет.", "There are none.")) } }
            @else { ul.list { @for letter in letters { (row(visit, letter, again)) } } }
        }
    }
}

fn row(visit: &Visit, letter: &LetterRecord, again: bool) -> Markup {
    html! {
        li.task {
            div.what {
                a.title href={ "/letters/" (letter.notice) } {
                    @if letter.subject.is_empty() { (visit.say("(еще не написано)", "(not written yet)")) } @else { (letter.subject) }
                }
                span.about { (letter.to_name) " · " (letter.case_title) }
                @if let Some(error) = &letter.last_error { span.error { (error) } }
            }
            time.due.quiet datetime=(letter.at.to_rfc3339()) { (when::since(letter.at, visit.now, visit.zone, visit.locale)) }
            @if again {
                (frame::form(visit, &format!("{HERE}/letters/{}/again", letter.notice), html! {
                    button { (visit.say("Отправить еще раз", "Send again")) }
                }))
            }
        }
    }
}

async fn again(State(app): State<App>, visit: Visit, Id(id): Id<NoticeId>, _: Submitted) -> Result<Response, Problem> {
    let_in(&visit)?;
    let to = format!("{HERE}{LIST}");
    if app.engine.send_again(id, &visit.me).await? {
        return Ok(Said::on(&to, visit.say("Письмо снова в очереди.", "The letter is queued again.")));
    }
    Ok(Said::on(&to, visit.say("Это письмо уже отправлено или отправляется.", "This letter was sent already, or is being sent.")))
}

fn incident_list(visit: &Visit, found: &[IncidentRecord]) -> Markup {
    html! {
        section.chapter id="incidents" {
            h2 { (visit.say("Неполадки", "Incidents")) span.count { (found.len()) } }
            @if found.is_empty() { p.quiet { (visit.say("Чинить нечего.", "There is nothing to repair.")) } }
            @else { ul.list { @for incident in found { (incident_row(visit, incident)) } } }
        }
    }
}

fn incident_row(visit: &Visit, incident: &IncidentRecord) -> Markup {
    let (to, title, about, at) = match incident {
        IncidentRecord::Case { id, case_title, trouble, at } => {
            (format!("/incidents/{id}"), incidents::title_of(visit, trouble), case_title.as_str(), at)
        }
        IncidentRecord::SetAside { case, subject, reason, at } => {
            (format!("/deals/{case}"), subject_in_words(visit, subject), reason.as_str(), at)
        }
    };
    html! {
        li.task {
            div.what { a.title href=(to) { (title) } span.about { (about) } }
            time.due.quiet datetime=(at.to_rfc3339()) { (when::since(*at, visit.now, visit.zone, visit.locale)) }
            @if let IncidentRecord::SetAside { case, subject, .. } = incident { (take_up(visit, *case, subject)) }
        }
    }
}

/// What was set aside, for a reader who has to find its cause.
fn subject_in_words(visit: &Visit, subject: &str) -> String {
    let kind = subject.split(' ').next().unwrap_or_default();
    let (ru, en) = match kind {
        "timer" => ("Не сработал таймер", "A timer could not fire"),
        "review" => ("Сделка не пересмотрена после перемен в людях", "A deal could not be reviewed after people changed"),
        "archive" => ("Сделка не ушла в архив", "A deal could not be archived"),
        "schedule" => ("Не начата сделка по расписанию", "A schedule could not start a deal"),
        "notice" => ("Не составлено письмо", "A letter could not be made"),
        "call" => ("Не отправлен запрос другой системе", "A request to another system could not be sent"),
        _ => ("Отложено", "Set aside"),
    };
    format!("{} ({subject})", visit.say(ru, en))
}

fn take_up(visit: &Visit, case: CaseId, subject: &str) -> Markup {
    frame::form(
        visit,
        &format!("{HERE}/set-aside/{case}"),
        html! {
            input type="hidden" name="subject" value=(subject);
            div.acts {
                button name="repair" value="try_again" { (visit.say("Повторить", "Try again")) }
                button.link name="repair" value="close" { (visit.say("Больше не нужно", "Not needed any more")) }
            }
        },
    )
}

async fn taken_up(State(app): State<App>, visit: Visit, Id(case): Id<CaseId>, form: Submitted) -> Result<Response, Problem> {
    let_in(&visit)?;
    let again = form.raw.get("repair") == "try_again";
    let said = match (app.engine.take_up(case, form.raw.get("subject"), again, &visit.me).await?, again) {
        (false, _) => visit.say("Эта неполадка уже закрыта.", "This incident is closed already."),
        (true, true) => visit.say(
            "Пробуем еще раз. Если причина осталась, неполадка появится снова.",
            "It is tried again. Where its cause is still there, the incident comes back.",
        ),
        (true, false) => visit.say("Неполадка закрыта.", "The incident is closed."),
    };
    Ok(Said::on(&format!("{HERE}{LIST}"), said))
}
