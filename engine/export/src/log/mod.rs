//! What happened in cases as an event log: XES 1.0 (IEEE 1849) and CSV.
//!
//! One trace a case, one entry an act. The *mining* log holds only what the flow of the stages itself did, so that it can be replayed
//! on the mining variant of the diagram; the whole log holds what happened to tasks besides. Absent on purpose: what only the
//! machinery needs, and the contents of fields.

mod csv;
mod entries;
pub mod names;
mod ordinary;
mod xes;

use chrono::{DateTime, Utc};
use voronka_core::Recorded;
use voronka_definition::name::PersonId;

pub use csv::csv;
pub use entries::entries;
pub use ordinary::is_ordinary;
pub use xes::xes;

use crate::wording::Words;

/// Which log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everything that happened to tasks, waits and stages.
    Whole,
    /// What the flow of the stages did.
    Mining,
}

/// A case with its history.
pub struct Trace<'a> {
    /// Its id.
    pub case: String,
    /// The process it runs, in words.
    pub words: Words<'a>,
    /// What happened.
    pub history: &'a [Recorded],
}

/// A transition of the standard life of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// It was given to somebody.
    Assign,
    /// It went to somebody else.
    Reassign,
    /// It began.
    Start,
    /// It stands still: it is the client's turn.
    Suspend,
    /// It goes on.
    Resume,
    /// It was done.
    Complete,
    /// It was cancelled.
    Withdraw,
}

impl Transition {
    /// Its name in the standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Reassign => "reassign",
            Self::Start => "start",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Complete => "complete",
            Self::Withdraw => "withdraw",
        }
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The activity.
    pub activity: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` where nobody acted.
    pub resource: Option<PersonId>,
    /// What happened to the activity.
    pub transition: Transition,
    /// The number of the event in the case's history.
    pub seq: u64,
    /// The stage.
    pub stage: Option<String>,
    /// The step or activity of the definition.
    pub step: Option<String>,
    /// The result.
    pub result: Option<String>,
    /// The comment.
    pub comment: Option<String>,
}
