//! Ids: of a case, and of what a case holds, which is numbered within it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of a case. Made outside: the core draws no random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub Uuid);

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for CaseId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self).map_err(|_| BadId)
    }
}

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct BadId;

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name {
            /// The case.
            pub case: CaseId,
            /// The number within the case, from 1.
            pub number: u32,
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}-{}", self.case, self.number)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let (case, number) = text.rsplit_once('-').ok_or(BadId)?;
                Ok(Self { case: case.parse()?, number: number.parse().map_err(|_| BadId)? })
            }
        }
    )*};
}

numbered! {
    /// The id of a task: its case and its number there.
    TaskId;
    /// The id of an escalation: its case and its number there.
    EscalationId;
    /// The identity of a notice: its case and its number there. It stays the same however often the notice is sent.
    NoticeId;
    /// The id of an incident: its case and its number there.
    IncidentId;
}
