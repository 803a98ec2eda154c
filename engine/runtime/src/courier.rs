//! What a connector that delivers notices implements, and what it is given.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use voronka_core::notice::Notice;
use voronka_core::{Case, NoticeId, Recorded, World};
use voronka_definition::Process;
use voronka_definition::name::PersonId;
use voronka_store::{Letter, Purpose, TaskRecord};

/// Delivers notices: by mail, or by keeping them to be shown.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Delivers one notice. It may be asked again for the same one: the identity stays, so that a receiver can tell.
    async fn deliver(&self, parcel: &Parcel) -> Result<Delivered, DeliveryError>;

    /// Delivers what was gathered for one person as one letter. It too may be asked again under the same identity.
    async fn deliver_bundle(&self, bundle: &Bundle) -> Result<Delivered, DeliveryError>;

    /// Delivers a letter with a link to set a password. One that only keeps letters does not: nobody but its reader may see the link.
    async fn deliver_link(&self, _letter: &LinkLetter) -> Result<Delivered, DeliveryError> {
        Err(DeliveryError::Bury { reason: "there is no mail server".to_owned(), letter: None })
    }
}

/// A letter with a link by which its reader sets his password.
#[derive(Clone)]
pub struct LinkLetter {
    /// The stable identity of the letter.
    pub identity: String,
    /// To whom.
    pub to: PersonId,
    /// What the link is for.
    pub purpose: Purpose,
    /// The secret of the link.
    pub secret: String,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
    /// The database's time.
    pub now: DateTime<Utc>,
    /// People, for their names and languages.
    pub world: Arc<World>,
}

/// What is told to one person in one letter.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The stable identity of the letter.
    pub identity: String,
    /// To whom.
    pub to: PersonId,
    /// The store's clock now.
    pub now: DateTime<Utc>,
    /// Notices that are still true, in the order in which they were given; of very many the first ones.
    pub parcels: Vec<Parcel>,
    /// How many more there are.
    pub more: usize,
    /// What is due and what is overdue, where it is a morning's digest.
    pub overview: Option<Overview>,
    /// People, calendars, processes.
    pub world: Arc<World>,
}

/// What a person has to look at today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// His open tasks that are due today.
    pub today: Vec<TaskRecord>,
    /// His open tasks that are overdue.
    pub overdue: Vec<TaskRecord>,
    /// Overdue tasks of those he heads.
    pub department: Vec<TaskRecord>,
}

impl Overview {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.today.is_empty() && self.overdue.is_empty() && self.department.is_empty()
    }
}

/// A notice with all that a letter about it may say.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// The notice's id.
    pub notice: NoticeId,
    /// The stable identity of the letter.
    pub identity: String,
    /// When the notice was given.
    pub at: DateTime<Utc>,
    /// The store's clock now.
    pub now: DateTime<Utc>,
    /// The notice.
    pub notice_body: Notice,
    /// The case as it is now.
    pub case: Arc<Case>,
    /// Its process.
    pub process: Arc<Process>,
    /// Its history; of a long one the latest events.
    pub history: Vec<Recorded>,
    /// People, calendars, processes.
    pub world: Arc<World>,
    /// The secret of the link by which its reader may act without logging in, where there is one.
    pub act_link: Option<String>,
}

/// A delivered notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The letter.
    pub letter: Letter,
    /// Whether it was kept to be shown instead of sent.
    pub kept: bool,
}

/// A notice that was not delivered this time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// It may work later.
    #[error("{reason}")]
    Retry {
        /// What was met.
        reason: String,
        /// The letter, where it was made.
        letter: Option<Letter>,
    },
    /// It will never work.
    #[error("{reason}")]
    Bury {
        /// What was met.
        reason: String,
        /// The letter, where it was made.
        letter: Option<Letter>,
    },
    /// The connection was lost after the letter was handed over; it may have arrived, and is sent again with the same identity.
    #[error("{reason}")]
    Unknown {
        /// What was met.
        reason: String,
        /// The letter, where it was made.
        letter: Option<Letter>,
    },
    /// What it says is no longer true; it is dropped.
    #[error("no longer true")]
    Stale,
}
