//! Absences: who is away, and who stands in for him.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};

use super::World;

impl World {
    /// A moment at which nobody is away: it is before every absence. Who holds a post, whoever stands in for him today, is asked
    /// as of this moment.
    pub const NOBODY_AWAY: DateTime<Utc> = DateTime::UNIX_EPOCH;

    /// When an absence begins and when it is over: the first moment of its first day, and of the day after its last, in the zone of
    /// who is away.
    pub fn bounds(&self, absence: &Absence) -> (DateTime<Utc>, DateTime<Utc>) {
        let zone = self.zone_of(&absence.person);
        let after = absence.to.succ_opt().unwrap_or(absence.to);
        (first_moment(absence.from, zone), first_moment(after, zone))
    }

    /// The next moment after this one at which an absence begins or is over.
    pub fn next_absence_at(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let bounds = self.organisation.absences.iter().map(|absence| self.bounds(absence));
        bounds.flat_map(|(from, to)| [from, to]).filter(|at| *at > after).min()
    }

    /// Who goes or comes back in between, the end included.
    pub fn going_or_coming(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> BTreeSet<PersonId> {
        let falls = |at: DateTime<Utc>| after < at && at <= until;
        let moves = |absence: &&Absence| {
            let (from, to) = self.bounds(absence);
            falls(from) || falls(to)
        };
        self.organisation.absences.iter().filter(moves).map(|absence| absence.person.clone()).collect()
    }

    /// Who takes a task of this person that is due at that moment, because he is away: the one who
    /// [stands in](Self::deputy_of) for him. Of an absence that hands over only what is urgent, a task counts that is due until
    /// its last day is over.
    pub fn stand_in(&self, person: &PersonId, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<PersonId> {
        self.is_absent(person, now).filter(|absence| self.covers(absence, due_at))?;
        self.deputy_of(person, now)
    }

    /// Whether an absence hands a task over that is due at that moment.
    pub fn covers(&self, absence: &Absence, due_at: DateTime<Utc>) -> bool {
        match absence.tasks {
            Covered::All => true,
            Covered::Urgent => due_at.with_timezone(&self.zone_of(&absence.person)).date_naive() <= absence.to,
            Covered::None => false,
        }
    }

    /// The absence the person is on at this moment. Its days are those of the person's own zone; of two that overlap the first
    /// written counts.
    pub fn is_absent(&self, person: &PersonId, now: DateTime<Utc>) -> Option<&Absence> {
        // Days of a zone begin a day earlier or later than those of UTC: whoever is away on none of three has a zone that does not matter.
        let (day, a_day) = (now.date_naive(), Days::new(1));
        let near = |absence: &&Absence| absence.from <= day + a_day && day - a_day <= absence.to;
        let mut near = self.organisation.absences.iter().filter(|absence| absence.person == *person).filter(near).peekable();
        near.peek()?;
        let today = now.with_timezone(&self.zone_of(person)).date_naive();
        near.find(|absence| absence.from <= today && today <= absence.to)
    }

    /// Who stands in for a person who is away: his deputy, or that deputy's deputy if he is away or gone too, and so on. Nobody
    /// stands in for a person who is here, whose absence leaves his tasks with him (`tasks: none`), or if the chain ends or comes
    /// back to where it was.
    pub fn deputy_of(&self, person: &PersonId, now: DateTime<Utc>) -> Option<PersonId> {
        let mut met = vec![person];
        loop {
            let last = met.last()?;
            let absence = self.is_absent(last, now).filter(|absence| absence.tasks != Covered::None)?;
            let deputy = absence.deputy.as_ref().filter(|deputy| !met.contains(deputy))?;
            if self.is_here(deputy, now) {
                return Some(deputy.clone());
            }
            met.push(deputy);
        }
    }

    /// The days on which a person is away and keeps the tasks that a deputy may have of whom this holds: his absence leaves them with
    /// him, or nobody stands in who may. In order of the absences, as spans with both ends.
    pub fn uncovered_days(&self, person: &PersonId, may: impl Fn(&PersonId) -> bool) -> Vec<(NaiveDate, NaiveDate)> {
        let of_person = self.organisation.absences.iter().filter(|absence| absence.person == *person);
        of_person.flat_map(|absence| self.uncovered_within(absence, &may)).collect()
    }

    fn uncovered_within(&self, absence: &Absence, may: &impl Fn(&PersonId) -> bool) -> Vec<(NaiveDate, NaiveDate)> {
        let whole = (absence.from, absence.to);
        let Some(deputy) = absence.deputy.as_ref().filter(|_| absence.tasks != Covered::None) else { return vec![whole] };
        if self.is_active(deputy) && !self.is_away_within(deputy, whole) {
            return if may(deputy) { Vec::new() } else { vec![whole] };
        }
        let zone = self.zone_of(&absence.person);
        let is_uncovered = |day: &NaiveDate| match self.deputy_of(&absence.person, first_moment(*day, zone)) {
            // Which tasks are urgent follows from their dates; the dates must not follow from that.
            None => absence.tasks != Covered::Urgent,
            Some(deputy) => !may(&deputy),
        };
        let days = absence.from.iter_days().take_while(|day| *day <= absence.to);
        days.filter(is_uncovered).map(|day| (day, day)).collect()
    }

    fn is_away_within(&self, person: &PersonId, (from, to): (NaiveDate, NaiveDate)) -> bool {
        // Days of another zone may begin a day earlier or later.
        let near = |absence: &Absence| absence.from.pred_opt() <= Some(to) && Some(from) <= absence.to.succ_opt();
        self.organisation.absences.iter().any(|absence| absence.person == *person && near(absence))
    }

    /// Whether the person works here and is not away.
    pub fn is_here(&self, person: &PersonId, now: DateTime<Utc>) -> bool {
        self.is_active(person) && self.is_absent(person, now).is_none()
    }

    /// Who acts in the person's place at this moment: he himself, or his deputy while he is away. Nobody for one who left.
    pub(super) fn acting(&self, person: &PersonId, now: DateTime<Utc>) -> Option<PersonId> {
        match self.person(person) {
            Some(known) if known.active && self.is_here(person, now) => Some(person.clone()),
            Some(known) if known.active => self.deputy_of(person, now),
            _ => None,
        }
    }
}

/// The first moment of a day in a zone; where the clocks leave midnight out, the first one that there is.
pub fn first_moment(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let quarters = (0..=96).map(|quarter| midnight + TimeDelta::minutes(15 * quarter));
    let first = quarters.filter_map(|local| zone.from_local_datetime(&local).earliest()).next();
    first.map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}
