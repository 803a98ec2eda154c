//! `RescheduleTask`, `ReassignTask`, `ClaimTask`, `CommentTask`: a task changes hands or dates, the flow does not.

use chrono::{DateTime, SubsecRound, Utc};
use voronka_definition::name::PersonId;

use crate::access::is_superior;
use crate::case::Holder;
use crate::decide::Draft;
use crate::event::{Cause, Event};
use crate::refuse;
use crate::rejection::Rejection;

/// How often an assignee may postpone a task before only a head can.
pub(crate) const POSTPONEMENTS_AT_MOST: u32 = 3;

impl Draft<'_> {
    pub(super) fn reschedule_by_hand(&mut self, number: u32, due_at: DateTime<Utc>, reason: &str) -> Result<(), Rejection> {
        let task = self.open_task(number)?.clone();
        let reason = said(reason, "reason")?;
        let due_at = self.future("due_at", due_at)?;
        let is_postponed = due_at > task.due_at;
        let by_head = is_superior(self.world(), &self.actor(), task.holder.everybody());
        if is_postponed && !by_head && task.postponed >= POSTPONEMENTS_AT_MOST {
            return Err(refuse::postponed_too_often(POSTPONEMENTS_AT_MOST));
        }
        self.reschedule(number, due_at, Cause::Person(reason));
        self.change_must_show(due_at == task.due_at, "due_at")
    }

    pub(super) fn reassign_by_hand(&mut self, number: u32, to: &PersonId, comment: &str) -> Result<(), Rejection> {
        let task = self.open_task(number)?.clone();
        let comment = said(comment, "comment")?;
        self.must_be_colleague("to", to)?;
        if crate::decide::commands::complete::is_personal(&task) && *to == self.case.owner {
            let expected = ("визу даёт не ответственный за сделку", "a visa from somebody other than the deal's owner");
            return Err(refuse::invalid_field("to", "own_approval", expected, (to.as_str(), to.as_str())));
        }
        let holder = Holder::Assigned(to.clone());
        let is_same = task.holder == holder;
        self.reassign(number, holder, Cause::Person(comment));
        self.change_must_show(is_same, "to")
    }

    pub(super) fn claim(&mut self, number: u32) -> Result<(), Rejection> {
        let task = self.open_task(number)?.clone();
        let me = self.actor();
        if let Some(holder) = task.holder.assignee()
            && (*holder == me || !self.is_offered_to(number, &me))
        {
            return Err(refuse::already_claimed(self.world().name_of(holder)));
        }
        self.reassign(number, Holder::Assigned(me), Cause::Claim);
        Ok(())
    }

    /// Whether the ladder has offered this task to this person.
    pub(crate) fn is_offered_to(&self, number: u32, person: &PersonId) -> bool {
        self.case.escalations.values().any(|e| e.task == number && e.offered && e.to == *person)
    }

    pub(super) fn comment(&mut self, number: u32, text: &str) -> Result<(), Rejection> {
        if !(1..=self.case.counters.tasks).contains(&number) {
            return Err(refuse::not_found());
        }
        let text = said(text, "text")?;
        self.record(Event::TaskCommented { task: number, text });
        Ok(())
    }

    /// A moment that is still to come.
    pub(crate) fn future(&self, field: &str, at: DateTime<Utc>) -> Result<DateTime<Utc>, Rejection> {
        let at = at.trunc_subsecs(6);
        if at > self.now() {
            return Ok(at);
        }
        let found = at.to_rfc3339();
        Err(refuse::invalid_field(field, "in_the_past", ("момент в будущем", "a moment to come"), (&found, &found)))
    }

    /// Somebody who works here.
    pub(crate) fn must_be_colleague(&self, field: &str, person: &PersonId) -> Result<(), Rejection> {
        if self.world().is_active(person) {
            return Ok(());
        }
        Err(refuse::invalid(vec![refuse::unknown_person(field, person.as_str())]))
    }

    fn change_must_show(&self, is_same: bool, field: &str) -> Result<(), Rejection> {
        if is_same {
            let expected = ("новое значение", "a new value");
            return Err(refuse::invalid_field(field, "unchanged", expected, ("то же самое", "the same")));
        }
        Ok(())
    }
}

/// A comment that must be there.
pub(crate) fn said(comment: &str, field: &str) -> Result<String, Rejection> {
    const CHARS_MAX: usize = 20_000;
    let comment = comment.trim();
    match comment.chars().count() {
        0 => Err(refuse::comment_missing(field)),
        1..=CHARS_MAX => Ok(comment.to_owned()),
        long => {
            let found = long.to_string();
            let expected = ("до 20 000 знаков", "at most 20,000 characters");
            Err(refuse::invalid_field(field, "too_long", expected, (&found, &found)))
        }
    }
}
