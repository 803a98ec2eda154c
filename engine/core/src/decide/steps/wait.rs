//! `wait`: until an activity is finished, a signal arrives, a moment comes, or a condition becomes true.

use chrono::{DateTime, Utc};
use voronka_definition::calendar::BusinessTime;
use voronka_definition::model::{Awaited, Moment, Route, Step, StepKind, Wait};
use voronka_definition::name::{ActivityId, PersonId, ResultId, SignalName};

use crate::case::{Dated, Origin, Token, TokenState};
use crate::decide::Draft;
use crate::decide::due::Counting;
use crate::decide::fields::wait_formula;
use crate::decide::items::At;
use crate::decide::route::{Arrival, Next, Taken};
use crate::event::{Cause, Event};
use crate::rejection::Rejection;

impl<'a> Draft<'a> {
    pub(super) fn begin_wait(&mut self, step: &Step, wait: &Wait, arrival: Arrival) -> Next {
        match &wait.awaited {
            Awaited::Activity(id) => {
                if let Some(result) = self.consume_activity(id) {
                    return self.end_wait(step, wait, arrival.token, Some(&result));
                }
                if self.open_activity(id).is_none()
                    && let Some(activity) = self.process.activity(id)
                {
                    self.make_work(Origin::Activity(id.clone()), &activity.work, None, arrival.note);
                }
            }
            Awaited::Signal(name) if self.consume_signal(name) => return self.end_wait(step, wait, arrival.token, None),
            Awaited::Condition(condition) if condition.holds(&self.sight(Some(arrival.token))) => {
                return self.end_wait(step, wait, arrival.token, None);
            }
            Awaited::Moment(_) | Awaited::Signal(_) | Awaited::Condition(_) => {}
        }
        self.stand_and_wait(step, wait, arrival.token)
    }

    /// The token stands until what it awaits comes; an awaited moment that has passed, or that nothing gives, is no wait.
    fn stand_and_wait(&mut self, step: &Step, wait: &Wait, token: u32) -> Next {
        let due = self.until(wait, Some(token));
        if matches!(wait.awaited, Awaited::Moment(_)) && due.as_ref().is_none_or(|due| due.given <= self.now()) {
            return self.end_wait(step, wait, token, None);
        }
        let until = due.as_ref().map(|due| due.given.max(self.now()));
        self.record(Event::WaitBegan { token, step: step.id.clone(), until, dated: due, cause: None });
        Next::Stays
    }

    /// When a wait ends of itself, by the owner's working time.
    fn until(&self, wait: &Wait, at: At) -> Option<Dated> {
        self.wait_counted(wait, at, (self.now(), self.case.owner.clone()))
    }

    /// The same, counted from a moment in somebody's working time. A time-out that nothing gives comes at the end of the working
    /// day: no wait is without its way out.
    fn wait_counted(&self, wait: &Wait, at: At, (from, of): (DateTime<Utc>, PersonId)) -> Option<Dated> {
        let given = self.wait_given(wait, &Counting { from, ..self.counting(&of, None, at) })?;
        Some(self.dating(from, of, given))
    }

    fn wait_given(&self, wait: &Wait, counting: &Counting<'_>) -> Option<DateTime<Utc>> {
        Some(self.moment(wait_formula(wait)?, counting).unwrap_or_else(|| match wait.awaited {
            Awaited::Moment(_) => counting.from,
            _ => counting.time.end_of_business_day(counting.from),
        }))
    }

    /// Counts anew until when waits last, where that is another moment now. What is not touched stays. A calendar that changed ends
    /// nothing at once: what has passed by it lasts until the end of the working day.
    pub(crate) fn follow_waits(&mut self, cause: &Cause, is_touched: impl Fn(&Moment) -> bool) {
        let Some(flow) = self.case.flow() else { return };
        let waiting: Vec<_> = flow.tokens.values().filter_map(|token| Some((token.number, self.wait_of(token)?))).collect();
        for (token, (step, wait, until, dated)) in waiting {
            if until <= self.now() || !wait_formula(wait).is_some_and(&is_touched) {
                continue;
            }
            let Dated { from, of, given: before, zone, .. } = dated.unwrap_or_else(|| self.since_now(until));
            let at = Some(token);
            if self.wait_counted(wait, at, (from, of.clone())).is_none_or(|anew| anew.given == before) {
                continue;
            }
            let in_zone = |time: BusinessTime<'_>| self.wait_given(wait, &Counting { time, from, at }) == Some(before);
            let cause = self.cause_by_zone(cause, (&of, None), zone, in_zone);
            let Some(anew) = self.wait_counted(wait, at, (from, self.case.owner.clone())) else { continue };
            let is_calendar =
                matches!(cause, Cause::Calendar | Cause::TimeZone { .. }) && !matches!(wait.awaited, Awaited::Moment(_));
            let until = match anew.given >= self.now() {
                false if is_calendar => self.business_time(&anew.of).end_of_business_day(self.now()),
                _ => anew.given.max(self.now()),
            };
            let (step, until, cause) = (step.id.clone(), Some(until), Some(cause));
            self.record(Event::WaitBegan { token, step, until, dated: Some(anew), cause });
        }
    }

    /// How a wait is taken to be counted that was begun before that was written down.
    fn since_now(&self, until: DateTime<Utc>) -> Dated {
        let dated = self.dating(self.now(), self.case.owner.clone(), until);
        Dated { zone: None, off_hours: false, ..dated }
    }

    /// The wait that a token stands at, and until when it lasts.
    fn wait_of(&self, token: &Token) -> Option<(&'a Step, &'a Wait, DateTime<Utc>, Option<Dated>)> {
        let TokenState::Waiting { until: Some(until), dated } = &token.state else { return None };
        let process = self.process;
        let step = process.step(&token.of, &token.step)?;
        let StepKind::Wait(wait) = &step.kind else { return None };
        Some((step, wait, *until, dated.clone()))
    }

    /// The wait ends with what it awaited. The result of an activity selects the wait's own result of that name; anything else the
    /// first that is not kept for the time-out.
    pub(crate) fn end_wait(&mut self, step: &Step, wait: &Wait, token: u32, result: Option<&ResultId>) -> Next {
        let rule = match result {
            Some(result) => wait.results.iter().find(|rule| rule.id == *result),
            None => wait.results.iter().find(|rule| wait.timeout.as_ref().is_none_or(|timeout| timeout.result != rule.id)),
        };
        let result = rule.map(|rule| rule.id.clone()).or_else(|| result.cloned());
        self.record(Event::WaitEnded { token, step: step.id.clone(), result: result.clone() });
        let name = result.unwrap_or_else(|| ResultId::from(super::PASSED));
        let taken = Taken { token, step: step.id.clone(), result: name, comment: None };
        match rule {
            Some(rule) => self.take_result(taken, rule),
            None => self.follow(taken, &Route::Next),
        }
    }

    /// Ends every wait whose time has come because of what this command did.
    pub(crate) fn settle(&mut self) -> Result<(), Rejection> {
        while let Some((token, step, wait)) = self.satisfied_wait() {
            if let Awaited::Signal(name) = &wait.awaited {
                self.consume_signal(name);
            }
            let result = match &wait.awaited {
                Awaited::Activity(id) => self.consume_activity(id),
                _ => None,
            };
            let next = self.end_wait(step, wait, token, result.as_ref());
            self.run(next)?;
        }
        self.plan_what_is_awaited();
        Ok(())
    }

    /// Two waits may stand for one activity: its end is the first one's, and the other needs it anew.
    fn plan_what_is_awaited(&mut self) {
        let process = self.process;
        let tokens = self.case.flow().into_iter().flat_map(|flow| flow.tokens.values());
        let waiting = tokens.filter(|token| matches!(token.state, TokenState::Waiting { .. }));
        let steps: Vec<&Step> = waiting.filter_map(|token| process.step(&token.of, &token.step)).collect();
        for step in steps {
            if let StepKind::Wait(Wait { awaited: Awaited::Activity(id), .. }) = &step.kind
                && self.open_activity(id).is_none()
                && let Some(activity) = process.activity(id)
            {
                self.make_work(Origin::Activity(id.clone()), &activity.work, None, None);
            }
        }
    }

    fn satisfied_wait(&self) -> Option<(u32, &'a Step, &'a Wait)> {
        let flow = self.case.flow()?;
        let waiting = flow.tokens.values().filter(|token| matches!(token.state, TokenState::Waiting { .. }));
        waiting.filter_map(|token| Some((token.number, self.process.step(&token.of, &token.step)?))).find_map(|(token, step)| {
            match &step.kind {
                StepKind::Wait(wait) if self.is_satisfied(&wait.awaited, token) => Some((token, step, wait)),
                _ => None,
            }
        })
    }

    fn is_satisfied(&self, awaited: &Awaited, token: u32) -> bool {
        match awaited {
            Awaited::Activity(id) => self.case.finished_activities.iter().any(|kept| kept.activity == *id),
            Awaited::Signal(name) => self.case.signals.iter().any(|kept| kept.name == *name),
            Awaited::Condition(condition) => condition.holds(&self.sight(Some(token))),
            Awaited::Moment(_) => false,
        }
    }

    fn consume_activity(&mut self, id: &ActivityId) -> Option<ResultId> {
        let kept = self.case.finished_activities.iter().find(|kept| kept.activity == *id)?;
        let result = kept.result.clone();
        self.record(Event::ActivityConsumed { activity: id.clone() });
        Some(result)
    }

    fn consume_signal(&mut self, name: &SignalName) -> bool {
        let is_kept = self.case.signals.iter().any(|kept| kept.name == *name);
        if is_kept {
            self.record(Event::SignalConsumed { name: name.clone() });
        }
        is_kept
    }
}
