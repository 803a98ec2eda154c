//! A link of a letter: its reader sees the task, and a button acts, without logging in.
//!
//! To open it changes nothing, whoever does it: a person or a scanner of mails. The button acts once; after that, and after its time,
//! the page says what was done and where to go on. What may be done is the core's question, as for everybody.

use axum::Router;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::html;
use sha2::{Digest, Sha256};
use voronka_core::{Actor, Case, Command, Rejection};
use voronka_definition::model::FieldType;
use voronka_definition::name::ResultId;
use voronka_definition::{Locale, Text};
use voronka_runtime::{ActLink, Key, Refused};

use super::super::typed::Typed;
use super::{Speaks, strangers_form};
use crate::app::App;
use crate::auth::{ACTS, LOGIN};
use crate::pages::given;
use crate::pages::raw::Raw;
use crate::pages::seen::{self, Seen};
use crate::pages::visit::{Visit, hex};
use crate::pages::{because, frame, mistakes, when};
use crate::problem::Problem;

mod shown;

/// The longest text that is taken, in characters.
const TEXT_LONGEST: usize = 4_000;
/// The names of the fields.
const UNTIL: &str = "until";
const COMMENT: &str = "comment";

/// The routes.
pub(super) fn router() -> Router<App> {
    Router::new().route("/act/{secret}", get(show).post(act))
}

/// A link that holds, and what its owner sees by it.
struct Holds {
    visit: Visit,
    link: ActLink,
    seen: Seen,
    /// Its address.
    here: String,
}

impl Holds {
    fn case(&self) -> &Case {
        &self.seen.case
    }
}

/// What was wrong with a form that was sent.
struct Wrong<'a> {
    /// What the form holds.
    raw: &'a Raw,
    /// The field that is to blame, where one is.
    field: Option<&'static str>,
    /// What was wrong, in words.
    text: String,
}

/// What a link turned out to be.
enum Opened {
    Holds(Box<Holds>),
    /// It does not hold, or not any more: what there is to say.
    Over(Response),
}

async fn show(State(app): State<App>, Path(secret): Path<String>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    match open(&app, &mut parts, &secret).await? {
        Opened::Holds(holds) => shown::page(&holds, None).await,
        Opened::Over(response) => Ok(response),
    }
}

async fn open(app: &App, parts: &mut Parts, secret: &str) -> Result<Opened, Problem> {
    let Ok(Speaks(locale)) = Speaks::from_request_parts(parts, app).await;
    let typed = parts.extensions.get::<Typed>().cloned();
    let Some(link) = app.engine.act_link(secret).await? else {
        return Ok(Opened::Over(over(locale, StatusCode::NOT_FOUND, &unknown(locale), &[whole(locale)], (None, typed.as_ref()))));
    };
    let visit = Visit::of(parts, app, link.person.clone()).await?;
    let to_task = format!("/tasks/{}", link.task);
    if let Some((at, done)) = app.engine.used_link(&link).await? {
        let at = when::full(at, visit.zone, visit.locale);
        let lines = [visit.say("Ссылка действовала один раз.", "The link worked once."), at.as_str()];
        return Ok(Opened::Over(over(
            visit.locale,
            StatusCode::OK,
            done.get(visit.locale),
            &lines,
            (Some(&to_task), typed.as_ref()),
        )));
    }
    if link.expires_at <= visit.now {
        let title = visit.say("Срок ссылки истек", "The link has expired");
        let lines = [visit.say("Войдите, чтобы ответить на письмо.", "Log in to answer the letter.")];
        return Ok(Opened::Over(over(visit.locale, StatusCode::GONE, title, &lines, (Some(&to_task), typed.as_ref()))));
    }
    let Some(case) = app.engine.reads().case(link.task.case).await?.filter(|case| visit.horizon.sees(case)) else {
        return Ok(Opened::Over(over(
            visit.locale,
            StatusCode::NOT_FOUND,
            &unknown(visit.locale),
            &[whole(visit.locale)],
            (None, typed.as_ref()),
        )));
    };
    if !case.tasks.contains_key(&link.task.number) {
        return Ok(Opened::Over(closed(&visit, &link, (&to_task, typed.as_ref())).await?));
    }
    let process = app.engine.process(&case.process, &case.version).await?;
    let here = format!("{ACTS}{secret}");
    Ok(Opened::Holds(Box::new(Holds { visit, link, seen: Seen { case, process, archived_at: None }, here })))
}

/// What to do about a link that nobody knows.
fn whole(locale: Locale) -> &'static str {
    locale.pick(
        "Возможно, адрес скопирован не целиком: откройте ссылку из самого письма. Или войдите и найдите задачу в своем списке.",
        "Perhaps the address was not copied whole: open the link in the letter itself. Or log in and find the task in your list.",
    )
}

fn unknown(locale: Locale) -> String {
    locale.pick("Эта ссылка не действует", "This link does not work").to_owned()
}

/// The task was closed meanwhile: by whom and how.
async fn closed(visit: &Visit, link: &ActLink, (to_task, typed): (&str, Option<&Typed>)) -> Result<Response, Problem> {
    let seen = seen::case(visit, link.task.case).await?;
    let history = seen::history(visit, link.task.case).await?;
    let told = because::closing(visit, &seen.process, &history, link.task.number).unwrap_or_default();
    let title = visit.say("Задача уже закрыта", "The task is closed already");
    Ok(over(visit.locale, StatusCode::OK, title, &[told.as_str()], (Some(to_task), typed)))
}

/// A page that says how it stands, and where to go on.
fn over(
    locale: Locale,
    status: StatusCode,
    title: &str,
    lines: &[&str],
    (to, typed): (Option<&str>, Option<&Typed>),
) -> Response {
    let body = html! {
        section.act-page {
            h1 { (title) }
            @for line in lines.iter().filter(|line| !line.is_empty()) { p { (line) } }
            @if let Some(typed) = typed { (typed.shown(locale)) }
            p { a.button href=(to.unwrap_or("/")) {
                @if to.is_some() { (locale.pick("Открыть задачу", "Open the task")) } @else { (locale.pick("Мои задачи", "My tasks")) }
            } }
        }
    };
    frame::bare(locale, status, title, LOGIN, body)
}

async fn act(State(app): State<App>, Path(secret): Path<String>, request: Request) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let raw = strangers_form(&app, Request::from_parts(parts.clone(), body)).await?;
    if let Some(typed) = parts.extensions.get::<Typed>() {
        typed.keep(&raw);
    }
    let holds = match open(&app, &mut parts, &secret).await? {
        Opened::Holds(holds) => *holds,
        Opened::Over(mut response) => {
            if response.status().is_success() {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            return Ok(response);
        }
    };
    let (command, done) = match wanted(&holds, &raw) {
        Ok(wanted) => wanted,
        // Another click may have been faster, which is why this one is offered nothing any more.
        Err(_) if app.engine.used_link(&holds.link).await?.is_some() => return Ok(Redirect::to(&holds.here).into_response()),
        Err((field, text)) => return shown::page(&holds, Some(&Wrong { raw: &raw, field, text })).await,
    };
    if !app.engine.use_link(&holds.link, done).await? {
        // Another click was faster.
        return Ok(Redirect::to(&holds.here).into_response());
    }
    let key = Key {
        person: holds.link.person.clone(),
        key: format!("link {}", holds.link.hash),
        body_hash: hex(&Sha256::digest(format!("{command:?}"))),
    };
    match app.engine.execute(holds.link.task.case, command, Actor::Person(holds.link.person.clone()), Some(key)).await {
        Ok(_) => Ok(Redirect::to(&holds.here).into_response()),
        Err(refused) => {
            app.engine.unuse_link(&holds.link).await?;
            match refused {
                Refused::Rejected(rejection) => {
                    let (field, text) = in_words(&holds.visit, &rejection);
                    shown::page(&holds, Some(&Wrong { raw: &raw, field, text })).await
                }
                refused => Err(refused.into()),
            }
        }
    }
}

/// Which field something was refused for, and why in a line.
fn in_words(visit: &Visit, rejection: &Rejection) -> (Option<&'static str>, String) {
    if let Some(problem) = rejection.fields.first() {
        return match problem.field.as_str() {
            "due_at" | "until" => (Some(UNTIL), mistakes::of_field(visit.locale, &FieldType::Datetime, problem)),
            "comment" | "reason" => (Some(COMMENT), mistakes::of_field(visit.locale, &FieldType::Text, problem)),
            _ => (None, mistakes::in_words(visit.locale, problem)),
        };
    }
    let (expected, found) = (rejection.expected.get(visit.locale), rejection.found.get(visit.locale));
    (None, visit.say(format!("Ожидалось: {expected}. Сейчас: {found}."), format!("Expected {expected}; found {found}.")))
}

/// Why the page does not offer an act.
fn not_his(holds: &Holds) -> String {
    let whose = shown::whose(holds);
    holds.visit.say(
        format!("По этой ссылке сейчас так не сделать: исполнитель задачи — {whose}."),
        format!("This link cannot do so now: the task is with {whose}."),
    )
}

/// The command of a form, and how what was done is told from then on.
fn wanted(holds: &Holds, raw: &Raw) -> Result<(Command, Text), (Option<&'static str>, String)> {
    let (visit, task, act) = (&holds.visit, holds.link.task.number, raw.get("do"));
    if ["complete", "postpone", "claim"].contains(&act) && !shown::is_offered(holds, act) {
        return Err((None, not_his(holds)));
    }
    let comment = raw.some(COMMENT).map(str::to_owned);
    if comment.as_ref().is_some_and(|text| text.chars().count() > TEXT_LONGEST) {
        let long = visit.say(format!("Не длиннее {TEXT_LONGEST} знаков."), format!("At most {TEXT_LONGEST} characters."));
        return Err((Some(COMMENT), long));
    }
    let until = raw.some(UNTIL).map(|text| given::moment(text, visit.zone).parse());
    let until = until.transpose().map_err(|_| {
        (
            Some(UNTIL),
            visit.say("Нужны день и час, которые есть в календаре.", "A day and an hour of the calendar are needed.").to_owned(),
        )
    })?;
    match act {
        "complete" => {
            let offer = shown::simple(holds).into_iter().find(|offer| offer.result.as_str() == raw.get("result"));
            let offer = offer.ok_or_else(|| {
                (
                    None,
                    visit.say("Этот результат спрашивает еще что-то: войдите.", "This result asks for more: log in.").to_owned(),
                )
            })?;
            let [ru, en] = [Locale::Ru, Locale::En].map(|locale| offer.title.get(locale).to_owned());
            let done = Text::both(format!("Готово: «{ru}»"), format!("Done: “{en}”"));
            let result = ResultId::from(raw.get("result"));
            Ok((Command::CompleteTask { task, result, data: [].into(), comment }, done))
        }
        "claim" => Ok((Command::ClaimTask { task }, Text::both("Задача ваша", "The task is yours"))),
        "postpone" => {
            let due_at = until.ok_or_else(|| (Some(UNTIL), visit.say("Назовите новый срок.", "Name a new date.").to_owned()))?;
            let done = Text::both("Срок перенесен", "The task has a new date");
            Ok((Command::RescheduleTask { task, due_at, reason: comment.unwrap_or_default() }, done))
        }
        "answer" => {
            let escalation = shown::escalation(holds).ok_or_else(|| {
                (None, visit.say("Ответа здесь больше не ждут.", "No answer is waited for here any more.").to_owned())
            })?;
            let done = match until {
                Some(_) => Text::both("Вы дали время", "You gave more time"),
                None => Text::both("Вы приняли к сведению", "You have acknowledged it"),
            };
            Ok((Command::AcknowledgeEscalation { escalation, comment, until }, done))
        }
        _ => Err((None, visit.say("Такого действия здесь нет.", "There is no such act here.").to_owned())),
    }
}
