//! Who is told in somebody's place: what a rung told those who went away, left or were replaced before they read or answered it.
//!
//! Absent on purpose: taking a rung in the first place ([`super::rungs`]).

use voronka_definition::model::{Rung, RungAction};
use voronka_definition::name::PersonId;

use crate::answers::is_over;
use crate::case::{Escalation, Holder, Task, Trouble};
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
        let next = self.alarm_unanswered_by(&task, (reader, number), &self.told(&taken, &people));
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

    /// What those were told who have left, or whose place is somebody else's: whoever its rule finds now hears of it in their place. What
    /// they had answered goes with them too, while the task is still late.
    pub(crate) fn inherit_escalations(&mut self) {
        let waiting = self.case.escalations.values().filter(|one| !is_over(&self.case, one));
        let known = self.case.answered.values().filter(|one| self.is_known_lateness(one));
        let is_gone = |one: &&Escalation| !self.world().is_active(&one.to) || self.is_replaced(one);
        let mut orphans: Vec<_> = waiting.chain(known).filter(is_gone).cloned().collect();
        // What asks for most comes first: whoever hears of that needs no second word of the same task.
        orphans.sort_by_key(|one| (std::cmp::Reverse((one.offered, !one.early, one.rung)), one.number));
        orphans.iter().for_each(|one| self.inherit(one));
        self.inherit_watching();
    }

    /// Whether somebody was told of a lateness that lasts, as a head, and has answered; nobody was told in his place yet.
    fn is_known_lateness(&self, one: &Escalation) -> bool {
        let Some(task) = self.case.tasks.get(&one.task).filter(|task| self.is_late(task)) else { return false };
        let is_of_now = task.trail.taken.get(&one.rung).is_none_or(|taken| one.at >= *taken);
        is_of_now && !one.inherited && !one.offered && !one.early
    }

    /// Whether the rule by which somebody was told names others since, as heads do when somebody else has their place. Other hands
    /// and absences replace nobody: the rule is asked of those who had the task then.
    fn is_replaced(&self, one: &Escalation) -> bool {
        let Some((task, rung)) = self.rung_of(one.task, one.rung) else { return false };
        let Some(named) = &one.named else { return false };
        let then = Task { holder: as_held(&named.late), ..task.clone() };
        // From whom the ladder took the task is left out since, and replaced all the same.
        let asked = |mut people: Vec<PersonId>| {
            people.retain(|person| !task.trail.relieved.contains(person));
            people
        };
        let now = asked(self.named(rung, &then).people);
        let is_other = !now.is_empty() && now != asked(named.people.clone());
        is_other && self.finds_others(&one.to, rung, task)
    }

    /// Whether a rule finds somebody now, and not this person.
    fn finds_others(&self, person: &PersonId, rung: &Rung, task: &Task) -> bool {
        let found = self.addressees(rung, task).0;
        !found.is_empty() && !found.contains(person)
    }

    /// A letter that has not left yet tells of a task that came into other hands meanwhile: whoever the rung finds for these hears of it.
    /// Its reader may have been told of this rung more than once; no answer to any of that is awaited from him then.
    pub(crate) fn inherit_unread(&mut self, reader: &PersonId, (task, number): (u32, u32)) {
        let is_his = |one: &&Escalation| (one.task, one.rung) == (task, number) && one.to == *reader && one.named.is_some();
        let his: Vec<_> = self.case.escalations.values().rev().filter(is_his).cloned().collect();
        for one in his {
            let of_others = self.rung_of(task, number).is_some_and(|(task, rung)| self.finds_others(reader, rung, task));
            if of_others && !is_over(&self.case, &one) {
                self.inherit(&one);
            }
        }
    }

    fn inherit(&mut self, orphan: &Escalation) {
        let Some(task) = self.case.tasks.get(&orphan.task).cloned() else { return };
        let Some(rung) = self.rung_of_task(&task, orphan.rung) else { return };
        let mut found = self.addressees(rung, &task).0;
        // It may have been for the head above those who moved the task.
        found.extend(self.above_who_moved(&task, (rung, orphan.rung), &found));
        if self.needs_no_heir(orphan, &task) {
            let (escalation, from) = (orphan.number, orphan.to.clone());
            return self.record(Event::EscalationInherited { escalation, task: task.number, from, to: Vec::new(), next: None });
        }
        let as_whom = if orphan.offered { Hearer::Offered } else { Hearer::Head };
        let (mut people, as_whom) = self.or_administrators(found, &orphan.to, (&task, as_whom));
        let taken = Taken { task: &task, rung, number: orphan.rung };
        let all = self.told(&taken, &people);
        people.retain(|person| !self.is_told(&task, orphan.rung, person) && (orphan.offered || !self.is_asked(&task, person)));
        let next = match self.case.answered.contains_key(&orphan.number) {
            false => self.alarm_unanswered_by(&task, (&orphan.to, orphan.rung), &all),
            true if people.is_empty() => None,
            true => self.alarm_waiting_anew(&task, orphan.rung, &all),
        };
        let (escalation, from, to) = (orphan.number, orphan.to.clone(), people.clone());
        self.record(Event::EscalationInherited { escalation, task: task.number, from, to, next });
        self.escalate_anew(&people, &taken, as_whom);
    }

    /// Whether nobody has to hear in somebody's place: the task has more time by now; or it was not due yet, and either this rung comes
    /// again for its new date, or it is late by now and others were told of that.
    fn needs_no_heir(&self, orphan: &Escalation, task: &Task) -> bool {
        match (orphan.early, self.is_late(task)) {
            (false, is_late) => !is_late,
            (true, false) => self.is_to_come(task, orphan.rung),
            (true, true) => self.case.all_escalations().any(|one| one.task == task.number && !one.early),
        }
    }

    /// Whether somebody has an unanswered word of the lateness of this task already.
    fn is_asked(&self, task: &Task, person: &PersonId) -> bool {
        let mut open = self.case.escalations.values().filter(|one| one.task == task.number && !one.early);
        open.any(|one| one.to == *person)
    }

    /// Watching asks for no answer, so that no escalation tells who watched by which rung: where a late task is watched by nobody whom its
    /// rung would find, whoever it finds now watches it.
    fn inherit_watching(&mut self) {
        let tasks: Vec<Task> = self.case.tasks.values().filter(|task| self.is_late(task)).cloned().collect();
        for task in &tasks {
            for number in task.trail.taken.keys().copied() {
                if let Some(rung) = self.rung_of_task(task, number).filter(|rung| matches!(rung.action, RungAction::Watch(_))) {
                    self.watch_anew(&Taken { task, rung, number });
                }
            }
        }
    }

    fn watch_anew(&mut self, taken: &Taken<'_>) {
        let found = self.addressees(taken.rung, taken.task).0;
        let watching = self.case.watchers.get(&taken.task.number);
        let watches = |person: &PersonId| watching.is_some_and(|people| people.contains(person));
        let knows = |person: &PersonId| watches(person) || self.is_asked(taken.task, person);
        if !found.iter().chain(&self.named(taken.rung, taken.task).people).any(knows) {
            self.add_watchers(&found, taken);
        }
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

/// The hands of these people, as they were.
fn as_held(people: &[PersonId]) -> Holder {
    match people {
        [person] => Holder::Assigned(person.clone()),
        _ => Holder::Offered(people.to_vec()),
    }
}
