//! What reaches outside a case: kinds of rows in the outbox, schedules, and the finished cases that schedules go on from.

use sea_orm_migration::prelude::*;

use crate::columns::{id, index, instant, maybe_instant, name, of_case, primary, table};

/// `plan` tells one wording of a schedule from another: where it differs, the schedule is planned anew.
fn schedules() -> TableCreateStatement {
    table("schedules")
        .col(name("process"))
        .col(name("schedule"))
        .col(name("plan"))
        .col(instant("next_at"))
        .primary_key(&mut primary(&["process", "schedule"]))
        .to_owned()
}

/// Finished cases by schedule: each is looked at once, and begins at most one other case.
fn schedule_cases() -> TableCreateStatement {
    table("schedule_cases")
        .col(name("process"))
        .col(name("schedule"))
        .col(id("case_id"))
        .col(maybe_instant("due_at"))
        .col(name("state"))
        .primary_key(&mut primary(&["process", "schedule", "case_id"]))
        .foreign_key(&mut of_case("schedule_cases"))
        .to_owned()
}

fn kind() -> ColumnDef {
    ColumnDef::new("kind").text().not_null().default("notice").to_owned()
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_outside"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::columns::add(manager, "outbox", kind()).await?;
        manager.drop_index(Index::drop().name("outbox_by_notice").table("outbox").to_owned()).await?;
        manager.create_index(index("outbox_by_number", "outbox", &["case_id", "kind", "number"]).unique().to_owned()).await?;
        crate::columns::create(manager, schedules()).await?;
        crate::columns::create(manager, schedule_cases()).await?;
        manager.create_index(index("cases_by_process", "cases", &["process", "status", "outcome"])).await?;
        manager.create_index(index("schedule_cases_by_due", "schedule_cases", &["process", "schedule", "state", "due_at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("schedule_cases").to_owned()).await?;
        manager.drop_table(Table::drop().table("schedules").to_owned()).await?;
        manager.drop_index(Index::drop().name("cases_by_process").table("cases").to_owned()).await?;
        manager.drop_index(Index::drop().name("outbox_by_number").table("outbox").to_owned()).await?;
        let others = Query::delete().from_table("outbox").and_where(Expr::col("kind").ne("notice")).to_owned();
        manager.execute(others).await?;
        manager.alter_table(Table::alter().table("outbox").drop_column("kind").to_owned()).await?;
        manager.create_index(index("outbox_by_notice", "outbox", &["case_id", "number"]).unique().to_owned()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
