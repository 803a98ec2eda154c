//! The incidents of a deal, for administrators: what failed, and whether it is tried again, skipped or done with.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use voronka_core::case::{Incident, TokenState, Trouble};
use voronka_core::command::Repair;
use voronka_core::{Actor, Command, FieldProblem, IncidentId, NoticeId};
use voronka_definition::model::{Field, StepKind};
use voronka_runtime::Refused;

use super::frame::{self, Page, Place};
use super::given::Reader;
use super::language::Said;
use super::raw::Raw;
use super::seen::{self, Seen};
use super::sheet::{Need, Sheet};
use super::submitted::Submitted;
use super::visit::Visit;
use super::{refused, when};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/incidents/{id}", get(show).post(close))
}

/// What is open, on the page of the deal.
pub(super) fn section(visit: &Visit, seen: &Seen) -> Markup {
    if !visit.horizon.everything || seen.case.incidents.is_empty() {
        return frame::nothing();
    }
    html! {
        section {
            h2 { (visit.say("Неполадки", "Incidents")) }
            ul.list {
                @for incident in seen.case.incidents.values() {
                    li.task {
                        div.what {
                            a.title href={ "/incidents/" (id_of(seen, incident)) } { (title(visit, incident)) }
                            span.about { (reason(visit, incident)) }
                        }
                        time.due.quiet datetime=(incident.at.to_rfc3339()) { (when::since(incident.at, visit.now, visit.zone, visit.locale)) }
                    }
                }
            }
        }
    }
}

fn id_of(seen: &Seen, incident: &Incident) -> IncidentId {
    IncidentId { case: seen.case.id, number: incident.number }
}

fn title(visit: &Visit, incident: &Incident) -> String {
    title_of(visit, &incident.trouble)
}

/// What went wrong, in a few words.
pub(super) fn title_of(visit: &Visit, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Undeliverable { to, .. } => {
            visit.say(format!("Письмо не доставлено: {to}"), format!("A letter was not delivered: {to}"))
        }
        Trouble::Nobody { .. } => visit.say("Правила никого не нашли", "The rules found nobody").to_owned(),
        Trouble::Vacant { position, .. } => {
            visit.say(format!("Должность {position} никто не занимает"), format!("Nobody holds the position {position}"))
        }
        Trouble::NoAddress { .. } => visit.say("Нет адреса клиента", "The client has no address").to_owned(),
        Trouble::CallFailed { .. } => {
            visit.say("Внешняя система не выполнила запрос", "Another system did not do what was asked").to_owned()
        }
        Trouble::NotStarted { process, .. } => {
            visit.say(format!("Не удалось начать процесс «{process}»"), format!("The process “{process}” could not be started"))
        }
    }
}

fn reason<'i>(visit: &Visit, incident: &'i Incident) -> &'i str {
    match &incident.trouble {
        Trouble::Undeliverable { reason, .. } => reason,
        Trouble::CallFailed { reason, .. } | Trouble::NotStarted { reason, .. } => reason.get(visit.locale),
        Trouble::Nobody { .. } | Trouble::Vacant { .. } | Trouble::NoAddress { .. } => "",
    }
}

/// What happened meanwhile, and what to do about it.
fn advice(visit: &Visit, trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Undeliverable { .. } => visit.say(
            "Письмо больше не отправляется. Исправьте адрес и отправьте письмо еще раз; если оно снова не уйдет, неполадка появится снова.",
            "The letter is sent no more. Correct the address and send the letter again; should it fail once more, the incident comes back.",
        ),
        Trouble::Nobody { .. } => visit.say(
            "Правило процесса не нашло, кому сообщить, и об этом узнали администраторы. Назначьте руководителя отделу или человека на должность, которую называет правило, и проследите за задачей на странице сделки.",
            "The rule of the process found nobody to tell, and the administrators heard of it. Name a head of the department, or somebody for the position that the rule names, and look after the task on the page of the deal.",
        ),
        Trouble::Vacant { .. } => visit.say(
            "Задача этой должности пока у того, кого нашлось: кто именно, видно на странице сделки. Дайте должность сотруднику в разделе «Сотрудники» — задача перейдет к нему сама, и неполадка закроется.",
            "The task of this position is with whomever could be found for now; the page of the deal says with whom. Give the position to somebody under “People”: the task goes to him by itself, and the incident is closed.",
        ),
        Trouble::NoAddress { .. } => visit.say(
            "Письмо клиенту не ушло. Впишите адрес в данные сделки; если письмо еще нужно, отправьте его сами.",
            "The letter to the client did not leave. Enter the address into the data of the deal; where it is still needed, write it yourself.",
        ),
        Trouble::CallFailed { .. } | Trouble::NotStarted { .. } => visit.say(
            "Сделка стоит на этом шаге. Устраните причину и повторите — или пропустите шаг, если он сделан иначе.",
            "The deal stands at this step. Mend the cause and try again, or skip the step where it was done in another way.",
        ),
    }
}

async fn open(visit: &Visit, id: IncidentId) -> Result<(Seen, Incident), Problem> {
    let seen = seen::deal(visit, id.case).await?;
    let found = seen.case.incidents.get(&id.number).filter(|_| visit.horizon.everything).cloned();
    Ok((seen, found.ok_or_else(Problem::not_found)?))
}

async fn show(visit: Visit, Id(id): Id<IncidentId>) -> Result<Response, Problem> {
    let (seen, incident) = open(&visit, id).await?;
    Ok(form(&visit, &seen, &incident, &Raw::default(), &[]))
}

/// The fields that a skipped step would have set; `None` where the deal does not stand at a failed step.
fn replaced<'s>(seen: &'s Seen, incident: &Incident) -> Option<Vec<&'s Field>> {
    let (Trouble::CallFailed { token, .. } | Trouble::NotStarted { token, .. }) = incident.trouble else { return None };
    let token = seen.case.flow()?.tokens.get(&token)?;
    let stands = matches!(token.state, TokenState::Calling { incident: Some(number), .. } if number == incident.number);
    match &seen.process.step(&token.of, &token.step).filter(|_| stands)?.kind {
        StepKind::Call(call) => Some(call.take.iter().filter_map(|(field, _)| seen.process.field(field)).collect()),
        _ => Some(Vec::new()),
    }
}

fn form(visit: &Visit, seen: &Seen, incident: &Incident, raw: &Raw, problems: &[FieldProblem]) -> Response {
    let sheet = Sheet { visit, process: &seen.process, case: Some(&seen.case), raw, problems, scope: "incident" };
    let fields = replaced(seen, incident);
    let stands = fields.is_some();
    let fields = fields.unwrap_or_default();
    let mut shown: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
    shown.push("comment");
    let inside = html! {
        div.card {
            (sheet.summary(&shown))
            @if !reason(visit, incident).is_empty() { p.lead { (reason(visit, incident)) } }
            p.lead { (advice(visit, &incident.trouble)) }
            (sheet.comment("comment", visit.say("Что сделано", "What was done"), true))
            @if stands {
                button.primary name="repair" value="try_again" { (visit.say("Повторить", "Try again")) }
                @if !fields.is_empty() { p.lead { (visit.say("Если пропустить шаг, данные нужны отсюда:", "To skip the step, its data are needed here:")) } }
                @for field in &fields { (sheet.field(field, &Need::May)) }
                button name="repair" value="skip" { (visit.say("Пропустить шаг", "Skip the step")) }
            } @else if matches!(incident.trouble, Trouble::Undeliverable { .. }) {
                button.primary name="repair" value="send" { (visit.say("Отправить еще раз и закрыть", "Send again and close")) }
                button name="repair" value="close" { (visit.say("Закрыть", "Close")) }
            } @else {
                button.primary name="repair" value="close" { (visit.say("Закрыть", "Close")) }
            }
        }
    };
    let here = format!("/incidents/{}", id_of(seen, incident));
    let title = title(visit, incident);
    let body = html! {
        p.crumbs { a href={ "/deals/" (seen.case.id) } { "← " (seen.case.title()) } }
        h1 { (title) }
        (frame::form(visit, &here, inside))
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page { title: &title, place: Place::Deals, here: &here, body }.answer(visit, status)
}

async fn close(State(app): State<App>, visit: Visit, Id(id): Id<IncidentId>, form_sent: Submitted) -> Result<Response, Problem> {
    let (seen, incident) = open(&visit, id).await?;
    let raw = &form_sent.raw;
    let repair = match raw.get("repair") {
        "try_again" => Repair::TryAgain,
        "skip" => {
            let fields = replaced(&seen, &incident).unwrap_or_default();
            let reader = Reader { raw, zone: visit.zone, locale: visit.locale };
            Repair::Skip(reader.filled(fields.into_iter()))
        }
        _ => Repair::Close,
    };
    let command = Command::CloseIncident { incident: id.number, comment: raw.get("comment").to_owned(), repair };
    let key = Some(form_sent.key.clone());
    match app.engine.execute(id.case, command, Actor::Person(visit.me.clone()), key).await {
        Ok(_) if raw.get("repair") == "send" => {
            if let Trouble::Undeliverable { notice, .. } = incident.trouble {
                app.engine.send_again(NoticeId { case: id.case, number: notice }, &visit.me).await?;
            }
            let said = visit
                .say("Письмо отправляется еще раз, неполадка закрыта.", "The letter is sent again, and the incident is closed.");
            Ok(Said::on("/administration/troubles", said))
        }
        Ok(_) => Ok(Said::on("/administration/troubles", visit.say("Неполадка закрыта.", "The incident is closed."))),
        Err(Refused::Rejected(rejection)) => {
            let problems = refused::in_place(rejection)?;
            Ok(form(&visit, &seen, &incident, raw, &problems))
        }
        Err(refused) => Err(refused.into()),
    }
}
