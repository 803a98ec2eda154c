//! Finished cases that have left the working tables.

use sea_orm_migration::prelude::*;

use crate::columns::{flag, id, index, instant, maybe_name, maybe_number, name, number, of_case, primary, table};

/// What a list shows; everything else is in `body`, as JSON.
fn archived_cases() -> TableCreateStatement {
    table("archived_cases")
        .col(id("id").primary_key())
        .col(name("process"))
        .col(name("version"))
        .col(name("outcome"))
        .col(name("owner"))
        .col(name("launcher"))
        .col(name("title"))
        .col(maybe_number("amount_minor"))
        .col(maybe_name("currency"))
        .col(maybe_name("direction"))
        .col(flag("errand"))
        .col(number("revision"))
        .col(instant("opened_at"))
        .col(instant("finished_at"))
        .col(instant("archived_at"))
        .col(name("body"))
        .to_owned()
}

/// Who may see them for having had a task there.
fn archived_people() -> TableCreateStatement {
    let mut of_archived = ForeignKey::create().from("archived_people", "case_id").to("archived_cases", "id").to_owned();
    table("archived_people")
        .col(name("person"))
        .col(id("case_id"))
        .primary_key(&mut primary(&["person", "case_id"]))
        .foreign_key(&mut of_archived)
        .to_owned()
}

/// Cases that could not leave, and when they are looked at again.
fn archive_waits() -> TableCreateStatement {
    table("archive_waits")
        .col(id("case_id"))
        .col(instant("until"))
        .primary_key(&mut primary(&["case_id"]))
        .foreign_key(&mut of_case("archive_waits"))
        .to_owned()
}

/// Tables whose rows could not be found by their case. When a case leaves, each of its ties is looked for.
const UNORDERED: [&str; 3] = ["task_candidates", "case_people", "schedule_cases"];

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0012_archive"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [archived_cases(), archived_people(), archive_waits()] {
            crate::columns::create(manager, table).await?;
        }
        manager.create_index(index("cases_by_end", "cases", &["process", "finished_at"])).await?;
        for table in UNORDERED {
            manager.create_index(index(&format!("{table}_by_case"), table, &["case_id"])).await?;
        }
        manager.create_index(index("archived_cases_by_moment", "archived_cases", &["archived_at", "id"])).await?;
        manager.create_index(index("archived_cases_by_end", "archived_cases", &["process", "finished_at"])).await?;
        manager.create_index(index("archived_people_by_case", "archived_people", &["case_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("cases_by_end").table("cases").to_owned()).await?;
        for table in UNORDERED {
            manager.drop_index(Index::drop().name(format!("{table}_by_case")).table(table).to_owned()).await?;
        }
        for table in ["archive_waits", "archived_people", "archived_cases"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
