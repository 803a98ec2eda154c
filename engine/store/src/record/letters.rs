//! Letters as records: how they stand, what they say, to whom.
//!
//! Absent on purpose: how they are queried and sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voronka_core::{CaseId, NoticeId};
use voronka_definition::Locale;
use voronka_definition::name::PersonId;

/// How a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It has not been tried yet.
    Queued,
    /// It was tried in vain and will be tried again.
    Failed,
    /// It was handed to the mail server.
    Sent,
    /// It was kept to be shown, not sent.
    Kept,
    /// It cannot be delivered and will not be tried again.
    Buried,
    /// What it said was no longer true when its turn came.
    Dropped,
}

impl LetterState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Queued, Self::Failed, Self::Sent, Self::Kept, Self::Buried, Self::Dropped];

    /// Its name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Failed => "failed",
            Self::Sent => "sent",
            Self::Kept => "kept",
            Self::Buried => "buried",
            Self::Dropped => "dropped",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Which letters are wanted; an empty filter wants all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LetterFilter {
    /// Of this case.
    pub case: Option<CaseId>,
    /// To this person of the organisation.
    pub person: Option<PersonId>,
    /// In this state.
    pub state: Option<LetterState>,
}

/// A letter as it was rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The name of whom it is to.
    pub to_name: String,
    /// The address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The stable identity of the letter, as its `Message-ID` has it.
    pub message_id: String,
    /// Its language.
    pub locale: Locale,
    /// What it brings into the reader's calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
}

/// A part of a letter that a calendar program understands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// What it asks for: `REQUEST` or `CANCEL`.
    pub method: String,
    /// The iCalendar text.
    pub text: String,
}

/// A letter in a list, newest first. What was not rendered yet is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRecord {
    /// The notice it is made from.
    pub notice: NoticeId,
    /// The title of the deal.
    pub case_title: String,
    /// The name of whom it is to.
    pub to_name: String,
    /// The address.
    pub address: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// How it stands.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: u32,
    /// When the notice was given.
    pub at: DateTime<Utc>,
    /// When it reached its last state.
    pub changed_at: DateTime<Utc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
}
