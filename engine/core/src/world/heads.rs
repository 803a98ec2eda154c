//! Heads: who hears of what is late, and whose work a head may see and do.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::name::{DepartmentId, DirectionId, PersonId};
use voronka_definition::organisation::Person;

use super::World;

/// Who was found above a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A head, his deputy, or the organisation's last resort.
    Person(PersonId),
    /// There is nobody further up: the administrators, and an incident with them. Empty only if there are none at all.
    Administrators(Vec<PersonId>),
}

/// A seat that was looked at on the way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The department; `None` is the organisation's last resort, past the top.
    pub department: Option<DepartmentId>,
    /// Whose seat it is.
    pub head: Option<PersonId>,
    /// Who acts for him, or he himself.
    pub acting: Option<PersonId>,
    /// Whether he was found there.
    pub holding: Holding,
}

/// What a seat held for who climbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// Who was looked for.
    Found,
    /// No head.
    Nobody,
    /// The person himself, or somebody found further down.
    Passed,
    /// A head who is away, and whose deputy is such a person.
    DeputyPassed,
    /// A head who is away without a deputy who is here.
    Away,
    /// A head who left.
    Left,
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
        self.climb(person, levels, now).0
    }

    /// [`head_above`](Self::head_above), with every seat that was looked at on the way up.
    pub fn climb(&self, person: &PersonId, levels: usize, now: DateTime<Utc>) -> (Found, Vec<Seat>) {
        let mut at = self.person(person).and_then(|person| person.department.as_ref());
        let mut passed = BTreeSet::from([person.clone()]);
        let (mut found, mut way) = (None, Vec::new());
        for _ in 0..levels.max(1) {
            let Some((department, nominal, acting)) = self.next_head(at, &passed, now, &mut way) else {
                return self.past_the_top(person, now, way);
            };
            at = self.organisation.departments.get(department).and_then(|department| department.part_of.as_ref());
            passed.extend([nominal.clone(), acting.clone()]);
            found = Some(acting);
        }
        match found {
            Some(found) => (Found::Person(found), way),
            None => self.past_the_top(person, now, way),
        }
    }

    /// From this department upwards, the first with a head who has not been passed: where, who he is, who acts for him.
    fn next_head<'a>(
        &'a self,
        from: Option<&'a DepartmentId>,
        passed: &BTreeSet<PersonId>,
        now: DateTime<Utc>,
        way: &mut Vec<Seat>,
    ) -> Option<(&'a DepartmentId, &'a PersonId, PersonId)> {
        self.departments_from(from).find_map(|(id, department)| {
            let head = department.head.as_ref();
            let acting = head.and_then(|head| self.acting(head, now));
            let holding = match (head, &acting) {
                (None, _) => Holding::Nobody,
                (Some(head), _) if passed.contains(head) => Holding::Passed,
                (Some(_), Some(acting)) if passed.contains(acting) => Holding::DeputyPassed,
                (Some(_), Some(_)) => Holding::Found,
                (Some(head), None) if self.is_active(head) => Holding::Away,
                (Some(_), None) => Holding::Left,
            };
            let is_found = holding == Holding::Found;
            way.push(Seat { department: Some(id.clone()), head: head.cloned(), acting: acting.clone(), holding });
            Some((id, head?, acting?)).filter(|_| is_found)
        })
    }

    fn past_the_top(&self, late: &PersonId, now: DateTime<Utc>, mut way: Vec<Seat>) -> (Found, Vec<Seat>) {
        let last_resort = &self.organisation.last_resort;
        let acting = self.acting(last_resort, now);
        let holding = match &acting {
            _ if last_resort == late => Holding::Passed,
            Some(acting) if acting == late => Holding::DeputyPassed,
            Some(_) => Holding::Found,
            None if self.is_active(last_resort) => Holding::Away,
            None => Holding::Left,
        };
        way.push(Seat { department: None, head: Some(last_resort.clone()), acting: acting.clone(), holding });
        let found = acting.filter(|_| holding == Holding::Found);
        (found.map_or_else(|| Found::Administrators(self.administrators_but(late)), Found::Person), way)
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
        let below = self.departments_below(head);
        if below.is_empty() {
            return BTreeSet::new();
        }
        let is_in = |person: &Person| person.department.as_ref().is_some_and(|department| below.contains(department));
        let people = self.organisation.people.iter().filter(|(id, person)| *id != head && is_in(person));
        people.map(|(id, _)| id.clone()).collect()
    }

    /// Everybody of a department and of those that are part of it, however deep.
    pub fn people_in(&self, department: &DepartmentId) -> BTreeSet<PersonId> {
        let people = self.organisation.people.keys();
        people.filter(|person| self.departments_of(person).any(|(id, _)| id == department)).cloned().collect()
    }
}
