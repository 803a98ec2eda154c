//! The world: a snapshot of what the rules may look at besides the case: who is whose head today, who stands in for whom, and
//! by which calendar he works.
//!
//! Absent on purpose: the clock; the moment is handed in. A name that the organisation does not know is nobody: nothing here
//! fails.

mod absence;
mod heads;
mod heirs;
mod positions;
mod time;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use voronka_definition::calendar::Calendar;
use voronka_definition::name::{CalendarId, DepartmentId, PersonId, ProcessId};
use voronka_definition::organisation::{Department, Organisation, Person};
use voronka_definition::{Locale, Process};

pub use absence::first_moment;
pub use heads::{Found, Holding, Seat};
pub use heirs::Heirs;
pub use time::{next_in_hours, next_to_read};

/// People, calendars and processes as they are now.
#[derive(Debug, Clone)]
pub struct World {
    /// The organisation.
    pub organisation: Organisation,
    /// Calendars by name; the organisation's own is always among them.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// The latest version of each deployed process.
    pub processes: BTreeMap<ProcessId, Arc<Process>>,
    /// Who takes over from people who have left.
    pub heirs: BTreeMap<PersonId, Heirs>,
}

impl World {
    /// The person with this id.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.organisation.people.get(id)
    }

    /// Whether the person is known and still works here.
    pub fn is_active(&self, id: &PersonId) -> bool {
        self.person(id).is_some_and(|person| person.active)
    }

    /// The person's name as it is written in letters; the id of somebody unknown.
    pub fn name_of<'a>(&'a self, id: &'a PersonId) -> &'a str {
        self.person(id).map_or(id.as_str(), |person| &person.name)
    }

    /// The person's language, else the organisation's.
    pub fn locale_of(&self, id: &PersonId) -> Locale {
        self.person(id).and_then(|person| person.locale).unwrap_or(self.organisation.locale)
    }

    /// The person's department and those above it, the nearest first.
    fn departments_of(&self, id: &PersonId) -> impl Iterator<Item = (&DepartmentId, &Department)> {
        self.departments_from(self.person(id).and_then(|person| person.department.as_ref()))
    }

    /// A department and those above it. A circle, which the organisation's reader refuses, is walked only once.
    fn departments_from(&self, id: Option<&DepartmentId>) -> impl Iterator<Item = (&DepartmentId, &Department)> {
        let departments = &self.organisation.departments;
        let first = id.and_then(|id| departments.get_key_value(id));
        let above = |(_, department): &(_, &Department)| departments.get_key_value(department.part_of.as_ref()?);
        std::iter::successors(first, above).take(departments.len())
    }

    /// The departments that the person heads, and all departments below them.
    pub fn departments_below(&self, head: &PersonId) -> BTreeSet<DepartmentId> {
        let departments = &self.organisation.departments;
        if departments.values().all(|department| department.head.as_ref() != Some(head)) {
            return BTreeSet::new();
        }
        let headed = |id| self.departments_from(Some(id)).any(|(_, department)| department.head.as_ref() == Some(head));
        departments.keys().filter(|id| headed(id)).cloned().collect()
    }
}
