//! What a process does outside the order of its stages: handlers of what happens, and schedules.

use chrono_tz::Tz;

use crate::expr::Expr;
use crate::model::people::Role;
use crate::model::stage::Stage;
use crate::model::time::Moment;
use crate::name::{FieldId, OutcomeId, ProcessId, ScheduleId, SignalName};
use crate::period::Period;
use crate::text::Text;

/// A signal that comes from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// Its name.
    pub id: SignalName,
    /// What has happened, for people.
    pub title: Text,
}

/// A reaction of the process, whatever stage the case is in.
#[derive(Debug, Clone, PartialEq)]
pub struct Handler {
    /// What it reacts to.
    pub trigger: Trigger,
    /// Only when this holds.
    pub when: Option<Expr>,
    /// Its steps, as a stage of its own that no order of stages knows. Its name is the handler's and differs from every stage's.
    pub body: Stage,
}

/// What a handler reacts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// A signal arrived.
    Signal(SignalName),
    /// A command changed one of these fields.
    Changed(Vec<FieldId>),
    /// Nobody has done anything in the case for so long.
    Silence(Period),
}

/// Starts cases by the calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Its name.
    pub id: ScheduleId,
    /// Five fields: minute, hour, day of the month, month, day of the week; as the Unix utility reads them.
    pub cron: String,
    /// The zone whose wall clock it reads.
    pub zone: Tz,
    /// The title of a started case; `None` with `of`: that of the finished one.
    pub title: Option<Text>,
    /// Who owns a started case; `None` with `of`: the owner of the finished one.
    pub owner: Option<Role>,
    /// Fields of the started case, in order.
    pub with: Vec<(FieldId, Expr)>,
    /// One case for each of these; `None` starts one case each time.
    pub of: Option<Finished>,
    /// The line of the file it stands on, from 1.
    pub line: u32,
}

/// Finished cases that a schedule goes on from.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// Of which process.
    pub process: ProcessId,
    /// With which outcome; `None` is any.
    pub outcome: Option<OutcomeId>,
    /// From when on; reads the fields that the new case would carry. A case for which it gives nothing is passed over.
    pub at: Moment,
}
