//! Timers: the moments at which an open case will ask to be looked at. They are read off the case, never kept beside it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::case::{Case, TokenState};
use crate::id::BadId;

/// What a timer belongs to within its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKey {
    /// The next alarm of this task.
    Task(u32),
    /// The deadline of the wait of this token, or its next attempt at a connector.
    Wait(u32),
    /// The limit of the stage, in this visit of it, counted over the case.
    Limit(u32),
    /// The longest gap without a next step.
    Gap(u32),
    /// Silence, for the handler at this place of the process's handlers.
    Silence(u32),
    /// Points of a score that stop counting.
    Points(u32),
}

impl fmt::Display for TimerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Task(number) => write!(f, "task-{number}"),
            Self::Wait(number) => write!(f, "wait-{number}"),
            Self::Limit(number) => write!(f, "limit-{number}"),
            Self::Gap(number) => write!(f, "gap-{number}"),
            Self::Silence(number) => write!(f, "silence-{number}"),
            Self::Points(number) => write!(f, "points-{number}"),
        }
    }
}

impl FromStr for TimerKey {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, number) = text.split_once('-').ok_or(BadId)?;
        let number = number.parse().map_err(|_| BadId)?;
        match kind {
            "task" => Ok(Self::Task(number)),
            "wait" => Ok(Self::Wait(number)),
            "limit" => Ok(Self::Limit(number)),
            "gap" => Ok(Self::Gap(number)),
            "silence" => Ok(Self::Silence(number)),
            "points" => Ok(Self::Points(number)),
            _ => Err(BadId),
        }
    }
}

/// A moment that will produce a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer {
    /// What it belongs to.
    pub key: TimerKey,
    /// The how-manieth of its key; `(case, key, occurrence)` is unique for ever.
    pub occurrence: u32,
    /// When it is due.
    pub due_at: DateTime<Utc>,
}

impl Case {
    /// Every timer of the case, by key.
    pub fn timers(&self) -> Vec<Timer> {
        let alarms = self.tasks.values().filter_map(|task| {
            let alarm = task.alarm.as_ref()?;
            Some(Timer { key: TimerKey::Task(task.number), occurrence: alarm.occurrence, due_at: alarm.at })
        });
        let tokens = self.flow().into_iter().flat_map(|flow| flow.tokens.values());
        let waits = tokens.filter_map(|token| match token.state {
            TokenState::Waiting { until: Some(due_at), .. } => {
                Some(Timer { key: TimerKey::Wait(token.number), occurrence: token.waits, due_at })
            }
            _ => None,
        });
        alarms.chain(waits).chain(self.stage_timers()).chain(self.other_timers()).collect()
    }

    /// The number under which this visit of a stage has its timers.
    pub fn stay(&self) -> u32 {
        self.visits.values().sum()
    }

    fn stage_timers(&self) -> impl Iterator<Item = Timer> {
        let (stay, gaps) = (self.stay(), self.counters.gaps);
        let moments = self.flow().map(|flow| {
            let limit = flow.limit_at.map(|due_at| Timer { key: TimerKey::Limit(stay), occurrence: 1, due_at });
            let gap = flow.gap_at.map(|due_at| Timer { key: TimerKey::Gap(stay), occurrence: gaps, due_at });
            [limit, gap].into_iter().flatten()
        });
        moments.into_iter().flatten()
    }

    fn other_timers(&self) -> impl Iterator<Item = Timer> {
        let silences = self.silences.iter().filter(|_| self.flow().is_some()).filter_map(|(place, silence)| {
            Some(Timer { key: TimerKey::Silence(*place), occurrence: silence.timed, due_at: silence.until? })
        });
        let points = self.points.iter().filter(|_| self.flow().is_some());
        let points = points
            .filter_map(|points| Some(Timer { key: TimerKey::Points(points.number), occurrence: 1, due_at: points.until? }));
        silences.chain(points)
    }
}
