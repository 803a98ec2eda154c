//! The engine at work: one door, a committer that groups decisions, a scheduler for timers, a dispatcher for notices.
//!
//! Absent on purpose: the rules (the core's), SQL (the store's), words (the connectors').

mod absences;
pub mod accounts;
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
pub mod links;
mod months;
mod news;
mod outgoing;
mod passing;
mod password;
mod people;
mod portfolio;
mod posting;
mod public;
mod quarantine;
mod reviewer;
mod reviews;
mod scheduler;
mod schedules;
mod secret;
mod settling;
pub mod sign_on;
mod wave;

pub use absences::Handover;
pub use accounts::PasswordRefused;
pub use administration::FINDING;
pub use answer::{Executed, Refused};
pub use caller::{Called, Caller, NoConnections, Request};
pub use clock::{Advanced, ClockControl, ClockError};
pub use courier::{Bundle, Courier, Delivered, DeliveryError, LinkLetter, Overview, Parcel};
pub use deploy::{DeployError, Deployed};
pub use engine::{Engine, Options};
pub use fsck::fsck;
pub use ids::Ids;
pub use leaving::{Handed, Handing};
pub use letters::BadWishes;
pub use links::{ActLink, ActLinks};
pub use news::News;
pub use password::{PASSWORD_LONGEST, PASSWORD_SHORTEST, WeakPassword};
pub use people::organisation_now;
pub use portfolio::Passing;
pub use public::is_public;
pub use quarantine::Dropped;
pub use sign_on::{Begun, SignOn, SignOnError, Vouched};
pub use voronka_store::{
    AuditRecord, Board, BoardCard, BoardFilter, BoardTask, BoardTotal, CaseFilter, CaseRecord, CaseStatus, Circle, Cohort,
    DiskState, Draft, Edit, Edited, Ended, EnteredAbsence, Entrance, EntranceFilter, EntranceRecord, EscalationRecord,
    Escalations, Examined, Found, FsckFinding, IncidentRecord, Invitation, Journey, KeptBack, Key, Late, LateTask, Letter,
    LetterFilter, LetterRecord, LetterState, Load, Origin, PAGE_MOST, Pace, Page, PageRequest, ProcessRecord, Purpose,
    Quarantine, Reads, Refusal, Running, Seat, ServerLock, SessionRecord, Spans, StageStanding, Stalled, Standing, StandingAt,
    Store, StoreError, Tally, TaskFilter, TaskRecord, TaskStatus, TokenRecord, Waiting, Wishes, has_words, words_of,
};
pub use wave::APART;
