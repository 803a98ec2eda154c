//! Due: a formula of a moment becomes a moment.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use voronka_definition::Value;
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::{Moment, TaskKind};
use voronka_definition::name::PersonId;

use crate::case::Holder;
use crate::decide::Draft;
use crate::decide::items::At;
use crate::sight::Sight;

/// By whose working time a formula counts, from which moment and from where it is looked at.
#[derive(Debug)]
pub(crate) struct Counting<'t> {
    pub time: BusinessTime<'t>,
    pub from: DateTime<Utc>,
    pub at: At,
}

impl Draft<'_> {
    /// What expressions see now, from where this token stands.
    pub(crate) fn sight(&self, at: At) -> Sight<'_> {
        let item = at.and_then(|token| self.item_at(token));
        let fields = self.item_fields(at);
        Sight { case: &self.case, item, fields, answers: None, world: self.setting.world, actor: self.actor(), now: self.now() }
    }

    /// The working time in which work of a person is counted in this process: past the days on which he is away and keeps his tasks.
    pub(crate) fn business_time(&self, person: &PersonId) -> BusinessTime<'_> {
        self.business_time_for(person, None)
    }

    /// The same for work of this kind: a visa stays with who is away also where his deputy must not have it.
    pub(crate) fn business_time_for(&self, person: &PersonId, kind: Option<TaskKind>) -> BusinessTime<'_> {
        let may = |deputy: &PersonId| self.may_stand_in(deputy, kind);
        self.world().own_time_in(person, self.process.calendar.as_ref(), self.case.direction(), may)
    }

    /// The same for whoever has it: what several may take is put off by nobody's absence alone.
    pub(crate) fn business_time_of(&self, holder: &Holder, kind: Option<TaskKind>) -> BusinessTime<'_> {
        let may = |deputy: &PersonId| self.may_stand_in(deputy, kind);
        let (calendar, direction) = (self.process.calendar.as_ref(), self.case.direction());
        let shared = self.world().shared_time_in(holder.candidates(), calendar, direction, may);
        shared.unwrap_or_else(|| self.business_time_for(holder.assignee().unwrap_or(&self.case.owner), kind))
    }

    /// From where a formula counts that begins to count now, for work of this kind.
    pub(crate) fn counting(&self, person: &PersonId, kind: Option<TaskKind>, at: At) -> Counting<'_> {
        Counting { time: self.business_time_for(person, kind), from: self.now(), at }
    }

    /// What a formula gives for work; where it gives nothing, the end of the working day from which it counts.
    pub(crate) fn given(&self, formula: &Moment, counting: &Counting<'_>) -> DateTime<Utc> {
        let given = self.moment(formula, counting);
        given.unwrap_or_else(|| counting.time.end_of_business_day(counting.from))
    }

    /// Whether the field that a formula reads says when, and not what stands in for it; always, where it reads none.
    pub(crate) fn is_said(&self, formula: &Moment, counting: &Counting<'_>) -> bool {
        match formula {
            Moment::At(_) => self.moment(formula, counting).is_some(),
            Moment::Before(_, moment) | Moment::After(_, moment) => self.is_said(moment, counting),
            Moment::Else(first, second) => self.is_said(first, counting) || reads_any(second) && self.is_said(second, counting),
            Moment::Now | Moment::In(_) | Moment::EndOfBusinessDay => true,
        }
    }

    /// The moment a formula gives; `None` where a field it reads is empty.
    pub(crate) fn moment(&self, formula: &Moment, counting: &Counting<'_>) -> Option<DateTime<Utc>> {
        let Counting { time, from, at } = counting;
        match formula {
            Moment::Now => Some(*from),
            Moment::In(period) => Some(time.add(*from, *period)),
            Moment::At(expr) => match expr.eval(&Sight { now: *from, ..self.sight(*at) })? {
                Value::Datetime(at) => Some(at),
                Value::Date(day) => Some(time.end_of_business_day(start_of(day, time.zone))),
                _ => None,
            },
            Moment::Before(period, moment) => Some(time.subtract(self.moment(moment, counting)?, *period)),
            Moment::After(period, moment) => Some(time.add(self.moment(moment, counting)?, *period)),
            Moment::EndOfBusinessDay => Some(time.end_of_business_day(*from)),
            Moment::Else(first, second) => self.moment(first, counting).or_else(|| self.moment(second, counting)),
        }
    }
}

/// The first moment of a day in a zone; where midnight does not exist there, the same moment of UTC.
fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

/// Whether a formula reads a field.
fn reads_any(formula: &Moment) -> bool {
    match formula {
        Moment::At(_) => true,
        Moment::Before(_, moment) | Moment::After(_, moment) => reads_any(moment),
        Moment::Else(first, second) => reads_any(first) || reads_any(second),
        Moment::Now | Moment::In(_) | Moment::EndOfBusinessDay => false,
    }
}
