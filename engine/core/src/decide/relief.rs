//! Relief: what happens next to a task that a rung has given to somebody. He begins fairly: no rung is taken again, and between
//! his first hour with it and the next rung lies what lies between the two rungs, and never nothing.

use chrono::{DateTime, Utc};
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::RungTime;

use crate::case::{Alarm, AlarmKind, Counted, Task};
use crate::decide::Draft;

impl Draft<'_> {
    /// What happens next to a task that this rung, from 1, has just given to somebody.
    pub(crate) fn alarm_after_relief(&self, task: &Task, rung: u32) -> Option<Alarm> {
        let alarm = task.alarm.as_ref()?;
        let watch = self.watch(&task.origin);
        let rungs = watch.ladder.map_or(&[][..], |ladder| &ladder.rungs);
        let this = rungs.get(rung.checked_sub(1)? as usize)?.when;
        let next = match alarm.kind {
            AlarmKind::Reminder => RungTime::Before(watch.remind?),
            AlarmKind::Rung(next) => rungs.get(next as usize)?.when,
        };
        let time = self.time_of(&task.holder);
        let from = self.begins_at(task);
        // Where the task is due if this rung is taken just when he begins.
        let due_at = match this {
            RungTime::Before(period) => time.add(from, period),
            RungTime::After(period) => time.subtract(from, period),
            RungTime::Unanswered(_) => from,
        };
        let due_at = task.due_at.max(due_at);
        let (at, counted) = match taken_at(&time, due_at, next) {
            Some(at) => (at, Counted::From(due_at)),
            None => (alarm.at, alarm.counted.clone()),
        };
        Some(self.not_at_once(task, Alarm { occurrence: task.alarms_given + 1, at, kind: alarm.kind, counted }))
    }

    /// The same, where he would have had no time at all, at the end of his working day.
    pub(crate) fn not_at_once(&self, task: &Task, alarm: Alarm) -> Alarm {
        let from = self.begins_at(task);
        if alarm.at > from {
            return alarm;
        }
        Alarm { at: self.time_of(&task.holder).end_of_business_day(from), counted: Counted::Not, ..alarm }
    }

    /// When whoever has a task now is at work.
    pub(crate) fn begins_at(&self, task: &Task) -> DateTime<Utc> {
        task.holder.everybody().iter().map(|person| self.at_work(person)).min().unwrap_or(self.now())
    }
}

/// When a rung of this moment is taken of a task that is due then; `None` where that is another's answer.
fn taken_at(time: &BusinessTime<'_>, due_at: DateTime<Utc>, when: RungTime) -> Option<DateTime<Utc>> {
    match when {
        RungTime::Before(period) => Some(time.subtract(due_at, period)),
        RungTime::After(period) => Some(time.add(due_at, period)),
        RungTime::Unanswered(_) => None,
    }
}
