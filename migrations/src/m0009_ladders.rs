//! How urgent a task is, and whether a head heard of one before it was due.

use sea_orm_migration::prelude::*;

/// What was there before was as urgent as every other task, and no ladder began before the due date.
fn columns() -> [(&'static str, ColumnDef); 2] {
    let column = |name| ColumnDef::new(name);
    [
        ("tasks", column("priority").text().not_null().default("normal").to_owned()),
        ("escalations", column("early").boolean().not_null().default(false).to_owned()),
    ]
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_ladders"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            crate::columns::add(manager, table, column).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("escalations", "early"), ("tasks", "priority")] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
