//! Whose working time counts, and in which zone.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use voronka_definition::Text;
use voronka_definition::calendar::{BusinessTime, Calendar, Interval};
use voronka_definition::name::{CalendarId, DirectionId, PersonId};

use super::World;

/// What stands in for a calendar that is not there, so that nothing here can fail: every hour is working time. A world with
/// [missing calendars](World::missing_calendars) is not to be used.
static ROUND_THE_CLOCK: LazyLock<Calendar> = LazyLock::new(|| {
    let week = std::array::from_fn(|_| vec![Interval { from: NaiveTime::MIN, to: NaiveTime::MIN }]);
    Calendar::new("round_the_clock", Text::both("Круглосуточно", "Round the clock"), week)
});

/// What a day is called on which a person is away.
static ABSENT: LazyLock<Text> = LazyLock::new(|| Text::both("отсутствие", "absence"));

/// What a person and his departments, the nearest first, say of where he works: his zone, and the calendar, where it is there.
#[derive(Debug, Clone, Copy, Default)]
struct Place<'a> {
    zone: Option<Tz>,
    calendar: Option<&'a CalendarId>,
}

impl World {
    /// The zone a person works in: his own, his department's or the nearest above it that has one, else the organisation's.
    pub fn zone_of(&self, person: &PersonId) -> Tz {
        self.place_of(person).zone.unwrap_or(self.organisation.time_zone)
    }

    /// The working time of a person: by his own calendar, his department's or the nearest above it that has one, the process's,
    /// else the company's.
    pub fn business_time(&self, person: &PersonId, process: Option<&CalendarId>) -> BusinessTime<'_> {
        self.business_time_in(person, process, None)
    }

    /// The same for a task of a deal: that of the deal's direction comes between the department's and the process's. The zone is
    /// found in the same order; a process has none.
    pub fn business_time_in(
        &self,
        person: &PersonId,
        process: Option<&CalendarId>,
        direction: Option<&DirectionId>,
    ) -> BusinessTime<'_> {
        let place = self.place_of(person);
        let chosen = self.calendars.get(self.calendar_at(place, process, direction));
        let of_direction = || self.organisation.directions.get(direction?)?.time_zone;
        let zone = place.zone.or_else(of_direction).unwrap_or(self.organisation.time_zone);
        BusinessTime { calendar: chosen.unwrap_or(&ROUND_THE_CLOCK), zone }
    }

    /// Which calendar that is: of those that are there, the first that is named.
    pub(crate) fn calendar_in<'s>(
        &'s self,
        person: &PersonId,
        process: Option<&'s CalendarId>,
        direction: Option<&DirectionId>,
    ) -> &'s CalendarId {
        self.calendar_at(self.place_of(person), process, direction)
    }

    fn calendar_at<'s>(
        &'s self,
        place: Place<'s>,
        process: Option<&'s CalendarId>,
        direction: Option<&DirectionId>,
    ) -> &'s CalendarId {
        let is_there = |id: &&CalendarId| self.calendars.contains_key(*id);
        let of_direction = || self.organisation.directions.get(direction?)?.calendar.as_ref().filter(is_there);
        let named = place.calendar.or_else(of_direction).or_else(|| process.filter(is_there));
        named.unwrap_or(&self.organisation.calendar)
    }

    /// Where a person works, in one walk upwards: nearly every decision asks for it several times.
    fn place_of(&self, person: &PersonId) -> Place<'_> {
        let Some(person) = self.person(person) else { return Place::default() };
        let is_there = |id: &&CalendarId| self.calendars.contains_key(*id);
        let own = person.calendar.as_ref().filter(is_there);
        let (mut zone, mut above) = (person.time_zone, None);
        for (_, department) in self.departments_from(person.department.as_ref()) {
            if zone.is_some() && (own.is_some() || above.is_some()) {
                break;
            }
            zone = zone.or(department.time_zone);
            above = above.or(department.calendar.as_ref());
        }
        Place { zone, calendar: own.or_else(|| above.filter(is_there)) }
    }

    /// The first moment from this one on at which a person who keeps this time is at work: in his hours, and not away. The
    /// moment of closing is still one.
    pub fn next_at_work(&self, person: &PersonId, time: BusinessTime<'_>, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut at = next_in_hours(time, now);
        for _ in &self.organisation.absences {
            let Some(absence) = self.is_absent(person, at) else { break };
            at = next_in_hours(time, self.bounds(absence).1);
        }
        at
    }

    /// The same with the days closed on which the person is away and keeps what a deputy may have of whom this holds: what he is to
    /// do is counted past them.
    pub fn own_time_in(
        &self,
        person: &PersonId,
        process: Option<&CalendarId>,
        direction: Option<&DirectionId>,
        may: impl Fn(&PersonId) -> bool,
    ) -> BusinessTime<'_> {
        let time = self.business_time_in(person, process, direction);
        BusinessTime { calendar: time.calendar.closed_on(&self.uncovered_days(person, may), &ABSENT), ..time }
    }

    /// The working time in which work is counted that any of several may take: that of the first, past the days on which all of them
    /// are away and nobody stands in. One who is away puts nothing off.
    pub(crate) fn shared_time_in(
        &self,
        people: &[PersonId],
        process: Option<&CalendarId>,
        direction: Option<&DirectionId>,
        may: impl Fn(&PersonId) -> bool,
    ) -> Option<BusinessTime<'_>> {
        let time = self.business_time_in(people.first()?, process, direction);
        let away = people.iter().map(|person| self.uncovered_days(person, &may));
        let closed = away.reduce(|some, others| common(&some, &others)).unwrap_or_default();
        Some(BusinessTime { calendar: time.calendar.closed_on(&closed, &ABSENT), ..time })
    }

    /// The working time of the company as a whole, in its zone.
    pub fn company_time(&self) -> BusinessTime<'_> {
        BusinessTime { calendar: self.company_calendar(), zone: self.organisation.time_zone }
    }

    /// The calendars that the organisation or a process names and that are not there. A world is sound if there are none.
    pub fn missing_calendars(&self) -> BTreeSet<CalendarId> {
        let organisation = &self.organisation;
        let people = organisation.people.values().filter_map(|person| person.calendar.as_ref());
        let departments = organisation.departments.values().filter_map(|department| department.calendar.as_ref());
        let directions = organisation.directions.values().filter_map(|direction| direction.calendar.as_ref());
        let processes = self.processes.values().filter_map(|process| process.calendar.as_ref());
        let named = people.chain(departments).chain(directions).chain(processes).chain([&organisation.calendar]);
        named.filter(|id| !self.calendars.contains_key(*id)).cloned().collect()
    }

    fn company_calendar(&self) -> &Calendar {
        self.calendars.get(&self.organisation.calendar).unwrap_or(&ROUND_THE_CLOCK)
    }
}

/// The days that are in both, as spans with both ends.
fn common(some: &[(NaiveDate, NaiveDate)], others: &[(NaiveDate, NaiveDate)]) -> Vec<(NaiveDate, NaiveDate)> {
    let both = some.iter().flat_map(|one| others.iter().map(move |other| (one.0.max(other.0), one.1.min(other.1))));
    both.filter(|(from, to)| from <= to).collect()
}

/// How long after closing somebody still hears what came at the closing: a timer fires a little after its moment, and is no different for
/// that from one that fires on it.
const AFTER_CLOSING: TimeDelta = TimeDelta::minutes(2);

/// When somebody who keeps this time reads what he is told at this moment: at once, or at the next opening where nobody works then.
pub fn next_to_read(time: BusinessTime<'_>, at: DateTime<Utc>) -> DateTime<Utc> {
    let closed = time.prev_closing(at);
    if closed <= at && at - closed <= AFTER_CLOSING { at } else { next_in_hours(time, at) }
}

/// This moment, or the next opening where nobody works then. What falls on the closing is still at work.
pub fn next_in_hours(time: BusinessTime<'_>, at: DateTime<Utc>) -> DateTime<Utc> {
    let is_at_work = time.is_open(at) || time.prev_closing(at) == at;
    if is_at_work { at } else { time.next_opening(at) }
}
