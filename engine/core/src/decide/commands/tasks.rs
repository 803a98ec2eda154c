//! `RescheduleTask`, `ReassignTask`, `ClaimTask`, `CommentTask`: a task changes hands or dates, the flow does not.

use std::collections::BTreeSet;

use chrono::{DateTime, SubsecRound, Utc};
use voronka_definition::model::{Rescheduling, StepKind};
use voronka_definition::name::PersonId;

use crate::access::is_superior;
use crate::answers::may_take;
use crate::case::{Holder, Origin, Task};
use crate::decide::Draft;
use crate::decide::commands::complete::is_personal;
use crate::event::{Cause, Event};
use crate::input::{self, TEXT_CHARS_MAX};
use crate::notice::{Matter, Message, TaskFacts};
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    pub(super) fn reschedule_by_hand(&mut self, number: u32, due_at: DateTime<Utc>, reason: &str) -> Result<(), Rejection> {
        let task = self.open_task(number)?.clone();
        let reason = said(reason, "reason")?;
        let due_at = self.future("due_at", due_at)?;
        let is_postponed = due_at > task.due_at;
        let me = self.actor();
        let people = task.holder.everybody();
        let by_head = !people.contains(&me) && is_superior(self.world(), &me, people);
        if is_postponed && !by_head {
            self.may_be_put_off(&task, due_at)?;
        }
        self.change_must_show(due_at == task.due_at, "due_at")?;
        self.reschedule(number, due_at, Cause::Person(reason.clone()));
        if let Some(assignee) = task.responsible().assignee().filter(|_| is_postponed && !by_head) {
            self.tell_head_of(assignee, number, &Matter::Postponed { by: me, from: task.due_at, reason });
        } else if is_postponed && self.case.all_escalations().any(|one| one.task == number && !one.early) {
            self.tell_of_more_time(number, task.due_at, Some(reason));
        }
        self.settle_escalations(number);
        Ok(())
    }

    /// How often and how far who has a task may put it off is said by the process. What has no formula counts from its first date.
    fn may_be_put_off(&self, task: &Task, due_at: DateTime<Utc>) -> Result<(), Rejection> {
        let limits = self.rescheduling(&task.origin);
        if task.postponed >= limits.at_most {
            return Err(refuse::postponed_too_often(limits.at_most));
        }
        let promised = task.dated.as_ref().map_or(task.first_due_at, |dated| dated.given);
        if due_at > self.time_of(&task.holder).add(promised.max(self.now()), limits.by) {
            return Err(refuse::postponed_too_far(limits.by));
        }
        Ok(())
    }

    fn rescheduling(&self, origin: &Origin) -> Rescheduling {
        let process = self.process;
        let of_step = |stage, step| match &process.step(stage, step)?.kind {
            StepKind::Task(work) | StepKind::Form(work) => Some(work.reschedule),
            StepKind::Approve(approve) => Some(approve.reschedule),
            _ => None,
        };
        let written = match origin {
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => of_step(stage, step),
            Origin::Activity(id) => process.activity(id).map(|activity| activity.work.reschedule),
            _ => None,
        };
        written.unwrap_or(process.defaults.reschedule)
    }

    pub(super) fn reassign_by_hand(&mut self, number: u32, to: &PersonId, comment: &str) -> Result<(), Rejection> {
        let task = self.open_task(number)?.clone();
        let comment = said(comment, "comment")?;
        self.must_be_colleague("to", to)?;
        if is_personal(&task) && self.case.is_own_deal_of(to) {
            return Err(refuse::invalid_field("to", "own_approval", refuse::FOUR_EYES, (to.as_str(), to.as_str())));
        }
        let holder = Holder::Assigned(to.clone());
        let cause = Cause::Person(comment);
        let hands = self.hands_of(&task, holder.clone(), &cause);
        self.change_must_show((task.holder, task.instead_of) == hands, "to")?;
        self.reassign(number, holder, cause);
        self.settle_escalations(number);
        Ok(())
    }

    pub(super) fn claim(&mut self, number: u32) -> Result<(), Rejection> {
        let task = self.open_task(number)?.clone();
        let me = self.actor();
        if let Some(holder) = task.holder.assignee()
            && (*holder == me || !may_take(&self.case, &task, |one| *one == me || self.acts_for.as_ref() == Some(one)))
        {
            return Err(refuse::already_claimed(self.world().name_of(holder)));
        }
        if is_personal(&task) && self.case.is_own_deal_of(&me) {
            return Err(refuse::own_approval());
        }
        self.reassign(number, Holder::Assigned(me), Cause::Claim);
        self.settle_escalations(number);
        Ok(())
    }

    pub(super) fn comment(&mut self, number: u32, text: &str) -> Result<(), Rejection> {
        if !(1..=self.case.counters.tasks).contains(&number) {
            return Err(refuse::not_found());
        }
        let text = said(text, "text")?;
        self.record(Event::TaskCommented { task: number, text: text.clone() });
        self.tell_of_comment(Some(number), &text);
        Ok(())
    }

    pub(super) fn comment_deal(&mut self, text: &str) -> Result<(), Rejection> {
        let text = said(text, "text")?;
        self.record(Event::DealCommented { text: text.clone() });
        self.tell_of_comment(None, &text);
        Ok(())
    }

    /// A comment is told to the deal's owner, to who has the task it is about, and to everybody who wrote one before: it is an answer to
    /// them. Not to who writes it.
    fn tell_of_comment(&mut self, number: Option<u32>, text: &str) {
        let Some(by) = self.setting.by.person().cloned() else { return };
        let task = number.and_then(|number| self.case.tasks.get(&number));
        let holders = task.map_or(&[][..], |task| task.holder.everybody());
        let people = self.case.commenters.iter().chain(holders).chain([&self.case.owner]);
        let people: BTreeSet<PersonId> = people.filter(|person| **person != by).cloned().collect();
        let facts = task.map(TaskFacts::of);
        for person in people {
            self.tell(&person, Message::Commented { task: facts.clone(), by: by.clone(), text: text.to_owned() });
        }
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
    remark(Some(comment), field)?.ok_or_else(|| refuse::comment_missing(field))
}

/// A comment that may be there; a blank one is none.
pub(crate) fn remark(comment: Option<&str>, field: &str) -> Result<Option<String>, Rejection> {
    let Some(comment) = comment.map(str::trim).filter(|comment| !comment.is_empty()) else { return Ok(None) };
    let length = comment.chars().count();
    if length > TEXT_CHARS_MAX {
        let found = length.to_string();
        let expected = ("до 20 000 знаков", "at most 20,000 characters");
        return Err(refuse::invalid_field(field, "too_long", expected, (&found, &found)));
    }
    let expected = ("текст без управляющих символов", "a text without control characters");
    let found = ("управляющий символ", "a control character");
    let text = input::fit_text(comment).ok_or_else(|| refuse::invalid_field(field, "wrong_type", expected, found))?;
    Ok(Some(text))
}
