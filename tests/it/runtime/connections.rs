//! Connections that fail: they are left alone for a while, and nobody else is held up. How an answer is read is tried beside the connector.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use voronka_core::command::Repair;
use voronka_core::{Actor, CaseId, Command, Start};
use voronka_runtime::{Called, PageRequest};

use crate::support::{Folder, House, input, source};

/// How many requests wait for the one connection.
const WAITING: usize = 12;

async fn begin(house: &House) -> CaseId {
    let deal = input(json!({"title": "Вентиляция", "amount": {"amount": "500000.00", "currency": "RUB"}}));
    let start = Start { process: "invoicing".into(), deal, stage: None, owner: None, continues: None };
    house.engine.start(start, "anna".into(), None).await.unwrap().case.id
}

async fn several(house: &House) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for _ in 0..WAITING {
        cases.push(begin(house).await);
    }
    house.engine.settle().await.unwrap();
    cases
}

fn invoice() -> Called {
    Called::Done(json!({"number": "A-7", "dates": [{"due": "2026-12-20"}]}))
}

fn failed(pause: Option<Duration>) -> Called {
    Called::Failed { reason: "500".into(), pause }
}

async fn later(house: &House, seconds: i64) {
    let now = house.engine.now().await.unwrap();
    house.engine.clock().advance_to(now + TimeDelta::seconds(seconds)).await.unwrap();
}

async fn stands_at_check(house: &House, case: CaseId) -> bool {
    house.case(case).await.tasks.values().any(|task| task.origin.name() == Some("check"))
}

async fn incidents(house: &House) -> usize {
    house.engine.reads().incidents(&PageRequest { limit: 100, after: None }).await.unwrap().items.len()
}

#[tokio::test]
async fn row_34_a_failing_connection_is_left_alone_and_nobody_else_is_held_up() {
    let house = House::new().await;
    house.engine.deploy(&source("tests/it/runtime/processes/invoicing.yaml"), None).await.unwrap();
    house.calls.tell([invoice()]);
    let through = begin(&house).await;
    house.engine.settle().await.unwrap();

    house.calls.always("billing", failed(None));
    let cases = several(&house).await;
    assert_eq!(house.calls.asked_of("billing"), 1 + 5, "after five failures the rest waits unasked");
    assert_eq!(house.engine.resting_connections(), ["billing".into()]);
    house.complete(through, "check", "right", json!({})).await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(house.calls.asked_of("archive"), 1, "another connection is asked at once");

    later(&house, 29).await;
    assert_eq!(house.calls.asked_of("billing"), 6, "not before the rest is over");
    later(&house, 151).await;
    assert_eq!(house.calls.asked_of("billing"), 8, "one after 30 s, one 60 s later: each tries for all");
    let newcomer = begin(&house).await;
    house.engine.settle().await.unwrap();
    assert_eq!(house.calls.asked_of("billing"), 8, "who comes now waits too");

    house.calls.always("billing", invoice());
    later(&house, 20 * 60).await;
    for case in cases.iter().chain([&newcomer]) {
        assert!(stands_at_check(&house, *case).await, "{case}");
    }
    let asked = house.calls.asked();
    let identities: std::collections::BTreeSet<_> = asked.iter().map(|request| (&request.identity, &request.body)).collect();
    assert_eq!(identities.len(), WAITING + 3, "whatever was tried again kept its identity and its content");
    assert_eq!((incidents(&house).await, house.engine.resting_connections()), (0, Vec::new()), "no attempt was wasted");
    house.is_sound().await;
}

#[tokio::test]
async fn row_34_a_wish_to_be_left_alone_counts_for_every_request() {
    let house = House::new().await;
    house.engine.deploy(&source("tests/it/runtime/processes/invoicing.yaml"), None).await.unwrap();
    house.calls.tell([failed(Some(Duration::from_secs(1_200)))]);
    house.calls.always("billing", invoice());
    let cases = several(&house).await;
    later(&house, 1_199).await;
    assert_eq!(house.calls.asked_of("billing"), 1);
    later(&house, 1).await;
    assert_eq!(house.calls.asked_of("billing"), WAITING + 1);
    assert!(stands_at_check(&house, cases[0]).await);
    house.is_sound().await;
}

#[tokio::test]
async fn row_34_a_connection_that_is_gone_is_not_asked_before_the_next_start() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    house.engine.deploy(&source("tests/it/runtime/processes/invoicing.yaml"), None).await.unwrap();
    house.calls.always("billing", Called::Gone("410".into()));
    let cases = several(&house).await;
    assert_eq!((house.calls.asked_of("billing"), incidents(&house).await), (1, WAITING));
    house.engine.shutdown().await;

    let house = House::again(&folder.url(), false).await;
    house.calls.always("billing", invoice());
    for case in &cases {
        let command = Command::CloseIncident { incident: 1, comment: "Исправили".to_owned(), repair: Repair::TryAgain };
        house.engine.execute(*case, command, Actor::Person("vera".into()), None).await.unwrap();
    }
    house.engine.settle().await.unwrap();
    for case in cases {
        assert!(stands_at_check(&house, case).await, "{case}");
    }
    house.is_sound().await;
}
