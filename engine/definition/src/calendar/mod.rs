//! Business calendars and the arithmetic of working time.
//!
//! A [`Calendar`] says when work is done, in the local time of a zone; [`BusinessTime`] is a calendar seen in one zone and
//! counts in it. Laws (tested as properties): hours are additive and invertible on working time, days are monotone.
//!
//! Absent on purpose: the clock. What counts as now is always an argument.

mod compose;
mod count;
mod hours;
mod index;
mod read;
mod search;
mod sheet;
mod steps;
mod variants;
mod zone;

#[cfg(test)]
mod bases;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod russia;
#[cfg(test)]
mod steps_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use serde::Serialize;

use crate::name::CalendarId;
use crate::text::Text;

pub(crate) use hours::day;
pub use read::{read_calendar, read_calendar_among};
pub use search::HORIZON_DAYS;
pub use steps::{Counted, PassedDay, Step};
pub use variants::Spans;

/// The hours of each weekday, Monday first; empty for a day off.
pub type Week = [Vec<Interval>; 7];

/// A day of any year: month and day of the month, from 1.
pub type MonthDay = (u32, u32);

/// A span of local time within a day, the end excluded: `09:00–13:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The first moment of work.
    pub from: NaiveTime,
    /// The first moment after it; `00:00` is the midnight with which the day ends.
    pub to: NaiveTime,
}

impl Interval {
    /// How long it is on a day on which the clocks are not changed.
    pub fn length(self) -> TimeDelta {
        let length = self.to - self.from;
        if self.to == NaiveTime::MIN { length + TimeDelta::days(1) } else { length }
    }
}

/// How a day differs from its weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A day off.
    Off,
    /// It ends earlier.
    Short,
    /// The first half of it is worked.
    Half,
    /// It is worked in full, whatever its weekday.
    Full,
    /// It has hours of its own.
    Hours,
}

/// A day that differs from its weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// How it differs.
    pub kind: DayKind,
    /// When work is done, in order.
    pub hours: Vec<Interval>,
    /// What day it is.
    pub title: Option<Text>,
}

/// When work is done. It does not change once it is made: what is counted is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    id: CalendarId,
    title: Text,
    based_on: Option<CalendarId>,
    week: Week,
    days: BTreeMap<NaiveDate, Day>,
    yearly: BTreeMap<MonthDay, [Option<Day>; 7]>,
    sources: BTreeMap<i32, Text>,
    known_until: Option<NaiveDate>,
    index: index::Cache,
    variants: variants::Variants,
}

impl Calendar {
    /// A calendar in which every week is alike.
    pub fn new(id: impl Into<CalendarId>, title: Text, week: Week) -> Self {
        Self {
            id: id.into(),
            title,
            based_on: None,
            week,
            days: BTreeMap::new(),
            yearly: BTreeMap::new(),
            sources: BTreeMap::new(),
            known_until: None,
            index: index::Cache::default(),
            variants: variants::Variants::default(),
        }
    }

    /// The same calendar with these days that differ, and no others.
    #[must_use]
    pub fn with_days(self, days: BTreeMap<NaiveDate, Day>) -> Self {
        Self { days, index: index::Cache::default(), variants: variants::Variants::default(), ..self }
    }

    /// Its name.
    pub fn id(&self) -> &CalendarId {
        &self.id
    }

    /// Its title for people.
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// The calendar it was made from, by exceptions.
    pub fn based_on(&self) -> Option<&CalendarId> {
        self.based_on.as_ref()
    }

    /// The hours of each weekday.
    pub fn week(&self) -> &Week {
        &self.week
    }

    /// How many minutes of work a working day of the week has; `None` where the days differ, or where there are none.
    pub fn minutes_of_a_day(&self) -> Option<u32> {
        let minutes = |day: &Vec<Interval>| day.iter().map(|interval| interval.length().num_minutes()).sum::<i64>();
        let mut lengths = self.week.iter().map(minutes).filter(|minutes| *minutes > 0);
        let first = lengths.next()?;
        lengths.all(|minutes| minutes == first).then(|| u32::try_from(first).ok()).flatten()
    }

    /// The days of single years that differ from their weekday, in order; those of every year are not among them.
    pub fn days(&self) -> &BTreeMap<NaiveDate, Day> {
        &self.days
    }

    /// Who says what days a year has: a law, a decree.
    pub fn source(&self, year: i32) -> Option<&Text> {
        self.sources.get(&year)
    }

    /// The last day for which the days that differ are known; `None` where they are known for ever.
    pub fn known_until(&self) -> Option<NaiveDate> {
        self.known_until
    }

    /// What is special about a day; `None` for an ordinary one. A day of one year outweighs a day of every year.
    pub fn day(&self, day: NaiveDate) -> Option<&Day> {
        let yearly = || self.yearly.get(&(day.month(), day.day()))?[weekday(day)].as_ref();
        self.days.get(&day).or_else(yearly)
    }

    /// The hours of a day, in order: those of the exception if it is one, else those of its weekday.
    pub fn hours(&self, day: NaiveDate) -> &[Interval] {
        self.day(day).map_or(&self.week[weekday(day)], |day| &day.hours)
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

fn weekday(day: NaiveDate) -> usize {
    day.weekday().num_days_from_monday() as usize
}
