//! Cases, their history, their tasks and the people who have to do with them.

use sea_orm_migration::prelude::*;

use crate::columns::{flag, id, index, instant, maybe_instant, maybe_name, maybe_number, name, number, of_case, primary, table};

fn cases() -> TableCreateStatement {
    table("cases")
        .col(id("id").primary_key())
        .col(name("process"))
        .col(name("version"))
        .col(maybe_name("stage"))
        .col(name("status"))
        .col(maybe_name("outcome"))
        .col(name("owner"))
        .col(name("launcher"))
        .col(name("title"))
        .col(maybe_number("amount_minor"))
        .col(maybe_name("currency"))
        .col(maybe_name("direction"))
        .col(flag("errand"))
        .col(number("revision"))
        .col(instant("opened_at"))
        .col(maybe_instant("finished_at"))
        .col(maybe_instant("next_due_at"))
        .col(name("state"))
        .to_owned()
}

fn events() -> TableCreateStatement {
    table("events")
        .col(id("case_id"))
        .col(number("seq"))
        .col(instant("at"))
        .col(maybe_name("author"))
        .col(maybe_name("acts_for"))
        .col(name("kind"))
        .col(name("body"))
        .primary_key(&mut primary(&["case_id", "seq"]))
        .foreign_key(&mut of_case("events"))
        .to_owned()
}

fn tasks() -> TableCreateStatement {
    table("tasks")
        .col(id("case_id"))
        .col(number("number"))
        .col(maybe_name("stage"))
        .col(maybe_name("step"))
        .col(name("title"))
        .col(name("kind"))
        .col(maybe_name("assignee"))
        .col(name("candidates"))
        .col(name("status"))
        .col(maybe_name("result"))
        .col(flag("by_hand"))
        .col(instant("due_at"))
        .col(instant("created_at"))
        .col(maybe_instant("closed_at"))
        .primary_key(&mut primary(&["case_id", "number"]))
        .foreign_key(&mut of_case("tasks"))
        .to_owned()
}

fn task_candidates() -> TableCreateStatement {
    table("task_candidates")
        .col(name("person"))
        .col(id("case_id"))
        .col(number("number"))
        .primary_key(&mut primary(&["person", "case_id", "number"]))
        .foreign_key(&mut of_case("task_candidates"))
        .to_owned()
}

fn case_people() -> TableCreateStatement {
    table("case_people")
        .col(name("person"))
        .col(id("case_id"))
        .primary_key(&mut primary(&["person", "case_id"]))
        .foreign_key(&mut of_case("case_people"))
        .to_owned()
}

crate::migration!(
    "m0001_cases",
    [cases(), events(), tasks(), task_candidates(), case_people()],
    [
        index("cases_by_opening", "cases", &["opened_at", "id"]),
        index("tasks_by_assignee", "tasks", &["assignee", "status", "due_at"]),
        index("tasks_by_due", "tasks", &["status", "due_at"]),
    ]
);
