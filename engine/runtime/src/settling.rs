//! Writing down what became of letters, together: whoever comes while another writes leaves his for the next transaction. A flush
//! costs as much for one letter as for eight.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;
use voronka_store::{Attempt, Lease, Settled, Store, StoreError};

/// What waits to be written down.
#[derive(Debug, Default)]
pub(crate) struct Settling {
    waiting: Mutex<Vec<Job>>,
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Job {
    settled: Settled,
    answer: oneshot::Sender<Result<bool, StoreError>>,
}

impl Settling {
    /// Writes down what became of a row of the outbox; whether the lease still held.
    pub(crate) async fn write(
        &self,
        store: &Store,
        (place, lease, attempt): (i64, &Lease, &Attempt),
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let settled = (place, lease.clone(), attempt.clone());
        let (answer, mut outcome) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Job { settled, answer });
        let _alone = self.writing.lock().await;
        if let Ok(written) = outcome.try_recv() {
            return written;
        }
        let mut jobs = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        // In the order in which everybody takes rows, so that nobody locks another out.
        jobs.sort_by_key(|job| job.settled.0);
        let (settled, answers): (Vec<_>, Vec<_>) = jobs.into_iter().map(|job| (job.settled, job.answer)).unzip();
        for (answer, written) in answers.into_iter().zip(together(store, &settled, now).await) {
            // Whoever asked may be gone; what is written stays so.
            drop(answer.send(written));
        }
        // Whoever took it before and was torn off wrote nothing: the row is tried again once its lease is over.
        outcome.try_recv().unwrap_or(Err(StoreError::Closed))
    }
}

/// What the database refuses of one takes nobody else down.
async fn together(store: &Store, settled: &[Settled], now: DateTime<Utc>) -> Vec<Result<bool, StoreError>> {
    if let Ok(written) = store.settle_notices(settled, now).await {
        return written.into_iter().map(Ok).collect();
    }
    let mut each = Vec::with_capacity(settled.len());
    for one in settled {
        let written = store.settle_notices(std::slice::from_ref(one), now).await;
        each.push(written.map(|written| written.first().copied().unwrap_or(false)));
    }
    each
}
