//! Whether a notice still says the truth when its letter is about to be sent: the queue may have stood still for hours.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;

use super::{Addressee, Hearer, Matter, MeetingChange, Message, Notice, TaskFacts};
use crate::case::{AlarmKind, Case, Escalation, Task};

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

    /// The same when the letter is sent: who was given a task has it now, or may take it.
    pub fn at_sending(reader: &PersonId, task: &TaskFacts, from: Option<&PersonId>, case: &Case) -> Self {
        match Self::of(reader, task, from) {
            Self::Gone => Self::Gone,
            _ if task.as_it_is(case).assignee.as_ref() == Some(reader) => Self::Mine,
            _ => Self::MayTake,
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
                !is_with(known, reader) || known.is_some_and(|known| is_told_anew(known, task, None))
            }
            // A task that was done meanwhile, or got more time, is not reported; nor is his own to who has it by now.
            Message::Overdue { task, rung, as_whom, .. } => {
                let is_news = |known: &Task| known.due_at <= now && is_told_to(case, known, reader, *as_whom);
                is_inherited(case, (task.number, *rung), reader, *as_whom) || !open(task).is_some_and(is_news)
            }
            Message::DueSoon { task, rung, as_whom } => {
                let knows = |known: &Task| known.due_at <= now && is_told_of_lateness(case, known, reader);
                let is_news = |known: &Task| {
                    !is_told_anew(known, task, Some(*rung)) && !knows(known) && is_told_to(case, known, reader, *as_whom)
                };
                is_inherited(case, (task.number, *rung), reader, *as_whom) || !open(task).is_some_and(is_news)
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
            // Whatever the date is by now is told; what became of it in between is no news.
            Message::Concern { task, matter: Matter::NewDate { from, .. } } => {
                let known = open(task);
                !is_with(known, reader) || known.is_some_and(|known| known.due_at == *from)
            }
            Message::Concern { task, matter: Matter::Uncovered { person, .. } } => !is_with(open(task), person),
            Message::Written { .. } | Message::Commented { .. } => false,
        }
    }
}

/// Whether the date of a task has changed so that its reminder, or the rung with this number, comes again for the new one, or is no
/// news any more. Where it was brought forward and nothing comes again, this is the only word of it.
fn is_told_anew(known: &Task, told: &TaskFacts, rung: Option<u32>) -> bool {
    let comes_again = match known.alarm.as_ref().map(|alarm| &alarm.kind) {
        Some(AlarmKind::Reminder) => true,
        Some(AlarmKind::Rung(place)) => rung.is_some_and(|rung| *place < rung),
        None => false,
    };
    known.due_at > told.due_at || known.due_at < told.due_at && comes_again
}

/// Whether somebody has been told that a task is late.
fn is_told_of_lateness(case: &Case, task: &Task, reader: &PersonId) -> bool {
    case.all_escalations().any(|one| one.task == task.number && !one.early && one.to == *reader)
}

/// Whether others were told by a rung in the place of this reader, who has the place no longer for which he was told.
fn is_inherited(case: &Case, told: (u32, u32), reader: &PersonId, as_whom: Hearer) -> bool {
    let is_his = |one: &&Escalation| (one.task, one.rung) == told && one.to == *reader;
    let inherited = || case.answered.values().filter(is_his).any(|one| one.inherited);
    as_whom.answers() && inherited() && !case.all_escalations().any(|one| is_his(&one))
}

/// Whether a late task is still somebody else's, and offered where it was.
fn is_told_to(case: &Case, task: &Task, reader: &PersonId, as_whom: Hearer) -> bool {
    let is_offered = || case.offered.get(&task.number).is_some_and(|people| people.contains(reader));
    !is_with(Some(task), reader) && (as_whom != Hearer::Offered || is_offered())
}

fn is_with(task: Option<&Task>, reader: &PersonId) -> bool {
    task.is_some_and(|task| task.holder.everybody().contains(reader))
}
