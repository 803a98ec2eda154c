//! Rungs: what a ladder does to a task that is nearly due or late, and to whom.

use voronka_definition::model::RungAction;
use voronka_definition::name::PersonId;

use crate::case::{Alarm, Case, Escalation, Holder, Task, Trouble};
use crate::decide::Draft;
use crate::decide::commands::complete::is_personal;
use crate::decide::people::Resolved;
use crate::event::{Cause, Event};
use crate::notice::{Hearer, Message, TaskFacts};

impl Draft<'_> {
    /// A rung of the ladder: its addressee is found now, is never the late person himself, and hears of it once.
    pub(crate) fn take_rung(&mut self, task: &Task, alarm: &Alarm, rung: u32) {
        let next = self.alarm_after(task, alarm);
        self.record(Event::RungTaken { task: task.number, rung: rung + 1, next });
        let ladder = self.watch(&task.origin).ladder;
        let Some(action) = ladder.and_then(|ladder| ladder.rungs.get(rung as usize)).map(|rung| &rung.action) else { return };
        if let RungAction::Priority(priority) = *action {
            if task.priority != priority {
                self.record(Event::PrioritySet { task: task.number, priority });
            }
            return;
        }
        let addressees = self.addressees(action, task);
        if addressees.is_empty() {
            self.open_incident(Trouble::Nobody { task: task.number });
            let stand_in = self.administrators_but(task.holder.everybody());
            return self.escalate_to(&stand_in, task, rung + 1, Hearer::Administrator);
        }
        match action {
            RungAction::Notify(_) => self.escalate_to(&addressees, task, rung + 1, Hearer::Head),
            RungAction::Offer(_) => self.escalate_to(&addressees, task, rung + 1, Hearer::Offered),
            RungAction::Watch(_) => self.add_watchers(&addressees, task, rung + 1),
            RungAction::Reassign(_) => {
                let to = match &addressees[..] {
                    [person] => Holder::Assigned(person.clone()),
                    _ => Holder::Offered(addressees),
                };
                self.reassign(task.number, to, Cause::Rung(rung + 1));
            }
            RungAction::Priority(_) => {}
        }
    }

    /// Whom a rung addresses; empty where its rule finds nobody.
    pub(crate) fn addressees(&self, action: &RungAction, task: &Task) -> Vec<PersonId> {
        let late = task.holder.everybody();
        // Nobody gets the visa on his own deal. One that is offered he may still give to somebody.
        let gets_visa = matches!(action, RungAction::Reassign(_)) && is_personal(task);
        let may = |person: &PersonId| !(gets_visa && self.case.is_own_deal_of(person));
        let mut people: Vec<PersonId> = Vec::new();
        for (person, who) in late.iter().flat_map(|person| action.who().iter().map(move |who| (person, who))) {
            if let Resolved::People(found) = self.resolve(who, Some(person), task.origin.token()) {
                let fits = |found: &PersonId| !late.contains(found) && self.world().is_active(found) && may(found);
                people.extend(found.into_iter().filter(fits));
            }
        }
        people.sort();
        people.dedup();
        people
    }

    /// The administrators but for these people; all of them rather than none.
    pub(crate) fn administrators_but(&self, late: &[PersonId]) -> Vec<PersonId> {
        let all = self.world().administrators();
        let others: Vec<_> = all.iter().filter(|person| !late.contains(person)).cloned().collect();
        if others.is_empty() { all } else { others }
    }

    fn escalate_to(&mut self, people: &[PersonId], task: &Task, rung: u32, as_whom: Hearer) {
        for person in people {
            self.escalate(task, rung, person, as_whom);
        }
        let owner = self.case.owner.clone();
        if self.is_late(task) && !task.holder.everybody().contains(&owner) && !people.contains(&owner) {
            self.tell_of(task, rung, &owner, Hearer::Owner);
        }
    }

    fn escalate(&mut self, task: &Task, rung: u32, to: &PersonId, as_whom: Hearer) {
        let escalation = Escalation {
            number: self.case.counters.escalations + 1,
            task: task.number,
            rung,
            to: to.clone(),
            offered: as_whom == Hearer::Offered,
            at: self.now(),
            early: !self.is_late(task),
            late_by_minutes: self.late_by_minutes(task),
        };
        self.record(Event::Escalated { escalation });
        self.tell_of(task, rung, to, as_whom);
    }

    fn add_watchers(&mut self, people: &[PersonId], task: &Task, rung: u32) {
        let watching = self.case.watchers.get(&task.number).cloned().unwrap_or_default();
        for person in people.iter().filter(|person| !watching.contains(*person)) {
            self.record(Event::WatcherAdded { task: task.number, person: person.clone() });
            self.tell_of(task, rung, person, Hearer::Watcher);
        }
    }

    fn tell_of(&mut self, task: &Task, rung: u32, to: &PersonId, as_whom: Hearer) {
        let late_by_minutes = self.late_by_minutes(task);
        let facts = TaskFacts::of(task);
        self.tell(
            to,
            match self.is_late(task) {
                true => Message::Overdue { task: facts, rung, late_by_minutes, as_whom },
                false => Message::DueSoon { task: facts, rung, as_whom },
            },
        );
    }

    fn is_late(&self, task: &Task) -> bool {
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

/// The task that an event ends, and its result.
fn end_of<'c>(before: &'c Case, event: &Event) -> Option<(&'c Task, Option<voronka_definition::name::ResultId>)> {
    match event {
        Event::TaskCompleted { task, result, .. } => Some((before.tasks.get(task)?, Some(result.clone()))),
        Event::TaskCancelled { task, .. } => Some((before.tasks.get(task)?, None)),
        _ => None,
    }
}
