//! Rungs: what a ladder does to a task that is nearly due or late, and to whom.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::model::{Rung, RungAction};
use voronka_definition::name::PersonId;

use crate::case::{Alarm, Case, Escalation, Holder, Named, Task, Trouble};
use crate::decide::Draft;
use crate::decide::alarm::Told;
use crate::decide::commands::complete::is_personal;
use crate::decide::people::Resolved;
use crate::event::{Cause, Event};
use crate::notice::{Hearer, Message, TaskFacts};
use crate::world::{Found, World, next_to_read};

/// How often a rung looks for somebody who is there when its letter leaves.
const ATTEMPTS: usize = 4;

/// A rung that is being taken.
#[derive(Clone, Copy)]
pub(super) struct Taken<'t> {
    pub(super) task: &'t Task,
    pub(super) rung: &'t Rung,
    /// Its place in the ladder, from 1.
    pub(super) number: u32,
}

impl Draft<'_> {
    /// A rung of the ladder: its addressee is found now, is never the late person himself, and hears of it once.
    pub(crate) fn take_rung(&mut self, task: &Task, alarm: &Alarm, place: u32) {
        let number = place + 1;
        let ladder = self.watch(&task.origin).ladder;
        let Some(rung) = ladder.and_then(|ladder| ladder.rungs.get(place as usize)) else {
            return self.record(Event::RungTaken { task: task.number, rung: number, next: None });
        };
        let taken = Taken { task, rung, number };
        let (mut people, _) = self.addressees(rung, task);
        let is_nobody = people.is_empty() && !rung.action.who().is_empty();
        if is_nobody {
            people = self.stand_ins(task);
        }
        let above = if is_nobody { Vec::new() } else { self.above_who_moved(task, (rung, number), &people) };
        let all: Vec<_> = people.iter().chain(&above).cloned().collect();
        let next = self.alarm_after(task, alarm, &self.told(&taken, &all));
        self.record(Event::RungTaken { task: task.number, rung: number, next });
        if is_nobody {
            self.open_incident(Trouble::Nobody { task: task.number });
            return self.escalate_to(&people, &taken, Hearer::Administrator);
        }
        match &rung.action {
            // From whom the ladder took it, he hears of it and does not get it back.
            _ if is_given(rung) && are_relieved(task, &people) => self.escalate_to(&people, &taken, Hearer::Head),
            RungAction::Notify(_) => self.escalate_to(&people, &taken, Hearer::Head),
            RungAction::Offer(_) => self.escalate_to(&people, &taken, Hearer::Offered),
            RungAction::Watch(_) => self.add_watchers(&people, &taken),
            RungAction::Reassign(_) => {
                let to = match &people[..] {
                    [person] => Holder::Assigned(person.clone()),
                    _ => Holder::Offered(people),
                };
                self.reassign(task.number, to, Cause::Rung(number));
            }
            RungAction::Priority(priority) if task.priority != *priority => {
                self.record(Event::PrioritySet { task: task.number, priority: *priority });
            }
            RungAction::Priority(_) => {}
        }
        above.iter().for_each(|person| self.escalate(&taken, person, Hearer::Head, None));
    }

    /// Whom a rung addresses, empty where its rule finds nobody who is there, and as of when they were looked for.
    pub(crate) fn addressees(&self, rung: &Rung, task: &Task) -> (Vec<PersonId>, DateTime<Utc>) {
        let (found, as_of) = self.found_by_rung(rung, task);
        let there = |found: &[PersonId]| found.iter().filter_map(|person| self.there_for(person, (rung, task))).collect();
        let mut people: Vec<_> = there(&found);
        if people.is_empty() {
            // Only the late one stands in for whom it names: then whoever is above that one.
            people = there(&self.addressees_as_of(rung, task, World::NOBODY_AWAY));
        }
        people.sort();
        people.dedup();
        (people, as_of)
    }

    /// Who hears of a rung that addresses this person: he himself, if he is there at the hour at which he would read it; else his deputy
    /// at that hour, else the nearest head above him. `None` where nobody of these is there, or may have the task.
    pub(crate) fn there_for(&self, person: &PersonId, (rung, task): (&Rung, &Task)) -> Option<PersonId> {
        let at = if rung.even_off_hours { self.now() } else { next_to_read(self.hours_of(person), self.now()) };
        if self.world().is_here(person, at) {
            return Some(person.clone());
        }
        let head = match self.world().head_of(person, at) {
            Found::Person(head) => Some(head),
            Found::Administrators(_) => None,
        };
        let gets_back = |other: &PersonId| is_given(rung) && task.trail.relieved.contains(other);
        let others = self.world().deputy_of(person, at).into_iter().chain(head);
        let mut others = others.filter(|other| self.fits_rung(other, (rung, task)) && !gets_back(other));
        others.find(|other| self.world().is_here(other, at))
    }

    /// Whether a rung may address somebody: not who is late himself, nor who left; and nobody gets the visa on his own deal.
    fn fits_rung(&self, person: &PersonId, (rung, task): (&Rung, &Task)) -> bool {
        let gets_visa = matches!(rung.action, RungAction::Reassign(_)) && is_personal(task);
        let may = !(gets_visa && self.case.is_own_deal_of(person));
        may && !task.holder.everybody().contains(person) && self.world().is_active(person)
    }

    /// Whom the rule of a rung finds. Who will be away before he is next at work would read it too late: then whoever it finds at
    /// that hour counts, if it finds others.
    pub(crate) fn found_by_rung(&self, rung: &Rung, task: &Task) -> (Vec<PersonId>, DateTime<Utc>) {
        let now = self.addressees_as_of(rung, task, self.now());
        let (mut people, mut as_of) = (now.clone(), self.now());
        for _ in 0..ATTEMPTS {
            let hours = people.iter().map(|person| (person, next_to_read(self.hours_of(person), self.now())));
            let away = hours.filter(|(person, at)| !self.world().is_here(person, *at)).map(|(_, at)| at).min();
            let Some(at) = away.filter(|_| !rung.even_off_hours) else { return (people, as_of) };
            (people, as_of) = (self.addressees_as_of(rung, task, at), at);
        }
        (now, self.now())
    }

    fn addressees_as_of(&self, rung: &Rung, task: &Task, as_of: DateTime<Utc>) -> Vec<PersonId> {
        let late = task.holder.everybody();
        let mut people: Vec<PersonId> = Vec::new();
        for (person, who) in late.iter().flat_map(|person| rung.action.who().iter().map(move |who| (person, who))) {
            if let Resolved::People(found) = self.resolve_as_of(who, Some(person), task.origin.token(), as_of) {
                people.extend(found.into_iter().filter(|found| self.fits_rung(found, (rung, task))));
            }
        }
        people.sort();
        people.dedup();
        // Nor is it offered to him beside others; where nobody else is asked, he may still give it to somebody.
        let may_take = |person: &PersonId| !is_personal(task) || !self.case.is_own_deal_of(person);
        if matches!(rung.action, RungAction::Offer(_)) && people.iter().any(may_take) {
            people.retain(may_take);
        }
        if is_given(rung) && !are_relieved(task, &people) {
            people.retain(|person| !task.trail.relieved.contains(person));
        }
        people
    }

    /// Whoever is above those who moved a task after they were told that it is late, where this rung, from 1, is taken of it once more:
    /// what they gave has passed too. Not those whom the rung `told` anyway, nor who was told before: he hears of every move since.
    pub(crate) fn above_who_moved(&self, task: &Task, (rung, number): (&Rung, u32), told: &[PersonId]) -> Vec<PersonId> {
        if number > task.climbed || !rung.action.wants_answer() {
            return Vec::new();
        }
        let late = task.holder.everybody();
        let heads = task.trail.moved_by.iter().filter_map(|mover| self.head_at_work(mover, rung.even_off_hours));
        let knows =
            |head: &PersonId| self.case.all_escalations().any(|one| one.task == task.number && !one.early && one.to == *head);
        let is_meant = |head: &PersonId| !late.contains(head) && !told.contains(head) && !knows(head);
        let others: BTreeSet<PersonId> = heads.filter(is_meant).collect();
        others.into_iter().collect()
    }

    /// The nearest head above a person who is there at the hour at which he would read a letter.
    fn head_at_work(&self, person: &PersonId, at_once: bool) -> Option<PersonId> {
        let mut as_of = self.now();
        for _ in 0..ATTEMPTS {
            let Found::Person(head) = self.world().head_of(person, as_of) else { return None };
            let at = if at_once { self.now() } else { next_to_read(self.hours_of(&head), self.now()) };
            if self.world().is_here(&head, at) {
                return Some(head);
            }
            as_of = at;
        }
        None
    }

    /// Who hears of a task for which a rung finds nobody: the administrators, rather those who are there, or their deputies; where only
    /// the late one is one, the last resort. Empty where the house has nobody else; the incident stays.
    pub(crate) fn stand_ins(&self, task: &Task) -> Vec<PersonId> {
        let late = task.holder.everybody();
        let mut all = self.world().administrators();
        all.retain(|person| !late.contains(person));
        if all.is_empty() {
            let last = &self.world().organisation.last_resort;
            all.extend(Some(last.clone()).filter(|last| !late.contains(last) && self.world().is_active(last)));
        }
        let is_here = |person: &PersonId| self.world().is_here(person, self.now());
        let here: Vec<_> = all.iter().filter(|person| is_here(person)).cloned().collect();
        if !here.is_empty() {
            return here;
        }
        let mut deputies: Vec<_> = all.iter().filter_map(|person| self.world().deputy_of(person, self.now())).collect();
        deputies.retain(|person| is_here(person) && !late.contains(person));
        deputies.sort();
        deputies.dedup();
        if deputies.is_empty() { all } else { deputies }
    }

    /// Whom a rung tells, and when each of them reads it.
    pub(super) fn told(&self, taken: &Taken<'_>, people: &[PersonId]) -> Vec<Told> {
        let at = |person| if taken.rung.even_off_hours { self.now() } else { self.at_work(person) };
        people.iter().map(|person| Told { person: person.clone(), at: at(person) }).collect()
    }

    /// Whether the letters of this rung of a task leave at any hour.
    pub(crate) fn is_even_off_hours(&self, task: &Task, number: u32) -> bool {
        let ladder = self.watch(&task.origin).ladder;
        let rung = ladder.zip(number.checked_sub(1)).and_then(|(ladder, place)| ladder.rungs.get(place as usize));
        rung.is_some_and(|rung| rung.even_off_hours)
    }

    fn escalate_to(&mut self, people: &[PersonId], taken: &Taken<'_>, as_whom: Hearer) {
        let task = taken.task;
        let named = self.named(taken.rung, task);
        for person in people {
            self.escalate(taken, person, as_whom, Some(&named).filter(|_| as_whom != Hearer::Administrator));
        }
        let owner = self.case.owner.clone();
        if self.is_late(task) && !task.holder.everybody().contains(&owner) && !people.contains(&owner) {
            self.tell_of(taken, &owner, Hearer::Owner);
        }
    }

    /// Whom the rule of a rung names now, whoever may be away.
    pub(super) fn named(&self, rung: &Rung, task: &Task) -> Named {
        let people = self.addressees_as_of(rung, task, World::NOBODY_AWAY);
        Named { people, late: task.holder.everybody().to_vec() }
    }

    pub(super) fn escalate(&mut self, taken: &Taken<'_>, to: &PersonId, as_whom: Hearer, named: Option<&Named>) {
        let escalation = Escalation {
            number: self.case.counters.escalations + 1,
            task: taken.task.number,
            rung: taken.number,
            to: to.clone(),
            offered: as_whom == Hearer::Offered,
            at: self.now(),
            early: !self.is_late(taken.task),
            late_by_minutes: self.late_by_minutes(taken.task),
            named: named.cloned(),
            inherited: false,
        };
        self.record(Event::Escalated { escalation });
        self.tell_of(taken, to, as_whom);
    }

    /// Who watches already is told all the same: that a task is nearly due says nothing of its being late.
    pub(super) fn add_watchers(&mut self, people: &[PersonId], taken: &Taken<'_>) {
        let task = taken.task.number;
        let watching = self.case.watchers.get(&task).cloned().unwrap_or_default();
        for person in people {
            if !watching.contains(person) {
                self.record(Event::WatcherAdded { task, person: person.clone() });
            }
            self.tell_of(taken, person, Hearer::Watcher);
        }
    }

    pub(super) fn tell_of(&mut self, taken: &Taken<'_>, to: &PersonId, as_whom: Hearer) {
        let Taken { task, number: rung, .. } = *taken;
        let facts = TaskFacts::of(task);
        let message = match self.is_late(task) {
            true => Message::Overdue { task: facts, rung, late_by_minutes: self.late_by_minutes(task), as_whom },
            false => Message::DueSoon { task: facts, rung, as_whom },
        };
        if taken.rung.even_off_hours { self.tell_even_off_hours(to, message) } else { self.tell_at_work(to, message) }
    }

    pub(super) fn is_late(&self, task: &Task) -> bool {
        task.due_at <= self.now()
    }

    /// Tells those who watched a task that it is open no longer, unless it was their own act.
    pub(crate) fn tell_watchers(&mut self) {
        let Some(before) = self.case_before().filter(|case| !case.watchers.is_empty()) else { return };
        let ended: Vec<_> = self.recorded().iter().filter_map(|recorded| end_of(before, &recorded.event)).collect();
        let told: Vec<_> = ended
            .into_iter()
            .flat_map(|(task, result)| {
                let watchers = before.watchers.get(&task.number).into_iter().flatten();
                watchers.map(move |person| (person.clone(), TaskFacts::of(task), result.clone()))
            })
            .collect();
        let by = self.setting.by.person().cloned();
        for (person, task, result) in told {
            if by.as_ref() != Some(&person) {
                self.tell(&person, Message::Ended { task, by: by.clone(), result });
            }
        }
    }
}

/// Whether a rung gives the task to somebody, or lets him take it.
fn is_given(rung: &Rung) -> bool {
    matches!(rung.action, RungAction::Reassign(_) | RungAction::Offer(_))
}

/// Whether the ladder has taken a task from all these people.
fn are_relieved(task: &Task, people: &[PersonId]) -> bool {
    people.iter().all(|person| task.trail.relieved.contains(person))
}

/// The task that an event ends, and its result.
fn end_of<'c>(before: &'c Case, event: &Event) -> Option<(&'c Task, Option<voronka_definition::name::ResultId>)> {
    match event {
        Event::TaskCompleted { task, result, .. } => Some((before.tasks.get(task)?, Some(result.clone()))),
        Event::TaskCancelled { task, .. } => Some((before.tasks.get(task)?, None)),
        _ => None,
    }
}
