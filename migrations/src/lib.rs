//! The schema of the store: numbered migrations, each up and down, each in one transaction.
//!
//! Portable: no column type and no statement that only one database knows, but for how texts are sorted and for the parts of the
//! history. Ids of cases are 16 bytes; instants are UTC text of a fixed width (`2026-11-21T09:00:00.000000Z`), so that they sort; money
//! is whole minor units.
//!
//! Absent on purpose: anything of the other crates. A migration describes the schema of its day and never changes.

mod columns;
mod m0001_cases;
mod m0002_work;
mod m0003_definitions;
mod m0004_access;
mod m0005_outside;
mod m0006_people;
mod m0007_letters;
mod m0008_time;
mod m0009_ladders;
mod m0010_quarantine;
mod m0011_claims;
mod m0012_archive;
mod m0013_months;
mod m0014_lists;
mod m0015_entering;
mod m0016_entrances;
mod m0017_signs;
mod m0018_overviews;
mod m0019_scopes;
mod m0020_whose;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Brings a schema up or down.
#[derive(Debug)]
pub struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_cases::Migration),
            Box::new(m0002_work::Migration),
            Box::new(m0003_definitions::Migration),
            Box::new(m0004_access::Migration),
            Box::new(m0005_outside::Migration),
            Box::new(m0006_people::Migration),
            Box::new(m0007_letters::Migration),
            Box::new(m0008_time::Migration),
            Box::new(m0009_ladders::Migration),
            Box::new(m0010_quarantine::Migration),
            Box::new(m0011_claims::Migration),
            Box::new(m0012_archive::Migration),
            Box::new(m0013_months::Migration),
            Box::new(m0014_lists::Migration),
            Box::new(m0015_entering::Migration),
            Box::new(m0016_entrances::Migration),
            Box::new(m0017_signs::Migration),
            Box::new(m0018_overviews::Migration),
            Box::new(m0019_scopes::Migration),
            Box::new(m0020_whose::Migration),
        ]
    }
}

/// A migration as it is listed: its name, and tables that are made and dropped together.
macro_rules! migration {
    ($name:literal, $tables:expr, $indexes:expr) => {
        #[derive(Debug)]
        pub(crate) struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[sea_orm_migration::async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                for table in $tables {
                    crate::columns::create(manager, table).await?;
                }
                for index in $indexes {
                    manager.create_index(index).await?;
                }
                Ok(())
            }

            async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                for table in $tables.into_iter().rev() {
                    let name =
                        table.get_table_name().cloned().ok_or_else(|| DbErr::Custom("a table without a name".to_owned()))?;
                    manager.drop_table(Table::drop().table(name).to_owned()).await?;
                }
                Ok(())
            }

            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
pub(crate) use migration;
