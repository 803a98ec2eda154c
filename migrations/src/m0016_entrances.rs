//! Entrances: who entered and left, was refused, got or lost a key to this house.

use sea_orm_migration::prelude::*;

use crate::columns::{index, instant, maybe_name, name, place, table};

/// `actor` is who did it, `person` whose account it is about, `address` from where, `detail` what else there is to say.
fn entrances() -> TableCreateStatement {
    table("entrances")
        .col(place("place"))
        .col(instant("at"))
        .col(name("event"))
        .col(maybe_name("actor"))
        .col(maybe_name("person"))
        .col(maybe_name("address"))
        .col(maybe_name("detail"))
        .to_owned()
}

crate::migration!(
    "m0016_entrances",
    [entrances()],
    [
        index("entrances_by_person", "entrances", &["person", "place"]),
        index("entrances_by_event", "entrances", &["event", "place"])
    ]
);
