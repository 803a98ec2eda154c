//! Where the deals of a process stand, since when, and where they ended: counted in the database, for who asks.
//!
//! A deal stands in a stage since the first task it was given there, and at a step since the task that is open now. Nothing is kept for
//! this beside the rows that are there. Deals in the archive do not count: they ended long ago.

use chrono::{DateTime, Utc};
use voronka_core::CaseId;
use voronka_core::access::Horizon;
use voronka_definition::model::Version;
use voronka_definition::name::{OutcomeId, ProcessId, StageId};

use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::cases::record;
use crate::reads::query::{Query, cursor, fetch, paged};
use crate::record::{CaseRecord, Page, PageRequest};
use crate::sql::{all, get, id, instant, maybe_name, name, number};

/// Open deals in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The stage.
    pub stage: StageId,
    /// The step whose task is open; `None` for the whole stage.
    pub step: Option<String>,
    /// How many.
    pub deals: u64,
    /// How many of them have a task that is late.
    pub late: u64,
    /// How many of them wait for something that is no task.
    pub waiting: u64,
    /// Since when the one in the middle is there.
    pub median_since: DateTime<Utc>,
    /// Since when the first is.
    pub oldest_since: DateTime<Utc>,
}

/// Deals that have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub outcome: OutcomeId,
    /// The stage of the last task that was done in them; `None` where none was.
    pub stage: Option<StageId>,
    /// The step of that task.
    pub step: Option<String>,
    /// How many.
    pub deals: u64,
}

/// How many deals run by a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// The process.
    pub process: ProcessId,
    /// The version.
    pub version: Version,
    /// How many are open.
    pub open: u64,
}

/// A place where deals stand, or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StandingAt {
    /// Open, in this stage.
    Stage(StageId),
    /// Open, with an open task of this step of this stage.
    Step(StageId, String),
    /// Ended so, after this moment, be it anywhere.
    End(OutcomeId, DateTime<Utc>),
    /// Ended so, after this moment, the last task done being of this step.
    EndAt(OutcomeId, StageId, String, DateTime<Utc>),
}

const RUNNING: &str = "
SELECT c.process, c.version, COUNT(*) AS number FROM cases AS c
WHERE c.finished_at IS NULL AND c.errand = FALSE GROUP BY c.process, c.version ORDER BY c.process, c.version";

/// Since when each deal is in its stage.
const IN_STAGES: &str = "
WITH seen AS (
    SELECT c.stage, CAST(NULL AS TEXT) AS step, c.next_due_at,
        COALESCE((SELECT t.created_at FROM tasks AS t WHERE t.case_id = c.id AND t.stage = c.stage ORDER BY t.number LIMIT 1),
            c.opened_at) AS since
    FROM cases AS c WHERE c.stage IS NOT NULL AND c.finished_at IS NULL";
/// Since when each deal is at a step. One with several tasks of one step counts once.
const AT_STEPS: &str = "
WITH seen AS (
    SELECT t.stage, t.step, MIN(t.due_at) AS next_due_at, MIN(t.created_at) AS since
    FROM cases AS c JOIN tasks AS t ON t.case_id = c.id
    WHERE t.status = 'open' AND t.stage IS NOT NULL AND t.step IS NOT NULL AND c.finished_at IS NULL";
/// The one in the middle is found by its place: neither database has a median that the other knows.
const COUNTED: &str = "), placed AS (
    SELECT stage, step, since,
        ROW_NUMBER() OVER (PARTITION BY stage, step ORDER BY since) AS place,
        COUNT(*) OVER (PARTITION BY stage, step) AS deals,
        SUM(CASE WHEN next_due_at < ? THEN 1 ELSE 0 END) OVER (PARTITION BY stage, step) AS late,
        SUM(CASE WHEN next_due_at IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY stage, step) AS waiting
    FROM seen
)
SELECT stage, step, deals, late, waiting, MIN(since) AS oldest, MAX(CASE WHEN place = (deals + 1) / 2 THEN since END) AS median
FROM placed GROUP BY stage, step, deals, late, waiting ORDER BY stage, step";
/// A macro keeps the text in one place: the list asks for the same task as the counts.
macro_rules! last_task {
    () => {
        "l.case_id = c.id AND l.number = (SELECT t.number FROM tasks AS t
        WHERE t.case_id = c.id AND t.status = 'done' AND t.stage IS NOT NULL ORDER BY t.closed_at DESC, t.number DESC LIMIT 1)"
    };
}
const ENDED: &str = concat!(
    "SELECT c.outcome, l.stage, l.step, COUNT(*) AS deals FROM cases AS c LEFT JOIN tasks AS l ON ",
    last_task!(),
    " WHERE c.outcome IS NOT NULL AND c.errand = FALSE"
);
const LIST: &str = "
SELECT c.id, c.process, c.version, c.stage, c.status, c.outcome, c.owner, c.launcher, c.title, c.amount_minor, c.currency,
    c.direction, c.opened_at, c.finished_at, c.revision, c.next_due_at
FROM cases AS c WHERE c.errand = FALSE";

impl Reads {
    /// How many open deals run by each version of each process, whoever may see them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running(&self) -> Result<Vec<Running>, StoreError> {
        let rows = all(&self.db, RUNNING, Vec::new()).await?;
        let running = rows.iter().map(|row| {
            let version = Version(get::<String>(row, "version")?.into());
            Ok(Running { process: name(row, "process")?, version, open: number(row, "number")? })
        });
        running.collect()
    }

    /// Where the open deals of a process stand: each stage, and each step that has an open task.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deals_standing(&self, horizon: &Horizon, process: &ProcessId) -> Result<Vec<Standing>, StoreError> {
        let mut found = Vec::new();
        for (select, grouped) in [(IN_STAGES, ""), (AT_STEPS, "GROUP BY c.id, t.stage, t.step")] {
            let mut query = Query::new(select);
            query.and("c.process = ?", [process.as_str().into()]);
            query.within(horizon)?;
            query.more(grouped, []);
            let (text, values) = query.finish(COUNTED, [to_text(self.now()).into()]);
            for row in all(&self.db, &text, values).await? {
                found.push(Standing {
                    stage: name(&row, "stage")?,
                    step: get(&row, "step")?,
                    deals: number(&row, "deals")?,
                    late: number(&row, "late")?,
                    waiting: number(&row, "waiting")?,
                    median_since: instant(&row, "median")?,
                    oldest_since: instant(&row, "oldest")?,
                });
            }
        }
        Ok(found)
    }

    /// How the deals of a process ended after a moment, and after which step.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ended(&self, horizon: &Horizon, process: &ProcessId, after: DateTime<Utc>) -> Result<Vec<Ended>, StoreError> {
        let mut query = Query::new(ENDED);
        query.and("c.process = ? AND c.finished_at >= ?", [process.as_str().into(), to_text(after).into()]);
        query.within(horizon)?;
        let (text, values) =
            query.finish("GROUP BY c.outcome, l.stage, l.step ORDER BY deals DESC, c.outcome, l.stage, l.step", []);
        let rows = all(&self.db, &text, values).await?;
        let ended = rows.iter().map(|row| {
            let (stage, step) = (maybe_name(row, "stage")?, get(row, "step")?);
            Ok(Ended { outcome: name(row, "outcome")?, stage, step, deals: number(row, "deals")? })
        });
        ended.collect()
    }

    /// The deals that stand in a place, or ended there; those that began first come first.
    ///
    /// # Errors
    /// When the database fails, or the page begins nowhere.
    pub async fn deals_at(
        &self,
        horizon: &Horizon,
        process: &ProcessId,
        at: &StandingAt,
        page: &PageRequest,
    ) -> Result<Page<CaseRecord>, StoreError> {
        let mut query = Query::new(LIST);
        // Of open ones there are enough in the order of their beginning: the index of processes would have them all sorted first.
        let is_open = matches!(at, StandingAt::Stage(_) | StandingAt::Step(..));
        query.and(if is_open { "c.process || '' = ?" } else { "c.process = ?" }, [process.as_str().into()]);
        placed(&mut query, at);
        query.within(horizon)?;
        if let Some([opened_at, case]) = cursor(page)? {
            let case: CaseId = case.parse().map_err(|_| StoreError::BadCursor)?;
            query.and("(c.opened_at, c.id) > (?, ?)", [opened_at.into(), id(case)]);
        }
        let (text, values) = query.finish("ORDER BY c.opened_at, c.id LIMIT ?", [fetch(page)]);
        let rows = all(&self.db, &text, values).await?;
        let records = rows.iter().map(|row| record(row, self.now())).collect::<Result<_, _>>()?;
        Ok(paged(records, page, |record: &CaseRecord| format!("{}~{}", to_text(record.opened_at), record.id)))
    }
}

fn placed(query: &mut Query, at: &StandingAt) {
    match at {
        StandingAt::Stage(stage) => query.and("c.status = 'open' AND c.stage = ?", [stage.as_str().into()]),
        StandingAt::Step(stage, step) => query.and(
            "c.status = 'open' AND EXISTS (SELECT 1 FROM tasks AS t
            WHERE t.case_id = c.id AND t.status = 'open' AND t.stage = ? AND t.step = ?)",
            [stage.as_str().into(), step.as_str().into()],
        ),
        StandingAt::End(outcome, after) => {
            query.and("c.outcome = ? AND c.finished_at >= ?", [outcome.as_str().into(), to_text(*after).into()]);
        }
        StandingAt::EndAt(outcome, stage, step, after) => query.and(
            concat!(
                "c.outcome = ? AND c.finished_at >= ? AND EXISTS (SELECT 1 FROM tasks AS l WHERE l.stage = ? AND l.step = ? AND ",
                last_task!(),
                ")"
            ),
            [outcome.as_str().into(), to_text(*after).into(), stage.as_str().into(), step.as_str().into()],
        ),
    }
}
