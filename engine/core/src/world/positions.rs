//! Positions: who holds one now, and who administers the system.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::name::{PersonId, PositionId};
use voronka_definition::organisation::{ADMINISTRATOR, DESIGNER};

use super::World;

impl World {
    /// Who holds a position at this moment, by id. A holder who is away is replaced by his deputy, or left out if he has none;
    /// where that would leave nobody, those who are away remain. Where everybody who held it has left, their heirs do.
    pub fn holders(&self, position: &PositionId, now: DateTime<Utc>) -> Vec<PersonId> {
        let all = self.all_holders(position.as_str());
        let all = if all.is_empty() { self.heirs_of_position(position) } else { all };
        let mut acting = self.acting_of(all, now);
        acting.sort();
        acting.dedup();
        acting
    }

    /// Who of these is here, and who stands in for those who are not; all of them where that is nobody.
    pub(crate) fn acting_of(&self, all: Vec<PersonId>, now: DateTime<Utc>) -> Vec<PersonId> {
        let acting: Vec<_> = all.iter().filter_map(|person| self.acting(person, now)).collect();
        if acting.is_empty() { all } else { acting }
    }

    /// Whether somebody who works here holds a position, himself and not as an heir.
    pub fn is_held(&self, position: &PositionId) -> bool {
        !self.all_holders(position.as_str()).is_empty()
    }

    fn heirs_of_position(&self, position: &PositionId) -> Vec<PersonId> {
        let held = self.organisation.people.iter().filter(|(_, person)| person.positions.contains(position));
        let heirs: BTreeSet<&PersonId> = held.filter_map(|(left, _)| self.heir_of_all(left)).collect();
        heirs.into_iter().cloned().collect()
    }

    /// Everybody who administers the system and still works here, present or not.
    pub fn administrators(&self) -> Vec<PersonId> {
        self.all_holders(ADMINISTRATOR)
    }

    /// Whether the person administers the system.
    pub fn is_administrator(&self, person: &PersonId) -> bool {
        self.holds(person, ADMINISTRATOR)
    }

    /// Whether the person may deploy processes.
    pub fn is_designer(&self, person: &PersonId) -> bool {
        self.holds(person, DESIGNER)
    }

    fn holds(&self, person: &PersonId, position: &str) -> bool {
        self.person(person).is_some_and(|person| person.active && person.positions.iter().any(|held| held.as_str() == position))
    }

    fn all_holders(&self, position: &str) -> Vec<PersonId> {
        self.organisation.people.keys().filter(|person| self.holds(person, position)).cloned().collect()
    }
}
