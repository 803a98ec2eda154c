//! Steps: what happens when a token arrives at one. One file for each element of the language.

mod approve;
pub(super) mod call;
mod decide;
mod each;
mod notify;
mod parallel;
mod start;
mod wait;

use voronka_definition::model::{Step, StepKind};
use voronka_definition::name::ResultId;

use crate::case::{Destination, Origin};
use crate::decide::Draft;
use crate::decide::route::{Arrival, Next, Taken};
use crate::event::{Cause, Event};
use crate::rejection::Rejection;

pub(crate) use start::Nesting;

/// The name under which a step without results goes on.
pub(crate) const PASSED: &str = "passed";

impl<'a> Draft<'a> {
    /// A token arrives at a step.
    pub(crate) fn arrive(&mut self, arrival: Arrival) -> Result<Next, Rejection> {
        let process = self.process;
        let step = self.body_of(arrival.token).and_then(|body| process.step(body, &arrival.step));
        let Some(step) = step else { return Ok(Next::Stays) };
        self.record(Event::StepReached { token: arrival.token, step: step.id.clone() });
        if step.when.as_ref().is_some_and(|when| !when.holds(&self.sight(Some(arrival.token)))) {
            self.record(Event::StepSkipped { token: arrival.token, step: step.id.clone() });
            return Ok(self.pass(arrival, step));
        }
        self.enter_step(step, arrival)
    }

    fn enter_step(&mut self, step: &'a Step, arrival: Arrival) -> Result<Next, Rejection> {
        match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => {
                let Some(stage) = self.body_of(arrival.token).cloned() else { return Ok(Next::Stays) };
                let origin = Origin::Step { stage, step: step.id.clone(), token: arrival.token };
                self.make_work(origin, work, arrival.due.as_ref(), arrival.note);
                Ok(Next::Stays)
            }
            StepKind::Approve(approve) => Ok(self.begin_approval(step, approve, arrival)),
            StepKind::Plan(activity) => {
                self.plan(activity);
                Ok(self.pass(arrival, step))
            }
            StepKind::Wait(wait) => Ok(self.begin_wait(step, wait, arrival)),
            StepKind::Decide(decide) => Ok(self.take_branch(step, decide, arrival)),
            StepKind::Set(set) => {
                self.set_computed(&set.values, &Cause::Step(step.id.clone()), Some(arrival.token));
                Ok(self.pass(arrival, step))
            }
            StepKind::Notify(notify) => {
                self.send_message(step, notify, arrival.token);
                Ok(self.pass(arrival, step))
            }
            StepKind::Parallel(parallel) => Ok(self.begin_parallel(step, parallel, arrival)),
            StepKind::Each(each) => self.begin_each(step, each, arrival),
            StepKind::Call(call) => Ok(self.begin_call(step, call, arrival)),
            StepKind::Start(start) => Ok(self.begin_start(step, start, arrival)),
            StepKind::Finish(outcome) => {
                let to = Destination::Finish(outcome.clone());
                Ok(Next::Leaves { token: arrival.token, to, comment: arrival.note })
            }
        }
    }

    /// Goes on to the step below; what came with the token goes on with it.
    pub(crate) fn pass(&mut self, arrival: Arrival, step: &Step) -> Next {
        let taken = Taken { token: arrival.token, step: step.id.clone(), result: ResultId::from(PASSED), comment: arrival.note };
        self.follow(taken, &voronka_definition::model::Route::Next)
    }
}
