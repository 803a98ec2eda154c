//! Schedules: when each comes next, and which finished cases it still has to go on from.
//!
//! Absent on purpose: lines of cron; the runtime works out moments.

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use voronka_core::CaseId;
use voronka_definition::name::{OutcomeId, ProcessId, ScheduleId};

use crate::error::StoreError;
use crate::sql::{all, at, case_id, execute, get, id, instant, maybe_instant, name, one};
use crate::store::Store;

/// A schedule as it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The process.
    pub process: ProcessId,
    /// The schedule.
    pub schedule: ScheduleId,
    /// What it was planned by; where the process says otherwise now, it is planned anew.
    pub plan: String,
    /// When it comes next.
    pub next_at: DateTime<Utc>,
}

/// What became of a finished case that a schedule may go on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// Its moment comes; `None` is never.
    Waits(Option<DateTime<Utc>>),
    /// The schedule went on from it.
    Started,
    /// It could not; that was reported.
    Failed,
}

const ALL: &str = "SELECT process, schedule, plan, next_at FROM schedules ORDER BY process, schedule";
// In quarantine none begins anything: the database may be a copy of one that did so already.
const DUE: &str = "
SELECT process, schedule, plan, next_at FROM schedules WHERE next_at <= $1 AND NOT EXISTS (SELECT 1 FROM quarantine)
ORDER BY next_at, process, schedule";
const NEXT: &str = "SELECT MIN(next_at) AS next_at FROM schedules";
const PLAN: &str = "INSERT INTO schedules (process, schedule, plan, next_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (process, schedule) DO UPDATE SET plan = excluded.plan, next_at = excluded.next_at";
const FORGET: &str = "DELETE FROM schedules WHERE process = $1 AND schedule = $2";
const LOOK_AGAIN: &str = "DELETE FROM schedule_cases WHERE process = $1 AND schedule = $2 AND state <> 'started'";
const UNSEEN: &str = "
SELECT c.id FROM cases AS c WHERE c.process = $1 AND c.status = 'finished' AND (c.outcome = $2 OR $2 IS NULL)
AND NOT EXISTS (SELECT 1 FROM schedule_cases AS s WHERE s.process = $3 AND s.schedule = $4 AND s.case_id = c.id)
ORDER BY c.finished_at, c.id LIMIT $5";
const RIPE: &str = "
SELECT case_id FROM schedule_cases WHERE process = $1 AND schedule = $2 AND state = 'waits' AND due_at <= $3
ORDER BY due_at, case_id LIMIT $4";
const LOOKED: &str = "INSERT INTO schedule_cases (process, schedule, case_id, due_at, state) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (process, schedule, case_id) DO UPDATE SET due_at = excluded.due_at, state = excluded.state";

impl Store {
    /// Every schedule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schedules(&self) -> Result<Vec<Planned>, StoreError> {
        all(&self.reads().db, ALL, Vec::new()).await?.iter().map(planned).collect()
    }

    /// The schedules that are due by now, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_schedules(&self, now: DateTime<Utc>) -> Result<Vec<Planned>, StoreError> {
        all(&self.reads().db, DUE, vec![at(now)]).await?.iter().map(planned).collect()
    }

    /// When the next schedule comes, be it past.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_schedule_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = one(&self.reads().db, NEXT, Vec::new()).await?;
        Ok(row.map(|row| maybe_instant(&row, "next_at")).transpose()?.flatten())
    }

    /// Plans a schedule, anew where it was planned before. Where it is another now, finished cases are looked at again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_schedule(&self, planned: &Planned, is_another: bool) -> Result<(), StoreError> {
        let (process, schedule) = (planned.process.as_str(), planned.schedule.as_str());
        let transaction = self.begin().await?;
        let values = vec![process.into(), schedule.into(), planned.plan.as_str().into(), at(planned.next_at)];
        execute(&transaction, PLAN, values).await?;
        if is_another {
            execute(&transaction, LOOK_AGAIN, vec![process.into(), schedule.into()]).await?;
        }
        transaction.commit().await
    }

    /// Forgets a schedule that no process has any more; what it started stays known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_schedule(&self, planned: &Planned) -> Result<(), StoreError> {
        let values = || vec![planned.process.as_str().into(), planned.schedule.as_str().into()];
        let transaction = self.begin().await?;
        execute(&transaction, FORGET, values()).await?;
        execute(&transaction, LOOK_AGAIN, values()).await?;
        transaction.commit().await
    }

    /// Finished cases of a process, with that outcome where one is named, at which the schedule has not looked yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unseen_by_schedule(
        &self,
        planned: &Planned,
        of: &ProcessId,
        outcome: Option<&OutcomeId>,
        limit: u32,
    ) -> Result<Vec<CaseId>, StoreError> {
        let outcome: Option<String> = outcome.map(ToString::to_string);
        let values = vec![
            of.as_str().into(),
            outcome.into(),
            planned.process.as_str().into(),
            planned.schedule.as_str().into(),
            limit.into(),
        ];
        all(&self.reads().db, UNSEEN, values).await?.iter().map(|row| case_id(row, "id")).collect()
    }

    /// Finished cases whose moment has come, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ripe_for_schedule(&self, planned: &Planned, limit: u32) -> Result<Vec<CaseId>, StoreError> {
        let names = [planned.process.as_str().into(), planned.schedule.as_str().into()];
        let values = names.into_iter().chain([at(planned.next_at), limit.into()]).collect();
        all(&self.reads().db, RIPE, values).await?.iter().map(|row| case_id(row, "case_id")).collect()
    }

    /// Notes what became of a finished case. What failed is an incident for the administrators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_looked(
        &self,
        planned: &Planned,
        case: CaseId,
        looked: Looked,
        failure: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (state, due) = match looked {
            Looked::Waits(due) => ("waits", due),
            Looked::Started => ("started", None),
            Looked::Failed => ("failed", None),
        };
        let due: Option<String> = due.map(crate::moment::to_text);
        let names = [planned.process.as_str().into(), planned.schedule.as_str().into()];
        let values = names.into_iter().chain([id(case), due.into(), state.into()]).collect();
        let transaction = self.begin().await?;
        execute(&transaction, LOOKED, values).await?;
        if let Some(reason) = failure {
            crate::incidents::open(&transaction, case, &subject_of(planned), reason, now).await?;
        }
        transaction.commit().await
    }

    /// Notes that a case which a schedule started is owned by somebody for want of a better: an incident for the administrators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_makeshift(
        &self,
        planned: &Planned,
        case: CaseId,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        crate::incidents::open(&transaction, case, &subject_of(planned), reason, now).await?;
        transaction.commit().await
    }
}

fn subject_of(planned: &Planned) -> String {
    format!("schedule {} {}", planned.process, planned.schedule)
}

fn planned(row: &QueryResult) -> Result<Planned, StoreError> {
    Ok(Planned {
        process: name(row, "process")?,
        schedule: name(row, "schedule")?,
        plan: get(row, "plan")?,
        next_at: instant(row, "next_at")?,
    })
}
