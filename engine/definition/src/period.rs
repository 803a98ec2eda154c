//! Periods: how long, in the units people agree in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The unit of a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Minutes by the clock on the wall.
    Minutes,
    /// Hours by the clock on the wall.
    Hours,
    /// Calendar days.
    Days,
    /// Minutes of working time.
    BusinessMinutes,
    /// Hours of working time.
    BusinessHours,
    /// Working days.
    BusinessDays,
}

/// A length of time with its unit: `2 business days`, `30 minutes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// How many of the unit.
    pub amount: u32,
    /// The unit.
    pub unit: Unit,
}

impl Period {
    /// No time at all.
    pub const ZERO: Self = Self { amount: 0, unit: Unit::Minutes };

    /// A period of this many units.
    pub const fn new(amount: u32, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// Whether it is counted in working time.
    pub fn is_business(self) -> bool {
        matches!(self.unit, Unit::BusinessMinutes | Unit::BusinessHours | Unit::BusinessDays)
    }
}

impl fmt::Display for Period {
    /// As the language writes it: `1 business day`, `3 hours`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Minutes => "minute",
            Unit::Hours => "hour",
            Unit::Days => "day",
            Unit::BusinessMinutes => "business minute",
            Unit::BusinessHours => "business hour",
            Unit::BusinessDays => "business day",
        };
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.amount)
    }
}
