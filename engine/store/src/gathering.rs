//! Gathering: notices to one person that are due together become one letter.
//!
//! Which rows a letter is made of is written down before it is tried, under an identity that follows from them: a retry is about
//! the same rows and has the same identity, whatever came in between. A row that may have arrived alone stays alone.
//!
//! Absent on purpose: what such a letter says, and whether its parts are still true.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use sha2::{Digest, Sha256};
use voronka_core::notice::Notice;
use voronka_definition::name::PersonId;

use crate::connection::Transaction;
use crate::dialect::Worded;
use crate::error::StoreError;
use crate::leases::Lease;
use crate::outbox::{Attempt, Claimed, claim, lease_turns, settle, topic};
use crate::sql::{all, at, execute, get, id, json, to_json};
use crate::store::Store;

/// How many characters of its hash name a gathering.
const IDENTITY: usize = 32;

/// What is wanted of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claiming {
    /// The moment.
    pub now: DateTime<Utc>,
    /// How many recipients are served at most.
    pub limit: u32,
    /// How many notices to one person are sent one by one; if more are due together they are gathered.
    pub apart: u32,
    /// Whether notices are claimed at all, or only what goes to other systems and cases.
    pub notices: bool,
    /// Who is away before his next digest, so that no escalation waits for it.
    pub away: Vec<PersonId>,
}

/// Rows that are worked on together: one, or all of one gathering, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The rows; at least one.
    pub rows: Vec<Claimed>,
    /// The identity of the letter they are gathered into.
    pub gathering: Option<String>,
}

// Together with a row go those that never may have arrived: due by now, or put off after an attempt that surely failed.
static COMPANIONS: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
SELECT place, number, {hex case_id} AS case_hex FROM outbox
WHERE recipient = $1 AND state = 'queued' AND kind = 'notice' AND topic <> $2 AND gathering IS NULL AND held = FALSE
    AND exposed = 0 AND (next_attempt_at <= $3 OR last_error IS NOT NULL) AND (lease_until IS NULL OR lease_until <= $3)
ORDER BY place{unclaimed}",
    )
});
static BIND: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
UPDATE outbox SET gathering = $1, lease = $2, lease_until = $3, attempts = attempts + 1, exposed = exposed + 1
WHERE place IN {numbers $4}
RETURNING place, case_id, kind, number, at, body, attempts, recipient, topic, exposed, gathering",
    )
});
const AFTER: &str = "
SELECT o.body FROM outbox AS o JOIN outbox AS first ON first.place = $2
WHERE o.case_id = $1 AND o.kind = 'notice' AND o.state = 'queued' AND o.place > $2 AND o.recipient = first.recipient
ORDER BY o.place";
const NAME: &str = "UPDATE outbox SET gathering = $1 WHERE place = $2";
const REST: &str = "
UPDATE outbox SET lease = $1, lease_until = $2, attempts = attempts + 1, exposed = exposed + 1
WHERE gathering = $3 AND state = 'queued' AND place <> $4
RETURNING place, case_id, kind, number, at, body, attempts, recipient, topic, exposed, gathering";
const DISSOLVE: &str = "
UPDATE outbox SET gathering = NULL, topic = $1, lease = NULL, lease_until = NULL, next_attempt_at = $2, held = FALSE
WHERE gathering = $3 AND state = 'queued'";

impl Store {
    /// Leases what has its turn, one row or one gathering a recipient, in the order of their turns.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_turns(&self, lease: &Lease, claiming: &Claiming) -> Result<Vec<Turn>, StoreError> {
        let transaction = self.begin().await?;
        let Claiming { now, limit, notices, ref away, .. } = *claiming;
        if notices {
            crate::digests::hold(&transaction, now, away).await?;
        }
        let mut turns = Vec::new();
        for row in lease_turns(&transaction, lease, (now, notices, limit)).await? {
            turns.push(turn(&transaction, lease, claiming, &row).await?);
        }
        transaction.commit().await?;
        turns.sort_by_key(|turn| turn.rows.first().map(|row| row.place));
        Ok(turns)
    }

    /// What the case has to tell the same person besides, given after this one.
    ///
    /// # Errors
    /// When the database fails, or one cannot be read.
    pub async fn notices_after(&self, claimed: &Claimed) -> Result<Vec<Notice>, StoreError> {
        let rows = all(&self.reads().db, AFTER, vec![id(claimed.case), claimed.place.into()]).await?;
        rows.iter().map(|row| json(row, "body")).collect()
    }

    /// Writes down what became of the rows of a gathering, all at once; false where the lease is lost, and then nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle_together(&self, rows: &[(i64, Attempt)], lease: &Lease, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if !settle(&transaction, rows, lease, now).await? {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes a letter apart that cannot be written: each of its notices goes alone, so that the one at fault is found.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dissolve(&self, gathering: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(DISSOLVE, vec![topic::ALONE.into(), at(now), gathering.into()]).await.map(drop)
    }
}

async fn turn(db: &Transaction, lease: &Lease, claiming: &Claiming, row: &QueryResult) -> Result<Turn, StoreError> {
    let mut first = claim(row)?;
    if let Some(gathering) = first.gathering.clone() {
        let values = vec![lease.token.as_str().into(), at(lease.until), gathering.as_str().into(), first.place.into()];
        let mut rows = claims(&all(db, REST, values).await?)?;
        rows.push(first);
        return Ok(in_order(rows, Some(gathering)));
    }
    let (topic, exposed): (String, i64) = (get(row, "topic")?, get(row, "exposed")?);
    if topic == topic::ALONE || exposed > 1 {
        return Ok(Turn { rows: vec![first], gathering: None });
    }
    let recipient: String = get(row, "recipient")?;
    let companions = all(db, &COMPANIONS, vec![recipient.into(), topic::ALONE.into(), at(claiming.now)]).await?;
    if companions.len() < claiming.apart as usize {
        return Ok(Turn { rows: vec![first], gathering: None });
    }
    let mut named: BTreeMap<i64, String> = BTreeMap::new();
    for row in &companions {
        named.insert(get(row, "place")?, format!("{}-{}", get::<String>(row, "case_hex")?, get::<i64>(row, "number")?));
    }
    let places: Vec<i64> = named.keys().copied().collect();
    named.insert(first.place, format!("{}-{}", first.case.0.simple(), first.number));
    let gathering = identity(named.values());
    execute(db, NAME, vec![gathering.as_str().into(), first.place.into()]).await?;
    first.gathering = Some(gathering.clone());
    let values = vec![gathering.as_str().into(), lease.token.as_str().into(), at(lease.until), to_json(&places)?.into()];
    let mut rows = claims(&all(db, &BIND, values).await?)?;
    rows.push(first);
    Ok(in_order(rows, Some(gathering)))
}

pub(crate) fn claims(rows: &[QueryResult]) -> Result<Vec<Claimed>, StoreError> {
    rows.iter().map(claim).collect()
}

fn in_order(mut rows: Vec<Claimed>, gathering: Option<String>) -> Turn {
    rows.sort_by_key(|row| row.place);
    Turn { rows, gathering }
}

/// The identity of a letter of these notices.
fn identity<'a>(notices: impl Iterator<Item = &'a String>) -> String {
    let mut hash = Sha256::new();
    for notice in notices {
        hash.update(notice.as_bytes());
        hash.update(b"\n");
    }
    let mut text: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(IDENTITY);
    format!("gathered.{text}")
}
