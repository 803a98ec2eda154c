//! What people wish of letters, and the secrets of their calendar feeds.
//!
//! Absent on purpose: the secrets themselves; only their hashes are kept.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use voronka_definition::name::PersonId;

use crate::digests::to;
use crate::error::StoreError;
use crate::reads::Reads;
use crate::sql::{at, execute, get, maybe_name, one, unreadable};
use crate::store::Store;

/// When letters come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// Each at once.
    #[default]
    AtOnce,
    /// Together, in the digest.
    Digest,
}

impl Pace {
    /// Its name in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Digest => "digest",
        }
    }

    /// The pace with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::AtOnce, Self::Digest].into_iter().find(|pace| pace.name() == name)
    }
}

/// What a person wishes of letters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Letters about his own tasks and anything else but escalations.
    pub notices: Pace,
    /// Letters about somebody's lateness.
    pub escalations: Pace,
    /// Whether the digest says in the morning what is due today and what is overdue, even if no letter waited for it.
    pub morning: bool,
    /// When the digest comes, as a line of cron in his zone; without one when he begins to work.
    pub cron: Option<String>,
}

impl Wishes {
    /// Whether he gets digests.
    pub fn want_digest(&self) -> bool {
        self.morning || self.notices == Pace::Digest || self.escalations == Pace::Digest
    }
}

const WISHES: &str = "SELECT notices, escalations, morning, cron FROM letter_wishes WHERE person = $1";
const SET: &str = "
INSERT INTO letter_wishes (person, notices, escalations, morning, cron, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person) DO UPDATE SET notices = excluded.notices, escalations = excluded.escalations, morning = excluded.morning,
    cron = excluded.cron, changed_at = excluded.changed_at";
const PLAN: &str = "
INSERT INTO digests (person, recipient, holds_notices, holds_escalations, next_at, attempts, changed_at)
VALUES ($1, $2, $3, $4, $5, 0, $6)
ON CONFLICT (person) DO UPDATE SET holds_notices = excluded.holds_notices, holds_escalations = excluded.holds_escalations,
    next_at = CASE WHEN digests.under_way IS NULL THEN excluded.next_at ELSE digests.next_at END, changed_at = excluded.changed_at";
const FORGET: &str = "DELETE FROM digests WHERE person = $1";
// What waited goes its own way again. A letter that was begun stays together: it may have arrived.
const RELEASE: &str = "
UPDATE outbox SET held = FALSE, next_attempt_at = $1 WHERE recipient = $2 AND state = 'queued' AND held = TRUE
    AND (gathering IS NULL OR $3)";
const FEED: &str = "
INSERT INTO feeds (person, hash, created_at) VALUES ($1, $2, $3)
ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at";

impl Reads {
    /// What a person wishes of letters; the usual where he chose nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wishes(&self, person: &PersonId) -> Result<Wishes, StoreError> {
        let row = one(&self.db, WISHES, vec![person.as_str().into()]).await?;
        row.map_or_else(|| Ok(Wishes::default()), |row| wishes(&row))
    }

    /// Whose feed has a secret with this hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_person(&self, hash: &str) -> Result<Option<PersonId>, StoreError> {
        let row = one(&self.db, "SELECT person FROM feeds WHERE hash = $1", vec![hash.into()]).await?;
        Ok(row.map(|row| maybe_name(&row, "person")).transpose()?.flatten())
    }

    /// Whether a person has a feed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_feed(&self, person: &PersonId) -> Result<bool, StoreError> {
        Ok(one(&self.db, "SELECT 1 FROM feeds WHERE person = $1", vec![person.as_str().into()]).await?.is_some())
    }
}

impl Store {
    /// Sets what a person wishes, and plans his digest for this moment if he wants one. What waited for a digest that he does not
    /// want any more is sent now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_wishes(
        &self,
        person: &PersonId,
        wishes: &Wishes,
        digest_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let who = || person.as_str().into();
        let holds = |pace: Pace| pace == Pace::Digest;
        let transaction = self.begin().await?;
        let (notices, escalations) = (wishes.notices.name().into(), wishes.escalations.name().into());
        let cron = wishes.cron.clone().into();
        execute(&transaction, SET, vec![who(), notices, escalations, wishes.morning.into(), cron, at(now)]).await?;
        match digest_at {
            Some(next_at) => {
                let (notices, escalations) = (holds(wishes.notices).into(), holds(wishes.escalations).into());
                let values = vec![who(), to(person).into(), notices, escalations, at(next_at), at(now)];
                execute(&transaction, PLAN, values).await?;
            }
            None => drop(execute(&transaction, FORGET, vec![who()]).await?),
        }
        execute(&transaction, RELEASE, vec![at(now), to(person).into(), digest_at.is_none().into()]).await?;
        transaction.commit().await
    }

    /// Gives a person's feed a new secret, known by its hash; the old one is worth nothing any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_feed(&self, person: &PersonId, hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(FEED, vec![person.as_str().into(), hash.into(), at(now)]).await.map(drop)
    }

    /// Ends a person's feed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_feed(&self, person: &PersonId) -> Result<(), StoreError> {
        self.write("DELETE FROM feeds WHERE person = $1", vec![person.as_str().into()]).await.map(drop)
    }
}

fn wishes(row: &QueryResult) -> Result<Wishes, StoreError> {
    let pace = |column| {
        let stored: String = get(row, column)?;
        Pace::from_name(&stored).ok_or_else(|| unreadable("a wish of letters", &stored))
    };
    Ok(Wishes {
        notices: pace("notices")?,
        escalations: pace("escalations")?,
        morning: get(row, "morning")?,
        cron: get(row, "cron")?,
    })
}
