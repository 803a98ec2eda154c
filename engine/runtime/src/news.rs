//! News: which cases have changed, for whoever shows them to somebody at this moment. Every commit of this node is told at once; those of
//! other nodes as their hints come.
//!
//! Absent on purpose: any reliance on it. News may be lost or doubled; who looks again sees what there is.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, broadcast};
use voronka_core::{Case, CaseId};

/// How many news wait for who is slow to hear them; beyond that he hears that he has missed some.
const WAITING: usize = 1_024;
/// How many cases wait to be told to the other nodes.
const FOR_OTHERS: usize = 10_000;

/// What has changed.
#[derive(Debug, Clone)]
pub enum News {
    /// This case, which is now so.
    Of(Arc<Case>),
    /// Nobody knows what: some news were lost.
    Unknown,
}

/// Who tells news.
#[derive(Debug)]
pub(crate) struct Teller {
    here: broadcast::Sender<News>,
    told: AtomicU64,
    elsewhere: Mutex<BTreeSet<CaseId>>,
    /// Whether there are some for other nodes.
    pub(crate) wanted: Notify,
}

impl Default for Teller {
    fn default() -> Self {
        Self {
            here: broadcast::Sender::new(WAITING),
            told: AtomicU64::new(0),
            elsewhere: Mutex::default(),
            wanted: Notify::new(),
        }
    }
}

impl Teller {
    /// Everything that is told from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<News> {
        self.here.subscribe()
    }

    /// Whether anybody listens.
    pub(crate) fn is_heard(&self) -> bool {
        self.here.receiver_count() > 0
    }

    /// Tells whoever listens on this node.
    pub(crate) fn tell(&self, news: News) {
        self.told.fetch_add(1, Ordering::Relaxed);
        // Nobody may be listening.
        drop(self.here.send(news));
    }

    /// How often something was told.
    pub(crate) fn told(&self) -> u64 {
        self.told.load(Ordering::Relaxed)
    }

    /// Keeps a case to be told to the other nodes.
    pub(crate) fn tell_others(&self, case: CaseId) {
        let mut cases = self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        if cases.len() < FOR_OTHERS {
            cases.insert(case);
        }
        drop(cases);
        self.wanted.notify_one();
    }

    /// The cases to be told to the other nodes, which are told of no more.
    pub(crate) fn take(&self) -> Vec<CaseId> {
        std::mem::take(&mut *self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }
}
