//! What letters about one case have in common: the deal, what happened so far, the links.

use chrono::{DateTime, Utc};
use voronka_core::notice::Message;
use voronka_core::tell::tell_latest;
use voronka_core::words::{Speaker, moment_seen_from, shortened};
use voronka_core::{Event, Recorded};
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::builtin;
use voronka_definition::name::{FieldId, PersonId};

use super::page::{Happened, Page};
use crate::site::Site;
use voronka_core::words::{lines, one_line};
use voronka_runtime::Parcel;

/// How many of the latest lines of a history a letter tells.
const LINES_OF_HISTORY: usize = 8;
/// How many characters of a title a subject shows.
const LONGEST_TITLE: usize = 60;
/// How many characters of a comment the history of a letter shows.
const LONGEST_COMMENT: usize = 200;

/// A parcel, the site its links lead to, and how its reader is spoken to.
pub(super) struct About<'a> {
    pub(super) parcel: &'a Parcel,
    pub(super) site: &'a Site,
    pub(super) speaker: Speaker<'a>,
}

impl About<'_> {
    /// The text that stands for the reader's language.
    pub(super) fn pick<T>(&self, ru: T, en: T) -> T {
        self.speaker.locale.pick(ru, en)
    }

    /// A moment on the reader's clock.
    pub(super) fn moment(&self, at: DateTime<Utc>) -> String {
        moment_seen_from(at, self.parcel.now, self.speaker.zone, self.speaker.locale)
    }

    /// How many minutes of work a day has of whoever has a task; `None` where nobody has it, or his days differ.
    pub(super) fn minutes_of_a_day(&self, assignee: Option<&PersonId>) -> Option<u32> {
        self.working_time(assignee?).calendar.minutes_of_a_day()
    }

    /// The working time by which a task of this person is judged.
    pub(super) fn working_time(&self, assignee: &PersonId) -> BusinessTime<'_> {
        let parcel = self.parcel;
        parcel.world.business_time_in(assignee, parcel.process.calendar.as_ref(), parcel.case.direction())
    }

    /// What the deal is called; nothing for a task without a deal.
    pub(super) fn deal_title(&self) -> Option<String> {
        let process = &self.parcel.process;
        if process.stages.is_empty() {
            return None;
        }
        let title = self.field(builtin::TITLE).map(|title| one_line(&title)).filter(|title| !title.is_empty());
        Some(title.unwrap_or_else(|| process.title.get(self.speaker.locale).to_owned()))
    }

    /// A subject: what it is about, and the deal.
    pub(super) fn subject(&self, what: &str, title: &str) -> String {
        let title = shortened(&one_line(title), LONGEST_TITLE);
        match self.deal_title() {
            Some(deal) => format!("{what}: {title} — {}", shortened(&deal, LONGEST_TITLE)),
            None => format!("{what}: {title}"),
        }
    }

    /// Adds the deal: its title, the client, the amount, the stage, the owner.
    pub(super) fn add_deal(&self, page: &mut Page) {
        let Some(deal) = self.deal_title() else { return };
        let (case, process) = (&self.parcel.case, &self.parcel.process);
        page.fact(self.pick("Сделка", "Deal"), &deal);
        page.fact(self.pick("Клиент", "Client"), &self.field(builtin::COMPANY).unwrap_or_default());
        page.fact(self.pick("Сумма", "Amount"), &self.field(builtin::AMOUNT).unwrap_or_default());
        let stage = case.stage().and_then(|stage| process.stage(stage));
        let outcome = case.outcome().and_then(|outcome| process.outcome(outcome));
        let title = stage.map(|stage| &stage.title).or(outcome.map(|outcome| &outcome.title));
        page.fact(self.pick("Стадия", "Stage"), title.map_or("", |title| title.get(self.speaker.locale)));
        page.fact(self.pick("Ответственный за сделку", "Owner of the deal"), self.speaker.person(&case.owner));
    }

    /// Adds what happened so far, as far as the letter itself does not say it.
    pub(super) fn add_history(&self, page: &mut Page) {
        let earlier: Vec<Recorded> = self.parcel.history.iter().filter(|event| !self.is_told_here(event)).cloned().collect();
        let told = tell_latest(&self.parcel.process, &self.parcel.case, &earlier, self.speaker);
        let latest = &told[told.len().saturating_sub(LINES_OF_HISTORY)..];
        page.happened = latest
            .iter()
            .map(|line| Happened {
                at: self.moment(line.at),
                text: one_line(&line.text),
                comment: line.comment.iter().map(|comment| shortened(&lines(comment), LONGEST_COMMENT)).collect(),
            })
            .collect();
    }

    /// Whether the letter itself says what this event says.
    fn is_told_here(&self, recorded: &Recorded) -> bool {
        let told = match &self.parcel.notice_body.message {
            Message::Assigned { task }
            | Message::Reassigned { task, .. }
            | Message::Reminder { task }
            | Message::Overdue { task, .. }
            | Message::DueSoon { task, .. }
            | Message::Ended { task, .. }
            | Message::Meeting { task, .. }
            | Message::Concern { task, .. } => task.number,
            // The comment stands in the letter.
            Message::Commented { .. } => {
                let is_comment = matches!(recorded.event, Event::TaskCommented { .. } | Event::DealCommented { .. });
                return is_comment && recorded.at == self.parcel.at;
            }
            Message::Written { .. } | Message::Incident { .. } => return false,
        };
        recorded.at == self.parcel.at
            && match &recorded.event {
                Event::TaskCreated { task } => task.number == told,
                Event::TaskReassigned { task, .. }
                | Event::WatcherAdded { task, .. }
                | Event::TaskCompleted { task, .. }
                | Event::Reminded { task, .. }
                | Event::TaskRescheduled { task, .. }
                | Event::TaskUncovered { task, .. }
                | Event::NoticePassedOn { task, .. }
                | Event::EscalationInherited { task, .. }
                | Event::TaskCancelled { task, .. } => *task == told,
                Event::Escalated { escalation } => escalation.task == told,
                _ => false,
            }
    }

    /// Adds the way to the deal.
    pub(super) fn link_deal(&self, page: &mut Page) {
        if self.deal_title().is_some() {
            page.link(self.pick("Открыть сделку", "Open the deal"), self.site.deal(self.parcel.case.id));
        }
    }

    /// The value of a field of the deal, as it is shown.
    fn field(&self, name: &str) -> Option<String> {
        let id = FieldId::from(name);
        let value = self.parcel.case.data.get(&id)?;
        Some(self.speaker.value(value, &self.parcel.process.field(&id)?.kind))
    }
}
