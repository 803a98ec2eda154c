//! Notices: messages to people, as facts. The words are the connector's.

mod stale;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use voronka_definition::Text;
use voronka_definition::model::{Priority, TaskKind};
use voronka_definition::name::{PersonId, ResultId};

pub use stale::Standing;

use crate::case::Case;

/// A message to a person. Its identity is its case and its number, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number in the case.
    pub number: u32,
    /// To whom.
    pub to: Addressee,
    /// What about.
    pub message: Message,
    /// Not to be sent before this moment: when its addressee works next. `None` is at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<DateTime<Utc>>,
    /// Whether the process says that it cannot wait, neither for its reader's hours nor for his digest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub even_off_hours: bool,
}

impl Notice {
    /// Whether it leaves at any hour, however late it comes to that; it was given at that moment. So does what is for the client, an
    /// incident, what changes a calendar, and what the process says cannot wait.
    pub fn is_urgent(&self, given_at: DateTime<Utc>) -> bool {
        match &self.to {
            Addressee::Client { .. } => true,
            Addressee::Person(reader) => self.even_off_hours || self.message.is_urgent(reader, given_at),
        }
    }
}

/// To whom a notice goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// A person of the organisation.
    Person(PersonId),
    /// The client, at the address written on the deal.
    Client {
        /// The name, where it is known.
        name: String,
        /// The address.
        email: String,
    },
}

/// What a notice says about a task, as it was when the notice was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// Its number in the case.
    pub number: u32,
    /// Its title.
    pub title: Text,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// How urgent it is.
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    /// Who has it; nobody yet where it is offered to several.
    pub assignee: Option<PersonId>,
    /// For whom the assignee has it, as his deputy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<PersonId>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// Whether it is a meeting of which nobody has said when it is: it is in no calendar.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub untimed: bool,
}

impl TaskFacts {
    /// The same as the open task is now: its date, its hands, its urgency; unchanged where it is open no longer.
    pub fn as_it_is(&self, case: &Case) -> Self {
        let Some(known) = case.tasks.get(&self.number) else { return self.clone() };
        Self { title: self.title.clone(), ..Self::of(known) }
    }

    /// Whether it is a meeting that is still to come after this moment.
    pub fn is_meeting_after(&self, moment: DateTime<Utc>) -> bool {
        self.kind == TaskKind::Meeting && !self.untimed && self.due_at > moment
    }
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// You have a new task, which your own act did not create.
    Assigned {
        /// The task.
        task: TaskFacts,
    },
    /// A task was given to you, or taken from you.
    Reassigned {
        /// The task as it is now.
        task: TaskFacts,
        /// Who had it.
        from: Option<PersonId>,
        /// Who gave it.
        by: Option<PersonId>,
        /// Why.
        comment: Option<String>,
    },
    /// Your task falls due soon.
    Reminder {
        /// The task.
        task: TaskFacts,
    },
    /// A task falls due soon, and the ladder tells somebody other than its assignee.
    DueSoon {
        /// The task.
        task: TaskFacts,
        /// The rung of the ladder, from 1.
        rung: u32,
        /// Why this person hears of it.
        as_whom: Hearer,
    },
    /// A task that you watch is open no longer.
    Ended {
        /// The task, as it was.
        task: TaskFacts,
        /// Whose act ended it.
        by: Option<PersonId>,
        /// Its result; `None` where it was cancelled.
        result: Option<ResultId>,
    },
    /// A task is overdue.
    Overdue {
        /// The task.
        task: TaskFacts,
        /// The rung of the ladder, from 1.
        rung: u32,
        /// How late it is, in minutes of working time.
        late_by_minutes: u32,
        /// Why this person hears of it.
        as_whom: Hearer,
    },
    /// What a `notify` step says.
    Written {
        /// The subject as a template of the definition.
        subject: Text,
        /// The text as a template of the definition.
        text: Text,
    },
    /// A meeting of yours stands in your calendar otherwise than before, and no other notice says so.
    Meeting {
        /// The meeting as it is now; a cancelled one as it was.
        task: TaskFacts,
        /// What changed.
        change: MeetingChange,
    },
    /// Something about a task that its reader should know, a head of its assignee most often.
    Concern {
        /// The task as it is now.
        task: TaskFacts,
        /// What.
        matter: Matter,
    },
    /// Somebody wrote a comment on the deal, or on a task of it.
    Commented {
        /// The task, while it is open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<TaskFacts>,
        /// Who wrote it.
        by: PersonId,
        /// The comment.
        text: String,
    },
    /// Something must be repaired by an administrator.
    Incident {
        /// The incident's number in the case.
        incident: u32,
    },
}

impl Message {
    /// Whether it reaches this reader at any hour, whoever caused it.
    pub fn is_urgent(&self, reader: &PersonId, now: DateTime<Utc>) -> bool {
        matches!(self, Self::Incident { .. }) || self.changes_calendar(reader, now)
    }

    /// Whether it enters a meeting that is still to come in its reader's calendar, moves it there, or takes it out.
    pub fn changes_calendar(&self, reader: &PersonId, now: DateTime<Utc>) -> bool {
        let is_planned = |task: &TaskFacts| task.is_meeting_after(now);
        let has = |task: &TaskFacts| task.assignee.as_ref() == Some(reader);
        match self {
            Self::Meeting { .. } => true,
            Self::Assigned { task } => is_planned(task) && has(task),
            Self::Reassigned { task, from, .. } => is_planned(task) && (has(task) || from.as_ref() == Some(reader)),
            _ => false,
        }
    }

    /// What it is about in one word, as scenarios name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Assigned { .. } => "assigned",
            Self::Reassigned { .. } => "reassigned",
            Self::Reminder { .. } => "reminder",
            Self::DueSoon { .. } => "due_soon",
            Self::Ended { .. } => "ended",
            Self::Overdue { .. } => "overdue",
            Self::Written { .. } => "message",
            Self::Meeting { .. } => "meeting",
            Self::Concern { .. } => "concern",
            Self::Commented { .. } => "comment",
            Self::Incident { .. } => "incident",
        }
    }
}

/// What somebody should know about a task: a head, whoever was told that it is late, or who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Who has it has put it off.
    Postponed {
        /// Who did.
        by: PersonId,
        /// When it was due.
        from: DateTime<Utc>,
        /// Why.
        reason: String,
    },
    /// It was late, and somebody else gave it more time.
    MoreTime {
        /// Who did.
        by: PersonId,
        /// When it was due.
        from: DateTime<Utc>,
        /// What he said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Somebody else than who has it gave it another date.
    NewDate {
        /// Who did.
        by: PersonId,
        /// When it was due.
        from: DateTime<Utc>,
        /// What he said; nothing where a field moved it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Who has it is away, and nobody stands in.
    Uncovered {
        /// Who is away.
        person: PersonId,
        /// His last day of absence.
        until: NaiveDate,
    },
}

impl Matter {
    /// Whose head should know it; `None` where others do: who knew of the task before, or has it.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Postponed { by, .. } => Some(by),
            Self::Uncovered { person, .. } => Some(person),
            Self::MoreTime { .. } | Self::NewDate { .. } => None,
        }
    }
}

/// What changed about a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingChange {
    /// It is new in the calendar.
    Planned,
    /// It has another date.
    Moved,
    /// It will not take place.
    Cancelled,
    /// Somebody else has it.
    GivenAway,
}

/// Why somebody hears of a task that is nearly due or overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hearer {
    /// The ladder addresses him.
    Head,
    /// The ladder offers him the task: to take it, or to give it to somebody.
    Offered,
    /// The ladder makes him a watcher.
    Watcher,
    /// He owns the deal, and somebody else is late.
    Owner,
    /// He administers the system, and the ladder found nobody.
    Administrator,
}
