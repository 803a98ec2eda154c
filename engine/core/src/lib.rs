//! The core: a process, a case and a command in, a decision out. Pure.
//!
//! [`decide`] is the only place where events are made; [`case::Case::apply`] is the only place where a case changes. Replaying
//! the events of a case gives the case.
//!
//! Absent on purpose: files, databases, clocks, random numbers, threads, `async`. Time, ids and all that the rules may look at are
//! handed in ([`decide::Setting`]).

pub mod absences;
pub mod access;
pub mod answers;
pub mod case;
pub mod command;
pub mod decide;
pub mod decision;
pub mod event;
pub mod id;
mod input;
pub mod leaving;
pub mod lookup;
pub mod notice;
pub mod offer;
pub mod output;
mod refuse;
pub mod rejection;
mod sight;
pub mod tell;
pub mod unheard;
pub mod why;
pub mod words;
pub mod world;

pub use case::Case;
pub use command::{Actor, Command, HandTask, Input, Start};
pub use decide::{Instead, Scheduled, Setting, decide, make_errand, scheduled, scheduled_at, start};
pub use decision::Decision;
pub use event::{Event, Recorded};
pub use id::{CaseId, EscalationId, IncidentId, NoticeId, TaskId};
pub use rejection::{FieldProblem, Rejection, RejectionKind};
pub use world::World;
