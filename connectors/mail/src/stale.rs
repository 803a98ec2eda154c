//! Whether a notice still says the truth when its letter is about to be sent: the queue may have stood still for hours.

use voronka_core::case::Task;
use voronka_core::notice::{Addressee, Message, TaskFacts};
use voronka_definition::name::PersonId;
use voronka_runtime::Parcel;

/// How somebody stands to a task that changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// He has it now.
    Mine,
    /// He may take it.
    MayTake,
    /// He had it, or could have taken it, and somebody else has it.
    Gone,
}

impl Standing {
    pub(crate) fn of(reader: &PersonId, task: &TaskFacts, from: Option<&PersonId>) -> Self {
        match &task.assignee {
            Some(assignee) if assignee == reader => Self::Mine,
            Some(_) => Self::Gone,
            None if from == Some(reader) => Self::Gone,
            None => Self::MayTake,
        }
    }
}

/// Whether the letter would say something that is no longer so.
pub(crate) fn is_stale(parcel: &Parcel) -> bool {
    let Addressee::Person(reader) = &parcel.notice_body.to else { return false };
    match &parcel.notice_body.message {
        Message::Assigned { task } => !is_with(open(parcel, task), reader),
        // That a task was taken from somebody stays true unless it came back.
        Message::Reassigned { task, from, .. } => {
            (Standing::of(reader, task, from.as_ref()) == Standing::Gone) == is_with(open(parcel, task), reader)
        }
        Message::Reminder { task } => {
            let known = open(parcel, task);
            !is_with(known, reader) || known.is_some_and(|known| known.due_at != task.due_at)
        }
        // A task that was done meanwhile, or got more time, is not reported.
        Message::Overdue { task, .. } => open(parcel, task).is_none_or(|known| known.due_at > parcel.now),
        Message::DueSoon { task, .. } => open(parcel, task).is_none_or(|known| known.due_at != task.due_at),
        Message::Ended { .. } => false,
        Message::Incident { incident } => !parcel.case.incidents.contains_key(incident),
        Message::Written { .. } => false,
    }
}

fn open<'a>(parcel: &'a Parcel, task: &TaskFacts) -> Option<&'a Task> {
    parcel.case.tasks.get(&task.number)
}

fn is_with(task: Option<&Task>, reader: &PersonId) -> bool {
    task.is_some_and(|task| task.holder.everybody().contains(reader))
}
