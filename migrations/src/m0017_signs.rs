//! By what cases are found and shown in lists: the client's name, the words of a search, since when the stage lasts; and an index for the
//! boards, which holds all that a board counts. What is in the rows is filled in by the store when it opens.

use sea_orm_migration::prelude::*;

use crate::columns::{create, id, index, maybe_instant, name, of_case, table};

/// What a board is cut by, in which order its cards stand, and what it adds up.
const BOARD: [&str; 8] = ["status", "owner", "process", "stage", "next_due_at", "currency", "amount_minor", "id"];

fn case_signs() -> TableCreateStatement {
    table("case_signs")
        .col(id("case_id").primary_key())
        .col(name("client"))
        .col(name("words"))
        .col(maybe_instant("stage_since"))
        .foreign_key(&mut of_case("case_signs"))
        .to_owned()
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0017_signs"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, case_signs()).await?;
        manager.create_index(index("cases_on_board", "cases", &BOARD)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("cases_on_board").table("cases").to_owned()).await?;
        manager.drop_table(Table::drop().table("case_signs").to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
