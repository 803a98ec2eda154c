//! Whether a notice still says the truth when its letter is about to be sent: the queue may have stood still for hours.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;

use super::{Addressee, Matter, MeetingChange, Message, Notice, TaskFacts};
use crate::case::{Case, Task};

/// How somebody stands to a task that changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// He has it now.
    Mine,
    /// He may take it.
    MayTake,
    /// He had it, or could have taken it, and somebody else has it.
    Gone,
}

impl Standing {
    /// How the reader of a notice stands to its task, which `from` had before.
    pub fn of(reader: &PersonId, task: &TaskFacts, from: Option<&PersonId>) -> Self {
        match &task.assignee {
            Some(assignee) if assignee == reader => Self::Mine,
            Some(_) => Self::Gone,
            None if from == Some(reader) => Self::Gone,
            None => Self::MayTake,
        }
    }
}

impl Notice {
    /// Whether a letter about it would say something that is no longer so.
    pub fn is_stale(&self, case: &Case, now: DateTime<Utc>) -> bool {
        let Addressee::Person(reader) = &self.to else { return false };
        if case.passed_on.contains(&self.number) {
            return true;
        }
        let open = |task: &TaskFacts| case.tasks.get(&task.number);
        match &self.message {
            Message::Assigned { task } => !is_with(open(task), reader),
            // That a task was taken from somebody stays true unless it came back.
            Message::Reassigned { task, from, .. } => {
                (Standing::of(reader, task, from.as_ref()) == Standing::Gone) == is_with(open(task), reader)
            }
            Message::Reminder { task } => {
                let known = open(task);
                !is_with(known, reader) || known.is_some_and(|known| known.due_at != task.due_at)
            }
            // A task that was done meanwhile, or got more time, is not reported.
            Message::Overdue { task, .. } => open(task).is_none_or(|known| known.due_at > now),
            Message::DueSoon { task, .. } => open(task).is_none_or(|known| known.due_at != task.due_at),
            Message::Ended { .. } => false,
            Message::Incident { incident } => !case.incidents.contains_key(incident),
            // A later change has a notice of its own.
            Message::Meeting { task, change: MeetingChange::Planned | MeetingChange::Moved } => {
                let known = open(task);
                !is_with(known, reader) || known.is_some_and(|known| known.due_at != task.due_at)
            }
            Message::Meeting { task, change: MeetingChange::Cancelled | MeetingChange::GivenAway } => is_with(open(task), reader),
            // A later date has a notice of its own.
            Message::Concern { task, matter: Matter::Postponed { .. } } => {
                open(task).is_none_or(|known| known.due_at != task.due_at)
            }
            Message::Concern { task, matter: Matter::Uncovered { person, .. } } => !is_with(open(task), person),
            Message::Written { .. } => false,
        }
    }
}

fn is_with(task: Option<&Task>, reader: &PersonId) -> bool {
    task.is_some_and(|task| task.holder.everybody().contains(reader))
}
