//! The connections to PostgreSQL on which whole batches are committed, apart from the pool that everything else uses.
//!
//! They are two, so that the rows of one batch are written while another is flushed. Each plans the statement of a commit once
//! (`place::TO_COMMIT`): to plan it anew took as long as to run it, and by chance a plan was made that reads whole tables.
//!
//! Absent on purpose: what is committed, and when.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

use crate::connection::Db;
use crate::failpoint::Failpoint;

/// How many batches are committed at once at most.
pub(crate) const LANES: usize = 2;

/// Connections of which each commits one batch at a time.
#[derive(Debug)]
pub(crate) struct Lanes(Vec<Lane>);

#[derive(Debug)]
struct Lane {
    db: Db,
    turn: Mutex<()>,
}

/// A connection that is free for a batch until this is dropped.
pub(crate) struct Taken<'a> {
    db: &'a Db,
    _turn: MutexGuard<'a, ()>,
}

impl Lanes {
    pub(crate) fn new(connections: Vec<Db>) -> Self {
        Self(connections.into_iter().map(|db| Lane { db, turn: Mutex::default() }).collect())
    }

    /// The same connections, whose statements pass this failpoint.
    pub(crate) fn passing(&self, failpoint: &Arc<Failpoint>) -> Self {
        Self::new(self.all().map(|db| db.passing(Arc::clone(failpoint))).collect())
    }

    /// The first connection that is free: while there is little to commit it is always the same one, whose plans and caches are warm.
    /// `None` where there are none.
    pub(crate) async fn take(&self) -> Option<Taken<'_>> {
        let free = self.0.iter().find_map(|lane| Some(Taken { db: &lane.db, _turn: lane.turn.try_lock().ok()? }));
        match (free, self.0.first()) {
            (None, Some(first)) => Some(Taken { db: &first.db, _turn: first.turn.lock().await }),
            (free, _) => free,
        }
    }

    /// How many batches can be committed at once.
    pub(crate) fn number(&self) -> usize {
        self.0.len().max(1)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Db> {
        self.0.iter().map(|lane| &lane.db)
    }
}

impl Taken<'_> {
    pub(crate) fn db(&self) -> &Db {
        self.db
    }
}
