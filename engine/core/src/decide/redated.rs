//! New dates: whoever has a task hears of a date that somebody else gave it. Nobody learns by being late that he had less time.
//!
//! Runs once, at the end of a decision. Absent on purpose: a late task, whose new date is told to everybody who knew of it, and meetings
//! that stand in a calendar; both have notices of their own. What a formula puts off is told to nobody: there is nothing to do sooner.

use chrono::{DateTime, Utc};
use voronka_definition::model::TaskKind;
use voronka_definition::name::PersonId;

use crate::case::Task;
use crate::decide::Draft;
use crate::event::{Cause, Event};
use crate::notice::{Addressee, Matter, Message, TaskFacts};

impl Draft<'_> {
    /// Tells those who have tasks of dates that this decision gave them by the hand of somebody else, or brought forward.
    pub(crate) fn tell_new_dates(&mut self) {
        let Some(before) = self.case_before().filter(|_| !self.is_unattended) else { return };
        let moved = self.case.tasks.values().filter_map(|task| {
            let from = before.tasks.get(&task.number)?.due_at;
            let reason = self.word_of_date(task.number);
            (task.due_at < from || task.due_at > from && reason.is_some()).then_some((task, from, reason))
        });
        let mut told = Vec::new();
        for (task, from, reason) in moved {
            let had = before.tasks.get(&task.number).map_or(&[][..], |task| task.holder.everybody());
            let has_it = |person: &&PersonId| had.contains(person) && !self.is_told_of_date(person, task);
            for person in task.holder.everybody().iter().filter(has_it) {
                told.push((person.clone(), self.new_date(task, from, reason.clone())));
            }
        }
        told.into_iter().for_each(|(person, message)| self.tell(&person, message));
    }

    fn new_date(&self, task: &Task, from: DateTime<Utc>, reason: Option<String>) -> Message {
        Message::Concern { task: TaskFacts::of(task), matter: Matter::NewDate { by: self.actor(), from, reason } }
    }

    /// What somebody said who gave a task its date by hand in this decision.
    fn word_of_date(&self, number: u32) -> Option<String> {
        self.recorded().iter().rev().find_map(|recorded| match &recorded.event {
            Event::TaskRescheduled { task, from, to, cause: Cause::Person(reason), .. } if *task == number && from != to => {
                Some(reason.clone())
            }
            _ => None,
        })
    }

    /// Whether somebody moved the task himself, has it in his calendar, or is told its date by this decision already.
    fn is_told_of_date(&self, person: &PersonId, task: &Task) -> bool {
        let is_his_meeting = task.kind == TaskKind::Meeting && task.holder.assignee().is_some();
        is_his_meeting || self.is_acting(person) || self.recorded().iter().any(|recorded| tells(&recorded.event, person, task))
    }
}

/// Whether this is a notice to somebody that says when a task is due.
fn tells(event: &Event, person: &PersonId, task: &Task) -> bool {
    let Event::NoticeGiven { notice } = event else { return false };
    let (Message::Assigned { task: of } | Message::Reassigned { task: of, .. } | Message::Concern { task: of, .. }) =
        &notice.message
    else {
        return false;
    };
    of.number == task.number && matches!(&notice.to, Addressee::Person(reader) if reader == person)
}
