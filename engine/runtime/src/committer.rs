//! The committer: writes together what is ready, and waits for nobody.
//!
//! While one transaction is being flushed, the next batch gathers in the queue.

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tracing::{Instrument, debug, error, info_span};
use voronka_store::{Commit, CommitOutcome, Store, StoreError};

/// How many decisions go into one transaction.
const BATCH: usize = 64;
/// How many decisions may wait for the transactions before them.
const QUEUE: usize = 512;

/// A decision that waits to be durable.
struct Job {
    commit: Commit,
    answer: oneshot::Sender<Result<CommitOutcome, StoreError>>,
}

/// The way to the committer.
#[derive(Debug)]
pub(crate) struct Committer {
    queue: mpsc::Sender<Job>,
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
        let task = tokio::spawn(run(store, jobs).instrument(info_span!("committer")));
        (Self { queue }, task)
    }

    /// Waits until a decision is durable, or known not to be.
    pub(crate) async fn commit(&self, commit: Commit) -> Result<CommitOutcome, NotTaken> {
        let (answer, outcome) = oneshot::channel();
        self.queue.try_send(Job { commit, answer }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => NotTaken::Full,
            mpsc::error::TrySendError::Closed(_) => NotTaken::Failed(StoreError::Closed),
        })?;
        outcome.await.unwrap_or(Err(StoreError::Closed)).map_err(NotTaken::Failed)
    }
}

async fn run(store: Store, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        let (commits, answers): (Vec<Commit>, Vec<_>) = batch.drain(..).map(|job| (job.commit, job.answer)).unzip();
        let outcomes = together(&store, &commits).await;
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // Whoever asked may be gone; what is durable stays so.
            drop(answer.send(outcome));
        }
    }
}

async fn together(store: &Store, commits: &[Commit]) -> Vec<Result<CommitOutcome, StoreError>> {
    match store.commit(commits).await {
        Ok(outcomes) => {
            debug!(batch.decisions = commits.len(), "committed");
            outcomes.into_iter().map(Ok).collect()
        }
        Err(error @ StoreError::DiskFull) => vec![Err(error); commits.len()],
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
