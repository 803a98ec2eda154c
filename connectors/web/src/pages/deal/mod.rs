//! The page of a deal: where it stands, what is to be done, what is known, what happened.

mod needs;
mod papers;
mod story;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde::Deserialize;
use voronka_core::case::{Approval, ApprovalState, Origin, Phase, Task, TokenState};
use voronka_core::words::amount_of_money;
use voronka_core::{Case, CaseId};
use voronka_definition::model::{OutcomeKind, Stage, StepKind, builtin};
use voronka_definition::{Process, Value};

use super::frame::{Page, Place};
use super::seen::{self, Seen};
use super::tasks::client;
use super::visit::Visit;
use super::{facts, frame, icons, incidents, when};
use crate::app::App;
use crate::extract::Id;
use crate::problem::Problem;

/// The route.
pub(super) fn router() -> Router<App> {
    Router::new().route("/deals/{id}", get(show))
}

/// How much of the history is wanted, and which side of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    history: String,
    side: String,
}

async fn show(visit: Visit, Id(id): Id<CaseId>, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let seen = seen::deal(&visit, id).await?;
    let history = seen::history(&visit, id).await?;
    let case = &seen.case;
    let papers = papers::section(&visit, &seen, &history).await?;
    let here = format!("/deals/{id}");
    let body = html! {
        p.crumbs { a href="/deals" { "← " (visit.say("Сделки", "Deals")) } }
        (heading(&visit, &seen))
        (archive(&visit, &seen))
        (stages(&visit, &seen.process, case))
        div.columns {
            div.main {
                (incidents::section(&visit, &seen))
                (to_do(&visit, &seen))
                (approvals(&visit, &seen))
                (facts::groups(&visit, &seen))
                (papers)
            }
            @if seen.archived_at.is_none() { aside.side { (acts(&visit, &seen)) (needs::section(&visit, &seen)) } }
        }
        (story::section(&visit, &seen, &history, &wanted))
    };
    Ok(Page { title: case.title(), place: Place::Deals, here: &here, body }.ok(&visit))
}

fn heading(visit: &Visit, seen: &Seen) -> Markup {
    let case = &seen.case;
    let amount = match case.data.get(builtin::AMOUNT) {
        Some(Value::Money(money)) => Some(amount_of_money(*money, visit.locale)),
        _ => None,
    };
    html! {
        div.head.deal-head data-live={ "deal " (case.id) " " (case.revision) } {
            div {
                h1 { (case.title()) }
                p.under {
                    @if let Some(company) = case.data.get(builtin::COMPANY) { span { (client(company)) } }
                    span { (visit.say("Ответственный: ", "Owner: ")) (visit.name(&case.owner)) }
                    span.quiet { (process(visit, seen)) ", " (visit.say("начата ", "since ")) (when::since(case.opened_at, visit.now, visit.zone, visit.locale)) }
                }
                @if let Some(earlier) = case.continues {
                    p.under { a href={ "/deals/" (earlier) } { (visit.say("Продолжение другой сделки", "Goes on from another deal")) } }
                }
                @if let Some(parent) = &case.parent {
                    p.under { a href={ "/deals/" (parent.case) } { (visit.say("Начата другой сделкой", "Started by another deal")) } }
                }
                @if let Some(later) = case.successor {
                    p.under { a href={ "/deals/" (later) } { (visit.say("Продолжена в другой сделке", "Goes on in another deal")) } }
                }
            }
            span.grow {}
            @if let Some(amount) = amount { p.amount { (amount) } }
        }
    }
}

/// What it runs, with the way to the map: where such deals stand, and where they are lost.
fn process(visit: &Visit, seen: &Seen) -> Markup {
    let (id, title) = (&seen.process.id, seen.process.title.get(visit.locale));
    let has_map = visit.world.processes.get(id).is_some_and(|process| !process.stages.is_empty());
    html! { @if has_map { a href={ "/processes/" (id) "/map" } { (title) } } @else { (title) } }
}

/// That nothing can be done with the deal any more.
fn archive(visit: &Visit, seen: &Seen) -> Markup {
    let Some(since) = seen.archived_at else { return frame::nothing() };
    let day = voronka_core::words::day(since.with_timezone(&visit.zone).date_naive(), visit.locale);
    html! {
        p.goal { (visit.say(
            format!("Сделка в архиве с {day}: ее можно прочитать, но не изменить."),
            format!("The deal has been in the archive since {day}: it can be read, not changed."),
        )) }
    }
}

/// The stages in order, and where the deal stands; or how it ended.
fn stages(visit: &Visit, process: &Process, case: &Case) -> Markup {
    let current = case.stage().and_then(|stage| process.place_of(stage));
    html! {
        ol.stages aria-label=(visit.say("Стадии", "Stages")) {
            @for (place, stage) in process.stages.iter().enumerate() { (stage_mark(visit, case, stage, place, current)) }
            @if let Some(outcome) = case.outcome().and_then(|outcome| process.outcome(outcome)) {
                li class=(outcome_class(outcome.kind)) aria-current="step" { span { (outcome.title.get(visit.locale)) } }
            }
        }
        @if let Some(goal) = current.and_then(|place| process.stages.get(place)).and_then(|stage| stage.goal.as_ref()) {
            p.goal { (visit.say("Цель стадии: ", "Goal of the stage: ")) (voronka_core::words::within_sentence(goal.get(visit.locale))) }
        }
    }
}

fn stage_mark(visit: &Visit, case: &Case, stage: &Stage, place: usize, current: Option<usize>) -> Markup {
    let visits = case.visits.get(&stage.id).copied().unwrap_or(0);
    let class = match current {
        Some(current) if current == place => "current",
        Some(current) if current < place && visits == 0 => "ahead",
        _ if visits > 0 => "done",
        _ => "skipped",
    };
    html! {
        li class=(class) aria-current=[(class == "current").then_some("step")] {
            span { (stage.title.get(visit.locale)) }
            @if visits > 1 {
                span.visits title=(visit.say(format!("заходов: {visits}"), format!("entered {visits} times"))) { "×" (visits) }
            }
        }
    }
}

fn outcome_class(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Won => "outcome won",
        OutcomeKind::Lost => "outcome lost",
        OutcomeKind::Transferred => "outcome moved",
    }
}

/// The open tasks, and what the deal waits for.
fn to_do(visit: &Visit, seen: &Seen) -> Markup {
    let case = &seen.case;
    let mut tasks: Vec<&Task> = case.tasks.values().collect();
    tasks.sort_by_key(|task| task.due_at);
    html! {
        section.tasks {
            h2 { (visit.say("Что дальше", "What comes next")) }
            ul.list {
                @for task in &tasks { (task_row(visit, case, task)) }
                @for wait in waits(visit, seen) { li.task.waiting { span.kind { (icons::clock()) } div.what { (wait) } } }
            }
            @if case.is_open() { p { a href={ "/deals/" (case.id) "/why" } { (visit.say("Чего ждет сделка и почему?", "What does the deal wait for, and why?")) } } }
            @if tasks.is_empty() && !case.is_open() { p.quiet { (visit.say("Открытых задач нет.", "No open tasks.")) } }
        }
    }
}

fn task_row(visit: &Visit, case: &Case, task: &Task) -> Markup {
    let speaker = visit.speaker();
    html! {
        li.task {
            span.kind { (icons::of_kind(task.kind)) }
            div.what {
                a.title href={ "/tasks/" (case.task_id(task.number)) } { (task.title.get(visit.locale)) }
                span.about {
                    @match task.holder.assignee() {
                        Some(person) => (visit.name(person)),
                        None => { (visit.say("можно взять: ", "up for grabs: ")) (speaker.people(task.holder.candidates())) }
                    }
                }
            }
            (visit.due(task.due_at, task.holder.assignee()))
        }
    }
}

/// A step that another system works on, or that an administrator must repair.
fn calling(visit: &Visit, title: &str, incident: Option<u32>) -> String {
    match incident {
        None => visit.say(format!("{title}: ждем другую систему"), format!("{title}: another system is at it")),
        Some(_) => visit.say(format!("{title}: разбирается администратор"), format!("{title}: an administrator will see to it")),
    }
}

/// What the deal waits for besides its tasks, in words.
pub(super) fn waits(visit: &Visit, seen: &Seen) -> Vec<String> {
    let Some(flow) = seen.case.flow() else { return Vec::new() };
    let waiting =
        flow.tokens.values().filter_map(|token| match (&token.state, &seen.process.step(&token.of, &token.step)?.kind) {
            (TokenState::Waiting { until, .. }, StepKind::Wait(wait)) => {
                let title = wait.title.get(visit.locale).to_owned();
                let until = until.map(|until| voronka_core::words::moment_seen_from(until, visit.now, visit.zone, visit.locale));
                Some(until.map_or_else(
                    || title.clone(),
                    |until| visit.say(format!("{title}, не позднее {until}"), format!("{title}, at the latest {until}")),
                ))
            }
            (TokenState::Calling { incident, .. }, StepKind::Call(call)) => {
                Some(calling(visit, call.title.get(visit.locale), *incident))
            }
            (TokenState::Calling { incident, .. }, StepKind::Start(start)) => {
                Some(calling(visit, start.title.get(visit.locale), *incident))
            }
            (TokenState::Child { .. }, StepKind::Start(start)) => {
                let title = start.title.get(visit.locale);
                Some(
                    visit
                        .say(format!("{title}: связанная сделка не завершена"), format!("{title}: the other deal has not ended")),
                )
            }
            _ => None,
        });
    waiting.collect()
}

fn approvals(visit: &Visit, seen: &Seen) -> Markup {
    let shown: Vec<_> = seen.case.approvals.iter().filter(|approval| approval.state != ApprovalState::Abandoned).collect();
    if shown.is_empty() {
        return frame::nothing();
    }
    html! {
        section {
            h2 { (visit.say("Согласования", "Approvals")) }
            ul.approvals { @for approval in shown { (approval_row(visit, seen, approval)) } }
        }
    }
}

fn approval_row(visit: &Visit, seen: &Seen, approval: &Approval) -> Markup {
    let (class, ru, en) = match approval.state {
        ApprovalState::Pending => ("pending", "идет", "under way"),
        ApprovalState::Approved => ("approved", "согласовано", "approved"),
        ApprovalState::Rework => ("rework", "на доработке", "to be reworked"),
        ApprovalState::Rejected => ("rejected", "отклонено", "rejected"),
        ApprovalState::Stale => ("stale", "документ изменился после согласования", "the document has changed since"),
        ApprovalState::Abandoned => ("stale", "прекращено", "abandoned"),
    };
    let title = match seen.process.step(&approval.stage, &approval.step).map(|step| &step.kind) {
        Some(StepKind::Approve(approve)) => approve.title.get(visit.locale),
        _ => approval.step.as_str(),
    };
    let asked = asked(visit, seen, approval);
    html! {
        li {
            (title) " " span class={ "state " (class) } { (visit.say(ru, en)) }
            @if !asked.is_empty() { p.quiet { (visit.say("Ждем: ", "Waiting for: ")) (asked.join(", ")) } }
        }
    }
}

/// Whose visas an approval still waits for.
fn asked(visit: &Visit, seen: &Seen, approval: &Approval) -> Vec<String> {
    let is_of_it = |task: &&Task| matches!(&task.origin, Origin::Visa { stage, step, .. } if *stage == approval.stage && *step == approval.step);
    let people = seen.case.tasks.values().filter(is_of_it).flat_map(|task| match task.holder.assignee() {
        Some(person) => vec![visit.name(person).to_owned()],
        None => task.holder.candidates().iter().map(|person| visit.name(person).to_owned()).collect(),
    });
    people.collect()
}

/// What can be done with the deal itself.
fn acts(visit: &Visit, seen: &Seen) -> Markup {
    let (case, id) = (&seen.case, seen.case.id);
    let is_running = matches!(case.phase, Phase::Running(_));
    let act = |to: &str, title: &str| html! { a href={ "/deals/" (id) "/" (to) } { (title) } };
    html! {
        section.card.links {
            h2 { (visit.say("Действия", "Actions")) }
            a href={ "/tasks/new?deal=" (id) } { (visit.say("Поставить задачу", "Make a task")) }
            (act("edit", visit.say("Исправить данные", "Correct the data")))
            @if !case.is_open() && case.successor.is_none() && visit.heads(case) {
                a href={ "/deals/new?continues=" (id) } { (visit.say("Начать процесс снова", "Start a process again")) }
            }
            @if is_running && visit.is_responsible(case) {
                (act("stage", visit.say("Перевести на другую стадию", "Move to another stage")))
                (act("owner", visit.say("Сменить ответственного", "Change the owner")))
                (act("finish", visit.say("Завершить сделку", "Finish the deal")))
            }
        }
    }
}
