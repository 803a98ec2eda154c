//! The databases on which tests run: SQLite in memory or in a file; or, in a run on PostgreSQL, copies of one template.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use voronka_runtime::Draft;

use super::cluster;

/// Whether this run of the tests is on PostgreSQL.
pub fn on_postgres() -> bool {
    cluster::shared().is_some()
}

/// A number that no other database or folder of this run has.
fn number() -> u32 {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// An empty database that lives nowhere else; thrown away at the end.
pub struct Database {
    pub url: String,
    name: String,
}

impl Database {
    pub fn new() -> Self {
        let name = format!("test_{}_{}", std::process::id(), number());
        let url = match cluster::shared() {
            None => "sqlite::memory:".to_owned(),
            Some(folder) => {
                cluster::make(&folder, &name);
                cluster::url(&folder, &name)
            }
        };
        Self { url, name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = cluster::shared() {
            cluster::throw_away(&folder, &self.name);
        }
    }
}

/// The address of the database that belongs to a folder; made where it is missing.
pub fn database_of(folder: &Path) -> String {
    let Some(cluster) = cluster::shared() else { return format!("sqlite://{}", folder.join("voronka.db").display()) };
    let name = folder.file_name().unwrap().to_str().unwrap().replace('-', "_");
    let is_made = folder.join("database-is-made");
    if !is_made.exists() {
        cluster::make(&cluster, &name);
        std::fs::write(is_made, "").unwrap();
    }
    cluster::url(&cluster, &name)
}

/// The databases on which what must hold of every database is tried.
pub fn databases(folder: &Folder) -> Vec<String> {
    if on_postgres() { vec![folder.url()] } else { vec!["sqlite::memory:".to_owned(), folder.url()] }
}

/// A folder of its own, with a database that outlives whoever opens it; thrown away at the end.
pub struct Folder(pub PathBuf, Option<Database>);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("voronka-engine-{}-{}", std::process::id(), number()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path, on_postgres().then(Database::new))
    }

    /// Changes the database behind everybody's back; how many rows were touched.
    pub async fn change(&self, statement: &'static str, values: &[&str]) -> u64 {
        if self.1.is_some() {
            let mut db = PgConnection::connect(&self.url()).await.unwrap();
            let bound = values.iter().fold(sqlx::query(statement), |query, value| query.bind(*value));
            return bound.execute(&mut db).await.unwrap().rows_affected();
        }
        let mut db = SqliteConnection::connect(&self.url()).await.unwrap();
        let bound = values.iter().fold(sqlx::query(statement), |query, value| query.bind(*value));
        let touched = bound.execute(&mut db).await.unwrap().rows_affected();
        db.close().await.unwrap();
        touched
    }

    /// A database of SQLite as this text makes it.
    pub async fn written(text: String) -> Self {
        let folder = Self::new();
        let mut db = SqliteConnection::connect(&format!("{}?mode=rwc", folder.url())).await.unwrap();
        // The tables come in the order of their names.
        db.execute("PRAGMA foreign_keys = OFF").await.unwrap();
        db.execute(sqlx::AssertSqlSafe(text)).await.unwrap();
        db.close().await.unwrap();
        folder
    }

    /// What nodes tell each other on this database, from now on.
    pub async fn overheard(&self) -> Overheard {
        let mut listener = PgListener::connect(&self.url()).await.unwrap();
        listener.listen("voronka").await.unwrap();
        Overheard(listener)
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        match &self.1 {
            Some(database) => database.url.clone(),
            None => format!("sqlite://{}", self.0.join("voronka.db").display()),
        }
    }
}

impl Folder {
    /// A copy of the database, made by the tool of its kind while whoever may work on it; it goes with this folder.
    pub async fn copy(&self) -> Folder {
        let copy = Folder::new();
        let (Some(from), Some(to), Some(cluster)) = (&self.1, &copy.1, cluster::shared()) else {
            let target = copy.0.join("voronka.db");
            Draft::of_database(&self.url(), &target, false).await.unwrap().keep(false).unwrap();
            return copy;
        };
        let dump = copy.0.join("voronka.dump").display().to_string();
        let (from, to) = (from.name.clone(), to.name.clone());
        let copied = tokio::task::spawn_blocking(move || {
            cluster::run(&cluster, "pg_dump", &["--format=custom", "--no-owner", "--file", &dump, &from]);
            // As the operator is told to: into an empty database. The parts of a table cannot be replaced where they are.
            cluster::empty(&cluster, &to);
            let whole = ["--no-owner", "--exit-on-error", "--single-transaction", "--dbname", &to, &dump];
            cluster::run(&cluster, "pg_restore", &whole);
        });
        copied.await.unwrap();
        copy
    }
}

/// What nodes on PostgreSQL tell each other.
pub struct Overheard(PgListener);

impl Overheard {
    /// The next word, and nothing that has come with it.
    pub async fn next(&mut self) -> String {
        let told = tokio::time::timeout(Duration::from_secs(30), self.0.recv()).await.expect("somebody says something").unwrap();
        while self.0.next_buffered().is_some() {}
        told.payload().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}
