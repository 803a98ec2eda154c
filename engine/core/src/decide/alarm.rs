//! Alarms: what happens next to a task that stays open, and when.

use chrono::{DateTime, Utc};
use voronka_definition::Period;
use voronka_definition::model::{Activity, Approve, Ladder, Rung, RungTime, StepKind, Work};
use voronka_definition::name::{LadderId, PersonId};

use crate::case::{Alarm, AlarmKind, Holder, Origin, Task};
use crate::decide::Draft;

/// The reminder and the ladder of a task.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch<'a> {
    pub remind: Option<Period>,
    pub ladder: Option<&'a Ladder>,
}

impl<'a> Draft<'a> {
    /// The reminder and the ladder that a task of this origin has.
    pub(crate) fn watch(&self, origin: &Origin) -> Watch<'a> {
        let process = self.process;
        let of_work = |work: &'a Work| (work.remind, work.escalate.as_ref());
        let of_visa = |approve: &'a Approve| (approve.remind, approve.escalate.as_ref());
        let step = match origin {
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => process.step(stage, step),
            _ => None,
        };
        let (remind, ladder): (Option<Period>, Option<&LadderId>) = match (step.map(|step| &step.kind), origin) {
            (Some(StepKind::Task(work) | StepKind::Form(work)), _) => of_work(work),
            (Some(StepKind::Approve(approve)), _) => of_visa(approve),
            (_, Origin::Limit { stage }) => {
                let limit = process.stage(stage).and_then(|stage| stage.limit.as_ref());
                (None, limit.and_then(|limit| limit.escalate.as_ref()).or(process.defaults.escalate.as_ref()))
            }
            (_, Origin::Activity(id)) => process.activity(id).map_or((None, None), |Activity { work, .. }| of_work(work)),
            _ => of_work(&process.defaults),
        };
        Watch { remind, ladder: ladder.and_then(|ladder| process.ladders.get(ladder)) }
    }

    /// What happens to this task first. Of what comes before its date, only what is still to come; where the task is due at once,
    /// the ladder begins at the end of the working day, so that nobody is called late for what he could not have done;
    /// a stage that lasts too long is late at once.
    pub(crate) fn first_alarm(&self, task: &Task) -> Option<Alarm> {
        let occurrence = task.alarms_given + 1;
        if let Some((at, kind)) = self.before_due(task).into_iter().find(|(at, _)| *at > self.now()) {
            return Some(Alarm { occurrence, at, kind });
        }
        let is_late = matches!(task.origin, Origin::Limit { .. });
        let from = if is_late || task.due_at > self.now() {
            task.due_at
        } else {
            self.time_of(&task.holder).end_of_business_day(self.now())
        };
        self.rung_alarm(task, from, self.first_late_rung(task), occurrence)
    }

    /// What happens after this alarm. Where a ladder began anew long after the date, its rungs keep their distances.
    pub(crate) fn alarm_after(&self, task: &Task, alarm: &Alarm) -> Option<Alarm> {
        let occurrence = alarm.occurrence + 1;
        let before = self.before_due(task);
        if let Some(place) = before.iter().position(|(_, kind)| *kind == alarm.kind) {
            return match before.get(place + 1) {
                Some(&(at, kind)) => Some(Alarm { occurrence, at: at.max(self.now()), kind }),
                None => self.rung_alarm(task, task.due_at, self.first_late_rung(task), occurrence),
            };
        }
        let AlarmKind::Rung(rung) = alarm.kind else { return None };
        let rungs = self.rungs(task);
        let (this, next) = (rungs.get(rung as usize)?.when.period(), rungs.get(rung as usize + 1)?.when.period());
        let time = self.time_of(&task.holder);
        let has_passed = this != next && time.add(task.due_at, next) <= alarm.at;
        let from = if has_passed { time.subtract(alarm.at, this) } else { task.due_at };
        self.rung_alarm(task, from, rung + 1, occurrence)
    }

    fn rungs(&self, task: &Task) -> &'a [Rung] {
        self.watch(&task.origin).ladder.map_or(&[], |ladder| &ladder.rungs)
    }

    /// The reminder and the rungs before the date of a task, in the order of time.
    fn before_due(&self, task: &Task) -> Vec<(DateTime<Utc>, AlarmKind)> {
        let Watch { remind, ladder } = self.watch(&task.origin);
        let rungs = ladder.map_or(&[][..], |ladder| &ladder.rungs);
        let rungs = rungs.iter().zip(0..).filter_map(|(rung, place)| match rung.when {
            RungTime::Before(period) => Some((period, AlarmKind::Rung(place))),
            RungTime::After(_) => None,
        });
        let time = self.time_of(&task.holder);
        let all = remind.map(|period| (period, AlarmKind::Reminder)).into_iter().chain(rungs);
        let mut all: Vec<_> = all.map(|(period, kind)| (time.subtract(task.due_at, period), kind)).collect();
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// The first rung from the due date on, counted from 0.
    fn first_late_rung(&self, task: &Task) -> u32 {
        self.rungs(task).iter().zip(0..).find(|(rung, _)| rung.when.is_late()).map_or(u32::MAX, |(_, place)| place)
    }

    /// A rung from the due date on.
    fn rung_alarm(&self, task: &Task, from: DateTime<Utc>, rung: u32, occurrence: u32) -> Option<Alarm> {
        let RungTime::After(after) = self.rungs(task).get(rung as usize)?.when else { return None };
        let at = self.time_of(&task.holder).add(from, after).max(self.now());
        Some(Alarm { occurrence, at, kind: AlarmKind::Rung(rung) })
    }

    /// The working time by which a task is judged: its assignee's, or that of the first candidate.
    pub(crate) fn time_of(&self, holder: &Holder) -> voronka_definition::calendar::BusinessTime<'a> {
        let person: &PersonId = holder.everybody().first().unwrap_or(&self.case.owner);
        self.world().business_time_in(person, self.process.calendar.as_ref(), self.case.direction())
    }

    /// How late a task is, in minutes of working time.
    pub(crate) fn late_by_minutes(&self, task: &Task) -> u32 {
        let late = self.time_of(&task.holder).between(task.due_at, self.now());
        u32::try_from(late.num_minutes().max(0)).unwrap_or(u32::MAX)
    }

    /// What happens next to a task that has just come into other hands: the same, in their working time, where that is still to
    /// come. Handing on neither puts a rung off nor starts a ladder anew that still goes on.
    pub(crate) fn alarm_in_new_hands(&self, task: &Task) -> Option<Alarm> {
        let Some(alarm) = &task.alarm else { return self.first_alarm(task) };
        let before = self.before_due(task);
        let next = match (before.iter().position(|(_, kind)| *kind == alarm.kind), alarm.kind) {
            (Some(place), _) => {
                let to_come = before[place..].iter().find(|(at, _)| *at > self.now());
                let occurrence = task.alarms_given + 1;
                to_come.map_or_else(
                    || self.rung_alarm(task, task.due_at, self.first_late_rung(task), occurrence),
                    |&(at, kind)| Some(Alarm { occurrence, at, kind }),
                )
            }
            (None, AlarmKind::Rung(rung)) => self.rung_alarm(task, task.due_at, rung, task.alarms_given + 1),
            (None, AlarmKind::Reminder) => self.first_alarm(task),
        };
        let is_other = |next: &Alarm| next.at > self.now() && (next.at != alarm.at || next.kind != alarm.kind);
        next.filter(is_other).or_else(|| Some(alarm.clone()))
    }

    /// The same task due at another moment: its first alarm anew.
    pub(crate) fn alarm_for_new_date(&self, task: &Task, due_at: DateTime<Utc>) -> Option<Alarm> {
        self.first_alarm(&Task { due_at, ..task.clone() })
    }
}
