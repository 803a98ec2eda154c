//! Bare group commits: what plain SQLite does with the same rows on the same disk.
//!
//! The rows are those that the measured run wrote for its completions, with their real contents, in tables and indexes of the same
//! making. They are made ready as JSON beforehand, so that the clock sees only the transactions: one statement a table for the whole
//! batch, as the store does it. No engine, no rules, no waiting for anybody.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor, Row};

use crate::bench::db::{same_tables, scratch};

/// How many completions a transaction of the large measurement takes.
pub const BATCH: u32 = 64;

/// The tables that are written.
const TABLES: [&str; 4] = ["cases", "events", "tasks", "timers"];

/// What must be there before: every case, and the tasks and timers that no measured completion created.
const BEFORE: [&str; 6] = [
    "CREATE TEMP TABLE completions AS SELECT row_number() OVER (ORDER BY round, case_id) AS n, case_id, at FROM \
     (SELECT case_id, closed_at AS at, row_number() OVER (PARTITION BY case_id ORDER BY closed_at) AS round \
      FROM measured.tasks WHERE status = 'done' GROUP BY case_id, closed_at)",
    "CREATE INDEX temp.completions_in_order ON completions (n)",
    "CREATE INDEX temp.completions_of_case ON completions (case_id, at)",
    "INSERT INTO main.cases SELECT * FROM measured.cases",
    "INSERT INTO main.tasks SELECT * FROM measured.tasks t WHERE NOT EXISTS \
     (SELECT 1 FROM completions c WHERE c.case_id = t.case_id AND c.at = t.created_at)",
    "INSERT INTO main.timers (case_id, timer, occurrence, due_at, set_aside) \
     SELECT case_id, 'task-' || number, 1, due_at, 0 FROM main.tasks",
];

/// The rows of the completions `?1` to `?2`, and the statement that writes them.
const STATEMENTS: [(&str, &str); 6] = [
    (
        "SELECT json_group_array(json_array(hex(r.id), r.revision, r.next_due_at, r.state)), count(*) \
         FROM completions c JOIN measured.cases r ON r.id = c.case_id WHERE c.n BETWEEN ?1 AND ?2",
        "UPDATE cases SET revision = j.value->>1, next_due_at = j.value->>2, state = j.value->>3 \
         FROM json_each(?1) AS j WHERE cases.id = unhex(j.value->>0)",
    ),
    (
        "SELECT json_group_array(json_array(hex(r.case_id), r.seq, r.at, r.author, r.kind, r.body)), count(*) \
         FROM completions c JOIN measured.events r ON r.case_id = c.case_id AND r.at = c.at WHERE c.n BETWEEN ?1 AND ?2",
        "INSERT INTO events (case_id, seq, at, author, kind, body) \
         SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5 FROM json_each(?1)",
    ),
    (
        "SELECT json_group_array(json_array(hex(r.case_id), r.number, r.result, r.closed_at)), count(*) \
         FROM completions c JOIN measured.tasks r ON r.case_id = c.case_id AND r.closed_at = c.at WHERE c.n BETWEEN ?1 AND ?2",
        "UPDATE tasks SET status = 'done', result = j.value->>2, closed_at = j.value->>3 \
         FROM json_each(?1) AS j WHERE case_id = unhex(j.value->>0) AND number = j.value->>1",
    ),
    (
        "SELECT json_group_array(json_array(hex(r.case_id), r.number, r.stage, r.step, r.title, r.kind, r.assignee, r.due_at, r.created_at)), \
         count(*) FROM completions c JOIN measured.tasks r ON r.case_id = c.case_id AND r.created_at = c.at WHERE c.n BETWEEN ?1 AND ?2",
        "INSERT INTO tasks (case_id, number, stage, step, title, kind, assignee, candidates, status, by_hand, due_at, created_at) \
         SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, '[]', 'open', 0, value->>7, value->>8 \
         FROM json_each(?1)",
    ),
    (
        "SELECT json_group_array(json_array(hex(r.case_id), 'task-' || r.number)), count(*) \
         FROM completions c JOIN measured.tasks r ON r.case_id = c.case_id AND r.closed_at = c.at WHERE c.n BETWEEN ?1 AND ?2",
        "DELETE FROM timers WHERE (case_id, timer, occurrence) IN (SELECT unhex(value->>0), value->>1, 1 FROM json_each(?1))",
    ),
    (
        "SELECT json_group_array(json_array(hex(r.case_id), 'task-' || r.number, r.due_at)), count(*) \
         FROM completions c JOIN measured.tasks r ON r.case_id = c.case_id AND r.created_at = c.at WHERE c.n BETWEEN ?1 AND ?2",
        "INSERT INTO timers (case_id, timer, occurrence, due_at, set_aside) \
         SELECT unhex(value->>0), value->>1, 1, value->>2, 0 FROM json_each(?1)",
    ),
];

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Bare {
    /// Completions a second.
    pub per_second: f64,
    /// Rows that one completion touches.
    pub rows: f64,
}

/// Measures with this many completions a transaction, for so long or until the rows are used up.
pub async fn measure(measured: &Path, file: &Path, batch: u32, seconds: u32) -> Result<Bare> {
    let mut db = prepare(measured, file).await.context("the tables for bare commits")?;
    let total: i64 = sqlx::query("SELECT count(*) FROM completions").fetch_one(&mut db).await?.get(0);
    let mut spent = Duration::ZERO;
    let (mut done, mut rows) = (0_i64, 0_i64);
    while done < total && spent < Duration::from_secs(u64::from(seconds)) {
        let last = total.min(done + i64::from(batch));
        let (texts, touched) = make_ready(&mut db, done + 1, last).await?;
        let began = Instant::now();
        commit(&mut db, &texts).await?;
        spent += began.elapsed();
        (done, rows) = (last, rows + touched);
    }
    db.close().await?;
    Ok(Bare { per_second: done as f64 / spent.as_secs_f64().max(f64::EPSILON), rows: rows as f64 / done.max(1) as f64 })
}

/// A database with the same tables and indexes, and what was there before.
async fn prepare(measured: &Path, file: &Path) -> Result<SqliteConnection> {
    let mut db = scratch(file).await?;
    sqlx::query("ATTACH ?1 AS measured").bind(measured.display().to_string()).execute(&mut db).await?;
    same_tables(&mut db, "measured", &TABLES).await?;
    for statement in BEFORE {
        db.execute(statement).await?;
    }
    db.execute("UPDATE tasks SET status = 'open', result = NULL, closed_at = NULL").await?;
    Ok(db)
}

async fn make_ready(db: &mut SqliteConnection, first: i64, last: i64) -> Result<(Vec<String>, i64)> {
    let mut texts = Vec::new();
    let mut touched = 0;
    for (rows, _) in STATEMENTS {
        let row = sqlx::query(rows).bind(first).bind(last).fetch_one(&mut *db).await?;
        texts.push(row.get(0));
        touched += row.get::<i64, _>(1);
    }
    Ok((texts, touched))
}

async fn commit(db: &mut SqliteConnection, texts: &[String]) -> Result<()> {
    db.execute("BEGIN IMMEDIATE").await?;
    for ((_, statement), text) in STATEMENTS.iter().zip(texts) {
        sqlx::query(*statement).bind(text).execute(&mut *db).await?;
    }
    db.execute("COMMIT").await?;
    Ok(())
}
