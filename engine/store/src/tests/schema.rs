//! Migrations: up, down, up again; and a schema from the future.

use sea_orm::DatabaseConnection;
use voronka_migrations::{Migrator, MigratorTrait};

use crate::dialect::is_postgres;
use crate::error::StoreError;
use crate::place::Place;
use crate::schema::bring_up;
use crate::sql::{all, execute, get};
use crate::tests::databases;

/// Migrations that change nothing on SQLite.
const ONLY_POSTGRES: [&str; 1] = ["m0013_months"];

async fn empty() -> DatabaseConnection {
    Place::of(&databases::empty()).unwrap().connect(1).await.unwrap()
}

/// Every table, index and column.
async fn schema(db: &DatabaseConnection) -> Vec<String> {
    const OF_SQLITE: &str = "
        SELECT m.type || ' ' || m.name || ' ' || COALESCE(c.name, '') AS name
        FROM sqlite_master AS m LEFT JOIN pragma_table_info(m.name) AS c ON m.type = 'table'
        WHERE m.name NOT LIKE 'sqlite%' AND m.name <> 'seaql_migrations' ORDER BY 1";
    const OF_POSTGRES: &str = "
        SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || COALESCE(collation_name, '') AS name
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'seaql_migrations' ORDER BY 1";
    let text = if is_postgres(db.get_database_backend()) { OF_POSTGRES } else { OF_SQLITE };
    all(db, text, Vec::new()).await.unwrap().iter().map(|row| get(row, "name").unwrap()).collect()
}

#[tokio::test]
async fn every_migration_goes_up_and_down_and_up_again() {
    let db = empty().await;
    let mut seen = vec![schema(&db).await];
    let all = Migrator::migrations().len();
    for _ in 0..all {
        Migrator::up(&db, Some(1)).await.unwrap();
        seen.push(schema(&db).await);
    }
    let names: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    for (name, pair) in names.iter().zip(seen.windows(2)) {
        let changes = is_postgres(db.get_database_backend()) || !ONLY_POSTGRES.contains(&name.as_str());
        assert_eq!(pair[0] != pair[1], changes, "{name}");
    }
    for expected in seen.iter().rev().skip(1) {
        Migrator::down(&db, Some(1)).await.unwrap();
        assert_eq!(schema(&db).await, *expected);
    }
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(schema(&db).await, *seen.last().unwrap());
}

#[tokio::test]
async fn a_schema_of_a_newer_version_is_refused() {
    let db = empty().await;
    bring_up(&db, "file").await.unwrap();
    bring_up(&db, "file").await.unwrap();
    execute(&db, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)", Vec::new()).await.unwrap();
    let refused = bring_up(&db, "file").await.unwrap_err();
    let known = Migrator::get_migration_files().last().unwrap().name().to_owned();
    assert_eq!(refused, StoreError::NewerSchema { path: "file".to_owned(), found: "m9999_future".to_owned(), known });
}

#[tokio::test]
async fn texts_are_sorted_by_their_bytes() {
    let db = empty().await;
    bring_up(&db, "database").await.unwrap();
    for name in ["б", "a", "Б", "_", "B"] {
        execute(
            &db,
            "INSERT INTO processes (id, version, file, source, deployed_at, latest) VALUES ($1, '', '', '', '', TRUE)",
            vec![name.into()],
        )
        .await
        .unwrap();
    }
    let rows = all(&db, "SELECT id FROM processes ORDER BY id", Vec::new()).await.unwrap();
    let sorted: Vec<String> = rows.iter().map(|row| get(row, "id").unwrap()).collect();
    assert_eq!(sorted, ["B", "_", "a", "Б", "б"]);
}

#[tokio::test]
async fn nodes_that_begin_at_once_migrate_once() {
    let url = databases::empty();
    if !url.starts_with("postgres") {
        return;
    }
    let nodes: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn({
                let url = url.clone();
                async move { crate::Store::open(&url).await.map(drop) }
            })
        })
        .collect();
    for node in nodes {
        node.await.unwrap().unwrap();
    }
}
