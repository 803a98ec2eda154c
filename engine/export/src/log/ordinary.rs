//! Whether the flow alone carried a case: only such a history can be replayed on a diagram of the flow.

use std::collections::{BTreeMap, BTreeSet};

use voronka_core::case::Origin;
use voronka_core::event::Way;
use voronka_core::{Event, Recorded};
use voronka_definition::Process;
use voronka_definition::model::{Route, StepKind};
use voronka_definition::name::{ResultId, StageId, StepId};

/// Whether no person moved the deal by hand, began it in the middle or ended it early, nothing was returned, and no reaction
/// took it out of its stage.
pub fn is_ordinary(process: &Process, history: &[Recorded]) -> bool {
    let mut watch = Watch { process, stage: None, handlers: BTreeSet::new(), tasks: BTreeMap::new(), cause: Cause::Flow };
    history.iter().all(|recorded| watch.accepts(recorded))
}

/// What last drove the case on.
#[derive(Clone, Copy, PartialEq)]
enum Cause {
    /// A step of a stage that may end the case.
    Flow,
    /// A step of a stage that leads on to other steps, so that only a person can have ended the case after it.
    Before,
    /// A step of a reaction.
    Reaction,
}

struct Watch<'a> {
    process: &'a Process,
    stage: Option<StageId>,
    /// Tokens of reactions.
    handlers: BTreeSet<u32>,
    tasks: BTreeMap<u32, Origin>,
    cause: Cause,
}

impl Watch<'_> {
    fn accepts(&mut self, recorded: &Recorded) -> bool {
        match &recorded.event {
            Event::StageEntered { stage, way, .. } => {
                self.stage = Some(stage.clone());
                let is_first = self.process.stages.first().is_some_and(|first| first.id == *stage);
                return match way {
                    Way::Start => is_first,
                    Way::Onward => self.cause != Cause::Reaction,
                    Way::Skip | Way::Return => false,
                };
            }
            Event::CaseFinished { .. } => {
                return self.cause == Cause::Flow || (self.cause == Cause::Before && recorded.by.is_none());
            }
            Event::HandlerBegan { token, .. } => drop(self.handlers.insert(*token)),
            Event::TaskCreated { task } => drop(self.tasks.insert(task.number, task.origin.clone())),
            Event::TaskCompleted { task, result, .. } => self.cause = self.completed(*task, result),
            Event::WaitEnded { token, .. }
            | Event::WaitTimedOut { token, .. }
            | Event::BranchTaken { token, .. }
            | Event::BoundReached { token, .. } => self.cause = self.of(*token, true),
            Event::ApprovalEnded { .. } => self.cause = Cause::Flow,
            Event::StepReached { token, step } => self.cause = self.of(*token, self.may_end(step)),
            _ => {}
        }
        true
    }

    fn of(&self, token: u32, may_end: bool) -> Cause {
        match (self.handlers.contains(&token), may_end) {
            (true, _) => Cause::Reaction,
            (false, true) => Cause::Flow,
            (false, false) => Cause::Before,
        }
    }

    /// Whether the case may end when this step is reached, or when something outside answers it.
    fn may_end(&self, step: &StepId) -> bool {
        let kind = self.stage.as_ref().and_then(|stage| self.process.step(stage, step)).map(|step| &step.kind);
        matches!(kind, Some(StepKind::Finish(_) | StepKind::Decide(_) | StepKind::Call(_) | StepKind::Start(_)))
    }

    fn completed(&self, task: u32, result: &ResultId) -> Cause {
        match self.tasks.get(&task) {
            Some(Origin::Step { stage, step, .. }) => {
                let kind = self.process.step(stage, step).map(|step| &step.kind);
                let results = match kind {
                    Some(StepKind::Task(work) | StepKind::Form(work)) => work.results.as_slice(),
                    _ => &[],
                };
                let ends = results.iter().any(|rule| rule.id == *result && matches!(rule.route, Route::Finish(_)));
                match (self.process.stage(stage).is_none(), ends) {
                    (true, _) => Cause::Reaction,
                    (false, true) => Cause::Flow,
                    (false, false) => Cause::Before,
                }
            }
            Some(Origin::OutcomeForm { .. } | Origin::Visa { .. }) => Cause::Flow,
            _ => Cause::Before,
        }
    }
}
