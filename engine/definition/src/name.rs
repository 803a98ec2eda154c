//! Names: the identifiers of everything a process or an organisation speaks of.
//!
//! Each kind of thing has a type of its own, so that a stage cannot be looked up by the name of a role. A name is shared text:
//! cloning one is cheap. Whether a text is a well-formed name is the reader's question, not this module's.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Arc::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Arc::from(text))
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

names! {
    /// A process, as `corporate_sales`.
    ProcessId;
    /// A stage of a process, as `needs`.
    StageId;
    /// A step; unique within its stage.
    StepId;
    /// A result of a task, form, wait or approval; unique within it.
    ResultId;
    /// A field of the deal, built in or the process's own.
    FieldId;
    /// A role of a process, as `manager`.
    RoleId;
    /// An escalation ladder of a process, as `to_head`.
    LadderId;
    /// An activity of the deal that outlives a stage.
    ActivityId;
    /// A final stage, as `won`.
    OutcomeId;
    /// A decision table of a process, as `approval_level`.
    DecisionId;
    /// A score of a process, as `interest`.
    ScoreId;
    /// A rule of a score; unique within it.
    RuleId;
    /// A signal from outside, as `payment_received`.
    SignalName;
    /// A business calendar, as `ru`.
    CalendarId;
    /// A person of the organisation.
    PersonId;
    /// A department of the organisation.
    DepartmentId;
    /// A direction of sale.
    DirectionId;
    /// A position that people hold, as `lawyer`.
    PositionId;
    /// A branch of a parallel step; unique within it.
    BranchId;
    /// A connection to another system, by its name in the configuration.
    ConnectionId;
    /// A schedule of a process.
    ScheduleId;
}
