//! Alarms: what happens next to a task that stays open, and when.

use chrono::{DateTime, Utc};

use voronka_definition::model::{Ladder, Reset, Rung, RungTime, StepKind};
use voronka_definition::name::PersonId;
use voronka_definition::{Period, Unit};

use crate::case::{Alarm, AlarmKind, Counted, Holder, Origin, Task};
use crate::decide::Draft;
use crate::event::{Cause, Event};

/// The reminder and the ladder of a task.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch<'a> {
    pub remind: Option<Period>,
    pub ladder: Option<&'a Ladder>,
}

/// Somebody whom a rung has told, and when his letter leaves.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub person: PersonId,
    pub at: DateTime<Utc>,
}

/// How much working time there is at least between a change that nobody could foresee and the ladder: one that makes a task due
/// earlier, or one that makes the promised moment free.
pub(crate) const NOTICE: Period = Period::new(1, Unit::BusinessHours);

impl<'a> Draft<'a> {
    /// The reminder and the ladder that a task of this origin has.
    pub(crate) fn watch(&self, origin: &Origin) -> Watch<'a> {
        let process = self.process;
        let step = match origin {
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => process.step(stage, step),
            _ => None,
        };
        let remind = match (step.map(|step| &step.kind), origin) {
            (Some(StepKind::Task(work) | StepKind::Form(work)), _) => work.remind,
            (Some(StepKind::Approve(approve)), _) => approve.remind,
            (_, Origin::Limit { .. }) => None,
            (_, Origin::Activity(id)) => process.activity(id).and_then(|activity| activity.work.remind),
            _ => process.defaults.remind,
        };
        Watch { remind, ladder: origin.ladder(process).and_then(|ladder| process.ladders.get(ladder)) }
    }

    /// What happens to this task first. Of what comes before its date, only what is still to come; where the task is due at once,
    /// the ladder begins at the end of the working day, so that nobody is called late for what he could not have done;
    /// a stage that lasts too long is late at once.
    pub(crate) fn first_alarm(&self, task: &Task) -> Option<Alarm> {
        let occurrence = task.alarms_given + 1;
        if let Some((at, kind)) = self.before_due(task).into_iter().find(|(at, _)| *at > self.now()) {
            return Some(Alarm { occurrence, at, kind, counted: Counted::From(task.due_at) });
        }
        let is_late = matches!(task.origin, Origin::Limit { .. });
        let from = if is_late || task.due_at > self.now() {
            task.due_at
        } else {
            self.time_of(&task.holder).end_of_business_day(self.now())
        };
        self.late_alarm(task, from, occurrence)
    }

    /// What happens after this alarm, which told these people something. Where a ladder began anew long after the date, its rungs
    /// keep their distances. Who has gone away meanwhile answers nothing, and the ladder does not wait for his return.
    pub(crate) fn alarm_after(&self, task: &Task, alarm: &Alarm, told: &[Told]) -> Option<Alarm> {
        let occurrence = alarm.occurrence + 1;
        let before = self.before_due(task);
        if let Some(place) = before.iter().position(|(_, kind)| *kind == alarm.kind) {
            return match before.get(place + 1) {
                Some(&(at, kind)) => {
                    Some(Alarm { occurrence, at: at.max(self.now()), kind, counted: Counted::From(task.due_at) })
                }
                None => self.late_alarm(task, task.due_at, occurrence),
            };
        }
        let AlarmKind::Rung(rung) = alarm.kind else { return None };
        // What was climbed before the date was moved is not taken again.
        let next = (rung + 1).max(task.climbed);
        match self.rungs(task).get(next as usize)?.when {
            RungTime::Unanswered(period) => {
                let patience = told.iter().map(|one| self.hours_of(&one.person).add(one.at, period)).max();
                let at = patience.unwrap_or(self.now()).max(self.now());
                let counted = Counted::Read(told.iter().map(|one| (one.person.clone(), one.at)).collect());
                Some(Alarm { occurrence, at, kind: AlarmKind::Rung(next), counted })
            }
            _ => self.rung_after(task, alarm, (rung, next), occurrence),
        }
    }

    /// What happens next to a task that waits for what this person answers to this rung, from 1, now that these are told in his place:
    /// their silence counts from when they read of it. `None` where it waits for nobody, or for the answer to another rung.
    pub(crate) fn alarm_unanswered_by(&self, task: &Task, (from, rung): (&PersonId, u32), others: &[Told]) -> Option<Alarm> {
        let alarm = task.alarm.as_ref()?;
        let Counted::Read(readers) = &alarm.counted else { return None };
        let last = task.trail.taken.iter().max_by_key(|(number, at)| (**at, **number));
        let is_awaited = readers.iter().any(|(reader, _)| reader == from) && last.is_none_or(|(number, _)| *number == rung);
        if !is_awaited {
            return None;
        }
        let stay = readers.iter().filter(|(reader, _)| reader != from);
        let come = others.iter().map(|one| (one.person.clone(), one.at));
        let readers: Vec<_> = stay.cloned().chain(come).collect();
        let anew = Alarm { occurrence: task.alarms_given + 1, counted: Counted::Read(readers), ..alarm.clone() };
        let at = self.recounted(task, &anew)?.max(self.now());
        (anew.counted != alarm.counted).then_some(Alarm { at, ..anew })
    }

    /// What happens next to a task of whose rung, from 1, these are told in the place of one who had answered: the rung above waits for
    /// their answer, where that comes before what is to come anyway.
    pub(crate) fn alarm_waiting_anew(&self, task: &Task, rung: u32, told: &[Told]) -> Option<Alarm> {
        let above = self.rungs(task).get(rung as usize).filter(|_| rung >= task.climbed)?;
        let RungTime::Unanswered(_) = above.when else { return None };
        let counted = Counted::Read(told.iter().map(|one| (one.person.clone(), one.at)).collect());
        let anew = Alarm { occurrence: task.alarms_given + 1, at: self.now(), kind: AlarmKind::Rung(rung), counted };
        let at = self.recounted(task, &anew)?.max(self.now());
        task.alarm.as_ref().is_none_or(|pending| at < pending.at).then_some(Alarm { at, ..anew })
    }

    /// Whether a rung, from 1, before the date of a task that is not late is still to come: it was taken for another date.
    pub(crate) fn is_to_come(&self, task: &Task, rung: u32) -> bool {
        let before = self.before_due(task);
        let place = |wanted: AlarmKind| before.iter().position(|(_, kind)| *kind == wanted);
        let next = task.alarm.as_ref().and_then(|alarm| place(alarm.kind));
        next.zip(place(AlarmKind::Rung(rung - 1))).is_some_and(|(next, it)| next <= it)
    }

    /// What happens after this alarm now that somebody has answered: the rungs that wait for an answer are passed over.
    pub(crate) fn alarm_once_answered(&self, task: &Task, alarm: &Alarm) -> Option<Alarm> {
        let AlarmKind::Rung(rung) = alarm.kind else { return None };
        let rungs = self.rungs(task).iter().zip(0..).skip(rung as usize);
        let (_, next) = rungs.into_iter().find(|(rung, _)| matches!(rung.when, RungTime::After(_)))?;
        self.rung_alarm(task, self.ladder_began(task, next), next, alarm.occurrence + 1)
    }

    /// From when the ladder counts at this rung: the date, or where it began later than that, as far before the rung that was taken last
    /// as that stands from the date.
    fn ladder_began(&self, task: &Task, rung: u32) -> DateTime<Utc> {
        let taken = self.rungs(task).iter().zip(0..rung).rev().find_map(|(below, place)| match below.when {
            RungTime::After(period) => Some((period, *task.trail.taken.get(&(place + 1))?)),
            RungTime::Before(_) | RungTime::Unanswered(_) => None,
        });
        let time = self.time_of(&task.holder);
        match taken.filter(|(period, at)| time.add(task.due_at, *period) < *at) {
            Some((period, at)) => time.subtract(at, period),
            None => task.due_at,
        }
    }

    fn rung_after(&self, task: &Task, alarm: &Alarm, (this, next): (u32, u32), occurrence: u32) -> Option<Alarm> {
        let rungs = self.rungs(task);
        let late = |rung: &Rung| match rung.when {
            RungTime::After(period) => Some(period),
            RungTime::Before(_) | RungTime::Unanswered(_) => None,
        };
        let before = rungs.get(..=this as usize)?.iter().rev().find_map(late).unwrap_or(Period::ZERO);
        let after = late(rungs.get(next as usize)?)?;
        let time = self.time_of(&task.holder);
        let has_passed = before != after && time.add(task.due_at, after) <= alarm.at;
        let from = if has_passed { time.subtract(alarm.at, before) } else { task.due_at };
        self.rung_alarm(task, from, next, occurrence)
    }

    /// The ladder of a task, empty where it has none.
    pub(crate) fn rungs(&self, task: &Task) -> &'a [Rung] {
        self.watch(&task.origin).ladder.map_or(&[], |ladder| &ladder.rungs)
    }

    /// The reminder and the rungs before the date of a task, in the order of time.
    fn before_due(&self, task: &Task) -> Vec<(DateTime<Utc>, AlarmKind)> {
        let Watch { remind, ladder } = self.watch(&task.origin);
        let rungs = ladder.map_or(&[][..], |ladder| &ladder.rungs);
        let rungs = rungs.iter().zip(0..).filter_map(|(rung, place)| match rung.when {
            RungTime::Before(period) => Some((period, AlarmKind::Rung(place))),
            RungTime::After(_) | RungTime::Unanswered(_) => None,
        });
        let time = self.time_of(&task.holder);
        let all = remind.map(|period| (period, AlarmKind::Reminder)).into_iter().chain(rungs);
        let mut all: Vec<_> = all.map(|(period, kind)| (time.subtract(task.due_at, period), kind)).collect();
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// The rung to be taken once the task is late. Another date does not take a task down the ladder: late once more, it is at
    /// once where it stood, and whoever was told last hears of it.
    fn late_alarm(&self, task: &Task, from: DateTime<Utc>, occurrence: u32) -> Option<Alarm> {
        let rungs = self.rungs(task);
        let climbed = rungs.get(..task.climbed as usize).unwrap_or(rungs);
        if let Some(rung) = self.told_last(task) {
            let at = self.fairly(task, from).max(self.now());
            return Some(Alarm { occurrence, at, kind: AlarmKind::Rung(rung), counted: Counted::Moment(from) });
        }
        let late = |from: usize| rungs.iter().zip(0..).skip(from).find(|(rung, _)| matches!(rung.when, RungTime::After(_)));
        let (_, rung) = late(climbed.len()).or_else(|| late(0))?;
        self.rung_alarm(task, from, rung, occurrence)
    }

    /// The last rung, from 0, that told somebody of this task while it was late.
    pub(crate) fn told_last(&self, task: &Task) -> Option<u32> {
        let climbed = self.rungs(task).iter().zip(0..task.climbed);
        climbed.filter(|(rung, _)| rung.when.is_late() && rung.action.wants_answer()).map(|(_, place)| place).next_back()
    }

    /// A rung from the due date on.
    pub(crate) fn rung_alarm(&self, task: &Task, from: DateTime<Utc>, rung: u32, occurrence: u32) -> Option<Alarm> {
        let RungTime::After(after) = self.rungs(task).get(rung as usize)?.when else { return None };
        let at = self.time_of(&task.holder).add(self.fairly(task, from), after).max(self.now());
        Some(Alarm { occurrence, at, kind: AlarmKind::Rung(rung), counted: Counted::From(from) })
    }

    /// This moment, or when the ladder may begin where the promised moment has become free.
    fn fairly(&self, task: &Task, from: DateTime<Utc>) -> DateTime<Utc> {
        from.max(self.fair_start(task).unwrap_or(from))
    }

    /// When an alarm is taken by the calendars of now; `None` where it follows no rule.
    pub(crate) fn recounted(&self, task: &Task, alarm: &Alarm) -> Option<DateTime<Utc>> {
        let time = self.time_of(&task.holder);
        let when = match alarm.kind {
            AlarmKind::Reminder => RungTime::Before(self.watch(&task.origin).remind?),
            AlarmKind::Rung(place) => self.rungs(task).get(place as usize)?.when,
        };
        match (&alarm.counted, when) {
            (Counted::From(from), RungTime::Before(period)) => Some(time.subtract(*from, period)),
            (Counted::From(from), RungTime::After(period)) => Some(time.add(self.fairly(task, *from), period)),
            (Counted::Moment(from), _) => Some(self.fairly(task, *from)),
            (Counted::Read(people), RungTime::Unanswered(period)) => {
                people.iter().map(|(person, at)| self.hours_of(person).add(*at, period)).max()
            }
            _ => None,
        }
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
                    || self.late_alarm(task, task.due_at, occurrence),
                    |&(at, kind)| Some(Alarm { occurrence, at, kind, counted: Counted::From(task.due_at) }),
                )
            }
            (None, AlarmKind::Rung(rung)) if rung < task.climbed => self.late_alarm(task, task.due_at, task.alarms_given + 1),
            (None, AlarmKind::Rung(rung)) => {
                let from = if let Counted::From(from) = alarm.counted { from } else { task.due_at };
                self.rung_alarm(task, from, rung, task.alarms_given + 1)
            }
            (None, AlarmKind::Reminder) => self.first_alarm(task),
        };
        if let Some(next) = next.as_ref().filter(|next| (next.at, next.kind) == (alarm.at, alarm.kind)) {
            return Some(Alarm { counted: next.counted.clone(), ..alarm.clone() });
        }
        let is_other = |next: &Alarm| next.at > self.now();
        // Where his own time would have it in the past, it stays when it was for who had the task before.
        next.filter(is_other).or_else(|| Some(Alarm { counted: Counted::Not, ..alarm.clone() }))
    }

    /// The same task due at another moment: its first alarm anew.
    pub(crate) fn alarm_for_new_date(&self, task: &Task, due_at: DateTime<Utc>) -> Option<Alarm> {
        self.first_alarm(&Task { due_at, ..task.clone() })
    }

    /// The same where something changed that the assignee could not know: his task is due earlier, and within the hour. Then the
    /// ladder begins no sooner than an hour of his working time from now: nobody is called late for what came too late to be met.
    pub(crate) fn alarm_for_changed_date(&self, task: &Task, due_at: DateTime<Utc>) -> Option<Alarm> {
        let alarm = self.alarm_for_new_date(task, due_at)?;
        let fair = self.time_of(&task.holder).add(self.now(), NOTICE);
        let is_sudden = due_at < task.due_at && self.now() < due_at && due_at < fair;
        match is_sudden && self.is_late_rung(task, alarm.kind) {
            true => self.late_alarm(&Task { due_at, ..task.clone() }, fair, alarm.occurrence),
            false => Some(alarm),
        }
    }

    /// Whether this is a rung that is taken once the task is late.
    pub(crate) fn is_late_rung(&self, task: &Task, kind: AlarmKind) -> bool {
        let AlarmKind::Rung(place) = kind else { return false };
        self.rungs(task).get(place as usize).is_some_and(|rung| rung.when.is_late())
    }

    /// Whether the process lets this begin the ladder anew. What was not late yet has nothing to begin anew.
    pub(crate) fn is_reset_by(&self, task: &Task, occasion: Reset) -> bool {
        task.climbed > 0 && self.watch(&task.origin).ladder.is_some_and(|ladder| ladder.reset.contains(&occasion))
    }

    /// Begins the ladder anew where the process lets a new date do so, or the word of a head who gives more time.
    pub(crate) fn reset_by_date(&mut self, number: u32, cause: &Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let by = self.setting.by.person().filter(|_| self.acts_for.is_none());
        let by_head = match cause {
            Cause::Escalation(_) => true,
            Cause::Person(_) => by.is_some_and(|by| !task.holder.everybody().contains(by)),
            _ => false,
        };
        if self.is_reset_by(task, Reset::NewDate) || by_head && self.is_reset_by(task, Reset::MoreTime) {
            self.record(Event::LadderBegunAnew { task: number, climbed: 0 });
        }
    }
}
