//! Lists of tasks in the order in which they are read: by date, and of one date by case and number. An index that ends with the date leaves
//! everything of one moment to be sorted for each page, and after an import that is everything there is.

use sea_orm_migration::prelude::*;

use crate::columns::index;

/// The indexes that give way, with what they were on.
const BEFORE: [(&str, &[&str]); 2] =
    [("tasks_by_assignee", &["assignee", "status", "due_at"]), ("tasks_by_due", &["status", "due_at"])];
/// Those that come instead.
const AFTER: [(&str, &[&str]); 2] = [
    ("tasks_of_person", &["assignee", "status", "due_at", "case_id", "number"]),
    ("tasks_in_order", &["status", "due_at", "case_id", "number"]),
];

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_lists"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        exchange(manager, BEFORE, AFTER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        exchange(manager, AFTER, BEFORE).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn exchange(
    manager: &SchemaManager<'_>,
    old: [(&str, &[&str]); 2],
    new: [(&str, &[&'static str]); 2],
) -> Result<(), DbErr> {
    for (name, _) in old {
        manager.drop_index(Index::drop().name(name).table("tasks").to_owned()).await?;
    }
    for (name, columns) in new {
        manager.create_index(index(name, "tasks", columns)).await?;
    }
    Ok(())
}
