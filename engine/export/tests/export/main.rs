//! Pictures, documents and logs, held against every process there is and against generated ones.

#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "the tests read the shipped processes and write logs for a checker")]

mod changes;
mod diagrams;
mod event_log;
mod house;
mod picture;
mod regulation;
mod walk;
