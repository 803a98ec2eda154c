//! Why: what a case waits for, and by which rules, facts and steps a task stands as it does. The core tells it; here is its form.

use axum::Json;
use axum::extract::State;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use voronka_core::why::{self, Question};
use voronka_core::words::Speaker;
use voronka_core::{CaseId, TaskId};

use super::gather::{Papers, deal_seen, task_seen, view};
use crate::app::App;
use crate::auth::{Caller, Language};
use crate::extract::Id;
use crate::problem::Problem;

/// The questions why.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(of_case)).routes(routes!(of_task))
}

/// What a case waits for.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct WhyCase {
    /// The case.
    case: String,
    /// The process.
    process: String,
    /// Its version: the hash of the file whose lines are named.
    version: String,
    /// How it stands, in a sentence.
    text: String,
    /// Everything it waits for.
    waits: Vec<Awaiting>,
    /// How long its stage may last, and until when a next step must be planned, where the process says so.
    answers: Vec<Answer>,
}

/// One thing that a case waits for.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct Awaiting {
    /// `task`, `activity`, `signal`, `moment`, `condition`, `approval`, `call` or `case`.
    kind: String,
    /// The task, where it is one.
    task: Option<String>,
    /// The step of the process, where it is one of the stage's.
    step: Option<String>,
    /// The line of that step, from 1.
    line: Option<u32>,
    /// Until when: the due date of a task, or the end of a wait's patience.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Who can move it: ids of people.
    who: Vec<String>,
    /// All that in a sentence.
    text: String,
    /// Why until then, where a wait has an end; a task has answers of its own.
    why: Option<Answer>,
}

/// Why a task stands as it does.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct WhyTask {
    /// The task.
    task: String,
    /// The process.
    process: String,
    /// Its version: the hash of the file whose lines are named.
    version: String,
    /// How it stands, in a sentence.
    text: String,
    /// The rules of the process that it follows.
    rules: Rules,
    /// What happens next if it stays open; null for a closed task.
    next: Option<Next>,
    /// Why its date is what it is, why these people have it, what happens next, who heard of it and why, and what changed.
    answers: Vec<Answer>,
}

/// The rules of a task, each as the process writes it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct Rules {
    /// Where the task comes from, in words.
    origin: String,
    /// The line of that, from 1.
    line: Option<u32>,
    /// The formula of its due date; null where a person set it.
    due: Option<String>,
    /// Who gets it.
    assignee: Option<String>,
    /// How long before the due date its assignee is reminded.
    remind: Option<String>,
    /// The rungs of its ladder.
    ladder: Vec<String>,
}

/// What happens next to a task that stays open.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct Next {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// `reminder` or `rung`.
    kind: String,
    /// Which rung of the ladder, from 1.
    rung: Option<u32>,
}

/// An answer to «why?».
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct Answer {
    /// `due`, `assignee`, `next`, `escalation`, `change`, `limit`, `gap` or `wait`.
    about: String,
    /// What is so, in a sentence.
    text: String,
    /// The moment in question.
    #[schema(format = DateTime)]
    at: Option<String>,
    /// The people in question: ids.
    people: Vec<String>,
    /// The rule it follows; null where a person decided.
    rule: Option<Rule>,
    /// What the rule saw.
    facts: Vec<Fact>,
    /// How it was followed, in order.
    steps: Vec<Reason>,
}

/// A rule of the process.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct Rule {
    /// As the process language writes it.
    text: String,
    /// Its line in the file of the process, from 1; null where it is the language's own.
    line: Option<u32>,
}

/// A fact that a rule saw.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct Fact {
    /// What it is: a field by its title, the moment from which time counts, whose working time it is.
    name: String,
    /// What it was.
    value: String,
}

/// A step of following a rule.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used: the core gives the answer")]
struct Reason {
    /// `counted`: time that counts; `closed`: time that does not; `found`: whom the rule names; `skipped`: a person or a seat that
    /// was passed over; `note`: something to be known beside it.
    kind: String,
    /// The step in words.
    text: String,
    /// Where it begins in time.
    #[schema(format = DateTime)]
    from: Option<String>,
    /// Where it ends in time.
    #[schema(format = DateTime)]
    to: Option<String>,
    /// The person it is about.
    person: Option<String>,
}

/// What a case waits for, until when, why, and who can move it
#[utoipa::path(get, path = "/cases/{id}/why", tag = "cases", params(("id" = String, Path)), responses((status = 200, body = WhyCase)))]
async fn of_case(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Id(id): Id<CaseId>,
) -> Result<Json<why::WhyCase>, Problem> {
    let case = deal_seen(&app, &caller, id).await?;
    let view = view(&app, case, locale, Papers::Named).await?;
    let (world, history) = (app.engine.world(), app.engine.whole_history(id).await?);
    let speaker = Speaker { world: &world, locale, zone: world.zone_of(&caller.0) };
    let question = Question { process: &view.process, case: &view.case, history: &history, speaker, now: view.now };
    Ok(Json(question.of_case()))
}

/// By which rules, facts and steps a task stands as it does
#[utoipa::path(get, path = "/tasks/{id}/why", tag = "tasks", params(("id" = String, Path)), responses((status = 200, body = WhyTask)))]
async fn of_task(
    State(app): State<App>,
    caller: Caller,
    Language(locale): Language,
    Id(id): Id<TaskId>,
) -> Result<Json<why::WhyTask>, Problem> {
    let (_, case) = task_seen(&app, &caller, id).await?;
    let view = view(&app, case, locale, Papers::Named).await?;
    let (world, history) = (app.engine.world(), app.engine.whole_history(id.case).await?);
    let speaker = Speaker { world: &world, locale, zone: world.zone_of(&caller.0) };
    let question = Question { process: &view.process, case: &view.case, history: &history, speaker, now: view.now };
    question.of_task(id.number).map(Json).ok_or_else(Problem::not_found)
}
