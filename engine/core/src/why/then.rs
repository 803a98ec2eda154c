//! The case as it was when something was decided, looked at with the eyes of the rules.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;

use super::Question;
use crate::case::{Case, Holder, Task};
use crate::command::Actor;
use crate::decide::{Draft, Setting};
use crate::event::{Cause, Event, Recorded};

/// A task as an event left it.
pub(super) struct Dated {
    /// The task after the event.
    pub task: Task,
    /// Why it changed; `None` where it was made.
    pub cause: Option<Cause>,
}

impl Question<'_> {
    /// Looks at the case as it was just before an event, at the event's moment.
    pub(super) fn before<T>(&self, recorded: &Recorded, look: impl FnOnce(&Draft<'_>) -> T) -> Option<T> {
        let place = self.history.iter().position(|other| other.seq == recorded.seq)?;
        let case = Case::replay(&self.history[..place])?;
        Some(self.seen(case, recorded.at, recorded.by.as_ref(), look))
    }

    /// Looks at the case as it is.
    pub(super) fn today<T>(&self, look: impl FnOnce(&Draft<'_>) -> T) -> T {
        self.seen(self.case.clone(), self.now, None, look)
    }

    fn seen<T>(&self, case: Case, now: DateTime<Utc>, by: Option<&PersonId>, look: impl FnOnce(&Draft<'_>) -> T) -> T {
        let by = by.cloned().map_or(Actor::Engine, Actor::Person);
        let setting = Setting { world: self.speaker.world, now, by, fresh: self.case.id };
        look(&Draft::of(self.process, Arc::new(case), &setting, None))
    }

    /// The event that dated a task last, and the task after it.
    pub(super) fn dated_last(&self, number: u32) -> Option<(&Recorded, Dated)> {
        let is_dated = |recorded: &&Recorded| match &recorded.event {
            Event::TaskCreated { task } => task.number == number,
            Event::TaskRescheduled { task, from, to, cause, dated, .. } => {
                // Who gives a task to somebody sets no date, though its formula is counted for other hands from then on.
                let is_by_hand = matches!(cause, Cause::Person(_) | Cause::Escalation(_));
                let is_counted = dated.as_ref().is_some_and(|dated| dated.kept.is_none());
                *task == number && (from != to || is_counted && !is_by_hand)
            }
            _ => false,
        };
        self.last(number, is_dated)
    }

    /// The event in which a person dated a task last, and the task after it.
    pub(super) fn dated_by_person(&self, number: u32) -> Option<(&Recorded, Dated)> {
        let is_dated = |recorded: &&Recorded| match &recorded.event {
            Event::TaskCreated { task } => task.number == number,
            Event::TaskRescheduled { task, from, to, cause: Cause::Person(_) | Cause::Escalation(_), .. } => {
                *task == number && from != to
            }
            _ => false,
        };
        self.last(number, is_dated)
    }

    /// The event that gave a task to who has it, and the task after it.
    pub(super) fn given_last(&self, number: u32) -> Option<(&Recorded, Dated)> {
        let is_given = |recorded: &&Recorded| match &recorded.event {
            Event::TaskCreated { task } => task.number == number,
            Event::TaskReassigned { task, .. } => *task == number,
            _ => false,
        };
        self.last(number, is_given)
    }

    fn last(&self, number: u32, is_it: impl Fn(&&Recorded) -> bool) -> Option<(&Recorded, Dated)> {
        let recorded = self.history.iter().rfind(is_it)?;
        let place = self.history.iter().position(|other| other.seq == recorded.seq)?;
        let case = Case::replay(&self.history[..=place])?;
        let task = case.tasks.get(&number)?.clone();
        let cause = match &recorded.event {
            Event::TaskRescheduled { cause, .. } | Event::TaskReassigned { cause, .. } => Some(cause.clone()),
            _ => None,
        };
        Some((recorded, Dated { task, cause }))
    }

    /// The task as it was last seen open.
    pub(super) fn task_last(&self, number: u32) -> Option<Task> {
        if let Some(task) = self.case.tasks.get(&number) {
            return Some(task.clone());
        }
        let is_end = |recorded: &Recorded| match &recorded.event {
            Event::TaskCompleted { task, .. } | Event::TaskCancelled { task, .. } => *task == number,
            _ => false,
        };
        let end = self.history.iter().position(is_end)?;
        Case::replay(&self.history[..end])?.tasks.get(&number).cloned()
    }
}

/// Who has a task in name: the absent one for whom a deputy has it.
pub(super) fn in_name(task: &Task) -> Holder {
    task.responsible()
}
