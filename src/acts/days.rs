//! Days of a story: `@3 15:00` is the third working day after its origin, at three in the afternoon of the company's zone.

use anyhow::{Context, Result};
use chrono::{DateTime, Days as Span, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use voronka_core::World;
use voronka_definition::calendar::Calendar;

/// How far a story reaches from its origin, in calendar days each way.
const REACH: u64 = 400;

/// The working days around an origin.
#[derive(Debug, Clone)]
pub struct Days {
    days: Vec<NaiveDate>,
    origin: usize,
    zone: Tz,
}

impl Days {
    /// The working days of the company. The origin is this day, or the last working day before it.
    pub fn around(origin: NaiveDate, world: &World) -> Result<Self> {
        let organisation = &world.organisation;
        let calendar = world.calendars.get(&organisation.calendar).context("the company's calendar is not loaded")?;
        let from = origin - Span::new(REACH);
        let days: Vec<NaiveDate> = from.iter_days().take(2 * REACH as usize).filter(|day| works(calendar, *day)).collect();
        let origin = days.iter().rposition(|day| *day <= origin).context("the company's calendar has no working day")?;
        Ok(Self { days, origin, zone: organisation.time_zone })
    }

    /// The zone of the company.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The working day so many after the origin.
    pub fn day(&self, number: i64) -> Result<NaiveDate> {
        let place = usize::try_from(self.origin as i64 + number).ok();
        place.and_then(|place| self.days.get(place)).copied().with_context(|| format!("@{number} is too far away"))
    }

    /// The moment of `@3 15:00`.
    pub fn moment(&self, written: &str) -> Result<DateTime<Utc>> {
        let (day, time) = written.split_once(' ').with_context(|| format!("expected `@3 15:00`, found `{written}`"))?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").with_context(|| format!("expected a time, found `{time}`"))?;
        let local = self.date(day)?.and_time(time);
        let moment = self.zone.from_local_datetime(&local).earliest();
        Ok(moment.with_context(|| format!("{local} does not exist in {}", self.zone))?.to_utc())
    }

    /// The day of `@3`.
    pub fn date(&self, written: &str) -> Result<NaiveDate> {
        let number = written.strip_prefix('@').and_then(|number| number.parse().ok());
        self.day(number.with_context(|| format!("expected `@3`, found `{written}`"))?)
    }
}

fn works(calendar: &Calendar, day: NaiveDate) -> bool {
    !calendar.hours(day).is_empty()
}
