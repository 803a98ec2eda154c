//! Ids: of a case, and of what a case holds, which is numbered within it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of a case. Made outside: the core draws no random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub Uuid);

impl CaseId {
    /// Another id that follows from this fresh one: for the case which that case begins under that number, in the same decision.
    ///
    /// No random numbers are drawn here, and yet ids must not meet: the moment stays that of the fresh id, the rest is the SHA-256
    /// of the fresh id, the case and the number. A case gives each number once, and a fresh id serves one decision.
    pub fn derived(self, by: Self, number: u32) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0.as_bytes());
        hash.update(by.0.as_bytes());
        hash.update(number.to_be_bytes());
        let mut bytes = *self.0.as_bytes();
        bytes[6..].copy_from_slice(&hash.finalize()[..10]);
        let mut builder = uuid::Builder::from_bytes(bytes);
        builder.set_version(uuid::Version::SortRand).set_variant(uuid::Variant::RFC4122);
        Self(builder.into_uuid())
    }
}

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
