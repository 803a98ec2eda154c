//! What a connector that delivers notices implements, and what it is given.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use voronka_core::notice::Notice;
use voronka_core::{Case, NoticeId, Recorded, World};
use voronka_definition::Process;
use voronka_store::Letter;

/// Delivers notices: by mail, or by keeping them to be shown.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Delivers one notice. It may be asked again for the same one: the identity stays, so that a receiver can tell.
    async fn deliver(&self, parcel: &Parcel) -> Result<Delivered, DeliveryError>;
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
