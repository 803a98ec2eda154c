//! What a letter brings into its reader's calendar.

use voronka_calendar::{Entry, MEETING, Mailbox, Method, invitation};
use voronka_core::notice::{Addressee, MeetingChange, Message, Standing, TaskFacts};
use voronka_runtime::Invitation;

use super::about::About;

/// The name of who invites.
const ORGANISER: &str = "Voronka";

impl About<'_> {
    /// The invitation to a meeting that is still to come when the notice is given, or its withdrawal.
    pub(super) fn invitation(&self, guest: &Mailbox) -> Option<Invitation> {
        let Addressee::Person(me) = &self.parcel.notice_body.to else { return None };
        let case = &self.parcel.case;
        let (task, method) = match &self.parcel.notice_body.message {
            Message::Assigned { task } if task.as_it_is(case).assignee.as_ref() == Some(me) => (task, Method::Request),
            Message::Reassigned { task, from, .. } => match Standing::at_sending(me, task, from.as_ref(), case) {
                Standing::Mine => (task, Method::Request),
                Standing::Gone if from.as_ref() == Some(me) => (task, Method::Cancel),
                Standing::Gone | Standing::MayTake => return None,
            },
            Message::Meeting { task, change: MeetingChange::Planned | MeetingChange::Moved } => (task, Method::Request),
            Message::Meeting { task, change: MeetingChange::Cancelled | MeetingChange::GivenAway } => (task, Method::Cancel),
            _ => return None,
        };
        // It is invited to as it is now, and withdrawn as it stands in his calendar.
        let task = &if method == Method::Request { task.as_it_is(case) } else { task.clone() };
        if !task.is_meeting_after(self.parcel.at) {
            return None;
        }
        let organiser = Mailbox { name: ORGANISER.to_owned(), address: self.site.sender() };
        let text = invitation(method, &self.entry(task), &organiser, guest);
        Some(Invitation { method: method.name().to_owned(), text })
    }

    /// The meeting under the number of its notice: a later change has a notice of its own, and so a higher number.
    fn entry(&self, task: &TaskFacts) -> Entry {
        let id = self.parcel.case.task_id(task.number);
        let title = task.title.get(self.speaker.locale);
        let deal = self.deal_title();
        let url = self.site.task(id);
        Entry {
            uid: self.site.uid(id),
            sequence: self.parcel.notice_body.number,
            changed_at: self.parcel.at,
            title: deal.as_ref().map_or_else(|| title.to_owned(), |deal| format!("{title} — {deal}")),
            text: deal.map_or_else(|| url.clone(), |deal| format!("{}: {deal}\n{url}", self.pick("Сделка", "Deal"))),
            from: task.due_at,
            to: task.due_at + MEETING,
            url,
            is_busy: true,
        }
    }
}
