//! Tokens and sessions, by the hashes of their secrets.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;

use crate::error::StoreError;
use crate::moment::to_text;
use crate::sql::{at, name, one};
use crate::store::Store;

const ADD_TOKEN: &str = "INSERT INTO tokens (hash, person, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
const TOKEN: &str = "SELECT person FROM tokens WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)";
const ADD_SESSION: &str = "INSERT INTO sessions (hash, person, created_at, expires_at) VALUES ($1, $2, $3, $4)";
const SESSION: &str = "SELECT person FROM sessions WHERE hash = $1 AND expires_at > $2";

impl Store {
    /// Keeps the hash of a token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_token(
        &self,
        hash: &str,
        person: &PersonId,
        title: &str,
        now: DateTime<Utc>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let values = vec![hash.into(), person.as_str().into(), title.into(), at(now), expires_at.map(to_text).into()];
        self.write(ADD_TOKEN, values).await.map(drop)
    }

    /// Whose token this is, unless it has expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token_person(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<PersonId>, StoreError> {
        let row = one(&self.reads().db, TOKEN, vec![hash.into(), at(now)]).await?;
        row.map(|row| name(&row, "person")).transpose()
    }

    /// Keeps the hash of a session, and forgets those that have expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_session(
        &self,
        hash: &str,
        person: &PersonId,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write("DELETE FROM sessions WHERE expires_at <= $1", vec![at(now)]).await?;
        self.write(ADD_SESSION, vec![hash.into(), person.as_str().into(), at(now), at(expires_at)]).await.map(drop)
    }

    /// Whose session this is, unless it has expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_person(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<PersonId>, StoreError> {
        let row = one(&self.reads().db, SESSION, vec![hash.into(), at(now)]).await?;
        row.map(|row| name(&row, "person")).transpose()
    }

    /// Forgets a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_session(&self, hash: &str) -> Result<(), StoreError> {
        self.write("DELETE FROM sessions WHERE hash = $1", vec![hash.into()]).await.map(drop)
    }
}
