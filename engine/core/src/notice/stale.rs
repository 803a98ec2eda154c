//! Whether a notice still says the truth when its letter is about to be sent: the queue may have stood still for hours.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;

use super::{Addressee, Hearer, Matter, MeetingChange, Message, Notice, TaskFacts};
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
            // A task that was done meanwhile, or got more time, is not reported; nor is his own to who has it by now.
            Message::Overdue { task, as_whom, .. } => {
                let is_news = |known: &Task| known.due_at <= now && is_told_to(case, known, reader, *as_whom);
                !open(task).is_some_and(is_news)
            }
            Message::DueSoon { task, as_whom, .. } => {
                let is_news = |known: &Task| known.due_at == task.due_at && is_told_to(case, known, reader, *as_whom);
                !open(task).is_some_and(is_news)
            }
            Message::Ended { .. } => false,
            Message::Incident { incident } => !case.incidents.contains_key(incident),
            // A later change has a notice of its own.
            Message::Meeting { task, change: MeetingChange::Planned | MeetingChange::Moved } => {
                let known = open(task);
                !is_with(known, reader) || known.is_some_and(|known| known.due_at != task.due_at || known.is_without_time())
            }
            Message::Meeting { task, change: MeetingChange::Cancelled | MeetingChange::GivenAway } => {
                is_with(open(task).filter(|known| !known.is_without_time()), reader)
            }
            // A later date has a notice of its own.
            Message::Concern { task, matter: Matter::Postponed { .. } | Matter::MoreTime { .. } } => {
                open(task).is_none_or(|known| known.due_at != task.due_at)
            }
            Message::Concern { task, matter: Matter::Uncovered { person, .. } } => !is_with(open(task), person),
            Message::Written { .. } => false,
        }
    }
}

/// Whether a late task is still somebody else's, and offered where it was.
fn is_told_to(case: &Case, task: &Task, reader: &PersonId, as_whom: Hearer) -> bool {
    let is_offered = || case.offered.get(&task.number).is_some_and(|people| people.contains(reader));
    !is_with(Some(task), reader) && (as_whom != Hearer::Offered || is_offered())
}

fn is_with(task: Option<&Task>, reader: &PersonId) -> bool {
    task.is_some_and(|task| task.holder.everybody().contains(reader))
}
