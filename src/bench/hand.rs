//! Hand-made SQL on PostgreSQL: the same rows, written by functions of the database that `pgbench` calls; one task a call, or many.
//!
//! The rows are those that the measured run wrote, with their real contents, in tables, indexes and foreign keys of the same making. They
//! lie ready in the order in which they are written, so that a call only finds and writes them. No engine, no rules.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Executor, Row};
use url::Url;

use crate::bench::place::Scratch;

/// How many clients of `pgbench` complete one task a transaction.
pub const CLIENTS: u32 = 8;
/// How many tasks each measurement completes at most.
const MOST: i64 = 40_000;

/// The tables, what was in them before, and the rows to write, made ready.
const PREPARE: &str = "
CREATE SCHEMA hand;
CREATE TABLE hand.cases (LIKE public.cases INCLUDING ALL);
CREATE TABLE hand.events (LIKE public.events INCLUDING ALL);
CREATE TABLE hand.tasks (LIKE public.tasks INCLUDING ALL);
CREATE TABLE hand.timers (LIKE public.timers INCLUDING ALL);
ALTER TABLE hand.events ADD FOREIGN KEY (case_id) REFERENCES hand.cases (id);
ALTER TABLE hand.tasks ADD FOREIGN KEY (case_id) REFERENCES hand.cases (id);
ALTER TABLE hand.timers ADD FOREIGN KEY (case_id) REFERENCES hand.cases (id);
CREATE TABLE hand.completions AS
    SELECT row_number() OVER (ORDER BY round, case_id) AS n, case_id, at FROM (
        SELECT case_id, closed_at AS at, row_number() OVER (PARTITION BY case_id ORDER BY closed_at) AS round
        FROM public.tasks WHERE status = 'done' GROUP BY case_id, closed_at
    ) AS done;
CREATE UNIQUE INDEX ON hand.completions (case_id, at);
INSERT INTO hand.cases SELECT * FROM public.cases;
INSERT INTO hand.tasks SELECT t.* FROM public.tasks AS t
    WHERE NOT EXISTS (SELECT 1 FROM hand.completions AS c WHERE c.case_id = t.case_id AND c.at = t.created_at);
UPDATE hand.tasks SET status = 'open', result = NULL, closed_at = NULL;
INSERT INTO hand.timers (case_id, timer, occurrence, due_at, set_aside)
    SELECT case_id, 'task-' || number, 1, due_at, FALSE FROM hand.tasks;
CREATE TABLE hand.wrote_case AS SELECT c.n, r.id, r.revision, r.next_due_at, r.state
    FROM hand.completions AS c JOIN public.cases AS r ON r.id = c.case_id ORDER BY c.n;
CREATE TABLE hand.wrote_event AS SELECT c.n, r.* FROM hand.completions AS c
    JOIN public.events AS r ON r.case_id = c.case_id AND r.at = c.at ORDER BY c.n;
CREATE TABLE hand.closed AS SELECT c.n, r.case_id, r.number, r.result, r.closed_at FROM hand.completions AS c
    JOIN public.tasks AS r ON r.case_id = c.case_id AND r.closed_at = c.at ORDER BY c.n;
CREATE TABLE hand.opened AS SELECT c.n, r.* FROM hand.completions AS c
    JOIN public.tasks AS r ON r.case_id = c.case_id AND r.created_at = c.at ORDER BY c.n;
UPDATE hand.opened SET status = 'open', result = NULL, closed_at = NULL;
CREATE INDEX ON hand.wrote_case (n);
CREATE INDEX ON hand.wrote_event (n);
CREATE INDEX ON hand.closed (n);
CREATE INDEX ON hand.opened (n);
CREATE SEQUENCE hand.turn CACHE 1";

/// Completes the tasks from one number to another.
const FUNCTION: &str = "
CREATE FUNCTION hand.complete(first bigint, last bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hand.cases AS c SET revision = w.revision, next_due_at = w.next_due_at, state = w.state
        FROM hand.wrote_case AS w WHERE w.n BETWEEN first AND last AND c.id = w.id;
    INSERT INTO hand.events ({events}) SELECT {events} FROM hand.wrote_event WHERE n BETWEEN first AND last;
    UPDATE hand.tasks AS t SET status = 'done', result = w.result, closed_at = w.closed_at
        FROM hand.closed AS w WHERE w.n BETWEEN first AND last AND t.case_id = w.case_id AND t.number = w.number;
    INSERT INTO hand.tasks ({tasks}) SELECT {tasks} FROM hand.opened WHERE n BETWEEN first AND last;
    DELETE FROM hand.timers AS t USING hand.closed AS w
        WHERE w.n BETWEEN first AND last AND t.case_id = w.case_id AND t.timer = 'task-' || w.number;
    INSERT INTO hand.timers (case_id, timer, occurrence, due_at, set_aside)
        SELECT case_id, 'task-' || number, 1, due_at, FALSE FROM hand.opened WHERE n BETWEEN first AND last;
END $$";

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Hand {
    /// Tasks a second, one a transaction, with [`CLIENTS`] clients.
    pub per_second: f64,
    /// Tasks a second where one client completes as many in a transaction as the engine has clients.
    pub batched: f64,
    /// How long the transaction of one task takes where nobody else works, in milliseconds.
    pub alone_ms: f64,
}

/// Measures on the database of a finished run, whose rows are taken.
pub async fn measure(scratch: &Scratch, batch: u32) -> Result<Hand> {
    let pgbench = pgbench()?;
    let mut db = scratch.connect().await?;
    prepare(&mut db).await.context("the tables for hand-made SQL")?;
    let total: i64 = sqlx::query("SELECT count(*) FROM hand.completions").fetch_one(&mut db).await?.get(0);
    let part = (total / 3).min(MOST);
    let run = Runs { pgbench, url: known_to_pgbench(&scratch.url())? };
    let script =
        |size: u32| format!("SELECT hand.complete((turn - 1) * {size} + 1, turn * {size}) FROM nextval('hand.turn') AS turn;\n");
    let each = part / i64::from(CLIENTS);
    let single = run.run(&script(1), CLIENTS, each)?;
    let alone = run.run(&script(1), 1, part.min(4_000))?;
    // Batches go on where the others ended.
    let batches = part / i64::from(batch);
    let done = each * i64::from(CLIENTS) + part.min(4_000);
    let next = done / i64::from(batch) + 1;
    db.execute(AssertSqlSafe(format!("SELECT setval('hand.turn', {next})"))).await?;
    let batched = run.run(&script(batch), 1, batches)?;
    must_have_written(&mut db, done + batches * i64::from(batch)).await?;
    Ok(Hand { per_second: single.per_second, batched: batched.per_second * f64::from(batch), alone_ms: alone.ms })
}

async fn prepare(db: &mut PgConnection) -> Result<()> {
    db.execute(PREPARE).await?;
    let function = FUNCTION.replace("{events}", &columns(db, "events").await?).replace("{tasks}", &columns(db, "tasks").await?);
    db.execute(AssertSqlSafe(function)).await?;
    for statement in ["ANALYZE", "CHECKPOINT"] {
        db.execute(statement).await?;
    }
    Ok(())
}

async fn columns(db: &mut PgConnection, table: &str) -> Result<String> {
    const OF: &str = "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns \
        WHERE table_schema = 'hand' AND table_name = $1";
    Ok(sqlx::query(OF).bind(table).fetch_one(db).await?.get(0))
}

/// A reference that wrote nothing would be a fast one.
async fn must_have_written(db: &mut PgConnection, completed: i64) -> Result<()> {
    let done: i64 = sqlx::query("SELECT count(*) FROM hand.tasks WHERE status = 'done'").fetch_one(db).await?.get(0);
    // A batch begins at a multiple of its size, which may leave some out.
    if done * 10 < completed * 9 {
        bail!("the hand-made SQL completed {done} tasks instead of {completed}");
    }
    Ok(())
}

/// How `pgbench` is run.
struct Runs {
    pgbench: PathBuf,
    url: String,
}

/// What it says of one run.
struct Run {
    per_second: f64,
    ms: f64,
}

impl Runs {
    fn run(&self, script: &str, clients: u32, each: i64) -> Result<Run> {
        let file = std::env::temp_dir().join(format!("voronka-bench-{}.sql", std::process::id()));
        std::fs::write(&file, script)?;
        let mut command = Command::new(&self.pgbench);
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--client"]).arg(clients.to_string());
        command.arg("--transactions").arg(each.max(1).to_string()).arg("--file").arg(&file).arg(&self.url);
        let ran = command.env("LC_ALL", "C").output().context("pgbench");
        std::fs::remove_file(&file)?;
        let ran = ran?;
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let found = |before: &str| {
            let rest = said.lines().find_map(|line| line.strip_prefix(before))?;
            rest.split_whitespace().next()?.parse::<f64>().ok()
        };
        match (ran.status.success(), found("tps = "), found("latency average = ")) {
            (true, Some(per_second), Some(ms)) => Ok(Run { per_second, ms }),
            _ => bail!("pgbench: {said}\n{}", String::from_utf8_lossy(&ran.stderr)),
        }
    }
}

/// An address without what only our driver knows.
fn known_to_pgbench(address: &str) -> Result<String> {
    let mut url = Url::parse(address)?;
    let known: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(key, _)| key != "statement-cache-capacity").collect();
    url.query_pairs_mut().clear().extend_pairs(known);
    Ok(url.into())
}

/// The program, from the newest PostgreSQL that is installed, or from the path.
fn pgbench() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut programs = folders.into_iter().rev().chain(std::env::split_paths(&path)).map(|folder| folder.join("pgbench"));
    programs.find(|program| program.is_file()).context("pgbench is not installed; it comes with PostgreSQL")
}
