//! What a task offers: its results, and what each asks.

use voronka_definition::model::{Ask, Moment, Outcome, ResultRule, Route, StepKind, Work};
use voronka_definition::name::{FieldId, ResultId};
use voronka_definition::{Process, Text};

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

/// The formula that the date of a task follows: that of the loop which made it anew, else its work's; none for a task made by
/// hand or by the engine itself.
pub fn due_formula<'a>(process: &'a Process, case: &Case, task: &Task) -> Option<&'a Moment> {
    match &task.origin {
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
        Origin::Limit { .. } | Origin::NextStep { .. } | Origin::Hand(_) => None,
    }
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
