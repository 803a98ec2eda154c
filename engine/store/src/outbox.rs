//! The outbox: what must be sent, one after another to each recipient: notices to people, requests to connectors, word to other
//! cases.
//!
//! Whoever works on a row has leased it: until then nobody else takes it, and only the holder of the lease may say what became of
//! it. An attempt is counted when it begins, so that a letter that kills the process is buried in the end too.
//!
//! Absent on purpose: how often and when a letter is tried again; that is the dispatcher's.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};
use voronka_core::notice::Notice;
use voronka_core::{CaseId, Event};
use voronka_definition::model::OutcomeKind;
use voronka_definition::name::{ConnectionId, StepId};

use crate::connection::Connection;
use crate::dialect::{Worded, is_postgres};
use crate::error::StoreError;
use crate::leases::Lease;
use crate::record::{Letter, LetterState};
use crate::sql::{all, at, case_id, execute, get, instant, json, maybe_instant, number, one, to_json, unreadable};
use crate::store::Store;

/// A row by its place, the lease under which it was worked on, and what became of that.
pub type Settled = (i64, Lease, Attempt);

/// The kinds of rows.
pub(crate) mod kind {
    /// A notice to a person or the client.
    pub(crate) const NOTICE: &str = "notice";
    /// A request to a connector.
    pub(crate) const CALL: &str = "call";
    /// Word to the case that started this one.
    pub(crate) const CASE: &str = "case";
}

/// Which notices may share a letter.
pub(crate) mod topic {
    /// It has a letter of its own.
    pub(crate) const ALONE: &str = "alone";
    /// Word of somebody's lateness.
    pub(crate) const ESCALATION: &str = "escalation";
    /// What the process says cannot wait: not for a digest either.
    pub(crate) const URGENT: &str = "urgent";
    /// Anything else to a person.
    pub(crate) const NOTICE: &str = "notice";
}

/// What is to be sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Sending {
    /// A notice to a person or the client.
    Notice(Notice),
    /// A request to a connector.
    Call(Calling),
    /// Word to the case that started this one.
    Ended {
        /// The other case.
        parent: CaseId,
        /// Its token that waits.
        token: u32,
        /// How this one ended.
        kind: OutcomeKind,
    },
}

/// A request to a connector, as the case made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calling {
    /// The token that stands at the step.
    pub token: u32,
    /// The step.
    pub step: StepId,
    /// The attempt.
    pub attempt: u32,
    /// The first attempt with this content.
    pub first: u32,
    /// The connection.
    pub connection: ConnectionId,
    /// What is sent, as JSON text.
    pub body: String,
}

/// A row whose turn has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Its place in the outbox.
    pub place: i64,
    /// The case it comes from.
    pub case: CaseId,
    /// Its number among those of its kind in the case: a notice's own, else that of its event.
    pub number: u32,
    /// What it is, in a word: `notice`, `call`, `case`.
    pub kind: String,
    /// When it was given.
    pub at: DateTime<Utc>,
    /// What is to be sent; or why it cannot be read.
    pub body: Result<Sending, StoreError>,
    /// The how-manieth attempt this is, from 1.
    pub attempt: u32,
    /// The letter it is gathered into: the identity of that, the same on every attempt.
    pub gathering: Option<String>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// The mail server has the letter.
    Sent(Letter),
    /// The letter is kept to be shown.
    Kept(Letter),
    /// It was part of a letter that another row keeps.
    SentWith {
        /// Whether that was kept to be shown instead of sent.
        kept: bool,
    },
    /// It will be tried again.
    Postponed {
        /// When.
        until: DateTime<Utc>,
        /// What was met.
        reason: String,
        /// The letter, where it was made.
        letter: Option<Letter>,
        /// Whether it may have arrived nevertheless: then it keeps its identity, alone or with those it was gathered with.
        exposed: bool,
    },
    /// It was not tried: its reader is not at work at the hour that was chosen for it.
    Waits {
        /// When he is.
        until: DateTime<Utc>,
    },
    /// It will not be tried again.
    Buried {
        /// What was met.
        reason: String,
        /// The letter, where it was made.
        letter: Option<Letter>,
    },
    /// It was handed over, and the case has heard what became of it.
    Done,
    /// What it said is no longer true.
    Dropped,
}

// The recipients for whom something is queued are found one after another in the index, so that it costs the same however much there
// is for each. A notice waits for an earlier one to the same recipient whose turn has come or that is under way; not for one that was
// postponed, or a single letter that the mail server puts off would hide everything after it. In quarantine nothing has its turn but
// word from one case to another, which stays in the house.
const TURNS: &str = "
WITH RECURSIVE waiting (recipient) AS (
    SELECT MIN(recipient) FROM outbox WHERE state = 'queued'
    UNION ALL
    SELECT (SELECT MIN(o.recipient) FROM outbox AS o WHERE o.state = 'queued' AND o.recipient > w.recipient)
    FROM waiting AS w WHERE w.recipient IS NOT NULL
), first (place) AS (
    SELECT (SELECT p.place FROM outbox AS p WHERE p.state = 'queued' AND p.recipient = w.recipient AND p.held = FALSE
        AND (p.next_attempt_at <= $1 OR p.lease_until > $1) ORDER BY p.place LIMIT 1)
    FROM waiting AS w WHERE w.recipient IS NOT NULL
)
SELECT o.place FROM first AS f JOIN outbox AS o ON o.place = f.place
WHERE o.next_attempt_at <= $1 AND (o.lease_until IS NULL OR o.lease_until <= $1) AND (o.kind <> 'notice' OR $2)
    AND (o.kind = 'case' OR NOT EXISTS (SELECT 1 FROM quarantine))
ORDER BY o.next_attempt_at, o.place LIMIT $3";
static LEASE: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
UPDATE outbox SET lease = $1, lease_until = $2, attempts = attempts + 1, exposed = exposed + 1
WHERE place IN {numbers $3}
RETURNING place, case_id, kind, number, at, body, attempts, recipient, topic, exposed, gathering",
    )
});
// Where there are many writers: those that nobody else has leased meanwhile, or is leasing now.
static FREE: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
SELECT place FROM outbox WHERE place IN {numbers $1} AND state = 'queued' AND (lease_until IS NULL OR lease_until <= $2)
ORDER BY place{unclaimed}",
    )
});
// What became of rows that fared alike; of each only if it is still leased.
static SETTLE: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
UPDATE outbox SET state = $1, letter = COALESCE($2, letter), last_error = $3, next_attempt_at = COALESCE($4, next_attempt_at),
    exposed = exposed - $5, attempts = attempts - $6, changed_at = $7, lease = NULL, lease_until = NULL
WHERE place IN {numbers $8} AND lease = $9",
    )
});
const NEXT: &str = "
SELECT MIN(next_attempt_at) AS next_attempt_at FROM outbox WHERE state = 'queued' AND held = FALSE";
// What waits for its reader's hours, not for another attempt: of one person, or of everybody.
const LOOK_AGAIN: &str = "
UPDATE outbox SET next_attempt_at = $1
WHERE state = 'queued' AND kind = 'notice' AND held = FALSE AND last_error IS NULL AND next_attempt_at > $1
    AND (recipient = $2 OR $2 IS NULL)";
// What waits for a connection that is left alone; what is under way goes on.
static PUT_OFF: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "
UPDATE outbox SET next_attempt_at = $1 WHERE place IN (
    SELECT place FROM outbox WHERE state = 'queued' AND recipient = $2 AND held = FALSE AND next_attempt_at < $1 AND lease IS NULL
    {locked by place})",
    )
});

impl Store {
    /// Whether anything's turn has come, notices only where they are wanted: cheaper than claiming in vain, and it keeps nobody
    /// from writing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_turns(&self, now: DateTime<Utc>, notices: bool) -> Result<bool, StoreError> {
        const DUE: &str = "SELECT 1 FROM outbox WHERE state = 'queued' AND held = FALSE AND next_attempt_at <= $1 LIMIT 1";
        if one(&self.reads().db, DUE, vec![at(now)]).await?.is_none() {
            return Ok(false);
        }
        Ok(!turns(&self.reads().db, now, notices, 1).await?.is_empty())
    }

    /// Writes down what became of attempts, in one transaction and in the order given; false where the lease is lost.
    ///
    /// # Errors
    /// When the database fails; then nothing is written.
    pub async fn settle_notices(&self, rows: &[Settled], now: DateTime<Utc>) -> Result<Vec<bool>, StoreError> {
        let transaction = self.begin().await?;
        let mut ours = Vec::with_capacity(rows.len());
        for (place, lease, attempt) in rows {
            ours.push(settle(&transaction, &[(*place, attempt.clone())], lease, now).await?);
        }
        transaction.commit().await.map(|()| ours)
    }

    /// Buries a notice on which work failed, and opens an incident about it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_notice_aside(
        &self,
        claimed: &Claimed,
        lease: &Lease,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let buried = Attempt::Buried { reason: reason.to_owned(), letter: None };
        let transaction = self.begin().await?;
        if settle(&transaction, &[(claimed.place, buried)], lease, now).await? {
            let subject = format!("{} {}", claimed.kind, claimed.number);
            crate::incidents::open(&transaction, claimed.case, &subject, reason, now).await?;
        }
        transaction.commit().await
    }

    /// Puts off every request that waits for this connection, until then at the soonest; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_off_calls(&self, connection: &ConnectionId, until: DateTime<Utc>) -> Result<u64, StoreError> {
        self.write(&PUT_OFF, vec![at(until), connection_recipient(connection).into()]).await
    }

    /// When the next attempt is due, be it past.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_attempt_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = one(&self.reads().db, NEXT, Vec::new()).await?;
        Ok(row.map(|row| maybe_instant(&row, "next_attempt_at")).transpose()?.flatten())
    }
}

/// The recipient of requests to a connection.
pub(crate) fn connection_recipient(connection: &ConnectionId) -> String {
    format!("connection:{connection}")
}

/// The places of the rows whose turn has come, one a recipient, in the order of their turns.
async fn turns(db: &impl Connection, now: DateTime<Utc>, notices: bool, limit: u32) -> Result<Vec<i64>, StoreError> {
    let rows = all(db, TURNS, vec![at(now), notices.into(), limit.into()]).await?;
    rows.iter().map(|row| get(row, "place")).collect()
}

/// Leases what has its turn, one row a recipient.
pub(crate) async fn lease_turns(
    db: &impl Connection,
    lease: &Lease,
    (now, notices, limit): (DateTime<Utc>, bool, u32),
) -> Result<Vec<QueryResult>, StoreError> {
    let mut places = turns(db, now, notices, limit).await?;
    if is_postgres(db.database()) {
        let free = all(db, &FREE, vec![to_json(&places)?.into(), at(now)]).await?;
        places = free.iter().map(|row| get(row, "place")).collect::<Result<_, _>>()?;
    }
    all(db, &LEASE, vec![lease.token.as_str().into(), at(lease.until), to_json(&places)?.into()]).await
}

/// Lets the dispatcher choose the hours anew of letters that wait for those of their readers: somebody is back sooner, or (without a
/// name) anybody's hours may have changed.
pub(crate) async fn look_again(db: &impl Connection, person: Option<&str>, now: DateTime<Utc>) -> Result<(), StoreError> {
    execute(db, LOOK_AGAIN, vec![at(now), person.into()]).await.map(drop)
}

/// Writes down what became of rows, those that fared alike in one statement; false where the lease of one is lost.
pub(crate) async fn settle(
    db: &impl Connection,
    rows: &[(i64, Attempt)],
    lease: &Lease,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut alike: Vec<(&Attempt, Vec<i64>)> = Vec::new();
    for (place, attempt) in rows {
        match alike.iter_mut().find(|(known, _)| *known == attempt) {
            Some((_, places)) => places.push(*place),
            None => alike.push((attempt, vec![*place])),
        }
    }
    for (attempt, places) in alike {
        let mut values = settled(attempt)?;
        values.extend([at(now), to_json(&places)?.into(), lease.token.as_str().into()]);
        if execute(db, &SETTLE, values).await? != places.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// State, letter, error and next attempt of a row; what of this attempt does not count as having left, or as an attempt.
fn settled(attempt: &Attempt) -> Result<Vec<Value>, StoreError> {
    let (state, letter, error, next) = match attempt {
        Attempt::Sent(letter) => (LetterState::Sent, Some(letter), None, None),
        Attempt::Kept(letter) => (LetterState::Kept, Some(letter), None, None),
        Attempt::SentWith { kept: false } => (LetterState::Sent, None, None, None),
        Attempt::SentWith { kept: true } => (LetterState::Kept, None, None, None),
        Attempt::Postponed { until, reason, letter, .. } => {
            (LetterState::Queued, letter.as_ref(), Some(reason.clone()), Some(*until))
        }
        Attempt::Waits { until } => (LetterState::Queued, None, None, Some(*until)),
        Attempt::Buried { reason, letter } => (LetterState::Buried, letter.as_ref(), Some(reason.clone()), None),
        Attempt::Done => (LetterState::Sent, None, None, None),
        Attempt::Dropped => (LetterState::Dropped, None, None, None),
    };
    let letter = letter.map(to_json).transpose()?;
    let untried = i64::from(matches!(attempt, Attempt::Waits { .. }));
    let spared = untried | i64::from(matches!(attempt, Attempt::Postponed { exposed: false, .. }));
    let next = next.map(crate::moment::to_text);
    Ok(vec![state.name().into(), letter.into(), error.into(), next.into(), spared.into(), untried.into()])
}

pub(crate) fn claim(row: &QueryResult) -> Result<Claimed, StoreError> {
    let kind: String = get(row, "kind")?;
    Ok(Claimed {
        place: get(row, "place")?,
        case: case_id(row, "case_id")?,
        number: number(row, "number")?,
        at: instant(row, "at")?,
        body: sending(&kind, row),
        kind,
        attempt: number(row, "attempts")?,
        gathering: get(row, "gathering")?,
    })
}

pub(crate) fn sending(kind: &str, row: &QueryResult) -> Result<Sending, StoreError> {
    if kind == kind::NOTICE {
        return json(row, "body").map(Sending::Notice);
    }
    match json::<Event>(row, "body")? {
        Event::CallMade { token, step, attempt, first, connection, body, .. } => {
            Ok(Sending::Call(Calling { token, step, attempt, first, connection, body }))
        }
        Event::ParentTold { parent, token, kind } => Ok(Sending::Ended { parent, token, kind }),
        _ => Err(unreadable("a row of the outbox", &kind)),
    }
}
