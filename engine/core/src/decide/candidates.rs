//! Candidates: who may take a task changes while some of them go and come back. Only the list does: what they know they are not
//! told again, and the ladder goes on as if nothing had happened.

use voronka_definition::name::PersonId;

use crate::case::{Holder, Task};
use crate::decide::Draft;
use crate::event::Cause;
use crate::world::World;

impl Draft<'_> {
    /// Lets the candidates of a task be those whom its rule finds now, one change for each who goes or comes back; whether that was
    /// all. Where everybody is away, those who were left stay.
    pub(crate) fn pass_among_candidates(&mut self, number: u32, wanted: &[PersonId]) -> bool {
        let Some(present) = self.case.tasks.get(&number).map(|task| task.holder.candidates()) else { return true };
        if present.is_empty() || present.iter().any(|person| !self.world().is_active(person)) {
            return false;
        }
        if wanted.iter().all(|person| self.world().is_absent(person, self.now()).is_some()) {
            return true;
        }
        while let Some((cause, people)) = self.next_among_candidates(number, wanted) {
            self.reassign(number, Holder::Offered(people), cause);
        }
        let present = self.case.tasks.get(&number).map_or(&[][..], |task| task.holder.candidates());
        present.len() == wanted.len() && present.iter().all(|person| wanted.contains(person))
    }

    /// Over whom the date of a task counts: whoever has it; where several may take it all whom its rule names, be they away. Who goes
    /// or comes back changes the list and no date.
    pub(crate) fn counted_over(&self, task: &Task) -> Holder {
        let present = task.responsible();
        let is_by_rule = !self.case.handed_over.contains(&task.number) && !self.is_for_who_acted(task);
        let named = || self.holder_by_rule_as_of(task, World::NOBODY_AWAY).filter(|_| is_by_rule);
        Self::whole_list(present, named)
    }

    /// These, or all who are named where both are lists.
    pub(crate) fn whole_list(present: Holder, named: impl FnOnce() -> Option<Holder>) -> Holder {
        if present.assignee().is_some() {
            return present;
        }
        named().filter(|named| named.assignee().is_none()).unwrap_or(present)
    }

    /// The next one who goes or comes back, and who may take the task then.
    fn next_among_candidates(&self, number: u32, wanted: &[PersonId]) -> Option<(Cause, Vec<PersonId>)> {
        let task = self.case.tasks.get(&number)?;
        let present = task.holder.candidates();
        let goes = |person: &&PersonId| !wanted.contains(person) && self.world().is_absent(person, self.now()).is_some();
        if let Some(away) = present.iter().find(goes) {
            let deputy = self.world().deputy_of(away, self.now());
            let stays = |person: &PersonId| person != away && present.contains(person) || deputy.as_ref() == Some(person);
            let others = present.iter().filter(|person| *person != away && !wanted.contains(person));
            let left: Vec<_> = wanted.iter().filter(|person| stays(person)).chain(others).cloned().collect();
            return Some((Cause::Away(away.clone()), if left.is_empty() { wanted.to_vec() } else { left }));
        }
        let back = wanted.iter().find(|person| !present.contains(person) && self.is_back(task, person))?;
        let stays = |person: &&PersonId| *person == back || present.contains(person);
        Some((Cause::Back(back.clone()), wanted.iter().filter(stays).cloned().collect()))
    }

    /// Whether somebody is here again who was a candidate before, or who was away when he would have become one.
    fn is_back(&self, task: &Task, person: &PersonId) -> bool {
        let was_away = |(from, to)| from <= self.now() && task.created_at < to;
        let mut absences = self.world().organisation.absences.iter().filter(|absence| absence.person == *person);
        let known = task.trail.candidates.contains(person);
        self.world().is_here(person, self.now()) && (known || absences.any(|absence| was_away(self.world().bounds(absence))))
    }
}
