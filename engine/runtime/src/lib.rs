//! The engine at work: one door, a committer that groups decisions, a scheduler for timers, a dispatcher for notices.
//!
//! Absent on purpose: the rules (the core's), SQL (the store's), words (the connectors').

mod absences;
mod administration;
pub mod answer;
mod archiver;
mod breaker;
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
mod fsck;
mod hints;
mod ids;
mod inner;
mod jumps;
mod leaving;
mod letters;
mod months;
mod news;
mod outgoing;
mod passing;
mod people;
mod portfolio;
mod quarantine;
mod reviewer;
mod reviews;
mod scheduler;
mod schedules;
mod secret;
mod wave;

pub use absences::Handover;
pub use administration::FINDING;
pub use answer::{Executed, Refused};
pub use caller::{Called, Caller, NoConnections, Request};
pub use clock::{Advanced, ClockControl, ClockError};
pub use courier::{Bundle, Courier, Delivered, DeliveryError, Overview, Parcel};
pub use deploy::{DeployError, Deployed};
pub use engine::{Engine, Options};
pub use fsck::fsck;
pub use ids::Ids;
pub use leaving::{Handed, Handing};
pub use letters::BadWishes;
pub use news::News;
pub use people::organisation_now;
pub use portfolio::Passing;
pub use quarantine::Dropped;
pub use voronka_store::{
    AuditRecord, Board, BoardCard, BoardFilter, BoardTask, BoardTotal, CaseFilter, CaseRecord, CaseStatus, Circle, Cohort,
    DiskState, Draft, Edit, Edited, Ended, EnteredAbsence, EscalationRecord, Escalations, Examined, Found, FsckFinding,
    IncidentRecord, Invitation, Journey, KeptBack, Key, Late, LateTask, Letter, LetterFilter, LetterRecord, LetterState, Load,
    PAGE_MOST, Pace, Page, PageRequest, ProcessRecord, Quarantine, Reads, Refusal, Running, Seat, ServerLock, Spans,
    StageStanding, Stalled, Standing, StandingAt, Store, StoreError, Tally, TaskFilter, TaskRecord, TaskStatus, TokenRecord,
    Waiting, Wishes, has_words, words_of,
};
pub use wave::APART;
