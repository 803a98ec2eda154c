//! What lists and pages show: rows as records, filters and pages.
//!
//! Absent on purpose: how they are queried, and what a person may see (a [`voronka_core::access::Horizon`] is handed in).

mod letters;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voronka_core::case::Trouble;
use voronka_core::{CaseId, EscalationId, IncidentId, TaskId};
use voronka_definition::model::{Priority, TaskKind, Version};
use voronka_definition::name::{DirectionId, OutcomeId, PersonId, ProcessId, ResultId, StageId};
use voronka_definition::{Money, Text};

pub use letters::{Invitation, Letter, LetterFilter, LetterRecord, LetterState};

/// The most items a page can have.
pub const PAGE_MOST: u32 = 200;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// How many items at most; cut to [`PAGE_MOST`].
    pub limit: u32,
    /// The [`Page::next`] of the page before.
    pub after: Option<String>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: 50, after: None }
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items in order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// Whether a case runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// It runs.
    Open,
    /// It has ended.
    Finished,
}

impl CaseStatus {
    /// Its name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Finished => "finished",
        }
    }

    /// The status with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Finished].into_iter().find(|status| status.name() == name)
    }
}

/// Which cases are wanted; an empty filter wants all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFilter {
    /// Of this process.
    pub process: Option<ProcessId>,
    /// In this stage.
    pub stage: Option<StageId>,
    /// Running or ended.
    pub status: Option<CaseStatus>,
    /// Owned by this person.
    pub owner: Option<PersonId>,
    /// Owned by one of these people: a department, resolved by the caller.
    pub owners: Option<Vec<PersonId>>,
    /// With an open task that is overdue, or without one.
    pub overdue: Option<bool>,
    /// Only those without an open task: they wait for something else.
    pub idle: bool,
    /// Of this direction.
    pub direction: Option<DirectionId>,
    /// Ended with one of these.
    pub outcomes: Option<Vec<OutcomeId>>,
    /// Begun from this moment on.
    pub opened_from: Option<DateTime<Utc>>,
    /// Begun before this moment.
    pub opened_until: Option<DateTime<Utc>>,
    /// Tasks without a deal are left out unless this says so.
    pub errands: bool,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRecord {
    /// Its id.
    pub id: CaseId,
    /// Its process.
    pub process: ProcessId,
    /// The version of that.
    pub version: Version,
    /// The stage it stands in.
    pub stage: Option<StageId>,
    /// Whether it runs.
    pub status: CaseStatus,
    /// How it ended.
    pub outcome: Option<OutcomeId>,
    /// Who is responsible.
    pub owner: PersonId,
    /// Who started it.
    pub launcher: PersonId,
    /// The title of the deal.
    pub title: String,
    /// The amount of the deal.
    pub amount: Option<Money>,
    /// The direction of the deal.
    pub direction: Option<DirectionId>,
    /// When it started.
    pub opened_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The number of its last event.
    pub revision: u64,
    /// When the first of its open tasks is due.
    pub next_due_at: Option<DateTime<Utc>>,
    /// Whether an open task is overdue now.
    pub overdue: bool,
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// To be done.
    Open,
    /// Done, with a result.
    Done,
    /// No longer wanted.
    Cancelled,
}

impl TaskStatus {
    /// Its name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Done, Self::Cancelled].into_iter().find(|status| status.name() == name)
    }
}

/// Which tasks are wanted; an empty filter wants all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskFilter {
    /// Of this case.
    pub case: Option<CaseId>,
    /// Assigned to this person.
    pub assignee: Option<PersonId>,
    /// This person's, be it in his deputy's hands.
    pub responsible: Option<PersonId>,
    /// Assigned to this person, or offered to him among others: his list of tasks.
    pub concerns: Option<PersonId>,
    /// Assigned to one of these people, or, where nobody has it yet, offered to one: a department, resolved by the caller.
    pub assignees: Option<Vec<PersonId>>,
    /// How it stands.
    pub status: Option<TaskStatus>,
    /// What kind of work it is.
    pub kind: Option<TaskKind>,
    /// Due before this moment.
    pub due_before: Option<DateTime<Utc>>,
    /// Due at this moment or after it.
    pub due_after: Option<DateTime<Utc>>,
    /// Open and overdue, or not.
    pub overdue: Option<bool>,
    /// Of this process.
    pub process: Option<ProcessId>,
    /// In cases that this person is responsible for, and not in his own hands: what he waits for.
    pub awaited_by: Option<PersonId>,
}

/// A task in a list, open or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    /// Its id.
    pub id: TaskId,
    /// Whether it has no deal.
    pub errand: bool,
    /// The title of the deal.
    pub case_title: String,
    /// The process of the case.
    pub process: ProcessId,
    /// The stage it belongs to.
    pub stage: Option<StageId>,
    /// The step or activity it stands for.
    pub step: Option<String>,
    /// Its title.
    pub title: Text,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// How urgent it is.
    pub priority: Priority,
    /// Who has it.
    pub assignee: Option<PersonId>,
    /// For whom, as his deputy.
    pub instead_of: Option<PersonId>,
    /// Who may claim it.
    pub candidates: Vec<PersonId>,
    /// How it stands.
    pub status: TaskStatus,
    /// Its result, once done.
    pub result: Option<ResultId>,
    /// Whether it was made by hand.
    pub by_hand: bool,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// Since when it exists.
    pub created_at: DateTime<Utc>,
    /// When it was done or cancelled.
    pub closed_at: Option<DateTime<Utc>>,
}

/// An escalation in a head's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationRecord {
    /// Its id.
    pub id: EscalationId,
    /// The late task.
    pub task: TaskId,
    /// Its title.
    pub task_title: Text,
    /// The title of the deal.
    pub case_title: String,
    /// The rung of the ladder, from 1.
    pub rung: u32,
    /// To whom.
    pub to: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// How late the task was then, in minutes of working time.
    pub late_by_minutes: u32,
    /// Whether the task is offered to him.
    pub offered: bool,
    /// Whether the task was not due yet.
    pub early: bool,
    /// When he first acknowledged it, or what it offered came into other hands.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Whether the task is still open.
    pub task_open: bool,
}

/// What an administrator must repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncidentRecord {
    /// An incident of a case, from its history.
    Case {
        /// Its id.
        id: IncidentId,
        /// The title of the deal.
        case_title: String,
        /// What it is.
        trouble: Trouble,
        /// Since when.
        at: DateTime<Utc>,
    },
    /// A timer or a letter that the engine set aside, because working on it failed.
    SetAside {
        /// The case.
        case: CaseId,
        /// What was set aside, as `timer task-3 1`.
        subject: String,
        /// What was met.
        reason: String,
        /// Since when.
        at: DateTime<Utc>,
    },
}

/// A deployed version of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessRecord {
    /// Its name.
    pub id: ProcessId,
    /// Its version.
    pub version: Version,
    /// The file it came from.
    pub file: String,
    /// The text.
    pub source: String,
    /// When it was deployed.
    pub deployed_at: DateTime<Utc>,
    /// By whom; `None` at the start of a server.
    pub by: Option<PersonId>,
    /// Whether new cases run it.
    pub latest: bool,
}
