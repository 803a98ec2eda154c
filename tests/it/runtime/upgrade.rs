//! Upgrades with running deals: a deal ends by the version of its process that it began with; a database that an earlier voronka wrote is
//! opened, sound, and its deals are carried to their end. Two versions of voronka on one database are tried by
//! `tests/reliability/upgrade/run`.
//!
//! `released` holds what each released version wrote, as text: a deal at its first call and late for days, one further on, one that
//! is lost, a task without a deal.

use serde_json::json;
use voronka_core::access::Horizon;
use voronka_core::{CaseId, Command};
use voronka_definition::Source;
use voronka_runtime::{CaseFilter, CaseStatus, PageRequest};

use crate::support::{Folder, House, on_postgres};

/// Two steps; the second is another one in the next version.
fn version(second: &str) -> Source {
    let text = format!(
        "
process: twice
title: Twice
roles: {{manager: deal.owner}}
defaults: {{assignee: manager, due: 1 business day}}
stages:
  only:
    title: Only
    steps:
      - {{task: first, title: First, results: {{done: {{title: Done}}}}}}
      - {{task: {second}, title: Second, results: {{done: {{title: Done, finish: won}}}}}}
outcomes: {{won: {{title: Won, kind: won}}}}
"
    );
    Source { file: "twice.yaml".to_owned(), text }
}

async fn begin(house: &House) -> CaseId {
    let start = voronka_core::Start { process: "twice".into(), ..House::deal("Вентиляция") };
    house.engine.start(start, "anna".into(), None).await.unwrap().case.id
}

#[tokio::test]
async fn row_36_a_deal_ends_by_the_version_that_it_began_with() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    house.engine.deploy(&version("old"), None).await.unwrap();
    let old = begin(&house).await;
    house.engine.deploy(&version("new"), None).await.unwrap();
    let new = begin(&house).await;
    house.complete(old, "first", "done", json!({})).await.unwrap();
    house.engine.shutdown().await;

    // Another process, which has never seen the first version being deployed.
    let house = House::again(&folder.url(), false).await;
    house.complete(new, "first", "done", json!({})).await.unwrap();
    house.complete(old, "old", "done", json!({})).await.unwrap();
    house.complete(new, "new", "done", json!({})).await.unwrap();
    for case in [old, new] {
        assert!(!house.case(case).await.is_open(), "{case}");
    }
    assert_ne!(house.case(old).await.version, house.case(new).await.version);
    house.is_sound().await;
}

#[tokio::test]
async fn row_36_a_version_that_is_wrong_is_refused_and_deals_go_on() {
    let house = House::new().await;
    house.engine.deploy(&version("old"), None).await.unwrap();
    let case = begin(&house).await;
    let Source { file, text } = version("new");
    let wrong = Source { file, text: text.replace("finish: won", "finish: lost") };
    house.engine.deploy(&wrong, None).await.unwrap_err();
    for step in ["first", "old"] {
        house.complete(case, step, "done", json!({})).await.unwrap();
    }
    let again = begin(&house).await;
    assert_eq!(house.case(case).await.version, house.case(again).await.version);
    house.is_sound().await;
}

/// The database as that version wrote it.
async fn written_by(version: &str) -> Folder {
    let text = std::fs::read_to_string(crate::tidy::root().join(format!("tests/it/runtime/released/{version}.sql"))).unwrap();
    Folder::written(text).await
}

async fn cases(house: &House, status: CaseStatus) -> Vec<CaseId> {
    let horizon = Horizon { everything: true, ..Horizon::of(&house.engine.world(), &"vera".into(), house.store.now()) };
    let filter = CaseFilter { errands: true, status: Some(status), ..CaseFilter::default() };
    let found = house.engine.reads().cases(&horizon, &filter, &PageRequest::default()).await.unwrap();
    found.items.into_iter().map(|record| record.id).collect()
}

#[tokio::test]
async fn row_36_what_a_released_version_wrote_is_sound_and_is_carried_on() {
    if on_postgres() {
        return;
    }
    for version in ["0.1.0"] {
        let folder = written_by(version).await;
        let house = House::again(&folder.url(), false).await;
        house.is_sound().await;
        let open = cases(&house, CaseStatus::Open).await;
        assert_eq!((open.len(), cases(&house, CaseStatus::Finished).await.len()), (3, 1), "{version}");
        // Time goes on: ladders are climbed that began under that version, and the letters of then are sent.
        house.until("2027-02-01T06:00:00Z").await;
        assert!(!house.courier.tried().is_empty(), "{version}");
        for case in open {
            let state = house.case(case).await;
            if state.process.as_str() == "short_sale" {
                let (data, comment) = (crate::support::input(json!({"close_reason": "price"})), "Закрываем".to_owned());
                let lose = Command::Finish { outcome: "lost".into(), data, comment };
                house.engine.execute(case, lose, voronka_core::Actor::Person(state.owner.clone()), None).await.unwrap();
            }
        }
        assert_eq!(cases(&house, CaseStatus::Open).await.len(), 1, "{version}: the task without a deal");
        house.is_sound().await;
    }
}
