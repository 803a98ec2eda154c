//! Where a database is, and its connections.
//!
//! SQLite has one writer: a connection of its own with IMMEDIATE transactions, and a pool for reading beside it. A database in
//! memory has a single connection for both. PostgreSQL has one pool for everything, and beside it connections that only commit.
//!
//! Absent on purpose: what is in the database.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{Connection, PgConnection};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use voronka_definition::Text;

use crate::error::StoreError;
use crate::sql::fault;

/// How many connections of SQLite read at once.
pub(crate) const READERS: u32 = 4;
/// How many connections to PostgreSQL a node has at most, where its address does not say it.
const POOL: u32 = 16;
/// What says it in an address.
const POOL_NAME: &str = "pool=";
/// How long to wait for a connection to PostgreSQL.
const PATIENCE: Duration = Duration::from_secs(10);
/// After which time without use a connection to PostgreSQL is tried before it is trusted.
const TRUSTED: Duration = Duration::from_secs(5);
/// What a connection that commits sets. Its few statements always meet few rows of large tables, by their keys: so the same plan is
/// always the right one, row by row, and never one that reads a whole table or index, however small that was when the plan was made.
const TO_COMMIT: [(&str, &str); 5] = [
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
];
/// How much of the database each connection keeps in memory, in KiB, as SQLite writes it.
const CACHE: &str = "-8000";
/// After how many pages the write-ahead log is moved into the file: rarely, as many pages are written again and again.
const CHECKPOINT: &str = "8000";
/// How long a statement waits for a command line tool that writes at this moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Memory,
    File(PathBuf),
    Server(Server),
}

/// A database of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    url: String,
    /// Its name without the password.
    name: String,
    /// How many connections a node has to it at most.
    pool: u32,
}

impl Place {
    pub(crate) fn of(url: &str) -> Result<Self, StoreError> {
        if let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")) {
            return Server::of(rest).map(Self::Server);
        }
        let rest = url.strip_prefix("sqlite:").ok_or_else(|| unknown(url))?;
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let path = path.split('?').next().unwrap_or_default();
        match path {
            "" => Err(unknown(url)),
            ":memory:" => Ok(Self::Memory),
            path => Ok(Self::File(PathBuf::from(path))),
        }
    }

    /// Its name, as it may be shown.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Memory => ":memory:".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Server(server) => server.name.clone(),
        }
    }

    /// Looks first for what an operator can repair: SQLite's own words say only «unable to open».
    pub(crate) fn check(&self) -> Result<(), StoreError> {
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

    /// Connects; for SQLite with so many connections.
    pub(crate) async fn connect(&self, connections: u32) -> Result<DatabaseConnection, StoreError> {
        match self {
            Self::Server(server) => server.connect().await,
            Self::File(path) => sqlite(Some(path.clone()), connections).await.map_err(|error| cannot_open(path, &error)),
            Self::Memory => sqlite(None, connections).await.map_err(fault),
        }
    }

    /// So many connections that only commit, each on its own and made once it is needed; none for SQLite, whose writer commits.
    pub(crate) async fn connect_to_commit(&self, connections: usize) -> Result<Vec<DatabaseConnection>, StoreError> {
        let Self::Server(server) = self else { return Ok(Vec::new()) };
        let mut connected = Vec::with_capacity(connections);
        for _ in 0..connections {
            connected.push(server.pool(1, &TO_COMMIT, true).await?);
        }
        Ok(connected)
    }
}

impl Server {
    fn of(rest: &str) -> Result<Self, StoreError> {
        let (rest, pool) = pool_of(rest)?;
        let url = format!("postgres://{rest}");
        let options = PgConnectOptions::from_str(&url).map_err(|_| unknown("postgres://…"))?;
        let database = options.get_database().unwrap_or(options.get_username());
        let host = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        let name = format!("postgres://{host}/{database}");
        Ok(Self { name, url, pool })
    }

    async fn connect(&self) -> Result<DatabaseConnection, StoreError> {
        // Alone at first: a pool tries again and again, and says in the end only that it has none.
        self.alone().await?.close().await.map_err(|error| self.unreachable(&error))?;
        self.pool(self.pool, &[], false).await
    }

    /// A pool of at most so many connections with these settings; a lazy one connects once it is used.
    async fn pool(&self, most: u32, settings: &'static [(&str, &str)], is_lazy: bool) -> Result<DatabaseConnection, StoreError> {
        let mut options = ConnectOptions::new(&self.url);
        options
            .max_connections(most)
            .min_connections(0)
            .connect_lazy(is_lazy)
            .acquire_timeout(PATIENCE)
            .connect_timeout(PATIENCE)
            .test_before_acquire_if_idle_for(TRUSTED)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(|postgres| {
                let postgres = postgres.options([("client_min_messages", "warning")]).options(settings.iter().copied());
                match postgres.get_application_name() {
                    Some(_) => postgres,
                    None => postgres.application_name("voronka"),
                }
            });
        Database::connect(options).await.map_err(|error| self.unreachable(&error))
    }

    /// A connection that belongs to no pool.
    async fn alone(&self) -> Result<PgConnection, StoreError> {
        let connecting = tokio::time::timeout(PATIENCE, PgConnection::connect(&self.url)).await;
        let connected = connecting.map_err(|_| self.unreachable(&"no answer"))?;
        connected.map_err(|error| self.unreachable(&error))
    }

    fn unreachable(&self, error: &dyn std::fmt::Display) -> StoreError {
        StoreError::CannotOpen {
            path: self.name.clone(),
            reason: Text::both(
                format!(
                    "сервер не принимает соединение ({error}); проверьте, что он работает, что база создана, и имя с паролем"
                ),
                format!(
                    "the server takes no connection ({error}); check that it runs, that the database exists, the user and the password"
                ),
            ),
        }
    }
}

/// An address without what it says of the pool, and that.
fn pool_of(rest: &str) -> Result<(String, u32), StoreError> {
    let Some((address, query)) = rest.split_once('?') else { return Ok((rest.to_owned(), POOL)) };
    let (ours, theirs): (Vec<&str>, Vec<&str>) = query.split('&').partition(|one| one.starts_with(POOL_NAME));
    let pool = match ours.as_slice() {
        [] => POOL,
        [one] => one[POOL_NAME.len()..].parse().ok().filter(|pool| *pool > 0).ok_or_else(|| unknown("postgres://…?pool=…"))?,
        _ => return Err(unknown("postgres://…?pool=…")),
    };
    let query = if theirs.is_empty() { String::new() } else { format!("?{}", theirs.join("&")) };
    Ok((format!("{address}{query}"), pool))
}

async fn sqlite(file: Option<PathBuf>, connections: u32) -> Result<DatabaseConnection, sea_orm::DbErr> {
    let mut options = ConnectOptions::new("sqlite::memory:");
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
    Database::connect(options).await
}

/// A file that an operator must do something about.
pub(crate) fn refuse(path: &Path, ru: impl Into<String>, en: impl Into<String>) -> StoreError {
    StoreError::CannotOpen { path: path.display().to_string(), reason: Text::both(ru, en) }
}

/// A file that cannot be used.
pub(crate) fn cannot_open(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
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
            "ожидался адрес вида sqlite://ФАЙЛ или postgres://ПОЛЬЗОВАТЕЛЬ:ПАРОЛЬ@УЗЕЛ/БАЗА",
            "expected an address like sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_say_how_many_connections_a_node_has() {
        let table = [
            ("h/sales", Some(("h/sales", POOL))),
            ("h/sales?host=/run", Some(("h/sales?host=/run", POOL))),
            ("h/sales?pool=2", Some(("h/sales", 2))),
            ("h/sales?host=/run&pool=40&sslmode=require", Some(("h/sales?host=/run&sslmode=require", 40))),
            ("h/sales?pool=0", None),
            ("h/sales?pool=many", None),
            ("h/sales?pool=1&pool=2", None),
        ];
        for (rest, expected) in table {
            assert_eq!(pool_of(rest).ok(), expected.map(|(rest, pool)| (rest.to_owned(), pool)), "{rest}");
        }
    }
}
