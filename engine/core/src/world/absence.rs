//! Absences: who is away, and who stands in for him.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;
use voronka_definition::organisation::{Absence, Covered};

use super::World;

impl World {
    /// The absence the person is on at this moment. Its days are those of the person's own zone; of two that overlap the first
    /// written counts.
    pub fn is_absent(&self, person: &PersonId, now: DateTime<Utc>) -> Option<&Absence> {
        let today = now.with_timezone(&self.zone_of(person)).date_naive();
        let on = |absence: &&Absence| absence.person == *person && absence.from <= today && today <= absence.to;
        self.organisation.absences.iter().find(on)
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
