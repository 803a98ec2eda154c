//! The disk of the database, as those who write have met it: well, full, or failed.
//!
//! A full one is well again once something can be written. A failed one never is for this process: after a failed flush nobody can say
//! which of the pages that were handed over are on it, and the system does not tell a second time. Whoever writes is refused from
//! then on, until another process has read what is there and moved it into the file. PostgreSQL ends itself in that case.
//!
//! Absent on purpose: who ends the process.

use tokio::sync::watch;

use crate::error::StoreError;
use crate::sql;
use crate::store::Store;

/// Changes a row that every database has, and nothing in it.
const TRY: &str = "UPDATE world SET revision = revision WHERE id = 1";

/// How the disk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DiskState {
    /// Nothing is known against it.
    #[default]
    Well,
    /// Something could not be written for want of space, and nothing was since.
    Full,
    /// It failed while something was written.
    Failed,
}

/// What is known of the disk by everybody who writes.
#[derive(Debug, Default)]
pub(crate) struct Disk(watch::Sender<DiskState>);

impl Disk {
    /// Refuses where it has failed.
    pub(crate) fn refuse(&self) -> Result<(), StoreError> {
        match *self.0.borrow() {
            DiskState::Failed => Err(StoreError::DiskFailed),
            DiskState::Well | DiskState::Full => Ok(()),
        }
    }

    /// Takes note of what a writer has met.
    pub(crate) fn note(&self, error: &StoreError) {
        match error {
            StoreError::DiskFailed => self.become_state(DiskState::Failed),
            StoreError::DiskFull => self.become_state(DiskState::Full),
            _ => {}
        }
    }

    fn become_state(&self, state: DiskState) {
        self.0.send_if_modified(|known| {
            let changes = *known != state && *known != DiskState::Failed;
            if changes {
                *known = state;
            }
            changes
        });
    }
}

impl Store {
    /// How the disk is, as far as this process has met it.
    pub fn disk(&self) -> DiskState {
        *self.writing().0.borrow()
    }

    /// Waits until the disk has failed; for ever where it does not.
    pub async fn disk_failed(&self) {
        let mut state = self.writing().0.subscribe();
        if state.wait_for(|state| *state == DiskState::Failed).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Looks whether a disk that was full has space again, by writing; to be called every now and then. It does nothing where the
    /// disk is well.
    ///
    /// # Errors
    /// When it is still full, or the database fails.
    pub async fn look_at_disk(&self) -> Result<(), StoreError> {
        if self.disk() != DiskState::Full {
            return Ok(());
        }
        let transaction = self.begin().await?;
        sql::execute(&transaction, TRY, Vec::new()).await?;
        transaction.commit().await?;
        self.writing().become_state(DiskState::Well);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_can_be_well_again_and_a_failed_one_cannot() {
        let disk = Disk::default();
        disk.note(&StoreError::DiskFull);
        assert_eq!((*disk.0.borrow(), disk.refuse()), (DiskState::Full, Ok(())));
        disk.become_state(DiskState::Well);
        disk.note(&StoreError::Closed);
        assert_eq!(*disk.0.borrow(), DiskState::Well);
        disk.note(&StoreError::DiskFailed);
        disk.note(&StoreError::DiskFull);
        disk.become_state(DiskState::Well);
        assert_eq!((*disk.0.borrow(), disk.refuse()), (DiskState::Failed, Err(StoreError::DiskFailed)));
    }
}
