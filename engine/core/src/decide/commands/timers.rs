//! `FireTimer`: a moment has come: a reminder, a rung of the ladder, the end of a wait.

use voronka_definition::model::{Awaited, RungAction, StepKind};
use voronka_definition::name::PersonId;

use crate::case::{Alarm, AlarmKind, Escalation, Task, TimerKey, TokenState, Trouble};
use crate::decide::Draft;
use crate::decide::people::Resolved;
use crate::decide::route::Taken;
use crate::event::Event;
use crate::notice::{Hearer, Message, TaskFacts};
use crate::refuse;
use crate::rejection::Rejection;

impl Draft<'_> {
    pub(super) fn fire_timer(&mut self, key: TimerKey, occurrence: u32) -> Result<(), Rejection> {
        match key {
            TimerKey::Task(number) => self.fire_alarm(number, occurrence),
            TimerKey::Wait(token) => self.fire_wait(token, occurrence),
            TimerKey::Limit(stay) => self.fire_limit(stay),
            TimerKey::Gap(stay) => self.fire_gap(stay, occurrence),
            TimerKey::Silence(place) => self.fire_silence(place, occurrence),
            TimerKey::Points(number) => self.fire_points(number),
        }
    }

    fn fire_alarm(&mut self, number: u32, occurrence: u32) -> Result<(), Rejection> {
        let task = self.case.tasks.get(&number).ok_or_else(refuse::timer_gone)?.clone();
        let alarm = task.alarm.clone().filter(|alarm| alarm.occurrence == occurrence).ok_or_else(refuse::timer_gone)?;
        if alarm.at > self.now() {
            return Err(refuse::timer_early(alarm.at));
        }
        match alarm.kind {
            AlarmKind::Reminder => self.remind(&task, &alarm),
            AlarmKind::Rung(rung) => self.take_rung(&task, &alarm, rung),
        }
        Ok(())
    }

    fn remind(&mut self, task: &Task, alarm: &Alarm) {
        let next = self.alarm_after(task, alarm);
        self.record(Event::Reminded { task: task.number, next });
        for person in task.holder.everybody() {
            self.tell(person, Message::Reminder { task: TaskFacts::of(task) });
        }
    }

    /// A rung of the ladder: its addressee is found now, is never the late person himself, and hears of it once.
    fn take_rung(&mut self, task: &Task, alarm: &Alarm, rung: u32) {
        let next = self.alarm_after(task, alarm);
        self.record(Event::RungTaken { task: task.number, rung: rung + 1, next });
        let ladder = self.watch(&task.origin).ladder;
        let Some(action) = ladder.and_then(|ladder| ladder.rungs.get(rung as usize)).map(|rung| &rung.action) else { return };
        let late = task.holder.everybody();
        let (addressees, found) = self.addressees(action, task);
        if !found {
            self.open_incident(Trouble::Nobody { task: task.number });
        }
        for person in &addressees {
            let as_whom = match action {
                _ if !found => Hearer::Administrator,
                RungAction::Offer(_) => Hearer::Offered,
                RungAction::Notify(_) => Hearer::Head,
            };
            self.escalate(task, rung + 1, person, as_whom);
        }
        let owner = self.case.owner.clone();
        if !late.contains(&owner) && !addressees.contains(&owner) {
            self.tell_overdue(task, rung + 1, &owner, Hearer::Owner);
        }
    }

    /// Whom a rung addresses; `false` where the rule found nobody and the administrators stand in.
    pub(crate) fn addressees(&self, action: &RungAction, task: &Task) -> (Vec<PersonId>, bool) {
        let late = task.holder.everybody();
        let mut people: Vec<PersonId> = Vec::new();
        for person in late {
            if let Resolved::People(found) = self.resolve(action.who(), Some(person), task.origin.token()) {
                people.extend(found.into_iter().filter(|found| !late.contains(found) && self.world().is_active(found)));
            }
        }
        people.sort();
        people.dedup();
        if !people.is_empty() {
            return (people, true);
        }
        let all = self.world().administrators();
        let others: Vec<_> = all.iter().filter(|person| !late.contains(person)).cloned().collect();
        (if others.is_empty() { all } else { others }, false)
    }

    fn escalate(&mut self, task: &Task, rung: u32, to: &PersonId, as_whom: Hearer) {
        let escalation = Escalation {
            number: self.case.counters.escalations + 1,
            task: task.number,
            rung,
            to: to.clone(),
            offered: as_whom == Hearer::Offered,
            at: self.now(),
            late_by_minutes: self.late_by_minutes(task),
        };
        self.record(Event::Escalated { escalation });
        self.tell_overdue(task, rung, to, as_whom);
    }

    fn tell_overdue(&mut self, task: &Task, rung: u32, to: &PersonId, as_whom: Hearer) {
        let late_by_minutes = self.late_by_minutes(task);
        self.tell(to, Message::Overdue { task: TaskFacts::of(task), rung, late_by_minutes, as_whom });
    }

    /// The wait has lasted long enough, or its moment has come.
    fn fire_wait(&mut self, token: u32, occurrence: u32) -> Result<(), Rejection> {
        let process = self.process;
        let flow = self.case.flow().ok_or_else(refuse::timer_gone)?;
        let standing = flow.tokens.get(&token).filter(|token| token.waits == occurrence).ok_or_else(refuse::timer_gone)?;
        let TokenState::Waiting { until: Some(until), .. } = standing.state else { return Err(refuse::timer_gone()) };
        if until > self.now() {
            return Err(refuse::timer_early(until));
        }
        let step = process.step(&standing.of, &standing.step).ok_or_else(refuse::timer_gone)?;
        let StepKind::Wait(wait) = &step.kind else { return Err(refuse::timer_gone()) };
        let next = match (&wait.awaited, &wait.timeout) {
            (Awaited::Moment(_), _) | (_, None) => self.end_wait(step, wait, token, None),
            (_, Some(timeout)) => {
                let result = timeout.result.clone();
                self.record(Event::WaitTimedOut { token, step: step.id.clone(), result: result.clone() });
                let taken = Taken { token, step: step.id.clone(), result: result.clone(), comment: None };
                match wait.results.iter().find(|rule| rule.id == result) {
                    Some(rule) => self.take_result(taken, rule),
                    None => self.follow(taken, &voronka_definition::model::Route::Next),
                }
            }
        };
        self.run(next)?;
        self.settle()
    }
}
