//! What people wish of letters, and their calendar feeds.

use chrono::{DateTime, Utc};
use voronka_definition::name::PersonId;
use voronka_store::{StoreError, Wishes};

use crate::engine::Engine;
use crate::{digests, secret};

/// Wishes that cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWishes {
    /// The line is not one of cron, or no moment of it lies on a working day.
    #[error("`{0}` is no line of cron that comes on a working day")]
    Cron(String),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// What a person wishes of letters, and when his next digest comes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn letter_wishes(&self, person: &PersonId) -> Result<(Wishes, Option<DateTime<Utc>>), StoreError> {
        let wishes = self.reads().wishes(person).await?;
        let digests = self.inner.store.digests().await?;
        let next_at = digests.into_iter().find(|digest| digest.person == *person).map(|digest| digest.next_at);
        Ok((wishes, next_at))
    }

    /// Sets what a person wishes of letters; when his next digest comes.
    ///
    /// # Errors
    /// When the digest would never come, or the store fails.
    pub async fn set_letter_wishes(&self, person: &PersonId, wishes: Wishes) -> Result<Option<DateTime<Utc>>, BadWishes> {
        let now = self.inner.store.now();
        let next_at = digests::next_after(&self.world(), person, &wishes, now);
        if let (Some(cron), None) = (&wishes.cron, next_at) {
            return Err(BadWishes::Cron(cron.clone()));
        }
        let next_at = next_at.filter(|_| wishes.want_digest());
        let person = person.clone();
        self.detached(|inner| async move {
            inner.store.set_wishes(&person, &wishes, next_at, now).await?;
            inner.notices_given.notify_one();
            Ok::<_, StoreError>(())
        })
        .await??;
        Ok(next_at)
    }

    /// Gives a person's calendar feed a new secret, and shows it the only time; the old one is worth nothing any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_feed(&self, person: &PersonId) -> Result<String, StoreError> {
        let (token, person) = (secret::unique()?, person.clone());
        let hash = secret::hash(&token);
        self.detached(|inner| async move { inner.store.set_feed(&person, &hash, inner.store.wall_now()).await }).await??;
        Ok(token)
    }

    /// Ends a person's calendar feed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close_feed(&self, person: &PersonId) -> Result<(), StoreError> {
        let person = person.clone();
        self.detached(|inner| async move { inner.store.drop_feed(&person).await }).await?
    }

    /// Whose feed has this secret; `None` for an unknown one, or of somebody who left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_of_feed(&self, secret: &str) -> Result<Option<PersonId>, StoreError> {
        let person = self.reads().feed_person(&secret::hash(secret)).await?;
        Ok(person.filter(|person| self.world().is_active(person)))
    }
}
