//! Again: a late task comes into other hands when its ladder has said all it had to say. Whoever has it now begins fairly; then the
//! ladder goes on to its last rung once more, so that nothing stays late in silence.
//!
//! Nobody hears again what he was told when somebody else had it: where a rung has taken the task from that person, this rung comes
//! next. Where none has, whoever was told last hears of it once more.
//!
//! Absent on purpose: who only went or came back, and whom a rung gave the task to; to them the ladder goes on as it stands.

use voronka_definition::model::{Rung, RungAction, RungTime};

use crate::case::{Alarm, AlarmKind, Task};
use crate::decide::Draft;
use crate::event::Event;

impl Draft<'_> {
    /// What happens next to a task that has come into other hands, once what has to be taken again is noted.
    pub(crate) fn climb_in_new_hands(&mut self, number: u32) -> Option<Alarm> {
        let task = self.case.tasks.get(&number)?;
        if self.calls_on(task) {
            return self.alarm_in_new_hands(task);
        }
        let again = self.rung_again(task);
        if let Some(climbed) = again {
            self.record(Event::LadderBegunAnew { task: number, climbed });
        }
        let task = self.case.tasks.get(&number)?;
        match again {
            _ if task.due_at > self.now() => self.alarm_in_new_hands(task),
            Some(place) => self.alarm_again(task, place),
            None if self.told_last(task).is_some() => self.first_alarm(task),
            None => self.alarm_in_new_hands(task),
        }
    }

    /// Whether a rung is still to come that tells somebody of a late task, or gives it to him.
    fn calls_on(&self, task: &Task) -> bool {
        let next = match task.alarm.as_ref().map(|alarm| alarm.kind) {
            None => return false,
            Some(AlarmKind::Rung(place)) if self.is_late_rung(task, AlarmKind::Rung(place)) => place.max(task.climbed),
            Some(_) => task.climbed,
        };
        self.rungs(task).iter().skip(next as usize).any(|rung| rung.when.is_late() && calls(rung))
    }

    /// The rung, from 0, that took a task and takes it again: the first one above whoever was told last.
    fn rung_again(&self, task: &Task) -> Option<u32> {
        let from = self.told_last(task).map_or(0, |told| told + 1);
        let climbed = self.rungs(task).iter().zip(0..task.climbed).skip(from as usize);
        let mut taken = climbed.filter(|(rung, _)| rung.when.is_late() && matches!(rung.action, RungAction::Reassign(_)));
        taken.next().map(|(_, place)| place)
    }

    /// This rung, as far from the first working moment of whoever has the task as it stands above the rungs below; where it waits
    /// for an answer, the rung below comes first.
    fn alarm_again(&self, task: &Task, place: u32) -> Option<Alarm> {
        let rungs = self.rungs(task);
        let late = |rung: &Rung| if let RungTime::After(period) = rung.when { Some(period) } else { None };
        let Some(after) = late(rungs.get(place as usize)?) else { return self.first_alarm(task) };
        let below = rungs.iter().take(place as usize).rev().find_map(late).unwrap_or(after);
        let from = self.time_of(&task.holder).subtract(self.begins_at(task), below).max(task.due_at);
        let alarm = self.rung_alarm(task, from, place, task.alarms_given + 1)?;
        Some(self.not_at_once(task, alarm))
    }
}

fn calls(rung: &Rung) -> bool {
    rung.action.wants_answer() || matches!(rung.action, RungAction::Reassign(_))
}
