//! Jumps of the clock, noticed by holding the store's clock against one that only goes on.
//!
//! Nothing is decided by the other clock: what is due is due by the store's. A jump is reported, and after one backwards what comes
//! by the calendar is planned anew, so that nothing is passed over which has not come yet. What has happened keeps its moment.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;
use tracing::warn;

use crate::inner::Inner;

/// How far the clocks may part between two looks before it is called a jump: more than a time service moves a clock at once.
const JUMP: TimeDelta = TimeDelta::seconds(5);

/// What both clocks showed last.
#[derive(Debug, Default)]
pub(crate) struct Jumps(Mutex<Option<(DateTime<Utc>, Instant)>>);

impl Jumps {
    /// How far the clock jumped since the last look; backwards it is negative.
    fn look(&self, clock: DateTime<Utc>, steady: Instant) -> Option<TimeDelta> {
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace((clock, steady));
        let (clock_before, steady_before) = before?;
        let passed = TimeDelta::from_std(steady.saturating_duration_since(steady_before)).unwrap_or(TimeDelta::MAX);
        let jump = (clock - clock_before).checked_sub(&passed)?;
        (jump.abs() >= JUMP).then_some(jump)
    }
}

/// Reports a jump since the last look. Whoever calls it holds [`Inner::firing`]. A clock that stands is moved by hand.
pub(crate) async fn look(inner: &Inner) {
    if inner.store.reads().standing().is_some() {
        return;
    }
    let now = inner.store.now();
    let Some(jump) = inner.jumps.look(now, Instant::now()) else { return };
    let seconds = jump.num_seconds();
    if jump > TimeDelta::zero() {
        warn!(clock.now = %now, clock.jumped_s = seconds, "the clock jumped forwards, or the machine slept; what is due fires now");
    } else {
        warn!(clock.now = %now, clock.jumped_s = seconds, "the clock jumped backwards; timers wait until it shows their moments");
        plan_anew(inner).await;
    }
}

/// Schedules and digests are planned from now on. An occurrence that has begun is remembered, and does not begin again.
pub(crate) async fn plan_anew(inner: &Inner) {
    inner.planned_for.lock().await.clear();
    *inner.digests_for.lock().await = None;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_what_the_steady_clock_did_not_see() {
        let (jumps, clock, steady) = (Jumps::default(), DateTime::UNIX_EPOCH, Instant::now());
        let table = [
            (0, 0, None),
            (1_000, 1_000, None),
            (5_900, 1_001, None),
            (3_605_900, 1_002, Some(3_599)),
            (3_605_901, 1_003, None),
            (5_901, 1_004, Some(-3_600)),
            (3_600_000, 3_595_103, None),
            (3_600_000, 3_600_103, Some(-5)),
        ];
        for (clock_ms, steady_ms, expected) in table {
            let at = (clock + TimeDelta::milliseconds(clock_ms), steady + std::time::Duration::from_millis(steady_ms));
            assert_eq!(jumps.look(at.0, at.1).map(|jump| jump.num_seconds()), expected, "{clock_ms} ms against {steady_ms} ms");
        }
    }
}
