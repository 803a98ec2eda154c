//! Quarantine: a copy of a database sends nothing until it may, and then each thing once, as the original would have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use voronka_core::{CaseId, Event, Start};
use voronka_definition::Text;
use voronka_runtime::{Called, IncidentRecord, LetterFilter, LetterRecord, LetterState, Pace, PageRequest, Tally, Wishes};

use crate::runtime::schedules::opened;
use crate::support::{Folder, House, at, input, on_postgres, source};

/// A deal that Boris opens for somebody, who is told of it.
async fn given(house: &House, owner: &str) -> CaseId {
    let start = Start { owner: Some(owner.into()), ..House::deal("Вентиляция склада") };
    house.engine.start(start, "boris".into(), None).await.unwrap().case.id
}

async fn begin(house: &House) {
    assert!(house.store.begin_quarantine(&Text::both("проба", "a trial")).await.unwrap());
}

async fn letters(house: &House) -> Vec<LetterRecord> {
    house.engine.reads().letters(&LetterFilter::default(), &PageRequest { limit: 200, after: None }).await.unwrap().items
}

fn identities(house: &House) -> Vec<String> {
    let mut found: Vec<_> = house.courier.tried().into_iter().map(|tried| tried.identity).collect();
    found.sort();
    found
}

async fn comments(house: &House, id: CaseId) -> BTreeSet<String> {
    let text = |event| match event {
        Event::TaskCommented { text, .. } => Some(text),
        _ => None,
    };
    house.history(id).await.into_iter().filter_map(|recorded| text(recorded.event)).collect()
}

/// What is said and answered while a copy is taken.
async fn talk(house: Arc<House>, id: CaseId, over: Arc<AtomicBool>, said: tokio::sync::watch::Sender<u32>) {
    while !over.load(Ordering::SeqCst) {
        let number = *said.borrow();
        house.comment(id, &number.to_string(), None).await.unwrap();
        said.send_replace(number + 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_40_a_copy_taken_under_load_is_whole_and_sends_nothing_until_it_may() {
    let folder = Folder::new();
    let house = Arc::new(House::on(&folder.url(), false).await);
    let (anna, dmitry) = (given(&house, "anna").await, given(&house, "dmitry").await);
    let over = Arc::new(AtomicBool::new(false));
    let (said, mut heard) = tokio::sync::watch::channel(0);
    let talking = tokio::spawn(talk(Arc::clone(&house), anna, Arc::clone(&over), said));
    heard.wait_for(|said| *said > 20).await.unwrap();
    let answered = *heard.borrow();
    let copy = folder.copy().await;
    heard.wait_for(|said| *said > answered).await.unwrap();
    over.store(true, Ordering::SeqCst);
    talking.await.unwrap();

    let restored = House::again(&copy.url(), false).await;
    restored.is_sound().await;
    let there = comments(&restored, anna).await;
    assert!((0..answered).all(|number| there.contains(&number.to_string())), "what was answered before is there");
    begin(&restored).await;
    restored.until("2026-12-09T20:00:00Z").await;
    assert_eq!(identities(&restored), Vec::<String>::new(), "nothing is sent");
    assert!(restored.happened(dmitry).await.contains(&"rung_taken".to_owned()), "and everything else goes on");
    restored.is_sound().await;

    house.engine.settle().await.unwrap();
    let original = identities(&house);
    assert_eq!(original.len(), 2, "one to each of them");
    restored.engine.end_quarantine(None).await.unwrap();
    restored.engine.settle().await.unwrap();
    restored.until("2026-12-10T08:00:00Z").await;
    let sent = identities(&restored);
    assert_eq!(sent.iter().collect::<BTreeSet<_>>().len(), sent.len(), "each once");
    assert!(letters(&restored).await.iter().all(|letter| !matches!(letter.state, LetterState::Queued | LetterState::Failed)));
    restored.is_sound().await;
}

#[tokio::test]
async fn row_40_a_letter_of_the_copy_has_the_identity_of_the_original() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    for owner in ["anna", "dmitry", "rustam"] {
        given(&house, owner).await;
    }
    let copy = folder.copy().await;
    let restored = House::again(&copy.url(), false).await;
    begin(&restored).await;
    restored.engine.settle().await.unwrap();
    assert_eq!(identities(&restored), Vec::<String>::new());
    house.engine.settle().await.unwrap();
    restored.engine.end_quarantine(None).await.unwrap();
    restored.engine.settle().await.unwrap();
    assert_eq!(identities(&restored), identities(&house));
    assert_eq!(identities(&house).len(), 3);
}

#[tokio::test]
async fn what_waits_is_told_by_kind() {
    let house = House::new().await;
    house.engine.deploy(&source("tests/it/runtime/processes/invoicing.yaml"), None).await.unwrap();
    begin(&house).await;
    assert!(!house.store.begin_quarantine(&"again".into()).await.unwrap(), "one goes on");
    given(&house, "anna").await;
    let deal = given(&house, "anna").await;
    invoicing(&house).await;
    let next = house.case(deal).await.timers().iter().map(|timer| timer.due_at).min();
    assert_eq!(house.engine.reads().next_moment().await.unwrap(), next, "what waits is no moment to go to");
    let kept = house.engine.reads().kept_back().await.unwrap();
    let tally = |number| Tally { number, oldest: at(crate::support::MORNING) };
    assert_eq!(kept.letters, BTreeMap::from([("assigned", tally(2))]));
    assert_eq!((kept.people, kept.calls), (1, BTreeMap::from([("billing".to_owned(), tally(1))])));
    let quarantine = house.engine.reads().quarantine().await.unwrap().unwrap();
    assert_eq!(quarantine.reason, Text::both("проба", "a trial"));
}

#[tokio::test]
async fn what_the_original_may_have_sent_is_dropped_and_says_why() {
    let house = House::new().await;
    begin(&house).await;
    let early = given(&house, "anna").await;
    house.until("2026-12-07T06:10:00Z").await;
    let late = given(&house, "anna").await;
    let dropped = house.engine.end_quarantine(Some(at("2026-12-07T06:05:00Z"))).await.unwrap();
    assert_eq!((dropped.letters, dropped.calls), (1, 0));
    house.engine.settle().await.unwrap();
    let states: BTreeMap<_, _> =
        letters(&house).await.into_iter().map(|letter| (letter.notice.case, (letter.state, letter.last_error))).collect();
    assert_eq!(states[&late], (LetterState::Kept, None));
    assert_eq!(states[&early].0, LetterState::Buried);
    assert!(states[&early].1.as_ref().is_some_and(|why| why.contains("копия базы")), "{states:?}");
    house.is_sound().await;
}

async fn invoicing(house: &House) -> CaseId {
    let deal = input(json!({"title": "Вентиляция", "amount": {"amount": "500000.00", "currency": "RUB"}}));
    let start = Start { process: "invoicing".into(), deal, stage: None, owner: None, continues: None };
    house.engine.start(start, "anna".into(), None).await.unwrap().case.id
}

#[tokio::test]
async fn a_request_waits_and_goes_with_its_identity_or_becomes_an_incident() {
    for drops in [false, true] {
        let house = House::new().await;
        house.engine.deploy(&source("tests/it/runtime/processes/invoicing.yaml"), None).await.unwrap();
        house.calls.tell([Called::Done(json!({"number": "A-7", "dates": [{"due": "2026-12-20"}]}))]);
        begin(&house).await;
        let id = invoicing(&house).await;
        house.until("2026-12-07T12:00:00Z").await;
        assert!(house.calls.asked().is_empty());
        let moment = drops.then(|| at("2026-12-07T12:00:00Z"));
        assert_eq!(house.engine.end_quarantine(moment).await.unwrap().calls, u64::from(drops));
        house.engine.settle().await.unwrap();
        let asked: Vec<_> = house.calls.asked().into_iter().map(|request| request.identity).collect();
        let incidents = house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
        match drops {
            false => assert_eq!((asked, incidents.len()), (vec![format!("{id}-1-1")], 0)),
            true => assert!(asked.is_empty() && matches!(&incidents[..], [IncidentRecord::Case { .. }]), "{incidents:?}"),
        }
        house.is_sound().await;
    }
}

#[tokio::test]
async fn no_schedule_begins_anything_and_the_latest_is_made_up_for() {
    let house = House::new().await;
    for name in ["deals", "renewal"] {
        house.engine.deploy(&source(&format!("tests/it/runtime/processes/{name}.yaml")), None).await.unwrap();
    }
    house.engine.settle().await.unwrap();
    begin(&house).await;
    house.until("2026-12-22T12:00:00Z").await;
    assert_eq!(opened(&house).await, Vec::<String>::new());
    house.engine.end_quarantine(None).await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(opened(&house).await, ["2026-12-22 12:00"]);
}

#[tokio::test]
async fn no_digest_comes_until_it_may() {
    let house = House::new().await;
    let wishes = Wishes { escalations: Pace::Digest, morning: true, ..Wishes::default() };
    house.engine.set_letter_wishes(&"boris".into(), wishes).await.unwrap();
    house.open("anna").await;
    begin(&house).await;
    house.until("2026-12-10T12:00:00Z").await;
    assert!(house.courier.bundles().is_empty());
    house.engine.end_quarantine(None).await.unwrap();
    house.engine.settle().await.unwrap();
    house.until("2026-12-11T12:00:00Z").await;
    let days: Vec<_> = house.courier.bundles().iter().map(|digest| digest.now.format("%m-%d").to_string()).collect();
    assert!(days.contains(&"12-11".to_owned()), "{days:?}");
    house.is_sound().await;
}

#[tokio::test]
async fn a_server_notices_that_its_database_is_a_copy() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    assert!(!house.store.move_in().await.unwrap(), "it was nowhere before");
    assert!(!house.store.move_in().await.unwrap(), "it is where it was");
    let copy = folder.copy().await;
    let restored = House::again(&copy.url(), false).await;
    assert_eq!(restored.store.move_in().await.unwrap(), on_postgres(), "a file cannot be told from its copy");
    assert_eq!(restored.engine.reads().quarantine().await.unwrap().is_some(), on_postgres());
    restored.engine.end_quarantine(None).await.unwrap();
    assert!(!restored.store.move_in().await.unwrap(), "once");
    assert_eq!(restored.engine.reads().quarantine().await.unwrap(), None);
}
