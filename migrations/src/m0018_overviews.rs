//! What heads look at: when a person last did something in a deal, which stages deals came through, which visas are open. And what
//! administrators do: changes over the organisation's file, and what was done to the system itself.

use sea_orm_migration::prelude::*;

use crate::columns::{index, instant, name, place, table};

/// A deal's last act of a person, as its state says it too.
fn active_at() -> ColumnDef {
    ColumnDef::new("active_at").string_len(27).not_null().default("").to_owned()
}

/// Of what is there the history knows it.
const KNOWN: &str = "UPDATE cases SET active_at = COALESCE(
    (SELECT MAX(e.at) FROM events AS e WHERE e.case_id = cases.id AND e.author IS NOT NULL), opened_at)";
/// Few events enter a stage, and few open tasks are visas: these hold nothing else.
const PARTIAL: [&str; 2] = [
    "CREATE INDEX events_of_stages ON events (case_id, seq) WHERE kind = 'stage_entered'",
    "CREATE INDEX tasks_of_visas ON tasks (case_id, number) WHERE kind = 'visa' AND status = 'open'",
];
/// `body` holds all of a person, department or direction, as JSON; the latest about one counts.
fn edits() -> TableCreateStatement {
    table("organisation_edits").col(place("place")).col(name("body")).col(name("edited_by")).col(instant("edited_at")).to_owned()
}

fn audit() -> TableCreateStatement {
    table("audit").col(place("place")).col(instant("at")).col(name("person")).col(name("what")).col(name("about")).to_owned()
}

const GONE: [(&str, &str); 3] = [("tasks_of_visas", "tasks"), ("events_of_stages", "events"), ("cases_by_movement", "cases")];

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0018_overviews"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [edits(), audit()] {
            crate::columns::create(manager, table).await?;
        }
        manager.create_index(index("audit_by_moment", "audit", &["at"])).await?;
        crate::columns::add(manager, "cases", active_at()).await?;
        manager.get_connection().execute_unprepared(KNOWN).await?;
        manager.create_index(index("cases_by_movement", "cases", &["status", "active_at", "id"])).await?;
        for statement in PARTIAL {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in GONE {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("cases").drop_column("active_at").to_owned()).await?;
        for table in ["audit", "organisation_edits"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
