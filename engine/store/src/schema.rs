//! The schema: brought up to date at opening, never taken back by itself.

use std::path::Path;

use sea_orm::{DatabaseConnection, TransactionTrait};
use voronka_migrations::{Migrator, MigratorTrait};

use crate::connection::Connection;
use crate::dialect::is_postgres;
use crate::error::StoreError;
use crate::place::refuse;
use crate::sql::{all, execute, fault, get};

/// What nodes that begin at once wait for, so that one of them migrates: a number that means nothing else.
const ALONE: &str = "SELECT pg_advisory_xact_lock(7022681993501)";

/// Applies what is missing. A database that knows more than this program is refused.
pub(crate) async fn bring_up(db: &DatabaseConnection, path: &str) -> Result<(), StoreError> {
    if is_up_to_date(db, path).await? {
        return Ok(());
    }
    if !is_postgres(db.database()) {
        return Migrator::up(db, None).await.map_err(fault);
    }
    let transaction = db.begin().await.map_err(fault)?;
    execute(&transaction, ALONE, Vec::new()).await?;
    // Another node may have been faster.
    if !is_up_to_date(&transaction, path).await? {
        Migrator::up(&transaction, None).await.map_err(fault)?;
    }
    transaction.commit().await.map_err(fault)
}

/// Whether a database has the schema of this program, not an older one. One that is not voronka's is refused, like a newer one.
pub(crate) async fn is_current(db: &DatabaseConnection, path: &Path) -> Result<bool, StoreError> {
    let first = Migrator::get_migration_files().first().map(|migration| migration.name().to_owned());
    if !applied(db).await?.iter().any(|name| Some(name) == first.as_ref()) {
        return Err(refuse(
            path,
            "это не база voronka: в ней нет таблиц voronka; укажите копию, сделанную командой voronka backup",
            "this is no database of voronka: it has none of its tables; name a copy that was made by voronka backup",
        ));
    }
    is_up_to_date(db, &path.display().to_string()).await
}

async fn is_up_to_date(db: &impl Connection, path: &str) -> Result<bool, StoreError> {
    let known: Vec<String> = Migrator::get_migration_files().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = applied(db).await?;
    if let Some(newer) = applied.iter().find(|name| !known.contains(name)) {
        return Err(StoreError::NewerSchema {
            path: path.to_owned(),
            found: newer.clone(),
            known: known.last().cloned().unwrap_or_default(),
        });
    }
    Ok(applied.len() == known.len())
}

/// The migrations that were applied, in order; none for an empty database.
async fn applied(db: &impl Connection) -> Result<Vec<String>, StoreError> {
    const OF_SQLITE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'";
    const OF_POSTGRES: &str = "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL";
    let table = if is_postgres(db.database()) { OF_POSTGRES } else { OF_SQLITE };
    if all(db, table, Vec::new()).await?.is_empty() {
        return Ok(Vec::new());
    }
    let rows = all(db, "SELECT version FROM seaql_migrations ORDER BY version", Vec::new()).await?;
    rows.iter().map(|row| get(row, "version")).collect()
}
