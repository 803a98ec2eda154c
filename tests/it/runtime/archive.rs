//! The archive: finished cases leave the working tables, are read there, refuse every command, and go for good.

use serde_json::json;
use voronka_core::access::Horizon;
use voronka_core::{Actor, CaseId, Command, HandTask, Start, TaskId};
use voronka_definition::Source;
use voronka_definition::model::TaskKind;
use voronka_runtime::{CaseFilter, IncidentRecord, LetterFilter, PageRequest, Refused};
use voronka_store::Parts;

use super::nodes::nodes;
use super::schedules::ended;
use crate::support::{Folder, House, at, input, key, on_postgres, source};

/// The last moment before the deals of [`house`] that ended in the morning leave, and the first one after.
const BEFORE: &str = "2027-03-07T05:59:59Z";
const AFTER: &str = "2027-03-07T06:00:00Z";

/// The first event of the first case that ended cannot be read; and can again.
const DAMAGE: &str = "UPDATE events SET body = 'x' || body WHERE seq = 1
    AND case_id = (SELECT id FROM cases WHERE process = 'deals' ORDER BY finished_at, id LIMIT 1)";
const REPAIR: &str = "UPDATE events SET body = substr(body, 2) WHERE body LIKE 'x%'";

/// Deals that are kept for so long.
fn deals(archive: &str) -> Source {
    let Source { file, text } = source("tests/it/runtime/processes/deals.yaml");
    Source { file, text: format!("{text}\n{archive}\n") }
}

async fn furnished(house: House) -> House {
    house.engine.deploy(&deals("archive: {after: 90 days, keep: 400 days}"), None).await.unwrap();
    house
}

async fn house() -> House {
    furnished(House::new().await).await
}

async fn is_archived(house: &House, id: CaseId) -> bool {
    house.engine.reads().archived_since(id).await.unwrap().is_some()
}

async fn refused(house: &House, id: CaseId, by: &str) -> Refused {
    let command = Command::CorrectData { data: input(json!({"title": "Другой"})), revision: 1 };
    house.engine.execute(id, command, Actor::Person(by.into()), None).await.unwrap_err()
}

/// The cases that could not go to the archive.
async fn set_aside(house: &House) -> Vec<CaseId> {
    let incidents = house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
    let of_archive = incidents.into_iter().filter_map(|incident| match incident {
        IncidentRecord::SetAside { case, subject, .. } if subject == "archive" => Some(case),
        _ => None,
    });
    of_archive.collect()
}

/// How many cases a person finds in the archive, and among the others.
async fn found(house: &House, person: &str) -> (usize, usize) {
    let horizon = Horizon::of(&house.engine.world(), &person.into(), house.engine.now().await.unwrap());
    let (filter, page) = (CaseFilter::default(), PageRequest::default());
    let reads = house.engine.reads();
    let archived = reads.archived_cases(&horizon, &filter, &page).await.unwrap().items.len();
    (archived, reads.cases(&horizon, &filter, &page).await.unwrap().items.len())
}

#[tokio::test]
async fn a_case_is_archived_read_and_refuses_commands_and_goes_for_good() {
    let house = house().await;
    let start = Start { process: "deals".into(), owner: Some("dmitry".into()), ..House::deal("Договор 1") };
    let id = house.engine.start(start, "boris".into(), None).await.unwrap().case.id;
    house.complete(id, "sign", "signed", json!({})).await.unwrap();
    let task = TaskId { case: id, number: 1 };
    let letters = LetterFilter { case: Some(id), ..LetterFilter::default() };
    let seen = async || {
        let reads = house.engine.reads();
        let letters = reads.letters(&letters, &PageRequest::default()).await.unwrap();
        (house.case(id).await, house.history(id).await, reads.task(task).await.unwrap(), letters)
    };
    house.until(BEFORE).await;
    let before = seen().await;
    assert!(!before.3.items.is_empty(), "something was sent about it");
    assert_eq!((is_archived(&house, id).await, found(&house, "dmitry").await), (false, (0, 1)));

    house.until(AFTER).await;
    assert_eq!(house.engine.reads().archived_since(id).await.unwrap(), Some(at(AFTER)));
    assert_eq!(seen().await, before, "it is read as before");
    assert_eq!(house.engine.reads().history(id, before.1.len() as u64 - 1, 10).await.unwrap().len(), 1);
    assert_eq!((found(&house, "dmitry").await, found(&house, "anna").await), ((1, 0), (0, 0)));
    let Refused::Rejected(rejection) = refused(&house, id, "dmitry").await else { panic!("not a refusal") };
    assert_eq!(rejection.code, "archived");
    assert!(matches!(refused(&house, id, "anna").await, Refused::NotFound), "she may not know of it");
    house.is_sound().await;

    house.until("2028-01-11T05:59:59Z").await;
    assert!(is_archived(&house, id).await);
    house.until("2028-01-11T06:00:00Z").await;
    assert!(house.engine.reads().case(id).await.unwrap().is_none());
    assert!(house.history(id).await.is_empty());
    assert!(matches!(refused(&house, id, "dmitry").await, Refused::NotFound));
    assert_eq!(found(&house, "vera").await, (0, 0));
    house.is_sound().await;
}

#[tokio::test]
async fn what_one_node_archives_is_archived_on_every_other() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let [one, two]: [House; 2] = nodes(&folder).await;
    let one = furnished(one).await;
    let start = Start { process: "deals".into(), owner: Some("dmitry".into()), ..House::deal("Договор 1") };
    let id = two.engine.start(start, "boris".into(), None).await.unwrap().case.id;
    two.complete(id, "sign", "signed", json!({})).await.unwrap();
    one.until(AFTER).await;
    assert!(is_archived(&one, id).await);
    // It has kept the case since it completed its task.
    let Refused::Rejected(rejection) = refused(&two, id, "dmitry").await else { panic!("not a refusal") };
    assert_eq!(rejection.code, "archived");
    assert!(matches!(refused(&two, id, "anna").await, Refused::NotFound));
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_from_the_archive() {
    let house = house().await;
    house.engine.deploy(&deals("archive: {after: 1 day}"), None).await.unwrap();
    let start = Start { process: "deals".into(), ..House::deal("Договор 1") };
    let first = house.engine.start(start.clone(), "anna".into(), Some(key("once", "body"))).await.unwrap();
    house.complete(first.case.id, "sign", "refused", json!({})).await.unwrap();
    house.until("2026-12-08T06:00:00Z").await;
    assert!(is_archived(&house, first.case.id).await);
    let again = house.engine.start(start, "anna".into(), Some(key("once", "body"))).await.unwrap();
    assert_eq!((again.case, again.events), (first.case, first.events));
}

#[tokio::test]
async fn the_newest_version_decides_about_all_finished_cases() {
    let house = House::new().await;
    house.engine.deploy(&deals(""), None).await.unwrap();
    let id = ended(&house, "refused", None).await;
    house.until("2027-06-01T06:00:00Z").await;
    assert!(!is_archived(&house, id).await, "nothing says that it should be");
    house.engine.deploy(&deals("archive: {after: 30 days}"), None).await.unwrap();
    house.engine.settle().await.unwrap();
    assert!(is_archived(&house, id).await);
    // For ever, or until the process says otherwise.
    house.until("2028-06-01T06:00:00Z").await;
    assert!(is_archived(&house, id).await);
    house.engine.deploy(&deals("archive: {after: 30 days, keep: 31 days}"), None).await.unwrap();
    house.engine.settle().await.unwrap();
    assert!(house.engine.reads().case(id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_case_waits_for_what_is_still_to_be_done_about_it() {
    let house = house().await;
    let id = ended(&house, "signed", None).await;
    let (title, assignee, due_at) = ("Забрать оригинал".to_owned(), "dmitry".into(), at("2027-06-01T06:00:00Z"));
    let task = HandTask { title, kind: TaskKind::Other, assignee, due_at, comment: None };
    house.engine.execute(id, Command::MakeTask(task), Actor::Person("dmitry".into()), None).await.unwrap();
    house.until("2027-04-01T09:00:00Z").await;
    assert!(!is_archived(&house, id).await, "it has an open task");
    let number = *house.case(id).await.tasks.keys().next().unwrap();
    let done = Command::CompleteTask { task: number, result: "done".into(), data: input(json!({})), comment: None };
    house.engine.execute(id, done, Actor::Person("dmitry".into()), None).await.unwrap();
    house.until("2027-04-02T09:00:00Z").await;
    assert!(is_archived(&house, id).await, "it was looked at again a day later");
    house.is_sound().await;
}

#[tokio::test]
async fn a_case_waits_for_the_end_of_the_one_that_goes_on_from_it() {
    let house = house().await;
    let id = ended(&house, "signed", None).await;
    let start =
        Start { process: "deals".into(), owner: Some("dmitry".into()), continues: Some(id), ..House::deal("Договор 2") };
    let next = house.engine.start(start.clone(), "boris".into(), None).await.unwrap().case.id;
    house.until("2027-04-01T09:00:00Z").await;
    assert!(!is_archived(&house, id).await);
    house.complete(next, "sign", "signed", json!({})).await.unwrap();
    house.until("2027-04-02T09:00:00Z").await;
    assert!(is_archived(&house, id).await && !is_archived(&house, next).await);
    house.until("2027-06-30T09:00:00Z").await;
    assert!(is_archived(&house, next).await);
    let again = house.engine.start(start, "boris".into(), None).await.unwrap_err();
    assert!(matches!(again, Refused::Rejected(rejection) if rejection.code == "archived"));
    house.is_sound().await;
}

#[tokio::test]
async fn a_case_waits_for_the_schedule_that_goes_on_from_it() {
    let house = house().await;
    house.engine.deploy(&source("tests/it/runtime/processes/renewal.yaml"), None).await.unwrap();
    let id = ended(&house, "signed", Some("2027-05-10")).await;
    let other = ended(&house, "refused", Some("2027-05-10")).await;
    house.until("2027-05-01T09:00:00Z").await;
    assert!(!is_archived(&house, id).await, "the contract is renewed in May");
    assert!(is_archived(&house, other).await, "no schedule is about those that were refused");
    house.until("2027-05-10T09:00:00Z").await;
    let renewed = house.case(id).await.successor.unwrap();
    house.complete(renewed, "call", "done", json!({})).await.unwrap();
    house.until("2027-05-11T09:00:00Z").await;
    assert!(is_archived(&house, id).await);
    house.is_sound().await;
}

#[tokio::test]
async fn a_case_that_cannot_be_read_is_in_nobodys_way() {
    let folder = Folder::new();
    let house = furnished(House::on(&folder.url(), false).await).await;
    let mut cases = Vec::new();
    for _ in 0..140 {
        cases.push(ended(&house, "refused", None).await);
    }
    cases.sort();
    house.until(BEFORE).await;
    // It ended with the others, and by its id it is the first of them.
    assert_eq!(folder.change(DAMAGE, &[]).await, 1);
    house.until(AFTER).await;
    assert_eq!(set_aside(&house).await, [cases[0]]);
    for id in &cases {
        assert_eq!(is_archived(&house, *id).await, *id != cases[0]);
    }
    assert_eq!(folder.change(REPAIR, &[]).await, 1);
    house.until("2027-03-08T06:00:00Z").await;
    assert!(is_archived(&house, cases[0]).await, "it was looked at again a day later");
    assert_eq!(set_aside(&house).await, []);
    house.is_sound().await;
}

#[tokio::test]
async fn nodes_do_not_fight_for_what_leaves() {
    let folder = Folder::new();
    let house = furnished(House::on(&folder.url(), false).await).await;
    let mut cases = Vec::new();
    for _ in 0..100 {
        cases.push(ended(&house, "refused", None).await);
    }
    house.until(BEFORE).await;
    house.store.stand_at(at(AFTER)).await.unwrap();
    let other = House::again(&folder.url(), false).await;
    let (one, two) = tokio::join!(house.engine.settle(), other.engine.settle());
    one.and(two).unwrap();
    house.engine.settle().await.unwrap();
    for id in cases {
        assert!(is_archived(&house, id).await);
    }
    house.is_sound().await;
}

#[tokio::test]
async fn the_months_of_the_history_are_made_before_they_come() {
    let house = house().await;
    house.engine.settle().await.unwrap();
    let seen = async |now: &str| house.store.see_to_months(at(now)).await.unwrap();
    let expected = on_postgres().then(Parts::default);
    assert_eq!(seen("2026-12-07T06:00:00Z").await, expected, "nothing is left to do");
    let id = ended(&house, "signed", None).await;
    house.until("2027-02-10T06:00:00Z").await;
    house.engine.settle().await.unwrap();
    assert_eq!(seen("2027-02-10T06:00:00Z").await, expected);
    house.until("2027-06-10T06:00:00Z").await;
    assert!(is_archived(&house, id).await);
    let dropped = seen("2027-06-10T06:00:00Z").await.unwrap_or_default().dropped;
    let is_given_back = dropped.contains(&"2026-12".to_owned());
    assert_eq!(is_given_back, on_postgres(), "everything in its month has gone to the archive");
    house.is_sound().await;
}
