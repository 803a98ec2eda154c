//! Lists: cut to what somebody may see, filtered, paged.

use std::collections::BTreeSet;

use voronka_core::CaseId;
use voronka_core::access::Horizon;
use voronka_definition::Locale;
use voronka_definition::name::PersonId;
use voronka_runtime::{CaseFilter, PageRequest, StoreError, TaskFilter, TaskStatus};

use crate::support::House;

fn page(limit: u32, after: Option<String>) -> PageRequest {
    PageRequest { limit, after }
}

async fn horizon(house: &House, person: &str) -> Horizon {
    Horizon::of(&house.engine.world(), &person.into(), house.engine.now().await.unwrap())
}

async fn cases_of(house: &House, person: &str) -> BTreeSet<CaseId> {
    let horizon = horizon(house, person).await;
    let page = house.engine.reads().cases(&horizon, &CaseFilter::default(), &page(100, None)).await.unwrap();
    page.items.into_iter().map(|record| record.id).collect()
}

#[tokio::test]
async fn a_list_shows_what_the_one_authorisation_function_shows() {
    let house = House::new().await;
    let cases = [house.open("anna").await, house.open("dmitry").await, house.open("rustam").await];
    for person in ["anna", "dmitry", "rustam", "boris", "olga", "svetlana", "vera", "pavel"] {
        let horizon = horizon(&house, person).await;
        let mut expected = BTreeSet::new();
        for id in cases {
            if horizon.sees(&*house.case(id).await) {
                expected.insert(id);
            }
        }
        assert_eq!(cases_of(&house, person).await, expected, "{person}");
    }
    assert_eq!(cases_of(&house, "vera").await.len(), 3, "an administrator sees all");
    assert_eq!(cases_of(&house, "anna").await.len(), 1, "a manager sees his own");
    assert_eq!(cases_of(&house, "boris").await.len(), 2, "a head sees those below him");
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let house = House::new().await;
    for _ in 0..7 {
        house.open("anna").await;
    }
    let horizon = horizon(&house, "anna").await;
    let mine = TaskFilter { concerns: Some("anna".into()), status: Some(TaskStatus::Open), ..TaskFilter::default() };
    let (mut seen, mut sizes, mut after) = (BTreeSet::new(), Vec::new(), None);
    loop {
        let part = house.engine.reads().tasks(&horizon, &mine, &page(3, after)).await.unwrap();
        sizes.push(part.items.len());
        seen.extend(part.items.into_iter().map(|record| record.id));
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), sizes), (7, vec![3, 3, 1]));
}

#[tokio::test]
async fn a_page_begins_only_where_one_ended() {
    let house = House::new().await;
    let horizon = horizon(&house, "anna").await;
    for after in ["", "nonsense", "a~b", "2026-12-07T06:00:00.000000Z~not-an-id", "' OR 1=1 --~x"] {
        let answer = house.engine.reads().cases(&horizon, &CaseFilter::default(), &page(3, Some(after.to_owned()))).await;
        assert_eq!(answer.unwrap_err(), StoreError::BadCursor, "{after}");
    }
}

#[tokio::test]
async fn words_are_found_alike_in_the_tasks_of_few_people_and_of_many() {
    let house = House::new().await;
    for person in ["anna", "dmitry", "rustam", "anna"] {
        house.open(person).await;
    }
    let narrow = horizon(&house, "boris").await;
    let mut wide = narrow.clone();
    wide.below.extend((0..60).map(|number| PersonId::from(format!("nobody{number}").as_str())));
    for (word, most, expected) in [("обсудить", 60, 0), ("звонок", 60, 3), ("звонок", 2, 2), ("неслыханное", 60, 0)]
    {
        let found = async |horizon: &Horizon| {
            let words = [word.to_owned()];
            let tasks = house.engine.reads().tasks_with_words(horizon, &horizon.below, (&words, Locale::Ru), (800, most));
            tasks.await.unwrap().into_iter().map(|task| task.id).collect::<Vec<_>>()
        };
        let tasks = found(&narrow).await;
        assert_eq!((tasks.len(), &tasks), (expected, &found(&wide).await), "{word}");
    }
}

#[tokio::test]
async fn overdue_follows_the_clock() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let horizon = horizon(&house, "anna").await;
    let overdue = CaseFilter { overdue: Some(true), ..CaseFilter::default() };
    let late = async || house.engine.reads().cases(&horizon, &overdue, &page(9, None)).await.unwrap().items.len();
    let due = house.case(id).await.tasks[&1].due_at;
    house.engine.clock().advance_to(due).await.unwrap();
    assert_eq!(late().await, 0, "at the very moment it is not late");
    house.engine.clock().advance_to(due + chrono::TimeDelta::microseconds(1)).await.unwrap();
    assert_eq!(late().await, 1);
}
