//! A case: one run of a process about one deal, as plain data.
//!
//! A case is what its events made of it ([`Case::apply`]). It holds what is open; what is closed lives on in the history. There
//! is no policy here: no permissions, no routing, no clock.

mod apply;
mod apply_branches;
mod apply_flow;
mod apply_outside;
mod apply_tasks;
mod dated;
mod flow;
mod task;
mod timer;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use voronka_definition::Text;
use voronka_definition::model::Version;
use voronka_definition::name::{ActivityId, OutcomeId, PersonId, PositionId, ProcessId, ResultId, SignalName, StageId, StepId};
use voronka_definition::value::Data;

use crate::event::in_words;
use crate::id::{CaseId, TaskId};

pub use dated::{Dated, Kept, Promise};
pub use flow::{
    Approval, ApprovalState, Destination, Flow, Item, LoopCount, Pause, StageClock, Token, TokenState, Verdict, Visas, Within,
};
pub(crate) use task::is_zero;
pub use task::{Alarm, AlarmKind, Counted, Escalation, Holder, Named, Origin, Task, Trail};
pub use timer::{Timer, TimerKey};

/// One run of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The process it runs.
    pub process: ProcessId,
    /// The version of the process, the same to its end.
    pub version: Version,
    /// The number of its last event, from 1.
    pub revision: u64,
    /// Who started it.
    pub launcher: PersonId,
    /// Who is responsible.
    pub owner: PersonId,
    /// Whether it runs, and where it stands.
    pub phase: Phase,
    /// When it started.
    pub opened_at: DateTime<Utc>,
    /// The data of the deal, the owner aside.
    pub data: Data,
    /// The open tasks by number.
    pub tasks: BTreeMap<u32, Task>,
    /// How often each stage was entered.
    pub visits: BTreeMap<StageId, u32>,
    /// How often each returning result was taken in the life of the case.
    pub returns: Vec<LoopCount>,
    /// Activities that are finished and not yet consumed by a wait, oldest first.
    pub finished_activities: Vec<FinishedActivity>,
    /// Signals that arrived and are not yet consumed by a wait, oldest first.
    pub signals: Vec<Signal>,
    /// The latest approval of each approving step.
    pub approvals: Vec<Approval>,
    /// Escalations nobody has acknowledged, by number.
    pub escalations: BTreeMap<u32, Escalation>,
    /// Escalations that were acknowledged, by number: who knows of a task may still act.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answered: BTreeMap<u32, Escalation>,
    /// Incidents that wait for repair, by number.
    pub incidents: BTreeMap<u32, Incident>,
    /// Whoever has or had a task here, as assignee or as candidate.
    pub people: BTreeSet<PersonId>,
    /// Whoever completed a task here other than a visa.
    pub workers: BTreeSet<PersonId>,
    /// Whoever of these did so in the owner's stead; as little as the owner do they give a visa here.
    pub stood_in: BTreeSet<PersonId>,
    /// Open tasks that the ladder has offered, and to whom; an acknowledgement does not take the offer back.
    pub offered: BTreeMap<u32, BTreeSet<PersonId>>,
    /// Who watches which open task: whom the ladder has added, and who hears of its end.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub watchers: BTreeMap<u32, BTreeSet<PersonId>>,
    /// Open tasks that a person took or gave to somebody, so that they follow their rule no longer.
    pub handed_over: BTreeSet<u32>,
    /// Open tasks of which was told that nobody covers them: who is away, and until which day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uncovered: BTreeMap<u32, (PersonId, NaiveDate)>,
    /// The notices that were passed on, so that their letters are not sent.
    pub passed_on: BTreeSet<u32>,
    /// Who has written comments: they hear what others write.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub commenters: BTreeSet<PersonId>,
    /// The finished case that this one goes on from.
    pub continues: Option<CaseId>,
    /// The case that goes on from this one.
    pub successor: Option<CaseId>,
    /// The case that started this one, and waits for it or not.
    pub parent: Option<Parent>,
    /// Points of scores that were given and still count, oldest first.
    pub points: Vec<Points>,
    /// When a person last did something here.
    pub active_at: DateTime<Utc>,
    /// Silence, for each handler that listens for it, by its place among the process's handlers.
    pub silences: BTreeMap<u32, Silence>,
    /// How long it was the client's turn in each stage, in minutes of the owner's working time: the clock of the stage stood still.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with_client: BTreeMap<StageId, u32>,
    /// Which fields a kept case has: [`FORM`](Self::FORM), or less where an earlier build kept it. Its history has them all.
    #[serde(default)]
    pub form: u32,
    /// The last numbers given.
    pub counters: Counters,
}

/// The case that started another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// The case.
    pub case: CaseId,
    /// The token that waits for this one's end; `None` where nothing waits.
    pub token: Option<u32>,
}

/// How long a handler of silence still listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// How often it was timed; the number of the last time.
    pub timed: u32,
    /// When the silence has lasted long enough, unless a person does something before; `None` once it was heard.
    pub until: Option<DateTime<Utc>>,
}

/// Points given to a score by something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    /// Their number in the case.
    pub number: u32,
    /// The score.
    pub score: String,
    /// The rule that gave them.
    pub rule: String,
    /// How many.
    pub points: i32,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Until when they count; `None` is for ever.
    pub until: Option<DateTime<Utc>>,
}

/// Whether a case runs.
#[expect(clippy::large_enum_variant, reason = "nearly every case runs through stages")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It runs and stands in a stage.
    Running(Flow),
    /// It is a task without a deal: it has no stage and ends with its task.
    Errand,
    /// It has ended; that is irreversible.
    Finished {
        /// How.
        outcome: OutcomeId,
        /// When.
        at: DateTime<Utc>,
    },
}

/// The last numbers given to what a case holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// Tasks.
    pub tasks: u32,
    /// Tokens.
    pub tokens: u32,
    /// Escalations.
    pub escalations: u32,
    /// Incidents.
    pub incidents: u32,
    /// Notices.
    pub notices: u32,
    /// Points of scores.
    pub points: u32,
    /// Gaps without a next step.
    pub gaps: u32,
}

/// An activity that was finished before anything waited for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishedActivity {
    /// Which.
    pub activity: ActivityId,
    /// With what result.
    pub result: ResultId,
    /// By whom.
    pub by: PersonId,
}

/// A signal that arrived before anything waited for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Its name.
    pub name: SignalName,
    /// The fields it brought; they were set when it arrived.
    pub data: Data,
}

/// What a person must repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its number in the case.
    pub number: u32,
    /// What it is.
    pub trouble: Trouble,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// A notice could not be delivered.
    Undeliverable {
        /// The notice's number in the case.
        notice: u32,
        /// To whom it was.
        to: String,
        /// What the last attempt met.
        reason: String,
    },
    /// A rule found nobody to address; the administrators were told instead.
    Nobody {
        /// The task concerned.
        task: u32,
    },
    /// The rule of a task asks for a position that nobody holds; somebody else has it.
    Vacant {
        /// The task.
        task: u32,
        /// The position.
        position: PositionId,
    },
    /// A message to the client has no address.
    NoAddress {
        /// The step that wanted to send it.
        step: StepId,
    },
    /// A connector gave up.
    CallFailed {
        /// The token that stands at the step.
        token: u32,
        /// The step.
        step: StepId,
        /// What the last attempt met.
        #[serde(deserialize_with = "in_words")]
        reason: Text,
    },
    /// Another process could not be started.
    NotStarted {
        /// The token that stands at the step.
        token: u32,
        /// The step.
        step: StepId,
        /// The process.
        process: ProcessId,
        /// Why not.
        #[serde(deserialize_with = "in_words")]
        reason: Text,
    },
}

impl Case {
    /// An escalation that the case has had, answered or not.
    pub fn escalation(&self, number: u32) -> Option<&Escalation> {
        self.escalations.get(&number).or_else(|| self.answered.get(&number))
    }

    /// Every escalation that the case has had, answered or not, but those that others have inherited.
    pub fn all_escalations(&self) -> impl Iterator<Item = &Escalation> + Clone {
        self.escalations.values().chain(self.answered.values()).filter(|one| !one.inherited)
    }

    /// Whether it runs.
    pub fn is_open(&self) -> bool {
        !matches!(self.phase, Phase::Finished { .. })
    }

    /// The stage it stands in.
    pub fn stage(&self) -> Option<&StageId> {
        match &self.phase {
            Phase::Running(flow) => Some(&flow.stage),
            Phase::Errand | Phase::Finished { .. } => None,
        }
    }

    /// The flow, where it runs through stages.
    pub fn flow(&self) -> Option<&Flow> {
        match &self.phase {
            Phase::Running(flow) => Some(flow),
            Phase::Errand | Phase::Finished { .. } => None,
        }
    }

    /// The outcome it ended with.
    pub fn outcome(&self) -> Option<&OutcomeId> {
        match &self.phase {
            Phase::Finished { outcome, .. } => Some(outcome),
            Phase::Running(_) | Phase::Errand => None,
        }
    }

    /// When it ended.
    pub fn finished_at(&self) -> Option<DateTime<Utc>> {
        match &self.phase {
            Phase::Finished { at, .. } => Some(*at),
            Phase::Running(_) | Phase::Errand => None,
        }
    }

    /// Whether this is the deal of this person: its owner's, or that of who worked here in his stead. Nobody approves his own.
    pub fn is_own_deal_of(&self, person: &PersonId) -> bool {
        self.owner == *person || self.stood_in.contains(person)
    }

    /// The full id of one of its tasks.
    pub fn task_id(&self, number: u32) -> TaskId {
        TaskId { case: self.id, number }
    }
}
