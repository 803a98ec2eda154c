//! Commands: what is wanted of a case. One enum, because there is one door.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use voronka_definition::Text;
use voronka_definition::model::{OutcomeKind, TaskKind};
use voronka_definition::name::{OutcomeId, PersonId, ProcessId, ResultId, SignalName, StageId};

use crate::case::TimerKey;
use crate::id::CaseId;
use crate::notice::Notice;

/// Values as they were handed in, by name of the field: in the forms of the HTTP interface, not yet looked at.
pub type Input = BTreeMap<String, Json>;

/// Who wants something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    Person(PersonId),
    /// A timer, a signal, a connector: the engine itself.
    Engine,
}

impl Actor {
    /// The person, where it is one.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Engine => None,
        }
    }
}

/// The start of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The process; the caller has looked its version up.
    pub process: ProcessId,
    /// The data of the deal.
    pub deal: Input,
    /// The stage to begin at; `None` is the first.
    pub stage: Option<StageId>,
    /// The owner; `None` is the launcher.
    pub owner: Option<PersonId>,
    /// The finished case it goes on from.
    pub continues: Option<CaseId>,
}

/// What became of a connector's step.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It answered; what it sent back, `null` where that was nothing.
    Done(Json),
    /// It failed in a way that may pass.
    Failed(Text),
    /// It failed, and asks to be left alone until then.
    Busy {
        /// What was met.
        reason: Text,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// It refused, and would refuse again.
    Refused(Text),
    /// The installation does not know the connection: only an administrator can help.
    Unknown(Text),
}

/// How an incident is repaired.
#[derive(Debug, Clone, PartialEq)]
pub enum Repair {
    /// Whatever it was is done with.
    Close,
    /// What failed is tried again.
    TryAgain,
    /// What failed is passed over; these fields are set in its place.
    Skip(Input),
}

/// A task made by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandTask {
    /// Its title.
    pub title: String,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// Who gets it.
    pub assignee: PersonId,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// What to know about it.
    pub comment: Option<String>,
}

/// What is wanted of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A task is done.
    CompleteTask {
        /// Its number.
        task: u32,
        /// The chosen result.
        result: ResultId,
        /// The fields filled in.
        data: Input,
        /// The comment.
        comment: Option<String>,
    },
    /// A task is postponed, or due earlier.
    RescheduleTask {
        /// Its number.
        task: u32,
        /// The new date.
        due_at: DateTime<Utc>,
        /// Why.
        reason: String,
    },
    /// A task goes to somebody else.
    ReassignTask {
        /// Its number.
        task: u32,
        /// To whom.
        to: PersonId,
        /// Why.
        comment: String,
    },
    /// A candidate takes a task; so does a head to whom it is offered.
    ClaimTask {
        /// Its number.
        task: u32,
    },
    /// A comment on a task.
    CommentTask {
        /// Its number.
        task: u32,
        /// The comment.
        text: String,
    },
    /// A comment on the deal.
    CommentDeal {
        /// The comment.
        text: String,
    },
    /// A task is made by hand.
    MakeTask(HandTask),
    /// The deal is moved to a stage by hand: a skip or a return.
    EnterStage {
        /// The stage.
        stage: StageId,
        /// What the stage asks at its entry.
        data: Input,
        /// Why.
        comment: String,
    },
    /// The deal is ended.
    Finish {
        /// How.
        outcome: OutcomeId,
        /// What the outcome asks.
        data: Input,
        /// Why.
        comment: String,
    },
    /// A process goes on from this finished case.
    Continue(Start),
    /// A signal from outside.
    Signal {
        /// Its name.
        name: SignalName,
        /// Fields it brings.
        data: Input,
    },
    /// The data of the deal are corrected; null empties a field.
    CorrectData {
        /// The fields.
        data: Input,
        /// The revision the writer has seen.
        revision: u64,
    },
    /// Somebody else becomes responsible.
    ChangeOwner {
        /// Who.
        person: PersonId,
        /// Why.
        comment: String,
    },
    /// An escalation is acknowledged.
    AcknowledgeEscalation {
        /// Its number.
        escalation: u32,
        /// What the head says.
        comment: Option<String>,
        /// Until when he gives more time.
        until: Option<DateTime<Utc>>,
    },
    /// The people are others than before, or somebody went or came back: each open task is held against what its rules give now.
    Review,
    /// A timer is due.
    FireTimer {
        /// What it belongs to.
        key: TimerKey,
        /// Its occurrence.
        occurrence: u32,
    },
    /// Whoever should read this notice is away or has left, and its letter was about to be sent.
    PassOn {
        /// The notice.
        notice: Box<Notice>,
    },
    /// A notice could not be delivered, and no further attempt will be made.
    ReportDelivery {
        /// Its number.
        notice: u32,
        /// To whom it was.
        to: String,
        /// What the last attempt met.
        reason: String,
        /// Whether its reader was to act on it: then the administrators hear of it.
        asks: bool,
    },
    /// An administrator has repaired what an incident told.
    CloseIncident {
        /// Its number.
        incident: u32,
        /// What was done.
        comment: String,
        /// How.
        repair: Repair,
    },
    /// A connector's step was answered, or was not.
    AnswerCall {
        /// The token that stands at it.
        token: u32,
        /// The attempt.
        attempt: u32,
        /// What became of it.
        answer: Answer,
    },
    /// A case that this one started has ended.
    EndChild {
        /// The token that waits for it.
        token: u32,
        /// The other case.
        case: CaseId,
        /// How it ended.
        kind: OutcomeKind,
    },
}
