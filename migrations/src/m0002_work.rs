//! What the engine still has to do: timers, notices to send; and what people must look at: escalations, incidents.

use sea_orm_migration::prelude::*;

use crate::columns::{flag, id, index, instant, maybe_instant, maybe_name, name, number, of_case, place, primary, table};

fn timers() -> TableCreateStatement {
    table("timers")
        .col(id("case_id"))
        .col(name("timer"))
        .col(number("occurrence"))
        .col(instant("due_at"))
        .col(flag("set_aside"))
        .primary_key(&mut primary(&["case_id", "timer", "occurrence"]))
        .foreign_key(&mut of_case("timers"))
        .to_owned()
}

/// `place` orders the notices to one recipient.
fn outbox() -> TableCreateStatement {
    table("outbox")
        .col(place("place"))
        .col(id("case_id"))
        .col(number("number"))
        .col(name("recipient"))
        .col(instant("at"))
        .col(name("body"))
        .col(name("state"))
        .col(number("attempts"))
        .col(instant("next_attempt_at"))
        .col(maybe_name("lease"))
        .col(maybe_instant("lease_until"))
        .col(maybe_name("letter"))
        .col(maybe_name("last_error"))
        .col(instant("changed_at"))
        .foreign_key(&mut of_case("outbox"))
        .to_owned()
}

fn escalations() -> TableCreateStatement {
    table("escalations")
        .col(id("case_id"))
        .col(number("number"))
        .col(number("task"))
        .col(number("rung"))
        .col(name("person"))
        .col(flag("offered"))
        .col(instant("at"))
        .col(number("late_by_minutes"))
        .col(maybe_instant("acknowledged_at"))
        .primary_key(&mut primary(&["case_id", "number"]))
        .foreign_key(&mut of_case("escalations"))
        .to_owned()
}

/// `number` is the incident's in its case, 0 for what the engine set aside by itself.
fn incidents() -> TableCreateStatement {
    table("incidents")
        .col(id("case_id"))
        .col(name("subject"))
        .col(number("number"))
        .col(name("trouble"))
        .col(instant("at"))
        .col(maybe_instant("closed_at"))
        .primary_key(&mut primary(&["case_id", "subject"]))
        .foreign_key(&mut of_case("incidents"))
        .to_owned()
}

crate::migration!(
    "m0002_work",
    [timers(), outbox(), escalations(), incidents()],
    [
        index("timers_by_due", "timers", &["set_aside", "due_at"]),
        index("outbox_by_notice", "outbox", &["case_id", "number"]).unique().to_owned(),
        index("outbox_by_attempt", "outbox", &["state", "next_attempt_at"]),
        index("outbox_by_recipient", "outbox", &["recipient", "state", "place"]),
        index("escalations_by_person", "escalations", &["person", "at"]),
        index("incidents_by_moment", "incidents", &["closed_at", "at"]),
    ]
);
