//! Incidents that the engine opens by itself when it sets something aside, and how they are closed.
//!
//! Absent on purpose: incidents of a case; they follow from its events.

use chrono::{DateTime, Utc};
use voronka_core::CaseId;

use crate::connection::{Connection, Transaction};
use crate::error::StoreError;
use crate::sql::{at, execute, id, to_json};
use crate::store::Store;

const OPEN: &str = "INSERT INTO incidents (case_id, subject, number, trouble, at) VALUES ($1, $2, 0, $3, $4)
    ON CONFLICT (case_id, subject) DO UPDATE SET trouble = excluded.trouble, at = excluded.at, closed_at = NULL";

const CLOSE: &str =
    "UPDATE incidents SET closed_at = $3 WHERE case_id = $1 AND subject = $2 AND number = 0 AND closed_at IS NULL";
const FIRE_AGAIN: &str = "UPDATE timers SET set_aside = FALSE WHERE case_id = $1 AND timer = $2 AND occurrence = $3";
const SEND_AGAIN: &str = "
UPDATE outbox SET state = 'queued', attempts = 0, last_error = NULL, next_attempt_at = $4, lease = NULL, lease_until = NULL,
    letter = CASE WHEN gathering IS NULL THEN letter ELSE NULL END, gathering = NULL, held = FALSE, changed_at = $4
WHERE case_id = $1 AND kind = $2 AND number = $3 AND state = 'buried'";
const REVIEW_AGAIN: &str = "INSERT INTO reviews (case_id, revision) SELECT $1, w.revision FROM world AS w WHERE w.id = 1
    ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision";
const ARCHIVE_AGAIN: &str = "UPDATE archive_waits SET until = $2 WHERE case_id = $1";
const LOOK_AGAIN: &str = "DELETE FROM schedule_cases WHERE case_id = $1 AND process = $2 AND schedule = $3 AND state = 'failed'";

impl Store {
    /// Closes the incident about something that was set aside, whose cause is gone; where it is wanted, it is tried again. Whether
    /// there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_up(&self, case: CaseId, subject: &str, again: bool, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let closed = execute(&transaction, CLOSE, vec![id(case), subject.into(), at(now)]).await? > 0;
        if closed && again {
            try_again(&transaction, case, subject, now).await?;
        }
        transaction.commit().await?;
        Ok(closed)
    }
}

/// The words of a subject are those under which it was set aside.
async fn try_again(transaction: &Transaction, case: CaseId, subject: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let words: Vec<&str> = subject.split(' ').collect();
    let number = words.last().and_then(|word| word.parse::<u32>().ok());
    let (query, values) = match (words.as_slice(), number) {
        (["timer", key, _], Some(occurrence)) => (FIRE_AGAIN, vec![id(case), (*key).into(), occurrence.into()]),
        (["schedule", process, schedule], _) => (LOOK_AGAIN, vec![id(case), (*process).into(), (*schedule).into()]),
        (["review"], _) => (REVIEW_AGAIN, vec![id(case)]),
        (["archive"], _) => (ARCHIVE_AGAIN, vec![id(case), at(now)]),
        ([kind, _], Some(number)) => (SEND_AGAIN, vec![id(case), (*kind).into(), number.into(), at(now)]),
        _ => return Ok(()),
    };
    execute(transaction, query, values).await.map(drop)
}

/// Opens an incident about something of a case, or renews it.
pub(crate) async fn open(
    db: &impl Connection,
    case: CaseId,
    subject: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute(db, OPEN, vec![id(case), subject.into(), to_json(reason)?.into(), at(now)]).await.map(drop)
}
