//! Archived cases that go for good.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use voronka_definition::name::ProcessId;

use crate::dialect::Worded;
use crate::error::StoreError;
use crate::sql::{all, at, case_id, execute, to_json};
use crate::store::Store;

// Another node that removes the same ones is not waited for.
static GOING: LazyLock<Worded> = LazyLock::new(|| {
    Worded::of(
        "SELECT id FROM archived_cases WHERE process = $1 AND finished_at <= $2 ORDER BY finished_at, id LIMIT $3{unclaimed}",
    )
});
static PEOPLE: LazyLock<Worded> = LazyLock::new(|| Worded::of("DELETE FROM archived_people WHERE case_id IN {ids $1}"));
static CASES: LazyLock<Worded> = LazyLock::new(|| Worded::of("DELETE FROM archived_cases WHERE id IN {ids $1}"));
const FIRST: &str = "SELECT MIN(finished_at) AS at FROM archived_cases WHERE process = $1";

impl Store {
    /// Removes archived cases of a process that ended by this moment, the earliest first, in one transaction; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_archived(&self, process: &ProcessId, ended_by: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        let rows = all(&transaction, &GOING, vec![process.as_str().into(), at(ended_by), limit.into()]).await?;
        let ids: Vec<String> =
            rows.iter().map(|row| Ok(case_id(row, "id")?.0.simple().to_string())).collect::<Result<_, StoreError>>()?;
        if ids.is_empty() {
            transaction.rollback().await?;
            return Ok(0);
        }
        let ids = to_json(&ids)?;
        execute(&transaction, &PEOPLE, vec![ids.as_str().into()]).await?;
        let removed = execute(&transaction, &CASES, vec![ids.into()]).await?;
        transaction.commit().await?;
        Ok(removed)
    }

    /// When the first of the process's archived cases ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_archived_end(&self, process: &ProcessId) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.moment(FIRST, vec![process.as_str().into()]).await
    }
}
