//! The schema: brought up to date at opening, never taken back by itself.

use sea_orm::DatabaseConnection;
use voronka_migrations::{Migrator, MigratorTrait};

use crate::error::StoreError;
use crate::sql::{all, fault, get};

/// Applies what is missing. A database that knows more than this program is refused.
pub(crate) async fn bring_up(db: &DatabaseConnection, path: &str) -> Result<(), StoreError> {
    let known: Vec<String> = Migrator::get_migration_files().iter().map(|migration| migration.name().to_owned()).collect();
    let applied = applied(db).await?;
    if let Some(newer) = applied.iter().find(|name| !known.contains(name)) {
        return Err(StoreError::NewerSchema {
            path: path.to_owned(),
            found: newer.clone(),
            known: known.last().cloned().unwrap_or_default(),
        });
    }
    if applied.len() == known.len() {
        return Ok(());
    }
    Migrator::up(db, None).await.map_err(fault)
}

/// The migrations that were applied, in order; none for an empty database.
async fn applied(db: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
    const TABLE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'";
    if all(db, TABLE, Vec::new()).await?.is_empty() {
        return Ok(Vec::new());
    }
    let rows = all(db, "SELECT version FROM seaql_migrations ORDER BY version", Vec::new()).await?;
    rows.iter().map(|row| get(row, "version")).collect()
}
