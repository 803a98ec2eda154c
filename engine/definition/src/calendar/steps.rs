//! How a moment was counted, step by step: what is behind «why is it due on Tuesday?».
//!
//! Counting itself is done elsewhere; here the way between the two moments is told. Absent on purpose: words.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Serialize;

use super::search::{Anchor, reachable};
use super::zone::to_utc;
use super::{BusinessTime, DayKind};
use crate::period::{Period, Unit};
use crate::text::Text;

/// What was counted, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Where counting began.
    pub from: DateTime<Utc>,
    /// How much was counted.
    pub period: Period,
    /// Where it ended.
    pub at: DateTime<Utc>,
    /// The way there, in the order it was counted. Going back, each step still runs from the earlier moment to the later one.
    pub steps: Vec<Step>,
}

/// A step of counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Time by the clock on the wall: no calendar was asked.
    Passed {
        /// Its beginning.
        from: DateTime<Utc>,
        /// Its end.
        to: DateTime<Utc>,
    },
    /// Closed time, which does not count.
    Closed {
        /// The closing.
        from: DateTime<Utc>,
        /// The opening.
        to: DateTime<Utc>,
        /// The days that are off from beginning to end.
        days: Vec<PassedDay>,
    },
    /// Working time of one day, or of some ordinary days in a row.
    Worked {
        /// The first moment that was counted.
        from: DateTime<Utc>,
        /// The end of the last.
        to: DateTime<Utc>,
        /// How many days.
        days: u32,
        /// How much working time.
        minutes: i64,
        /// How the day differs from its weekday.
        kind: Option<DayKind>,
        /// What day it is.
        title: Option<Text>,
    },
    /// Working days in a row that were counted.
    Days {
        /// The first.
        from: NaiveDate,
        /// The last.
        to: NaiveDate,
        /// How many.
        days: u32,
    },
    /// The last day has no work at the time of day that was wanted, so that another one is taken.
    Fitted {
        /// The local time that was wanted, in minutes since midnight.
        wanted: i64,
        /// What is taken.
        at: DateTime<Utc>,
        /// How the day differs from its weekday.
        kind: Option<DayKind>,
        /// What day it is.
        title: Option<Text>,
    },
    /// From here on the calendar knows its week only: holidays may still be published.
    Unknown {
        /// The last day that is known.
        known_until: NaiveDate,
    },
}

/// A day that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedDay {
    /// Which.
    pub day: NaiveDate,
    /// What day it is, where it is no mere weekend.
    pub title: Option<Text>,
}

impl BusinessTime<'_> {
    /// [`add`](Self::add), with the way there.
    pub fn explain_add(&self, at: DateTime<Utc>, period: Period) -> Counted {
        let (from, end) = (reachable(at), self.add(at, period));
        let steps = match period.unit {
            Unit::BusinessDays => self.days_forwards(from, period.amount, end),
            _ => self.steps_between(from, end, period),
        };
        Counted { from, period, at: end, steps: self.with_unknown(steps, end) }
    }

    /// [`subtract`](Self::subtract), with the way there.
    pub fn explain_subtract(&self, at: DateTime<Utc>, period: Period) -> Counted {
        let (from, end) = (reachable(at), self.subtract(at, period));
        let steps = match period.unit {
            Unit::BusinessDays => self.days_backwards(from, period.amount, end),
            _ => self.steps_between(end, from, period).into_iter().rev().collect(),
        };
        Counted { from, period, at: end, steps: self.with_unknown(steps, from) }
    }

    /// The way of [`add_time`](Self::add_time).
    pub fn explain_add_time(&self, at: DateTime<Utc>, time: TimeDelta) -> Vec<Step> {
        let (from, end) = (reachable(at), self.add_time(at, time));
        self.with_unknown(if from < end { self.work_between(from, end) } else { Vec::new() }, end)
    }

    fn with_unknown(&self, mut steps: Vec<Step>, latest: DateTime<Utc>) -> Vec<Step> {
        let known_until = self.calendar.known_until().filter(|last| self.date(latest) > *last);
        steps.extend(known_until.map(|known_until| Step::Unknown { known_until }));
        steps
    }

    fn steps_between(&self, low: DateTime<Utc>, high: DateTime<Utc>, period: Period) -> Vec<Step> {
        match period.unit {
            _ if low >= high => Vec::new(),
            Unit::Minutes | Unit::Hours | Unit::Days => vec![Step::Passed { from: low, to: high }],
            _ => self.work_between(low, high),
        }
    }

    /// Worked and closed time between two moments, in order.
    fn work_between(&self, low: DateTime<Utc>, high: DateTime<Utc>) -> Vec<Step> {
        let (mut steps, mut reached, mut was_whole) = (Vec::new(), low, false);
        for day in self.date(low - TimeDelta::days(1)).iter_days().take_while(|day| *day <= self.date(high) + Days::new(1)) {
            let parts = self.spans(day).map(|span| (span.from.max(low), span.to.min(high))).filter(|(from, to)| from < to);
            let parts: Vec<_> = parts.collect();
            let (Some((from, _)), Some((_, to))) = (parts.first().copied(), parts.last().copied()) else { continue };
            if from > reached {
                steps.push(self.closed(reached, from));
            }
            let minutes = parts.iter().map(|(from, to)| *to - *from).sum::<TimeDelta>().num_minutes();
            let special = self.calendar.day(day);
            let (kind, title) = (special.map(|day| day.kind), special.and_then(|day| day.title.clone()));
            let is_whole = self.is_whole(day, from, to);
            steps.push(Step::Worked { from, to, days: 1, minutes, kind, title });
            if is_whole && was_whole {
                join(&mut steps);
            }
            (reached, was_whole) = (to, is_whole);
        }
        if reached < high {
            steps.push(self.closed(reached, high));
        }
        steps
    }

    fn is_whole(&self, day: NaiveDate, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
        let (first, last) = (self.spans(day).next(), self.spans(day).next_back());
        first.is_some_and(|span| span.from == from) && last.is_some_and(|span| span.to == to)
    }

    /// Closed time with the whole days in it.
    fn closed(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Step {
        Step::Closed { from, to, days: self.off_between(self.date(from), self.date(to)) }
    }

    /// The days off from one day to another, both included.
    fn off_between(&self, first: NaiveDate, last: NaiveDate) -> Vec<PassedDay> {
        let days = first.iter_days().take_while(|day| *day <= last).filter(|day| !self.is_working_day(*day));
        let title = |day| self.calendar.day(day).and_then(|day| day.title.clone());
        days.map(|day| PassedDay { day, title: title(day) }).collect()
    }

    fn days_forwards(&self, from: DateTime<Utc>, number: u32, end: DateTime<Utc>) -> Vec<Step> {
        let Some(start) = self.opening(from) else { return Vec::new() };
        let waited = (start.at > from).then(|| self.closed(from, start.at));
        let last = self.working_day_after(start.day, number);
        let ordered = start.day.iter_days().skip(1).take_while(|day| last.is_some_and(|last| *day <= last));
        self.steps_of_days(start, waited, ordered.collect(), end)
    }

    fn days_backwards(&self, from: DateTime<Utc>, number: u32, end: DateTime<Utc>) -> Vec<Step> {
        let Some(start) = self.closing(from) else { return Vec::new() };
        let waited = (start.at < from).then(|| self.closed(start.at, from));
        let first = self.working_day_before(start.day, number);
        let earlier = std::iter::successors(start.day.pred_opt(), NaiveDate::pred_opt);
        let ordered = earlier.take_while(|day| first.is_some_and(|first| *day >= first));
        self.steps_of_days(start, waited, ordered.collect(), end)
    }

    fn steps_of_days(&self, start: Anchor, waited: Option<Step>, ordered: Vec<NaiveDate>, end: DateTime<Utc>) -> Vec<Step> {
        let mut steps = Vec::from_iter(waited);
        let fitted = ordered.last().and_then(|last| self.fitted(self.time_of_day(start.day, start.at), *last, end));
        self.counted_days(&ordered, &mut steps);
        steps.extend(fitted);
        steps
    }

    /// Working days that were counted, and the days off among them, in this order.
    fn counted_days(&self, ordered: &[NaiveDate], steps: &mut Vec<Step>) {
        for run in ordered.chunk_by(|one, next| self.is_working_day(*one) == self.is_working_day(*next)) {
            let (from, to) = (run[0].min(run[run.len() - 1]), run[0].max(run[run.len() - 1]));
            if self.is_working_day(from) {
                steps.push(Step::Days { from, to, days: u32::try_from(run.len()).unwrap_or(u32::MAX) });
            } else {
                let days = self.off_between(from, to);
                let midnight = |day: NaiveDate| to_utc(self.zone, day.and_time(NaiveTime::MIN));
                steps.push(Step::Closed { from: midnight(from), to: midnight(to + Days::new(1)), days });
            }
        }
    }

    /// Whether the last day has no work at the time of day that was wanted.
    fn fitted(&self, time: TimeDelta, day: NaiveDate, at: DateTime<Utc>) -> Option<Step> {
        let special = self.calendar.day(day);
        let (kind, title) = (special.map(|day| day.kind), special.and_then(|day| day.title.clone()));
        let is_other = self.time_of_day(day, at) != time;
        is_other.then(|| Step::Fitted { wanted: time.num_minutes(), at, kind, title })
    }
}

/// Ordinary whole days that follow one another become one step.
fn join(steps: &mut Vec<Step>) {
    let [
        ..,
        Step::Worked { to, days, minutes, kind: None, .. },
        Step::Closed { days: off, .. },
        Step::Worked { to: later, minutes: more, kind: None, .. },
    ] = &mut steps[..]
    else {
        return;
    };
    if off.is_empty() {
        (*to, *days, *minutes) = (*later, *days + 1, *minutes + *more);
        steps.truncate(steps.len() - 2);
    }
}
