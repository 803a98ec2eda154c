//! Whose cases are: indexes by which the few that somebody may see are found among many; and one that gives open cases, the latest first.

use sea_orm_migration::prelude::*;

use crate::columns::index;

#[derive(Debug)]
pub(crate) struct Migration;

const INDEXES: [(&str, &[&str]); 4] = [
    ("cases_by_launcher", &["launcher", "id"]),
    ("cases_by_owner", &["owner", "id"]),
    ("cases_by_direction", &["direction", "id"]),
    ("cases_in_order", &["status", "opened_at", "id"]),
];

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0020_whose"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, columns) in INDEXES {
            manager.create_index(index(name, "cases", columns)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            manager.drop_index(Index::drop().name(name).table("cases").to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
