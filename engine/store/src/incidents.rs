//! Incidents that the engine opens by itself, when it sets something aside.
//!
//! Absent on purpose: incidents of a case; they follow from its events.

use chrono::{DateTime, Utc};
use voronka_core::CaseId;

use crate::connection::Connection;
use crate::error::StoreError;
use crate::sql::{at, execute, id, to_json};

const OPEN: &str = "INSERT INTO incidents (case_id, subject, number, trouble, at) VALUES ($1, $2, 0, $3, $4)
    ON CONFLICT (case_id, subject) DO UPDATE SET trouble = excluded.trouble, at = excluded.at, closed_at = NULL";

/// Opens an incident about something of a case, or renews it.
pub(crate) async fn open(
    db: &impl Connection,
    case: CaseId,
    subject: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute(db, OPEN, vec![id(case), subject.into(), to_json(reason)?.into(), at(now)]).await.map(drop)
}
