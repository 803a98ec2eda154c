//! The end of a downtime: everything that was missed happens now, in batches, while people work on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::TimeDelta;
use voronka_core::command::Input;
use voronka_core::{Actor, CaseId, Command, Event, Setting, start};
use voronka_definition::model::Version;
use voronka_runtime::{IncidentRecord, LetterFilter, LetterState, PageRequest};
use voronka_store::Commit;

use crate::support::{Folder, House};

/// How many deals wait.
const DEALS: usize = 2_000;
/// How many of them people work on when the server is back.
const WORKED_ON: usize = 60;
const OWNERS: [&str; 4] = ["anna", "dmitry", "rustam", "svetlana"];

/// Deals whose first task was to be done eight hours ago; nobody was there.
async fn missed(url: &str) -> Vec<CaseId> {
    let house = House::on(url, false).await;
    let mut cases = Vec::new();
    for number in 0..DEALS {
        cases.push(house.open(OWNERS[number % OWNERS.len()]).await);
    }
    poison(&house).await;
    let due = house.case(cases[0]).await.tasks[&1].due_at;
    house.engine.shutdown().await;
    house.store.stand_at(due + TimeDelta::hours(8)).await.unwrap();
    cases
}

/// A deal that nobody can work on: its version was never deployed.
async fn poison(house: &House) -> CaseId {
    let world = house.engine.world();
    let mut ghost = (*world.processes["corporate_sales"]).clone();
    ghost.version = Version("never-deployed".into());
    let fresh = "01890000-0000-7000-8000-000000000001".parse().unwrap();
    let setting = Setting { world: &world, now: house.store.now(), by: Actor::Person("anna".into()), fresh };
    let decision = start(&ghost, fresh, &House::deal("Призрак"), &setting).unwrap();
    house.store.commit(&[Commit::new(&decision, None, &decision).unwrap()]).await.unwrap();
    fresh
}

/// Completes a call; whether timers were still due when the answer was there.
async fn call(house: &House, case: CaseId) -> bool {
    let by = house.case(case).await.tasks[&1].holder.assignee().unwrap().clone();
    let command = Command::CompleteTask { task: 1, result: "no_answer".into(), data: Input::default(), comment: None };
    house.engine.execute(case, command, Actor::Person(by), None).await.unwrap();
    house.store.next_timer_at().await.unwrap().is_some_and(|due| due <= house.store.now())
}

async fn until_done(house: &House) {
    let is_over = |next: Option<chrono::DateTime<chrono::Utc>>| next.is_none_or(|next| next > house.store.now());
    tokio::time::timeout(Duration::from_secs(300), async {
        while !is_over(house.store.next_timer_at().await.unwrap()) || !is_over(house.store.next_attempt_at().await.unwrap()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("everything that was missed is done");
    house.engine.shutdown().await;
}

/// What was fired in a case since it is late: rungs by their number.
async fn rungs(house: &House, case: CaseId) -> Vec<u32> {
    let rung = |event: &Event| if let Event::RungTaken { rung, .. } = event { Some(*rung) } else { None };
    house.history(case).await.iter().filter_map(|one| rung(&one.event)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_29_after_a_downtime_all_fires_once_in_batches_and_everybody_gets_one_letter() {
    let folder = Folder::new();
    let cases = missed(&folder.url()).await;
    let house = House::again(&folder.url(), true).await;
    let mut between = 0;
    for case in &cases[DEALS - WORKED_ON..] {
        between += usize::from(call(&house, *case).await);
    }
    until_done(&house).await;

    assert!(between >= WORKED_ON / 2, "people were answered between the batches, not after them: {between}");
    let mut late = BTreeSet::new();
    for (place, case) in cases.iter().enumerate() {
        let rungs = rungs(&house, *case).await;
        let is_worked_on = place >= DEALS - WORKED_ON;
        assert!(rungs == [1] || (is_worked_on && rungs.is_empty()), "{place}: {rungs:?}");
        late.extend((!is_worked_on).then_some(*case));
    }
    told_once(&house, &late).await;
    let incidents = house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
    let aside = |one: &IncidentRecord| matches!(one, IncidentRecord::SetAside { subject, .. } if subject == "timer task-1 1");
    assert_eq!(incidents.iter().filter(|one| aside(one)).count(), 1, "{incidents:?}");
}

/// Each recipient got one letter, and no letter tells of a task that was done by then.
async fn told_once(house: &House, late: &BTreeSet<CaseId>) {
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    for one in house.courier.tried() {
        *tried.entry(one.to).or_default() += 1;
    }
    assert!(tried.len() >= 4 && tried.values().all(|letters| *letters == 1), "{tried:?}");
    let mut told = BTreeSet::new();
    for bundle in house.courier.bundles() {
        for parcel in &bundle.parcels {
            assert!(parcel.case.tasks.contains_key(&1), "a task that was done is not reported");
            told.insert(parcel.case.id);
        }
        assert!(bundle.more > 0, "the rest is counted");
    }
    assert!(told.is_subset(late) && !told.is_empty());
    let filter = LetterFilter { state: Some(LetterState::Queued), ..LetterFilter::default() };
    let queued = house.engine.reads().letters(&filter, &PageRequest::default()).await.unwrap().items;
    assert!(queued.iter().all(|letter| letter.to_name == "rustam"), "his evening has come already: {queued:#?}");
}
