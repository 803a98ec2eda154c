//! `AcknowledgeEscalation`: the head has seen it, and may give more time, then or later. To say it twice is no mistake.

use chrono::{DateTime, Utc};

use voronka_definition::model::RungTime;

use crate::answers::{is_over, more_time};
use crate::case::{AlarmKind, Escalation};
use crate::decide::Draft;
use crate::decide::commands::tasks::remark;
use crate::event::{Cause, Event};
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    pub(super) fn acknowledge(
        &mut self,
        number: u32,
        comment: Option<&str>,
        until: Option<DateTime<Utc>>,
    ) -> Result<(), Rejection> {
        let escalation = self.case.escalation(number).ok_or_else(refuse::not_found)?.clone();
        self.must_stand(&escalation)?;
        if until.is_some() {
            more_time(self.world(), &self.case, &escalation, &self.actor())?;
        }
        let until = until.map(|until| self.future("until", until)).transpose()?;
        if let Some(until) = until {
            self.must_be_later(until, self.open_task(escalation.task)?.due_at)?;
        }
        let comment = remark(comment, "comment")?;
        let says_nothing_new = comment.is_none() && until.is_none() && self.case.answered.contains_key(&number);
        if says_nothing_new {
            return Ok(());
        }
        self.record(Event::EscalationAcknowledged { escalation: number, comment: comment.clone(), until });
        self.pass_over_unanswered(&escalation);
        if let Some(until) = until {
            let from = self.open_task(escalation.task)?.due_at;
            self.reschedule(escalation.task, until, Cause::Escalation(number));
            self.tell_of_more_time(escalation.task, from, comment);
        }
        Ok(())
    }

    /// An offer is answered while it stands. Who took the task may say once more that he knows.
    fn must_stand(&self, escalation: &Escalation) -> Result<(), Rejection> {
        let Some(task) = self.case.tasks.get(&escalation.task).filter(|_| is_over(&self.case, escalation)) else { return Ok(()) };
        let holders = task.holder.everybody();
        if holders.contains(&self.actor()) {
            return Ok(());
        }
        let names: Vec<_> = holders.iter().map(|person| self.world().name_of(person)).collect();
        Err(refuse::offer_over(&names.join(", ")))
    }

    /// More time is a later date than the task has.
    fn must_be_later(&self, until: DateTime<Utc>, due_at: DateTime<Utc>) -> Result<(), Rejection> {
        if until > due_at {
            return Ok(());
        }
        let found = until.to_rfc3339();
        let expected = ("момент позже срока задачи", "a moment after the task's due date");
        Err(refuse::invalid_field("until", "too_early", expected, (&found, &found)))
    }

    /// Whoever took a late task, gave it to somebody, dated it or did it, has answered what he was told of it.
    pub(crate) fn settle_escalations(&mut self, task: u32) {
        let Some(by) = self.setting.by.person().filter(|_| !self.case.escalations.is_empty()) else { return };
        let is_mine = |one: &&Escalation| one.task == task && (one.to == *by || self.acts_for.as_ref() == Some(&one.to));
        let mine: Vec<_> = self.case.escalations.values().filter(is_mine).cloned().collect();
        for one in mine {
            self.record(Event::EscalationAcknowledged { escalation: one.number, comment: None, until: None });
            self.pass_over_unanswered(&one);
        }
    }

    /// The rung below the one that was answered is not taken for want of an answer any more.
    pub(crate) fn pass_over_unanswered(&mut self, answered: &Escalation) {
        let Some(task) = self.case.tasks.get(&answered.task) else { return };
        let ladder = self.watch(&task.origin).ladder;
        let Some((alarm, ladder)) = task.alarm.as_ref().zip(ladder) else { return };
        let AlarmKind::Rung(next) = alarm.kind else { return };
        let waits = ladder.rungs.get(next as usize).is_some_and(|rung| matches!(rung.when, RungTime::Unanswered(_)));
        if !waits || answered.rung != next {
            return;
        }
        let alarm = self.alarm_once_answered(task, alarm);
        let (number, due_at, cause) = (task.number, task.due_at, Cause::Escalation(answered.number));
        self.record(Event::TaskRescheduled { task: number, from: due_at, to: due_at, cause, alarm, dated: None, promise: None });
    }
}
