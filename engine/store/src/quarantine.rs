//! Quarantine: a database that may be a copy of one in use sends nothing until somebody says so.
//!
//! The gate stands in the statements that claim what is to be sent, so that no way leads past it: nothing is leased, no digest
//! begins, no schedule is due. Whatever waits, waits in the outbox under its identity. Word from one case to another stays in the
//! house and goes on.
//!
//! Absent on purpose: what is told to cases whose requests are dropped (the runtime's).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::notice::Notice;
use voronka_definition::Text;

use crate::connection::Connection;
use crate::dialect::is_postgres;
use crate::error::StoreError;
use crate::outbox::{Calling, Claimed, Sending, claim, kind};
use crate::reads::Reads;
use crate::sql::{all, at, execute, get, instant, json, one, to_json};
use crate::store::Store;

const BEGIN: &str = "INSERT INTO quarantine (id, since, reason) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";
const NOW: &str = "SELECT since, reason FROM quarantine WHERE id = 1";
const END: &str = "DELETE FROM quarantine";
const WAITING: &str = "SELECT kind, recipient, at, body FROM outbox WHERE state = 'queued' AND kind <> 'case' ORDER BY place";
const CALLS: &str = "
SELECT place, case_id, kind, number, at, body, attempts, gathering FROM outbox
WHERE state = 'queued' AND kind = 'call' AND next_attempt_at < $1 ORDER BY place";
const BURY_ONE: &str = "
UPDATE outbox SET state = 'buried', last_error = $1, changed_at = $2, lease = NULL, lease_until = NULL
WHERE place = $3 AND state = 'queued'";
// A letter of several notices is dropped whole or not at all: what is left of it would go under the identity of the whole.
const BURY: &str = "
UPDATE outbox SET state = 'buried', last_error = $1, changed_at = $2, lease = NULL, lease_until = NULL
WHERE state = 'queued' AND kind = 'notice' AND next_attempt_at < $3
    AND (gathering IS NULL OR NOT EXISTS (SELECT 1 FROM outbox AS o
        WHERE o.gathering = outbox.gathering AND o.state = 'queued' AND o.next_attempt_at >= $3))";
const FORGET_DIGESTS: &str = "
UPDATE digests SET under_way = NULL, attempts = 0, last_error = $1, changed_at = $2
WHERE under_way IS NOT NULL AND next_at < $3";
const HOME: &str = "SELECT home FROM world WHERE id = 1";
const MOVE_IN: &str = "UPDATE world SET home = $1 WHERE id = 1";
const OF_SERVER: &str = "
SELECT CAST(c.system_identifier AS text) || ' ' || CAST(d.oid AS text) AS home
FROM pg_control_system() AS c, pg_database AS d WHERE d.datname = current_database()";

/// A quarantine that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantine {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why.
    pub reason: Text,
}

/// How many there are of something, and since when the oldest waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub number: u64,
    /// When the oldest was given.
    pub oldest: DateTime<Utc>,
}

/// What waits to leave the house.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptBack {
    /// Letters by what they are about, as `overdue`.
    pub letters: BTreeMap<&'static str, Tally>,
    /// To how many people these go, clients among them.
    pub people: u64,
    /// Requests to other systems, by connection.
    pub calls: BTreeMap<String, Tally>,
}

/// What shall not be sent although it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropping {
    /// Whatever would have had its turn before this moment.
    pub before: DateTime<Utc>,
    /// Why, for whoever reads a letter's state.
    pub reason: String,
}

impl Reads {
    /// The quarantine, where the database is in one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn quarantine(&self) -> Result<Option<Quarantine>, StoreError> {
        let row = one(&self.db, NOW, Vec::new()).await?;
        row.map(|row| Ok(Quarantine { since: instant(&row, "since")?, reason: json(&row, "reason")? })).transpose()
    }

    /// What waits to leave the house, by kind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_back(&self) -> Result<KeptBack, StoreError> {
        let mut kept = KeptBack::default();
        let mut people = BTreeSet::new();
        for row in all(&self.db, WAITING, Vec::new()).await? {
            let given = instant(&row, "at")?;
            if get::<String>(&row, "kind")? == kind::NOTICE {
                people.insert(get::<String>(&row, "recipient")?);
                count(&mut kept.letters, about(&row), given);
            } else {
                count(&mut kept.calls, connection(&row), given);
            }
        }
        kept.people = people.len() as u64;
        Ok(kept)
    }
}

fn count<K: Ord>(tallies: &mut BTreeMap<K, Tally>, key: K, given: DateTime<Utc>) {
    let tally = tallies.entry(key).or_insert(Tally { number: 0, oldest: given });
    tally.number += 1;
    tally.oldest = tally.oldest.min(given);
}

/// What a notice is about; a row that cannot be read is counted nevertheless.
fn about(row: &QueryResult) -> &'static str {
    json::<Notice>(row, "body").map_or("unreadable", |notice| notice.message.name())
}

fn connection(row: &QueryResult) -> String {
    let sending = crate::outbox::sending(kind::CALL, row);
    match sending {
        Ok(Sending::Call(Calling { connection, .. })) => connection.to_string(),
        _ => "unreadable".to_owned(),
    }
}

impl Store {
    /// Begins a quarantine; false where one goes on already, which then stays as it is. What is being sent at this moment is sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_quarantine(&self, reason: &Text) -> Result<bool, StoreError> {
        let begun = self.write(BEGIN, vec![at(self.wall_now()), to_json(reason)?.into()]).await?;
        Ok(begun > 0)
    }

    /// The requests that would have had their turn before a moment, the first ones first.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read.
    pub async fn calls_before(&self, moment: DateTime<Utc>) -> Result<Vec<Claimed>, StoreError> {
        all(&self.reads().db, CALLS, vec![at(moment)]).await?.iter().map(claim).collect()
    }

    /// Buries a row that waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bury_waiting(&self, place: i64, reason: &str) -> Result<(), StoreError> {
        self.write(BURY_ONE, vec![reason.into(), at(self.now()), place.into()]).await.map(drop)
    }

    /// Ends the quarantine, and buries the letters that shall not be sent: both, or neither. How many letters were buried.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_quarantine(&self, dropping: Option<&Dropping>) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        let mut buried = 0;
        if let Some(Dropping { before, reason }) = dropping {
            let values = || vec![reason.as_str().into(), at(self.now()), at(*before)];
            execute(&transaction, FORGET_DIGESTS, values()).await?;
            buried = execute(&transaction, BURY, values()).await?;
        }
        execute(&transaction, END, Vec::new()).await?;
        transaction.commit().await?;
        Ok(buried)
    }

    /// Notes on which server's which database this is served. Where it was served as another one before, it is a copy, and its
    /// quarantine begins: true.
    ///
    /// A standby that takes over is the same by this. A file has nothing that tells it from its copy and stays the same by every
    /// move: for files nothing is noted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_in(&self) -> Result<bool, StoreError> {
        if !is_postgres(self.reads().db.database()) {
            return Ok(false);
        }
        // Who may not ask the server who it is goes without.
        let Ok(Some(row)) = one(&self.reads().db, OF_SERVER, Vec::new()).await else { return Ok(false) };
        let home: String = get(&row, "home")?;
        self.world_seen(self.now()).await?;
        let transaction = self.begin().await?;
        let before: Option<String> =
            one(&transaction, HOME, Vec::new()).await?.map(|row| get(&row, "home")).transpose()?.flatten();
        let is_copy = before.as_ref().is_some_and(|before| *before != home);
        if is_copy {
            let reason = Text::both("база оказалась копией другой базы", "the database turned out to be a copy of another one");
            execute(&transaction, BEGIN, vec![at(self.wall_now()), to_json(&reason)?.into()]).await?;
        }
        execute(&transaction, MOVE_IN, vec![home.into()]).await?;
        transaction.commit().await?;
        Ok(is_copy)
    }
}
