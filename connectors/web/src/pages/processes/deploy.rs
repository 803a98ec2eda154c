//! From a text to the live version: first a summary of what that means, then the act.
//!
//! What is live may have changed since the text was opened: then nothing is deployed until the designer has seen the difference to what
//! is live now.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use voronka_definition::{Process, Source};
use voronka_runtime::ProcessRecord;

use super::super::frame::{self, Page, Place};
use super::super::language::Said;
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use super::list::short;
use super::study::{self, Compared, FILE, Studied, compared, live, study};
use super::workshop::{self, Bench};
use super::{deals, findings, for_designers};
use crate::app::App;
use crate::problem::Problem;

/// The routes. Opened without a form, they lead to the workshop.
pub(super) fn router() -> Router<App> {
    let instead = || get(async || Redirect::to("/processes"));
    Router::new().route("/workshop/review", instead().post(review)).route("/workshop/deploy", instead().post(deploy))
}

async fn review(visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let bench = Bench::of_form(&raw);
    let looked = study(&visit, &bench.text).await?;
    if !looked.is_sound() {
        return workshop::page(&visit, &bench, &looked, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    summary(&visit, &bench, &looked, StatusCode::OK).await
}

async fn deploy(State(app): State<App>, visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    for_designers(&visit)?;
    let bench = Bench::of_form(&raw);
    let looked = study(&visit, &bench.text).await?;
    let Some(process) = looked.process.as_ref().filter(|_| looked.is_sound()) else {
        return workshop::page(&visit, &bench, &looked, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let now = live(&visit, &process.id).await?;
    let seen = raw.get("seen");
    // Sent twice, it is what the first one made live.
    if now.as_ref().is_some_and(|(_, record)| record.version != process.version && *record.version.0 != *seen) {
        return summary(&visit, &bench, &looked, StatusCode::CONFLICT).await;
    }
    // It keeps the name of its file, so that findings go on naming what the designer knows.
    let file = now.map_or_else(|| FILE.to_owned(), |(_, record)| record.file);
    let source = Source { file, text: looked.text.clone() };
    let deployed = app.engine.deploy(&source, Some(visit.me.clone())).await?;
    let version = short(&deployed.process.version.0).to_owned();
    let said = match deployed.changed {
        true => visit.say(
            format!("Развернуто: версия {version}.\nНовые сделки идут по ней, начатые — по своим прежним версиям."),
            format!("Deployed: version {version}.\nNew deals run it, those begun go on by their own versions."),
        ),
        false => visit.say("Эта версия уже действует.".to_owned(), "This version is live already.".to_owned()),
    };
    Ok(Said::on(&format!("/processes/{}", deployed.process.id), &said))
}

async fn summary(visit: &Visit, bench: &Bench, looked: &Studied, status: StatusCode) -> Result<Response, Problem> {
    let Some(process) = &looked.process else { return Err(Problem::fault()) };
    let now = live(visit, &process.id).await?.map(|(_, record)| record);
    let compared = compared(visit, looked).await?;
    let (open, versions) = running(visit, process).await?;
    let title = visit.say("Что изменится", "What changes");
    let body = html! {
        p.crumbs { a href=(bench.place()) { "← " (visit.say("Мастерская", "Workshop")) } }
        h1 { (title) ": " (process.title.get(visit.locale)) }
        (warned(visit, bench, process, now.as_ref(), status))
        dl.facts.card.deployment {
            dt { (visit.say("Версия", "Version")) }
            dd {
                @if let Some(now) = &now { code { (short(&now.version.0)) } " → " }
                code { (short(&process.version.0)) }
            }
            dt { (visit.say("Начатые сделки", "Deals begun")) }
            dd { (stays(visit, open, versions)) }
            dt { (visit.say("Замечания", "Findings")) }
            dd { (findings::summary(visit, &looked.findings)) }
        }
        @if !looked.findings.is_empty() {
            section.block { h2 { (visit.say("Замечания", "Findings")) } (findings::list(visit, &looked.findings, &looked.text)) }
        }
        section.block {
            h2 { (visit.say("Отличия", "The difference")) }
            (study::shown(visit, looked, compared.as_ref()))
        }
        (buttons(visit, bench, looked, now.as_ref(), compared.as_ref()))
    };
    Ok(Page { title, place: Place::Processes, here: &bench.place(), body }.answer(visit, status))
}

/// How many open deals run a process, and by how many versions.
async fn running(visit: &Visit, process: &Process) -> Result<(u64, usize), Problem> {
    let running = super::running(visit).await?;
    let own: Vec<_> = running.iter().filter(|running| running.process == process.id).collect();
    Ok((own.iter().map(|running| running.open).sum(), own.len()))
}

fn stays(visit: &Visit, open: u64, versions: usize) -> String {
    let deals = deals(visit, open);
    match (open, versions) {
        (0, _) => visit.say("нет: по этому процессу сейчас ничего не идет", "none: nothing runs it at the moment").to_owned(),
        (_, 1) => visit.say(
            format!("{deals} — до конца по версии, с которой начаты"),
            format!("{deals}: they go on to their end by the version they began with"),
        ),
        _ => visit.say(
            format!("{deals} по {versions} версиям — до конца по той, с которой начаты"),
            format!("{deals} by {versions} versions: each goes on to its end by the one it began with"),
        ),
    }
}

/// What should not go by unnoticed.
fn warned(visit: &Visit, bench: &Bench, process: &Process, now: Option<&ProcessRecord>, status: StatusCode) -> Markup {
    let id = process.id.as_str();
    let other = !bench.of.is_empty() && bench.of != id;
    html! {
        @if status == StatusCode::CONFLICT {
            p.alert role="alert" { (visit.say(
                "Пока вы смотрели, действующей стала другая версия. Ничего не развернуто: посмотрите отличия еще раз.",
                "Meanwhile another version has become the live one. Nothing was deployed: look at the difference once more.",
            )) }
        }
        @if other && now.is_none() {
            p.alert { (visit.say(
                format!("В тексте другое имя: «{id}» вместо «{}». Это будет новый процесс рядом с прежним.", bench.of),
                format!("The text bears another name: “{id}” instead of “{}”. It will be a new process beside the old one.", bench.of),
            )) }
        } @else if other || bench.of.is_empty() && now.is_some() {
            p.alert { (visit.say(
                format!("Процесс с именем «{id}» уже есть: текст заменит его действующую версию."),
                format!("There is a process named “{id}” already: the text takes the place of its live version."),
            )) }
        }
    }
}

fn buttons(visit: &Visit, bench: &Bench, looked: &Studied, now: Option<&ProcessRecord>, compared: Option<&Compared>) -> Markup {
    let same = compared.is_some_and(|compared| compared.same);
    let seen = now.map(|record| record.version.to_string()).unwrap_or_default();
    frame::form_with_files(
        visit,
        "/workshop/deploy",
        html! {
            input type="hidden" name="of" value=(bench.of);
            input type="hidden" name="base" value=(bench.base);
            input type="hidden" name="seen" value=(seen);
            input type="hidden" name="text" value=(looked.text);
            input type="hidden" name="own" value=(bench.own);
            div.acts {
                @if !same { button.primary { (visit.say("Развернуть", "Deploy")) } }
                button formaction="/workshop" { (visit.say("Вернуться к тексту", "Back to the text")) }
            }
        },
    )
}
