//! Instants as the database keeps them: UTC text of a fixed width, cut to microseconds, so that text order is time order.

use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use serde::{Serialize, Serializer};

use crate::error::StoreError;

/// An instant as text.
pub(crate) fn to_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The instant of a text.
pub(crate) fn from_text(text: &str) -> Result<DateTime<Utc>, StoreError> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|error| StoreError::Unreadable { what: format!("the instant `{text}`"), reason: error.to_string() })
}

/// An instant without what is finer than a microsecond.
pub(crate) fn cut(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// An instant within a row that is written as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At(pub(crate) DateTime<Utc>);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_text(self.0))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn text_order_is_time_order_and_nothing_is_lost() {
        let texts = ["2026-11-21T09:00:00.000000Z", "2026-11-21T09:00:00.000001Z", "2026-11-21T09:00:01.500000Z"];
        for pair in texts.windows(2) {
            assert!(pair[0] < pair[1]);
            assert!(from_text(pair[0]).unwrap() < from_text(pair[1]).unwrap());
        }
        for text in texts {
            assert_eq!(to_text(from_text(text).unwrap()), text);
        }
    }

    #[test]
    fn what_is_finer_than_a_microsecond_is_cut() {
        let fine = from_text("2026-11-21T09:00:00.123456789Z").unwrap();
        assert_eq!(to_text(cut(fine)), "2026-11-21T09:00:00.123456Z");
    }
}
