//! The scheduler: each due timer becomes a command, in bounded batches by due time, so that timers never starve people.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tracing::{debug, error, warn};
use voronka_core::case::TimerKey;
use voronka_core::{Actor, CaseId, Command, Rejection};
use voronka_store::{DueTimer, Lease, StoreError};

use crate::answer::Refused;
use crate::door::{Call, Wanted, carry_out};
use crate::inner::Inner;
use crate::{archiver, jumps, months, reviewer, schedules};

/// How many due timers are looked at in one round.
const BATCH: u32 = 192;
/// How long a node has due timers for itself; where it dies another fires them after that.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// How many cases have their timers fired at once.
const AT_ONCE: usize = 48;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Round {
    /// Timers that fired.
    pub(crate) fired: u64,
    /// Timers that were gone, or were set aside.
    pub(crate) removed: u64,
    /// Timers that must wait, because the engine is busy or the database fails.
    pub(crate) left: u64,
}

/// Fires timers until the shutdown.
pub(crate) async fn run(inner: Arc<Inner>) {
    loop {
        let round = {
            let _firing = inner.firing.lock().await;
            if let Err(error) = inner.store.look_at_disk().await {
                warn!(error = %error, "nothing can be written");
            }
            if let Err(error) = inner.store.look_at_clock().await {
                warn!(error = %error, "could not look at the clock of the database");
            }
            if let Err(error) = inner.definitions.renew(&inner).await {
                warn!(error = %error, "could not look whether people or processes have changed");
            }
            jumps::look(&inner).await;
            months::look(&inner).await;
            everything(&inner).await
        };
        let more = match round {
            Ok(round) => round.left == 0 && round.fired + round.removed > 0,
            Err(error) => {
                warn!(error = %error, "could not look for due timers");
                false
            }
        };
        if inner.is_closing() || (!more && !inner.pause(&inner.timers_changed).await) {
            return;
        }
    }
}

/// First who has which task, then what falls due, then what begins, and what is long over last.
async fn everything(inner: &Arc<Inner>) -> Result<Round, StoreError> {
    let reviewed = reviewer::round(inner).await?;
    let timers = round(inner).await?;
    let planned = schedules::round(inner).await?;
    let archived = archiver::now_and_then(inner).await?;
    let (fired, left) =
        (reviewed.done + timers.fired + planned.done + archived, reviewed.left + timers.left + u64::from(planned.left));
    Ok(Round { fired, left, ..timers })
}

/// Fires the timers that are due now, up to a batch. Whoever calls it holds [`Inner::firing`].
pub(crate) async fn round(inner: &Arc<Inner>) -> Result<Round, StoreError> {
    let now = inner.store.now();
    let lease = Lease { token: inner.node.clone(), until: now + LEASE };
    let due = inner.store.claim_due_timers(now, BATCH, &lease).await?;
    if let Some(first) = due.first() {
        inner.wave.fires(first.due_at, now);
    }
    let mut round = Round::default();
    let mut groups = by_case(due).into_iter();
    let mut working: JoinSet<Result<Round, StoreError>> = JoinSet::new();
    loop {
        while working.len() < AT_ONCE {
            let Some(timers) = groups.next() else { break };
            working.spawn(one_after_another(Arc::clone(inner), timers));
        }
        match working.join_next().await {
            None => return Ok(round),
            Some(Ok(Ok(part))) => {
                round.fired += part.fired;
                round.removed += part.removed;
                round.left += part.left;
            }
            Some(Ok(Err(error))) => return Err(error),
            Some(Err(error)) => return Err(StoreError::Database(format!("a timer could not be worked on: {error}"))),
        }
    }
}

/// Timers by case, each case's in order; the case with the earliest first.
fn by_case(due: Vec<DueTimer>) -> Vec<Vec<DueTimer>> {
    let mut places: BTreeMap<CaseId, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<DueTimer>> = Vec::new();
    for timer in due {
        let place = *places.entry(timer.case).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(timer);
    }
    groups
}

async fn one_after_another(inner: Arc<Inner>, timers: Vec<DueTimer>) -> Result<Round, StoreError> {
    let mut round = Round::default();
    for (place, timer) in timers.iter().enumerate() {
        match fire(&inner, timer).await? {
            Fired::Yes(next) => {
                round.fired += 1;
                // What it brought may be due before those behind it, after a downtime: they are claimed anew, in the order of their moments.
                if next.is_some_and(|next| timers.get(place + 1).is_some_and(|behind| next < turn(behind))) {
                    break;
                }
            }
            Fired::Removed => round.removed += 1,
            // Those behind it wait too: what happens in a case happens in the order of its moments.
            Fired::Left => {
                round.left += (timers.len() - place) as u64;
                break;
            }
        }
    }
    Ok(round)
}

/// What timers of a case are ordered by.
type TurnOfTimer = (DateTime<Utc>, TimerKey, u32);

fn turn(timer: &DueTimer) -> TurnOfTimer {
    (timer.due_at, timer.key, timer.occurrence)
}

enum Fired {
    /// And this is the next timer of its case.
    Yes(Option<TurnOfTimer>),
    Removed,
    Left,
}

async fn fire(inner: &Arc<Inner>, timer: &DueTimer) -> Result<Fired, StoreError> {
    if !reviewer::first(inner, timer.case).await? {
        return Ok(Fired::Left);
    }
    let command = Command::FireTimer { key: timer.key, occurrence: timer.occurrence };
    let call = Call { wanted: Wanted::Of(timer.case, command), by: Actor::Engine, key: None };
    match carry_out(inner, call).await {
        Ok(executed) if executed.case.timers().iter().any(|other| is_same(timer, other)) => {
            set_aside(inner, timer, "it fired and is still due").await
        }
        Ok(executed) => {
            inner.timers_fired.fetch_add(1, Ordering::Relaxed);
            let turns = executed.case.timers().into_iter().map(|timer| (timer.due_at, timer.key, timer.occurrence));
            Ok(Fired::Yes(turns.min()))
        }
        Err(Refused::Rejected(rejection)) => rejected(inner, timer, &rejection).await,
        Err(Refused::NotFound | Refused::KeyReused) => {
            inner.store.drop_timer(timer).await?;
            Ok(Fired::Removed)
        }
        Err(Refused::Busy { .. }) => Ok(Fired::Left),
        Err(Refused::Fault(fault)) if fault.is_passing() => {
            warn!(case.id = %timer.case, timer.key = %timer.key, error = %fault, "a timer must wait");
            Ok(Fired::Left)
        }
        Err(Refused::Fault(fault)) => set_aside(inner, timer, &fault.to_string()).await,
    }
}

/// A timer that its case does not know any more is dropped. One that it still has would be its last step: where the case refuses to take
/// that, an administrator hears of it.
async fn rejected(inner: &Arc<Inner>, timer: &DueTimer, rejection: &Rejection) -> Result<Fired, StoreError> {
    let is_it = |known: &voronka_core::case::Timer| {
        known.key == timer.key && known.occurrence == timer.occurrence && known.due_at == timer.due_at
    };
    let case = inner.case(timer.case).await?;
    if !case.is_some_and(|case| case.timers().iter().any(is_it)) {
        debug!(case.id = %timer.case, timer.key = %timer.key, rejection.code = rejection.code, "a timer was gone");
        inner.store.drop_timer(timer).await?;
        return Ok(Fired::Removed);
    }
    // A clock that was put back meanwhile: it is due again later.
    if timer.due_at > inner.store.now() {
        return Ok(Fired::Left);
    }
    set_aside(inner, timer, &rejection.to_string()).await
}

fn is_same(timer: &DueTimer, other: &voronka_core::case::Timer) -> bool {
    other.key == timer.key && other.occurrence == timer.occurrence && other.due_at <= timer.due_at
}

/// A timer on which work fails stops nobody else: it waits for an administrator.
async fn set_aside(inner: &Inner, timer: &DueTimer, reason: &str) -> Result<Fired, StoreError> {
    error!(case.id = %timer.case, timer.key = %timer.key, timer.occurrence, error = reason, "a timer was set aside");
    inner.store.set_timer_aside(timer, reason, inner.store.now()).await?;
    Ok(Fired::Removed)
}
