//! The audit: who entered and left, was refused, got or lost a key to this house.

use sea_orm_migration::prelude::*;

use crate::columns::{index, instant, maybe_name, name, place, table};

/// `actor` is who did it, `person` whose account it is about, `address` from where, `detail` what else there is to say.
fn audit() -> TableCreateStatement {
    table("audit")
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
    "m0016_audit",
    [audit()],
    [index("audit_by_person", "audit", &["person", "place"]), index("audit_by_event", "audit", &["event", "place"])]
);
