//! A connection to the database of a measurement, SQLite or PostgreSQL: for what reads its rows afterwards, or writes them by hand.
//!
//! Absent on purpose: the statements. They are written so that both understand them; a place for a value is `$1`.

use anyhow::{Context, Result};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Row};

use crate::bench::place::Place;

/// The connection.
pub enum Db {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Db {
    /// To what was measured.
    pub async fn measured(place: &Place) -> Result<Self> {
        Ok(match place {
            Place::Folder(folder) => {
                let options = SqliteConnectOptions::new().filename(folder.database());
                Self::Sqlite(options.connect().await.context("the measured database")?)
            }
            Place::Server(scratch) => Self::Postgres(scratch.connect().await?),
        })
    }

    /// To tables of the same making without rows, whose database keeps as much in memory and writes as safely; what was measured is
    /// `public` there. The first table is that of the cases.
    pub async fn beside(place: &Place, tables: &[&str]) -> Result<Self> {
        match place {
            Place::Folder(folder) => {
                let mut db = scratch(&folder.file("hand.db")).await?;
                sqlx::query("ATTACH ?1 AS public").bind(folder.database().display().to_string()).execute(&mut db).await?;
                same_tables(&mut db, "public", tables).await?;
                Ok(Self::Sqlite(db))
            }
            Place::Server(scratch) => {
                let mut db = scratch.connect().await?;
                let mut making = "CREATE SCHEMA hand; SET search_path = hand".to_owned();
                for table in tables {
                    making.push_str(&format!("; CREATE TABLE {table} (LIKE public.{table} INCLUDING ALL)"));
                }
                for table in &tables[1..] {
                    making.push_str(&format!("; ALTER TABLE {table} ADD FOREIGN KEY (case_id) REFERENCES {} (id)", tables[0]));
                }
                db.execute(AssertSqlSafe(making)).await?;
                Ok(Self::Postgres(db))
            }
        }
    }

    /// Runs statements without values.
    pub async fn run(&mut self, statements: &str) -> Result<()> {
        let statements = AssertSqlSafe(statements.to_owned());
        match self {
            Self::Sqlite(db) => db.execute(statements).await.map(drop)?,
            Self::Postgres(db) => db.execute(statements).await.map(drop)?,
        }
        Ok(())
    }

    /// Runs a statement about the rows from one number to another; how many it wrote.
    pub async fn write(&mut self, statement: &str, (first, last): (i64, i64)) -> Result<u64> {
        let statement = AssertSqlSafe(statement.to_owned());
        Ok(match self {
            Self::Sqlite(db) => sqlx::query(statement).bind(first).bind(last).execute(db).await?.rows_affected(),
            Self::Postgres(db) => sqlx::query(statement).bind(first).bind(last).execute(db).await?.rows_affected(),
        })
    }

    /// The number that a question about a moment has for its answer.
    pub async fn count(&mut self, question: &'static str, moment: &str) -> Result<i64> {
        let found = match self {
            Self::Sqlite(db) => sqlx::query(question).bind(moment).fetch_one(db).await?.try_get::<Option<i64>, _>(0)?,
            Self::Postgres(db) => sqlx::query(question).bind(moment).fetch_one(db).await?.try_get::<Option<i64>, _>(0)?,
        };
        Ok(found.unwrap_or_default())
    }
}

/// A new file of SQLite, which writes as safely as that of the server, and keeps as much of it in memory.
pub async fn scratch(file: &std::path::Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-8000")
        .pragma("wal_autocheckpoint", "8000");
    Ok(options.disable_statement_logging().connect().await?)
}

/// Tables and indexes of the same making as those of this schema.
pub async fn same_tables(db: &mut SqliteConnection, of: &str, tables: &[&str]) -> Result<()> {
    let making = format!("SELECT sql, tbl_name FROM {of}.sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC");
    for row in sqlx::query(AssertSqlSafe(making)).fetch_all(&mut *db).await? {
        if tables.contains(&row.get::<&str, _>(1)) {
            db.execute(AssertSqlSafe(row.get::<String, _>(0))).await?;
        }
    }
    Ok(())
}
