//! Where a measurement has its database: a folder for SQLite, or a database of its own on a server of PostgreSQL. Both are thrown away.
//!
//! Absent on purpose: what is measured.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// Where the database of one run is.
pub enum Place {
    /// A file of SQLite.
    Folder(Folder),
    /// A database of PostgreSQL.
    Server(Box<Scratch>),
}

impl Place {
    /// A fresh one: on this server, or in this folder.
    pub async fn make(server: Option<&str>, folder: Option<&Path>) -> Result<Self> {
        match server {
            Some(server) => Ok(Self::Server(Box::new(Scratch::make(server).await?))),
            None => Ok(Self::Folder(Folder::make(folder)?)),
        }
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        match self {
            Self::Folder(folder) => folder.url(),
            Self::Server(scratch) => scratch.url(),
        }
    }

    /// What it is, for the line of the answer.
    pub fn database(&self) -> &'static str {
        match self {
            Self::Folder(_) => "sqlite",
            Self::Server(_) => "postgresql",
        }
    }

    /// Lets a server look at what was just written, as it does by itself within a minute: plans that were made for empty tables
    /// read all of what they should find by an index.
    pub async fn settle(&self) -> Result<()> {
        if let Self::Server(scratch) = self {
            let mut server = scratch.connect().await?;
            server.execute("ANALYZE").await?;
            server.close().await?;
        }
        Ok(())
    }

    /// Throws it away.
    pub async fn throw_away(self) -> Result<()> {
        match self {
            Self::Folder(_) => Ok(()),
            Self::Server(scratch) => scratch.throw_away().await,
        }
    }
}

/// The folder of one run; thrown away at its end.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A fresh one in this folder, or in that for temporary files.
    pub fn make(parent: Option<&Path>) -> Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        let path = parent.join(format!("voronka-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self { path })
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The file of the database.
    pub fn database(&self) -> PathBuf {
        self.file("voronka.db")
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.database().display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.path);
    }
}

/// A database of its own on a server.
pub struct Scratch {
    server: PgConnectOptions,
    name: String,
}

impl Scratch {
    async fn make(url: &str) -> Result<Self> {
        let server = PgConnectOptions::from_str(url).context("the address of PostgreSQL")?.disable_statement_logging();
        let scratch = Self { server, name: format!("voronka_bench_{}", std::process::id()) };
        scratch.on_server(&format!("CREATE DATABASE {}", scratch.name)).await?;
        Ok(scratch)
    }

    async fn on_server(&self, statement: &str) -> Result<()> {
        let mut server = PgConnection::connect_with(&self.server).await.context("no connection to PostgreSQL")?;
        server.execute(AssertSqlSafe(statement.to_owned())).await?;
        Ok(server.close().await?)
    }

    /// A connection to it.
    pub async fn connect(&self) -> Result<PgConnection> {
        Ok(PgConnection::connect_with(&self.server.clone().database(&self.name)).await?)
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.server.clone().database(&self.name).to_url_lossy().to_string()
    }

    async fn throw_away(self) -> Result<()> {
        self.on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await
    }
}
