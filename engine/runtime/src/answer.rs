//! What a command is answered with.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::{Case, CaseId, Recorded, Rejection};
use voronka_store::StoreError;

/// A command that was carried out and is durable.
#[derive(Debug, Clone)]
pub struct Executed {
    /// The case after it.
    pub case: Arc<Case>,
    /// What it made happen, in order.
    pub events: Vec<Recorded>,
    /// The case that it started, to go on from this one.
    pub successor: Option<CaseId>,
    /// The moment of the command.
    pub at: DateTime<Utc>,
}

/// A command that was not carried out; nothing of it was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Refused {
    /// The case does not exist.
    #[error("there is no such case")]
    NotFound,
    /// The rules refuse it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The key was used for another call.
    #[error("the idempotency key was used for another call")]
    KeyReused,
    /// There is too much to do; it may be tried again.
    #[error("the engine is busy; try again in {retry_after_seconds} s")]
    Busy {
        /// After how many seconds.
        retry_after_seconds: u32,
    },
    /// Something failed that should not.
    #[error(transparent)]
    Fault(#[from] StoreError),
}
