//! Entrances: who entered and left, was refused, got or lost a key to this house. Rows are only added.
//!
//! Absent on purpose: what happens to cases; that is their history.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;

use crate::error::StoreError;
use crate::sql::at;
use crate::store::Store;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entrance {
    /// What, in a word: `login`, `login_refused`, `password_set`, `token_made`.
    pub event: String,
    /// Who did it; nobody where he was not known, or on the command line.
    pub actor: Option<PersonId>,
    /// Whose account it is about.
    pub person: Option<PersonId>,
    /// From where.
    pub address: Option<String>,
    /// What else there is to say; never a secret.
    pub detail: Option<String>,
}

/// What happened, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntranceRecord {
    /// Its place among them.
    pub place: i64,
    /// When, by the store's clock.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Entrance,
}

/// Which of them are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntranceFilter {
    /// About this account.
    pub person: Option<PersonId>,
    /// Of this kind.
    pub event: Option<String>,
}

const NOTE: &str = "INSERT INTO entrances (at, event, actor, person, address, detail) VALUES ($1, $2, $3, $4, $5, $6)";

impl Store {
    /// Notes what happened, by the store's clock.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_entrance(&self, what: &Entrance) -> Result<(), StoreError> {
        let person = |person: &Option<PersonId>| person.as_ref().map(ToString::to_string).into();
        let (actor, about) = (person(&what.actor), person(&what.person));
        let values = vec![
            at(self.now()),
            what.event.as_str().into(),
            actor,
            about,
            what.address.clone().into(),
            what.detail.clone().into(),
        ];
        self.write(NOTE, values).await.map(drop)
    }
}
