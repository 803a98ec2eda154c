//! How people enter: passwords, the links by which they are set, what is known of a session; and the links of letters that were used.

use sea_orm_migration::prelude::*;

use crate::columns::{index, instant, maybe_instant, maybe_name, name, number, table};

/// Only hashes are kept, made slowly (argon2).
fn passwords() -> TableCreateStatement {
    table("passwords").col(name("person").primary_key()).col(name("hash")).col(instant("changed_at")).to_owned()
}

/// Links by which a password is set, by the hashes of their secrets. One that was used is gone.
fn account_links() -> TableCreateStatement {
    table("account_links")
        .col(name("hash").primary_key())
        .col(name("person"))
        .col(name("purpose"))
        .col(instant("made_at"))
        .col(instant("expires_at"))
        .to_owned()
}

/// Letters with such links: an outbox of their own, as they belong to no case. The secret is made when one is sent.
fn account_letters() -> TableCreateStatement {
    table("account_letters")
        .col(name("id").primary_key())
        .col(name("person"))
        .col(name("purpose"))
        .col(instant("asked_at"))
        .col(name("state"))
        .col(instant("next_attempt_at"))
        .col(number("attempts"))
        .col(maybe_name("lease"))
        .col(maybe_instant("lease_until"))
        .col(maybe_name("last_error"))
        .to_owned()
}

/// What the installation signs with.
fn secrets() -> TableCreateStatement {
    table("secrets").col(name("name").primary_key()).col(name("secret")).to_owned()
}

/// Links of letters that were used, by their hashes: when, and what was done, as a text in every language.
fn used_links() -> TableCreateStatement {
    table("used_links").col(name("hash").primary_key()).col(name("person")).col(instant("at")).col(name("done")).to_owned()
}

fn session_columns() -> [ColumnDef; 3] {
    [maybe_instant("seen_at"), maybe_name("address"), maybe_name("agent")]
}

fn indexes() -> [IndexCreateStatement; 5] {
    [
        index("sessions_by_person", "sessions", &["person"]),
        index("tokens_by_person", "tokens", &["person"]),
        index("account_links_by_person", "account_links", &["person"]),
        index("account_letters_by_turn", "account_letters", &["state", "next_attempt_at"]),
        index("used_links_by_moment", "used_links", &["at"]),
    ]
}

#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0015_entering"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [passwords(), account_links(), account_letters(), secrets(), used_links()] {
            crate::columns::create(manager, table).await?;
        }
        for column in session_columns() {
            crate::columns::add(manager, "sessions", column).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (index, table) in [("sessions_by_person", "sessions"), ("tokens_by_person", "tokens")] {
            manager.drop_index(Index::drop().name(index).table(table).to_owned()).await?;
        }
        for column in ["agent", "address", "seen_at"] {
            manager.alter_table(Table::alter().table("sessions").drop_column(column).to_owned()).await?;
        }
        for table in ["used_links", "secrets", "account_letters", "account_links", "passwords"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
