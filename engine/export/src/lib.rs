//! A process, and what happened in cases, shown to others: as a picture, as a document for people, as BPMN, as an event log.
//!
//! Pictures are drawn from one neutral [`graph`]; everything that is said is said by [`wording`]. Absent on purpose: files, clocks,
//! databases; and any decision about a case, which is the core's.

pub mod bpmn;
pub mod graph;
pub mod log;
mod mermaid;
pub mod regulation;
pub mod svg;
pub mod wording;

pub use graph::Graph;
pub use mermaid::mermaid;
pub use wording::Words;
