//! What was done to the system itself, the latest first.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use voronka_definition::name::{PersonId, ProcessId};
use voronka_runtime::{AuditRecord, Edited};

use super::super::visit::Visit;
use super::super::when;
use super::{HERE, let_in, page, tabs};
use crate::app::App;
use crate::problem::Problem;

/// The end of the address.
const LIST: &str = "/log";
/// How much is shown.
const AT_ONCE: u32 = 200;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/administration/log", get(show))
}

async fn show(visit: Visit) -> Result<Response, Problem> {
    let_in(&visit)?;
    let done = visit.app.engine.audit(AT_ONCE).await?;
    let body = html! {
        (tabs(&visit, LIST))
        h1 { (visit.say("Журнал", "Log")) }
        p.lead { (visit.say(
            "Входы, изменения сотрудников и отделов, процессы, токены, отсутствия. Что делали в сделках, говорит их история.",
            "Logins, changes of people and departments, processes, tokens, absences. What was done in deals, their history tells.",
        )) }
        (list(&visit, &done))
    };
    Ok(page(&visit, LIST, StatusCode::OK, body))
}

/// What was done, line by line.
pub(super) fn list(visit: &Visit, done: &[AuditRecord]) -> Markup {
    html! {
        @if done.is_empty() { p.quiet { (visit.say("Пока ничего.", "Nothing yet.")) } }
        ul.list.log { @for one in done { li.task {
            div.what {
                span { (in_words(visit, one)) }
                span.about { @match &one.by { Some(by) => (visit.name(by)), None if one.what == "login_refused" => (visit.say("кто, неизвестно", "by nobody known")), None => (visit.say("сервер или командная строка", "the server or the command line")) } }
            }
            time.due.quiet datetime=(one.at.to_rfc3339()) title=(when::full(one.at, visit.zone, visit.locale)) { (when::since(one.at, visit.now, visit.zone, visit.locale)) }
        } } }
    }
}

fn in_words(visit: &Visit, one: &AuditRecord) -> Markup {
    let about = one.about.as_str();
    let person = || visit.name(&PersonId::from(about)).to_owned();
    match one.what.as_str() {
        "login" => html! { (visit.say("Вход", "Logged in")) },
        "logout" => html! { (visit.say("Выход", "Logged out")) },
        "login_refused" => html! { (visit.say("Войти не удалось: ", "A login was refused: ")) (person()) },
        "password_set" => html! { (visit.say("Задан пароль: ", "A password was set: ")) (person()) },
        "sessions_closed" => html! { (visit.say("Закончены сеансы: ", "Sessions were ended: ")) (person()) },
        "link_made" | "link_wanted" => {
            html! { (visit.say("Ссылка, чтобы задать пароль: ", "A link to set a password: ")) (person()) }
        }
        "link_not_sent" => html! { (visit.say("Письмо со ссылкой не ушло: ", "A letter with a link was not sent: ")) (person()) },
        "token_made" => html! { (visit.say("Выдан токен: ", "A token was made: ")) (person()) },
        "token_revoked" => html! { (visit.say("Токен отозван: ", "A token was taken back: ")) (person()) },
        "sent_again" => {
            html! { a href={ "/letters/" (about) } { (visit.say("Письмо отправлено еще раз", "A letter was sent again")) } }
        }
        "tried_again" => taken_up(about, visit.say("Повторено отложенное: ", "What was set aside was tried again: ")),
        "passed_over" => taken_up(about, visit.say("Закрыто отложенное: ", "What was set aside was passed over: ")),
        "deployed" => {
            let process = ProcessId::from(about);
            html! { (visit.say("Загружен процесс: ", "A process was deployed: ")) (visit.speaker().process(&process)) }
        }
        "absence" => html! { (visit.say("Записано отсутствие: ", "An absence was entered: ")) (person()) },
        "closed" => html! { (visit.say("Закрыта учетная запись: ", "An account was closed: ")) (person()) },
        "reopened" => html! { (visit.say("Снова работает: ", "Works here again: ")) (person()) },
        "edited" => edited(visit, about),
        other => html! { (other) " " (about) },
    }
}

/// Something of a deal that was set aside: the deal, then what it was.
fn taken_up(about: &str, what: &str) -> Markup {
    let (case, subject) = about.split_once(' ').unwrap_or((about, about));
    html! { (what) a href={ "/deals/" (case) } { (subject) } }
}

/// A change of the organisation, from what was written down of it.
fn edited(visit: &Visit, body: &str) -> Markup {
    match serde_json::from_str(body) {
        Ok(Edited::Person(id, person)) => html! {
            (visit.say("Изменен сотрудник: ", "A person was changed: ")) a href={ (HERE) "/people/" (id) } { (person.name) }
        },
        Ok(Edited::Department(_, department)) => html! {
            (visit.say("Изменен отдел: ", "A department was changed: ")) (department.title.get(visit.locale))
        },
        Ok(Edited::Direction(_, direction)) => html! {
            (visit.say("Изменено направление: ", "A direction was changed: ")) (direction.title.get(visit.locale))
        },
        Err(_) => html! { (visit.say("Изменена организация", "The organisation was changed")) },
    }
}
