//! Accounts: passwords, links by which they are set, and the letters that carry such links; what the installation signs with.
//!
//! Absent on purpose: the secrets of the links. Only their hashes are kept, and they are made when a letter leaves.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_definition::Text;
use voronka_definition::name::PersonId;

use crate::connection::Connection;
use crate::error::StoreError;
use crate::leases::Lease;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::sql::{all, at, execute, get, instant, json, name, number, one, to_json, unreadable};
use crate::store::Store;

/// Why a password is to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The account is new.
    Invitation,
    /// The password is forgotten.
    Reset,
}

impl Purpose {
    /// Its name in the database and in the audit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn stored(row: &QueryResult) -> Result<Self, StoreError> {
        let stored: String = get(row, "purpose")?;
        let known = [Self::Invitation, Self::Reset].into_iter().find(|purpose| purpose.name() == stored);
        known.ok_or_else(|| unreadable("the purpose of a link", &stored))
    }
}

/// A letter with a link, whose turn has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkWanted {
    /// Its id.
    pub id: String,
    /// To whom.
    pub person: PersonId,
    /// What the link is for.
    pub purpose: Purpose,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// The how-manieth attempt it is, from 1.
    pub attempt: u32,
}

/// What became of such a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkSent {
    /// The mail server has it.
    Sent,
    /// It is tried again.
    Postponed(DateTime<Utc>, String),
    /// It is given up.
    Buried(String),
}

const PASSWORD: &str = "SELECT hash FROM passwords WHERE person = $1";
const SET_PASSWORD: &str = "INSERT INTO passwords (person, hash, changed_at) VALUES ($1, $2, $3)
    ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at";
const REHASH: &str = "UPDATE passwords SET hash = $3 WHERE person = $1 AND hash = $2";
const ADD_LINK: &str = "INSERT INTO account_links (hash, person, purpose, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
const LINK: &str = "SELECT person, purpose FROM account_links WHERE hash = $1 AND expires_at > $2";
const TAKE_LINK: &str = "DELETE FROM account_links WHERE hash = $1 AND person = $2 AND expires_at > $3";
// One that waits is enough.
const WANT_LETTER: &str = "
INSERT INTO account_letters (id, person, purpose, asked_at, state, next_attempt_at, attempts)
SELECT $1, $2, $3, $4, 'queued', $4, 0
WHERE NOT EXISTS (SELECT 1 FROM account_letters WHERE person = $2 AND purpose = $3 AND state = 'queued')";
const CLAIM: &str = "
UPDATE account_letters SET lease = $1, lease_until = $2, attempts = attempts + 1
WHERE state = 'queued' AND (lease_until IS NULL OR lease_until <= $3) AND NOT EXISTS (SELECT 1 FROM quarantine) AND id IN (
    SELECT id FROM account_letters WHERE state = 'queued' AND next_attempt_at <= $3
        AND (lease_until IS NULL OR lease_until <= $3) ORDER BY next_attempt_at, id LIMIT $4)
RETURNING id, person, purpose, asked_at, attempts";
const WAITING: &str = "SELECT 1 FROM account_letters WHERE state = 'queued' AND next_attempt_at <= $1 LIMIT 1";
const SETTLE: &str = "
UPDATE account_letters SET state = $3, next_attempt_at = COALESCE($4, next_attempt_at), last_error = $5, lease = NULL,
    lease_until = NULL
WHERE id = $1 AND lease = $2";
const ADD_SECRET: &str = "INSERT INTO secrets (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
const USE: &str = "INSERT INTO used_links (hash, person, at, done) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING";
const USED: &str = "SELECT at, done FROM used_links WHERE hash = $1";

impl Store {
    /// The hash of somebody's password, where he has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_of(&self, person: &PersonId) -> Result<Option<String>, StoreError> {
        let row = one(&self.reads().db, PASSWORD, vec![person.as_str().into()]).await?;
        row.map(|row| get(&row, "hash")).transpose()
    }

    /// Sets a password: every session of that person and every link to set another ends. By a link only where that holds, and it
    /// is used up; false, and nothing is kept, where it does not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(
        &self,
        person: &PersonId,
        hash: &str,
        link: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let who = || person.as_str().into();
        let transaction = self.begin().await?;
        if let Some(link) = link
            && execute(&transaction, TAKE_LINK, vec![link.into(), who(), at(now)]).await? != 1
        {
            transaction.rollback().await?;
            return Ok(false);
        }
        execute(&transaction, SET_PASSWORD, vec![who(), hash.into(), at(now)]).await?;
        execute(&transaction, "DELETE FROM account_links WHERE person = $1", vec![who()]).await?;
        execute(&transaction, "DELETE FROM sessions WHERE person = $1", vec![who()]).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Replaces the hash of the same password by one that is made with more work.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rehash_password(&self, person: &PersonId, from: &str, to: &str) -> Result<(), StoreError> {
        self.write(REHASH, vec![person.as_str().into(), from.into(), to.into()]).await.map(drop)
    }

    /// Keeps the hash of a link, and forgets those that have expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_link(
        &self,
        hash: &str,
        person: &PersonId,
        purpose: Purpose,
        (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        self.write("DELETE FROM account_links WHERE expires_at <= $1", vec![at(now)]).await?;
        let values = vec![hash.into(), person.as_str().into(), purpose.name().into(), at(now), at(expires_at)];
        self.write(ADD_LINK, values).await.map(drop)
    }

    /// Whose password a link sets, and why.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_person(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<(PersonId, Purpose)>, StoreError> {
        let row = one(&self.reads().db, LINK, vec![hash.into(), at(now)]).await?;
        row.map(|row| Ok((name(&row, "person")?, Purpose::stored(&row)?))).transpose()
    }

    /// Asks for a letter with a link; false where one waits to be sent already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn want_link(&self, id: &str, person: &PersonId, purpose: Purpose, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let values = vec![id.into(), person.as_str().into(), purpose.name().into(), at(now)];
        Ok(self.write(WANT_LETTER, values).await? == 1)
    }

    /// Takes letters with links whose turn has come; none in quarantine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_links(&self, lease: &Lease, now: DateTime<Utc>, limit: u32) -> Result<Vec<LinkWanted>, StoreError> {
        if one(&self.reads().db, WAITING, vec![at(now)]).await?.is_none() {
            return Ok(Vec::new());
        }
        let transaction = self.begin().await?;
        let values = vec![lease.token.as_str().into(), at(lease.until), at(now), limit.into()];
        let rows = all(&transaction, CLAIM, values).await?;
        transaction.commit().await?;
        rows.iter().map(wanted).collect()
    }

    /// Writes down what became of a letter with a link; false where the lease is lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_link(&self, id: &str, lease: &Lease, sent: &LinkSent) -> Result<bool, StoreError> {
        let (state, next, error) = match sent {
            LinkSent::Sent => ("sent", None, None),
            LinkSent::Postponed(until, reason) => ("queued", Some(to_text(*until)), Some(reason.as_str())),
            LinkSent::Buried(reason) => ("buried", None, Some(reason.as_str())),
        };
        let values = vec![id.into(), lease.token.as_str().into(), state.into(), next.into(), error.into()];
        Ok(self.write(SETTLE, values).await? == 1)
    }

    /// What the installation signs with under this name; where there is nothing yet, `fresh` from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signing_secret(&self, title: &str, fresh: &str) -> Result<String, StoreError> {
        let find = || vec![title.into()];
        const SECRET: &str = "SELECT secret FROM secrets WHERE name = $1";
        if let Some(row) = one(&self.reads().db, SECRET, find()).await? {
            return get(&row, "secret");
        }
        self.write(ADD_SECRET, vec![title.into(), fresh.into()]).await?;
        let row = one(&self.reads().db, SECRET, find()).await?;
        get(&row.ok_or_else(|| unreadable("a secret", &title))?, "secret")
    }

    /// Marks a link of a letter as used; false where it was used before. What is long past is forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_link(
        &self,
        hash: &str,
        person: &PersonId,
        done: &Text,
        (now, forget_before): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        self.write("DELETE FROM used_links WHERE at < $1", vec![at(forget_before)]).await?;
        Ok(self.write(USE, vec![hash.into(), person.as_str().into(), at(now), to_json(done)?.into()]).await? == 1)
    }

    /// What was tried by a link was refused: it was not used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unuse_link(&self, hash: &str) -> Result<(), StoreError> {
        self.write("DELETE FROM used_links WHERE hash = $1", vec![hash.into()]).await.map(drop)
    }
}

impl Reads {
    /// When a link of a letter was used, and what was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn used_link(&self, hash: &str) -> Result<Option<(DateTime<Utc>, Text)>, StoreError> {
        let row = one(&self.db, USED, vec![hash.into()]).await?;
        row.map(|row| Ok((instant(&row, "at")?, json(&row, "done")?))).transpose()
    }

    /// Whether a person has a password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_password(&self, person: &PersonId) -> Result<bool, StoreError> {
        Ok(one(&self.db, PASSWORD, vec![person.as_str().into()]).await?.is_some())
    }
}

/// Whoever left enters no more, by nothing that he still holds.
pub(crate) async fn shut_out(db: &impl Connection, person: &PersonId) -> Result<(), StoreError> {
    const EVERYTHING: [&str; 6] = [
        "DELETE FROM sessions WHERE person = $1",
        "DELETE FROM tokens WHERE person = $1",
        "DELETE FROM passwords WHERE person = $1",
        "DELETE FROM account_links WHERE person = $1",
        "DELETE FROM account_letters WHERE person = $1",
        "DELETE FROM feeds WHERE person = $1",
    ];
    for statement in EVERYTHING {
        execute(db, statement, vec![person.as_str().into()]).await?;
    }
    Ok(())
}

fn wanted(row: &QueryResult) -> Result<LinkWanted, StoreError> {
    Ok(LinkWanted {
        id: get(row, "id")?,
        person: name(row, "person")?,
        purpose: Purpose::stored(row)?,
        asked_at: instant(row, "asked_at")?,
        attempt: number(row, "attempts")?,
    })
}
