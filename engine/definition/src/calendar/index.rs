//! What makes counting fast: the working time of a year in a zone as moments in order, with running sums.
//!
//! A year is laid out when it is first asked for and kept with its calendar, so that a count is a few searches, however many days
//! it spans. Years far away are laid out each time.

use std::collections::HashMap;
use std::ops::{Deref, RangeInclusive};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{BusinessTime, Calendar};

/// The years that are kept.
const KEPT: RangeInclusive<i32> = 1970..=2099;

/// A span of working time in microseconds since 1970, the end excluded; never empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
}

/// The working time of one year: of the days that the calendar counts in it.
#[derive(Debug)]
pub(super) struct Year {
    /// In order, none overlapping another.
    pub(super) spans: Vec<Span>,
    /// How much work lies before each span, and in the end of all; one more than there are spans.
    pub(super) sums: Vec<i64>,
    /// The working days, each with the place of its first span.
    pub(super) days: Vec<(NaiveDate, usize)>,
}

impl Year {
    fn of(time: BusinessTime<'_>, year: i32) -> Self {
        let mut made = Self { spans: Vec::new(), sums: vec![0], days: Vec::new() };
        let first = NaiveDate::from_yo_opt(year, 1).into_iter();
        for day in first.flat_map(|first| first.iter_days()).take_while(|day| chrono::Datelike::year(day) == year) {
            let before = made.spans.len();
            made.spans.extend(time.spans(day).map(|span| Span { from: micros(span.from), to: micros(span.to) }));
            if made.spans.len() > before {
                made.days.push((day, before));
            }
        }
        let mut sum = 0;
        made.sums.extend(made.spans.iter().map(|span| {
            sum += span.to - span.from;
            sum
        }));
        made
    }

    /// The work of the whole year.
    pub(super) fn total(&self) -> i64 {
        self.sums[self.spans.len()]
    }

    /// The work up to this moment.
    pub(super) fn before(&self, at: i64) -> i64 {
        let begun = self.spans.partition_point(|span| span.from < at);
        begun.checked_sub(1).map_or(0, |last| self.sums[last] + at.min(self.spans[last].to) - self.spans[last].from)
    }

    /// The working day that a span belongs to.
    pub(super) fn day_of(&self, span: usize) -> NaiveDate {
        self.days[self.days.partition_point(|(_, first)| *first <= span) - 1].0
    }

    /// The last span of the day that a span belongs to.
    pub(super) fn last_of_day(&self, span: usize) -> Span {
        let next = self.days.partition_point(|(_, first)| *first <= span);
        self.spans[self.days.get(next).map_or(self.spans.len(), |(_, first)| *first) - 1]
    }
}

/// The years of one zone.
#[derive(Debug)]
struct Years(Vec<OnceLock<Box<Year>>>);

impl Default for Years {
    fn default() -> Self {
        Self(KEPT.map(|_| OnceLock::new()).collect())
    }
}

/// What a calendar keeps. It is no part of what the calendar says: copies begin without it, and all are equal.
#[derive(Default)]
pub(super) struct Cache(RwLock<HashMap<Tz, Arc<Years>>>);

impl Cache {
    fn of(&self, zone: Tz) -> Arc<Years> {
        if let Some(years) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&zone) {
            return Arc::clone(years);
        }
        Arc::clone(self.0.write().unwrap_or_else(PoisonError::into_inner).entry(zone).or_default())
    }
}

impl Clone for Cache {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Cache {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Cache {}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}

/// A calendar in a zone, ready to be counted in.
pub(super) struct Index<'a> {
    time: BusinessTime<'a>,
    years: Arc<Years>,
}

impl<'a> Index<'a> {
    pub(super) fn of(time: BusinessTime<'a>) -> Self {
        let calendar: &Calendar = time.calendar;
        Self { time, years: calendar.index.of(time.zone) }
    }

    pub(super) fn year(&self, year: i32) -> Held<'_> {
        let place = usize::try_from(year - KEPT.start()).ok().and_then(|place| self.years.0.get(place));
        match place {
            Some(kept) => Held::Kept(kept.get_or_init(|| Box::new(Year::of(self.time, year)))),
            None => Held::Made(Box::new(Year::of(self.time, year))),
        }
    }
}

/// A year that is kept, or one that was made for this time only.
pub(super) enum Held<'a> {
    Kept(&'a Year),
    Made(Box<Year>),
}

impl Deref for Held<'_> {
    type Target = Year;

    fn deref(&self) -> &Year {
        match self {
            Held::Kept(year) => year,
            Held::Made(year) => year,
        }
    }
}

/// A moment as the index has it.
pub(super) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// And back.
pub(super) fn moment(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}
