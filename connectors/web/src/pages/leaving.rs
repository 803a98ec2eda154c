//! Leaving the company: what somebody hands over to whom, and then the account is closed. For heads above and administrators.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use voronka_core::leaving::Naming;
use voronka_core::world::Heirs;
use voronka_core::{FieldProblem, leaving};
use voronka_definition::model::{ChoiceOption, FieldType};
use voronka_definition::name::PersonId;
use voronka_definition::{Process, Text};
use voronka_runtime::{Handed, Handing, Refused};

use super::frame::{self, Page, Place};
use super::language::Said;
use super::raw::Raw;
use super::refused::{self, missing};
use super::sheet::Sheet;
use super::submitted::Submitted;
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// What the form has fields for.
const SHOWN: [&str; 2] = ["person", "to"];

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/leaving", get(show).post(act))
}

/// Whom this visitor may let go.
pub(super) fn below(visit: &Visit) -> Vec<PersonId> {
    let people = visit.world.organisation.people.iter().filter(|(_, person)| person.active).map(|(id, _)| id);
    people.filter(|person| leaving::may_close(&visit.world, &visit.me, person).is_ok()).cloned().collect()
}

async fn show(visit: Visit) -> Result<Response, Problem> {
    Ok(page(&visit, &Raw::default(), &[], None))
}

async fn act(State(app): State<App>, visit: Visit, Submitted { raw, .. }: Submitted) -> Result<Response, Problem> {
    let Some(person) = raw.some("person").map(PersonId::from) else {
        return Ok(page(&visit, &raw, &[missing("person")], None));
    };
    let heirs = heirs(&visit, &raw);
    let is_final = raw.get("act") == "close";
    let handings = match app.engine.preview_leaving(&person, &heirs, &visit.me).await {
        Ok(handings) if !is_final => return Ok(page(&visit, &raw, &[], Some((&person, &handings)))),
        Ok(handings) => handings,
        Err(refused) => return again(&visit, &raw, refused),
    };
    match app.engine.leave(&person, heirs, &visit.me).await {
        Ok(()) => {
            let (name, number) = (visit.name(&person), handings.len());
            let said = visit.say(
                format!("Учетная запись закрыта: {name}. Передано: {number}"),
                format!("The account of {name} is closed. Handed over: {number}"),
            );
            Ok(Said::on("/absences", &said))
        }
        Err(refused) => again(&visit, &raw, refused),
    }
}

fn again(visit: &Visit, raw: &Raw, refused: Refused) -> Result<Response, Problem> {
    match refused {
        Refused::Rejected(rejection) => refused::in_place(rejection).map(|problems| page(visit, raw, &problems, None)),
        other => Err(other.into()),
    }
}

/// One heir for everything, and others for single processes.
fn heirs(visit: &Visit, raw: &Raw) -> Heirs {
    let of_process =
        |id: &voronka_definition::name::ProcessId| Some((id.clone(), PersonId::from(raw.some(&format!("processes.{id}"))?)));
    let processes = visit.world.processes.keys().filter_map(of_process).collect();
    Heirs { to: raw.some("to").map(PersonId::from), processes, ..Heirs::default() }
}

fn page(visit: &Visit, raw: &Raw, problems: &[FieldProblem], report: Option<(&PersonId, &[Handing])>) -> Response {
    let process = Process::errand();
    let sheet = Sheet { visit, process: &process, case: None, raw, problems, scope: "leaving" };
    let title = visit.say("Сотрудник увольняется", "Somebody leaves the company");
    let body = html! {
        p.crumbs { a href="/absences" { "← " (visit.say("Отсутствия", "Absences")) } }
        h1 { (title) }
        p.lead { (visit.say(
            "Сделки, задачи и должности перейдут к тому, кого вы назовете, после этого вход сотрудника закроется. Сначала посмотрите, что и кому перейдет.",
            "Deals, tasks and posts go to whom you name; then the person can no longer log in. First look at what goes to whom.",
        )) }
        @if below(visit).is_empty() {
            div.card.empty { p { (visit.say("Это могут руководители и администраторы.", "This is for heads and administrators.")) } }
        } @else {
            (frame::form(visit, "/leaving", html! { div.card {
                (fields(&sheet))
                @if let Some((person, handings)) = report { (told(visit, person, handings)) (warning(visit, raw, person)) }
                button.primary[report.is_none()] name="act" value="preview" { (visit.say("Что и кому перейдет", "What goes to whom")) } " "
                @if report.is_some() {
                    button.primary name="act" value="close" { (visit.say("Передать все и закрыть вход", "Hand all over and close the account")) }
                }
            } }))
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page { title, place: Place::Tasks, here: "/leaving", body }.answer(visit, status)
}

fn fields(sheet: &Sheet<'_>) -> Markup {
    let visit = sheet.visit;
    let people = below(visit).into_iter().map(|id| ChoiceOption { title: Text::from(visit.name(&id)), id: id.to_string() });
    let mut shown: Vec<String> = SHOWN.iter().map(ToString::to_string).collect();
    shown.extend(visit.world.processes.keys().map(|id| format!("processes.{id}")));
    html! {
        (sheet.summary(&shown.iter().map(String::as_str).collect::<Vec<_>>()))
        (sheet.own("person", ("Кто уходит", "Who leaves"), FieldType::Choice(people.collect()), true))
        (sheet.own("to", ("Кому передать", "Who takes over"), FieldType::Person, false))
        details.more {
            summary { (visit.say("По процессам", "By process")) }
            @for process in visit.world.processes.values() {
                (sheet.own(&format!("processes.{}", process.id), (process.title.get(voronka_definition::Locale::Ru), process.title.get(voronka_definition::Locale::En)), FieldType::Person, false))
            }
        }
    }
}

fn told(visit: &Visit, person: &PersonId, handings: &[Handing]) -> Markup {
    html! {
        h3 { (visit.name(person)) span.count { (handings.len()) } }
        @if handings.is_empty() { p { (visit.say("Передавать нечего.", "There is nothing to hand over.")) } }
        ul.list { @for handing in handings { li.task {
            div.what {
                (what(visit, &handing.what))
                @if let Some(then) = &handing.then { span.about { (then.get(visit.locale)) } }
            }
            @if handing.to.is_empty() {
                @if handing.then.is_none() { span.due.late { (visit.say("никому", "to nobody")) } }
            } @else { span.due { "→ " (visit.speaker().people(&handing.to)) } }
        } } }
    }
}

/// That nobody would be there to hear of what is late.
fn warning(visit: &Visit, raw: &Raw, person: &PersonId) -> Markup {
    let unheard = visit.app.engine.unheard_without(person, &heirs(visit, raw), &visit.me);
    html! { @if let Some(unheard) = unheard { p.notice { (unheard.warning(&visit.world).get(visit.locale)) } } }
}

fn what(visit: &Visit, handed: &Handed) -> Markup {
    let organisation = &visit.world.organisation;
    let post = |label: &str, title: &str| html! { span.title { (title) } span.about { (label) } };
    match handed {
        Handed::Deal { case, title } => html! {
            a.title href={ "/deals/" (case) } { (title) } span.about { (visit.say("сделка", "deal")) }
        },
        Handed::Task { case, number, title, deal, candidate } => html! {
            a.title href={ "/tasks/" (voronka_core::TaskId { case: *case, number: *number }) } { (title.get(visit.locale)) }
            span.about {
                @if *candidate { (visit.say("можно взять · ", "may be taken · ")) }
                (deal)
            }
        },
        Handed::Escalation { case, number, title, deal } => html! {
            a.title href={ "/tasks/" (voronka_core::TaskId { case: *case, number: *number }) } { (title.get(visit.locale)) }
            span.about { (visit.say("ждет ответа о просрочке · ", "late, and awaits an answer · ")) (deal) }
        },
        Handed::Department(id) => {
            let title = organisation.departments.get(id).map_or(id.as_str(), |found| found.title.get(visit.locale));
            post(visit.say("руководство отделом", "head of the department"), title)
        }
        Handed::Direction(id) => {
            let title = organisation.directions.get(id).map_or(id.as_str(), |found| found.title.get(visit.locale));
            post(visit.say("руководство направлением", "head of the direction"), title)
        }
        Handed::LastResort => post(
            visit.say("узнает о просроченном, когда выше никого нет", "hears of what is late when there is no head above"),
            visit.say("Последняя инстанция", "The last resort"),
        ),
        Handed::Deputy(absent) => {
            post(visit.say("заместитель на время отсутствия", "deputy during an absence"), visit.name(absent))
        }
        Handed::Position(id) => post(visit.say("должность", "position"), id.as_str()),
        Handed::Rule { process, naming, name } => {
            let title = visit.world.processes.get(process).map_or(process.as_str(), |found| found.title.get(visit.locale));
            post(&rule(visit, *naming, name), title)
        }
    }
}

/// What in a process names somebody.
fn rule(visit: &Visit, naming: Naming, name: &str) -> String {
    match naming {
        Naming::Role => visit.say(format!("его называет роль «{name}»"), format!("the role “{name}” names him")),
        Naming::Step => visit.say(format!("его называет шаг «{name}»"), format!("the step “{name}” names him")),
        Naming::Ladder => visit.say(format!("его называет эскалация «{name}»"), format!("the escalation “{name}” names him")),
        Naming::Schedule => visit.say(format!("его называет расписание «{name}»"), format!("the schedule “{name}” names him")),
        Naming::Stage => visit.say(format!("его называет стадия «{name}»"), format!("the stage “{name}” names him")),
        Naming::Expression => visit.say("его называет условие", "a condition names him").to_owned(),
    }
}
