//! Tests that need SQL or a look inside; what can be tried from outside is tried there.

mod archive;
mod checks;
mod databases;
mod months;
mod project;
mod schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use voronka_core::command::Input;
use voronka_core::{Actor, Case, CaseId, Command, Decision, Setting, Start, World, decide, start};
use voronka_definition::calendar::read_calendar;
use voronka_definition::organisation::read_organisation;
use voronka_definition::{Process, Source, compile};

use crate::{Commit, CommitOutcome, Store};

fn source(text: &str) -> Source {
    Source { file: "test".to_owned(), text: text.to_owned() }
}

fn process() -> Arc<Process> {
    let text = include_str!("../../../../processes/corporate_sales/process.yaml");
    Arc::new(compile(&source(text)).unwrap().value)
}

fn world() -> World {
    let organisation = read_organisation(&source(include_str!("../../../../processes/demo/organisation.yaml"))).unwrap().value;
    let calendar = read_calendar(&source(include_str!("../../../../processes/calendars/ru.yaml"))).unwrap().value;
    let process = process();
    World {
        organisation,
        calendars: BTreeMap::from([(calendar.id().clone(), calendar)]),
        processes: BTreeMap::from([(process.id.clone(), process)]),
        heirs: BTreeMap::new(),
    }
}

fn morning() -> DateTime<Utc> {
    "2026-12-07T06:00:00Z".parse().unwrap()
}

fn id(number: u128) -> CaseId {
    CaseId(uuid::Uuid::from_u128(number))
}

/// Boris opens a deal for Anna: she is told of her first task.
fn started(number: u128) -> Decision {
    let world = world();
    let setting = Setting { world: &world, now: morning(), by: Actor::Person("boris".into()), fresh: id(number) };
    let deal = Input::from([
        ("title".to_owned(), json!("Вентиляция")),
        ("amount".to_owned(), json!({"amount": "500000.00", "currency": "RUB"})),
    ]);
    let wanted = Start { process: "corporate_sales".into(), deal, stage: None, owner: Some("anna".into()), continues: None };
    start(&process(), id(number), &wanted, &setting).unwrap()
}

fn decided(case: &Case, by: &str, command: &Command) -> Decision {
    let world = world();
    let setting = Setting { world: &world, now: morning(), by: Actor::Person(by.into()), fresh: id(999) };
    decide(&process(), case.clone(), command, &setting).unwrap()
}

/// An empty store with one case.
async fn stored() -> Store {
    let store = Store::open(&databases::empty()).await.unwrap();
    let decision = started(1);
    let outcomes = store.commit(&[Commit::new(&decision, None, &decision).unwrap()]).await.unwrap();
    assert_eq!(outcomes, [CommitOutcome::Committed]);
    store
}
