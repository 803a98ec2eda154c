//! Pictures, documents and logs, held against every process there is and against generated ones.

mod diagrams;
mod event_log;
mod house;
mod picture;
mod regulation;
mod walk;
