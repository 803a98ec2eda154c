//! Once a day the history's parts are seen to, where it has any: the coming months get theirs before anything happens in them.
//!
//! Absent on purpose: what such a part is; that is the store's.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::inner::Inner;

/// How long to rest after a look in vain.
const REST: TimeDelta = TimeDelta::minutes(1);

/// When the parts were looked at last, and whether that succeeded.
#[derive(Debug, Default)]
pub(crate) struct MonthsSeen(Mutex<Option<(DateTime<Utc>, bool)>>);

impl MonthsSeen {
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        let seen = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match seen {
            None => true,
            Some((at, true)) => at.date_naive() != now.date_naive(),
            Some((at, false)) => now < at || now >= at + REST,
        }
    }

    fn saw(&self, now: DateTime<Utc>, is_done: bool) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, is_done));
    }
}

/// Looks at the parts, if it is time to. In vain only means that what happens lies in the rest for a while.
pub(crate) async fn look(inner: &Inner) {
    let now = inner.store.now();
    if !inner.store.is_shared() || !inner.months.is_due(now) {
        return;
    }
    match inner.store.see_to_months(now).await {
        Ok(parts) => {
            inner.months.saw(now, parts.is_some());
            let parts = parts.unwrap_or_default();
            if !parts.made.is_empty() || !parts.dropped.is_empty() {
                info!(months.made = ?parts.made, months.dropped = ?parts.dropped, "the history has other parts");
            }
        }
        Err(error) => {
            inner.months.saw(now, false);
            warn!(error = %error, "could not see to the parts of the history; it is tried again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_at_once_a_day_and_after_a_look_in_vain_a_minute_later() {
        let morning = DateTime::UNIX_EPOCH + TimeDelta::hours(9);
        let table = [
            (None, TimeDelta::zero(), true),
            (Some(true), TimeDelta::hours(14), false),
            (Some(true), TimeDelta::hours(15), true),
            (Some(true), -TimeDelta::hours(10), true),
            (Some(false), TimeDelta::seconds(59), false),
            (Some(false), TimeDelta::seconds(60), true),
            (Some(false), -TimeDelta::seconds(1), true),
        ];
        for (seen, later, expected) in table {
            let months = MonthsSeen::default();
            if let Some(is_done) = seen {
                months.saw(morning, is_done);
            }
            assert_eq!(months.is_due(morning + later), expected, "{seen:?} {later}");
        }
    }
}
