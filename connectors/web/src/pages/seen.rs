//! What a visitor may see: cases, tasks, histories. What he may not see does not exist.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_core::case::Phase;
use voronka_core::{Case, CaseId, Recorded, TaskId};
use voronka_definition::Process;
use voronka_runtime::TaskRecord;

use super::visit::Visit;
use crate::problem::Problem;

/// How many events of a history are read at once.
const EVENTS_AT_ONCE: u32 = 200;
/// The most events of a history that a page tells of.
const EVENTS_MOST: usize = 4_000;

/// A case and the version of the process it runs.
pub(super) struct Seen {
    /// The case.
    pub case: Arc<Case>,
    /// Its process.
    pub process: Arc<Process>,
    /// Since when it is in the archive, where it is there.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// Whether it is a task without a deal.
    pub fn is_errand(&self) -> bool {
        matches!(self.case.phase, Phase::Errand) || self.process.stages.is_empty()
    }
}

/// A case that the visitor may see.
pub(super) async fn case(visit: &Visit, id: CaseId) -> Result<Seen, Problem> {
    let case = visit.app.engine.reads().case(id).await?;
    let case = case.filter(|case| visit.horizon.sees(case)).ok_or_else(Problem::not_found)?;
    let process = visit.app.engine.process(&case.process, &case.version).await?;
    let archived_at = if case.is_open() { None } else { visit.app.engine.reads().archived_since(id).await? };
    Ok(Seen { case, process, archived_at })
}

/// A deal that the visitor may see; a task without a deal is none.
pub(super) async fn deal(visit: &Visit, id: CaseId) -> Result<Seen, Problem> {
    let seen = case(visit, id).await?;
    if seen.is_errand() { Err(Problem::not_found()) } else { Ok(seen) }
}

/// A task, open or closed, of a case that the visitor may see.
pub(super) async fn task(visit: &Visit, id: TaskId) -> Result<(TaskRecord, Seen), Problem> {
    let record = visit.app.engine.reads().task(id).await?.ok_or_else(Problem::not_found)?;
    Ok((record, case(visit, id.case).await?))
}

/// The history of a case, oldest first.
pub(super) async fn history(visit: &Visit, id: CaseId) -> Result<Vec<Recorded>, Problem> {
    let mut events: Vec<Recorded> = Vec::new();
    while events.len() < EVENTS_MOST {
        let after = events.last().map_or(0, |event| event.seq);
        let part = visit.app.engine.reads().history(id, after, EVENTS_AT_ONCE).await?;
        let is_last = part.len() < EVENTS_AT_ONCE as usize;
        events.extend(part);
        if is_last {
            break;
        }
    }
    Ok(events)
}
