//! `AcknowledgeEscalation`: the head has seen it, and may give more time.

use chrono::{DateTime, Utc};

use crate::decide::Draft;
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
        if until.is_some() {
            self.open_task(task)?;
        }
        let comment = comment.map(str::trim).filter(|comment| !comment.is_empty()).map(str::to_owned);
        self.record(Event::EscalationAcknowledged { escalation: number, comment, until });
        if let Some(until) = until {
            self.reschedule(task, until, Cause::Escalation(number));
        }
        Ok(())
    }
}
