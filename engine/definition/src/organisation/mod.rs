//! The organisation: people, departments, directions and absences, as its file has them.
//!
//! These are the plain facts. Who is whose head today, with absences counted in, is the core's question.

mod checks;
mod names;
mod people;
mod read;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::name::{CalendarId, DepartmentId, DirectionId, PersonId, PositionId};
use crate::text::{Locale, Text};

pub use read::{organisation_of, read_organisation};
pub use write::{place_in, written};

/// The position whose holders administer the system.
pub const ADMINISTRATOR: &str = "administrator";
/// The position whose holders may deploy processes.
pub const DESIGNER: &str = "designer";

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its name.
    pub title: Text,
    /// The language of people who have not chosen one.
    pub locale: Locale,
    /// The zone of people and departments that have none of their own.
    pub time_zone: Tz,
    /// The calendar of all who have none of their own.
    pub calendar: CalendarId,
    /// Who hears of what is late when there is no head further up.
    pub last_resort: PersonId,
    /// Departments by name.
    pub departments: BTreeMap<DepartmentId, Department>,
    /// Directions of sale by name.
    pub directions: BTreeMap<DirectionId, Direction>,
    /// People by id.
    pub people: BTreeMap<PersonId, Person>,
    /// Absences in the order they were written.
    pub absences: Vec<Absence>,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its title.
    pub title: Text,
    /// The department it belongs to.
    pub part_of: Option<DepartmentId>,
    /// Its head.
    pub head: Option<PersonId>,
    /// Its own calendar.
    pub calendar: Option<CalendarId>,
    /// Its own zone.
    pub time_zone: Option<Tz>,
}

/// A direction of sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Direction {
    /// Its title.
    pub title: Text,
    /// Its head.
    pub head: Option<PersonId>,
    /// Its own calendar, for deals of this direction.
    pub calendar: Option<CalendarId>,
    /// Its own zone.
    pub time_zone: Option<Tz>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name as it is written in letters.
    pub name: String,
    /// The address letters go to.
    pub email: Option<String>,
    /// The department he works in.
    pub department: Option<DepartmentId>,
    /// The positions he holds.
    pub positions: Vec<PositionId>,
    /// His language, where it differs from the organisation's.
    pub locale: Option<Locale>,
    /// His own calendar.
    pub calendar: Option<CalendarId>,
    /// His own zone.
    pub time_zone: Option<Tz>,
    /// Whether he still works here. Nothing is assigned to one who left.
    pub active: bool,
}

/// Which tasks an absence hands to the deputy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covered {
    /// All of them.
    All,
    /// Those that fall due during the absence.
    Urgent,
    /// None.
    None,
}

/// An absence, first and last day included, in the person's own zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Who is away.
    pub person: PersonId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Who stands in.
    pub deputy: Option<PersonId>,
    /// Which tasks he takes.
    pub tasks: Covered,
}
