//! Tokens and sessions, by the hashes of their secrets.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::QueryResult;
use voronka_definition::name::PersonId;

use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::sql::{all, at, get, instant, maybe_instant, name, one};
use crate::store::Store;

/// From where somebody enters, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The address of his machine.
    pub address: Option<String>,
    /// What his browser calls itself.
    pub agent: Option<String>,
}

/// A session as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// The hash of its secret.
    pub hash: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was used last, within a few minutes.
    pub seen_at: DateTime<Utc>,
    /// From where it was opened.
    pub origin: Origin,
}

const ADD_TOKEN: &str = "INSERT INTO tokens (hash, person, name, created_at, expires_at, scope) VALUES ($1, $2, $3, $4, $5, $6)";
const TOKEN: &str = "SELECT person, scope FROM tokens WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)";
const ADD_SESSION: &str = "
INSERT INTO sessions (hash, person, created_at, expires_at, seen_at, address, agent) VALUES ($1, $2, $3, $4, $3, $5, $6)";
const SESSION: &str = "
SELECT person, created_at, seen_at FROM sessions WHERE hash = $1 AND expires_at > $2 AND COALESCE(seen_at, created_at) > $3";
const SESSIONS: &str = "
SELECT hash, created_at, seen_at, address, agent FROM sessions
WHERE person = $1 AND expires_at > $2 AND COALESCE(seen_at, created_at) > $3 ORDER BY created_at DESC, hash";
const SEEN: &str = "UPDATE sessions SET seen_at = $2 WHERE hash = $1";
const DROP_OTHERS: &str = "DELETE FROM sessions WHERE person = $1 AND hash <> $2";

impl Store {
    /// Keeps the hash of a token; `scope` is the name of what it is good for, nothing for all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_token(
        &self,
        hash: &str,
        person: &PersonId,
        title: &str,
        (now, expires_at): (DateTime<Utc>, Option<DateTime<Utc>>),
        scope: Option<String>,
    ) -> Result<(), StoreError> {
        let expires = expires_at.map(to_text).into();
        let values = vec![hash.into(), person.as_str().into(), title.into(), at(now), expires, scope.into()];
        self.write(ADD_TOKEN, values).await.map(drop)
    }

    /// Whose token this is and the name of what it is good for, unless it has expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token_person(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<(PersonId, Option<String>)>, StoreError> {
        let row = one(&self.reads().db, TOKEN, vec![hash.into(), at(now)]).await?;
        row.map(|row| Ok((name(&row, "person")?, get(&row, "scope")?))).transpose()
    }

    /// Keeps the hash of a session, and forgets those that have expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_session(
        &self,
        hash: &str,
        person: &PersonId,
        (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
        origin: &Origin,
    ) -> Result<(), StoreError> {
        self.write("DELETE FROM sessions WHERE expires_at <= $1", vec![at(now)]).await?;
        let (address, agent) = (origin.address.clone().into(), origin.agent.clone().into());
        let values = vec![hash.into(), person.as_str().into(), at(now), at(expires_at), address, agent];
        self.write(ADD_SESSION, values).await.map(drop)
    }

    /// Whose session this is and when it was used last, unless it has expired or was not used for so long.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_person(
        &self,
        hash: &str,
        now: DateTime<Utc>,
        idle: TimeDelta,
    ) -> Result<Option<(PersonId, DateTime<Utc>)>, StoreError> {
        let row = one(&self.reads().db, SESSION, vec![hash.into(), at(now), at(now - idle)]).await?;
        row.map(|row| Ok((name(&row, "person")?, seen(&row)?))).transpose()
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_session(&self, hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(SEEN, vec![hash.into(), at(now)]).await.map(drop)
    }

    /// Forgets a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_session(&self, hash: &str) -> Result<(), StoreError> {
        self.write("DELETE FROM sessions WHERE hash = $1", vec![hash.into()]).await.map(drop)
    }

    /// Forgets every session of a person but the one with this hash; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_other_sessions(&self, person: &PersonId, but: &str) -> Result<u64, StoreError> {
        self.write(DROP_OTHERS, vec![person.as_str().into(), but.into()]).await
    }
}

impl Reads {
    /// The sessions of a person that hold now, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(
        &self,
        person: &PersonId,
        now: DateTime<Utc>,
        idle: TimeDelta,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let rows = all(&self.db, SESSIONS, vec![person.as_str().into(), at(now), at(now - idle)]).await?;
        rows.iter().map(session).collect()
    }
}

fn session(row: &QueryResult) -> Result<SessionRecord, StoreError> {
    let origin = Origin { address: get(row, "address")?, agent: get(row, "agent")? };
    Ok(SessionRecord { hash: get(row, "hash")?, created_at: instant(row, "created_at")?, seen_at: seen(row)?, origin })
}

/// A session of before it was noted counts as used when it began.
fn seen(row: &QueryResult) -> Result<DateTime<Utc>, StoreError> {
    maybe_instant(row, "seen_at")?.map_or_else(|| instant(row, "created_at"), Ok)
}
