//! An event as a history keeps it. What happened is in the module above.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use voronka_definition::name::PersonId;

use super::Event;

/// An event as it is kept: with its number, its moment and its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its number in the case, from 1 without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whose act it was; `None` for a timer, a signal or a connector.
    pub by: Option<PersonId>,
    /// For whom that person acted, as his deputy.
    pub acts_for: Option<PersonId>,
    /// What happened.
    pub event: Event,
}
