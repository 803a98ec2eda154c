//! The engine at work: one door, a committer that groups decisions, a scheduler for timers, a dispatcher for notices.
//!
//! Absent on purpose: the rules (the core's), SQL (the store's), words (the connectors').

pub mod answer;
mod bundle;
mod cache;
pub mod caller;
pub mod clock;
mod committer;
pub mod courier;
mod definitions;
pub mod deploy;
mod digests;
mod dispatcher;
mod door;
pub mod engine;
mod inner;
mod letters;
mod outgoing;
mod scheduler;
mod schedules;
mod secret;
mod wave;

pub use answer::{Executed, Refused};
pub use caller::{Called, Caller, NoConnections, Request};
pub use clock::{Advanced, ClockControl, ClockError};
pub use courier::{Bundle, Courier, Delivered, DeliveryError, Overview, Parcel};
pub use deploy::{DeployError, Deployed};
pub use engine::{Engine, Options};
pub use letters::BadWishes;
pub use voronka_store::{
    CaseFilter, CaseRecord, CaseStatus, EscalationRecord, FsckFinding, IncidentRecord, Invitation, Key, Letter, LetterFilter,
    LetterRecord, LetterState, Pace, Page, PageRequest, ProcessRecord, Reads, ServerLock, Store, StoreError, TaskFilter,
    TaskRecord, TaskStatus, Wishes, fsck,
};
pub use wave::APART;
