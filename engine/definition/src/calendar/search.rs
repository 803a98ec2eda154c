//! Where working time lies: open and closed moments, the next and the previous of them, working days.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, Utc};

use super::index::{Index, micros, moment};
use super::zone::{to_local, to_utc};
use super::{BusinessTime, Interval};

/// How many days a search or a count looks ahead, some 110 years. What would lie beyond is not found; a period that long
/// ends where the search ends.
pub const HORIZON_DAYS: u32 = 40_000;

/// The same in years.
const HORIZON_YEARS: i32 = 110;

/// The year 1 begins.
const EARLIEST: DateTime<Utc> = DateTime::from_timestamp(-62_135_596_800, 0).expect("within the range of moments");
/// The year 9999 begins.
const LATEST: DateTime<Utc> = DateTime::from_timestamp(253_370_764_800, 0).expect("within the range of moments");

/// A span of working time, the end excluded; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
}

/// A moment of working time with the working day it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) day: NaiveDate,
    pub(super) at: DateTime<Utc>,
}

impl BusinessTime<'_> {
    /// Whether work is done at this moment.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.opening(at).is_some_and(|anchor| anchor.at == reachable(at))
    }

    /// Whether work is done at some moment of this day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.spans(day).next().is_some()
    }

    /// The working time of a day.
    pub fn working_time_of(&self, day: NaiveDate) -> TimeDelta {
        self.spans(day).map(|span| span.to - span.from).sum()
    }

    /// The first open moment from this one on: the moment itself while work is done.
    ///
    /// A calendar without working time within [`HORIZON_DAYS`], which no reader lets through, leaves the moment as it is.
    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.opening(at).map_or(reachable(at), |anchor| anchor.at)
    }

    /// The last moment up to this one at which work is done or has just ended: the moment itself while work is done, else the
    /// closing before it.
    ///
    /// A calendar without working time within [`HORIZON_DAYS`], which no reader lets through, leaves the moment as it is.
    pub fn prev_closing(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.closing(at).map_or(reachable(at), |anchor| anchor.at)
    }

    /// The end of the current business day; of the next one, if nothing of it is left.
    pub fn end_of_business_day(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let at = reachable(at);
        let index = Index::of(*self);
        let ends = self.years_from(at).find_map(|year| {
            let year = index.year(year);
            let next = year.spans.partition_point(|span| span.to <= micros(at));
            (next < year.spans.len()).then(|| year.last_of_day(next).to)
        });
        ends.map_or(at, moment)
    }

    /// The day it is at this moment in the zone.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        reachable(at).with_timezone(&self.zone).date_naive()
    }

    pub(super) fn opening(&self, at: DateTime<Utc>) -> Option<Anchor> {
        let at = reachable(at);
        let index = Index::of(*self);
        self.years_from(at).find_map(|year| {
            let year = index.year(year);
            let next = year.spans.partition_point(|span| span.to <= micros(at));
            let span = year.spans.get(next)?;
            Some(Anchor { day: year.day_of(next), at: at.max(moment(span.from)) })
        })
    }

    pub(super) fn closing(&self, at: DateTime<Utc>) -> Option<Anchor> {
        let at = reachable(at);
        let index = Index::of(*self);
        self.years_back(at).find_map(|year| {
            let year = index.year(year);
            let last = year.spans.partition_point(|span| span.from <= micros(at)).checked_sub(1)?;
            Some(Anchor { day: year.day_of(last), at: at.min(moment(year.spans[last].to)) })
        })
    }

    /// The years in whose days a moment or what follows it can lie: its own, or the one that ended the day before.
    pub(super) fn years_from(&self, at: DateTime<Utc>) -> impl Iterator<Item = i32> + use<> {
        let first = (self.date(at) - Days::new(1)).year();
        first..=first + HORIZON_YEARS
    }

    /// The years in whose days a moment or what precedes it can lie, the latest first. The next day counts: where clocks are put
    /// back from after midnight to before it, the hours that run again belong to the day that had begun.
    pub(super) fn years_back(&self, at: DateTime<Utc>) -> impl Iterator<Item = i32> + use<> {
        let last = (self.date(at) + Days::new(1)).year();
        (last - HORIZON_YEARS..=last).rev()
    }

    /// The working time of a day, in order.
    pub(super) fn spans(&self, day: NaiveDate) -> impl DoubleEndedIterator<Item = Span> {
        let zone = self.zone;
        self.calendar.hours(day).iter().filter_map(move |interval| {
            let span = Span { from: to_utc(zone, day.and_time(interval.from)), to: to_utc(zone, end(day, *interval)) };
            (span.from < span.to).then_some(span)
        })
    }

    /// The moment of a day at this distance from its local midnight, moved into working time: to the opening if that is later,
    /// else back to the last moment of work.
    pub(super) fn at_time_of_day(&self, day: NaiveDate, time: TimeDelta) -> Option<DateTime<Utc>> {
        let at = to_utc(self.zone, midnight(day).checked_add_signed(time)?);
        let before = self.spans(day).rfind(|span| span.from <= at).map(|span| at.min(span.to));
        before.or_else(|| self.spans(day).next().map(|first| first.from))
    }

    /// How far a moment lies from the local midnight with which the day began.
    pub(super) fn time_of_day(&self, day: NaiveDate, at: DateTime<Utc>) -> TimeDelta {
        to_local(self.zone, at) - midnight(day)
    }
}

/// The moment cut to microseconds and held within the years 1 to 9998, where nothing here can overflow.
pub(super) fn reachable(at: DateTime<Utc>) -> DateTime<Utc> {
    at.clamp(EARLIEST, LATEST).trunc_subsecs(6)
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

fn end(day: NaiveDate, interval: Interval) -> NaiveDateTime {
    if interval.to == NaiveTime::MIN { midnight(day) + TimeDelta::days(1) } else { day.and_time(interval.to) }
}
