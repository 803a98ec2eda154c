//! `wait`: until an activity is finished, a signal arrives, a moment comes, or a condition becomes true.

use chrono::{DateTime, Utc};
use voronka_definition::model::{Awaited, Route, Step, StepKind, Wait};
use voronka_definition::name::{ActivityId, ResultId, SignalName};

use crate::case::{Origin, TokenState};
use crate::decide::Draft;
use crate::decide::fields::wait_formula;
use crate::decide::items::At;
use crate::decide::route::{Arrival, Next, Taken};
use crate::event::Event;
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
        let until = self.until(wait, Some(token));
        if matches!(wait.awaited, Awaited::Moment(_)) && until.is_none_or(|at| at <= self.now()) {
            return self.end_wait(step, wait, token, None);
        }
        self.record(Event::WaitBegan { token, step: step.id.clone(), until });
        Next::Stays
    }

    /// When a wait ends of itself, by the owner's working time. A time-out that nothing gives comes at the end of the working day:
    /// no wait is without its way out.
    pub(crate) fn until(&self, wait: &Wait, at: At) -> Option<DateTime<Utc>> {
        let counting = self.counting(&self.case.owner, at);
        let until = self.moment(wait_formula(wait)?, &counting);
        let otherwise = match wait.awaited {
            Awaited::Moment(_) => self.now(),
            _ => counting.time.end_of_business_day(self.now()),
        };
        Some(until.unwrap_or(otherwise).max(self.now()))
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
