//! Heads: who hears of what is late, and whose work a head may see and do.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::name::{DepartmentId, DirectionId, PersonId};

use super::World;

/// Who was found above a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A head, his deputy, or the organisation's last resort.
    Person(PersonId),
    /// There is nobody further up: the administrators, and an incident with them. Empty only if there are none at all.
    Administrators(Vec<PersonId>),
}

impl World {
    /// The nearest head above a person at this moment: [`head_above`](Self::head_above) one level up.
    pub fn head_of(&self, person: &PersonId, now: DateTime<Utc>) -> Found {
        self.head_above(person, 1, now)
    }

    /// The head so many levels above a person: 1 is `head_of(person)`, 2 is `head_of(head_of(person))`.
    ///
    /// A level is the head of the person's department, or of the nearest department above whose head is somebody else. A head who
    /// is away is replaced by his deputy, or else passed over, as one who left is. The next level begins above the department
    /// where this one was found: a deputy lends his hands, not his place in the house. Nobody is found twice on the way, and
    /// never the person himself.
    ///
    /// Past the top comes the organisation's last resort, or his deputy; where that is the person himself, or nobody is
    /// there, the administrators.
    pub fn head_above(&self, person: &PersonId, levels: usize, now: DateTime<Utc>) -> Found {
        let mut seat = self.person(person).and_then(|person| person.department.as_ref());
        let mut passed = BTreeSet::from([person.clone()]);
        let mut found = None;
        for _ in 0..levels.max(1) {
            let Some((department, nominal, acting)) = self.next_head(seat, &passed, now) else {
                return self.past_the_top(person, now);
            };
            seat = self.organisation.departments.get(department).and_then(|department| department.part_of.as_ref());
            passed.extend([nominal.clone(), acting.clone()]);
            found = Some(acting);
        }
        found.map_or_else(|| self.past_the_top(person, now), Found::Person)
    }

    /// From this department upwards, the first with a head who has not been passed: where, who he is, who acts for him.
    fn next_head<'a>(
        &'a self,
        seat: Option<&'a DepartmentId>,
        passed: &BTreeSet<PersonId>,
        now: DateTime<Utc>,
    ) -> Option<(&'a DepartmentId, &'a PersonId, PersonId)> {
        self.departments_from(seat).find_map(|(id, department)| {
            let nominal = department.head.as_ref().filter(|head| !passed.contains(*head))?;
            let acting = self.acting(nominal, now).filter(|acting| !passed.contains(acting))?;
            Some((id, nominal, acting))
        })
    }

    fn past_the_top(&self, late: &PersonId, now: DateTime<Utc>) -> Found {
        let last_resort = &self.organisation.last_resort;
        let acting = self.acting(last_resort, now).filter(|acting| last_resort != late && acting != late);
        acting.map_or_else(|| Found::Administrators(self.administrators_but(late)), Found::Person)
    }

    /// The administrators but for the late one; all of them rather than none.
    fn administrators_but(&self, late: &PersonId) -> Vec<PersonId> {
        let all = self.administrators();
        let others: Vec<_> = all.iter().filter(|person| *person != late).cloned().collect();
        if others.is_empty() { all } else { others }
    }

    /// The head of a direction at this moment; while he is away his deputy, or he himself if he has none. Nobody if the direction
    /// has no head, or one who left.
    pub fn head_of_direction(&self, direction: &DirectionId, now: DateTime<Utc>) -> Option<PersonId> {
        let head = self.organisation.directions.get(direction)?.head.as_ref()?;
        self.acting(head, now).or_else(|| self.is_active(head).then(|| head.clone()))
    }

    /// Whether somebody heads the person's department or one above it. Absences do not matter here, and nobody is above himself.
    pub fn is_head_above(&self, head: &PersonId, person: &PersonId) -> bool {
        head != person && self.departments_of(person).any(|(_, department)| department.head.as_ref() == Some(head))
    }

    /// Everybody in the departments that a person heads and in those below them, himself aside; also those who left.
    pub fn people_below(&self, head: &PersonId) -> BTreeSet<PersonId> {
        self.organisation.people.keys().filter(|person| self.is_head_above(head, person)).cloned().collect()
    }
}
