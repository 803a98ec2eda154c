//! Candidates: who may take a task changes while some of them go and come back. Only the list does: what they know they are not
//! told again, and the ladder goes on as if nothing had happened.

use voronka_definition::name::PersonId;

use crate::case::{Holder, Task};
use crate::decide::Draft;
use crate::event::Cause;

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
