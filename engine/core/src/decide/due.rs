//! Due: a formula of a moment becomes a moment.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use voronka_definition::Value;
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::Moment;
use voronka_definition::name::PersonId;

use crate::decide::Draft;
use crate::decide::items::At;
use crate::sight::Sight;

impl Draft<'_> {
    /// What expressions see now, from where this token stands.
    pub(crate) fn sight(&self, at: At) -> Sight<'_> {
        let item = at.and_then(|token| self.item_at(token));
        let fields = self.item_fields(at);
        Sight { case: &self.case, item, fields, answers: None, world: self.setting.world, actor: self.actor(), now: self.now() }
    }

    /// The working time of a person in this process.
    pub(crate) fn business_time(&self, person: &PersonId) -> BusinessTime<'_> {
        self.world().business_time_in(person, self.process.calendar.as_ref(), self.case.direction())
    }

    /// When work by this formula is due for this person. What gives nothing or has passed becomes the end of the working day.
    pub(crate) fn due(&self, formula: &Moment, person: &PersonId, at: At) -> DateTime<Utc> {
        let time = self.business_time(person);
        let due = self.moment(formula, &time, at).filter(|due| *due >= self.now());
        due.unwrap_or_else(|| time.end_of_business_day(self.now()))
    }

    /// The moment a formula gives; `None` where a field it reads is empty.
    pub(crate) fn moment(&self, formula: &Moment, time: &BusinessTime<'_>, at: At) -> Option<DateTime<Utc>> {
        match formula {
            Moment::Now => Some(self.now()),
            Moment::In(period) => Some(time.add(self.now(), *period)),
            Moment::At(expr) => match expr.eval(&self.sight(at))? {
                Value::Datetime(at) => Some(at),
                Value::Date(day) => Some(time.end_of_business_day(start_of(day, time.zone))),
                _ => None,
            },
            Moment::Before(period, moment) => Some(time.subtract(self.moment(moment, time, at)?, *period)),
            Moment::After(period, moment) => Some(time.add(self.moment(moment, time, at)?, *period)),
            Moment::EndOfBusinessDay => Some(time.end_of_business_day(self.now())),
            Moment::Else(first, second) => self.moment(first, time, at).or_else(|| self.moment(second, time, at)),
        }
    }
}

/// The first moment of a day in a zone; where midnight does not exist there, the same moment of UTC.
fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}
