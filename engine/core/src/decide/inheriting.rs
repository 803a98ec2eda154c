//! Who is told in somebody's place: what a rung told those who went away, left or were replaced before they read or answered it.
//!
//! Absent on purpose: taking a rung in the first place ([`super::rungs`]).

use voronka_definition::model::Rung;
use voronka_definition::name::PersonId;

use crate::answers::is_over;
use crate::case::{Escalation, Named, Task, Trouble};
use crate::decide::Draft;
use crate::decide::rungs::Taken;
use crate::event::Event;
use crate::notice::{Hearer, Notice};

impl<'a> Draft<'a> {
    /// What a rung told somebody who is not there now: whoever its rule finds now hears of it in his place. Where those have heard of
    /// it already, nobody else does. Where nobody is found the administrators hear; where they are nobody else it stays with him.
    pub(crate) fn pass_rung_on(&mut self, notice: &Notice, reader: &PersonId, (task, number): (u32, u32), as_whom: Hearer) {
        let Some(task) = self.case.tasks.get(&task).cloned() else { return };
        let Some(rung) = self.rung_of_task(&task, number) else { return };
        let taken = Taken { task: &task, rung, number };
        let mut people = match as_whom {
            Hearer::Administrator => self.stand_ins(&task),
            _ => {
                let mut people = self.addressees(rung, &task).0;
                // It may have been for the head above those who moved the task.
                people.extend(self.above_who_moved(&task, (rung, number), &people));
                people
            }
        };
        people.retain(|person| person != reader);
        let (mut people, as_whom) = self.or_administrators(people, reader, (&task, as_whom));
        if people.is_empty() {
            return;
        }
        people.retain(|person| !self.is_told(&task, number, person));
        let next = self.alarm_unanswered_by(&task, reader, &self.told(&taken, &people));
        let (task, from, to) = (task.number, reader.clone(), people.clone());
        self.record(Event::NoticePassedOn { notice: notice.number, task, from, to, next });
        self.escalate_anew(&people, &taken, as_whom);
    }

    /// These people; where nobody is found, the administrators, who read of an incident.
    fn or_administrators(
        &mut self,
        people: Vec<PersonId>,
        reader: &PersonId,
        (task, as_whom): (&Task, Hearer),
    ) -> (Vec<PersonId>, Hearer) {
        if !people.is_empty() {
            return (people, as_whom);
        }
        let mut people = self.stand_ins(task);
        people.retain(|person| person != reader);
        if !people.is_empty() || !self.world().is_active(reader) {
            self.open_incident(Trouble::Nobody { task: task.number });
        }
        (people, Hearer::Administrator)
    }

    /// Whether somebody was told of this rung, from 1, since it was last taken.
    fn is_told(&self, task: &Task, rung: u32, person: &PersonId) -> bool {
        let since = task.trail.taken.get(&rung).copied();
        let is_of_now = |one: &Escalation| since.is_none_or(|since| one.at >= since);
        let mut all = self.case.all_escalations().filter(|one| (one.task, one.rung) == (task.number, rung));
        all.any(|one| one.to == *person && is_of_now(one))
    }

    /// What those were told who have left, or whose place is somebody else's, before they answered: whoever its rule finds now hears of it
    /// in their place.
    pub(crate) fn inherit_escalations(&mut self) {
        let is_orphan =
            |one: &&Escalation| !is_over(&self.case, one) && (!self.world().is_active(&one.to) || self.is_replaced(one));
        let orphans: Vec<_> = self.case.escalations.values().filter(is_orphan).cloned().collect();
        orphans.iter().for_each(|one| self.inherit(one));
    }

    /// Whether the rule by which somebody was told names others since, as heads do when somebody else has their place. Other hands
    /// and absences replace nobody.
    fn is_replaced(&self, one: &Escalation) -> bool {
        let Some((task, rung)) = self.rung_of(one.task, one.rung) else { return false };
        let is_other = |named: &Named| {
            let now = self.named(rung, task);
            now.late == named.late && now.people != named.people
        };
        if !one.named.as_ref().is_some_and(is_other) {
            return false;
        }
        let found = self.addressees(rung, task).0;
        !found.is_empty() && !found.contains(&one.to)
    }

    fn inherit(&mut self, orphan: &Escalation) {
        let Some(task) = self.case.tasks.get(&orphan.task).cloned() else { return };
        let Some(rung) = self.rung_of_task(&task, orphan.rung) else { return };
        let mut found = self.addressees(rung, &task).0;
        // It may have been for the head above those who moved the task.
        found.extend(self.above_who_moved(&task, (rung, orphan.rung), &found));
        if !orphan.early && !self.is_late(&task) {
            // It has more time by now, and nobody has to answer.
            let (escalation, from) = (orphan.number, orphan.to.clone());
            return self.record(Event::EscalationInherited { escalation, task: task.number, from, to: Vec::new(), next: None });
        }
        let as_whom = if orphan.offered { Hearer::Offered } else { Hearer::Head };
        let (mut people, as_whom) = self.or_administrators(found, &orphan.to, (&task, as_whom));
        people.retain(|person| !self.is_told(&task, orphan.rung, person));
        let taken = Taken { task: &task, rung, number: orphan.rung };
        let next = self.alarm_unanswered_by(&task, &orphan.to, &self.told(&taken, &people));
        let (escalation, from, to) = (orphan.number, orphan.to.clone(), people.clone());
        self.record(Event::EscalationInherited { escalation, task: task.number, from, to, next });
        self.escalate_anew(&people, &taken, as_whom);
    }

    fn escalate_anew(&mut self, people: &[PersonId], taken: &Taken<'_>, as_whom: Hearer) {
        let named = Some(self.named(taken.rung, taken.task)).filter(|_| as_whom != Hearer::Administrator);
        people.iter().for_each(|person| self.escalate(taken, person, as_whom, named.as_ref()));
    }

    /// A copy that told the owner of a deal of somebody's lateness, when the deal is another's by the time his letter leaves: the new
    /// owner has it, unless he is late himself or was told as a head.
    pub(crate) fn pass_copy_on(&mut self, notice: &Notice, reader: &PersonId, (task, number): (u32, u32)) {
        let Some(task) = self.case.tasks.get(&task).cloned() else { return };
        let Some(rung) = self.rung_of_task(&task, number) else { return };
        let owner = self.case.owner.clone();
        let knows = task.holder.everybody().contains(&owner) || self.is_told(&task, number, &owner);
        let to = if knows { Vec::new() } else { vec![owner] };
        let (taken, from, told) = (Taken { task: &task, rung, number }, reader.clone(), to.clone());
        self.record(Event::NoticePassedOn { notice: notice.number, task: task.number, from, to, next: None });
        told.iter().for_each(|owner| self.tell_of(&taken, owner, Hearer::Owner));
    }

    fn rung_of_task(&self, task: &Task, number: u32) -> Option<&'a Rung> {
        let ladder = self.watch(&task.origin).ladder;
        ladder.zip(number.checked_sub(1)).and_then(|(ladder, place)| ladder.rungs.get(place as usize))
    }

    fn rung_of(&self, task: u32, number: u32) -> Option<(&Task, &'a Rung)> {
        let task = self.case.tasks.get(&task)?;
        Some((task, self.rung_of_task(task, number)?))
    }
}
