//! Dates: how that of a task is counted, what keeps it, and what a person promised.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use voronka_definition::calendar::BusinessTime;
use voronka_definition::name::{CalendarId, PersonId};

use crate::world::next_in_hours;

/// How the date of a task is counted, so that it can be counted anew when a field or a calendar changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// From when its formula counts: since the task exists, or was planned anew.
    pub from: DateTime<Utc>,
    /// By whose working time.
    pub of: PersonId,
    /// What the formula gave last. Where that had passed by then, the task is due at the end of a working day instead.
    pub given: DateTime<Utc>,
    /// In which zone he worked then; `None` in what was counted before that was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Tz>,
    /// Whether nobody worked at that moment when it was counted: then it is meant as it is, whatever a calendar does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_hours: bool,
    /// Whether the field is empty that should say when, so that the formula gave what stands in for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsaid: bool,
    /// The date that stayed what it was in other hands, or by another calendar; then no formula gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// By which calendar; `None` in what was counted before that was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
}

/// A date that stayed what it was. It is never earlier than that, and later by what has become free before it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The date.
    pub at: DateTime<Utc>,
    /// Since when it is somebody else's to meet.
    pub since: DateTime<Utc>,
    /// How much of his working time lay between the two, in seconds.
    pub left_seconds: i64,
}

impl Kept {
    /// When that is by his working time of now.
    pub fn moment(&self, time: &BusinessTime<'_>) -> DateTime<Utc> {
        self.at.max(self.reached(time))
    }

    /// The same, measured anew where more of his time lies before it than did: an absence was taken back. What becomes free after
    /// that counts from there.
    #[must_use]
    pub fn measured(&self, time: &BusinessTime<'_>) -> Self {
        let left = || time.between(self.since, self.at).num_seconds().max(self.left_seconds);
        let left_seconds = if self.reached(time) < self.at { left() } else { self.left_seconds };
        Self { left_seconds, ..self.clone() }
    }

    fn reached(&self, time: &BusinessTime<'_>) -> DateTime<Utc> {
        time.add_time(self.since, TimeDelta::seconds(self.left_seconds))
    }
}

impl Dated {
    /// When what was kept is due by the working time of now: at the next opening, where nobody works at its moment any more.
    pub fn kept_moment(&self, kept: &Kept, time: BusinessTime<'_>) -> DateTime<Utc> {
        let at = kept.moment(&time);
        if self.off_hours { at } else { next_in_hours(time, at) }
    }
}

/// A date that a person set in working time. Where a calendar makes that time free, the task is due at the next opening for as long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The moment that the person said.
    pub at: DateTime<Utc>,
    /// In whose working time it was.
    pub of: PersonId,
    /// In which zone he worked then.
    pub zone: Tz,
    /// Whether it came into the hands of somebody who does not work then: it is meant as it is, whatever a calendar does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_hours: bool,
}
