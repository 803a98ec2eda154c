//! Timers that are due.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::CaseId;
use voronka_core::case::TimerKey;

use crate::error::StoreError;
use crate::sql::{all, at, case_id, execute, fault, get, id, instant, maybe_instant, number, one, unreadable};
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
        rows.iter().map(due_timer).collect()
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
        transaction.commit().await.map_err(fault)
    }
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
