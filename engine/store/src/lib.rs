//! The durable state of voronka: one database, one transaction for a batch of decisions, queries with the rights of who asks.
//!
//! Only this crate mentions sea-orm. Rows follow from decisions by a pure function; nothing here decides anything.
//!
//! Absent on purpose: the rules of cases (the core's), caches, retries and background work (the runtime's).

mod access;
pub mod accounts;
pub mod archive;
pub mod audit;
mod clock;
pub mod commit;
mod connection;
pub mod copies;
pub mod definitions;
mod dialect;
pub mod digests;
mod disk;
pub mod edits;
pub mod entrances;
pub mod error;
pub mod failpoint;
pub mod fsck;
pub mod gathering;
mod hints;
mod incidents;
mod keys;
mod lanes;
mod leases;
mod moment;
pub mod months;
pub mod outbox;
pub mod people;
mod place;
pub mod quarantine;
pub mod reads;
pub mod record;
mod rows;
pub mod schedules;
mod schema;
mod signs;
mod sql;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub mod timers;
pub mod wishes;

pub use access::{Origin, SessionRecord};
pub use accounts::{LinkSent, LinkWanted, Purpose};
pub use archive::{Leaving, Moved, Needed};
pub use audit::{AuditRecord, TokenRecord};
pub use commit::{Commit, CommitOutcome, Key, KeyRecord, Trace};
pub use copies::{Draft, Examined, Seat};
pub use definitions::{NewProcess, OrganisationFiles};
pub use digests::{Digest, DigestEnd};
pub use disk::DiskState;
pub use edits::{Edit, Edited};
pub use entrances::{Entrance, EntranceFilter, EntranceRecord};
pub use error::StoreError;
pub use failpoint::{Blow, Failpoint, Fault, Side};
pub use fsck::{FsckFinding, fsck};
pub use gathering::{Claiming, Turn};
pub use hints::{Heard, Hints};
pub use leases::Lease;
pub use months::Parts;
pub use outbox::{Attempt, Calling, Claimed, Sending, Settled};
pub use people::{ClosedAccount, DueReview, EnteredAbsence, Held, PeopleChange, Touched};
pub use quarantine::{Dropping, KeptBack, Quarantine, Tally};
pub use reads::{
    Board, BoardCard, BoardFilter, BoardTask, BoardTotal, Circle, Cohort, Ended, Escalations, Found, Journey, Late, LateTask,
    Load, OldestWaiting, Reads, Refusal, Running, Since, Spans, StageStanding, Stalled, Standing, StandingAt, Waiting, has_words,
    words_of,
};
pub use record::{
    CaseFilter, CaseRecord, CaseStatus, EscalationRecord, IncidentRecord, Invitation, Letter, LetterFilter, LetterRecord,
    LetterState, PAGE_MOST, Page, PageRequest, ProcessRecord, TaskFilter, TaskRecord, TaskStatus,
};
pub use schedules::{Looked, Planned};
pub use store::{ServerLock, Store};
pub use timers::DueTimer;
pub use wishes::{Pace, Wishes};
