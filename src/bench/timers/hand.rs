//! The same timers fired by hand-made SQL: batch by batch they are taken off the queue, and the rows that the measured run wrote for them
//! are written into tables, indexes and foreign keys of the same making, a statement a table.
//!
//! The rows lie ready in memory, so that the clock sees only the transactions. No engine, no rules, nobody who works meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, SecondsFormat, Utc};

use crate::bench::db::Db;
use crate::bench::place::Place;

/// How many timers a transaction takes: as many as the scheduler.
pub const BATCH: u32 = 192;

/// The tables that are written, that of the cases first.
const TABLES: [&str; 6] = ["cases", "events", "timers", "outbox", "escalations", "case_people"];

const EVENT: &str = "case_id, seq, at, author, acts_for, kind, body";
const LETTER: &str = "case_id, number, recipient, at, body, kind, topic, next_attempt_at, changed_at";
const ESCALATION: &str = "case_id, number, task, rung, person, offered, at, late_by_minutes, acknowledged_at, early";

/// What was done, of the deals in which nobody worked meanwhile, and what was there before. `{due}` is when the timers were due.
const PREPARE: &str = "
CREATE TEMP TABLE fired AS
    SELECT row_number() OVER (ORDER BY t.case_id) AS n, t.case_id, t.timer, t.occurrence, t.due_at FROM public.timers AS t
    WHERE t.occurrence > 1 AND NOT EXISTS (SELECT 1 FROM public.tasks AS d WHERE d.case_id = t.case_id AND d.status = 'done');
CREATE INDEX fired_in_order ON fired (n);
CREATE TEMP TABLE wrote_case AS
    SELECT f.n, r.id, r.revision, r.state FROM fired AS f JOIN public.cases AS r ON r.id = f.case_id ORDER BY f.n;
CREATE TEMP TABLE wrote_event AS
    SELECT f.n, r.* FROM fired AS f JOIN public.events AS r ON r.case_id = f.case_id WHERE r.at > '{due}' ORDER BY f.n;
CREATE TEMP TABLE wrote_letter AS
    SELECT f.n, r.* FROM fired AS f JOIN public.outbox AS r ON r.case_id = f.case_id WHERE r.at > '{due}' ORDER BY f.n;
CREATE TEMP TABLE wrote_escalation AS
    SELECT f.n, r.* FROM fired AS f JOIN public.escalations AS r ON r.case_id = f.case_id ORDER BY f.n;
CREATE TEMP TABLE wrote_person AS
    SELECT DISTINCT w.n, w.person, w.case_id FROM wrote_escalation AS w
    JOIN public.case_people AS r ON r.person = w.person AND r.case_id = w.case_id ORDER BY w.n;
CREATE INDEX case_in_order ON wrote_case (n);
CREATE INDEX event_in_order ON wrote_event (n);
CREATE INDEX letter_in_order ON wrote_letter (n);
CREATE INDEX escalation_in_order ON wrote_escalation (n);
CREATE INDEX person_in_order ON wrote_person (n);
INSERT INTO cases SELECT * FROM public.cases;
INSERT INTO events SELECT * FROM public.events WHERE at <= '{due}';
INSERT INTO case_people SELECT * FROM public.case_people AS p
    WHERE NOT EXISTS (SELECT 1 FROM public.escalations AS w WHERE w.person = p.person AND w.case_id = p.case_id);
INSERT INTO timers (case_id, timer, occurrence, due_at, set_aside)
    SELECT case_id, timer, occurrence - 1, '{due}', FALSE FROM fired;
ANALYZE";

/// What a transaction does with the timers from one number to another.
const FIRE: [&str; 7] = [
    "DELETE FROM timers WHERE (case_id, timer, occurrence) IN (SELECT case_id, timer, occurrence FROM timers \
     WHERE set_aside = FALSE AND due_at <= '{due}' ORDER BY due_at, case_id \
     LIMIT CAST($2 AS bigint) - CAST($1 AS bigint) + 1 {skipping})",
    "UPDATE cases SET revision = w.revision, state = w.state FROM wrote_case AS w WHERE w.n BETWEEN $1 AND $2 AND cases.id = w.id",
    "INSERT INTO events ({event}) SELECT {event} FROM wrote_event WHERE n BETWEEN $1 AND $2",
    "INSERT INTO outbox (state, attempts, {letter}) SELECT 'queued', 0, {letter} FROM wrote_letter WHERE n BETWEEN $1 AND $2",
    "INSERT INTO escalations ({escalation}) SELECT {escalation} FROM wrote_escalation WHERE n BETWEEN $1 AND $2",
    "INSERT INTO case_people (person, case_id) SELECT person, case_id FROM wrote_person WHERE n BETWEEN $1 AND $2",
    "INSERT INTO timers (case_id, timer, occurrence, due_at, set_aside) \
     SELECT case_id, timer, occurrence, due_at, FALSE FROM fired WHERE n BETWEEN $1 AND $2",
];

/// How many timers a second it fires.
pub async fn measure(place: &Place, due: DateTime<Utc>) -> Result<f64> {
    let due = due.to_rfc3339_opts(SecondsFormat::Micros, true);
    let mut db = Db::beside(place, &TABLES).await?;
    db.run(&PREPARE.replace("{due}", &due)).await.context("the tables for hand-made SQL")?;
    let skipping = match place {
        Place::Folder(_) => "",
        Place::Server(_) => "FOR UPDATE SKIP LOCKED",
    };
    let statements = FIRE.map(|statement| {
        let statement = statement.replace("{due}", &due).replace("{skipping}", skipping).replace("{event}", EVENT);
        statement.replace("{letter}", LETTER).replace("{escalation}", ESCALATION)
    });
    let all = db.count("SELECT count(*) FROM fired WHERE $1 <> ''", &due).await?;
    let (mut done, mut spent) = (0, Duration::ZERO);
    while done < all {
        let last = all.min(done + i64::from(BATCH));
        let began = Instant::now();
        fire(&mut db, &statements, (done + 1, last)).await?;
        (done, spent) = (last, spent + began.elapsed());
    }
    Ok(all as f64 / spent.as_secs_f64().max(f64::EPSILON))
}

async fn fire(db: &mut Db, statements: &[String], (first, last): (i64, i64)) -> Result<()> {
    db.run("BEGIN").await?;
    for (which, statement) in statements.iter().enumerate() {
        let (written, timers) = (db.write(statement, (first, last)).await?, last - first + 1);
        // A reference that wrote nothing would be a fast one.
        if written < timers.unsigned_abs() {
            bail!("for {timers} timers the hand-made statement {which} wrote {written} rows");
        }
    }
    db.run("COMMIT").await
}
