//! Opening a store: the file, its schema, its connections.
//!
//! SQLite has one writer: a connection of its own with IMMEDIATE transactions, and a pool for reading beside it. A database in
//! memory has a single connection for both.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use voronka_definition::Text;

use crate::error::StoreError;
use crate::reads::Reads;
use crate::schema;
use crate::sql::{self, fault};

/// How many connections read at once.
const READERS: u32 = 4;
/// How much of the database each connection keeps in memory, in KiB, as SQLite writes it.
const CACHE: &str = "-8000";
/// After how many pages the write-ahead log is moved into the file: rarely, as many pages are written again and again.
const CHECKPOINT: &str = "8000";
/// How long a statement waits for a command line tool that writes at this moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The durable state: one database. Cloning gives another handle of the same one.
#[derive(Debug, Clone)]
pub struct Store {
    place: Arc<Place>,
    writer: DatabaseConnection,
    reads: Reads,
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Memory,
    File(PathBuf),
}

/// The right to be the only server on a database; given back when it is dropped.
#[derive(Debug)]
pub struct ServerLock {
    _file: Option<File>,
}

impl Store {
    /// Opens a database and brings its schema up to date: `sqlite://FILE` (made where it is missing) or `sqlite::memory:`.
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer voronka.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let place = Place::of(url)?;
        place.check()?;
        let writer = connect(&place, 1).await?;
        schema::bring_up(&writer, &place.name()).await?;
        let reader = match place {
            Place::Memory => writer.clone(),
            Place::File(_) => connect(&place, READERS).await?,
        };
        let standing = Arc::new(RwLock::new(crate::clock::load(&reader).await?));
        Ok(Self { place: Arc::new(place), writer, reads: Reads { db: reader, standing } })
    }

    /// Takes the right to be the only server on this database.
    ///
    /// # Errors
    /// When another server has it.
    pub fn lock_for_server(&self) -> Result<ServerLock, StoreError> {
        let Place::File(path) = &*self.place else { return Ok(ServerLock { _file: None }) };
        // One file has one lock, by whatever name it is called.
        let real = path.canonicalize().map_err(|error| cannot_open(path, &error))?;
        let mut name = real.into_os_string();
        name.push(".lock");
        let file = File::options().create(true).append(true).open(&name).map_err(|error| cannot_open(path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(ServerLock { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.display().to_string() }),
            Err(TryLockError::Error(error)) => Err(cannot_open(path, &error)),
        }
    }

    /// The queries.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Moves the write-ahead log into the file, so that the file alone is the whole database.
    ///
    /// # Errors
    /// When the database fails, or something still reads what would have to be moved.
    pub async fn fold(&self) -> Result<(), StoreError> {
        let row = sql::one(&self.writer, "PRAGMA wal_checkpoint(TRUNCATE)", Vec::new()).await?;
        match row.map(|row| sql::get::<i64>(&row, "busy")).transpose()? {
            Some(0) | None => Ok(()),
            Some(_) => Err(StoreError::Database("the write-ahead log is still being read".to_owned())),
        }
    }

    /// Closes every connection; the last one moves the write-ahead log into the file.
    ///
    /// # Errors
    /// When a connection cannot be closed.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reads.db.close().await.map_err(fault)?;
        self.writer.close().await.map_err(fault)
    }

    /// A transaction that writes. There is one at a time; the others wait for it.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writer.begin_with_options(options).await.map_err(fault)
    }

    /// Runs one statement as a transaction of its own; the number of rows it touched.
    pub(crate) async fn write(&self, statement: &str, values: Vec<sea_orm::Value>) -> Result<u64, StoreError> {
        sql::execute(&self.writer, statement, values).await
    }

    pub(crate) fn set_standing(&self, at: Option<DateTime<Utc>>) {
        *self.reads.standing.write().unwrap_or_else(std::sync::PoisonError::into_inner) = at;
    }
}

impl Place {
    fn of(url: &str) -> Result<Self, StoreError> {
        let rest = url.strip_prefix("sqlite:").ok_or_else(|| unknown(url))?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let path = path.split('?').next().unwrap_or_default();
        match path {
            "" => Err(unknown(url)),
            ":memory:" => Ok(Self::Memory),
            path => Ok(Self::File(PathBuf::from(path))),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Memory => ":memory:".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Looks first for what an operator can repair: SQLite's own words say only «unable to open».
    fn check(&self) -> Result<(), StoreError> {
        let Self::File(path) = self else { return Ok(()) };
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if !directory.is_dir() {
            return Err(refuse(
                path,
                format!("нет папки {}; создайте её или укажите другой путь", directory.display()),
                format!("there is no directory {}; make it, or name another path", directory.display()),
            ));
        }
        if path.exists() {
            File::options().read(true).write(true).open(path).map_err(|error| cannot_open(path, &error))?;
        }
        Ok(())
    }
}

async fn connect(place: &Place, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    let file = match place {
        Place::Memory => None,
        Place::File(path) => Some(path.clone()),
    };
    options
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", CACHE)
                .pragma("wal_autocheckpoint", CHECKPOINT)
                .busy_timeout(BUSY_TIMEOUT);
            match &file {
                Some(path) => sqlite
                    .in_memory(false)
                    .shared_cache(false)
                    .filename(path)
                    .create_if_missing(true)
                    .pragma("journal_mode", "WAL"),
                None => sqlite,
            }
        });
    Database::connect(options).await.map_err(|error| match place {
        Place::Memory => fault(error),
        Place::File(path) => cannot_open(path, &error),
    })
}

fn refuse(path: &Path, ru: String, en: String) -> StoreError {
    StoreError::CannotOpen { path: path.display().to_string(), reason: Text::both(ru, en) }
}

fn cannot_open(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    refuse(
        path,
        format!("файл базы не открывается на запись ({error}); проверьте права на файл и папку"),
        format!("the database cannot be opened for writing ({error}); check the rights on the file and its directory"),
    )
}

fn unknown(url: &str) -> StoreError {
    StoreError::CannotOpen {
        path: url.to_owned(),
        reason: Text::both(
            "ожидался адрес вида sqlite://ФАЙЛ; другие базы пока не поддерживаются",
            "expected an address like sqlite://FILE; other databases are not supported yet",
        ),
    }
}
