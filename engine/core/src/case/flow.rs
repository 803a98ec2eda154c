//! Where a case stands: tokens, waits, visas, counts of loops.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voronka_definition::Value;
use voronka_definition::name::{FieldId, OutcomeId, PersonId, ResultId, StageId, StepId};

use crate::id::CaseId;

/// The flow of a running case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The stage it stands in.
    pub stage: StageId,
    /// The how-manieth visit of that stage, from 1.
    pub visit: u32,
    /// Where the flow stands, by token number.
    pub tokens: BTreeMap<u32, Token>,
    /// How often each bounded result was taken in this visit.
    pub loops: Vec<LoopCount>,
    /// When the stage has lasted as long as it may; `None` where it has no limit, or was told of already.
    pub limit_at: Option<DateTime<Utc>>,
    /// When the gap without a next step would be too long; `None` where the stage does not ask, or a step is planned in time.
    pub gap_at: Option<DateTime<Utc>>,
}

/// A place where the flow stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its number in the case.
    pub number: u32,
    /// The step it stands at.
    pub step: StepId,
    /// What it stands there for.
    pub state: TokenState,
    /// The bounded result that led it back to its own step; that result may date the task.
    pub again: Option<ResultId>,
    /// How many waits it has begun; the number of the last one. The attempts of a connector's step count too.
    pub waits: u32,
    /// The stage, or the handler, whose steps it walks.
    pub of: StageId,
    /// The branch it walks; `None` for the main flow of a stage or handler.
    pub within: Option<Within>,
}

/// The branch that a token walks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// The token that stands at the parallel step.
    pub parent: u32,
    /// The number of the branch, or of the item, from 0.
    pub branch: u32,
    /// The item, in an `each`.
    pub item: Option<Item>,
}

/// An item of a list that a branch is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The list.
    pub list: FieldId,
    /// Its place in the list when the branches began, from 0.
    pub place: u32,
    /// What it held then, and what was answered about it since.
    pub value: BTreeMap<FieldId, Value>,
}

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It has just arrived; never seen between commands.
    Arrived,
    /// For this task.
    Task(u32),
    /// For visas.
    Visas(Visas),
    /// For what a wait awaits, until the deadline where it has one.
    Waiting {
        /// The moment of its time-out, or the awaited moment itself.
        until: Option<DateTime<Utc>>,
    },
    /// For its branches.
    Branches {
        /// Those that ended, by number.
        ended: Vec<u32>,
        /// How many there are: named branches, or items.
        all: u32,
    },
    /// For the answer of a connector; or for the repair of a start that failed.
    Calling {
        /// The attempt that was the first with this content; it names the request, so that a receiver knows it again.
        first: u32,
        /// What is sent, the same on every attempt.
        body: String,
        /// How often it was tried and failed since a person last looked at it.
        failures: u32,
        /// The incident, once it is not tried any more.
        incident: Option<u32>,
    },
    /// For the end of another case.
    Child {
        /// The other case.
        case: CaseId,
    },
    /// The stage is done, and this task asks the owner for the fields it requires.
    Requirements {
        /// The form.
        task: u32,
        /// Where the flow goes afterwards.
        to: Destination,
    },
}

/// Where the flow goes when it leaves a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// Into this stage.
    Stage(StageId),
    /// To the end of the case.
    Finish(OutcomeId),
}

/// Visas that are being collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visas {
    /// The hash of the document they are about.
    pub document: Option<String>,
    /// The approvers, as places in the step's list, in order.
    pub approvers: Vec<u32>,
    /// The verdicts given.
    pub verdicts: Vec<Verdict>,
}

/// A verdict on a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The approver, as a place in the step's list.
    pub approver: u32,
    /// Who gave it.
    pub by: PersonId,
    /// `approved`, `rework` or `rejected`.
    pub result: ResultId,
    /// The hash of the document it is about.
    pub document: Option<String>,
}

/// The latest approval of an approving step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The stage.
    pub stage: StageId,
    /// The step.
    pub step: StepId,
    /// How it stands.
    pub state: ApprovalState,
    /// The hash of the document it is about.
    pub document: Option<String>,
    /// What stood in the way of winning before this round began; a round that nobody ended leaves it standing.
    pub before: Option<ApprovalState>,
}

/// How an approval stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// Visas are being collected.
    Pending,
    /// Approved, and the document is still the same.
    Approved,
    /// To be reworked.
    Rework,
    /// Rejected.
    Rejected,
    /// Was approved; the document has changed since.
    Stale,
    /// Its stage was left before it ended; it blocks nothing.
    Abandoned,
}

/// How often a result was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoopCount {
    /// The stage.
    pub stage: StageId,
    /// The step.
    pub step: StepId,
    /// The result; for a branch of a decision, its number.
    pub result: ResultId,
    /// How often.
    pub count: u32,
}
