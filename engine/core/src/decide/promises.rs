//! Promises: dates that people set. They follow no formula; but nobody is called late on a day off for a moment that was working time
//! when it was promised.
//!
//! Where a calendar makes that moment free, the task is due at the next opening, and its ladder begins an hour of work after that.
//! Where the calendar is taken back, so is the move, unless the promised moment has passed meanwhile. A meeting stays when it is, as
//! only people can move it; its ladder waits all the same.
//!
//! Absent on purpose: moments that a person chose outside of working time. They are meant as they are.

use chrono::{DateTime, Utc};
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::TaskKind;
use voronka_definition::name::PersonId;

use crate::case::{Promise, Task};
use crate::decide::Draft;
use crate::decide::alarm::NOTICE;
use crate::event::{Cause, Event};
use crate::world::next_in_hours;

impl Draft<'_> {
    /// What a person promises who dates a task for this moment; nothing where nobody works then.
    pub(crate) fn promise(&self, task: &Task, at: DateTime<Utc>) -> Option<Promise> {
        let of = self.counted_for(&task.responsible());
        let time = self.hours_of(&of);
        is_at_work(time, at).then_some(Promise { at, of, zone: time.zone, off_hours: false })
    }

    /// What was promised, in the hands of whoever has the task now: its date of now, be it moved; meant as it is where he does not work
    /// then.
    pub(crate) fn promise_in_hands(&self, task: &Task) -> Promise {
        let of = self.counted_for(&task.responsible());
        let time = self.hours_of(&of);
        Promise { at: task.due_at, of, zone: time.zone, off_hours: !is_at_work(time, task.due_at) }
    }

    /// Moves what was promised for a time that is free by now, and moves it back where it is no longer. What has passed stays: no
    /// change makes anything late.
    pub(crate) fn follow_promises(&mut self) {
        let moved = |task: &Task| {
            // What is late by what was promised stays so.
            let is_open = task.kind != TaskKind::Meeting && task.due_at > self.now();
            let promise = task.promise.clone().filter(|_| is_open)?;
            let to = self.kept(task, &promise);
            (to != task.due_at && to > self.now()).then_some((task.number, promise, to))
        };
        let moved: Vec<_> = self.case.tasks.values().filter_map(moved).collect();
        for (number, promise, to) in moved {
            self.move_promise(number, promise, to);
        }
    }

    fn move_promise(&mut self, number: u32, promise: Promise, to: DateTime<Utc>) {
        let (of, zone) = ((&promise.of, None), Some(promise.zone));
        let cause = self.cause_by_zone(&Cause::Calendar, of, zone, |time| is_at_work(time, promise.at));
        self.reset_by_date(number, &cause);
        let Some(task) = self.case.tasks.get(&number) else { return };
        let (from, alarm) = (task.due_at, self.alarm_for_changed_date(task, to));
        let promise = Some(promise);
        self.record(Event::TaskRescheduled { task: number, from, to, cause, alarm, dated: None, promise });
        self.follow_urgency(number);
    }

    /// When a task is due by what was promised: then, or at the next opening where that is free time now.
    fn kept(&self, task: &Task, promise: &Promise) -> DateTime<Utc> {
        if promise.off_hours { promise.at } else { self.opened(task, promise.at, &promise.of) }
    }

    /// This moment; the next opening where it is not in the hours of this person.
    fn opened(&self, task: &Task, at: DateTime<Utc>, of: &PersonId) -> DateTime<Utc> {
        match is_at_work(self.hours_of(of), at) {
            true => at,
            // Whoever has it now has to meet the new date.
            false => next_in_hours(self.hours_of(&self.counted_for(&task.responsible())), at),
        }
    }

    /// Before which the ladder of a task does not begin, as the moment that was promised, or that a field gave, has become free: an
    /// hour after work begins again.
    pub(crate) fn fair_start(&self, task: &Task) -> Option<DateTime<Utc>> {
        let followed = task.dated.as_ref().filter(|dated| !task.date_by_hand && !dated.off_hours && dated.given == task.due_at);
        let promised = task.promise.as_ref().filter(|promise| !promise.off_hours).map(|promise| (promise.at, &promise.of));
        let (at, of) = promised.or_else(|| followed.map(|dated| (task.due_at, &dated.of)))?;
        // What a decree moved stays moved where the promised moment had passed before the decree was taken back.
        let opened = self.opened(task, at, of).max(if task.promise.is_some() { task.due_at } else { at });
        (opened != at).then(|| self.time_of(&task.holder).add(opened, NOTICE))
    }

    /// The hours of a person, be he there or not.
    pub(crate) fn hours_of(&self, person: &PersonId) -> BusinessTime<'_> {
        self.world().business_time_in(person, self.process.calendar.as_ref(), self.case.direction())
    }
}

/// Whether somebody works at this moment who keeps this time.
pub(crate) fn is_at_work(time: BusinessTime<'_>, at: DateTime<Utc>) -> bool {
    next_in_hours(time, at) == at
}
