//! How long a finished case is kept.

use chrono::{DateTime, TimeDelta, Utc};

/// When a finished case leaves the working tables, and when it is removed for good. A day is 24 hours, from the moment of the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archive {
    /// How many days after its end a case goes to the archive.
    pub after_days: u32,
    /// How many days after its end it is removed for good; `None` keeps it for ever. More than `after_days`.
    pub keep_days: Option<u32>,
}

impl Archive {
    /// Cases that ended by then go to the archive now.
    pub fn leaves_if_ended_by(self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(i64::from(self.after_days))
    }

    /// Cases that ended by then are removed for good now.
    pub fn goes_if_ended_by(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.keep_days.map(|days| now - TimeDelta::days(i64::from(days)))
    }
}
