//! Meetings in calendars: whoever has a meeting that is still to come is told of every change of it, be it his own act.
//!
//! One whose task is closed before it begins leaves the calendar, whatever the result: it will not be held at that hour. So does one
//! whose time is emptied, until there is one again.
//!
//! Runs once, at the end of a decision: what was planned and dropped within it was in nobody's calendar. Absent on purpose: what a
//! calendar file looks like.

use std::collections::BTreeMap;

use voronka_definition::model::TaskKind;
use voronka_definition::name::PersonId;

use crate::case::Case;
use crate::decide::Draft;
use crate::event::Event;
use crate::notice::{Addressee, MeetingChange, Message, TaskFacts};

impl Draft<'_> {
    /// Tells the changes of meetings that no other notice of this decision tells.
    pub(crate) fn keep_calendars(&mut self) {
        let was = self.case_before().map(|case| self.meetings(case)).unwrap_or_default();
        let is = self.meetings(&self.case);
        if was == is {
            return;
        }
        let mut told = Vec::new();
        for (number, before) in &was {
            if let Some((to, change)) = self.change_of(before, is.get(number)) {
                told.push((to, before, change));
            }
        }
        let planned = is.iter().filter(|(number, now)| was.get(number).is_none_or(|before| before.assignee != now.assignee));
        told.extend(planned.filter_map(|(_, now)| Some((now.assignee.clone()?, now, MeetingChange::Planned))));
        for (to, facts, change) in told {
            if !self.has_told(&to, facts.number) {
                let now = is.get(&facts.number).filter(|_| change == MeetingChange::Moved).unwrap_or(facts);
                self.tell(&to, Message::Meeting { task: now.clone(), change });
            }
        }
    }

    /// What somebody who had a meeting must hear.
    fn change_of(&self, before: &TaskFacts, now: Option<&TaskFacts>) -> Option<(PersonId, MeetingChange)> {
        let holder = before.assignee.clone()?;
        let change = match now {
            Some(now) if now.assignee != before.assignee => MeetingChange::GivenAway,
            Some(now) if now.due_at != before.due_at => MeetingChange::Moved,
            Some(_) => return None,
            None => MeetingChange::Cancelled,
        };
        Some((holder, change))
    }

    /// The meetings that stand in somebody's calendar.
    fn meetings(&self, case: &Case) -> BTreeMap<u32, TaskFacts> {
        let all = case.tasks.values().filter(|task| task.kind == TaskKind::Meeting).map(TaskFacts::of);
        let planned = all.filter(|facts| facts.assignee.is_some() && facts.is_meeting_after(self.now()));
        planned.map(|facts| (facts.number, facts)).collect()
    }

    /// Whether a notice of this decision brings him the meeting, or takes it from him, already.
    fn has_told(&self, person: &PersonId, number: u32) -> bool {
        self.recorded().iter().any(|recorded| match &recorded.event {
            Event::NoticeGiven { notice } => match &notice.message {
                Message::Assigned { task } | Message::Reassigned { task, .. } => {
                    task.number == number && notice.to == Addressee::Person(person.clone())
                }
                _ => false,
            },
            _ => false,
        })
    }
}
