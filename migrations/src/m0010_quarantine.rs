//! Whether nothing may leave the house, because the database is a copy; and which server's database it was last served as.

use sea_orm_migration::prelude::*;

use crate::columns::{instant, maybe_name, name, number, table};

/// One row where the database is in quarantine; none where it is not. `reason` is a text in every language, as JSON.
fn quarantine() -> TableCreateStatement {
    table("quarantine").col(number("id").primary_key()).col(instant("since")).col(name("reason")).to_owned()
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_quarantine"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::columns::create(manager, quarantine()).await?;
        crate::columns::add(manager, "world", maybe_name("home")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("world").drop_column("home").to_owned()).await?;
        manager.drop_table(Table::drop().table("quarantine").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
