//! Leases: the right to work on rows of the outbox until a moment, and its end.
//!
//! Absent on purpose: who gets one for which rows; claiming is the outbox's.

use chrono::{DateTime, Utc};

use crate::error::StoreError;
use crate::sql::{at, maybe_instant, one};
use crate::store::Store;

/// The right to work on some rows until a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// A random text that nobody else has.
    pub token: String,
    /// Until when it holds.
    pub until: DateTime<Utc>,
}

const NEXT_FREE: &str = "SELECT MIN(lease_until) AS lease_until FROM outbox WHERE state = 'queued' AND lease_until > $1";
// As if nothing had been claimed: what was not tried is no attempt, and nothing of it has left.
const UNDO: &str = "
UPDATE outbox SET lease = NULL, lease_until = NULL, attempts = attempts - 1, exposed = exposed - 1
WHERE state = 'queued' AND lease_until = $2 AND lease = $1";
const RELEASE: &str = "UPDATE outbox SET lease = NULL, lease_until = NULL WHERE lease IS NOT NULL";

impl Store {
    /// When the next lease ends of what is under way, or was when its node failed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_lease_end(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = one(&self.reads().db, NEXT_FREE, vec![at(now)]).await?;
        Ok(row.map(|row| maybe_instant(&row, "lease_until")).transpose()?.flatten())
    }

    /// Gives back whatever was claimed under a lease, untried: where the claim may have been written though it seemed to fail.
    ///
    /// # Errors
    /// When the database fails; then the lease ends by itself.
    pub async fn return_claims(&self, lease: &Lease) -> Result<u64, StoreError> {
        self.write(UNDO, vec![lease.token.as_str().into(), at(lease.until)]).await
    }

    /// Takes every lease back: for the only server, when it begins, as whoever had them is gone. Where there may be others, leases
    /// end by themselves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_leases(&self) -> Result<u64, StoreError> {
        if self.is_shared() {
            return Ok(0);
        }
        self.write(RELEASE, Vec::new()).await
    }
}
