//! A store: opened, locked, closed; the way to its queries and its transactions.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{AccessMode, IsolationLevel, TransactionOptions};

use crate::clock::Clock;
use crate::connection::{Db, Transaction};
use crate::dialect::Words;
use crate::disk::Disk;
use crate::error::StoreError;
use crate::failpoint::Failpoint;
use crate::lanes::{LANES, Lanes};
use crate::place::{Place, READERS, cannot_open};
use crate::reads::Reads;
use crate::schema;
use crate::signs;
use crate::sql;

/// The durable state: one database. Cloning gives another handle of the same one.
#[derive(Debug, Clone)]
pub struct Store {
    place: Arc<Place>,
    writer: Db,
    lanes: Arc<Lanes>,
    reads: Reads,
    disk: Arc<Disk>,
    /// Whether it counts as one of several that work on the same database, although that is in memory.
    among_others: bool,
}

/// The right to be the only server on a database; given back when it is dropped.
#[derive(Debug)]
pub struct ServerLock {
    _file: Option<File>,
}

impl Store {
    /// Opens a database and brings its schema up to date: `sqlite://FILE` (made where it is missing), `sqlite::memory:`, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE` (which must be there).
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer voronka.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_at(Place::of(url)?).await
    }

    /// Opens a database where it is.
    pub(crate) async fn open_at(place: Place) -> Result<Self, StoreError> {
        place.check()?;
        let writer = place.connect(1).await?;
        schema::bring_up(&writer, &place.name()).await?;
        let disk = Arc::new(Disk::default());
        let reader = match place {
            Place::File(_) => Some(place.connect(READERS).await?),
            Place::Memory | Place::Server(_) => None,
        };
        let writer = Db::new(writer).writing(Arc::clone(&disk));
        let to_commit = place.connect_to_commit(LANES).await?;
        let lanes = Arc::new(Lanes::new(to_commit.into_iter().map(|db| Db::new(db).writing(Arc::clone(&disk))).collect()));
        // What cannot be read is nobody's loss: only whoever writes must know how the disk is.
        let db = reader.map_or_else(|| writer.clone(), Db::new);
        signs::fill_in(&writer).await?;
        let clock = Arc::new(Clock::of(&db).await?);
        Ok(Self { place: Arc::new(place), writer, lanes, reads: Reads { db, clock }, disk, among_others: false })
    }

    /// The store as a process would find it that begins now: on the same connections, but with a clock that is read anew, and with a
    /// failpoint which every statement passes. For simulations.
    ///
    /// # Errors
    /// When the database fails, or the failpoint lets it.
    pub async fn again(&self, failpoint: Arc<Failpoint>) -> Result<Self, StoreError> {
        let writer = self.writer.passing(Arc::clone(&failpoint));
        let lanes = Arc::new(self.lanes.passing(&failpoint));
        let db = self.reads.db.passing(failpoint);
        let clock = Arc::new(Clock::of(&db).await?);
        Ok(Self {
            place: Arc::clone(&self.place),
            writer,
            lanes,
            reads: Reads { db, clock },
            disk: Arc::clone(&self.disk),
            among_others: false,
        })
    }

    /// The same as one of several nodes that work at once: it claims what it works on, and looks whether others have changed anything.
    ///
    /// # Errors
    /// When the database fails, or the failpoint lets it.
    pub async fn again_among_others(&self, failpoint: Arc<Failpoint>) -> Result<Self, StoreError> {
        Ok(Self { among_others: true, ..self.again(failpoint).await? })
    }

    /// Takes the right to be the only server on this database. PostgreSQL has any number of servers, which need none.
    ///
    /// # Errors
    /// When another server has it.
    pub fn lock_for_server(&self) -> Result<ServerLock, StoreError> {
        match &*self.place {
            Place::File(path) => lock_file(path),
            Place::Memory | Place::Server(_) => Ok(ServerLock { _file: None }),
        }
    }

    /// Whether other servers may work on the same database.
    pub fn is_shared(&self) -> bool {
        self.among_others || self.is_on_server()
    }

    /// Whether the database is one of PostgreSQL.
    pub(crate) fn is_on_server(&self) -> bool {
        matches!(*self.place, Place::Server(_))
    }

    /// How many batches it commits at once: one on SQLite, which has one writer.
    pub fn commits_at_once(&self) -> usize {
        self.lanes.number()
    }

    pub(crate) fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    pub(crate) fn writing(&self) -> &Disk {
        &self.disk
    }

    /// Gives signs to the cases that have none, as opening does.
    #[cfg(test)]
    pub(crate) async fn fill_in_signs(&self) -> Result<(), StoreError> {
        signs::fill_in(&self.writer).await
    }

    /// The queries.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Moves the write-ahead log into the file, so that the file alone is the whole database. PostgreSQL minds its own.
    ///
    /// # Errors
    /// When the database fails, or something still reads what would have to be moved.
    pub async fn fold(&self) -> Result<(), StoreError> {
        if self.is_on_server() {
            return Ok(());
        }
        let row = sql::one(&self.writer, "PRAGMA wal_checkpoint(TRUNCATE)", Vec::new()).await?;
        match row.map(|row| sql::get::<i64>(&row, "busy")).transpose()? {
            Some(0) | None => Ok(()),
            Some(_) => Err(StoreError::Database("the write-ahead log is still being read".to_owned())),
        }
    }

    /// Closes every connection; the last one to a file moves the write-ahead log into it.
    ///
    /// # Errors
    /// When a connection cannot be closed.
    pub async fn close(self) -> Result<(), StoreError> {
        for lane in self.lanes.all() {
            lane.clone().close().await?;
        }
        self.reads.db.close().await?;
        self.writer.close().await
    }

    /// A transaction that writes. On SQLite there is one at a time and the others wait for it; on PostgreSQL each sees what is
    /// committed when a statement begins, so that whatever must not move in between has to be locked.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        self.writer.begin_to_write().await
    }

    /// A transaction that sees the database as it is now, whatever others write meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Transaction, StoreError> {
        let options = match self.is_on_server() {
            true => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            false => TransactionOptions::default(),
        };
        self.reads.db.begin(options).await
    }

    /// Runs one statement as a transaction of its own; the number of rows it touched.
    pub(crate) async fn write(&self, statement: impl Words, values: Vec<sea_orm::Value>) -> Result<u64, StoreError> {
        sql::execute(&self.writer, statement, values).await
    }

    pub(crate) fn set_standing(&self, at: Option<DateTime<Utc>>) {
        self.reads.clock.stand(at);
    }
}

/// One file has one lock, by whatever name it is called.
fn lock_file(path: &Path) -> Result<ServerLock, StoreError> {
    lock_real(path, path.canonicalize().map_err(|error| cannot_open(path, &error))?)
}

/// Takes the lock of the file that is really meant, be it there or not.
pub(crate) fn lock_real(path: &Path, real: PathBuf) -> Result<ServerLock, StoreError> {
    let mut name = real.into_os_string();
    name.push(".lock");
    let file = File::options().create(true).append(true).open(&name).map_err(|error| cannot_open(path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(ServerLock { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.display().to_string() }),
        Err(TryLockError::Error(error)) => Err(cannot_open(path, &error)),
    }
}
