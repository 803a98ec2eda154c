//! The reviewer: when people change, go or come back, each case that this may touch is held against its rules anew.
//!
//! Which cases wait is written in the transaction of the change itself, and a case waits until it was reviewed: a crash loses no
//! review. Reviews are done in bounded batches among the timers, and no timer fires in a case that still waits.
//!
//! Absent on purpose: what a review changes; that is the core's.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use tracing::{error, info, warn};
use voronka_core::{Actor, CaseId, Command, Event};
use voronka_store::{DueReview, PeopleChange, StoreError};

use crate::answer::{Executed, Refused};
use crate::door::{Call, Wanted, carry_out};
use crate::inner::Inner;
use crate::people::touched;
use crate::reviews::Report;

/// How many cases are reviewed in one round.
const BATCH: u32 = 64;
/// How many of them at once.
const AT_ONCE: usize = 16;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Round {
    /// Cases that were reviewed, or set aside.
    pub(crate) done: u64,
    /// Cases that must wait, because the engine is busy or the database fails.
    pub(crate) left: u64,
}

/// Reviews cases that wait, up to a batch. Whoever calls it holds [`Inner::firing`].
pub(crate) async fn round(inner: &Arc<Inner>) -> Result<Round, StoreError> {
    let seen = see(inner).await?;
    let waiting = inner.reviews.waiting();
    if !waiting.any() {
        return Ok(Round { done: seen, left: 0 });
    }
    let due = inner.store.due_reviews(BATCH).await?;
    if due.is_empty() {
        inner.reviews.none_left(waiting);
        report(inner);
        return Ok(Round { done: seen, left: 0 });
    }
    let mut round = Round { done: seen, left: 0 };
    let mut due = due.into_iter();
    let mut working: JoinSet<Result<bool, StoreError>> = JoinSet::new();
    loop {
        while working.len() < AT_ONCE {
            let Some(review) = due.next() else { break };
            let inner = Arc::clone(inner);
            working.spawn(async move { of_case(&inner, &review).await });
        }
        match working.join_next().await {
            None => return Ok(round),
            Some(Ok(Ok(true))) => round.done += 1,
            Some(Ok(Ok(false))) => round.left += 1,
            Some(Ok(Err(error))) => return Err(error),
            Some(Err(error)) => return Err(StoreError::Database(format!("a case could not be reviewed: {error}"))),
        }
    }
}

/// Notes who has gone or come back since the last look; how many moments that were. Where the clock went back, those have not gone
/// yet who were seen going in between.
async fn see(inner: &Arc<Inner>) -> Result<u64, StoreError> {
    let now = inner.store.now();
    let seen = inner.reviews.seen_until();
    let world = inner.definitions.world();
    let people = world.going_or_coming(seen.min(now), seen.max(now));
    if people.is_empty() {
        return Ok(0);
    }
    info!(people.number = people.len(), people.seen_until = %seen, "people have gone or come back");
    let deciding = inner.deciding.write().await;
    let (known, touched) = (inner.definitions.revision(), touched(&world, &people));
    let raised = inner.store.change_people(&PeopleChange::Seen(now), &touched, known).await;
    let Some(revision) = raised.inspect_err(|_| inner.definitions.doubt())? else {
        // The world is another than this node knows: it is taken in first, and looked at again.
        drop(deciding);
        inner.definitions.doubt();
        inner.definitions.renew(inner).await?;
        return Ok(1);
    };
    inner.definitions.set_revision(revision);
    inner.reviews.saw(now);
    drop(deciding);
    Ok(1)
}

/// When somebody goes or comes back next.
pub(crate) fn next_at(inner: &Inner) -> Option<DateTime<Utc>> {
    inner.definitions.world().next_absence_at(inner.reviews.seen_until())
}

/// Reviews a case before anything else happens to it, if it waits for that; whether it does so no longer.
pub(crate) async fn first(inner: &Arc<Inner>, case: CaseId) -> Result<bool, StoreError> {
    if !inner.reviews.waiting().any() {
        return Ok(true);
    }
    match inner.store.review_of(case).await? {
        Some(review) => of_case(inner, &review).await,
        None => Ok(true),
    }
}

/// Reviews a case; false where it must wait.
async fn of_case(inner: &Arc<Inner>, review: &DueReview) -> Result<bool, StoreError> {
    let call = Call { wanted: Wanted::Of(review.case, Command::Review), by: Actor::Engine, key: None };
    let failure = match carry_out(inner, call).await {
        Ok(executed) => {
            count(inner, &executed);
            None
        }
        Err(Refused::NotFound) => None,
        Err(Refused::Busy { .. }) => return Ok(false),
        Err(Refused::Fault(fault)) if fault.is_passing() => {
            warn!(case.id = %review.case, error = %fault, "a review must wait");
            return Ok(false);
        }
        Err(refused) => Some(refused.to_string()),
    };
    if let Some(reason) = &failure {
        error!(case.id = %review.case, error = reason, "a case could not be reviewed");
    }
    inner.store.note_reviewed(review, failure.as_deref(), inner.store.now()).await?;
    Ok(true)
}

/// Says in the log which dates a review has moved; the history of the case says why.
fn count(inner: &Inner, executed: &Executed) {
    let (mut moved, mut handed) = (0, 0);
    for recorded in &executed.events {
        match &recorded.event {
            Event::TaskRescheduled { task, from, to, .. } => {
                moved += 1;
                info!(case.id = %executed.case.id, task, due.before = %from, due.now = %to, "a review moved a task");
            }
            Event::TaskReassigned { .. } => handed += 1,
            _ => {}
        }
    }
    inner.reviews.count(moved, handed);
}

fn report(inner: &Inner) {
    let Report { cases, moved, handed } = inner.reviews.take_report();
    if cases > 0 {
        info!(reviews.cases = cases, reviews.moved = moved, reviews.handed = handed, "open cases were reviewed");
    }
}
