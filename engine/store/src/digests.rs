//! Digests: who gets one, when the next comes, and which is under way.
//!
//! A digest is begun in one step with the notices that waited for it, and ended in one step with them. One that may have arrived is
//! tried again under its identity until it is known what became of it; the next one waits for that.
//!
//! Absent on purpose: when a digest comes (the runtime works that out), and what it says.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::notice::Addressee;
use voronka_definition::name::PersonId;

use crate::connection::Transaction;
use crate::dialect::Worded;
use crate::error::StoreError;
use crate::gathering::claims;
use crate::leases::Lease;
use crate::outbox::{Attempt, Claimed, settle, topic};
use crate::record::Letter;
use crate::rows::recipient;
use crate::sql::{all, at, execute, get, instant, maybe_instant, name, number, one, to_json};
use crate::store::Store;

/// A person's digest as it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Whose.
    pub person: PersonId,
    /// When it comes, or is tried again.
    pub next_at: DateTime<Utc>,
    /// The day of the last one, as `2026-12-07` in the person's zone.
    pub day: Option<String>,
    /// The identity of the one under way.
    pub under_way: Option<String>,
    /// How often that was tried.
    pub attempts: u32,
}

/// What became of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DigestEnd {
    /// It is over for this day: sent, empty, or given up.
    Over {
        /// The day.
        day: String,
        /// When the next one comes.
        next_at: DateTime<Utc>,
        /// The letter, where one was written.
        letter: Option<Box<Letter>>,
        /// Why it was given up.
        error: Option<String>,
    },
    /// It is tried again.
    Again {
        /// When.
        at: DateTime<Utc>,
        /// What was met.
        error: String,
    },
}

const COLUMNS: &str = "SELECT person, next_at, day, under_way, attempts FROM digests";
const NEXT: &str = "SELECT MIN(next_at) AS next_at FROM digests";
const PLAN: &str = "UPDATE digests SET next_at = $1, changed_at = $2 WHERE person = $3";
const FOLLOW: &str = "UPDATE outbox SET next_attempt_at = $1 WHERE recipient = $2 AND state = 'queued' AND held = TRUE";
// What waits for a digest is not in the way of other letters. What may have arrived is never held. Nor is an escalation whose
// reader is away before his next digest: somebody else has to hear of it.
static HOLD: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
UPDATE outbox SET held = TRUE, next_attempt_at = (SELECT d.next_at FROM digests AS d WHERE d.recipient = outbox.recipient)
WHERE state = 'queued' AND held = FALSE AND kind = 'notice' AND exposed = 0 AND gathering IS NULL AND lease IS NULL
    AND next_attempt_at <= $1
    AND EXISTS (SELECT 1 FROM digests AS d WHERE d.recipient = outbox.recipient
        AND ((d.holds_notices AND outbox.topic = $2) OR (d.holds_escalations AND outbox.topic = $3 AND outbox.recipient NOT IN {texts $4})))",
    )
});
static RELEASE: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
UPDATE outbox SET held = FALSE, next_attempt_at = $1
WHERE state = 'queued' AND held = TRUE AND gathering IS NULL AND topic = $2 AND recipient IN {texts $3}",
    )
});
const DUE: &str = "WHERE next_at <= $1 AND NOT EXISTS (SELECT 1 FROM quarantine) ORDER BY next_at, person";
// Here too, as a quarantine may have begun since a digest was found due.
const BEGIN: &str = "
UPDATE digests SET under_way = $1, attempts = attempts + 1, changed_at = $2
WHERE person = $3 AND NOT EXISTS (SELECT 1 FROM quarantine)";
// Where others may begin it too, only one does: it is put off until the end of the lease.
const BEGIN_ALONE: &str = "
UPDATE digests SET under_way = $1, attempts = attempts + 1, changed_at = $2, next_at = $5
WHERE person = $3 AND next_at = $4 AND NOT EXISTS (SELECT 1 FROM quarantine)";
const TAKE: &str = "
UPDATE outbox SET gathering = $1, lease = $2, lease_until = $3, attempts = attempts + 1, exposed = exposed + 1
WHERE recipient = $4 AND state = 'queued' AND held = TRUE AND (gathering = $1 OR (gathering IS NULL AND $5))
RETURNING place, case_id, kind, number, at, body, attempts, recipient, topic, exposed, gathering";
const OVER: &str = "
UPDATE digests SET day = $1, next_at = $2, letter = COALESCE($3, letter), last_error = $4, under_way = NULL, attempts = 0,
    changed_at = $5
WHERE person = $6";
const AGAIN: &str = "UPDATE digests SET next_at = $1, last_error = $2, changed_at = $3 WHERE person = $4";

/// Lets notices wait whose addressees want them in their digest.
pub(crate) async fn hold(db: &Transaction, now: DateTime<Utc>, away: &[PersonId]) -> Result<(), StoreError> {
    let away = to_json(&away.iter().map(to).collect::<Vec<_>>())?;
    execute(db, &HOLD, vec![at(now), topic::NOTICE.into(), topic::ESCALATION.into(), away.into()]).await.map(drop)
}

impl Store {
    /// Everybody's digests.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn digests(&self) -> Result<Vec<Digest>, StoreError> {
        let text = format!("{COLUMNS} ORDER BY person");
        all(&self.reads().db, text.as_str(), Vec::new()).await?.iter().map(digest).collect()
    }

    /// The digests whose moment has come, the earliest first; none in quarantine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_digests(&self, now: DateTime<Utc>) -> Result<Vec<Digest>, StoreError> {
        let text = format!("{COLUMNS} {DUE}");
        all(&self.reads().db, text.as_str(), vec![at(now)]).await?.iter().map(digest).collect()
    }

    /// When the next digest comes, be it past.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_digest_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = one(&self.reads().db, NEXT, Vec::new()).await?;
        Ok(row.map(|row| maybe_instant(&row, "next_at")).transpose()?.flatten())
    }

    /// Plans a digest for another moment; what waits for it waits until then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_digest(&self, person: &PersonId, next_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        execute(&transaction, PLAN, vec![at(next_at), at(now), person.as_str().into()]).await?;
        execute(&transaction, FOLLOW, vec![at(next_at), to(person).into()]).await?;
        transaction.commit().await
    }

    /// Lets the escalations go at this moment that wait for the digests of these people, who are away before they come.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_escalations(&self, away: &[PersonId], moment: DateTime<Utc>) -> Result<u64, StoreError> {
        let away = to_json(&away.iter().map(to).collect::<Vec<_>>())?;
        self.write(&RELEASE, vec![at(moment), topic::ESCALATION.into(), away.into()]).await
    }

    /// Begins a digest, or goes on with one under way: the notices that waited for it, leased. `None` where somebody else does so,
    /// or the database is in quarantine.
    /// The escalations of who is `away` before his own digest are not held meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_digest(
        &self,
        digest: &Digest,
        identity: &str,
        lease: &Lease,
        (now, away): (DateTime<Utc>, &[PersonId]),
    ) -> Result<Option<Vec<Claimed>>, StoreError> {
        let transaction = self.begin().await?;
        let mut values = vec![identity.into(), at(now), digest.person.as_str().into()];
        let begin = if self.is_shared() { BEGIN_ALONE } else { BEGIN };
        if self.is_shared() {
            values.extend([at(digest.next_at), at(lease.until)]);
        }
        hold(&transaction, now, away).await?;
        if execute(&transaction, begin, values).await? == 0 {
            return Ok(None);
        }
        // A letter that may have arrived takes in nothing more.
        let values = vec![
            identity.into(),
            lease.token.as_str().into(),
            at(lease.until),
            to(&digest.person).into(),
            digest.under_way.is_none().into(),
        ];
        let mut rows = claims(&all(&transaction, TAKE, values).await?)?;
        transaction.commit().await?;
        rows.sort_by_key(|row| row.place);
        Ok(Some(rows))
    }

    /// Writes down what became of a digest and of the notices in it, all at once; false where the lease is lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_digest(
        &self,
        person: &PersonId,
        rows: &[(i64, Attempt)],
        lease: &Lease,
        end: &DigestEnd,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if !settle(&transaction, rows, lease, now).await? {
            transaction.rollback().await?;
            return Ok(false);
        }
        match end {
            DigestEnd::Over { day, next_at, letter, error } => {
                let letter = letter.as_ref().map(to_json).transpose()?;
                let person = person.as_str().into();
                let values = vec![day.as_str().into(), at(*next_at), letter.into(), error.clone().into(), at(now), person];
                execute(&transaction, OVER, values).await?;
            }
            DigestEnd::Again { at: again, error } => {
                execute(&transaction, AGAIN, vec![at(*again), error.as_str().into(), at(now), person.as_str().into()]).await?;
            }
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// Whom notices to a person go to.
pub(crate) fn to(person: &PersonId) -> String {
    recipient(&Addressee::Person(person.clone()))
}

fn digest(row: &QueryResult) -> Result<Digest, StoreError> {
    Ok(Digest {
        person: name(row, "person")?,
        next_at: instant(row, "next_at")?,
        day: get(row, "day")?,
        under_way: get(row, "under_way")?,
        attempts: number(row, "attempts")?,
    })
}
