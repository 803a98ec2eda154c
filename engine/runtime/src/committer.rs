//! The committer: writes together what is ready.
//!
//! While one transaction is being flushed, the next batch gathers in the queue. Commands that are being decided at this moment
//! are waited for, for a moment: without that, a few clients that answer each other's rhythm end up in small batches that take turns,
//! each with a flush of its own. Where enough are ready nobody is waited for: then a flush is a small part of the work. A lone
//! command waits for nobody. Where the store commits several batches at once, a large one is written beside the next.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tracing::{Instrument, debug, error, info_span};
use voronka_store::{Commit, CommitOutcome, Store, StoreError};

/// How many decisions go into one transaction at most.
const BATCH: usize = 64;
/// So many are enough not to wait for others.
const ENOUGH: usize = 32;
/// A batch of fewer decisions is flushed before the next one is written: a few clients would only fall apart into smaller batches.
const APART: usize = 16;
/// How many decisions may wait for the transactions before them.
const QUEUE: usize = 512;
/// How long a batch waits for commands that are being decided; less than a flush takes.
const GATHER: Duration = Duration::from_millis(2);

/// A decision that waits to be durable.
struct Job {
    commit: Commit,
    answer: oneshot::Sender<Result<CommitOutcome, StoreError>>,
}

/// The way to the committer.
#[derive(Debug)]
pub(crate) struct Committer {
    queue: mpsc::Sender<Job>,
    deciding: Arc<Deciding>,
}

/// How many commands are being decided.
#[derive(Debug, Default)]
struct Deciding {
    number: AtomicUsize,
    fewer: Notify,
}

/// A command that is being decided; it is no more once this is dropped.
#[derive(Debug)]
pub(crate) struct Decider(Arc<Deciding>);

impl Drop for Decider {
    fn drop(&mut self) {
        self.0.number.fetch_sub(1, Ordering::SeqCst);
        self.0.fewer.notify_one();
    }
}

/// Why a decision was not taken.
pub(crate) enum NotTaken {
    /// Too many wait.
    Full,
    /// The store failed.
    Failed(StoreError),
}

impl Committer {
    /// Begins to commit. The task ends once the committer is dropped and its queue is empty.
    pub(crate) fn start(store: Store) -> (Self, JoinHandle<()>) {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let deciding = Arc::new(Deciding::default());
        let task = tokio::spawn(run(store, jobs, Arc::clone(&deciding)).instrument(info_span!("committer")));
        (Self { queue, deciding }, task)
    }

    /// Whether commands are under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.deciding.number.load(Ordering::SeqCst) > 0 || self.queue.capacity() < QUEUE
    }

    /// Says that a command is being decided, which will come to [`commit`](Self::commit) or be refused without waiting for others.
    pub(crate) fn decider(&self) -> Decider {
        self.deciding.number.fetch_add(1, Ordering::SeqCst);
        Decider(Arc::clone(&self.deciding))
    }

    /// Waits until a decision is durable, or known not to be.
    pub(crate) async fn commit(&self, commit: Commit, decider: Decider) -> Result<CommitOutcome, NotTaken> {
        let (answer, outcome) = oneshot::channel();
        self.queue.try_send(Job { commit, answer }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => NotTaken::Full,
            mpsc::error::TrySendError::Closed(_) => NotTaken::Failed(StoreError::Closed),
        })?;
        drop(decider);
        outcome.instrument(info_span!("durable")).await.unwrap_or(Err(StoreError::Closed)).map_err(NotTaken::Failed)
    }
}

async fn run(store: Store, mut jobs: mpsc::Receiver<Job>, deciding: Arc<Deciding>) {
    let at_once = store.commits_at_once();
    let mut beside = JoinSet::new();
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        // Those that were answered by the batch before are only now waking up.
        tokio::task::yield_now().await;
        drop(tokio::time::timeout(GATHER, gather(&mut batch, &mut jobs, &deciding)).await);
        let ready = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        if at_once == 1 || ready.len() < APART {
            commit(&store, ready).await;
            continue;
        }
        let store = store.clone();
        beside.spawn(async move { commit(&store, ready).await }.in_current_span());
        while beside.len() >= at_once && beside.join_next().await.is_some() {}
    }
    while beside.join_next().await.is_some() {}
}

/// Commits a batch and answers whoever waits for it.
async fn commit(store: &Store, batch: Vec<Job>) {
    let (commits, answers): (Vec<Commit>, Vec<_>) = batch.into_iter().map(|job| (job.commit, job.answer)).unzip();
    let span = info_span!("commit", batch.decisions = commits.len());
    let outcomes = together(store, &commits).instrument(span).await;
    for (answer, outcome) in answers.into_iter().zip(outcomes) {
        // Whoever asked may be gone; what is durable stays so.
        drop(answer.send(outcome));
    }
}

/// Takes what else is ready, until that is enough or nobody is deciding.
async fn gather(batch: &mut Vec<Job>, jobs: &mut mpsc::Receiver<Job>, deciding: &Deciding) {
    loop {
        let fewer = deciding.fewer.notified();
        while batch.len() < BATCH {
            let Ok(job) = jobs.try_recv() else { break };
            batch.push(job);
        }
        if batch.len() >= ENOUGH || deciding.number.load(Ordering::SeqCst) == 0 {
            return;
        }
        fewer.await;
    }
}

async fn together(store: &Store, commits: &[Commit]) -> Vec<Result<CommitOutcome, StoreError>> {
    match store.commit(commits).await {
        Ok(outcomes) => {
            debug!(batch.decisions = commits.len(), "committed");
            outcomes.into_iter().map(Ok).collect()
        }
        Err(error @ (StoreError::DiskFull | StoreError::DiskFailed)) => vec![Err(error); commits.len()],
        Err(error) if commits.len() == 1 => {
            error!(case.id = %commits[0].case(), error = %error, "a commit failed");
            vec![Err(error)]
        }
        Err(_) => one_by_one(store, commits).await,
    }
}

/// After a batch has failed: so that what the database refuses of one takes nobody else down.
async fn one_by_one(store: &Store, commits: &[Commit]) -> Vec<Result<CommitOutcome, StoreError>> {
    let mut outcomes = Vec::with_capacity(commits.len());
    for commit in commits {
        let outcome = store.commit(std::slice::from_ref(commit)).await;
        if let Err(error) = &outcome {
            error!(case.id = %commit.case(), error = %error, "a commit failed");
        }
        outcomes.push(outcome.map(|outcomes| outcomes.into_iter().next().unwrap_or(CommitOutcome::Conflict)));
    }
    outcomes
}
