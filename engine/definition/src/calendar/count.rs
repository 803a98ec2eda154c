//! Counting in working time: adding and subtracting periods, measuring the time between two moments.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::BusinessTime;
use super::search::{Anchor, HORIZON_DAYS, days_after, days_before, reachable};
use super::zone::{to_local, to_utc};
use crate::period::{Period, Unit};

impl BusinessTime<'_> {
    /// The moment that lies this period later.
    ///
    /// - Minutes and hours pass as on a stop-watch. Days keep the local time of day.
    /// - Business minutes and hours are taken from working time; what ends with the day ends at its closing, not at the next
    ///   opening. None of them leaves the moment as it is.
    /// - Business days: from non-working time to the next opening; then the same local time of day that many working days
    ///   later, cut back to the last moment of work up to it. Should that day open later, its opening.
    ///
    /// Moments are cut to microseconds. A period beyond [`HORIZON_DAYS`] ends there.
    pub fn add(&self, at: DateTime<Utc>, period: Period) -> DateTime<Utc> {
        let at = reachable(at);
        reachable(match length(period) {
            Length::Elapsed(time) => at + time,
            Length::Days(days) => self.days_later(at, i64::from(days)),
            Length::Working(time) => self.working_time_later(at, time),
            Length::WorkingDays(days) => self.working_days_later(at, days),
        })
    }

    /// The moment that lies this period earlier: the mirror of [`add`](Self::add).
    ///
    /// Business hours that reach back to an opening end there, not at the closing before. Business days are counted back from
    /// the last closing where the moment itself is not working time.
    pub fn subtract(&self, at: DateTime<Utc>, period: Period) -> DateTime<Utc> {
        let at = reachable(at);
        reachable(match length(period) {
            Length::Elapsed(time) => at - time,
            Length::Days(days) => self.days_later(at, -i64::from(days)),
            Length::Working(time) => self.working_time_earlier(at, time),
            Length::WorkingDays(days) => self.working_days_earlier(at, days),
        })
    }

    /// The working time from one moment to another; negative if the second is the earlier one.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let (from, to) = (reachable(from), reachable(to));
        if to < from {
            return -self.between(to, from);
        }
        let spans = self.days_from(from).flat_map(|day| self.spans(day)).take_while(|span| span.from < to);
        spans.map(|span| (span.to.min(to) - span.from.max(from)).max(TimeDelta::zero())).sum()
    }

    /// How many business days have passed in full from one moment to another: the greatest number that, added to the first,
    /// does not go past the second. Negative if the second is the earlier one.
    pub fn business_days_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        let (from, to) = (reachable(from), reachable(to));
        if to < from {
            return -self.business_days_between(to, from);
        }
        let Some(start) = self.opening(from) else { return 0 };
        let time = self.time_of_day(start.day, start.at);
        let ends = days_after(start.day).filter_map(|day| self.at_time_of_day(day, time));
        let passed = ends.take_while(|end| *end <= to);
        i64::try_from(passed.count()).unwrap_or(i64::MAX)
    }

    fn days_later(&self, at: DateTime<Utc>, days: i64) -> DateTime<Utc> {
        if days == 0 {
            return at;
        }
        to_utc(self.zone, to_local(self.zone, at) + TimeDelta::days(days))
    }

    fn working_time_later(&self, at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let (mut left, mut reached) = (time, at);
        for span in self.days_from(at).flat_map(|day| self.spans(day)).filter(|span| span.to > at) {
            if left.is_zero() {
                break;
            }
            let from = span.from.max(at);
            let taken = left.min(span.to - from);
            (left, reached) = (left - taken, from + taken);
        }
        reached
    }

    fn working_time_earlier(&self, at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let (mut left, mut reached) = (time, at);
        for span in self.days_back(at).flat_map(|day| self.spans(day).rev()).filter(|span| span.from < at) {
            if left.is_zero() {
                break;
            }
            let to = span.to.min(at);
            let taken = left.min(to - span.from);
            (left, reached) = (left - taken, to - taken);
        }
        reached
    }

    fn working_days_later(&self, at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        self.opening(at).map_or(at, |start| self.same_time(start, days, days_after(start.day)))
    }

    fn working_days_earlier(&self, at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        self.closing(at).map_or(at, |start| self.same_time(start, days, days_before(start.day)))
    }

    /// The anchor's time of day on the working day with this number, among days in the order they are met.
    fn same_time(&self, start: Anchor, days: u32, candidates: impl Iterator<Item = NaiveDate>) -> DateTime<Utc> {
        if days == 0 {
            return start.at;
        }
        let days = days.min(HORIZON_DAYS) as usize;
        let day = candidates.filter(|day| self.is_working_day(*day)).take(days).last();
        let time = self.time_of_day(start.day, start.at);
        day.and_then(|day| self.at_time_of_day(day, time)).unwrap_or(start.at)
    }
}

/// A period, by the way it is counted.
enum Length {
    Elapsed(TimeDelta),
    Days(u32),
    Working(TimeDelta),
    WorkingDays(u32),
}

fn length(period: Period) -> Length {
    let amount = i64::from(period.amount);
    match period.unit {
        Unit::Minutes => Length::Elapsed(bounded(TimeDelta::minutes(amount))),
        Unit::Hours => Length::Elapsed(bounded(TimeDelta::hours(amount))),
        Unit::Days => Length::Days(period.amount.min(HORIZON_DAYS)),
        Unit::BusinessMinutes => Length::Working(TimeDelta::minutes(amount)),
        Unit::BusinessHours => Length::Working(TimeDelta::hours(amount)),
        Unit::BusinessDays => Length::WorkingDays(period.amount),
    }
}

fn bounded(time: TimeDelta) -> TimeDelta {
    time.min(TimeDelta::days(i64::from(HORIZON_DAYS)))
}
