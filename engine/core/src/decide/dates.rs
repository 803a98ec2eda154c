//! Dates of tasks: counted when a task is made, and anew when what they were counted from has changed.
//!
//! A date stays what its formula gives: counted from the moment at which the task was made, with the fields and the calendar of
//! now. A change that comes too late to be met calls nobody late: the task is due at the end of the working day.
//!
//! Absent on purpose: dates that a person set. They follow no formula; what a calendar does to them is in `promises`.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::{Moment, RungTime, TaskKind, builtin};
use voronka_definition::name::{CalendarId, FieldId, PersonId};

use crate::case::{Alarm, AlarmKind, Dated, Escalation, Holder, Kept, Task};
use crate::decide::Draft;
use crate::decide::due::Counting;
use crate::decide::items::At;
use crate::decide::promises::is_at_work;
use crate::event::{Cause, Event};
use crate::offer::due_formula;
use crate::world::next_in_hours;

/// A date that a new task gets.
#[derive(Debug)]
pub(crate) struct Due {
    pub at: DateTime<Utc>,
    /// How it was counted; `None` where it follows no formula.
    pub dated: Option<Dated>,
}

impl Due {
    /// A date that stays as it is.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self { at, dated: None }
    }
}

impl Draft<'_> {
    /// When work of this kind is due by this formula for this holder. What has passed becomes the end of the working day.
    pub(crate) fn due_for(&self, formula: &Moment, holder: &Holder, kind: TaskKind, at: At) -> Due {
        let counting = Counting { time: self.business_time_of(holder, Some(kind)), from: self.now(), at };
        let (given, unsaid) = (self.given(formula, &counting), !self.is_said(formula, &counting));
        let dated = Dated { unsaid, ..self.dating(self.now(), self.counted_for(holder), given) };
        Due { at: self.still_to_come(given, &counting.time), dated: Some(dated) }
    }

    /// By whose working time a date counts: the assignee's, or the first candidate's.
    pub(crate) fn counted_for(&self, holder: &Holder) -> PersonId {
        holder.everybody().first().unwrap_or(&self.case.owner).clone()
    }

    /// How a date was counted that somebody's working time gave.
    pub(crate) fn dating(&self, from: DateTime<Utc>, of: PersonId, given: DateTime<Utc>) -> Dated {
        let hours = self.hours_of(&of);
        let (zone, off_hours) = (Some(hours.zone), !is_at_work(hours, given));
        let calendar = Some(self.calendar_of(&of));
        Dated { from, of, given, zone, off_hours, unsaid: false, kept: None, calendar }
    }

    /// Whether whoever something was counted for works by the same calendar still, be it a changed one.
    pub(crate) fn is_by_same_calendar(&self, dated: &Dated) -> bool {
        dated.calendar.as_ref().is_none_or(|before| *before == self.calendar_of(&dated.of))
    }

    /// Which calendar a person's work is counted by.
    fn calendar_of(&self, person: &PersonId) -> CalendarId {
        self.world().calendar_in(person, self.process.calendar.as_ref(), self.case.direction()).clone()
    }

    /// Why a date is another by now: the zone of the person in whose time it was counted, where in the old one it would be as before.
    pub(crate) fn cause_by_zone(
        &self,
        cause: &Cause,
        (of, kind): (&PersonId, Option<TaskKind>),
        zone: Option<Tz>,
        is_as_before: impl FnOnce(BusinessTime<'_>) -> bool,
    ) -> Cause {
        let time = self.business_time_for(of, kind);
        match zone.filter(|zone| *cause == Cause::Calendar && *zone != time.zone) {
            Some(from) if is_as_before(BusinessTime { zone: from, ..time }) => {
                Cause::TimeZone { of: of.clone(), from, to: time.zone }
            }
            _ => cause.clone(),
        }
    }

    fn still_to_come(&self, given: DateTime<Utc>, time: &BusinessTime<'_>) -> DateTime<Utc> {
        if given >= self.now() { given } else { time.end_of_business_day(self.now()) }
    }

    /// Counts the date of an open task by this formula from now on.
    pub(crate) fn date_from_now(&mut self, number: u32, formula: &Moment, cause: Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let due = self.due_for(formula, &self.counted_over(task), task.kind, task.origin.token());
        if let Some(dated) = due.dated {
            self.date(number, due.at, dated, cause);
        }
    }

    /// Dates anew what reads one of these fields, unless a person set the date.
    pub(crate) fn follow_fields(&mut self, changed: &[FieldId]) {
        let direction = || changed.iter().any(|field| field.as_str() == builtin::DIRECTION);
        self.follow_dates(&Cause::FieldsChanged(changed.to_vec()), |formula| reads(formula, changed) || direction());
    }

    /// Dates every open task anew that its formula dates differently now, and lets no rung fall into what is free time now. A second
    /// time nothing is left to be done.
    pub(crate) fn follow_calendars(&mut self) {
        self.follow_dates(&Cause::Calendar, |_| true);
        self.follow_promises();
        self.follow_waits(&Cause::Calendar, |_| true);
        self.follow_clock();
        self.follow_silences();
        let moved = |task: &Task| Some((task.number, task.due_at, self.alarm_by_calendar(task)?, self.cause_of_rung(task)));
        let moved: Vec<_> = self.case.tasks.values().filter_map(moved).collect();
        for (task, due_at, alarm, cause) in moved {
            let (from, to) = (due_at, due_at);
            self.record(Event::TaskRescheduled { task, from, to, cause, alarm: Some(alarm), dated: None, promise: None });
        }
    }

    /// Why nobody works any more at the moment of the next rung: the calendar, or the zone of who has the task, where he would in the
    /// one in which its date was counted.
    fn cause_of_rung(&self, task: &Task) -> Cause {
        let promised = task.promise.as_ref().map(|promise| (&promise.of, Some(promise.zone)));
        let counted = promised.or_else(|| task.dated.as_ref().map(|dated| (&dated.of, dated.zone)));
        match (counted.filter(|(of, _)| task.holder.everybody().contains(of)), &task.alarm) {
            (Some((of, zone)), Some(alarm)) => {
                self.cause_by_zone(&Cause::Calendar, (of, None), zone, |time| is_at_work(time, alarm.at))
            }
            _ => Cause::Calendar,
        }
    }

    /// What happens next to a task, at the moment that the calendar of now gives it. What should have happened already happens when work
    /// begins again.
    fn alarm_by_calendar(&self, task: &Task) -> Option<Alarm> {
        let alarm = task.alarm.as_ref().filter(|alarm| alarm.at > self.now())?;
        let Some(at) = self.recounted(task, alarm) else { return self.rung_at_work(task, alarm) };
        let at = if at > self.now() { at } else { next_in_hours(self.time_of(&task.holder), self.now()) };
        (at != alarm.at).then(|| Alarm { occurrence: task.alarms_given + 1, at, ..alarm.clone() })
    }

    /// A rung that follows no rule at the opening after it, where a calendar has made the moment free at which it would be taken.
    fn rung_at_work(&self, task: &Task, alarm: &Alarm) -> Option<Alarm> {
        let AlarmKind::Rung(place) = alarm.kind else { return None };
        let fair = self.fair_start(task).filter(|_| self.is_late_rung(task, alarm.kind));
        let from = alarm.at.max(fair.unwrap_or(alarm.at));
        if from == alarm.at && self.is_meant(task, place, alarm.at) {
            return None;
        }
        let at = next_in_hours(self.time_of(&task.holder), from);
        (at != alarm.at).then(|| Alarm { occurrence: task.alarms_given + 1, at, ..alarm.clone() })
    }

    /// Whether the calendar of now gives a rung this moment too, be it one at which nobody works: that of a date set for a day off,
    /// or that of whoever should answer, in his own hours.
    fn is_meant(&self, task: &Task, place: u32, at: DateTime<Utc>) -> bool {
        let time = self.time_of(&task.holder);
        let is_told = |one: &&Escalation| one.task == task.number && is_at_work(self.hours_of(&one.to), at);
        match self.rungs(task).get(place as usize).map(|rung| rung.when) {
            Some(RungTime::Before(period)) => time.subtract(task.due_at, period) == at,
            Some(RungTime::After(period)) => time.add(task.due_at, period) == at,
            Some(RungTime::Unanswered(_)) => self.case.all_escalations().any(|one| is_told(&one)),
            None => false,
        }
    }

    fn follow_dates(&mut self, cause: &Cause, is_touched: impl Fn(&Moment) -> bool) {
        let formula = |task: &Task| due_formula(self.process, &self.case, task).filter(|formula| is_touched(formula));
        let following = self.case.tasks.values().filter(|task| !task.date_by_hand);
        let touched: Vec<_> = following.filter_map(|task| Some((task.number, formula(task)?.into_owned()))).collect();
        for (number, formula) in touched {
            self.follow_date(number, &formula, cause);
        }
    }

    fn follow_date(&mut self, number: u32, formula: &Moment, cause: &Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let counted = self.dated(task);
        // No field gives what working time gave: where none does still, what was kept stays so.
        let is_kept = || counted.kept.is_some() && self.runs(formula, &self.counting_on(task, &counted));
        let is_read = matches!(cause, Cause::FieldsChanged(changed) if reads(formula, changed) && !is_kept());
        if !is_read && task.due_at <= self.now() {
            // What was late already stays so, whatever becomes of the calendar; only a field can say that it was meant for later.
            return;
        }
        if !is_read && !self.is_by_same_calendar(&counted) {
            // He works by another calendar now: what he had to do already stays due when it was.
            return self.keep_date(number, cause);
        }
        match counted.kept.clone().filter(|_| !is_read) {
            Some(kept) => self.follow_kept(number, (counted, &kept), cause),
            None => self.follow_formula(number, (formula, counted), cause),
        }
    }

    fn follow_kept(&mut self, number: u32, (counted, kept): (Dated, &Kept), cause: &Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let time = self.counting_on(task, &counted).time;
        let (given, kept_now) = (counted.kept_moment(kept, time), kept.measured(&time));
        if given == counted.given && kept_now == *kept {
            return;
        }
        let is_as_before = |time: BusinessTime<'_>| counted.kept_moment(kept, time) == counted.given;
        let cause = self.cause_by_zone(cause, (&counted.of, Some(task.kind)), counted.zone, is_as_before);
        let (to, zone) = (self.still_to_come(given, &time), Some(time.zone));
        let to = if given == counted.given { task.due_at } else { to };
        self.date(number, to, Dated { given, zone, kept: Some(kept_now), ..counted }, cause);
    }

    /// How the date of a task is counted on: from when it was, by the working time of who has to meet it now.
    fn counting_on(&self, task: &Task, counted: &Dated) -> Counting<'_> {
        let time = self.business_time_of(&self.counted_over(task), Some(task.kind));
        Counting { time, from: counted.from, at: task.origin.token() }
    }

    fn follow_formula(&mut self, number: u32, (formula, counted): (&Moment, Dated), cause: &Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let Dated { from, of, given: before, zone, unsaid: was_unsaid, kept, .. } = counted;
        let (at, kind, whose) = (task.origin.token(), task.kind, self.counted_over(task));
        // Who has it may not be who it was counted for, in what was recorded before dates followed their hands.
        let whose_then = if self.counted_for(&whose) == of { whose.clone() } else { Holder::Assigned(of.clone()) };
        let counting = |whose: &Holder| Counting { time: self.business_time_of(whose, Some(kind)), from, at };
        let then = counting(&whose_then);
        let (given, unsaid) = (self.given(formula, &then), !self.is_said(formula, &then));
        if kept.is_none() && given == before && (unsaid == was_unsaid || kind != TaskKind::Meeting) {
            return;
        }
        let in_zone = |time: BusinessTime<'_>| self.given(formula, &Counting { time, from, at }) == before;
        let cause = &self.cause_by_zone(cause, (&of, Some(kind)), zone, in_zone);
        // Whoever has it now has to meet the new date.
        let now = counting(&whose);
        let given = self.given(formula, &now);
        let dated = Dated { unsaid, ..self.dating(from, self.counted_for(&whose), given) };
        // What was late already stays so where the field says nothing later.
        let is_late = task.due_at <= self.now() && given < self.now();
        let to = if is_late { task.due_at } else { self.still_to_come(given, &now.time) };
        self.date(number, to, dated, cause.clone());
    }

    /// The date of a task that came into other hands, or whose assignee works by another calendar now, stays. From here on it follows
    /// the working time of who has to meet it.
    pub(crate) fn keep_date(&mut self, number: u32, cause: &Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let dated = self.dated_in_hands(task).filter(|dated| task.dated.as_ref() != Some(dated));
        let promised = task.promise.as_ref().map(|_| self.promise_in_hands(task));
        let promise = promised.filter(|promise| task.promise.as_ref() != Some(promise));
        if dated.is_none() && promise.is_none() {
            return;
        }
        let (at, alarm, cause) = (task.due_at, task.alarm.clone(), cause.clone());
        self.record(Event::TaskRescheduled { task: number, from: at, to: at, cause, alarm, dated, promise });
    }

    /// How the date of a task is counted on for whoever has it now; `None` where it follows no formula.
    fn dated_in_hands(&self, task: &Task) -> Option<Dated> {
        let formula = due_formula(self.process, &self.case, task).filter(|_| !task.date_by_hand)?;
        let (of, at) = (self.counted_for(&self.counted_over(task)), task.due_at);
        let counting = self.counting_on(task, &self.dated(task));
        let (time, from) = (counting.time, counting.from);
        let off_hours = !is_at_work(self.hours_of(&of), at);
        let unsaid = !self.is_said(&formula, &counting);
        if !self.runs(&formula, &counting) {
            // What a field says is the same for everybody, and counted from it for whoever has it.
            let given = self.given(&formula, &counting);
            return Some(Dated { unsaid, off_hours, ..self.dating(from, of, given) });
        }
        let kept = Kept { at, since: self.now(), left_seconds: time.between(self.now(), at).num_seconds().max(0) };
        Some(Dated { unsaid, off_hours, kept: Some(kept), ..self.dating(from, of, at) })
    }

    /// Whether working time gives the date since the task was made, and no field: then another calendar gives another moment.
    fn runs(&self, formula: &Moment, counting: &Counting<'_>) -> bool {
        match formula {
            Moment::Now | Moment::At(_) => false,
            Moment::In(period) => period.is_business(),
            Moment::EndOfBusinessDay => true,
            Moment::Before(_, moment) | Moment::After(_, moment) => self.runs(moment, counting),
            Moment::Else(first, second) => {
                let gives = if self.moment(first, counting).is_some() { first } else { second };
                self.runs(gives, counting)
            }
        }
    }

    /// How the date of a task was counted; what was made before that was written down counts from its beginning.
    fn dated(&self, task: &Task) -> Dated {
        let of = || self.counted_for(&self.counted_over(task));
        let since_made =
            || Dated { given: task.due_at, zone: None, calendar: None, ..self.dating(task.created_at, of(), task.due_at) };
        task.dated.clone().unwrap_or_else(since_made)
    }

    fn date(&mut self, number: u32, to: DateTime<Utc>, dated: Dated, cause: Cause) {
        let Some(task) = self.case.tasks.get(&number) else { return };
        let from = task.due_at;
        if from != to {
            self.reset_by_date(number, &cause);
        }
        let Some(task) = self.case.tasks.get(&number) else { return };
        let alarm = if from == to { task.alarm.clone() } else { self.alarm_for_changed_date(task, to) };
        if from != to || task.dated.as_ref() != Some(&dated) {
            self.record(Event::TaskRescheduled { task: number, from, to, cause, alarm, dated: Some(dated), promise: None });
            self.follow_urgency(number);
        }
    }
}

/// Whether a formula reads one of these fields, or an item that one of them may hold.
pub(crate) fn reads(formula: &Moment, fields: &[FieldId]) -> bool {
    match formula {
        Moment::Now | Moment::In(_) | Moment::EndOfBusinessDay => false,
        Moment::At(expr) => !expr.item_fields().is_empty() || expr.fields().iter().any(|field| fields.contains(field)),
        Moment::Before(_, moment) | Moment::After(_, moment) => reads(moment, fields),
        Moment::Else(first, second) => reads(first, fields) || reads(second, fields),
    }
}
