//! `AcknowledgeEscalation`: the head has seen it, and may give more time.

use chrono::{DateTime, Utc};

use crate::case::Escalation;
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
        let was_one = (1..=self.case.counters.escalations).contains(&number);
        let refusal = || if was_one { refuse::already_acknowledged() } else { refuse::not_found() };
        let task = self.case.escalations.get(&number).ok_or_else(refusal)?.task;
        let until = until.map(|until| self.future("until", until)).transpose()?;
        if let Some(until) = until {
            self.must_be_later(until, self.open_task(task)?.due_at)?;
        }
        let comment = remark(comment, "comment")?;
        self.record(Event::EscalationAcknowledged { escalation: number, comment, until });
        if let Some(until) = until {
            self.reschedule(task, until, Cause::Escalation(number));
        }
        Ok(())
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
        let mine: Vec<_> = self.case.escalations.values().filter(is_mine).map(|one| one.number).collect();
        for escalation in mine {
            self.record(Event::EscalationAcknowledged { escalation, comment: None, until: None });
        }
    }
}
