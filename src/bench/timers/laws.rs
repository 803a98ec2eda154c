//! What must hold of timers, read off the rows of a finished run: none early, none twice, none lost, one letter a person.

use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

const FIRED: &str = "SELECT count(*) FROM events WHERE kind = 'rung_taken' AND at > ?1";
const EARLY: &str = "SELECT count(*) FROM events WHERE kind = 'rung_taken' AND at <= ?1";
const TWICE: &str = "SELECT count(*) FROM (SELECT 1 FROM events WHERE kind = 'rung_taken' AND at > ?1 \
    GROUP BY case_id, body->>'$.rung_taken.task', body->>'$.rung_taken.rung' HAVING count(*) > 1)";
const LOST: &str = "SELECT count(*) FROM tasks AS t WHERE t.status = 'open' AND t.due_at <= ?1 \
    AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.case_id = t.case_id AND e.kind = 'rung_taken')";
const LETTERS: &str = "SELECT count(DISTINCT COALESCE(gathering, place)) FROM outbox \
    WHERE state IN ('sent', 'kept') AND topic <> 'alone' AND at > ?1";
const MOST: &str = "SELECT max(number) FROM (SELECT count(DISTINCT COALESCE(gathering, place)) AS number FROM outbox \
    WHERE state IN ('sent', 'kept') AND topic <> 'alone' AND at > ?1 GROUP BY recipient)";

/// What was found.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Laws {
    /// How many timers fired.
    pub fired: i64,
    /// How many fired before they were due.
    pub early: i64,
    /// How many fired more than once.
    pub twice: i64,
    /// How many tasks are overdue and nobody was told.
    pub lost: i64,
    /// How many letters told of what fell due; invitations of people who worked meanwhile are not counted.
    pub letters: i64,
    /// How many one person got at most.
    pub letters_to_one: i64,
}

impl Laws {
    /// Whether nothing is wrong.
    pub fn hold(&self) -> bool {
        self.early + self.twice + self.lost == 0 && self.letters_to_one <= 1
    }
}

/// Looks at what was written since the timers were due.
pub async fn look(database: &Path, due: DateTime<Utc>) -> Result<Laws> {
    let mut db = SqliteConnectOptions::new().filename(database).connect().await.context("the measured database")?;
    let due = due.to_rfc3339_opts(SecondsFormat::Micros, true);
    let laws = Laws {
        fired: count(&mut db, FIRED, &due).await?,
        early: count(&mut db, EARLY, &due).await?,
        twice: count(&mut db, TWICE, &due).await?,
        lost: count(&mut db, LOST, &due).await?,
        letters: count(&mut db, LETTERS, &due).await?,
        letters_to_one: count(&mut db, MOST, &due).await?,
    };
    db.close().await?;
    Ok(laws)
}

async fn count(db: &mut SqliteConnection, question: &'static str, due: &str) -> Result<i64> {
    let row = sqlx::query(question).bind(due).fetch_one(db).await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.unwrap_or_default())
}
