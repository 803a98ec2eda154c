//! Business calendars and the arithmetic of working time.
//!
//! A [`Calendar`] says when work is done, in the local time of a zone; [`BusinessTime`] is a calendar seen in one zone and
//! counts in it. Laws (tested as properties): hours are additive and invertible on working time, days are monotone.
//!
//! Absent on purpose: the clock. What counts as now is always an argument.

mod count;
mod hours;
mod read;
mod search;
mod zone;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod russia;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::name::CalendarId;
use crate::text::Text;

pub(crate) use hours::day;
pub use read::read_calendar;
pub use search::HORIZON_DAYS;

/// A span of local time within a day, the end excluded: `09:00–13:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The first moment of work.
    pub from: NaiveTime,
    /// The first moment after it; `00:00` is the midnight with which the day ends.
    pub to: NaiveTime,
}

/// When work is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its name.
    pub id: CalendarId,
    /// Its title for people.
    pub title: Text,
    /// The intervals of each weekday, Monday first; empty for a day off.
    pub week: [Vec<Interval>; 7],
    /// Days that differ from their weekday: holidays (empty), working Saturdays, short days.
    pub exceptions: BTreeMap<NaiveDate, Vec<Interval>>,
    /// The last day for which exceptions are known.
    pub known_until: Option<NaiveDate>,
}

impl Calendar {
    /// The hours of a day, in order: those of the exception if it is one, else those of its weekday.
    pub fn hours(&self, day: NaiveDate) -> &[Interval] {
        self.exceptions.get(&day).unwrap_or(&self.week[day.weekday().num_days_from_monday() as usize])
    }
}

/// A calendar seen in one time zone.
#[derive(Debug, Clone, Copy)]
pub struct BusinessTime<'a> {
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The zone its hours are local to.
    pub zone: Tz,
}
