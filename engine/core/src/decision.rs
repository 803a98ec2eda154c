//! A decision: what a command did, as plain values, ready to be committed.

use std::sync::Arc;

use crate::case::Case;
use crate::event::Recorded;

/// What a command did. The rows of tasks, timers and notices follow from it; nothing else is needed to commit it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The case as it was; `None` for a new one.
    pub before: Option<Arc<Case>>,
    /// The case as it is now.
    pub case: Case,
    /// What happened, in order; nothing where a correction changed nothing.
    pub events: Vec<Recorded>,
    /// Contents of documents that were handed in.
    pub documents: Vec<Content>,
    /// The start of the case that goes on from this one; committed with it or not at all.
    pub successor: Option<Box<Decision>>,
    /// The starts of cases that steps of this one started; committed with it or not at all.
    pub started: Vec<Decision>,
}

/// The content of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}
