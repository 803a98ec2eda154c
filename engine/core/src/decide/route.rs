//! Routes: where the flow goes after a result. [`Draft::run`] walks until the flow stands somewhere or the case has ended.

use voronka_definition::model::{Bound, Jump, Moment, ReturnRule, Route};
use voronka_definition::name::{OutcomeId, ResultId, StepId};

use crate::case::{Destination, LoopCount};
use crate::decide::Draft;
use crate::event::Event;
use crate::rejection::Rejection;

/// The most steps one command may walk through: fifty for each of a thousand items. `check` proves that no circle is without a person,
/// a wait or a bound; this is the last fence behind that proof.
const STEPS_AT_MOST: usize = 50_000;

/// Where the flow goes next.
#[derive(Debug)]
pub(crate) enum Next {
    /// It stands: at a task, a wait, an approval, or the case has ended.
    Stays,
    /// It arrives at a step.
    Arrives(Arrival),
    /// It arrives at several steps, one after another: branches.
    Several(Vec<Next>),
    /// The list of steps that this token walks has run out: a branch's, a handler's or the stage's.
    Ends(u32),
    /// It leaves the stage.
    Leaves { token: u32, to: Destination, comment: Option<String> },
    /// It goes back for another round.
    Returns { token: u32, rule: ReturnRule, comment: Option<String> },
}

/// A token arriving at a step.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub token: u32,
    pub step: StepId,
    /// What replaces the due formula of the first task made.
    pub due: Option<Moment>,
    /// The comment that goes with the first task made.
    pub note: Option<String>,
}

/// A result that was taken, and where.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub token: u32,
    pub step: StepId,
    pub result: ResultId,
    pub comment: Option<String>,
}

impl<'a> Draft<'a> {
    /// Walks until the flow stands. One branch is walked until it stands before the next one begins its walk.
    pub(crate) fn run(&mut self, next: Next) -> Result<(), Rejection> {
        let mut ahead = vec![next];
        while let Some(next) = ahead.pop() {
            self.steps += 1;
            if self.steps > STEPS_AT_MOST {
                return Err(crate::refuse::runaway(STEPS_AT_MOST));
            }
            match next {
                Next::Stays => {}
                Next::Several(all) => ahead.extend(all.into_iter().rev()),
                next => ahead.push(self.walk(next)?),
            }
        }
        Ok(())
    }

    fn walk(&mut self, next: Next) -> Result<Next, Rejection> {
        match next {
            // What went before has joined the branches, or left the stage.
            Next::Arrives(Arrival { token, .. }) | Next::Ends(token) if self.is_gone(token) => Ok(Next::Stays),
            Next::Arrives(arrival) => self.arrive(arrival),
            Next::Ends(token) => self.end_list(token),
            Next::Leaves { token, to, comment } => self.leave(token, to, comment),
            Next::Returns { token, rule, comment } => Ok(self.return_to(token, &rule, comment)),
            stands @ (Next::Stays | Next::Several(_)) => Ok(stands),
        }
    }

    /// Whether a token walked once and walks no more.
    fn is_gone(&self, token: u32) -> bool {
        let walks = self.case.flow().is_some_and(|flow| flow.tokens.contains_key(&token));
        token <= self.case.counters.tokens && !walks
    }

    /// The list of steps has run out.
    fn end_list(&mut self, token: u32) -> Result<Next, Rejection> {
        let standing = self.case.flow().and_then(|flow| flow.tokens.get(&token));
        if let Some(within) = standing.and_then(|token| token.within.clone()) {
            return Ok(self.end_branch(token, &within));
        }
        if let Some(handler) = self.handler_of(token) {
            self.end_handler(token, &handler.body.id);
            return Ok(Next::Stays);
        }
        self.end_stage(token)
    }

    /// Where a result leads.
    pub(crate) fn follow(&mut self, taken: Taken, route: &Route) -> Next {
        match route {
            Route::Next => self.go_on(&taken),
            Route::End => Next::Ends(taken.token),
            Route::Jump(Jump { step, bound: None }) => arrives(taken, step.clone(), None),
            Route::Jump(Jump { step, bound: Some(bound) }) => {
                let step = self.within(&taken, bound).then(|| step.clone());
                arrives(taken, step.unwrap_or_else(|| bound.otherwise.clone()), None)
            }
            Route::Again { due, bound } if self.within(&taken, bound) => {
                let step = taken.step.clone();
                arrives(taken, step, due.clone())
            }
            Route::Again { bound, .. } => arrives(taken, bound.otherwise.clone(), None),
            Route::Stage(stage) => leaves(taken, Destination::Stage(stage.clone())),
            Route::Finish(outcome) => leaves(taken, Destination::Finish(outcome.clone())),
            Route::Return(rule) => self.follow_return(taken, rule),
        }
    }

    fn go_on(&self, taken: &Taken) -> Next {
        let below = self.body_at(taken.token).and_then(|body| body.after(&taken.step));
        match below {
            Some(step) => arrives(taken.clone(), step.id.clone(), None),
            None => Next::Ends(taken.token),
        }
    }

    fn follow_return(&mut self, taken: Taken, rule: &ReturnRule) -> Next {
        let count = self.returned(&taken) + 1;
        if let Some(bound) = rule.bound.as_ref().filter(|bound| count > bound.at_most) {
            self.reach_bound(&taken, bound);
            return arrives(taken, bound.otherwise.clone(), None);
        }
        let Taken { token, step, result, comment } = taken;
        self.record(Event::ReturnTaken { token, step, result, count });
        Next::Returns { token, rule: rule.clone(), comment }
    }

    /// Whether a route leads back, and has been taken as often as it may.
    pub(crate) fn is_beyond(&self, taken: &Taken, route: &Route) -> bool {
        match route {
            Route::Jump(Jump { bound: Some(bound), .. }) | Route::Again { bound, .. } => self.looped(taken) >= bound.at_most,
            Route::Return(ReturnRule { bound: Some(bound), .. }) => self.returned(taken) >= bound.at_most,
            _ => false,
        }
    }

    /// How often this result was taken in this visit of the stage, in this run of the handler, or about this item.
    fn looped(&self, taken: &Taken) -> u32 {
        let Some(flow) = self.case.flow() else { return 0 };
        self.counted(&flow.loops, flow.walk_of(taken.token), taken)
    }

    /// How often this return was taken in the life of the case.
    fn returned(&self, taken: &Taken) -> u32 {
        self.counted(&self.case.returns, None, taken)
    }

    fn counted(&self, counts: &[LoopCount], walk: Option<u32>, taken: &Taken) -> u32 {
        let Some(stage) = self.body_of(taken.token).cloned() else { return 0 };
        let sought = LoopCount { stage, walk, step: taken.step.clone(), result: taken.result.clone(), count: 0 };
        counts.iter().find(|known| known.is_same(&sought)).map_or(0, |known| known.count)
    }

    /// Counts a bounded loop; whether it may still be taken.
    fn within(&mut self, taken: &Taken, bound: &Bound) -> bool {
        let count = self.looped(taken) + 1;
        if count > bound.at_most {
            self.reach_bound(taken, bound);
            return false;
        }
        let (token, step, result) = (taken.token, taken.step.clone(), taken.result.clone());
        self.record(Event::LoopTaken { token, step, result, count, at_most: bound.at_most });
        true
    }

    fn reach_bound(&mut self, taken: &Taken, bound: &Bound) {
        self.record(Event::BoundReached {
            token: taken.token,
            step: taken.step.clone(),
            result: taken.result.clone(),
            at_most: bound.at_most,
            otherwise: bound.otherwise.clone(),
        });
    }

    /// The stage the case stands in.
    pub(crate) fn stage(&self) -> Option<&'a voronka_definition::model::Stage> {
        self.process.stage(self.case.stage()?)
    }

    /// Whether this outcome is a victory.
    pub(crate) fn is_victory(&self, outcome: &OutcomeId) -> bool {
        let kind = self.process.outcome(outcome).map(|outcome| outcome.kind);
        kind == Some(voronka_definition::model::OutcomeKind::Won)
    }
}

fn arrives(taken: Taken, step: StepId, due: Option<Moment>) -> Next {
    Next::Arrives(Arrival { token: taken.token, step, due, note: taken.comment })
}

fn leaves(taken: Taken, to: Destination) -> Next {
    Next::Leaves { token: taken.token, to, comment: taken.comment }
}
