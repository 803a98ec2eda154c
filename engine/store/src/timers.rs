//! Timers that are due.
//!
//! Where several nodes work on one database each claims some for a while, so that no two of them decide the same thing. That is a
//! courtesy: that a timer fires once is kept by the revision of its case, under which the decision is committed.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::CaseId;
use voronka_core::case::TimerKey;

use crate::dialect::Worded;
use crate::error::StoreError;
use crate::leases::Lease;
use crate::sql::{all, at, case_id, execute, get, id, instant, maybe_instant, number, one, unreadable};
use crate::store::Store;

/// A timer as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueTimer {
    /// Its case.
    pub case: CaseId,
    /// What it belongs to.
    pub key: TimerKey,
    /// The how-manieth of its key.
    pub occurrence: u32,
    /// When it is due.
    pub due_at: DateTime<Utc>,
}

const DUE: &str = "SELECT case_id, timer, occurrence, due_at FROM timers WHERE set_aside = FALSE AND due_at <= $1
    ORDER BY due_at LIMIT $2";
// Those that another node is claiming at this moment are left out, not waited for. A claim further ahead than any that is made now was
// made by a clock that has been put back: it counts for nothing.
static CLAIM: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
WITH due AS (
    SELECT case_id AS due_case, timer AS due_timer, occurrence AS due_occurrence FROM timers
    WHERE set_aside = FALSE AND due_at <= $1 AND (lease IS NULL OR lease = $3 OR lease_until <= $1 OR lease_until > $5)
    ORDER BY due_at LIMIT $2{unclaimed}
)
UPDATE timers SET lease = $3, lease_until = $4 FROM due
WHERE case_id = due_case AND timer = due_timer AND occurrence = due_occurrence
RETURNING case_id, timer, occurrence, due_at",
    )
});
// Of whoever is gone.
const RELEASE: &str = "UPDATE timers SET lease = NULL, lease_until = NULL WHERE lease IS NOT NULL";
const NEXT: &str = "SELECT MIN(due_at) AS due_at FROM timers WHERE set_aside = FALSE";
const DROP: &str = "DELETE FROM timers WHERE case_id = $1 AND timer = $2 AND occurrence = $3 AND due_at = $4";
const SET_ASIDE: &str = "UPDATE timers SET set_aside = TRUE WHERE case_id = $1 AND timer = $2 AND occurrence = $3";

impl Store {
    /// The timers that are due by now, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_timers(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueTimer>, StoreError> {
        let rows = all(&self.reads().db, DUE, vec![at(now), limit.into()]).await?;
        in_order(&rows)
    }

    /// The timers that are due by now, the earliest first; those only that this node claims until the end of its lease, where others
    /// may work on the same database. Its own claims it gets again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_due_timers(&self, now: DateTime<Utc>, limit: u32, lease: &Lease) -> Result<Vec<DueTimer>, StoreError> {
        if !self.is_shared() {
            return self.due_timers(now, limit).await;
        }
        let impossible = lease.until + (lease.until - now);
        let values = vec![at(now), limit.into(), lease.token.as_str().into(), at(lease.until), at(impossible)];
        let rows = all(&self.reads().db, &CLAIM, values).await?;
        in_order(&rows)
    }

    /// Ends every claim of timers, as if its time were over: for simulations, where a node has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_claims(&self) -> Result<(), StoreError> {
        self.write(RELEASE, Vec::new()).await.map(drop)
    }

    /// When the next timer is due, be it past.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_timer_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = one(&self.reads().db, NEXT, Vec::new()).await?;
        Ok(row.map(|row| maybe_instant(&row, "due_at")).transpose()?.flatten())
    }

    /// Removes a timer that its case no longer knows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_timer(&self, timer: &DueTimer) -> Result<(), StoreError> {
        let mut values = named(timer);
        values.push(at(timer.due_at));
        self.write(DROP, values).await.map(drop)
    }

    /// Sets a timer aside on which work failed, and opens an incident about it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_timer_aside(&self, timer: &DueTimer, reason: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        execute(&transaction, SET_ASIDE, named(timer)).await?;
        let subject = format!("timer {} {}", timer.key, timer.occurrence);
        crate::incidents::open(&transaction, timer.case, &subject, reason, now).await?;
        transaction.commit().await
    }
}

/// The earliest first. Those of one moment have an order too, the same on every node and database: what happens in a case does not depend on
/// who claims its timers.
fn in_order(rows: &[QueryResult]) -> Result<Vec<DueTimer>, StoreError> {
    let mut due = rows.iter().map(due_timer).collect::<Result<Vec<_>, _>>()?;
    due.sort_by_key(|timer| (timer.due_at, timer.case, timer.key, timer.occurrence));
    Ok(due)
}

fn named(timer: &DueTimer) -> Vec<sea_orm::Value> {
    vec![id(timer.case), timer.key.to_string().into(), timer.occurrence.into()]
}

fn due_timer(row: &QueryResult) -> Result<DueTimer, StoreError> {
    let key = get::<String>(row, "timer")?;
    Ok(DueTimer {
        case: case_id(row, "case_id")?,
        key: key.parse().map_err(|error| unreadable(&format!("timer `{key}`"), &error))?,
        occurrence: number(row, "occurrence")?,
        due_at: instant(row, "due_at")?,
    })
}
