//! Schedules: cases that begin by the calendar, once each, in order with everything else.

use serde_json::json;
use voronka_core::{Case, CaseId, Start};
use voronka_runtime::{CaseFilter, IncidentRecord, PageRequest};

use crate::support::{Folder, House, at, input, source};

const RENEWAL: &str = "tests/it/runtime/processes/renewal.yaml";

async fn house() -> House {
    let house = House::new().await;
    for name in ["deals", "renewal"] {
        house.engine.deploy(&source(&format!("tests/it/runtime/processes/{name}.yaml")), None).await.unwrap();
    }
    house
}

/// The renewals, the earliest first.
pub(super) async fn renewals(house: &House) -> Vec<std::sync::Arc<Case>> {
    let filter = CaseFilter { process: Some("renewal".into()), ..CaseFilter::default() };
    let everything = voronka_core::access::Horizon::of(&house.engine.world(), &"vera".into(), house.engine.now().await.unwrap());
    let page = PageRequest { limit: 200, after: None };
    let mut cases = Vec::new();
    for record in house.engine.reads().cases(&everything, &filter, &page).await.unwrap().items {
        cases.push(house.case(record.id).await);
    }
    cases.sort_by_key(|case| case.opened_at);
    cases
}

pub(super) async fn opened(house: &House) -> Vec<String> {
    renewals(house).await.iter().map(|case| case.opened_at.format("%Y-%m-%d %H:%M").to_string()).collect()
}

/// A deal that ended with this result, whose contract runs until that day.
pub(super) async fn ended(house: &House, result: &str, until: Option<&str>) -> CaseId {
    let start =
        Start {
            process: "deals".into(), deal: input(json!({"title": "Договор 1"})), stage: None, owner: None, continues: None
        };
    let id = house.engine.start(start, "dmitry".into(), None).await.unwrap().case.id;
    let data = until.map_or(json!({}), |until| json!({ "contract_until": until }));
    house.complete(id, "sign", result, data).await.unwrap();
    id
}

#[tokio::test]
async fn each_occurrence_starts_one_case_at_its_own_moment() {
    let house = house().await;
    house.engine.settle().await.unwrap();
    house.until("2026-12-22T12:00:00Z").await;
    assert_eq!(opened(&house).await, ["2026-12-07 08:00", "2026-12-14 08:00", "2026-12-21 08:00"]);
    let first = &renewals(&house).await[0];
    assert_eq!((first.owner.as_str(), first.launcher.as_str(), first.title()), ("anna", "anna", "Обзвон"));
    assert_eq!(first.data["remark"], voronka_definition::Value::Text("По расписанию".to_owned()));
    assert!(house.history(first.id).await[0].by.is_none(), "nobody's act");
    house.is_sound().await;
}

#[tokio::test]
async fn the_wall_clock_of_the_zone_counts_when_it_changes() {
    let house = house().await;
    house.engine.settle().await.unwrap();
    house.until("2027-04-01T00:00:00Z").await;
    let found = opened(&house).await;
    assert_eq!(found[found.len() - 2..], ["2027-03-22 08:00", "2027-03-29 07:00"]);
}

#[tokio::test]
async fn of_what_was_missed_the_latest_is_made_up_for_once() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    house.engine.deploy(&source(RENEWAL), None).await.unwrap();
    house.engine.settle().await.unwrap();
    house.engine.shutdown().await;
    // The machine was off for three weeks.
    house.store.stand_at(at("2026-12-29T10:00:00Z")).await.unwrap();
    let house = House::on(&folder.url(), false).await;
    house.engine.settle().await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(opened(&house).await, ["2026-12-29 10:00"]);
    house.until("2027-01-04T12:00:00Z").await;
    assert_eq!(opened(&house).await, ["2026-12-29 10:00", "2027-01-04 08:00"]);
    house.is_sound().await;
}

/// The server ended after a case had begun and before the next occurrence was planned.
#[tokio::test]
async fn a_restart_in_the_middle_of_an_occurrence_starts_nothing_twice() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    house.engine.deploy(&source(RENEWAL), None).await.unwrap();
    house.engine.settle().await.unwrap();
    let before = house.store.schedules().await.unwrap();
    house.until("2026-12-07T08:00:00Z").await;
    assert_eq!(opened(&house).await, ["2026-12-07 08:00"]);
    house.engine.shutdown().await;
    for planned in before {
        house.store.plan_schedule(&planned, false).await.unwrap();
    }
    let house = House::again(&folder.url(), false).await;
    house.engine.settle().await.unwrap();
    house.until("2026-12-14T12:00:00Z").await;
    assert_eq!(opened(&house).await, ["2026-12-07 08:00", "2026-12-14 08:00"]);
    house.is_sound().await;
}

/// For two weeks the clock was two weeks ahead; then somebody set it right and started the server again.
#[tokio::test]
async fn row_22_what_a_wrong_clock_passed_over_comes_at_its_time_and_nothing_twice() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    house.engine.deploy(&source(RENEWAL), None).await.unwrap();
    house.engine.settle().await.unwrap();
    house.store.stand_at(at("2026-12-22T12:00:00Z")).await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(opened(&house).await, ["2026-12-22 12:00"], "the latest of three is made up for");
    house.engine.shutdown().await;
    house.store.stand_at(at("2026-12-08T06:00:00Z")).await.unwrap();
    let house = House::again(&folder.url(), false).await;
    house.engine.settle().await.unwrap();
    house.until("2026-12-29T06:00:00Z").await;
    assert_eq!(opened(&house).await, ["2026-12-14 08:00", "2026-12-22 12:00", "2026-12-28 08:00"]);
    house.is_sound().await;
}

#[tokio::test]
async fn another_line_is_planned_anew_and_a_schedule_that_is_gone_is_forgotten() {
    let house = house().await;
    house.engine.settle().await.unwrap();
    let mut changed = source(RENEWAL);
    changed.text = changed.text.replace("0 9 * * mon", "0 9 * * tue");
    house.engine.deploy(&changed, None).await.unwrap();
    house.until("2026-12-09T12:00:00Z").await;
    assert_eq!(opened(&house).await, ["2026-12-08 08:00"]);
    let begin = changed.text.find("schedules:").unwrap();
    let end = changed.text.find("stages:").unwrap();
    changed.text.replace_range(begin..end, "");
    house.engine.deploy(&changed, None).await.unwrap();
    house.until("2026-12-20T12:00:00Z").await;
    assert_eq!(opened(&house).await.len(), 1);
}

#[tokio::test]
async fn a_schedule_goes_on_once_from_each_finished_case_when_its_moment_has_come() {
    let house = house().await;
    let won = ended(&house, "signed", Some("2026-12-18")).await;
    let lost = ended(&house, "refused", Some("2026-12-18")).await;
    let silent = ended(&house, "signed", None).await;
    house.until("2026-12-15T12:00:00Z").await;
    assert_eq!(house.case(won).await.successor, None, "not yet");
    house.until("2026-12-20T12:00:00Z").await;
    let successor = house.case(won).await.successor.unwrap();
    let renewal = house.case(successor).await;
    assert_eq!((renewal.continues, renewal.owner.as_str(), renewal.title()), (Some(won), "dmitry", "Договор 1"));
    assert_eq!(renewal.opened_at, at("2026-12-17T09:00:00Z"), "at the first line after the moment");
    assert_eq!(renewal.data["contract_until"], house.case(won).await.data["contract_until"]);
    assert_eq!(house.case(lost).await.successor, None);
    assert_eq!(house.case(silent).await.successor, None);
    let all = renewals(&house).await;
    assert_eq!(all.iter().filter(|case| case.continues.is_some()).count(), 1);
    house.is_sound().await;
}

/// The renewals that go on from won deals are the designers' here.
pub(super) fn owned_by_designers() -> voronka_definition::Source {
    let mut changed = source(RENEWAL);
    changed.text = changed.text.replace("    with: {remark: '\"Продлить\"'}\n", "    owner: position(designer)\n");
    changed
}

#[tokio::test]
async fn a_case_that_cannot_be_gone_on_from_is_reported_once() {
    let house = house().await;
    let won = ended(&house, "signed", Some("2026-12-10")).await;
    house.engine.deploy(&owned_by_designers(), None).await.unwrap();
    let mut without = source("processes/demo/organisation.yaml");
    without.text = without.text.replace(", positions: [designer]", "").replace(", positions: [administrator]", "");
    without.text.push_str("  - {person: olga, from: 2026-12-01, to: 2027-01-31}\n");
    house.engine.load_organisation(&without, &[source("processes/calendars/ru.yaml")]).await.unwrap();
    house.until("2026-12-20T12:00:00Z").await;
    let found = house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
    let about: Vec<_> = found
        .iter()
        .filter_map(|record| match record {
            IncidentRecord::SetAside { case, subject, .. } => Some((*case, subject.as_str())),
            IncidentRecord::Case { .. } => None,
        })
        .collect();
    assert_eq!(about, [(won, "schedule renewal after_works")]);
    assert_eq!(house.case(won).await.successor, None);
    house.is_sound().await;
}
