//! Where a case stands: tokens, waits, visas, counts of loops.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voronka_definition::Value;
use voronka_definition::name::{FieldId, OutcomeId, PersonId, ResultId, StageId, StepId};

use crate::case::Dated;
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
    /// How these two are counted.
    #[serde(default, skip_serializing_if = "StageClock::is_new")]
    pub clock: StageClock,
}

/// How the time of a stage is counted, and when it stood still because it was the client's turn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StageClock {
    /// How the limit is counted; `None` where the stage has none, or it was told of already.
    pub limit: Option<Dated>,
    /// How the gap is counted; `None` while a step is planned in time.
    pub gap: Option<Dated>,
    /// Since when the clock stands still.
    pub paused_at: Option<DateTime<Utc>>,
    /// When it stood still before in this visit, in order.
    pub pauses: Vec<Pause>,
}

/// A span in which the clock of a stage stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
}

impl StageClock {
    /// Whether nothing was counted yet.
    pub fn is_new(&self) -> bool {
        *self == Self::default()
    }
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
    /// Its place in the list, from 0; `None` once the list holds it no longer.
    pub place: Option<u32>,
    /// What it held when the branches began, and what was answered or corrected about it since.
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
        /// How that is counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dated: Option<Dated>,
    },
    /// For its branches.
    Branches {
        /// Those that ended, by number.
        ended: Vec<u32>,
        /// How many there are: named branches, or items.
        all: u32,
        /// The items whose turn is still to come, in order.
        later: Vec<Item>,
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
    /// Wherever the rules of the stage (`next`) lead, which are looked at once what it requires is there.
    Onward,
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
    /// The item it is about, by its number among the branches; `None` outside of an `each`.
    pub item: Option<u32>,
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
    /// The stage, or the handler.
    pub stage: StageId,
    /// The token whose own count it is: that of the item in an `each`, that of a handler; `None` counts for the stage, and what counts
    /// in the life of the case.
    pub walk: Option<u32>,
    /// The step.
    pub step: StepId,
    /// The result; for a branch of a decision, its number.
    pub result: ResultId,
    /// How often.
    pub count: u32,
}

impl LoopCount {
    /// Whether both count the same.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.stage, self.walk, &self.step, &self.result) == (&other.stage, other.walk, &other.step, &other.result)
    }
}

impl Token {
    /// A token that arrives at this step of this stage, or handler.
    pub(crate) fn new(number: u32, step: StepId, of: StageId) -> Self {
        Self { number, step, state: TokenState::Arrived, again: None, waits: 0, of, within: None }
    }
}

impl Item {
    /// Its list has changed: as long as it was before, it was corrected in place; else it is looked for.
    pub(super) fn find_again(&mut self, length_before: usize, list: &[BTreeMap<FieldId, Value>]) {
        if length_before != list.len() {
            let is_there = |place: &u32| list.get(*place as usize) == Some(&self.value);
            let elsewhere = || list.iter().zip(0..).find(|(value, _)| **value == self.value).map(|(_, place)| place);
            self.place = self.place.filter(is_there).or_else(elsewhere);
            return;
        }
        if let Some(value) = self.place.and_then(|place| list.get(place as usize)) {
            self.value = value.clone();
        }
    }
}

impl Flow {
    /// The token that this one descends from: itself where it walks no branch.
    pub fn root_of(&self, token: u32) -> u32 {
        self.line_of(token).last().map_or(token, |root| root.number)
    }

    /// The item that the branch of this token is about, and the number of that branch.
    pub fn item_of(&self, token: u32) -> Option<(&Item, u32)> {
        let mut line = self.line_of(token).filter_map(|token| token.within.as_ref());
        line.find_map(|within| Some((within.item.as_ref()?, within.branch)))
    }

    /// The token whose count of loops holds for this one: a handler begins anew each time, an item has a bound of its own.
    pub fn walk_of(&self, token: u32) -> Option<u32> {
        let is_item = |token: &&Token| token.within.as_ref().is_some_and(|within| within.item.is_some());
        let item = self.line_of(token).find(is_item);
        let of_handler = || self.line_of(token).last().filter(|root| root.of != self.stage);
        item.or_else(of_handler).map(|token| token.number)
    }

    /// Whether a token walks a branch of the other, or a branch of such a branch.
    pub fn is_under(&self, token: u32, other: u32) -> bool {
        self.line_of(token).skip(1).any(|above| above.number == other)
    }

    /// The token, the one that waits for its branch, and so on upwards.
    fn line_of(&self, token: u32) -> impl Iterator<Item = &Token> {
        let above = |token: &&Token| self.tokens.get(&token.within.as_ref()?.parent);
        std::iter::successors(self.tokens.get(&token), above)
    }
}
