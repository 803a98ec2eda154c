//! `PassOn`: a letter to somebody who went away, or left, after it was written. What needs an answer goes to who stands there now.

use voronka_definition::name::PersonId;

use crate::case::Case;
use crate::decide::Draft;
use crate::event::Event;
use crate::notice::{Addressee, Hearer, Message, Notice};
use crate::rejection::Rejection;

impl Draft<'_> {
    /// Tells others where the reader is not there. Records nothing where he is, where the notice asks nothing of him, or where nobody
    /// else can be found and he still reads letters.
    pub(super) fn pass_on(&mut self, notice: &Notice) -> Result<(), Rejection> {
        let Addressee::Person(reader) = &notice.to else { return Ok(()) };
        let is_there = self.world().is_active(reader) && self.world().is_here(reader, self.now());
        let is_gone = !is_there || notice.is_copy_of_another(&self.case);
        let is_of_others = notice.is_of_other_hands(&self.case);
        if !is_gone && !is_of_others || self.case.passed_on.contains(&notice.number) || notice.is_stale(&self.case, self.now()) {
            return Ok(());
        }
        match &notice.message {
            Message::Overdue { task, rung, .. } | Message::DueSoon { task, rung, .. } if !is_gone => {
                self.inherit_unread(reader, (task.number, *rung));
            }
            Message::Overdue { task, rung, as_whom, .. } | Message::DueSoon { task, rung, as_whom } if as_whom.answers() => {
                self.pass_rung_on(notice, reader, (task.number, *rung), *as_whom);
            }
            Message::Overdue { task, rung, .. } | Message::DueSoon { task, rung, .. }
                if notice.is_copy_of_another(&self.case) =>
            {
                self.pass_copy_on(notice, reader, (task.number, *rung));
            }
            Message::Concern { task, matter } => {
                let Some(about) = matter.person() else { return Ok(()) };
                let heads: Vec<PersonId> = self.heads_to_tell(about).into_iter().filter(|head| head != reader).collect();
                if !heads.is_empty() {
                    let (from, to) = (reader.clone(), heads);
                    self.record(Event::NoticePassedOn { notice: notice.number, task: task.number, from, to, next: None });
                    self.tell_head_of(about, task.number, matter);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Notice {
    /// Whether it tells a head of the lateness of a task that others have by now.
    pub fn is_of_other_hands(&self, case: &Case) -> bool {
        let Addressee::Person(reader) = &self.to else { return false };
        let (Message::Overdue { task, rung, as_whom: Hearer::Head, .. } | Message::DueSoon { task, rung, as_whom: Hearer::Head }) =
            &self.message
        else {
            return false;
        };
        let has = case.tasks.get(&task.number).map(|known| known.holder.everybody());
        let mut told = case.escalations.values().filter(|one| (one.task, one.rung) == (task.number, *rung) && one.to == *reader);
        told.any(|one| one.named.as_ref().is_some_and(|named| has.is_some_and(|has| has != named.late)))
    }

    /// Whether it is the owner's copy of somebody's lateness, and the deal has another owner by now.
    pub fn is_copy_of_another(&self, case: &Case) -> bool {
        let Addressee::Person(reader) = &self.to else { return false };
        let is_copy = matches!(
            self.message,
            Message::Overdue { as_whom: Hearer::Owner, .. } | Message::DueSoon { as_whom: Hearer::Owner, .. }
        );
        is_copy && case.owner != *reader
    }
}

impl Hearer {
    /// Whether he is told so that he does something; a watcher and an owner only know.
    pub(crate) fn answers(self) -> bool {
        matches!(self, Self::Head | Self::Offered | Self::Administrator)
    }
}
