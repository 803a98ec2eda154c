//! By which version of the rules of time zones moments were counted; and whose turn it is in a long outbox.

use sea_orm_migration::prelude::*;

use crate::columns::{index, maybe_name};

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_time"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::columns::add(manager, "world", maybe_name("zones")).await?;
        manager.drop_index(Index::drop().name("outbox_by_recipient").table("outbox").to_owned()).await?;
        manager.create_index(index("outbox_by_turn", "outbox", &["state", "recipient", "place"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("outbox_by_turn").table("outbox").to_owned()).await?;
        manager.create_index(index("outbox_by_recipient", "outbox", &["recipient", "state", "place"])).await?;
        manager.alter_table(Table::alter().table("world").drop_column("zones").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
