//! Who calls: idempotency keys, tokens, sessions; and the standing clock.

use sea_orm_migration::prelude::*;

use crate::columns::{index, instant, maybe_instant, name, number, primary, table};

fn keys() -> TableCreateStatement {
    table("keys")
        .col(name("person"))
        .col(name("key"))
        .col(name("body_hash"))
        .col(name("answer"))
        .col(instant("at"))
        .primary_key(&mut primary(&["person", "key"]))
        .to_owned()
}

/// Only hashes of tokens are kept.
fn tokens() -> TableCreateStatement {
    table("tokens")
        .col(name("hash").primary_key())
        .col(name("person"))
        .col(name("name"))
        .col(instant("created_at"))
        .col(maybe_instant("expires_at"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    table("sessions")
        .col(name("hash").primary_key())
        .col(name("person"))
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .to_owned()
}

/// One row where the clock stands still; none where it runs.
fn clock() -> TableCreateStatement {
    table("clock").col(number("id").primary_key()).col(instant("standing_at")).to_owned()
}

crate::migration!("m0004_access", [keys(), tokens(), sessions(), clock()], [index("keys_by_moment", "keys", &["at"])]);
