//! The way of every statement: a pool or a transaction, with the failpoint that it passes where there is one.
//!
//! Absent on purpose: statements and what they mean.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::disk::Disk;
use crate::error::StoreError;
use crate::failpoint::Failpoint;
use crate::sql::fault;

/// What runs statements.
pub(crate) trait Connection: Sync {
    /// What sea-orm calls it.
    type Inner: ConnectionTrait;

    fn inner(&self) -> &Self::Inner;

    /// What each of its statements passes; nothing but in a simulation.
    fn failpoint(&self) -> Option<&Failpoint>;

    /// The disk, for those who write on it.
    fn disk(&self) -> Option<&Disk>;

    /// The kind of the database.
    fn database(&self) -> DbBackend {
        self.inner().get_database_backend()
    }
}

/// A pool of connections.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    pool: DatabaseConnection,
    failpoint: Option<Arc<Failpoint>>,
    disk: Option<Arc<Disk>>,
}

/// A transaction; dropped before its commit it is rolled back.
#[derive(Debug)]
pub(crate) struct Transaction {
    inner: DatabaseTransaction,
    failpoint: Option<Arc<Failpoint>>,
    disk: Option<Arc<Disk>>,
}

impl Db {
    pub(crate) fn new(pool: DatabaseConnection) -> Self {
        Self { pool, failpoint: None, disk: None }
    }

    /// The same pool, by which something is written on this disk.
    pub(crate) fn writing(self, disk: Arc<Disk>) -> Self {
        Self { disk: Some(disk), ..self }
    }

    /// The same pool, whose statements pass this failpoint.
    pub(crate) fn passing(&self, failpoint: Arc<Failpoint>) -> Self {
        Self { pool: self.pool.clone(), failpoint: Some(failpoint), disk: self.disk.clone() }
    }

    pub(crate) fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    pub(crate) async fn close(self) -> Result<(), StoreError> {
        self.pool.close().await.map_err(fault)
    }

    /// A transaction that writes.
    pub(crate) async fn begin_to_write(&self) -> Result<Transaction, StoreError> {
        let mode = Some(SqliteTransactionMode::Immediate);
        self.begin(TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() }).await
    }

    pub(crate) async fn begin(&self, options: TransactionOptions) -> Result<Transaction, StoreError> {
        let passing = Failpoint::before(self.failpoint(), "BEGIN")?;
        self.disk().map_or(Ok(()), Disk::refuse)?;
        let inner = begun(&self.pool, options).await?;
        passing.after()?;
        Ok(Transaction { inner, failpoint: self.failpoint.clone(), disk: self.disk.clone() })
    }
}

impl Transaction {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let passing = Failpoint::before(self.failpoint.as_deref(), "COMMIT")?;
        let committed = self.inner.commit().await.map_err(fault);
        if let (Err(error), Some(disk)) = (&committed, &self.disk) {
            disk.note(error);
        }
        committed?;
        passing.after()
    }

    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        let passing = Failpoint::before(self.failpoint.as_deref(), "ROLLBACK")?;
        self.inner.rollback().await.map_err(fault)?;
        passing.after()
    }
}

impl Connection for Db {
    type Inner = DatabaseConnection;

    fn inner(&self) -> &DatabaseConnection {
        &self.pool
    }

    fn failpoint(&self) -> Option<&Failpoint> {
        self.failpoint.as_deref()
    }

    fn disk(&self) -> Option<&Disk> {
        self.disk.as_deref()
    }
}

impl Connection for Transaction {
    type Inner = DatabaseTransaction;

    fn inner(&self) -> &DatabaseTransaction {
        &self.inner
    }

    fn failpoint(&self) -> Option<&Failpoint> {
        self.failpoint.as_deref()
    }

    fn disk(&self) -> Option<&Disk> {
        self.disk.as_deref()
    }
}

/// While the schema is brought up to date, before there is a store.
impl Connection for DatabaseConnection {
    type Inner = Self;

    fn inner(&self) -> &Self {
        self
    }

    fn failpoint(&self) -> Option<&Failpoint> {
        None
    }

    fn disk(&self) -> Option<&Disk> {
        None
    }
}

/// The same.
impl Connection for DatabaseTransaction {
    type Inner = Self;

    fn inner(&self) -> &Self {
        self
    }

    fn failpoint(&self) -> Option<&Failpoint> {
        None
    }

    fn disk(&self) -> Option<&Disk> {
        None
    }
}

/// Begins in a task of its own: a beginning that is torn off leaves a connection to PostgreSQL inside a transaction that nobody
/// knows of, and what is written there afterwards is lost.
async fn begun(db: &DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction, StoreError> {
    if db.get_database_backend() == DbBackend::Sqlite {
        return db.begin_with_options(options).await.map_err(fault);
    }
    let db = db.clone();
    let begun = tokio::spawn(async move { db.begin_with_options(options).await }).await;
    begun.map_err(|_| StoreError::Closed)?.map_err(fault)
}
