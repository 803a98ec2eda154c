//! What a case waits for.

use serde::Serialize;
use utoipa::ToSchema;
use voronka_core::case::{Task, Token, TokenState};
use voronka_core::{CaseId, World};
use voronka_definition::model::{Awaited, Step, StepKind};
use voronka_definition::name::PersonId;

use super::words::{formula, names};
use crate::forms::{View, moment};

/// What a case waits for.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct WhyCase {
    /// The case.
    case: String,
    /// How it stands, in a sentence.
    text: String,
    /// Everything it waits for.
    waits: Vec<Awaiting>,
}

/// One thing that a case waits for.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Awaiting {
    /// `task`, `activity`, `signal`, `moment`, `condition`, `approval`, `call` or `case`.
    kind: &'static str,
    /// The task, where it is one.
    task: Option<String>,
    /// The step of the process, where it is one of the stage's.
    step: Option<String>,
    /// Until when: the due date of a task, or the end of a wait's patience.
    until: Option<String>,
    /// Who can move it: ids of people.
    who: Vec<String>,
    /// All that in a sentence.
    text: String,
}

impl WhyCase {
    /// What the case in this view waits for.
    pub fn told(view: &View, world: &World) -> Self {
        let tasks = view.case.tasks.values().map(|task| awaiting_task(view, world, task));
        let tokens = view.case.flow().into_iter().flat_map(|flow| flow.tokens.values());
        let waits = tokens.filter_map(|token| awaiting_token(view, world, token));
        let waits: Vec<Awaiting> = tasks.chain(waits).collect();
        Self { case: view.case.id.to_string(), text: standing(view, waits.len()), waits }
    }
}

fn standing(view: &View, waits: usize) -> String {
    let locale = view.locale;
    if let Some(outcome) = view.case.outcome() {
        let title = view.process.outcome(outcome).map_or(outcome.as_str(), |outcome| outcome.title.get(locale));
        return locale.pick(format!("Сделка завершена: {title}."), format!("The case has ended: {title}."));
    }
    let stage = view.case.stage().and_then(|stage| view.process.stage(stage));
    let title = stage.map_or("", |stage| stage.title.get(locale));
    locale.pick(
        format!("Сделка на стадии «{title}». Она ждет следующего, всего: {waits}."),
        format!("The case is in the stage «{title}»; what it waits for is listed below ({waits})."),
    )
}

fn awaiting_task(view: &View, world: &World, task: &Task) -> Awaiting {
    let (locale, who) = (view.locale, task.holder.everybody());
    let (title, people) = (task.title.get(locale), names(world, who, locale));
    let due = moment(task.due_at);
    Awaiting {
        kind: "task",
        task: Some(view.case.task_id(task.number).to_string()),
        step: task.origin.name().map(str::to_owned),
        until: Some(due.clone()),
        who: ids(who),
        text: locale.pick(
            format!("Задача «{title}»: исполнитель — {people}, срок {due}."),
            format!("The task «{title}»: {people} has it, and it is due at {due}."),
        ),
    }
}

/// What a token waits for other than a task, which is listed as a task.
fn awaiting_token(view: &View, world: &World, token: &Token) -> Option<Awaiting> {
    let step = view.process.step(&token.of, &token.step)?;
    match &token.state {
        TokenState::Waiting { until } => {
            let (kind, mut text) = awaited(view, step)?;
            let until = until.map(moment);
            if let Some(until) = &until {
                text.push_str(&view.locale.pick(format!(" Не позднее {until}."), format!(" Until {until} at the latest.")));
            }
            let who = who_can_move(view, step);
            Some(Awaiting { kind, task: None, step: Some(token.step.to_string()), until, who, text })
        }
        TokenState::Visas(visas) => {
            let given: Vec<PersonId> = visas.verdicts.iter().map(|verdict| verdict.by.clone()).collect();
            let (all, locale) = (visas.approvers.len(), view.locale);
            let already = if given.is_empty() { String::new() } else { format!(" ({})", names(world, &given, locale)) };
            let text = locale.pick(
                format!("Согласование: получено виз {} из {all}{already}.", given.len()),
                format!("An approval: {} of {all} verdicts are given{already}.", given.len()),
            );
            let step = Some(token.step.to_string());
            Some(Awaiting { kind: "approval", task: None, step, until: None, who: Vec::new(), text })
        }
        TokenState::Calling { incident, .. } => Some(awaiting_call(view, step, *incident)),
        TokenState::Child { case } => Some(awaiting_child(view, step, *case)),
        TokenState::Arrived | TokenState::Task(_) | TokenState::Requirements { .. } | TokenState::Branches { .. } => None,
    }
}

/// A connector is being asked, or has given up.
fn awaiting_call(view: &View, step: &Step, incident: Option<u32>) -> Awaiting {
    let title = match &step.kind {
        StepKind::Call(call) => call.title.get(view.locale),
        StepKind::Start(start) => start.title.get(view.locale),
        _ => step.id.as_str(),
    };
    let text = match incident {
        None => view.locale.pick(
            format!("«{title}»: внешняя система еще не ответила."),
            format!("«{title}»: the other system has not answered yet."),
        ),
        Some(number) => view.locale.pick(
            format!("«{title}»: внешняя система не выполнила запрос; администратор должен закрыть неполадку {number}."),
            format!("«{title}»: the other system did not do it; an administrator must close the incident {number}."),
        ),
    };
    Awaiting { kind: "call", task: None, step: Some(step.id.to_string()), until: None, who: Vec::new(), text }
}

/// Another case must end first.
fn awaiting_child(view: &View, step: &Step, child: CaseId) -> Awaiting {
    let title = match &step.kind {
        StepKind::Start(start) => start.title.get(view.locale),
        _ => step.id.as_str(),
    };
    let text = view
        .locale
        .pick(format!("«{title}»: сделка {child} не завершена."), format!("«{title}»: the case {child} has not ended."));
    Awaiting { kind: "case", task: None, step: Some(step.id.to_string()), until: None, who: Vec::new(), text }
}

fn awaited(view: &View, step: &Step) -> Option<(&'static str, String)> {
    let StepKind::Wait(wait) = &step.kind else { return None };
    let locale = view.locale;
    let title = wait.title.get(locale);
    Some(match &wait.awaited {
        Awaited::Activity(activity) => {
            let task = view.process.activity(activity).map_or(activity.as_str(), |found| found.work.title.get(locale));
            (
                "activity",
                locale.pick(
                    format!("«{title}»: задача «{task}» не закончена."),
                    format!("«{title}»: the task «{task}» is not finished."),
                ),
            )
        }
        Awaited::Signal(name) => {
            let signal = view.process.signal(name).map_or_else(|| name.to_string(), |told| format!("«{}»", told.get(locale)));
            (
                "signal",
                locale.pick(format!("«{title}»: нет сигнала {signal}."), format!("«{title}»: the signal {signal} has not come.")),
            )
        }
        Awaited::Moment(at) => {
            let at = formula(at);
            (
                "moment",
                locale.pick(format!("«{title}»: не наступил момент {at}."), format!("«{title}»: the moment {at} has not come.")),
            )
        }
        Awaited::Condition(condition) => {
            let condition = condition.source();
            (
                "condition",
                locale.pick(
                    format!("«{title}»: не выполнено условие {condition}."),
                    format!("«{title}»: the condition {condition} does not hold."),
                ),
            )
        }
    })
}

/// A wait for an activity is ended by who has its task; the others by something outside.
fn who_can_move(view: &View, step: &Step) -> Vec<String> {
    let StepKind::Wait(wait) = &step.kind else { return Vec::new() };
    let Awaited::Activity(activity) = &wait.awaited else { return Vec::new() };
    let tasks = view.case.tasks.values().filter(|task| task.origin.name() == Some(activity.as_str()));
    tasks.flat_map(|task| ids(task.holder.everybody())).collect()
}

fn ids(people: &[PersonId]) -> Vec<String> {
    people.iter().map(ToString::to_string).collect()
}
