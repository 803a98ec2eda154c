//! People in motion: absences entered at run time, closed accounts, and the cases whose tasks must be held against the rules anew.

use sea_orm_migration::prelude::*;

use crate::columns::{id, index, instant, maybe_name, name, number, of_case, primary, table};

/// Days are `YYYY-MM-DD`, the first and the last included.
fn absences() -> TableCreateStatement {
    table("absences")
        .col(name("id").primary_key())
        .col(name("person"))
        .col(name("first_day"))
        .col(name("last_day"))
        .col(maybe_name("deputy"))
        .col(name("tasks"))
        .col(name("entered_by"))
        .col(instant("entered_at"))
        .to_owned()
}

/// `heirs` says, as JSON, who takes over what.
fn closed_accounts() -> TableCreateStatement {
    table("closed_accounts")
        .col(name("person").primary_key())
        .col(instant("closed_at"))
        .col(name("closed_by"))
        .col(name("heirs"))
        .to_owned()
}

/// One row: how often people or calendars have changed, and up to which moment beginnings and ends of absences were seen.
fn world() -> TableCreateStatement {
    table("world").col(number("id").primary_key()).col(number("revision")).col(instant("seen_until")).to_owned()
}

/// Cases that wait to be reviewed, with the revision of the world they wait for.
fn reviews() -> TableCreateStatement {
    table("reviews")
        .col(id("case_id"))
        .col(number("revision"))
        .primary_key(&mut primary(&["case_id"]))
        .foreign_key(&mut of_case("reviews"))
        .to_owned()
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_people"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [absences(), closed_accounts(), world(), reviews()] {
            crate::columns::create(manager, table).await?;
        }
        crate::columns::add(manager, "tasks", maybe_name("instead_of")).await?;
        manager.create_index(index("tasks_by_absent", "tasks", &["instead_of", "status"])).await?;
        manager.create_index(index("reviews_by_revision", "reviews", &["revision", "case_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("tasks_by_absent").table("tasks").to_owned()).await?;
        manager.alter_table(Table::alter().table("tasks").drop_column("instead_of").to_owned()).await?;
        for table in ["reviews", "world", "closed_accounts", "absences"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
