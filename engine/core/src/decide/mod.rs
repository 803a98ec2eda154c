//! Deciding: what a command does to a case. The one place where events are made.
//!
//! The order is the same for every command: may he, is it allowed in this state, is the content right; then what happened is
//! recorded. [`Draft::record`](draft::Draft::record) applies each event at once, so that the next rule sees its effect.

mod again;
mod alarm;
mod branches;
mod candidates;
mod clock;
pub(crate) mod commands;
mod conclusion;
mod dates;
mod draft;
mod due;
mod fields;
mod finishing;
mod following;
mod handlers;
mod inheriting;
mod items;
mod meetings;
mod people;
mod promises;
mod redated;
mod relief;
mod route;
mod rules;
mod rungs;
mod scores;
mod stages;
mod steps;
mod tasks;
mod vacant;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use voronka_definition::Process;

use crate::access;
use crate::case::Case;
use crate::command::{Actor, Command, HandTask, Start};
use crate::decision::Decision;
use crate::id::CaseId;
use crate::rejection::Rejection;
use crate::world::World;

pub(crate) use clock::lengthened;
pub use commands::scheduled::{Instead, Scheduled, scheduled, scheduled_at};
pub(crate) use draft::Draft;
pub(crate) use due::Counting;
pub(crate) use fields::wait_formula;
pub(crate) use items::At;
pub(crate) use people::Resolved;

/// All that a decision may look at besides the process and the case.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// People, calendars, processes.
    pub world: &'a World,
    /// The moment of the command, from the store's clock.
    pub now: DateTime<Utc>,
    /// Who wants it.
    pub by: Actor,
    /// The id for a case that this command may start.
    pub fresh: CaseId,
}

/// Decides what a command does to a case.
///
/// # Errors
/// A [`Rejection`]: nothing is changed.
pub fn decide(
    process: &Process,
    case: impl Into<Arc<Case>>,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<Decision, Rejection> {
    let case = case.into();
    let acts_for = access::authorise(setting.world, &case, command, &setting.by, setting.now)?;
    let mut draft = Draft::of(process, case, setting, acts_for);
    draft.carry_out(command)?;
    draft.conclude()?;
    Ok(draft.finish())
}

/// Starts a case of a process.
///
/// # Errors
/// A [`Rejection`]: nothing begins.
pub fn start(process: &Process, case: CaseId, start: &Start, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    access::authorise_start(setting.world, &setting.by)?;
    commands::beginning::start(process, case, start, setting)
}

/// Makes a task without a deal: a case of the built-in process `errand`.
///
/// # Errors
/// A [`Rejection`]: nothing begins.
pub fn make_errand(errand: &Process, case: CaseId, task: &HandTask, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    access::authorise_start(setting.world, &setting.by)?;
    commands::beginning::errand(errand, case, task, setting)
}
