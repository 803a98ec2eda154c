//! On PostgreSQL the history lies in parts, one a month. SQLite knows no parts, and nothing changes there.
//!
//! A key of a table in parts has to hold what parts it, so that the moment is in it. That a case has one event of a number is kept by
//! its revision, under which every decision is committed.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;

/// Text sorts as time does, so that `2026-12` is before every moment of that month. What belongs to no month that has its part lies in
/// `events_rest`.
const UP: [&str; 7] = [
    "ALTER TABLE events RENAME TO events_whole",
    "ALTER INDEX events_pkey RENAME TO events_whole_pkey",
    "CREATE TABLE events (LIKE events_whole, PRIMARY KEY (case_id, seq, at), FOREIGN KEY (case_id) REFERENCES cases (id))
    PARTITION BY RANGE (at)",
    "CREATE TABLE events_rest PARTITION OF events DEFAULT",
    "DO $$
    DECLARE month text;
    BEGIN
        FOR month IN SELECT DISTINCT substr(at, 1, 7) FROM events_whole LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)', 'events_' || replace(month, '-', '_'),
                month, to_char(to_date(month, 'YYYY-MM') + interval '1 month', 'YYYY-MM'));
        END LOOP;
    END $$",
    "INSERT INTO events SELECT * FROM events_whole ORDER BY case_id, seq",
    "DROP TABLE events_whole",
];
const DOWN: [&str; 5] = [
    "ALTER TABLE events RENAME TO events_by_month",
    "ALTER INDEX events_pkey RENAME TO events_by_month_pkey",
    "CREATE TABLE events (LIKE events_by_month, PRIMARY KEY (case_id, seq), FOREIGN KEY (case_id) REFERENCES cases (id))",
    "INSERT INTO events SELECT * FROM events_by_month ORDER BY case_id, seq",
    "DROP TABLE events_by_month",
];

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0013_months"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &DOWN).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
