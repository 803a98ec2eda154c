//! The parts of the history on PostgreSQL, one a month: made ahead, and given back to the disk once everything in them has gone to the
//! archive. SQLite has none.
//!
//! Tables are locked for a moment, cases first, as a commit does it; where somebody holds them longer it is tried again later, and
//! what has no part of its own lies in `events_rest` until then.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use crate::connection::Transaction;
use crate::error::StoreError;
use crate::sql::{all, execute, get, one};
use crate::store::Store;

/// How many months ahead have their parts.
const AHEAD: u32 = 2;
/// How many months of the past keep theirs, be they empty: a clock may go back.
const BEHIND: u32 = 2;
/// How many months that lie in the rest get their parts at once.
const OF_REST: u32 = 12;

/// What one node at a time does: a number that means nothing else.
const ALONE: &str = "SELECT pg_try_advisory_xact_lock(7022681993502) AS mine";
/// Shorter than the second after which the server looks for deadlocks: whoever else is in one goes on.
const PATIENCE: &str = "SET LOCAL lock_timeout = '300ms'";
const PARTS: &str = "
SELECT c.relname AS name FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = 'events'::regclass ORDER BY 1";
const IN_REST: &str = "SELECT DISTINCT substr(at, 1, 7) AS month FROM events_rest ORDER BY 1 LIMIT $1";

/// What was done with the parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Months that got their part, as `2026-12`.
    pub made: Vec<String>,
    /// Months whose empty part was dropped.
    pub dropped: Vec<String>,
}

/// A month of the calendar, by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Month(NaiveDate);

impl Month {
    fn of(at: DateTime<Utc>) -> Option<Self> {
        NaiveDate::from_ymd_opt(at.year(), at.month(), 1).map(Self)
    }

    /// The month of a text that begins like `2026-12`, with any letter between.
    fn read(text: &str) -> Option<Self> {
        let (year, month) = (text.get(..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?);
        NaiveDate::from_ymd_opt(year, month, 1).map(Self)
    }

    fn later(self, by: u32) -> Option<Self> {
        self.0.checked_add_months(Months::new(by)).map(Self)
    }

    fn earlier(self, by: u32) -> Option<Self> {
        self.0.checked_sub_months(Months::new(by)).map(Self)
    }

    /// Before every moment of the month, as text.
    fn begin(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    fn part(self) -> String {
        self.0.format("events_%Y_%m").to_string()
    }
}

impl Store {
    /// Sees to the parts of the history: this month's and the coming ones' are made, those of months that lie in the rest too, and old
    /// ones that are empty are dropped. `None` where another node is at it, or the database has no parts.
    ///
    /// # Errors
    /// When the database fails, or somebody holds a table for longer than it may wait.
    pub async fn see_to_months(&self, now: DateTime<Utc>) -> Result<Option<Parts>, StoreError> {
        let Some(this) = Month::of(now).filter(|_| self.is_on_server()) else { return Ok(None) };
        let Some(transaction) = self.alone().await? else { return Ok(None) };
        let known = parts(&transaction).await?;
        let mut made = wanted(&transaction, this).await?;
        made.retain(|month| !known.contains(month));
        make(&transaction, &made).await?;
        transaction.commit().await?;
        let mut parts = Parts { made: made.into_iter().map(Month::begin).collect(), dropped: Vec::new() };
        for month in known.into_iter().filter(|month| this.earlier(BEHIND).is_some_and(|first| *month < first)) {
            // Each by itself: nobody waits for the locks of another.
            let Some(transaction) = self.alone().await? else { break };
            if drop_empty(&transaction, month).await? {
                parts.dropped.push(month.begin());
            }
            transaction.commit().await?;
        }
        Ok(Some(parts))
    }

    /// A transaction in which no other node sees to the parts, and which waits for nobody long.
    async fn alone(&self) -> Result<Option<Transaction>, StoreError> {
        let transaction = self.begin().await?;
        let mine = one(&transaction, ALONE, Vec::new()).await?.map(|row| get::<bool>(&row, "mine")).transpose()?;
        if mine != Some(true) {
            transaction.rollback().await?;
            return Ok(None);
        }
        execute(&transaction, PATIENCE, Vec::new()).await?;
        Ok(Some(transaction))
    }
}

/// The months that have their parts.
async fn parts(db: &Transaction) -> Result<BTreeSet<Month>, StoreError> {
    let mut months = BTreeSet::new();
    for row in all(db, PARTS, Vec::new()).await? {
        let name: String = get(&row, "name")?;
        months.extend(name.strip_prefix("events_").and_then(Month::read));
    }
    Ok(months)
}

/// The months that should have them.
async fn wanted(db: &Transaction, this: Month) -> Result<BTreeSet<Month>, StoreError> {
    let mut months: BTreeSet<Month> = (0..=AHEAD).filter_map(|by| this.later(by)).collect();
    for row in all(db, IN_REST, vec![OF_REST.into()]).await? {
        months.extend(Month::read(&get::<String>(&row, "month")?));
    }
    Ok(months)
}

/// Makes parts, and takes out of the rest what belongs to them.
async fn make(db: &Transaction, months: &BTreeSet<Month>) -> Result<(), StoreError> {
    if months.is_empty() {
        return Ok(());
    }
    // Whoever means to change a case is waited for before anything is held: he may have read its history already.
    execute(db, "LOCK TABLE cases IN EXCLUSIVE MODE", Vec::new()).await?;
    // A reader who has looked up which parts there are, and waits for one, would not find what has moved into another.
    execute(db, "LOCK TABLE events IN ACCESS EXCLUSIVE MODE", Vec::new()).await?;
    for month in months {
        let Some(next) = month.later(1) else { continue };
        let (part, from, to) = (month.part(), month.begin(), next.begin());
        let statements = [
            format!("CREATE TABLE {part} (LIKE events INCLUDING DEFAULTS)"),
            format!(
                "WITH moved AS (DELETE FROM events_rest WHERE at >= '{from}' AND at < '{to}' RETURNING *)
                INSERT INTO {part} SELECT * FROM moved"
            ),
            format!("ALTER TABLE events ATTACH PARTITION {part} FOR VALUES FROM ('{from}') TO ('{to}')"),
        ];
        for statement in &statements {
            execute(db, statement.as_str(), Vec::new()).await?;
        }
    }
    Ok(())
}

/// Drops a part if nothing is in it; whether it did.
async fn drop_empty(db: &Transaction, month: Month) -> Result<bool, StoreError> {
    let part = month.part();
    let any = format!("SELECT 1 AS there FROM {part} LIMIT 1");
    if one(db, any.as_str(), Vec::new()).await?.is_some() {
        return Ok(false);
    }
    for table in ["cases", "events"] {
        execute(db, format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE").as_str(), Vec::new()).await?;
    }
    // Between the look and the lock somebody may have written.
    if one(db, any.as_str(), Vec::new()).await?.is_some() {
        return Ok(false);
    }
    execute(db, format!("DROP TABLE {part}").as_str(), Vec::new()).await.map(|_| true)
}
