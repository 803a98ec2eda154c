//! `FireTimer`: a moment has come: a reminder, a rung of the ladder, the end of a wait.

use voronka_definition::model::{Awaited, StepKind};

use crate::case::{Alarm, AlarmKind, Task, TimerKey, TokenState};
use crate::decide::Draft;
use crate::decide::route::Taken;
use crate::event::Event;
use crate::notice::{Message, TaskFacts};
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
        let next = self.alarm_after(task, alarm, &[]);
        self.record(Event::Reminded { task: task.number, next });
        for person in task.holder.everybody() {
            self.tell(person, Message::Reminder { task: TaskFacts::of(task) });
        }
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
