//! Applying the events of tasks and their escalations.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use voronka_definition::model::TaskKind;
use voronka_definition::name::PersonId;

use crate::case::{Alarm, Case, Escalation, Holder, Task, TokenState};
use crate::event::{Cause, Event, Recorded};

impl Case {
    /// Applies an event of a task; says whether it was one.
    pub(super) fn apply_to_tasks(&mut self, recorded: &Recorded) -> bool {
        match &recorded.event {
            Event::TaskCreated { task } => self.add_task(task),
            Event::TaskCompleted { task, .. } => self.end_task(*task, recorded),
            Event::TaskCancelled { task, .. } => {
                self.take_away(*task);
            }
            Event::TaskRescheduled { .. } => self.date_task(recorded),
            Event::TaskReassigned { task, to, cause, instead_of, .. } => {
                self.give_task(recorded, *task, (to, instead_of.as_ref()), cause)
            }
            Event::Reminded { task, next } => self.change_task(*task, |task| task.set_alarm(next.as_ref())),
            Event::RungTaken { task, rung, next } => self.change_task(*task, |task| {
                if recorded.at >= task.due_at {
                    task.climbed = task.climbed.max(*rung);
                }
                task.trail.taken.insert(*rung, recorded.at);
                task.set_alarm(next.as_ref());
            }),
            Event::LadderBegunAnew { task, climbed } => self.change_task(*task, |task| task.climbed = *climbed),
            Event::Escalated { escalation } => {
                self.counters.escalations = escalation.number;
                self.note_people([&escalation.to]);
                if escalation.offered {
                    self.offered.entry(escalation.task).or_default().insert(escalation.to.clone());
                }
                self.escalations.insert(escalation.number, escalation.clone());
            }
            Event::EscalationAcknowledged { escalation, .. } | Event::OfferEnded { escalation } => {
                self.answered.extend(self.escalations.remove_entry(escalation));
            }
            Event::EscalationInherited { escalation, task, next, .. } => {
                // What was answered before is known to others now as well.
                let inherited = self.escalations.remove(escalation).or_else(|| self.answered.remove(escalation));
                self.answered.extend(inherited.map(|one| (*escalation, Escalation { inherited: true, ..one })));
                self.wait_for_others(*task, next.as_ref());
            }
            Event::WatcherAdded { task, person } => {
                self.note_people([person]);
                self.watchers.entry(*task).or_default().insert(person.clone());
            }
            Event::PrioritySet { task, priority } => self.change_task(*task, |task| task.priority = *priority),
            Event::NoticePassedOn { notice, task, next, .. } => {
                self.passed_on.insert(*notice);
                self.wait_for_others(*task, next.as_ref());
            }
            Event::TaskUncovered { task, person, until } => {
                self.uncovered.insert(*task, (person.clone(), *until));
            }
            Event::TaskCommented { .. } | Event::DealCommented { .. } => self.commenters.extend(recorded.by.clone()),
            _ => return false,
        }
        true
    }

    fn date_task(&mut self, recorded: &Recorded) {
        let Event::TaskRescheduled { task, to, cause, alarm, dated, promise, .. } = &recorded.event else { return };
        let moved_by = self.mover(recorded, *task, cause);
        self.change_task(*task, |task| {
            if *to > task.due_at {
                task.trail.moved_by.extend(moved_by);
            }
            if *to != task.due_at {
                let holds_it = |person| task.holder.everybody().contains(person);
                let by_holder = recorded.by.as_ref().is_some_and(holds_it) || recorded.acts_for.is_some();
                task.postponed += u32::from(by_holder && *to > task.due_at && matches!(cause, Cause::Person(_)));
                task.date_by_hand = promise.is_some() || matches!(cause, Cause::Person(_) | Cause::Escalation(_));
                task.promise.clone_from(promise);
                task.due_at = *to;
            } else if promise.is_some() {
                // The same date as before: only by whose time it is kept is new, and what happens next.
                task.promise.clone_from(promise);
            }
            task.dated = dated.clone().or(task.dated.take());
            task.set_alarm(alarm.as_ref());
        });
    }

    /// A silence that counts from when others read of a task.
    fn wait_for_others(&mut self, task: u32, next: Option<&Alarm>) {
        if next.is_some() {
            self.change_task(task, |task| task.set_alarm(next));
        }
    }

    fn add_task(&mut self, task: &Task) {
        self.counters.tasks = task.number;
        self.note_people(task.holder.everybody());
        self.note_people(&task.instead_of);
        if let crate::case::Origin::Step { token, .. } = &task.origin {
            self.set_token_state(*token, TokenState::Task(task.number));
        }
        let mut task = task.clone();
        let alarm = task.alarm.take();
        task.set_alarm(alarm.as_ref());
        task.trail.note(&task.holder);
        self.tasks.insert(task.number, task);
    }

    fn end_task(&mut self, number: u32, recorded: &Recorded) {
        let Some(task) = self.take_away(number) else { return };
        if task.kind != TaskKind::Visa
            && let Some(by) = &recorded.by
        {
            self.workers.insert(by.clone());
            if recorded.acts_for.as_ref() == Some(&self.owner) {
                self.stood_in.insert(by.clone());
            }
        }
        if let crate::case::Origin::Step { token, .. } = &task.origin {
            self.set_token_state(*token, TokenState::Arrived);
        }
    }

    /// The task is open no longer.
    fn take_away(&mut self, number: u32) -> Option<Task> {
        self.offered.remove(&number);
        self.watchers.remove(&number);
        self.handed_over.remove(&number);
        self.uncovered.remove(&number);
        self.tasks.remove(&number)
    }

    fn give_task(&mut self, recorded: &Recorded, number: u32, (to, instead_of): (&Holder, Option<&PersonId>), cause: &Cause) {
        self.note_people(to.everybody());
        self.note_people(instead_of);
        match cause {
            // It is the same person's task as before: what was offered stays so, and who decided about it is not forgotten.
            Cause::Away(_) | Cause::Back(_) | Cause::Urgency(_) => {}
            // What somebody chose goes to the heir of whom he chose, and stays chosen.
            Cause::Left(_) => {
                self.offered.remove(&number);
            }
            Cause::Person(_) | Cause::Claim | Cause::Rung(_) => {
                self.offered.remove(&number);
                self.handed_over.insert(number);
            }
            _ => {
                self.offered.remove(&number);
                self.handed_over.remove(&number);
            }
        }
        let told = self.counters.escalations;
        let moved_by = self.mover(recorded, number, cause);
        self.change_task(number, |task| {
            task.trail.moved_by.extend(moved_by);
            task.trail.note(to);
            task.trail.late = task.taken_late(cause, recorded.at, recorded.by.as_ref());
            if !cause.is_by_absence() {
                task.trail.late.retain(|person| !to.everybody().contains(person));
            }
            if matches!(cause, Cause::Rung(_)) {
                task.trail.relieved.extend(task.holder.assignee().into_iter().chain(&task.instead_of).cloned());
            } else {
                task.trail.relieved.retain(|person| !to.everybody().contains(person));
            }
            if *cause == Cause::Claim {
                task.trail.taken_after = Some(told);
            }
            task.holder = to.clone();
            task.instead_of = instead_of.cloned();
        });
    }

    /// Who moves a late task, be it in time or to other hands, and was told that it is late; nobody where he has it himself.
    fn mover(&self, recorded: &Recorded, number: u32, cause: &Cause) -> Option<PersonId> {
        let task = self.tasks.get(&number).filter(|task| task.due_at <= recorded.at)?;
        let by = recorded.acts_for.as_ref().or(recorded.by.as_ref())?;
        let is_word = matches!(cause, Cause::Person(_) | Cause::Escalation(_));
        let is_told = || self.all_escalations().any(|one| one.task == number && !one.early && one.to == *by);
        let has_it = task.holder.everybody().iter().chain(&task.instead_of).any(|person| person == by);
        (is_word && !has_it && is_told()).then(|| by.clone())
    }

    fn change_task(&mut self, number: u32, change: impl FnOnce(&mut Task)) {
        if let Some(task) = self.tasks.get_mut(&number) {
            change(task);
        }
    }
}

impl Task {
    /// From whom it was taken late, once it comes into other hands at this moment. Who gives it away himself is not among them.
    pub(crate) fn taken_late(&self, cause: &Cause, now: DateTime<Utc>, by: Option<&PersonId>) -> BTreeSet<PersonId> {
        let is_late = self.due_at <= now && !cause.is_by_absence();
        let had = self.holder.assignee().into_iter().chain(&self.instead_of).filter(|person| is_late && by != Some(person));
        self.trail.late.iter().chain(had).cloned().collect()
    }

    fn set_alarm(&mut self, alarm: Option<&Alarm>) {
        self.alarms_given = alarm.map_or(self.alarms_given, |alarm| alarm.occurrence);
        self.alarm = alarm.cloned();
    }
}
