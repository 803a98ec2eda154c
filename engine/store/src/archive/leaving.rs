//! Which cases may leave now, and when the next ones may.

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};
use voronka_core::CaseId;
use voronka_definition::name::{OutcomeId, ProcessId};

use crate::error::StoreError;
use crate::sql::{all, at, case_id, execute, id, maybe_instant, name, number, one};
use crate::store::Store;

/// A finished case whose time in the working tables is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The case.
    pub case: CaseId,
    /// How it ended.
    pub outcome: OutcomeId,
    /// Its revision when it was found.
    pub revision: u64,
}

/// Under which name an incident about the archive is opened.
pub(super) const SUBJECT: &str = "archive";

const LEAVING: &str = "
SELECT c.id, c.outcome, c.revision FROM cases AS c WHERE c.process = $1 AND c.finished_at <= $2
AND NOT EXISTS (SELECT 1 FROM archive_waits AS w WHERE w.case_id = c.id AND w.until > $3)
ORDER BY c.finished_at, c.id LIMIT $4";
const FIRST_TO_LEAVE: &str = "
SELECT c.finished_at AS at FROM cases AS c WHERE c.process = $1 AND c.finished_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM archive_waits AS w WHERE w.case_id = c.id)
ORDER BY c.finished_at LIMIT 1";
const FIRST_WAIT: &str =
    "SELECT MIN(w.until) AS at FROM archive_waits AS w JOIN cases AS c ON c.id = w.case_id WHERE c.process = $1 AND w.until > $2";
pub(super) const WAIT: &str = "INSERT INTO archive_waits (case_id, until) VALUES ($1, $2)
    ON CONFLICT (case_id) DO UPDATE SET until = excluded.until";

impl Store {
    /// Cases of a process that ended by this moment, the earliest first; not those that wait until a later moment than now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leaving(
        &self,
        process: &ProcessId,
        ended_by: DateTime<Utc>,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Leaving>, StoreError> {
        let values = vec![process.as_str().into(), at(ended_by), at(now), limit.into()];
        let rows = all(&self.reads().db, LEAVING, values).await?;
        let leaving = |row: &QueryResult| {
            Ok(Leaving { case: case_id(row, "id")?, outcome: name(row, "outcome")?, revision: number(row, "revision")? })
        };
        rows.iter().map(leaving).collect()
    }

    /// When the first of the process's finished cases ended that was never found to have to wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_end(&self, process: &ProcessId) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.moment(FIRST_TO_LEAVE, vec![process.as_str().into()]).await
    }

    /// When the first of the process's cases that must wait is looked at again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_wait(&self, process: &ProcessId, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.moment(FIRST_WAIT, vec![process.as_str().into(), at(now)]).await
    }

    /// Lets a case wait until this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn let_wait(&self, case: CaseId, until: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(WAIT, vec![id(case), at(until)]).await.map(drop)
    }

    /// Lets a case that cannot be archived wait, and opens an incident about it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_unarchived(
        &self,
        case: CaseId,
        reason: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        execute(&transaction, WAIT, vec![id(case), at(until)]).await?;
        crate::incidents::open(&transaction, case, SUBJECT, reason, now).await?;
        transaction.commit().await
    }

    pub(super) async fn moment(&self, query: &'static str, values: Vec<Value>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = one(&self.reads().db, query, values).await?;
        Ok(row.map(|row| maybe_instant(&row, "at")).transpose()?.flatten())
    }
}
