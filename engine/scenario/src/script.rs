//! A suite of scenarios as it was read: plain data, every name in it known.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use voronka_core::Input;
use voronka_core::command::{Answer, Repair};
use voronka_definition::Period;
use voronka_definition::model::{OutcomeKind, TaskKind};
use voronka_definition::name::{FieldId, OutcomeId, PersonId, ProcessId, ResultId, SignalName, StageId, StepId};
use voronka_definition::organisation::Absence;

/// The scenarios of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Suite {
    /// The file.
    pub file: String,
    /// The scenarios in order.
    pub scenarios: Vec<Scenario>,
    /// Changes of the process that no scenario can notice, because they change nothing.
    pub equivalent: Vec<Equivalent>,
}

/// A change of the process that changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivalent {
    /// The line it stands on.
    pub line: u32,
    /// The change, as the report tells it in either language.
    pub change: String,
    /// Why it changes nothing.
    pub because: String,
}

/// A story about one deal.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What it shows.
    pub title: String,
    /// The line it begins on.
    pub line: u32,
    /// Absences besides those of the organisation.
    pub absences: Vec<Absence>,
    /// How the deal begins.
    pub start: Begin,
    /// What happens then, and what must be there.
    pub script: Vec<Line>,
}

/// How a deal begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Begin {
    /// The line it stands on.
    pub line: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who starts it.
    pub by: PersonId,
    /// The stage, where not the first.
    pub stage: Option<StageId>,
    /// The owner, where not who starts it.
    pub owner: Option<PersonId>,
    /// The data of the deal.
    pub deal: Input,
}

/// A line of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The line of the file, from 1.
    pub line: u32,
    /// What stands there.
    pub what: What,
}

/// What a line of a script says.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Somebody does something, and may.
    Act(Act),
    /// Somebody tries something, and is refused.
    Refuse(Refusal),
    /// Time passes; what falls due happens in its order.
    Advance(Advance),
    /// From now on it is known that somebody is away.
    Absent(Absence),
    /// This must be there.
    Expect(Box<Expect>),
}

/// How far time passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advance {
    /// So long, by the company's calendar.
    By(Period),
    /// To this moment.
    To(DateTime<Utc>),
}

/// Something that is tried in vain.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What is tried.
    pub act: Act,
    /// The code of the refusal.
    pub code: Option<String>,
    /// A field that the refusal names.
    pub field: Option<String>,
}

/// Something somebody does.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Who.
    pub by: By,
    /// What.
    pub deed: Deed,
}

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Whose duty it is: the assignee of a task, the owner of a deal.
    Usual,
    /// This person.
    Person(PersonId),
}

/// The name of a task: its step, activity or purpose, with the stage where that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskName {
    /// The stage.
    pub stage: Option<StageId>,
    /// The step, the activity, `requirements`, `outcome_form`, `follow_up`, `by_hand` …
    pub name: String,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Deed {
    Complete {
        task: TaskName,
        result: ResultId,
        with: Input,
        comment: Option<String>,
    },
    Claim {
        task: TaskName,
    },
    Reassign {
        task: TaskName,
        to: PersonId,
        comment: String,
    },
    Reschedule {
        task: TaskName,
        to: DateTime<Utc>,
        comment: String,
    },
    Comment {
        task: TaskName,
        text: String,
    },
    Make {
        title: String,
        kind: TaskKind,
        assignee: Option<PersonId>,
        due: DateTime<Utc>,
    },
    Acknowledge {
        task: TaskName,
        comment: Option<String>,
        until: Option<DateTime<Utc>>,
    },
    Stage {
        to: StageId,
        with: Input,
        comment: String,
    },
    Finish {
        outcome: OutcomeId,
        with: Input,
        comment: String,
    },
    Continue {
        process: ProcessId,
        deal: Input,
    },
    Signal {
        name: SignalName,
        with: Input,
    },
    Correct {
        with: Input,
    },
    Owner {
        to: PersonId,
        comment: String,
    },
    /// A connector answers, or does not.
    Answer {
        call: StepId,
        answer: Answer,
    },
    /// A case that this one started ends.
    Child {
        step: StepId,
        kind: OutcomeKind,
    },
    /// An incident of this kind is repaired.
    Repair {
        incident: String,
        repair: Repair,
        comment: String,
    },
}

/// What must be there. Everything that is given must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expect {
    /// An open task, and how it looks.
    pub task: Option<TaskWanted>,
    /// Tasks of which none is open.
    pub no_task: Vec<TaskName>,
    /// An escalation since the last act.
    pub escalated: Option<EscalationWanted>,
    /// Letters since the last act.
    pub letters: Option<LettersWanted>,
    /// A message of the process since the last act.
    pub message: Option<MessageWanted>,
    /// What fields hold; null for an empty one.
    pub data: Vec<(FieldId, Json)>,
    /// Who is responsible.
    pub owner: Option<PersonId>,
    /// Where the deal stands.
    pub stage: Option<StageId>,
    /// The how-manieth visit of it.
    pub visit: Option<u32>,
    /// How it ended.
    pub outcome: Option<OutcomeId>,
    /// Whether it has ended.
    pub finished: Option<bool>,
    /// A wait that goes on, and until when.
    pub wait: Option<(StepId, Option<DateTime<Utc>>)>,
    /// Whether the clock of the stage stands still.
    pub paused: Option<bool>,
    /// Until when the stage may last.
    pub limit: Option<DateTime<Utc>>,
    /// A signal that was kept for a wait to come.
    pub signal: Option<SignalName>,
    /// An open incident: `undeliverable`, `nobody` …
    pub incident: Option<String>,
    /// The results that a task offers.
    pub offers: Option<(TaskName, Vec<ResultId>)>,
    /// What the told history says somewhere.
    pub history: Option<String>,
    /// The process of the case that goes on from this one.
    pub successor: Option<ProcessId>,
}

/// An open task that must be there.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskWanted {
    /// Its name.
    pub name: TaskName,
    /// Who has it.
    pub assignee: Option<PersonId>,
    /// Who may claim it.
    pub candidates: Option<Vec<PersonId>>,
    /// When it is due.
    pub due: Option<DateTime<Utc>>,
    /// Its title, in any language.
    pub title: Option<String>,
    /// What kind of work it is.
    pub kind: Option<TaskKind>,
    /// What came with it.
    pub note: Option<String>,
    /// How many of this name are open.
    pub open: Option<usize>,
}

/// An escalation that must have happened since the last act.
#[derive(Debug, Clone, PartialEq)]
pub struct EscalationWanted {
    /// The late task.
    pub task: TaskName,
    /// To whom.
    pub to: Option<PersonId>,
    /// The rung, from 1.
    pub rung: Option<u32>,
    /// Whether the task was offered to him.
    pub offered: Option<bool>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// How many letters about it he got.
    pub letters: Option<usize>,
    /// What these letters are about.
    pub about: Option<About>,
    /// What their subject says.
    pub subject: Option<String>,
    /// When they leave: at once, or in his working hours.
    pub sent: Option<DateTime<Utc>>,
}

/// Letters that must have been written since the last act.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LettersWanted {
    /// How many.
    pub count: usize,
    /// To whom.
    pub to: Option<PersonId>,
    /// What about.
    pub about: Option<About>,
    /// What their subject says.
    pub subject: Option<String>,
    /// When they were written.
    pub at: Option<DateTime<Utc>>,
    /// When they leave: at once, or in the working hours of who gets them.
    pub sent: Option<DateTime<Utc>>,
}

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum About {
    Assigned,
    Reassigned,
    Reminder,
    DueSoon,
    Overdue,
    Ended,
    Message,
    Incident,
    Meeting,
    Concern,
    /// A comment.
    Comment,
}

impl About {
    /// Every one with its word.
    pub const ALL: [(&'static str, Self); 11] = [
        ("assigned", Self::Assigned),
        ("reassigned", Self::Reassigned),
        ("reminder", Self::Reminder),
        ("due_soon", Self::DueSoon),
        ("overdue", Self::Overdue),
        ("ended", Self::Ended),
        ("message", Self::Message),
        ("incident", Self::Incident),
        ("meeting", Self::Meeting),
        ("concern", Self::Concern),
        ("comment", Self::Comment),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, about)| *about == self).map_or("", |(word, _)| word)
    }
}

/// A message of a `notify` step that must have gone out since the last act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageWanted {
    /// To whom.
    pub to: MessageTo,
    /// What its subject or text says, as the process has it.
    pub contains: Option<String>,
}

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageTo {
    /// A person.
    Person(PersonId),
    /// The client.
    Client,
}

impl TaskName {
    /// As the file writes it.
    pub fn written(&self) -> String {
        match &self.stage {
            Some(stage) => format!("{stage}.{}", self.name),
            None => self.name.clone(),
        }
    }
}
