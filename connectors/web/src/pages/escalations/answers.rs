//! What a head answers to an escalation: that he knows, more time, taking the task over, giving it to somebody.

use axum::extract::State;
use axum::response::Response;
use voronka_core::{Actor, Case, Command, EscalationId, Event, FieldProblem};
use voronka_definition::name::PersonId;
use voronka_runtime::{Key, Refused};

use super::super::language::Said;
use super::super::raw::Raw;
use super::super::refused::{self, missing};
use super::super::submitted::Submitted;
use super::super::visit::Visit;
use super::super::{department, given, seen};
use super::{Attempt, BACK, HERE, Wanted, page};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

pub(super) async fn answer(
    State(app): State<App>,
    visit: Visit,
    Id(id): Id<EscalationId>,
    form: Submitted,
) -> Result<Response, Problem> {
    acknowledge(&app, &visit, id, form, "answer").await
}

pub(super) async fn more_time(
    State(app): State<App>,
    visit: Visit,
    Id(id): Id<EscalationId>,
    form: Submitted,
) -> Result<Response, Problem> {
    if form.raw.some("until").is_none() {
        return wrong(&visit, id, "time", form.raw, vec![missing("until")]).await;
    }
    acknowledge(&app, &visit, id, form, "time").await
}

async fn acknowledge(
    app: &App,
    visit: &Visit,
    id: EscalationId,
    form: Submitted,
    act: &'static str,
) -> Result<Response, Problem> {
    let Submitted { raw, key } = form;
    let until = match raw.some("until").map(|text| given::moment(text, visit.zone).parse()) {
        None => None,
        Some(Ok(until)) => Some(until),
        Some(Err(_)) => return wrong(visit, id, act, raw, vec![missing("until")]).await,
    };
    let task = task_of(visit, id).await?;
    let comment = raw.some("comment").map(str::to_owned);
    let command = Command::AcknowledgeEscalation { escalation: id.number, comment, until };
    match app.engine.execute(id.case, command, Actor::Person(visit.me.clone()), Some(key.clone())).await {
        Ok(executed) => {
            acknowledge_all(app, visit, &executed.case, task, &key).await;
            let title = titled(visit, &executed.case, task);
            let said = visit.say(format!("Ответ записан: {title}"), format!("Your answer is noted: {title}"));
            Ok(Said::on(after_answer(&raw), &said))
        }
        Err(refused) => in_place(visit, id, act, raw, refused).await,
    }
}

/// What a task is called, with its deal.
fn titled(visit: &Visit, case: &Case, task: u32) -> String {
    let title = case.tasks.get(&task).map_or(String::new(), |task| format!("{} · ", task.title.get(visit.locale)));
    format!("{title}{}", case.title())
}

pub(super) async fn take(
    State(app): State<App>,
    visit: Visit,
    Id(id): Id<EscalationId>,
    form: Submitted,
) -> Result<Response, Problem> {
    let Submitted { raw, key } = form;
    let task = task_of(&visit, id).await?;
    let command = Command::ClaimTask { task };
    let executed = app.engine.execute(id.case, command, Actor::Person(visit.me.clone()), Some(key.clone())).await?;
    acknowledge_all(&app, &visit, &executed.case, task, &key).await;
    let title = titled(&visit, &executed.case, task);
    let said = visit.say(format!("Задача теперь ваша: {title}"), format!("The task is yours now: {title}"));
    Ok(Said::on(after_answer(&raw), &said))
}

pub(super) async fn give(
    State(app): State<App>,
    visit: Visit,
    Id(id): Id<EscalationId>,
    form: Submitted,
) -> Result<Response, Problem> {
    let Submitted { raw, key } = form;
    let task = task_of(&visit, id).await?;
    let Some(to) = raw.some("to").map(PersonId::from) else {
        return wrong(&visit, id, "give", raw, vec![missing("to")]).await;
    };
    let name = visit.name(&to).to_owned();
    let command = Command::ReassignTask { task, to, comment: raw.get("comment").to_owned() };
    match app.engine.execute(id.case, command, Actor::Person(visit.me.clone()), Some(key.clone())).await {
        Ok(executed) => {
            acknowledge_all(&app, &visit, &executed.case, task, &key).await;
            Ok(Said::on(
                after_answer(&raw),
                &visit.say(format!("Задача передана: {name}"), format!("The task is given to {name}")),
            ))
        }
        Err(refused) => in_place(&visit, id, "give", raw, refused).await,
    }
}

/// Whoever answered about a task has answered all he was told of it, and said it once; what somebody else answered meanwhile
/// changes nothing.
async fn acknowledge_all(app: &App, visit: &Visit, case: &Case, task: u32, key: &Key) {
    let mine = case.escalations.values().filter(|one| one.task == task && one.to == visit.me);
    for number in mine.map(|one| one.number) {
        let command = Command::AcknowledgeEscalation { escalation: number, comment: None, until: None };
        let key = Key { key: format!("{} {number}", key.key), ..key.clone() };
        if let Err(refused) = app.engine.execute(case.id, command, Actor::Person(visit.me.clone()), Some(key)).await {
            tracing::debug!(case = %case.id, escalation = number, error = %refused, "the escalation was answered before");
        }
    }
}

/// The number of the late task of an escalation that was not answered yet.
async fn task_of(visit: &Visit, id: EscalationId) -> Result<u32, Problem> {
    let case =
        visit.app.engine.reads().case(id.case).await?.filter(|case| visit.horizon.sees(case)).ok_or_else(Problem::not_found)?;
    if let Some(escalation) = case.escalations.get(&id.number) {
        return Ok(escalation.task);
    }
    // An answered one is known by the history: a form sent twice finds the answer of the first time.
    let history = seen::history(visit, id.case).await?;
    let told = history.iter().find_map(|recorded| match &recorded.event {
        Event::Escalated { escalation } if escalation.number == id.number => Some(escalation.task),
        _ => None,
    });
    told.ok_or_else(Problem::not_found)
}

async fn in_place(visit: &Visit, id: EscalationId, act: &'static str, raw: Raw, refused: Refused) -> Result<Response, Problem> {
    match refused {
        Refused::Rejected(rejection) => wrong(visit, id, act, raw, refused::in_place(rejection)?).await,
        refused => Err(refused.into()),
    }
}

async fn wrong(
    visit: &Visit,
    id: EscalationId,
    act: &'static str,
    raw: Raw,
    problems: Vec<FieldProblem>,
) -> Result<Response, Problem> {
    let on_department = raw.get(BACK) == department::HERE;
    let attempt = Attempt { id: Some(id), act, raw, problems };
    if on_department { department::again(visit, &attempt).await } else { page(visit, &Wanted::default(), &attempt).await }
}

/// Where an answer leads: to the page it was given on, which is one of two.
fn after_answer(raw: &Raw) -> &'static str {
    if raw.get(BACK) == department::HERE { "/department#answers" } else { HERE }
}
