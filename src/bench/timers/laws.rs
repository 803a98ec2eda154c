//! What must hold of timers, read off the rows of a finished run: none early, none twice, none lost, one letter a person.

use anyhow::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::bench::db::Db;
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

/// Looks at what was written since the timers were due.
pub async fn look(place: &Place, due: DateTime<Utc>) -> Result<Laws> {
    let twice = match place {
        Place::Folder(_) => TWICE,
        Place::Server(_) => TWICE_ON_POSTGRES,
    };
    let mut db = Db::measured(place).await?;
    let due = due.to_rfc3339_opts(SecondsFormat::Micros, true);
    Ok(Laws {
        fired: db.count(FIRED, &due).await?,
        early: db.count(EARLY, &due).await?,
        twice: db.count(twice, &due).await?,
        lost: db.count(LOST, &due).await?,
        letters: db.count(LETTERS, &due).await?,
        letters_to_one: db.count(MOST, &due).await?,
    })
}
