//! Incidents: opened for administrators when something needs a person's repair, closed by them.

use crate::case::{Incident, Trouble};
use crate::decide::Draft;
use crate::decide::commands::tasks::said;
use crate::event::Event;
use crate::notice::Message;
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    /// Opens an incident, and tells the administrators. The same one that is still open is not opened again.
    pub(crate) fn open_incident(&mut self, trouble: Trouble) {
        if matches!(trouble, Trouble::Nobody { .. }) && self.case.incidents.values().any(|known| known.trouble == trouble) {
            return;
        }
        // A letter about a letter that cannot be delivered would bury itself: the page and the metrics show it. Where a ladder
        // found nobody, the administrators get the letter that was for him.
        let tells_no_one = matches!(trouble, Trouble::Undeliverable { .. } | Trouble::Nobody { .. });
        let number = self.case.counters.incidents + 1;
        self.record(Event::IncidentOpened { incident: Incident { number, trouble, at: self.now() } });
        if tells_no_one {
            return;
        }
        for administrator in self.world().administrators() {
            self.tell(&administrator, Message::Incident { incident: number });
        }
    }

    pub(super) fn report_delivery(&mut self, notice: u32, to: &str, reason: &str) -> Result<(), Rejection> {
        if !(1..=self.case.counters.notices).contains(&notice) {
            return Err(refuse::not_found());
        }
        self.open_incident(Trouble::Undeliverable { notice, to: to.to_owned(), reason: reason.to_owned() });
        Ok(())
    }

    pub(super) fn close_incident(&mut self, number: u32, comment: &str) -> Result<(), Rejection> {
        let was_one = (1..=self.case.counters.incidents).contains(&number);
        if !self.case.incidents.contains_key(&number) {
            return Err(if was_one { refuse::incident_closed() } else { refuse::not_found() });
        }
        let comment = said(comment, "comment")?;
        self.record(Event::IncidentClosed { incident: number, comment });
        Ok(())
    }
}
