//! Routes: where the flow goes after a result. [`Draft::run`] walks until the flow stands somewhere or the case has ended.

use voronka_definition::model::{Bound, Jump, Moment, ReturnRule, Route};
use voronka_definition::name::{OutcomeId, ResultId, StageId, StepId};

use crate::case::{Destination, LoopCount};
use crate::decide::Draft;
use crate::event::Event;
use crate::rejection::Rejection;

/// The most steps one command may walk through. `check` proves that no circle is without a person, a wait or a bound; this is
/// the last fence behind that proof.
const STEPS_AT_MOST: usize = 10_000;

/// Where the flow goes next.
#[derive(Debug)]
pub(crate) enum Next {
    /// It stands: at a task, a wait, an approval, or the case has ended.
    Stays,
    /// It arrives at a step.
    Arrives(Arrival),
    /// The steps of the stage have run out.
    StageEnds(u32),
    /// It leaves the stage.
    Leaves { token: u32, to: Destination, comment: Option<String> },
    /// It goes back for another round.
    Returns { rule: ReturnRule, comment: Option<String> },
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

impl Draft<'_> {
    /// Walks until the flow stands.
    pub(crate) fn run(&mut self, mut next: Next) -> Result<(), Rejection> {
        for _ in 0..STEPS_AT_MOST {
            next = match next {
                Next::Stays => return Ok(()),
                Next::Arrives(arrival) => self.arrive(arrival)?,
                Next::StageEnds(token) => self.end_stage(token)?,
                Next::Leaves { token, to, comment } => self.leave(token, to, comment)?,
                Next::Returns { rule, comment } => self.return_to(&rule.stage, &rule.clear, comment),
            };
        }
        Err(crate::refuse::runaway(STEPS_AT_MOST))
    }

    /// Where a result leads.
    pub(crate) fn follow(&mut self, taken: Taken, route: &Route) -> Next {
        match route {
            Route::Next => self.go_on(&taken),
            Route::End => Next::StageEnds(taken.token),
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
        let below = self.stage().and_then(|stage| stage.after(&taken.step));
        match below {
            Some(step) => arrives(taken.clone(), step.id.clone(), None),
            None => Next::StageEnds(taken.token),
        }
    }

    fn follow_return(&mut self, taken: Taken, rule: &ReturnRule) -> Next {
        let count = counted(&self.case.returns, self.stage_id(), &taken) + 1;
        if let Some(bound) = rule.bound.as_ref().filter(|bound| count > bound.at_most) {
            self.reach_bound(&taken, bound);
            return arrives(taken, bound.otherwise.clone(), None);
        }
        self.record(Event::ReturnTaken { step: taken.step, result: taken.result, count });
        Next::Returns { rule: rule.clone(), comment: taken.comment }
    }

    /// Whether a route leads back, and has been taken as often as it may.
    pub(crate) fn is_beyond(&self, taken: &Taken, route: &Route) -> bool {
        let loops = self.case.flow().map_or(&[][..], |flow| &flow.loops);
        match route {
            Route::Jump(Jump { bound: Some(bound), .. }) | Route::Again { bound, .. } => {
                counted(loops, self.stage_id(), taken) >= bound.at_most
            }
            Route::Return(ReturnRule { bound: Some(bound), .. }) => {
                counted(&self.case.returns, self.stage_id(), taken) >= bound.at_most
            }
            _ => false,
        }
    }

    /// Counts a bounded loop; whether it may still be taken.
    fn within(&mut self, taken: &Taken, bound: &Bound) -> bool {
        let loops = self.case.flow().map_or(&[][..], |flow| &flow.loops);
        let count = counted(loops, self.stage_id(), taken) + 1;
        if count > bound.at_most {
            self.reach_bound(taken, bound);
            return false;
        }
        let (step, result) = (taken.step.clone(), taken.result.clone());
        self.record(Event::LoopTaken { step, result, count, at_most: bound.at_most });
        true
    }

    fn reach_bound(&mut self, taken: &Taken, bound: &Bound) {
        self.record(Event::BoundReached {
            step: taken.step.clone(),
            result: taken.result.clone(),
            at_most: bound.at_most,
            otherwise: bound.otherwise.clone(),
        });
    }

    /// The stage the case stands in.
    pub(crate) fn stage(&self) -> Option<&voronka_definition::model::Stage> {
        self.process.stage(self.case.stage()?)
    }

    fn stage_id(&self) -> Option<&StageId> {
        self.case.stage()
    }

    /// Whether this outcome is a victory.
    pub(crate) fn is_victory(&self, outcome: &OutcomeId) -> bool {
        let kind = self.process.outcome(outcome).map(|outcome| outcome.kind);
        kind == Some(voronka_definition::model::OutcomeKind::Won)
    }
}

fn counted(loops: &[LoopCount], stage: Option<&StageId>, taken: &Taken) -> u32 {
    let is_it = |l: &&LoopCount| Some(&l.stage) == stage && l.step == taken.step && l.result == taken.result;
    loops.iter().find(is_it).map_or(0, |known| known.count)
}

fn arrives(taken: Taken, step: StepId, due: Option<Moment>) -> Next {
    Next::Arrives(Arrival { token: taken.token, step, due, note: taken.comment })
}

fn leaves(taken: Taken, to: Destination) -> Next {
    Next::Leaves { token: taken.token, to, comment: taken.comment }
}
