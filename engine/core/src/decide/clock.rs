//! The clock of a stage: until when it may last, until when a next step must be planned, and when that time stands still.
//!
//! While the case stands at a `wait` with `clock: pause`, it is the client's turn: neither the limit nor the gap runs, and that
//! time is counted apart. Both are kept as what they are counted from and what that gave, like dates of tasks: a changed calendar
//! moves them, and no change makes anything late at once.
//!
//! Absent on purpose: the waits themselves go on, and so do the dates of tasks.

use chrono::{DateTime, TimeDelta, Utc};
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::{Stage, StepKind, Wait};
use voronka_definition::name::{PersonId, StepId};
use voronka_definition::{Period, Unit};

use crate::case::{Dated, Kept, Origin, Pause, StageClock, Task, TokenState};
use crate::decide::Draft;
use crate::event::{Cause, Event};

impl Draft<'_> {
    /// Begins to count how long the stage may last.
    pub(crate) fn time_limit(&mut self) {
        let Some(limit) = self.stage().and_then(|stage| stage.limit.as_ref()) else { return };
        let counted = self.count_from_now(limit.within);
        let limit_at = Some(self.to_come(&counted));
        self.record(Event::StageTimed { limit_at, gap_at: None, limit: Some(counted), gap: None, cause: None });
    }

    /// The clock stands still while it is the client's turn, and goes on afterwards.
    pub(crate) fn time_clock(&mut self) {
        let Some(flow) = self.case.flow() else { return };
        match (flow.clock.paused_at, self.pausing_wait()) {
            (None, Some(step)) => self.pause_clock(step),
            (Some(from), None) => {
                self.resume_clock(from);
                self.count_pause();
            }
            _ => {}
        }
    }

    /// The wait of this stage during which its clock stands still.
    fn pausing_wait(&self) -> Option<StepId> {
        let flow = self.case.flow()?;
        let is_it = |token: &&crate::case::Token| {
            let step = self.process.step(&token.of, &token.step).map(|step| &step.kind);
            let pauses = matches!(step, Some(StepKind::Wait(Wait { pauses: true, .. })));
            pauses && token.of == flow.stage && matches!(token.state, TokenState::Waiting { .. })
        };
        flow.tokens.values().find(is_it).map(|token| token.step.clone())
    }

    fn pause_clock(&mut self, step: StepId) {
        let Some(flow) = self.case.flow() else { return };
        let (stage, clock) = (flow.stage.clone(), &flow.clock);
        let is_timed = self.stage().is_some_and(|stage| stage.limit.is_some() || stage.next_step_within.is_some());
        if !is_timed {
            return;
        }
        let (limit, gap) = (clock.limit.clone(), clock.gap.clone());
        // What has come already is late, whosever turn it is.
        let late = |at: Option<DateTime<Utc>>| at.filter(|at| *at <= self.now());
        let (limit_at, gap_at) = (late(flow.limit_at), late(flow.gap_at));
        let is_other = (limit_at, gap_at) != (flow.limit_at, flow.gap_at);
        self.record(Event::ClockPaused { stage, step });
        if is_other {
            self.record(Event::StageTimed { limit_at, gap_at, limit, gap, cause: None });
        }
    }

    /// Ends a pause, also where its stage is being left.
    pub(crate) fn resume_clock(&mut self, from: DateTime<Utc>) {
        let Some(flow) = self.case.flow() else { return };
        let stood = self.business_time(&self.case.owner).between(from, self.now()).num_minutes();
        let minutes = u32::try_from(stood.max(0)).unwrap_or(u32::MAX);
        self.record(Event::ClockResumed { stage: flow.stage.clone(), from, minutes });
    }

    /// The pause is added to what runs on.
    fn count_pause(&mut self) {
        let (Some(flow), Some(stage)) = (self.case.flow(), self.stage()) else { return };
        let within = (stage.limit.as_ref().map(|limit| limit.within), stage.next_step_within.as_ref().map(|gap| gap.within));
        let anew = |counted: &Option<Dated>, within: Option<Period>| {
            let (counted, within) = (counted.as_ref()?, within?);
            Some(Dated { given: self.clock_end(counted, within), ..counted.clone() })
        };
        let (limit, gap) = (anew(&flow.clock.limit, within.0), anew(&flow.clock.gap, within.1));
        let limit_at = flow.limit_at.or_else(|| limit.as_ref().map(|counted| self.to_come(counted)));
        let gap_at = flow.gap_at.or_else(|| gap.as_ref().map(|counted| self.to_come(counted)));
        let is_new = (limit_at, gap_at) != (flow.limit_at, flow.gap_at) || limit != flow.clock.limit || gap != flow.clock.gap;
        if is_new {
            self.record(Event::StageTimed { limit_at, gap_at, limit, gap, cause: None });
        }
    }

    /// Until when a next step must be planned. A gap that is open already goes on; it ends when a task is due in time.
    pub(crate) fn time_gap(&mut self) {
        let (Some(flow), Some(stage)) = (self.case.flow(), self.stage()) else { return };
        let counted = stage.next_step_within.as_ref().map(|gap| gap.within).and_then(|within| {
            let latest = self.business_time(&self.case.owner).add(self.now(), within);
            // Whoever has been asked to plan one is not asked again.
            let plans =
                |task: &Task| task.due_at <= latest || !task.date_by_hand && matches!(task.origin, Origin::NextStep { .. });
            let is_planned = self.case.tasks.values().any(plans);
            (!is_planned).then(|| flow.clock.gap.clone().unwrap_or_else(|| self.count_from_now(within)))
        });
        let runs = flow.clock.paused_at.is_none();
        let gap_at = counted.as_ref().and_then(|counted| flow.gap_at.or_else(|| runs.then(|| self.to_come(counted))));
        if gap_at != flow.gap_at || counted != flow.clock.gap {
            let (limit_at, limit) = (flow.limit_at, flow.clock.limit.clone());
            self.record(Event::StageTimed { limit_at, gap_at, limit, gap: counted, cause: None });
        }
    }

    /// Counts limit and gap anew where the calendar gives something else by now.
    pub(crate) fn follow_clock(&mut self) {
        let (Some(flow), Some(stage)) = (self.case.flow(), self.stage()) else { return };
        let counted = [&flow.clock.limit, &flow.clock.gap];
        if counted.into_iter().flatten().any(|counted| !self.is_by_same_calendar(counted)) {
            // The owner works by another calendar now: what he was given stays.
            return self.keep_clock();
        }
        let limit = self.followed(flow.clock.limit.as_ref(), stage.limit.as_ref().map(|limit| limit.within));
        let gap = self.followed(flow.clock.gap.as_ref(), stage.next_step_within.as_ref().map(|gap| gap.within));
        if limit.is_none() && gap.is_none() {
            return;
        }
        let moved = |at: Option<DateTime<Utc>>, new: Option<&Dated>| match (at, new) {
            // What was late already stays so, whatever changes.
            (Some(at), Some(new)) if at > self.now() => Some(self.to_come(new)),
            _ => at,
        };
        let (limit_at, gap_at) = (moved(flow.limit_at, limit.as_ref()), moved(flow.gap_at, gap.as_ref()));
        let cause = Some(self.cause_of_clock(&flow.clock, stage));
        let (limit, gap) = (limit.or_else(|| flow.clock.limit.clone()), gap.or_else(|| flow.clock.gap.clone()));
        self.record(Event::StageTimed { limit_at, gap_at, limit, gap, cause });
    }

    /// Whether the calendar made it so, or the zone in which whoever is responsible works.
    fn cause_of_clock(&self, clock: &StageClock, stage: &Stage) -> Cause {
        let limit = clock.limit.as_ref().zip(stage.limit.as_ref().map(|limit| limit.within));
        let gap = clock.gap.as_ref().zip(stage.next_step_within.as_ref().map(|gap| gap.within));
        let cause = |(counted, within): (&Dated, Period)| {
            let is_as_before = |time: BusinessTime<'_>| self.clock_end_in(&time, counted, within) == counted.given;
            self.cause_by_zone(&Cause::Calendar, (&counted.of, None), counted.zone, is_as_before)
        };
        limit.or(gap).map_or(Cause::Calendar, cause)
    }

    /// What is given now where it is another than before, in the working time of who is responsible now.
    fn followed(&self, counted: Option<&Dated>, within: Option<Period>) -> Option<Dated> {
        let (counted, within) = (counted?, within?);
        let kept = counted.kept.as_ref().map(|kept| match within.is_business() {
            true => kept.measured(&self.business_time(&counted.of)),
            false => kept.clone(),
        });
        if self.clock_end(counted, within) == counted.given && kept == counted.kept {
            return None;
        }
        let new = match kept {
            Some(_) => Dated { kept, ..counted.clone() },
            None => self.dating(counted.from, self.case.owner.clone(), counted.given),
        };
        Some(Dated { given: self.clock_end(&new, within), ..new })
    }

    /// The deal has another owner, or he works by another calendar: the clock keeps its ends, and follows his working time from here on.
    pub(crate) fn keep_clock(&mut self) {
        let Some(flow) = self.case.flow() else { return };
        let since = flow.clock.paused_at.unwrap_or(self.now());
        let anew = |counted: &Option<Dated>, at: Option<DateTime<Utc>>| {
            let counted = counted.as_ref()?;
            let (of, at) = (self.case.owner.clone(), at.unwrap_or(counted.given));
            // What was left when the clock stopped is left of the time of who had the deal then: the heir's absence takes none of it.
            let whose = if flow.clock.paused_at.is_some() { &counted.of } else { &of };
            let left_seconds = self.business_time(whose).between(since, at).num_seconds().max(0);
            let kept = Some(Kept { at, since, left_seconds });
            Some(Dated { kept, ..self.dating(counted.from, of, at) })
        };
        let (limit, gap) = (anew(&flow.clock.limit, flow.limit_at), anew(&flow.clock.gap, flow.gap_at));
        if limit != flow.clock.limit || gap != flow.clock.gap {
            let (limit_at, gap_at) = (flow.limit_at, flow.gap_at);
            self.record(Event::StageTimed { limit_at, gap_at, limit, gap, cause: None });
        }
    }

    fn count_from_now(&self, within: Period) -> Dated {
        let of: PersonId = self.case.owner.clone();
        let given = self.business_time(&of).add(self.now(), within);
        self.dating(self.now(), of, given)
    }

    /// What has passed is due at the end of the working day.
    fn to_come(&self, counted: &Dated) -> DateTime<Utc> {
        if counted.given >= self.now() {
            return counted.given;
        }
        self.business_time(&counted.of).end_of_business_day(self.now())
    }

    /// Where a period of the clock ends, with the time in which it stood still.
    fn clock_end(&self, counted: &Dated, within: Period) -> DateTime<Utc> {
        self.clock_end_in(&self.business_time(&counted.of), counted, within)
    }

    fn clock_end_in(&self, time: &BusinessTime<'_>, counted: &Dated, within: Period) -> DateTime<Utc> {
        let pauses = self.case.flow().map_or(&[][..], |flow| &flow.clock.pauses);
        if let Some(kept) = &counted.kept {
            let end = if within.is_business() { counted.kept_moment(kept, *time) } else { kept.at };
            return lengthened(time, end, kept.since, (within, pauses));
        }
        lengthened(time, time.add(counted.from, within), counted.from, (within, pauses))
    }
}

/// A moment put off by the time in which the clock stood still since another: working time where the period is one of working time.
pub(crate) fn lengthened(
    time: &BusinessTime<'_>,
    end: DateTime<Utc>,
    since: DateTime<Utc>,
    (within, pauses): (Period, &[Pause]),
) -> DateTime<Utc> {
    let spans = pauses.iter().map(|pause| (pause.from.max(since), pause.to)).filter(|(from, to)| from < to);
    match within.unit {
        Unit::Minutes | Unit::Hours | Unit::Days => end + spans.map(|(from, to)| to - from).sum::<TimeDelta>(),
        _ => time.add_time(end, spans.map(|(from, to)| time.between(from, to)).sum::<TimeDelta>()),
    }
}
