//! What a head looks at: the load of his people, what is late with whom and on which rung, deals that do not move, visas that wait.
//!
//! Each is one query, cut to what who asks may see.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::access::Horizon;
use voronka_definition::name::{DirectionId, PersonId};

use crate::error::StoreError;
use crate::moment::to_text;
use crate::reads::Reads;
use crate::reads::cases;
use crate::reads::query::Query;
use crate::reads::tasks;
use crate::record::{CaseRecord, TaskRecord};
use crate::sql::{all, instant, maybe_name, name, number, to_json};

/// Whose work is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Circle {
    /// Of these people: their tasks, and the deals that they own.
    People(Vec<PersonId>),
    /// Of a direction: its deals, and the tasks in them.
    Direction(DirectionId),
}

/// The moments that part the tasks of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spans {
    /// What is due before is late.
    pub now: DateTime<Utc>,
    /// The end of today.
    pub tomorrow: DateTime<Utc>,
    /// The beginning of next week.
    pub next_week: DateTime<Utc>,
    /// Its end.
    pub after_it: DateTime<Utc>,
}

/// How much somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub person: PersonId,
    /// Every open task of his.
    pub open: u64,
    /// Those that are late.
    pub overdue: u64,
    /// Those that are due today and not late.
    pub today: u64,
    /// Those that are due after today and before next week.
    pub this_week: u64,
    /// Those that are due next week.
    pub next_week: u64,
}

/// How much is late with somebody, as far as its ladder has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// With whom; `None` where several may take it and nobody has.
    pub person: Option<PersonId>,
    /// The highest rung of which somebody was told; 0 where nobody was.
    pub rung: u32,
    /// How many tasks.
    pub tasks: u64,
    /// When the first of them was due.
    pub oldest: DateTime<Utc>,
}

/// Open deals in which no person did anything for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stalled {
    /// Those that have waited longest, with the moment of the last act.
    pub deals: Vec<(CaseRecord, DateTime<Utc>)>,
    /// How many there are in all.
    pub all: u64,
}

/// A visa that is waited for, and whose deal waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The task.
    pub task: TaskRecord,
    /// The owner of the deal.
    pub owner: PersonId,
}

/// What is late and with whom, the latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateTask {
    /// The task.
    pub task: TaskRecord,
    /// The highest rung of which somebody was told; 0 where nobody was.
    pub rung: u32,
}

macro_rules! loads {
    ($from:literal) => {
        concat!(
            "SELECT t.assignee AS person, COUNT(*) AS open,
    SUM(CASE WHEN t.due_at < ? THEN 1 ELSE 0 END) AS overdue,
    SUM(CASE WHEN t.due_at >= ? AND t.due_at < ? THEN 1 ELSE 0 END) AS today,
    SUM(CASE WHEN t.due_at >= ? AND t.due_at < ? THEN 1 ELSE 0 END) AS this_week,
    SUM(CASE WHEN t.due_at >= ? AND t.due_at < ? THEN 1 ELSE 0 END) AS next_week
FROM ",
            $from,
            " WHERE t.status = 'open' AND t.assignee IS NOT NULL"
        )
    };
}

const LOADS: &str = loads!("tasks AS t JOIN cases AS c ON c.id = t.case_id");
/// Where everything may be seen, the index of people's tasks is all there is to read.
const ALL_LOADS: &str = loads!("tasks AS t");
const LATE: &str = "
SELECT late.person, late.rung, COUNT(*) AS number, MIN(late.due_at) AS oldest FROM (
    SELECT t.assignee AS person, t.due_at,
        COALESCE((SELECT MAX(e.rung) FROM escalations AS e WHERE e.case_id = t.case_id AND e.task = t.number), 0) AS rung
    FROM tasks AS t JOIN cases AS c ON c.id = t.case_id WHERE t.status = 'open' AND t.due_at < ?";
const BY_RUNG: &str = ") AS late GROUP BY late.person, late.rung";
macro_rules! work {
    ($more:literal) => {
        concat!(
            "SELECT t.case_id, t.number, c.errand, c.title AS case_title, c.process, t.stage, t.step, t.title, t.kind, t.priority,
    t.assignee, t.instead_of, t.candidates, t.status, t.result, t.by_hand, t.due_at, t.created_at, t.closed_at, ",
            $more,
            " FROM tasks AS t JOIN cases AS c ON c.id = t.case_id WHERE t.status = 'open'"
        )
    };
}
const LATEST: &str =
    work!("COALESCE((SELECT MAX(e.rung) FROM escalations AS e WHERE e.case_id = t.case_id AND e.task = t.number), 0) AS rung");
const VISAS: &str = work!("c.owner AS owner");
const STALLED: &str = "
SELECT c.id, c.process, c.version, c.stage, c.status, c.outcome, c.owner, c.launcher, c.title, c.amount_minor, c.currency,
    c.direction, c.opened_at, c.finished_at, c.revision, c.next_due_at, c.active_at, COUNT(*) OVER () AS number
FROM cases AS c WHERE c.status = 'open' AND c.errand = FALSE AND c.active_at < ?";

impl Reads {
    /// How much each of these people has to do; who has nothing is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn loads(&self, horizon: &Horizon, circle: &Circle, spans: &Spans) -> Result<Vec<Load>, StoreError> {
        let Spans { now, tomorrow, next_week, after_it } = *spans;
        let alone = horizon.everything && matches!(circle, Circle::People(_));
        let mut query = Query::with(
            if alone { ALL_LOADS } else { LOADS },
            [now, now, tomorrow, tomorrow, next_week, next_week, after_it].map(|moment| to_text(moment).into()),
        );
        if !alone {
            query.within(horizon)?;
        }
        work_of(&mut query, circle)?;
        let (text, values) = query.finish("GROUP BY t.assignee ORDER BY t.assignee", []);
        all(&self.db, &text, values).await?.iter().map(load).collect()
    }

    /// What is late with these people, by person and rung.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn late(&self, horizon: &Horizon, circle: &Circle, now: DateTime<Utc>) -> Result<Vec<Late>, StoreError> {
        let mut query = Query::with(LATE, [to_text(now).into()]);
        query.within(horizon)?;
        work_of(&mut query, circle)?;
        let (text, values) = query.finish(BY_RUNG, []);
        let rows = all(&self.db, &text, values).await?;
        let late = |row: &QueryResult| {
            Ok(Late {
                person: maybe_name(row, "person")?,
                rung: number(row, "rung")?,
                tasks: number(row, "number")?,
                oldest: instant(row, "oldest")?,
            })
        };
        rows.iter().map(late).collect()
    }

    /// What is late with these people, the first due first, so many at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn late_tasks(
        &self,
        horizon: &Horizon,
        circle: &Circle,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LateTask>, StoreError> {
        let mut query = Query::new(LATEST);
        query.and("t.due_at < ?", [to_text(now).into()]);
        query.within(horizon)?;
        work_of(&mut query, circle)?;
        let (text, values) = query.finish("ORDER BY t.due_at, t.case_id, t.number LIMIT ?", [limit.into()]);
        let rows = all(&self.db, &text, values).await?;
        rows.iter().map(|row| Ok(LateTask { task: tasks::record(row)?, rung: number(row, "rung")? })).collect()
    }

    /// Open deals of these people in which no person did anything since then, so many at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stalled(
        &self,
        horizon: &Horizon,
        circle: &Circle,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Stalled, StoreError> {
        let mut query = Query::with(STALLED, [to_text(since).into()]);
        query.within(horizon)?;
        deals_of(&mut query, circle)?;
        let (text, values) = query.finish("ORDER BY c.active_at, c.id LIMIT ?", [limit.into()]);
        let (rows, now) = (all(&self.db, &text, values).await?, self.now());
        let count = rows.first().map_or(Ok(0), |row| number(row, "number"))?;
        let deal = |row: &QueryResult| Ok((cases::record(row, now)?, instant(row, "active_at")?));
        Ok(Stalled { deals: rows.iter().map(deal).collect::<Result<_, StoreError>>()?, all: count })
    }

    /// Visas that are waited for in deals of these people or that these people should give, the oldest first, so many at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_visas(&self, horizon: &Horizon, circle: &Circle, limit: u32) -> Result<Vec<Waiting>, StoreError> {
        let mut query = Query::new(VISAS);
        query.and("t.kind = 'visa'", []);
        query.within(horizon)?;
        match circle {
            Circle::People(people) => {
                let people = to_json(people)?;
                query.and("(c.owner IN {texts ?} OR t.assignee IN {texts ?})", [people.clone().into(), people.into()]);
            }
            Circle::Direction(direction) => query.and("c.direction = ?", [direction.as_str().into()]),
        }
        let (text, values) = query.finish("ORDER BY t.created_at, t.case_id, t.number LIMIT ?", [limit.into()]);
        let rows = all(&self.db, &text, values).await?;
        rows.iter().map(|row| Ok(Waiting { task: tasks::record(row)?, owner: name(row, "owner")? })).collect()
    }
}

/// Cuts a query over tasks (`t`) to those of a circle.
fn work_of(query: &mut Query, circle: &Circle) -> Result<(), StoreError> {
    match circle {
        Circle::People(people) => query.and("t.assignee IN {texts ?}", [to_json(people)?.into()]),
        Circle::Direction(direction) => query.and("c.direction = ?", [direction.as_str().into()]),
    }
    Ok(())
}

/// Cuts a query over cases (`c`) to those of a circle.
pub(super) fn deals_of(query: &mut Query, circle: &Circle) -> Result<(), StoreError> {
    match circle {
        Circle::People(people) => query.and("c.owner IN {texts ?}", [to_json(people)?.into()]),
        Circle::Direction(direction) => query.and("c.direction = ?", [direction.as_str().into()]),
    }
    Ok(())
}

fn load(row: &QueryResult) -> Result<Load, StoreError> {
    Ok(Load {
        person: name(row, "person")?,
        open: number(row, "open")?,
        overdue: number(row, "overdue")?,
        today: number(row, "today")?,
        this_week: number(row, "this_week")?,
        next_week: number(row, "next_week")?,
    })
}
