//! Definitions and documents: deployed processes, the organisation with its calendars, contents by hash.

use sea_orm_migration::prelude::*;

use crate::columns::{bytes, flag, instant, maybe_name, name, primary, table};

fn processes() -> TableCreateStatement {
    table("processes")
        .col(name("id"))
        .col(name("version"))
        .col(name("file"))
        .col(name("source"))
        .col(instant("deployed_at"))
        .col(maybe_name("deployed_by"))
        .col(flag("latest"))
        .primary_key(&mut primary(&["id", "version"]))
        .to_owned()
}

/// The organisation's file and the files of its calendars.
fn organisation() -> TableCreateStatement {
    table("organisation")
        .col(name("file").primary_key())
        .col(flag("calendar"))
        .col(name("source"))
        .col(instant("loaded_at"))
        .to_owned()
}

fn documents() -> TableCreateStatement {
    table("documents").col(name("hash").primary_key()).col(bytes("content")).to_owned()
}

crate::migration!("m0003_definitions", [processes(), organisation(), documents()], Vec::<IndexCreateStatement>::new());
