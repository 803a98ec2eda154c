//! Stages and outcomes.

use serde::{Deserialize, Serialize};

use crate::model::step::Step;
use crate::model::time::Moment;
use crate::model::work::Ask;
use crate::name::{FieldId, OutcomeId, StageId, StepId};
use crate::text::Text;

/// A stage: a list of steps with a goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Its name.
    pub id: StageId,
    /// Its title for people.
    pub title: Text,
    /// What is true when it has done its work.
    pub goal: Option<Text>,
    /// Fields that must be filled before the case moves on.
    pub requires: Vec<FieldId>,
    /// Fields that are asked when it is entered by hand.
    pub entry: Vec<FieldId>,
    /// The steps from top to bottom; never empty.
    pub steps: Vec<Step>,
}

impl Stage {
    /// The step with this name.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The first step that the flow falls into.
    pub fn first(&self) -> Option<&Step> {
        self.steps.iter().find(|step| !step.by_name)
    }

    /// The step that the flow falls into after this one; `None` when the stage ends there. A step reached by name goes on like
    /// any other: to the next below it that is not itself reached by name.
    pub fn after(&self, id: &StepId) -> Option<&Step> {
        let place = self.steps.iter().position(|step| step.id == *id)?;
        self.steps[place + 1..].iter().find(|step| !step.by_name)
    }
}

/// What an outcome means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// The deal was won.
    Won,
    /// The deal was lost.
    Lost,
    /// The deal goes on in another process; the outcome asks for the built-in question `process`.
    Transferred,
}

/// A final stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its name.
    pub id: OutcomeId,
    /// Its title for people.
    pub title: Text,
    /// What it means.
    pub kind: OutcomeKind,
    /// What is asked when the case ends so. A transfer asks a field of type process.
    pub ask: Vec<Ask>,
    /// A task the owner gets afterwards, as if made by hand.
    pub follow_up: Option<FollowUp>,
}

/// A task after the end.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    /// Its title.
    pub title: Text,
    /// How to do it.
    pub guide: Option<Text>,
    /// When it is due.
    pub due: Moment,
}
