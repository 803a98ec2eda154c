//! The test clock: time that stands still and is moved by hand, and everything that falls due on the way happens.
//!
//! A walk goes from one due moment to the next and sets the clock to each, so that every event gets its own time. Commands of
//! people may come in between.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::info;
use voronka_core::World;
use voronka_definition::Period;
use voronka_definition::calendar::BusinessTime;
use voronka_store::StoreError;

use crate::inner::Inner;
use crate::{archiver, dispatcher, months, reviewer, scheduler, schedules};

/// How far one walk may go.
const FARTHEST_DAYS: u32 = 1_000;
/// How many moments a walk may contain.
const MOMENTS: u32 = 100_000;
/// How many rounds of timers and letters one moment may contain.
const ROUNDS: u32 = 10_000;
/// How often timers that must wait are tried again at one moment.
const TRIES: u32 = 200;
/// How long to wait in between.
const PAUSE: Duration = Duration::from_millis(25);

/// Moves the clock.
#[derive(Clone)]
pub struct ClockControl {
    inner: Arc<Inner>,
}

/// A finished walk of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advanced {
    /// Where it began.
    pub from: DateTime<Utc>,
    /// Where it stands now.
    pub now: DateTime<Utc>,
    /// How many timers fired.
    pub timers_fired: u64,
    /// How many attempts at letters were made.
    pub letters_tried: u64,
}

/// Why the clock was not moved, or not as far as wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The clock runs with the world; it cannot be moved.
    #[error("the clock does not stand still")]
    Running,
    /// It cannot be moved backwards.
    #[error("the clock stands at {now}, and {wanted} is before that")]
    Backwards {
        /// Where it stands.
        now: DateTime<Utc>,
        /// Where it should go.
        wanted: DateTime<Utc>,
    },
    /// More happened on the way than a walk may contain; the clock stands at the last moment reached.
    #[error("stopped at {now}: more than {bound} moments on the way")]
    TooMuch {
        /// Where it stands.
        now: DateTime<Utc>,
        /// How many moments a walk may contain.
        bound: u32,
    },
    /// The wanted moment is too far away.
    #[error("the clock can be moved by {days} days at most")]
    TooFar {
        /// How many days a walk may span.
        days: u32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What happened on a walk so far.
#[derive(Debug, Clone, Copy, Default)]
struct Happened {
    timers_fired: u64,
    letters_tried: u64,
}

impl ClockControl {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    /// Whether the clock stands still and can be moved.
    ///
    /// # Errors
    /// None today; a store on another machine may have to be asked.
    pub async fn is_standing(&self) -> Result<bool, StoreError> {
        Ok(self.inner.store.reads().standing().is_some())
    }

    /// Makes the clock stand still, at this moment or where it is, and answers where it stands. A clock that stands already is
    /// left where it stands.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stand(&self, at: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, ClockError> {
        if let Some(standing) = self.inner.store.reads().standing() {
            return Ok(standing);
        }
        let at = at.unwrap_or_else(|| self.inner.store.now());
        self.inner.store.stand_at(at).await?;
        Ok(self.inner.store.now())
    }

    /// Moves the clock to this moment, from one due moment to the next. It goes to its end even if nobody waits for it.
    ///
    /// # Errors
    /// When the clock runs, the moment is before it or too far away, too much happens, or the store fails.
    pub async fn advance_to(&self, to: DateTime<Utc>) -> Result<Advanced, ClockError> {
        let inner = Arc::clone(&self.inner);
        let walk = tokio::spawn(async move { walk(&inner, |_| to).await });
        walk.await.unwrap_or(Err(ClockError::Store(StoreError::Closed)))
    }

    /// Moves the clock by a period of the company's calendar.
    ///
    /// # Errors
    /// As [`advance_to`](Self::advance_to).
    pub async fn advance_by(&self, period: Period) -> Result<Advanced, ClockError> {
        let inner = Arc::clone(&self.inner);
        let walk = tokio::spawn(async move {
            let world = inner.definitions.world();
            walk(&inner, |now| later(&world, now, period)).await
        });
        walk.await.unwrap_or(Err(ClockError::Store(StoreError::Closed)))
    }
}

/// A moment by the company's calendar.
fn later(world: &World, now: DateTime<Utc>, period: Period) -> DateTime<Utc> {
    let organisation = &world.organisation;
    match world.calendars.get(&organisation.calendar) {
        Some(calendar) => BusinessTime { calendar, zone: organisation.time_zone }.add(now, period),
        None => now,
    }
}

impl ClockControl {
    /// The next moment at which something falls due; `None` where nothing will.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next_moment(&self) -> Result<Option<DateTime<Utc>>, ClockError> {
        Ok(next_moment(&self.inner, self.inner.store.now()).await?)
    }
}

async fn walk(inner: &Arc<Inner>, target: impl FnOnce(DateTime<Utc>) -> DateTime<Utc>) -> Result<Advanced, ClockError> {
    let _firing = inner.firing.lock().await;
    let _delivering = inner.delivering.lock().await;
    let from = inner.store.reads().standing().ok_or(ClockError::Running)?;
    let to = target(from);
    if to < from {
        return Err(ClockError::Backwards { now: from, wanted: to });
    }
    if to - from > TimeDelta::days(i64::from(FARTHEST_DAYS)) {
        return Err(ClockError::TooFar { days: FARTHEST_DAYS });
    }
    let mut happened = Happened::default();
    for _ in 0..MOMENTS {
        settle(inner, &mut happened).await?;
        let now = inner.store.now();
        if now >= to {
            info!(clock.from = %from, clock.now = %now, timers.fired = happened.timers_fired, "the clock was moved");
            return Ok(Advanced { from, now, timers_fired: happened.timers_fired, letters_tried: happened.letters_tried });
        }
        let next = next_moment(inner, now).await?.map_or(to, |next| next.min(to));
        inner.store.stand_at(next).await?;
    }
    Err(ClockError::TooMuch { now: inner.store.now(), bound: MOMENTS })
}

/// The next moment at which something falls due.
async fn next_moment(inner: &Inner, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let timer = inner.store.next_timer_at().await?;
    let attempt = inner.store.next_attempt_at().await?;
    let schedule = inner.store.next_schedule_at().await?;
    let digest = inner.store.next_digest_at().await?;
    let archive = archiver::next_moments(inner).await?;
    // A letter whose attempt failed with the database is tried again when its lease ends.
    let lease = inner.store.next_lease_end(now).await?;
    let others = [timer, attempt, lease, schedule, digest, reviewer::next_at(inner)].into_iter().flatten();
    Ok(others.chain(archive).filter(|at| *at > now).min())
}

/// Fires what is due and tries the letters that are due, until nothing is left to do at this moment.
async fn settle(inner: &Arc<Inner>, happened: &mut Happened) -> Result<(), ClockError> {
    let mut waited = 0;
    for _ in 0..ROUNDS {
        if inner.is_closing() {
            return Err(StoreError::Closed.into());
        }
        let reviewed = reviewer::round(inner).await?;
        if reviewed.done > 0 && reviewed.left == 0 {
            continue;
        }
        let round = scheduler::round(inner).await?;
        happened.timers_fired += round.fired;
        if round.left + reviewed.left > 0 {
            waited += 1;
            if waited > TRIES {
                return Err(StoreError::Database("due timers cannot be fired".to_owned()).into());
            }
            tokio::time::sleep(PAUSE).await;
            continue;
        }
        if round.fired + round.removed > 0 {
            continue;
        }
        let planned = schedules::round(inner).await?;
        if planned.left {
            waited += 1;
            if waited > TRIES {
                return Err(StoreError::Database("schedules cannot start cases".to_owned()).into());
            }
            tokio::time::sleep(PAUSE).await;
            continue;
        }
        let tried = dispatcher::drain(inner).await?;
        happened.letters_tried += tried;
        if tried == 0 && planned.done == 0 && archiver::round(inner).await? == 0 {
            return Ok(());
        }
    }
    Err(ClockError::TooMuch { now: inner.store.now(), bound: ROUNDS })
}

/// Does everything that is due at this moment.
pub(crate) async fn settle_now(inner: &Arc<Inner>) -> Result<(), StoreError> {
    let _firing = inner.firing.lock().await;
    let _delivering = inner.delivering.lock().await;
    inner.store.look_at_clock().await?;
    inner.definitions.renew(inner).await?;
    months::look(inner).await;
    match settle(inner, &mut Happened::default()).await {
        Ok(()) => Ok(()),
        Err(ClockError::Store(error)) => Err(error),
        Err(other) => Err(StoreError::Database(other.to_string())),
    }
}
