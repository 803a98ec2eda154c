//! Idempotency keys: what was answered to which call.

use chrono::{DateTime, Utc};

use crate::commit::{Key, KeyRecord};
use crate::error::StoreError;
use crate::sql::at;
use crate::store::Store;

const REMEMBER: &str =
    "INSERT INTO keys (person, key, body_hash, answer, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person, key) DO NOTHING";

impl Store {
    /// What is remembered of a key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recall(&self, key: &Key) -> Result<Option<KeyRecord>, StoreError> {
        crate::commit::batch::find_key(&self.reads().db, key).await
    }

    /// Remembers an answer, given as JSON text; false where the key is taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remember(&self, key: &Key, answer: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let person = key.person.as_str();
        let values = vec![person.into(), key.key.as_str().into(), key.body_hash.as_str().into(), answer.into(), at(now)];
        Ok(self.write(REMEMBER, values).await? == 1)
    }

    /// Forgets keys that were used before this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_keys(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        self.write("DELETE FROM keys WHERE at < $1", vec![at(before)]).await
    }
}
