//! What the reviewer knows without asking the store: whether anything waits, and up to which moment absences were seen.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use chrono::{DateTime, Utc};

/// How reviews stand.
#[derive(Debug)]
pub(crate) struct Reviews {
    /// How often cases were noted that must be reviewed.
    noted: AtomicU64,
    /// The last of these times of which none waits any more.
    done: AtomicU64,
    seen_until: RwLock<DateTime<Utc>>,
    /// What reviews did since none waited.
    report: Mutex<Report>,
}

/// What reviews did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// How many cases were reviewed.
    pub(crate) cases: u64,
    /// How many tasks are due, or escalated, at another moment than before.
    pub(crate) moved: u64,
    /// How many tasks came into other hands.
    pub(crate) handed: u64,
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
        Self { noted: AtomicU64::new(1), done: AtomicU64::new(0), seen_until: RwLock::new(seen_until), report: Mutex::default() }
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

    /// A case was reviewed, and so much was done to it.
    pub(crate) fn count(&self, moved: u64, handed: u64) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        *report = Report { cases: report.cases + 1, moved: report.moved + moved, handed: report.handed + handed };
    }

    /// What was done since this was asked last.
    pub(crate) fn take_report(&self) -> Report {
        std::mem::take(&mut *self.report.lock().unwrap_or_else(PoisonError::into_inner))
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
