//! The signs of cases that were kept before there were any: filled in when a database is opened.
//!
//! Absent on purpose: what the signs are (`crate::rows`), and keeping them, which every commit does.

use voronka_core::CaseId;

use crate::connection::Db;
use crate::error::StoreError;
use crate::reads::cases::state;
use crate::rows::Signs;
use crate::sql::{all, case_id, execute, get, id};

/// How many cases are read at once.
const AT_ONCE: u32 = 200;
const LACKING: &str = "
SELECT c.id, c.state, (SELECT MAX(e.at) FROM events AS e WHERE e.case_id = c.id AND e.kind = 'stage_entered') AS stage_since
FROM cases AS c WHERE NOT EXISTS (SELECT 1 FROM case_signs AS s WHERE s.case_id = c.id) ORDER BY c.id LIMIT $1";
// Another node that opens at the same moment may have been faster.
const FILL: &str = "
INSERT INTO case_signs (case_id, client, words, stage_since)
SELECT id, $2, $3, $4 FROM cases WHERE id = $1 ON CONFLICT (case_id) DO NOTHING";

/// Gives signs to every case that has none. A case that cannot be read gets empty ones: `fsck` tells of it.
pub(crate) async fn fill_in(db: &Db) -> Result<(), StoreError> {
    loop {
        let lacking = all(db, LACKING, vec![AT_ONCE.into()]).await?;
        for row in &lacking {
            let case: CaseId = case_id(row, "id")?;
            let Signs { client, words } = state(case, row).map(|case| Signs::of(&case)).unwrap_or_default();
            let since: Option<String> = get(row, "stage_since")?;
            execute(db, FILL, vec![id(case), client.into(), words.into(), since.into()]).await?;
        }
        if lacking.len() < AT_ONCE as usize {
            return Ok(());
        }
    }
}
