//! What was done to the system itself, for administrators: who came in, made and took back tokens, had a letter sent again; and what
//! other tables know anyway, from deployments to absences.
//!
//! Absent on purpose: what was done in deals. That is their history.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_definition::name::PersonId;

use crate::error::StoreError;
use crate::sql::{all, at, get, instant, maybe_instant, maybe_name, name};
use crate::store::Store;

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; `None` where the server did it at its start.
    pub by: Option<PersonId>,
    /// What, as `token_made`.
    pub what: String,
    /// Of what: a person, a process, a letter.
    pub about: String,
}

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRecord {
    /// The beginning of its hash, which tells it from the others.
    pub id: String,
    /// Whose it is.
    pub person: PersonId,
    /// What it is called.
    pub title: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Until when; `None` is for ever.
    pub expires_at: Option<DateTime<Utc>>,
    /// The name of what it is good for; `None` is all that its person may do.
    pub scope: Option<String>,
}

const NOTE: &str = "INSERT INTO audit (at, person, what, about) VALUES ($1, $2, $3, $4)";
/// Each part ends where it has given a page, so that a long life of the server costs nothing.
const LATEST: &str = "
SELECT * FROM (
    SELECT * FROM (SELECT at, person, what, about FROM audit ORDER BY at DESC LIMIT $1) AS noted
    UNION ALL SELECT * FROM (SELECT deployed_at AS at, deployed_by AS person, 'deployed' AS what, id AS about FROM processes
        ORDER BY deployed_at DESC LIMIT $1) AS deployed
    UNION ALL SELECT * FROM (SELECT entered_at AS at, entered_by AS person, 'absence' AS what, person AS about FROM absences
        ORDER BY entered_at DESC LIMIT $1) AS away
    UNION ALL SELECT * FROM (SELECT closed_at AS at, closed_by AS person, 'closed' AS what, person AS about FROM closed_accounts
        ORDER BY closed_at DESC LIMIT $1) AS gone
    UNION ALL SELECT * FROM (SELECT at, actor AS person, event AS what, COALESCE(person, '') AS about FROM entrances
        ORDER BY place DESC LIMIT $1) AS entered
    UNION ALL SELECT * FROM (SELECT edited_at AS at, edited_by AS person, 'edited' AS what, body AS about FROM organisation_edits
        ORDER BY place DESC LIMIT $1) AS edited
) AS everything ORDER BY at DESC LIMIT $1";
const TOKENS: &str =
    "SELECT substr(hash, 1, 16) AS id, person, name, created_at, expires_at, scope FROM tokens ORDER BY created_at DESC";
const REVOKE: &str = "DELETE FROM tokens WHERE substr(hash, 1, 16) = $1";
const RESEND: &str = "
UPDATE outbox SET state = 'queued', attempts = 0, last_error = NULL, next_attempt_at = $3, lease = NULL, lease_until = NULL,
    letter = CASE WHEN gathering IS NULL THEN letter ELSE NULL END, gathering = NULL, held = FALSE, changed_at = $3
WHERE kind = 'notice' AND case_id = $1 AND number = $2
    AND (state = 'buried' OR state = 'queued' AND last_error IS NOT NULL) AND (lease IS NULL OR lease_until < $3)";

impl Store {
    /// Notes something that was done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note(&self, by: &PersonId, what: &str, about: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(NOTE, vec![at(now), by.as_str().into(), what.into(), about.into()]).await.map(drop)
    }

    /// What was done last, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self, limit: u32) -> Result<Vec<AuditRecord>, StoreError> {
        let rows = all(&self.reads().db, LATEST, vec![i64::from(limit).into()]).await?;
        let record = |row: &QueryResult| {
            Ok(AuditRecord {
                at: instant(row, "at")?,
                by: maybe_name(row, "person")?,
                what: get(row, "what")?,
                about: get(row, "about")?,
            })
        };
        rows.iter().map(record).collect()
    }

    /// Every API token, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self) -> Result<Vec<TokenRecord>, StoreError> {
        let token = |row: &QueryResult| {
            Ok(TokenRecord {
                id: get(row, "id")?,
                person: name(row, "person")?,
                title: get(row, "name")?,
                created_at: instant(row, "created_at")?,
                expires_at: maybe_instant(row, "expires_at")?,
                scope: get(row, "scope")?,
            })
        };
        all(&self.reads().db, TOKENS, Vec::new()).await?.iter().map(token).collect()
    }

    /// Takes a token back; whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_token(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.write(REVOKE, vec![id.into()]).await? > 0)
    }

    /// Queues a letter anew that could not be delivered, or lets one be tried at once that waits for its next attempt; whether there
    /// was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn send_again(&self, notice: voronka_core::NoticeId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let values = vec![crate::sql::id(notice.case), notice.number.into(), at(now)];
        Ok(self.write(RESEND, values).await? > 0)
    }
}
