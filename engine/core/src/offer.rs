//! What a task offers: its results, and what each asks.

use std::borrow::Cow;

use voronka_definition::model::{Ask, Moment, Outcome, ResultRule, Route, StepKind, Work};
use voronka_definition::name::{FieldId, ResultId, StageId};
use voronka_definition::{Period, Process, Text, Unit};

use crate::case::{Case, Origin, Task};

/// One result that may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its name.
    pub result: ResultId,
    /// Its title.
    pub title: Text,
    /// What must be filled in, the outcome's questions included.
    pub ask: Vec<Ask>,
    /// What may be filled in.
    pub may_ask: Vec<Ask>,
    /// Whether a comment must be written.
    pub comment_required: bool,
}

/// The results that a task of this case offers.
pub fn offers(process: &Process, _case: &Case, task: &Task) -> Vec<Offer> {
    match &task.origin {
        Origin::Step { .. } | Origin::Visa { .. } | Origin::Activity(_) => {
            rules(process, task).iter().map(|rule| offer(process, rule)).collect()
        }
        Origin::Requirements { fields, .. } => vec![saved(fields.iter().map(known).collect())],
        Origin::OutcomeForm { outcome, .. } => {
            vec![saved(process.outcome(outcome).map_or_else(Vec::new, |outcome| outcome.ask.clone()))]
        }
        Origin::FollowUp(_) | Origin::Hand(_) | Origin::Limit { .. } | Origin::NextStep { .. } => {
            vec![plain("done", "Выполнено", "Done"), plain("cancelled", "Отменено", "Cancelled")]
        }
    }
}

/// One of the results that a task of this case offers; `None` where it does not.
pub(crate) fn offered(process: &Process, case: &Case, task: &Task, result: &ResultId) -> Option<Offer> {
    match rules(process, task) {
        [] => offers(process, case, task).into_iter().find(|offer| offer.result == *result),
        rules => rules.iter().find(|rule| rule.id == *result).map(|rule| offer(process, rule)),
    }
}

/// The rules of the results of a task that has some; empty for a form of the engine's and for a task made by hand.
pub(crate) fn rules<'a>(process: &'a Process, task: &Task) -> &'a [ResultRule] {
    match &task.origin {
        Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => {
            match process.step(stage, step).map(|step| &step.kind) {
                Some(StepKind::Task(work) | StepKind::Form(work)) => &work.results,
                Some(StepKind::Approve(approve)) => &approve.results,
                _ => &[],
            }
        }
        Origin::Activity(activity) => process.activity(activity).map_or(&[], |activity| &activity.work.results),
        _ => &[],
    }
}

/// The formula that the date of a task follows: that of the loop which made it anew, else its work's; none for a task made by hand, nor
/// where a stage has lasted too long.
pub fn due_formula<'a>(process: &'a Process, case: &Case, task: &Task) -> Option<Cow<'a, Moment>> {
    let written = match &task.origin {
        Origin::NextStep { stage } => return Some(next_step_due(process, stage)),
        Origin::Activity(id) => process.activity(id).map(|activity| &activity.work.due),
        Origin::Step { stage, step, token } => match &process.step(stage, step)?.kind {
            StepKind::Task(work) | StepKind::Form(work) => Some(again_due(work, case, *token).unwrap_or(&work.due)),
            _ => None,
        },
        Origin::Visa { stage, step, .. } => match &process.step(stage, step)?.kind {
            StepKind::Approve(approve) => Some(&approve.due),
            _ => None,
        },
        Origin::Requirements { .. } | Origin::OutcomeForm { .. } => Some(&process.defaults.due),
        Origin::FollowUp(outcome) => process.outcome(outcome)?.follow_up.as_ref().map(|follow_up| &follow_up.due),
        Origin::Limit { .. } | Origin::Hand(_) => None,
    };
    written.map(Cow::Borrowed)
}

/// When the task to plan a next step is due: as any task of the process, but no later than after as much time once more as a stage may
/// be without one.
pub(crate) fn next_step_due<'a>(process: &'a Process, stage: &StageId) -> Cow<'a, Moment> {
    let within = process.stage(stage).and_then(|stage| stage.next_step_within.as_ref()).map(|gap| gap.within);
    let is_later = |within: &Period| match &process.defaults.due {
        Moment::In(usual) => roughly(*usual) > roughly(*within),
        Moment::Now | Moment::EndOfBusinessDay => false,
        _ => true,
    };
    within.filter(is_later).map_or(Cow::Borrowed(&process.defaults.due), |within| Cow::Owned(Moment::In(within)))
}

/// How long a period is, in minutes, where a working day has eight hours and a day has none that are free: to say which is longer.
fn roughly(period: Period) -> u32 {
    let minutes = match period.unit {
        Unit::Minutes | Unit::BusinessMinutes => 1,
        Unit::Hours | Unit::BusinessHours => 60,
        Unit::BusinessDays => 8 * 60,
        Unit::Days => 8 * 60 * 5 / 7,
    };
    period.amount.saturating_mul(minutes)
}

fn again_due<'a>(work: &'a Work, case: &Case, token: u32) -> Option<&'a Moment> {
    let again = case.flow()?.tokens.get(&token)?.again.as_ref()?;
    match &work.result(again)?.route {
        Route::Again { due, .. } => due.as_ref(),
        _ => None,
    }
}

fn offer(process: &Process, rule: &ResultRule) -> Offer {
    let mut ask = rule.ask.clone();
    if let Route::Finish(outcome) = &rule.route
        && let Some(outcome) = process.outcome(outcome)
    {
        ask.extend(still_to_ask(rule, outcome));
    }
    Offer {
        result: rule.id.clone(),
        title: rule.title.clone(),
        ask,
        may_ask: rule.may_ask.clone(),
        comment_required: rule.comment_required,
    }
}

/// What the outcome asks and the result neither asks nor sets itself.
fn still_to_ask<'a>(rule: &'a ResultRule, outcome: &'a Outcome) -> impl Iterator<Item = Ask> + 'a {
    let is_answered =
        |field: &FieldId| rule.ask.iter().any(|ask| ask.field == *field) || rule.set.iter().any(|(set, _)| set == field);
    outcome.ask.iter().filter(move |ask| !is_answered(&ask.field)).cloned()
}

fn known(field: &FieldId) -> Ask {
    Ask { field: field.clone(), when: None, known_counts: true }
}

fn saved(ask: Vec<Ask>) -> Offer {
    Offer { ask, ..plain("saved", "Сохранено", "Saved") }
}

fn plain(id: &str, ru: &str, en: &str) -> Offer {
    Offer { result: ResultId::from(id), title: Text::both(ru, en), ask: Vec::new(), may_ask: Vec::new(), comment_required: false }
}
