//! What the reviewer knows without asking the store: whether anything waits, and up to which moment absences were seen.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};

/// How reviews stand.
#[derive(Debug)]
pub(crate) struct Reviews {
    /// How often cases were noted that must be reviewed.
    noted: AtomicU64,
    /// The last of these times of which none waits any more.
    done: AtomicU64,
    seen_until: RwLock<DateTime<Utc>>,
}

/// How far reviews had come at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    noted: u64,
    done: u64,
}

impl Waiting {
    /// Whether a case may wait.
    pub(crate) fn any(self) -> bool {
        self.noted > self.done
    }
}

impl Reviews {
    /// Nothing is known of what an earlier run left.
    pub(crate) fn new(seen_until: DateTime<Utc>) -> Self {
        Self { noted: AtomicU64::new(1), done: AtomicU64::new(0), seen_until: RwLock::new(seen_until) }
    }

    /// Cases were noted.
    pub(crate) fn note(&self) {
        self.noted.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn waiting(&self) -> Waiting {
        Waiting { done: self.done.load(Ordering::SeqCst), noted: self.noted.load(Ordering::SeqCst) }
    }

    /// After that, none was left.
    pub(crate) fn none_left(&self, waiting: Waiting) {
        self.done.fetch_max(waiting.noted, Ordering::SeqCst);
    }

    pub(crate) fn seen_until(&self) -> DateTime<Utc> {
        *self.seen_until.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Beginnings and ends of absences were seen up to this moment, and the cases noted.
    pub(crate) fn saw(&self, until: DateTime<Utc>) {
        *self.seen_until.write().unwrap_or_else(PoisonError::into_inner) = until;
        self.note();
    }
}
