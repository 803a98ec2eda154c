//! What is kept in memory of cases: the latest state of those used lately, and who works on which.
//!
//! Absent on purpose: any truth. The revision guard of the store notices what is out of date.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;
use voronka_core::{Case, CaseId};

/// How many cases are kept.
const CASES: usize = 2_048;
/// How many commands may wait for one case.
const WAITING: usize = 128;

/// The latest state of cases used lately.
#[derive(Debug, Default)]
pub(crate) struct CaseCache {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    cases: HashMap<CaseId, (Arc<Case>, u64)>,
    uses: u64,
}

impl CaseCache {
    pub(crate) fn get(&self, id: CaseId) -> Option<Arc<Case>> {
        let mut held = lock(&self.held);
        held.uses += 1;
        let now = held.uses;
        let (case, used) = held.cases.get_mut(&id)?;
        *used = now;
        Some(Arc::clone(case))
    }

    /// Keeps a case, unless a later state of it is kept already.
    pub(crate) fn put(&self, case: Arc<Case>) {
        let mut held = lock(&self.held);
        held.uses += 1;
        let now = held.uses;
        let newer = held.cases.get(&case.id).is_some_and(|(kept, _)| kept.revision > case.revision);
        if !newer {
            held.cases.insert(case.id, (case, now));
        }
        held.shrink();
    }

    pub(crate) fn forget(&self, id: CaseId) {
        lock(&self.held).cases.remove(&id);
    }

    pub(crate) fn forget_all(&self) {
        lock(&self.held).cases.clear();
    }
}

impl Held {
    /// Once too many are kept, the eighth that was not used for longest goes.
    fn shrink(&mut self) {
        if self.cases.len() <= CASES {
            return;
        }
        let mut uses: Vec<u64> = self.cases.values().map(|(_, used)| *used).collect();
        let (_, bound, _) = uses.select_nth_unstable(CASES / 8);
        let bound = *bound;
        self.cases.retain(|_, (_, used)| *used > bound);
    }
}

/// Lets one command after another work on a case.
#[derive(Debug, Default)]
pub(crate) struct CaseLocks {
    slots: Arc<Mutex<Slots>>,
}

type Slots = HashMap<CaseId, Arc<tokio::sync::Mutex<()>>>;

/// The turn on a case; the next one comes when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    slots: Arc<Mutex<Slots>>,
    case: CaseId,
    held: Option<OwnedMutexGuard<()>>,
}

impl CaseLocks {
    /// Waits for the turn on a case; `None` where too many wait already.
    pub(crate) async fn turn(&self, case: CaseId) -> Option<Turn> {
        let slot = {
            let mut slots = lock(&self.slots);
            let slot = slots.entry(case).or_default();
            if Arc::strong_count(slot) > WAITING {
                return None;
            }
            Arc::clone(slot)
        };
        Some(Turn { slots: Arc::clone(&self.slots), case, held: Some(slot.lock_owned().await) })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held = None;
        let mut slots = lock(&self.slots);
        if slots.get(&self.case).is_some_and(|slot| Arc::strong_count(slot) == 1) {
            slots.remove(&self.case);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
