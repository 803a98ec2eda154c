//! The checked process: what the rest of voronka works with once a definition compiled.
//!
//! Every reference in these values was resolved when they were made: a route names a step that exists in its stage, a ladder
//! that the process has, a field that is declared. They are plain data; how a case moves through them is the core's duty.

mod archive;
mod field;
mod flow;
mod handler;
mod lines;
mod people;
mod route;
mod score;
mod stage;
mod step;
mod table;
mod time;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use archive::Archive;
pub use field::{ChoiceOption, Field, FieldType, Fields, ItemFields, builtin};
pub use flow::{Call, Each, Parallel, ParallelBranch, Retry, StartCase};
pub use handler::{Finished, Handler, Schedule, Signal, Trigger};
pub use lines::Lines;
pub use people::{Assignee, Ladder, Priority, Reset, Role, Rung, RungAction, RungTime, Who};
pub use route::{Bound, Jump, ReturnRule, Route};
pub use score::{Band, Occasion, ResultOf, Score, ScoreRule};
pub use stage::{FollowUp, Limit, Onward, Outcome, OutcomeKind, Place, Stage};
pub use step::{
    Approve, Approver, Awaited, Branch, Decide, Notify, Order, Quorum, Recipient, Set, Step, StepKind, Timeout, Wait,
};
pub use table::{Collect, Decision, Hit, Output, Row, Table};
pub use time::Moment;
pub use work::{Activity, Ask, Rescheduling, ResultRule, TaskKind, Work};

use crate::name::{
    ActivityId, CalendarId, DecisionId, FieldId, LadderId, OutcomeId, ProcessId, ResultId, RoleId, ScoreId, SignalName, StageId,
    StepId,
};
use crate::text::Text;

/// The version of a process: SHA-256 of its source, the first 16 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub Arc<str>);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What the cases of a process are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A deal with a client.
    Deal,
    /// An interest that may become a deal.
    Lead,
}

/// A checked process.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its name.
    pub id: ProcessId,
    /// The hash of the text it was made from.
    pub version: Version,
    /// Its title for people.
    pub title: Text,
    /// What a case is about.
    pub about: Subject,
    /// The calendar its times are counted in where neither the assignee nor his department has one.
    pub calendar: Option<CalendarId>,
    /// Every field of the deal, the built-in ones first.
    pub fields: Fields,
    /// Roles by name.
    pub roles: BTreeMap<RoleId, Role>,
    /// Escalation ladders by name.
    pub ladders: BTreeMap<LadderId, Ladder>,
    /// What a task made by hand, a follow-up and a form for missing fields take their assignee, dates and ladder from.
    pub defaults: Work,
    /// Activities of the deal that outlive a stage.
    pub activities: Vec<Activity>,
    /// The signals that come from outside; empty where the process declares none.
    pub signals: Vec<Signal>,
    /// Decision tables.
    pub decisions: Vec<Table>,
    /// Scores.
    pub scores: Vec<Score>,
    /// The stages in order; never empty, except in [`Process::errand`].
    pub stages: Vec<Stage>,
    /// The final stages.
    pub outcomes: Vec<Outcome>,
    /// What it reacts to in any stage.
    pub handlers: Vec<Handler>,
    /// When it starts cases by itself.
    pub schedules: Vec<Schedule>,
    /// How long its finished cases are kept; `None` leaves them where they are.
    pub archive: Option<Archive>,
    /// Fields that some expression takes for filled, because every way there fills them: once filled, nobody may empty them. Those of
    /// an item, as `NAME.FIELD`, as long as an `each` stands at it.
    pub relied_on: BTreeSet<FieldId>,
    /// Where in the file its rules stand.
    pub lines: Lines,
    /// What could not be read of it; nothing in a process that compiled.
    pub unsure: Unsure,
}

/// What could not be read of a process with mistakes.
#[derive(Debug, Clone, Default)]
pub struct Unsure {
    /// Steps that may do anything, and lead anywhere.
    pub steps: BTreeSet<(StageId, StepId)>,
    /// Results of tasks and approvals that may lead anywhere.
    pub results: BTreeSet<(StageId, StepId, String)>,
    /// Steps that may be anybody's work.
    pub people: BTreeSet<(StageId, StepId)>,
    /// Whether every step may.
    pub everybody: bool,
    /// Whether the flow as a whole may be another.
    pub flow: bool,
}

impl Unsure {
    /// Whether a step may do anything.
    pub fn has_step(&self, body: &StageId, step: &StepId) -> bool {
        !self.steps.is_empty() && self.steps.contains(&(body.clone(), step.clone()))
    }

    /// Whether a result may lead anywhere.
    pub fn has_result(&self, body: &StageId, step: &StepId, result: &ResultId) -> bool {
        !self.results.is_empty() && self.results.contains(&(body.clone(), step.clone(), result.to_string()))
    }

    /// Whether every way is known.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.results.is_empty() && !self.flow
    }

    /// Whether it is not known whose work a step is.
    pub fn has_people(&self, body: &StageId, step: &StepId) -> bool {
        self.everybody || !self.people.is_empty() && self.people.contains(&(body.clone(), step.clone()))
    }
}

impl Process {
    /// The stage with this name.
    pub fn stage(&self, id: &StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == *id)
    }

    /// Where this stage stands in the order of the stages.
    pub fn place_of(&self, id: &StageId) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == *id)
    }

    /// The stage below this one.
    pub fn stage_after(&self, id: &StageId) -> Option<&Stage> {
        self.stages.get(self.place_of(id)? + 1)
    }

    /// The step with this name in this stage, or in the handler of this name.
    pub fn step(&self, stage: &StageId, step: &StepId) -> Option<&Step> {
        self.body(stage)?.step(step)
    }

    /// What has happened when this signal arrives, where the process says so.
    pub fn signal(&self, name: &SignalName) -> Option<&Text> {
        self.signals.iter().find(|signal| signal.id == *name).map(|signal| &signal.title)
    }

    /// The handler with this name.
    pub fn handler(&self, id: &StageId) -> Option<&Handler> {
        self.handlers.iter().find(|handler| handler.body.id == *id)
    }

    /// The steps under this name: a stage's or a handler's.
    pub fn body(&self, id: &StageId) -> Option<&Stage> {
        self.stage(id).or_else(|| self.handler(id).map(|handler| &handler.body))
    }

    /// The stages, and after them the bodies of the handlers.
    pub fn bodies(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().chain(self.handlers.iter().map(|handler| &handler.body))
    }

    /// The activity with this name.
    pub fn activity(&self, id: &ActivityId) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.id == *id)
    }

    /// The outcome with this name.
    pub fn outcome(&self, id: &OutcomeId) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id == *id)
    }

    /// The decision table with this name.
    pub fn decision(&self, id: &DecisionId) -> Option<&Table> {
        self.decisions.iter().find(|table| table.id == *id)
    }

    /// The score with this name.
    pub fn score(&self, id: &ScoreId) -> Option<&Score> {
        self.scores.iter().find(|score| score.id == *id)
    }

    /// The field with this name.
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields.get(id)
    }
}
