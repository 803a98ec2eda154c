//! Letters gathered into one, what people wish of letters, digests, and feeds of calendars.

use sea_orm_migration::prelude::*;

use crate::columns::{flag, index, instant, maybe_name, name, number, table};

/// What a person chose; who chose nothing has no row.
fn letter_wishes() -> TableCreateStatement {
    table("letter_wishes")
        .col(name("person").primary_key())
        .col(name("notices"))
        .col(name("escalations"))
        .col(flag("morning"))
        .col(maybe_name("cron"))
        .col(instant("changed_at"))
        .to_owned()
}

/// Those who get digests: when the next one comes, which one is under way, and for which day the last one was.
fn digests() -> TableCreateStatement {
    table("digests")
        .col(name("person").primary_key())
        .col(name("recipient"))
        .col(flag("holds_notices"))
        .col(flag("holds_escalations"))
        .col(instant("next_at"))
        .col(maybe_name("day"))
        .col(maybe_name("under_way"))
        .col(number("attempts"))
        .col(maybe_name("letter"))
        .col(maybe_name("last_error"))
        .col(instant("changed_at"))
        .to_owned()
}

/// Only hashes of the secrets are kept.
fn feeds() -> TableCreateStatement {
    table("feeds").col(name("person").primary_key()).col(name("hash")).col(instant("created_at")).to_owned()
}

/// `topic` says which notices may be gathered, `gathering` which letter a row is part of, `exposed` how many attempts may have
/// arrived, `held` whether it waits for a digest.
fn outbox_columns() -> [ColumnDef; 4] {
    let column = |name| ColumnDef::new(name);
    [
        column("topic").text().not_null().default("alone").to_owned(),
        column("exposed").big_integer().not_null().default(0).to_owned(),
        column("held").boolean().not_null().default(false).to_owned(),
        column("gathering").text().null().to_owned(),
    ]
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_letters"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in outbox_columns() {
            crate::columns::add(manager, "outbox", column).await?;
        }
        // Of what was tried before, nobody knows whether it arrived.
        let tried = Query::update().table("outbox").value("exposed", Expr::col("attempts")).to_owned();
        manager.execute(tried).await?;
        for table in [letter_wishes(), digests(), feeds()] {
            crate::columns::create(manager, table).await?;
        }
        manager.create_index(index("outbox_by_gathering", "outbox", &["gathering"])).await?;
        manager.create_index(index("digests_by_moment", "digests", &["next_at"])).await?;
        manager.create_index(index("feeds_by_hash", "feeds", &["hash"]).unique().to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["feeds", "digests", "letter_wishes"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        manager.drop_index(Index::drop().name("outbox_by_gathering").table("outbox").to_owned()).await?;
        for column in ["gathering", "held", "exposed", "topic"] {
            manager.alter_table(Table::alter().table("outbox").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
