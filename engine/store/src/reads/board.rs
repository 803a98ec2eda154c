//! The board of a process: its open cases by stage, added up in one query, and the first cards of each stage in another, whatever their
//! number.
//!
//! An index holds all that is added up and by what cards are chosen; only the cards that are shown are read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::TaskId;
use voronka_core::access::Horizon;
use voronka_definition::model::TaskKind;
use voronka_definition::name::{PersonId, ProcessId, StageId};
use voronka_definition::{Money, Text};

use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::cases::{money, record};
use crate::reads::query::Query;
use crate::reads::tasks::kind;
use crate::record::CaseRecord;
use crate::sql::{all, get, json, maybe_instant, maybe_name, name, number, to_json};

const TOTALS: &str = "
SELECT c.stage, c.currency, COUNT(*) AS number, CAST(SUM(c.amount_minor) AS bigint) AS amount_minor,
    CAST(SUM(CASE WHEN c.next_due_at < ? THEN 1 ELSE 0 END) AS bigint) AS late,
    CAST(SUM(CASE WHEN c.next_due_at IS NULL THEN 1 ELSE 0 END) AS bigint) AS idle
FROM cases AS c WHERE c.status = 'open'";
// Open tasks are those that are not closed: asked by their status, they would be looked for among all open tasks there are.
// What has no next step stands first, then what is due first: an empty text comes before every moment.
const CARDS: &str = "
SELECT c.id, c.process, c.version, c.stage, c.status, c.outcome, c.owner, c.launcher, c.title, c.amount_minor, c.currency,
    c.direction, c.opened_at, c.finished_at, c.revision, c.next_due_at, COALESCE(s.client, '') AS client, s.stage_since,
    t.number AS task, t.title AS task_title, t.kind AS task_kind, t.assignee
FROM (
    SELECT c.id, ROW_NUMBER() OVER (PARTITION BY c.stage ORDER BY COALESCE(c.next_due_at, ''), c.id) AS place
    FROM cases AS c WHERE c.status = 'open'";
const WITH_WHAT_THEY_SHOW: &str = ") AS first
JOIN cases AS c ON c.id = first.id
LEFT JOIN case_signs AS s ON s.case_id = c.id
LEFT JOIN tasks AS t ON t.case_id = c.id AND t.number = (
    SELECT x.number FROM tasks AS x WHERE x.case_id = c.id AND x.closed_at IS NULL ORDER BY x.due_at, x.number LIMIT 1)
WHERE first.place <= ? ORDER BY c.stage, first.place";

const OPEN_CASES: &str = "SELECT c.process, COUNT(*) AS number FROM cases AS c WHERE c.status = 'open'";

/// Which cases are on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardFilter {
    /// Of this process.
    pub process: ProcessId,
    /// Owned by one of these people; all that who asks may see, where nobody is named.
    pub owners: Option<Vec<PersonId>>,
    /// How many cards of each stage are shown.
    pub cards: u32,
}

/// A board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// What its stages hold: a line for each stage and currency.
    pub totals: Vec<BoardTotal>,
    /// The first cards of each stage, in the order of the column.
    pub cards: Vec<BoardCard>,
}

/// The cases of a stage whose amounts have the same currency, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardTotal {
    /// The stage.
    pub stage: StageId,
    /// What they amount to.
    pub amount: Option<Money>,
    /// How many there are.
    pub count: u64,
    /// How many of them have an overdue task.
    pub late: u64,
    /// How many of them have no open task.
    pub idle: u64,
}

/// A case on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardCard {
    /// The case.
    pub case: CaseRecord,
    /// The client's name; empty where it is not known.
    pub client: String,
    /// Since when it stands in its stage.
    pub stage_since: Option<DateTime<Utc>>,
    /// Its open task that is due first.
    pub task: Option<BoardTask>,
}

/// The next task of a case on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardTask {
    /// Its id.
    pub id: TaskId,
    /// Its title.
    pub title: Text,
    /// What kind of work it is.
    pub kind: TaskKind,
    /// Who has it.
    pub assignee: Option<PersonId>,
}

impl Reads {
    /// The board of a process, of what somebody may see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board(&self, horizon: &Horizon, filter: &BoardFilter) -> Result<Board, StoreError> {
        let now = self.now();
        let mut totals = Query::with(TOTALS, [to_text(now).into()]);
        chosen(&mut totals, horizon, filter)?;
        let (text, values) = totals.finish("GROUP BY c.stage, c.currency", []);
        let totals =
            all(&self.db, &text, values).await?.iter().filter_map(|row| total(row).transpose()).collect::<Result<_, _>>()?;
        let mut cards = Query::with(CARDS, []);
        chosen(&mut cards, horizon, filter)?;
        let (text, values) = cards.finish(WITH_WHAT_THEY_SHOW, [filter.cards.into()]);
        let cards = all(&self.db, &text, values).await?.iter().map(|row| card(row, now)).collect::<Result<_, _>>()?;
        Ok(Board { totals, cards })
    }

    /// How many open cases there are of each process, tasks without a deal among them, of these owners where some are named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn boards(&self, horizon: &Horizon, owners: Option<&[PersonId]>) -> Result<BTreeMap<ProcessId, u64>, StoreError> {
        let mut query = Query::with(OPEN_CASES, []);
        owned(&mut query, horizon, owners)?;
        let (text, values) = query.finish("GROUP BY c.process", []);
        all(&self.db, &text, values).await?.iter().map(|row| Ok((name(row, "process")?, number(row, "number")?))).collect()
    }
}

fn chosen(query: &mut Query, horizon: &Horizon, filter: &BoardFilter) -> Result<(), StoreError> {
    // Not for an index to find by: the one of the boards holds all that is needed, that of processes does not.
    query.and("c.process || '' = ?", [filter.process.as_str().into()]);
    owned(query, horizon, filter.owners.as_deref())
}

fn owned(query: &mut Query, horizon: &Horizon, owners: Option<&[PersonId]>) -> Result<(), StoreError> {
    query.and_maybe("c.owner {among ?}", owners.map(to_json).transpose()?);
    // Whoever may see all cases of these owners needs no other reason to see one.
    let by_owner = |owner: &PersonId| *owner == horizon.me || horizon.below.contains(owner) || horizon.stands_for.contains(owner);
    if owners.is_some_and(|owners| owners.iter().all(by_owner)) { Ok(()) } else { query.within(horizon) }
}

/// What a stage holds; nothing for cases that have not come to a stage.
fn total(row: &QueryResult) -> Result<Option<BoardTotal>, StoreError> {
    let Some(stage) = maybe_name(row, "stage")? else { return Ok(None) };
    let (count, late, idle) = (number(row, "number")?, number(row, "late")?, number(row, "idle")?);
    Ok(Some(BoardTotal { stage, amount: money(row)?, count, late, idle }))
}

fn card(row: &QueryResult, now: DateTime<Utc>) -> Result<BoardCard, StoreError> {
    let case = record(row, now)?;
    let task = match get::<Option<i64>>(row, "task")? {
        Some(_) => Some(BoardTask {
            id: TaskId { case: case.id, number: number(row, "task")? },
            title: json(row, "task_title")?,
            kind: kind(&get::<String>(row, "task_kind")?)?,
            assignee: maybe_name(row, "assignee")?,
        }),
        None => None,
    };
    Ok(BoardCard { case, client: get(row, "client")?, stage_since: maybe_instant(row, "stage_since")?, task })
}
