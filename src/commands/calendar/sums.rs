//! Sums of a calendar over days: how many are worked, and how long.

use chrono::{Datelike, NaiveDate, TimeDelta};
use voronka_definition::calendar::{Calendar, Day, DayKind, Interval};

/// The sums of some days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// All of them.
    pub days: u32,
    /// Those with work.
    pub working: u32,
    /// Those among them that are shorter than usual.
    pub short: u32,
    /// How long is worked.
    pub time: TimeDelta,
}

impl Sums {
    /// Of these months of a year, from 1.
    pub fn of(calendar: &Calendar, year: i32, months: std::ops::RangeInclusive<u32>) -> Self {
        let mut sums = Self::default();
        for day in days_of(year).filter(|day| months.contains(&day.month())) {
            let hours = calendar.hours(day);
            sums.days += 1;
            sums.working += u32::from(!hours.is_empty());
            sums.short += u32::from(calendar.day(day).is_some_and(is_short));
            sums.time += length(hours);
        }
        sums
    }
}

/// The days of a year.
pub fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    first.into_iter().flat_map(|first| first.iter_days()).take_while(move |day| day.year() == year)
}

/// Whether a day ends earlier than usual.
pub fn is_short(day: &Day) -> bool {
    matches!(day.kind, DayKind::Short | DayKind::Half)
}

/// How long these hours are.
pub fn length(hours: &[Interval]) -> TimeDelta {
    hours.iter().map(|span| span.length()).sum()
}
