//! Counting in working time: adding and subtracting periods, measuring the time between two moments.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};

use super::BusinessTime;
use super::index::{Held, Index, micros, moment};
use super::search::{Anchor, HORIZON_DAYS, reachable};
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
        let index = Index::of(*self);
        let last = self.years_back(to).next().unwrap_or_default();
        let years = self.years_from(from).take_while(|year| *year <= last).map(|year| index.year(year));
        TimeDelta::microseconds(years.map(|year| year.before(micros(to)) - year.before(micros(from))).sum())
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
        // Days before yesterday are over by then whatever the clocks did, and those after tomorrow are not.
        let today = self.date(to);
        let over = today - Days::new(2);
        let open = (-1..=1).map(|days| today + TimeDelta::days(days)).filter(|day| *day > start.day);
        let ended = open.filter_map(|day| self.at_time_of_day(day, time)).filter(|end| *end <= to);
        self.working_days(start.day, over) + i64::try_from(ended.count()).unwrap_or(i64::MAX)
    }

    /// How many working days lie after the first day, up to the second and with it.
    fn working_days(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        let index = Index::of(*self);
        let years = (first.year()..=last.year()).take(HORIZON_DAYS as usize / 365).map(|year| index.year(year));
        let count = |year: Held<'_>| {
            let up_to = |day| year.days.partition_point(|(other, _)| *other <= day);
            up_to(last).saturating_sub(up_to(first))
        };
        i64::try_from(years.map(count).sum::<usize>()).unwrap_or(i64::MAX)
    }

    /// The moment by which this much working time has passed.
    pub fn add_time(&self, at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        reachable(self.working_time_later(reachable(at), bounded(time.max(TimeDelta::zero()))))
    }

    fn days_later(&self, at: DateTime<Utc>, days: i64) -> DateTime<Utc> {
        if days == 0 {
            return at;
        }
        to_utc(self.zone, to_local(self.zone, at) + TimeDelta::days(days))
    }

    fn working_time_later(&self, at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let (mut left, mut reached, at) = (length_of(time), micros(at), micros(at));
        let index = Index::of(*self);
        for year in self.years_from(moment(at)).take_while(|_| time > TimeDelta::zero()) {
            let year = index.year(year);
            let next = year.spans.partition_point(|span| span.to <= at);
            let Some(span) = year.spans.get(next) else { continue };
            let wanted = year.sums[next] + (at - span.from).max(0) + left;
            if wanted <= year.total() {
                // What is taken ends with a span, not at the beginning of the next one.
                let last = year.sums.partition_point(|sum| *sum < wanted) - 1;
                return moment(year.spans[last].from + (wanted - year.sums[last]));
            }
            left = wanted - year.total();
            reached = year.spans[year.spans.len() - 1].to;
        }
        moment(reached)
    }

    fn working_time_earlier(&self, at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let (mut left, mut reached, at) = (length_of(time), micros(at), micros(at));
        let index = Index::of(*self);
        for year in self.years_back(moment(at)).take_while(|_| time > TimeDelta::zero()) {
            let year = index.year(year);
            let before = year.before(at);
            if before == 0 {
                continue;
            }
            if left <= before {
                // What is taken back ends where a span begins, not at the end of the one before.
                let wanted = before - left;
                let first = year.sums.partition_point(|sum| *sum <= wanted) - 1;
                return moment(year.spans[first].from + (wanted - year.sums[first]));
            }
            left -= before;
            reached = year.spans[0].from;
        }
        moment(reached)
    }

    fn working_days_later(&self, at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        self.opening(at).map_or(at, |start| self.same_time(start, self.working_day_after(start.day, days)))
    }

    fn working_days_earlier(&self, at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        self.closing(at).map_or(at, |start| self.same_time(start, self.working_day_before(start.day, days)))
    }

    /// The working day with this number after a day; the last there is, where there are fewer. `None` for number 0.
    pub(super) fn working_day_after(&self, day: NaiveDate, number: u32) -> Option<NaiveDate> {
        let (index, mut left, mut found) = (Index::of(*self), number as usize, None);
        for year in (day.year()..).take(HORIZON_DAYS as usize / 365 + 1).take_while(|_| number > 0) {
            let year = index.year(year);
            let later = &year.days[year.days.partition_point(|(other, _)| *other <= day)..];
            if let Some((day, _)) = later.get(left - 1) {
                return Some(*day);
            }
            left -= later.len();
            found = later.last().map(|(day, _)| *day).or(found);
        }
        found
    }

    /// The same, going back.
    pub(super) fn working_day_before(&self, day: NaiveDate, number: u32) -> Option<NaiveDate> {
        let (index, mut left, mut found) = (Index::of(*self), number as usize, None);
        let years = (0..=HORIZON_DAYS as i32 / 365).map(|back| day.year() - back);
        for year in years.take_while(|_| number > 0) {
            let year = index.year(year);
            let earlier = &year.days[..year.days.partition_point(|(other, _)| *other < day)];
            if let Some(place) = earlier.len().checked_sub(left) {
                return Some(earlier[place].0);
            }
            left -= earlier.len();
            found = earlier.first().map(|(day, _)| *day).or(found);
        }
        found
    }

    /// The anchor's time of day on another day.
    fn same_time(&self, start: Anchor, day: Option<NaiveDate>) -> DateTime<Utc> {
        let time = self.time_of_day(start.day, start.at);
        day.and_then(|day| self.at_time_of_day(day, time)).unwrap_or(start.at)
    }
}

/// The microseconds of a length of working time.
fn length_of(time: TimeDelta) -> i64 {
    time.num_microseconds().unwrap_or(i64::MAX)
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
        Unit::BusinessMinutes => Length::Working(bounded(TimeDelta::minutes(amount))),
        Unit::BusinessHours => Length::Working(bounded(TimeDelta::hours(amount))),
        Unit::BusinessDays => Length::WorkingDays(period.amount),
    }
}

fn bounded(time: TimeDelta) -> TimeDelta {
    time.min(TimeDelta::days(i64::from(HORIZON_DAYS)))
}
