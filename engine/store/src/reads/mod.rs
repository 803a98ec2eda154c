//! Queries: what is stored, for who asks. Every list is cut to a [`voronka_core::access::Horizon`] in SQL and paged by cursor.
//!
//! Absent on purpose: writes.

mod archived;
mod board;
pub(crate) mod cases;
mod department;
mod entrances;
mod finding;
mod journeys;
mod query;
mod standing;
mod tasks;
mod troubles;

pub use board::{Board, BoardCard, BoardFilter, BoardTask, BoardTotal};
pub use cases::Since;
pub use department::{Circle, Late, LateTask, Load, Spans, Stalled, Waiting};
pub use finding::{Found, has_words, words_of};
pub use journeys::{Cohort, Journey, Refusal, StageStanding};
pub use standing::{Ended, Running, Standing, StandingAt};
pub use troubles::Escalations;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_definition::name::ProcessId;

use crate::clock::Clock;
use crate::connection::Db;
use crate::definitions::process_record;
use crate::error::StoreError;
use crate::record::ProcessRecord;
use crate::sql::{all, at, get, maybe_instant, number, one};

/// The earliest timer, schedule, and turn of a letter: the first of each recipient's letters is in the way of the others. In
/// quarantine only timers count.
const NEXT_MOMENT: &str = "
SELECT MIN(due_at) AS next_at FROM (
    SELECT due_at FROM timers WHERE set_aside = FALSE
    UNION ALL
    SELECT due_at FROM (
        SELECT o.next_attempt_at AS due_at FROM outbox AS o WHERE o.state = 'queued' AND o.held = FALSE
        AND NOT EXISTS (SELECT 1 FROM outbox AS p WHERE p.recipient = o.recipient AND p.state = 'queued' AND p.held = FALSE AND p.place < o.place)
        UNION ALL
        SELECT next_at AS due_at FROM schedules
        UNION ALL
        SELECT next_at AS due_at FROM digests
    ) AS others WHERE NOT EXISTS (SELECT 1 FROM quarantine)
) AS moments";
const QUEUED: &str = "SELECT kind, COUNT(*) AS number FROM outbox WHERE state = 'queued' GROUP BY kind ORDER BY kind";
// What was tried in vain waits on; what waits for its moment, its reader's hours or a digest does not.
const OLDEST: &str = "
SELECT (SELECT MIN(due_at) FROM timers WHERE set_aside = FALSE AND due_at <= $1) AS timer,
    (SELECT MIN(at) FROM outbox WHERE state = 'queued' AND held = FALSE AND (next_attempt_at <= $1 OR last_error IS NOT NULL)) AS sending";
const OPEN_INCIDENTS: &str = "SELECT COUNT(*) AS number FROM incidents WHERE closed_at IS NULL";

/// Since when the oldest of what is due waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OldestWaiting {
    /// The due timer.
    pub timer: Option<DateTime<Utc>>,
    /// What is to be sent.
    pub sending: Option<DateTime<Utc>>,
}

/// The queries of a store.
#[derive(Debug, Clone)]
pub struct Reads {
    pub(crate) db: Db,
    pub(crate) clock: Arc<Clock>,
}

impl Reads {
    /// The content of a document by its hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn document(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row = one(&self.db, "SELECT content FROM documents WHERE hash = $1", vec![hash.into()]).await?;
        row.map(|row| get(&row, "content")).transpose()
    }

    /// When the next thing happens by itself, be it past: a timer or a letter's turn.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_moment(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = one(&self.db, NEXT_MOMENT, Vec::new()).await?;
        Ok(row.map(|row| maybe_instant(&row, "next_at")).transpose()?.flatten())
    }

    /// How much waits in the outbox, by kind: `notice`, `call`, `case`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queued(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows = all(&self.db, QUEUED, Vec::new()).await?;
        rows.iter().map(|row| Ok((get(row, "kind")?, number(row, "number")?))).collect()
    }

    /// Since when the oldest of what is due waits: a timer since it was due, a row of the outbox since it was given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn oldest_waiting(&self, now: DateTime<Utc>) -> Result<OldestWaiting, StoreError> {
        let Some(row) = one(&self.db, OLDEST, vec![at(now)]).await? else { return Ok(OldestWaiting::default()) };
        Ok(OldestWaiting { timer: maybe_instant(&row, "timer")?, sending: maybe_instant(&row, "sending")? })
    }

    /// How many incidents are open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_incidents(&self) -> Result<u64, StoreError> {
        one(&self.db, OPEN_INCIDENTS, Vec::new()).await?.map_or(Ok(0), |row| number(&row, "number"))
    }

    /// Every deployed version of a process, or of all where none is named; the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn processes(&self, id: Option<&ProcessId>) -> Result<Vec<ProcessRecord>, StoreError> {
        let mut query = query::Query::new("SELECT * FROM processes AS p WHERE TRUE");
        query.and_maybe("p.id = ?", id.map(|id| id.as_str().to_owned()));
        let (text, values) = query.finish("ORDER BY p.id, p.latest DESC, p.deployed_at DESC", []);
        all(&self.db, &text, values).await?.iter().map(process_record).collect()
    }

    /// The latest version of each process.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_processes(&self) -> Result<Vec<ProcessRecord>, StoreError> {
        all(&self.db, "SELECT * FROM processes WHERE latest = TRUE ORDER BY id", Vec::new())
            .await?
            .iter()
            .map(process_record)
            .collect()
    }
}
