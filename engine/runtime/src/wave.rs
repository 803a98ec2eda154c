//! Waves: while timers that are due are still being fired, letters wait, so that what one moment brings becomes one letter a
//! person. After a downtime that is everything that was missed.
//!
//! Absent on purpose: gathering itself; that is the store's.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use voronka_store::StoreError;

use crate::inner::Inner;

/// How many notices to one person that are due together are sent one by one; if there are more they become one letter.
pub const APART: u32 = 3;
/// The same after a downtime: whatever is more than one letter becomes one.
const APART_IN_A_WAVE: u32 = 1;
/// How late the earliest timer is when it must have been a downtime.
const DOWNTIME: TimeDelta = TimeDelta::minutes(10);
/// How long after the last late timer the letters that it brought are gathered.
const AFTERWARDS: TimeDelta = TimeDelta::minutes(1);
/// How long letters wait for timers at most: timers that cannot be fired stop no letter.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);

/// Whether timers are under way.
#[derive(Debug, Default)]
pub(crate) struct Wave(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    since: Option<DateTime<Utc>>,
    late_at: Option<DateTime<Utc>>,
}

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sendable {
    /// Whether letters are.
    pub(crate) notices: bool,
    /// How many to one person go one by one.
    pub(crate) apart: u32,
}

impl Wave {
    /// Takes note that a timer which was due then fires now.
    pub(crate) fn fires(&self, due_at: DateTime<Utc>, now: DateTime<Utc>) {
        if now - due_at >= DOWNTIME {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).late_at = Some(now);
        }
    }

    fn look(&self, earliest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Sendable {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = earliest.filter(|at| *at <= now);
        if due.is_some_and(|at| now - at >= DOWNTIME) {
            state.late_at = Some(now);
        }
        let is_wave = state.late_at.is_some_and(|at| now - at <= AFTERWARDS);
        let apart = if is_wave { APART_IN_A_WAVE } else { APART };
        if due.is_none() {
            state.since = None;
            return Sendable { notices: true, apart };
        }
        let since = *state.since.get_or_insert(now);
        Sendable { notices: now - since >= PATIENCE || now < since, apart }
    }
}

/// Whether letters may go now, or what is due brings more of them.
pub(crate) async fn look(inner: &Inner) -> Result<Sendable, StoreError> {
    let earliest = inner.store.next_timer_at().await?;
    Ok(inner.wave.look(earliest, inner.store.now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_wait_for_timers_but_not_for_ever_and_a_downtime_is_one_wave() {
        let at = |minutes: i64| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let go = |apart| Sendable { notices: true, apart };
        let wait = |apart| Sendable { notices: false, apart };
        let wave = Wave::default();
        let table = [
            (None, 0, go(APART)),
            (Some(60), 59, go(APART)),
            (Some(60), 60, wait(APART)),
            (Some(61), 61, wait(APART)),
            (Some(62), 62, go(APART)),
            (Some(90), 63, go(APART)),
            (Some(90), 500, wait(1)),
            (Some(499), 501, wait(1)),
            (Some(600), 501, go(1)),
            (Some(600), 502, go(APART)),
        ];
        for (earliest, now, expected) in table {
            assert_eq!(wave.look(earliest.map(at), at(now)), expected, "{earliest:?} at {now}");
        }
    }
}
