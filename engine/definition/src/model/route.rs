//! Routes: where the flow goes after a result.

use crate::model::time::Moment;
use crate::name::{FieldId, OutcomeId, StageId, StepId};

/// Where the flow goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// To the step below; after the last one the stage ends.
    Next,
    /// The stage ends.
    End,
    /// To a step of the same stage.
    Jump(Jump),
    /// The same task anew.
    Again {
        /// When the new task is due, if not by the task's own rule.
        due: Option<Moment>,
        /// How often, and where then.
        bound: Bound,
    },
    /// To another stage, in the ordinary course: its steps begin.
    Stage(StageId),
    /// A new round of an earlier stage.
    Return(ReturnRule),
    /// The case ends.
    Finish(OutcomeId),
}

/// A jump to a step of the same stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    /// The step.
    pub step: StepId,
    /// How often it may be taken, and where then; always there for a jump backwards that no other person stands behind.
    pub bound: Option<Bound>,
}

/// How often a loop may be taken within one visit of its stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The first so many times take the loop.
    pub at_most: u32,
    /// The step of the same stage that the next time takes.
    pub otherwise: StepId,
}

/// A return for another round of an earlier stage. Counted per case, not per visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRule {
    /// The earlier stage.
    pub stage: StageId,
    /// Fields that are emptied.
    pub clear: Vec<FieldId>,
    /// How often in the life of the case, and where then.
    pub bound: Option<Bound>,
}
