//! Stages and outcomes.

use serde::{Deserialize, Serialize};

use crate::expr::Expr;
use crate::model::people::Role;
use crate::model::step::Step;
use crate::model::time::Moment;
use crate::model::work::Ask;
use crate::name::{FieldId, LadderId, OutcomeId, StageId, StepId};
use crate::period::Period;
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
    /// How long it may last.
    pub limit: Option<Limit>,
    /// The longest gap without a step that is due.
    pub next_step_within: Option<Limit>,
    /// The most, in per cent, that the deal may claim to be worth its amount while it is here.
    pub probability: Option<u8>,
    /// Who may move a deal past it by hand; `None` is the owner and the heads, an empty list is nobody.
    pub skippable: Option<Vec<Role>>,
    /// Who may move a deal back to it by hand; `None` is the owner and the heads, an empty list is nobody.
    pub returnable: Option<Vec<Role>>,
    /// Where its end leads, the last rule without a condition; empty is the stage below.
    pub next: Vec<Onward>,
}

/// How long a stage may last, or how long no next step may be due in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// So long, in the owner's working time.
    pub within: Period,
    /// Which ladder takes it up then.
    pub escalate: Option<LadderId>,
}

/// One rule for the way on from a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Onward {
    /// Taken when this holds; `None` is `else`.
    pub when: Option<Expr>,
    /// A stage further down.
    pub stage: StageId,
}

/// Where a step stands within its stage.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The list that holds it.
    pub list: &'a [Step],
    /// Where in the list.
    pub index: usize,
    /// The step whose branch the list is, and the number of the branch; `None` for the stage's own list.
    pub within: Option<(&'a Step, usize)>,
}

impl<'a> Place<'a> {
    /// The step itself.
    pub fn step(&self) -> &'a Step {
        &self.list[self.index]
    }

    /// The step that the flow falls into afterwards; `None` when the list ends there. A step reached by name goes on like any
    /// other: to the next below it that is not itself reached by name.
    pub fn after(&self) -> Option<&'a Step> {
        self.list[self.index + 1..].iter().find(|step| !step.by_name)
    }
}

impl Stage {
    /// A stage that asks for nothing and has no limits.
    pub fn new(id: impl Into<StageId>, title: Text, steps: Vec<Step>) -> Self {
        Self {
            id: id.into(),
            title,
            goal: None,
            requires: Vec::new(),
            entry: Vec::new(),
            steps,
            limit: None,
            next_step_within: None,
            probability: None,
            skippable: None,
            returnable: None,
            next: Vec::new(),
        }
    }

    /// The step with this name, inside branches too.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.find(id).map(|place| place.step())
    }

    /// Where the step with this name stands.
    pub fn find(&self, id: &StepId) -> Option<Place<'_>> {
        find(&self.steps, None, id)
    }

    /// Every step, those inside a step after it.
    pub fn every_step(&self) -> Vec<&Step> {
        let mut all = Vec::new();
        gather(&self.steps, &mut all);
        all
    }

    /// The first step that the flow falls into.
    pub fn first(&self) -> Option<&Step> {
        first(&self.steps)
    }

    /// The step that the flow falls into after this one; `None` when its list ends there.
    pub fn after(&self, id: &StepId) -> Option<&Step> {
        self.find(id)?.after()
    }
}

/// The first step of a list that the flow falls into.
pub fn first(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| !step.by_name)
}

fn find<'a>(list: &'a [Step], within: Option<(&'a Step, usize)>, id: &StepId) -> Option<Place<'a>> {
    if let Some(index) = list.iter().position(|step| step.id == *id) {
        return Some(Place { list, index, within });
    }
    list.iter().find_map(|step| {
        let mut inner = step.kind.inner().into_iter().enumerate();
        inner.find_map(|(number, list)| find(list, Some((step, number)), id))
    })
}

fn gather<'a>(list: &'a [Step], all: &mut Vec<&'a Step>) {
    for step in list {
        all.push(step);
        step.kind.inner().into_iter().for_each(|list| gather(list, all));
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

impl OutcomeKind {
    /// Its name in the language and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Transferred => "transferred",
        }
    }
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
