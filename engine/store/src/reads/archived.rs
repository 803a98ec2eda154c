//! The archive, to be read: its list, and each case in it by its id.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::access::Horizon;
use voronka_core::{Case, CaseId, Recorded, TaskId};

use crate::archive::body::{Body, Sent, case_of, letters_of};
use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::cases::{owned, record};
use crate::reads::query::{Query, cursor, fetch, paged};
use crate::record::{CaseFilter, CaseRecord, CaseStatus, Page, PageRequest, TaskRecord};
use crate::rows::project;
use crate::sql::{all, get, id, instant, one};

const LIST: &str = "
SELECT c.id, c.process, c.version, NULL AS stage, 'finished' AS status, c.outcome, c.owner, c.launcher, c.title, c.amount_minor,
    c.currency, c.direction, c.opened_at, c.finished_at, c.revision, NULL AS next_due_at, c.archived_at
FROM archived_cases AS c WHERE TRUE";
const BODY: &str = "SELECT body FROM archived_cases WHERE id = $1";
const SINCE: &str = "SELECT archived_at FROM archived_cases WHERE id = $1";

impl Reads {
    /// Since when a case is in the archive; `None` where it is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archived_since(&self, case: CaseId) -> Result<Option<DateTime<Utc>>, StoreError> {
        one(&self.db, SINCE, vec![id(case)]).await?.map(|row| instant(&row, "archived_at")).transpose()
    }

    /// Archived cases, those that came there last first. A filter by stage or by being open finds none.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn archived_cases(
        &self,
        horizon: &Horizon,
        filter: &CaseFilter,
        page: &PageRequest,
    ) -> Result<Page<CaseRecord>, StoreError> {
        if filter.stage.is_some() || filter.status == Some(CaseStatus::Open) || filter.overdue == Some(true) {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let mut query = Query::new(LIST);
        query.within_archive(horizon)?;
        owned(&mut query, filter)?;
        if let Some([archived_at, case]) = cursor(page)? {
            let case: CaseId = case.parse().map_err(|_| StoreError::BadCursor)?;
            query.and("(c.archived_at, c.id) < (?, ?)", [archived_at.into(), id(case)]);
        }
        let (text, values) = query.finish("ORDER BY c.archived_at DESC, c.id DESC LIMIT ?", [fetch(page)]);
        let mut records = Vec::new();
        for row in all(&self.db, &text, values).await? {
            records.push((instant(&row, "archived_at")?, record(&row, self.now())?));
        }
        let place = |(at, record): &(DateTime<Utc>, CaseRecord)| format!("{}~{}", to_text(*at), record.id);
        let Page { items, next } = paged(records, page, place);
        Ok(Page { items: items.into_iter().map(|(_, record)| record).collect(), next })
    }

    /// A case as it came into the archive.
    pub(super) async fn archived_case(&self, case: CaseId) -> Result<Option<Arc<Case>>, StoreError> {
        self.body(case).await?.map(|body| case_of(case, &body).map(Arc::new)).transpose()
    }

    /// Its history after this event; empty where it is not in the archive.
    pub(super) async fn archived_history(&self, case: CaseId, after: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let Some(body) = self.body(case).await? else { return Ok(Vec::new()) };
        let mut history = Body::read(case, &body)?.history(case, after)?;
        history.truncate(limit as usize);
        Ok(history)
    }

    /// A task that it has had.
    pub(super) async fn archived_task(&self, task: TaskId) -> Result<Option<TaskRecord>, StoreError> {
        let Some(body) = self.body(task.case).await? else { return Ok(None) };
        let body = Body::read(task.case, &body)?;
        let (case, history) = (body.case(task.case)?, body.history(task.case, 0)?);
        let rows = project(None, &history, &case);
        let row = rows.tasks.iter().find(|row| row.number == task.number);
        row.map(|row| TaskRecord::of_row(row, &rows.case)).transpose()
    }

    /// Its title, and what was sent.
    pub(super) async fn archived_letters(&self, case: CaseId) -> Result<Option<(String, Vec<Sent>)>, StoreError> {
        const LETTERS: &str = "SELECT title, body FROM archived_cases WHERE id = $1";
        let row = one(&self.db, LETTERS, vec![id(case)]).await?;
        row.map(|row| Ok((get(&row, "title")?, letters_of(case, &get::<String>(&row, "body")?)?))).transpose()
    }

    /// The text of its body.
    async fn body(&self, case: CaseId) -> Result<Option<String>, StoreError> {
        one(&self.db, BODY, vec![id(case)]).await?.map(|row| get(&row, "body")).transpose()
    }
}
