//! What must hold of timers, read off the rows of a finished run: none early, none twice, none lost, one letter a person.

use anyhow::{Context, Result};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Row};

use crate::bench::place::Place;

const FIRED: &str = "SELECT count(*) FROM events WHERE kind = 'rung_taken' AND at > $1";
const EARLY: &str = "SELECT count(*) FROM events WHERE kind = 'rung_taken' AND at <= $1";
const TWICE: &str = "SELECT count(*) FROM (SELECT 1 FROM events WHERE kind = 'rung_taken' AND at > $1 \
    GROUP BY case_id, body->>'$.rung_taken.task', body->>'$.rung_taken.rung' HAVING count(*) > 1) AS twice";
const TWICE_ON_POSTGRES: &str = "SELECT count(*) FROM (SELECT 1 FROM events WHERE kind = 'rung_taken' AND at > $1 \
    GROUP BY case_id, CAST(body AS json)#>>'{rung_taken,task}', CAST(body AS json)#>>'{rung_taken,rung}' HAVING count(*) > 1) AS twice";
const LOST: &str = "SELECT count(*) FROM tasks AS t WHERE t.status = 'open' AND t.due_at <= $1 \
    AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.case_id = t.case_id AND e.kind = 'rung_taken')";
const LETTERS: &str = "SELECT count(DISTINCT COALESCE(gathering, CAST(place AS text))) FROM outbox \
    WHERE state IN ('sent', 'kept') AND topic <> 'alone' AND at > $1";
const MOST: &str = "SELECT max(number) FROM (SELECT count(DISTINCT COALESCE(gathering, CAST(place AS text))) AS number FROM outbox \
    WHERE state IN ('sent', 'kept') AND topic <> 'alone' AND at > $1 GROUP BY recipient) AS letters";

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

/// A connection to what was measured.
enum Db {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Looks at what was written since the timers were due.
pub async fn look(place: &Place, due: DateTime<Utc>) -> Result<Laws> {
    let (mut db, twice) = match place {
        Place::Folder(folder) => {
            let options = SqliteConnectOptions::new().filename(folder.database());
            (Db::Sqlite(options.connect().await.context("the measured database")?), TWICE)
        }
        Place::Server(scratch) => (Db::Postgres(scratch.connect().await?), TWICE_ON_POSTGRES),
    };
    let due = due.to_rfc3339_opts(SecondsFormat::Micros, true);
    Ok(Laws {
        fired: count(&mut db, FIRED, &due).await?,
        early: count(&mut db, EARLY, &due).await?,
        twice: count(&mut db, twice, &due).await?,
        lost: count(&mut db, LOST, &due).await?,
        letters: count(&mut db, LETTERS, &due).await?,
        letters_to_one: count(&mut db, MOST, &due).await?,
    })
}

async fn count(db: &mut Db, question: &'static str, due: &str) -> Result<i64> {
    let found = match db {
        Db::Sqlite(db) => sqlx::query(question).bind(due).fetch_one(db).await?.try_get::<Option<i64>, _>(0)?,
        Db::Postgres(db) => sqlx::query(question).bind(due).fetch_one(db).await?.try_get::<Option<i64>, _>(0)?,
    };
    Ok(found.unwrap_or_default())
}
