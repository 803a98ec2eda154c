//! Migrations: up, down, up again; and a schema from the future.

use sea_orm::{Database, DatabaseConnection};
use voronka_migrations::{Migrator, MigratorTrait};

use crate::error::StoreError;
use crate::schema::bring_up;
use crate::sql::{all, execute, get};

async fn memory() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// Every table, index and column.
async fn schema(db: &DatabaseConnection) -> Vec<String> {
    let text = "
        SELECT m.type || ' ' || m.name || ' ' || COALESCE(c.name, '') AS name
        FROM sqlite_master AS m LEFT JOIN pragma_table_info(m.name) AS c ON m.type = 'table'
        WHERE m.name NOT LIKE 'sqlite%' AND m.name <> 'seaql_migrations' ORDER BY 1";
    all(db, text, Vec::new()).await.unwrap().iter().map(|row| get(row, "name").unwrap()).collect()
}

#[tokio::test]
async fn every_migration_goes_up_and_down_and_up_again() {
    let db = memory().await;
    let mut seen = vec![schema(&db).await];
    let all = Migrator::migrations().len();
    for _ in 0..all {
        Migrator::up(&db, Some(1)).await.unwrap();
        seen.push(schema(&db).await);
    }
    assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "each one changes something");
    for expected in seen.iter().rev().skip(1) {
        Migrator::down(&db, Some(1)).await.unwrap();
        assert_eq!(schema(&db).await, *expected);
    }
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(schema(&db).await, *seen.last().unwrap());
}

#[tokio::test]
async fn a_schema_of_a_newer_version_is_refused() {
    let db = memory().await;
    bring_up(&db, "file").await.unwrap();
    bring_up(&db, "file").await.unwrap();
    execute(&db, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)", Vec::new()).await.unwrap();
    let refused = bring_up(&db, "file").await.unwrap_err();
    let known = Migrator::get_migration_files().last().unwrap().name().to_owned();
    assert_eq!(refused, StoreError::NewerSchema { path: "file".to_owned(), found: "m9999_future".to_owned(), known });
}
