//! Counting by walking from span to span, day after day: what the index has to agree with.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::BusinessTime;
use super::search::{HORIZON_DAYS, Span};

impl BusinessTime<'_> {
    pub(super) fn walk_later(&self, at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let (mut left, mut reached) = (time, at);
        let days = (self.date(at) - Days::new(1)).iter_days().take(HORIZON_DAYS as usize);
        for span in days.flat_map(|day| self.spans(day)).filter(|span| span.to > at) {
            if left.is_zero() {
                break;
            }
            let from = span.from.max(at);
            let taken = left.min(span.to - from);
            (left, reached) = (left - taken, from + taken);
        }
        reached
    }

    pub(super) fn walk_earlier(&self, at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        let (mut left, mut reached) = (time, at);
        let days = std::iter::successors(Some(self.date(at) + Days::new(1)), NaiveDate::pred_opt).take(HORIZON_DAYS as usize);
        for span in days.flat_map(|day| self.spans(day).rev()).filter(|span| span.from < at) {
            if left.is_zero() {
                break;
            }
            let to = span.to.min(at);
            let taken = left.min(to - span.from);
            (left, reached) = (left - taken, to - taken);
        }
        reached
    }

    pub(super) fn walk_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let days = (self.date(from) - Days::new(1)).iter_days().take_while(|day| *day <= self.date(to) + Days::new(1));
        let length = |span: Span| (span.to.min(to) - span.from.max(from)).max(TimeDelta::zero());
        days.flat_map(|day| self.spans(day)).map(length).sum()
    }

    /// The same time of day on the working day with this number, met one after another.
    pub(super) fn walk_days(&self, at: DateTime<Utc>, number: usize) -> DateTime<Utc> {
        let Some(start) = self.opening(at) else { return at };
        let days = start.day.iter_days().skip(1).filter(|day| self.is_working_day(*day)).take(number);
        let time = self.time_of_day(start.day, start.at);
        days.last().and_then(|day| self.at_time_of_day(day, time)).unwrap_or(start.at)
    }
}
