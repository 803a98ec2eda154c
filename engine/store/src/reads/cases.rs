//! Cases and their history.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::access::Horizon;
use voronka_core::{Case, CaseId, Recorded};
use voronka_definition::model::Version;
use voronka_definition::{Currency, Money};

use crate::connection::Connection;
use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::query::{Query, cursor, fetch, paged};
use crate::record::{CaseFilter, CaseRecord, CaseStatus, Page, PageRequest};
use crate::sql::{all, case_id, get, id, instant, maybe_instant, maybe_name, name, number, one, to_json, unreadable};

const LIST: &str = "
SELECT c.id, c.process, c.version, c.stage, c.status, c.outcome, c.owner, c.launcher, c.title, c.amount_minor, c.currency,
    c.direction, c.opened_at, c.finished_at, c.revision, c.next_due_at
FROM cases AS c WHERE TRUE";
/// How many events are read at once.
const EVENTS: u32 = 10_000;
const HISTORY: &str = "SELECT seq, at, author, acts_for, body FROM events WHERE case_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

/// What became of a case since it was read.
#[derive(Debug, Clone)]
pub enum Since {
    /// Nothing.
    Same,
    /// This.
    Later(Arc<Case>),
    /// It is in the archive, or not there at all.
    Gone,
}

impl Reads {
    /// A case as it is now, be it in the archive. Whether who asks may see it is the caller's question ([`Horizon::sees`]).
    ///
    /// # Errors
    /// When the database fails, or the case is damaged.
    pub async fn case(&self, case: CaseId) -> Result<Option<Arc<Case>>, StoreError> {
        match self.live_case(case).await? {
            Some(live) => Ok(Some(live)),
            None => self.archived_case(case).await,
        }
    }

    /// A case as it is now, unless it is in the archive: one that commands can change.
    ///
    /// # Errors
    /// When the database fails, or the case is damaged.
    pub async fn live_case(&self, case: CaseId) -> Result<Option<Arc<Case>>, StoreError> {
        let row = one(&self.db, "SELECT state FROM cases WHERE id = $1", vec![id(case)]).await?;
        self.in_form(case, row).await
    }

    /// What became of a case that had this revision.
    ///
    /// # Errors
    /// When the database fails, or the case is damaged.
    pub async fn case_since(&self, case: CaseId, revision: u64) -> Result<Since, StoreError> {
        const SINCE: &str = "SELECT CASE WHEN revision <> $2 THEN state END AS state FROM cases WHERE id = $1";
        let Some(row) = one(&self.db, SINCE, vec![id(case), revision.into()]).await? else { return Ok(Since::Gone) };
        if get::<Option<String>>(&row, "state")?.is_none() {
            return Ok(Since::Same);
        }
        Ok(self.in_form(case, Some(row)).await?.map_or(Since::Gone, Since::Later))
    }

    /// A case from its row. What an earlier build kept lacks what that did not know: its history has it.
    async fn in_form(&self, case: CaseId, row: Option<QueryResult>) -> Result<Option<Arc<Case>>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let kept = state(case, &row)?;
        if kept.form >= Case::FORM {
            return Ok(Some(Arc::new(kept)));
        }
        let replayed = Case::replay(&whole_history(&self.db, case).await?);
        Ok(Some(Arc::new(replayed.unwrap_or(kept))))
    }

    /// The history of a case after the event with this number, oldest first; be the case in the archive.
    ///
    /// # Errors
    /// When the database fails, or an event is damaged.
    pub async fn history(&self, case: CaseId, after: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let history = history_of(&self.db, case, after, limit).await?;
        if history.is_empty() { self.archived_history(case, after, limit).await } else { Ok(history) }
    }

    /// Cases, the latest first.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn cases(
        &self,
        horizon: &Horizon,
        filter: &CaseFilter,
        page: &PageRequest,
    ) -> Result<Page<CaseRecord>, StoreError> {
        let now = self.now();
        let mut query = Query::new(LIST);
        query.within(horizon)?;
        filtered(&mut query, filter, now)?;
        if let Some([opened_at, case]) = cursor(page)? {
            let case: CaseId = case.parse().map_err(|_| StoreError::BadCursor)?;
            query.and("(c.opened_at, c.id) < (?, ?)", [opened_at.into(), id(case)]);
        }
        let (text, values) = query.finish("ORDER BY c.opened_at DESC, c.id DESC LIMIT ?", [fetch(page)]);
        let rows = all(&self.db, &text, values).await?;
        let records = rows.iter().map(|row| record(row, now)).collect::<Result<_, _>>()?;
        Ok(paged(records, page, |record| format!("{}~{}", to_text(record.opened_at), record.id)))
    }
}

fn filtered(query: &mut Query, filter: &CaseFilter, now: DateTime<Utc>) -> Result<(), StoreError> {
    owned(query, filter)?;
    query.and_maybe("c.stage = ?", filter.stage.as_ref().map(|stage| stage.as_str().to_owned()));
    // The cases of one person are few: found by him and sorted, not looked for among all open ones in their order.
    let of_one = filter.owner.is_some();
    query.and_maybe(if of_one { "c.status || '' = ?" } else { "c.status = ?" }, filter.status.map(CaseStatus::name));
    if filter.idle {
        query.and("c.next_due_at IS NULL", []);
    }
    query.and_maybe("c.direction = ?", filter.direction.as_ref().map(|direction| direction.as_str().to_owned()));
    query.and_maybe("c.outcome {among ?}", filter.outcomes.as_ref().map(to_json).transpose()?);
    query.and_maybe("c.opened_at >= ?", filter.opened_from.map(to_text));
    query.and_maybe("c.opened_at < ?", filter.opened_until.map(to_text));
    match filter.overdue {
        Some(true) => query.and("c.next_due_at < ?", [to_text(now).into()]),
        Some(false) => query.and("(c.next_due_at IS NULL OR c.next_due_at >= ?)", [to_text(now).into()]),
        None => {}
    }
    Ok(())
}

/// The part of a filter that holds for finished cases too: whose they are, and of which process.
pub(super) fn owned(query: &mut Query, filter: &CaseFilter) -> Result<(), StoreError> {
    query.and_maybe("c.process = ?", filter.process.as_ref().map(|process| process.as_str().to_owned()));
    query.and_maybe("c.owner = ?", filter.owner.as_ref().map(|owner| owner.as_str().to_owned()));
    let owners = filter.owners.as_ref().map(to_json).transpose()?;
    query.and_maybe("c.owner {among ?}", owners);
    if !filter.errands {
        query.and("c.errand = FALSE", []);
    }
    Ok(())
}

/// The history of a case, as this connection sees it.
pub(crate) async fn history_of(db: &impl Connection, case: CaseId, after: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
    let rows = all(db, HISTORY, vec![id(case), after.into(), limit.into()]).await?;
    rows.iter().map(|row| recorded(case, row)).collect()
}

/// The state of a case, from its row.
pub(crate) fn state(case: CaseId, row: &QueryResult) -> Result<Case, StoreError> {
    let text = get::<String>(row, "state")?;
    serde_json::from_str(&text).map_err(|error| StoreError::Damaged { case, reason: format!("its state: {error}") })
}

/// The whole history of a case, be it as long as it may.
pub(crate) async fn whole_history(db: &impl Connection, case: CaseId) -> Result<Vec<Recorded>, StoreError> {
    let mut history = history_of(db, case, 0, EVENTS).await?;
    while history.len() % EVENTS as usize == 0 && !history.is_empty() {
        let last = history.last().map_or(0, |recorded| recorded.seq);
        let more = history_of(db, case, last, EVENTS).await?;
        if more.is_empty() {
            break;
        }
        history.extend(more);
    }
    Ok(history)
}

/// An event, from its row.
fn recorded(case: CaseId, row: &QueryResult) -> Result<Recorded, StoreError> {
    let seq = number(row, "seq")?;
    let body = get::<String>(row, "body")?;
    Ok(Recorded {
        seq,
        at: instant(row, "at")?,
        by: maybe_name(row, "author")?,
        acts_for: maybe_name(row, "acts_for")?,
        event: serde_json::from_str(&body)
            .map_err(|error| StoreError::Damaged { case, reason: format!("its event {seq}: {error}") })?,
    })
}

pub(super) fn record(row: &QueryResult, now: DateTime<Utc>) -> Result<CaseRecord, StoreError> {
    let status = get::<String>(row, "status")?;
    let next_due_at = maybe_instant(row, "next_due_at")?;
    Ok(CaseRecord {
        id: case_id(row, "id")?,
        process: name(row, "process")?,
        version: Version(get::<String>(row, "version")?.into()),
        stage: maybe_name(row, "stage")?,
        status: CaseStatus::from_name(&status).ok_or_else(|| unreadable("the status of a case", &status))?,
        outcome: maybe_name(row, "outcome")?,
        owner: name(row, "owner")?,
        launcher: name(row, "launcher")?,
        title: get(row, "title")?,
        amount: money(row)?,
        direction: maybe_name(row, "direction")?,
        opened_at: instant(row, "opened_at")?,
        finished_at: maybe_instant(row, "finished_at")?,
        revision: number(row, "revision")?,
        next_due_at,
        overdue: next_due_at.is_some_and(|due| due < now),
    })
}

/// The amount of a case, from its row.
pub(super) fn money(row: &QueryResult) -> Result<Option<Money>, StoreError> {
    let (minor, code): (Option<i64>, Option<String>) = (get(row, "amount_minor")?, get(row, "currency")?);
    let (Some(minor), Some(code)) = (minor, code) else { return Ok(None) };
    let currency = Currency::try_from(code.clone()).map_err(|_| unreadable("a currency", &code))?;
    Ok(Some(Money { minor, currency }))
}
