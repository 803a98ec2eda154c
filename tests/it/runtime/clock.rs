//! The clock: every timer in its order and at its own moment.

use chrono::TimeDelta;
use tokio::task::JoinSet;
use voronka_core::{Actor, Event, Setting, start};
use voronka_definition::model::Version;
use voronka_definition::{Period, Unit};
use voronka_runtime::{ClockError, IncidentRecord, PageRequest};
use voronka_store::Commit;

use crate::support::{House, MORNING, at};

#[tokio::test]
async fn each_timer_fires_at_its_own_moment_however_far_the_clock_goes() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let mut expected = Vec::new();
    // Ahead of the walk: where each alarm stood, as the case itself says.
    let walked = House::new().await;
    let twin = walked.open("anna").await;
    while let Some(timer) = walked.case(twin).await.timers().into_iter().min_by_key(|timer| timer.due_at) {
        walked.engine.clock().advance_to(timer.due_at).await.unwrap();
        expected.push(timer.due_at);
    }

    house.until("2027-03-01T06:00:00Z").await;

    let fired = |event: &Event| matches!(event, Event::Reminded { .. } | Event::RungTaken { .. });
    let history = house.history(id).await;
    let moments: Vec<_> = history.iter().filter(|recorded| fired(&recorded.event)).map(|recorded| recorded.at).collect();
    assert_eq!(moments, expected);
    assert!(moments.len() >= 4, "a reminder and three rungs, not {}", moments.len());
    assert_eq!(house.engine.now().await.unwrap(), at("2027-03-01T06:00:00Z"));
    house.is_sound().await;
}

#[tokio::test]
async fn many_timers_of_one_moment_all_fire_and_none_twice() {
    let house = House::new().await;
    let mut cases = Vec::new();
    for _ in 0..150 {
        cases.push(house.open("anna").await);
    }
    let advanced = house.engine.clock().advance_by(Period::new(1, Unit::BusinessDays)).await.unwrap();
    assert!(advanced.timers_fired >= 150, "{advanced:?}");
    for id in cases {
        let reminded = house.happened(id).await.iter().filter(|name| *name == "reminded").count();
        assert_eq!(reminded, 1);
    }
    house.is_sound().await;
}

#[tokio::test]
async fn the_clock_goes_forwards_only() {
    let house = House::new().await;
    let before = at(MORNING) - TimeDelta::seconds(1);
    assert_eq!(house.engine.clock().advance_to(before).await, Err(ClockError::Backwards { now: at(MORNING), wanted: before }));
    assert!(matches!(house.engine.clock().advance_to(at("2126-01-01T00:00:00Z")).await, Err(ClockError::TooFar { .. })));
    assert_eq!(house.engine.now().await.unwrap(), at(MORNING));
    let same = house.engine.clock().advance_to(at(MORNING)).await.unwrap();
    assert_eq!(same.now, at(MORNING));
}

#[tokio::test]
async fn a_task_completed_in_time_is_never_escalated() {
    let house = House::new().await;
    let id = house.open("anna").await;
    house.complete(id, "call", "no_interest", serde_json::json!({ "close_reason": "no_need" })).await.unwrap();
    assert!(!house.case(id).await.is_open());
    let before = house.happened(id).await;
    house.until("2027-01-20T06:00:00Z").await;
    let later = house.happened(id).await;
    assert!(!later[before.len()..].iter().any(|name| name == "rung_taken" || name == "escalated"), "{later:?}");
    house.is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn people_may_work_while_the_clock_moves() {
    let house = House::new().await;
    let mut cases = Vec::new();
    for _ in 0..20 {
        cases.push(house.open("anna").await);
    }
    let engine = house.engine.clone();
    let walk = tokio::spawn(async move { engine.clock().advance_to(at("2026-12-21T06:00:00Z")).await.unwrap() });
    let mut people = JoinSet::new();
    for id in cases.clone() {
        let engine = house.engine.clone();
        people.spawn(async move {
            for number in 0..5 {
                let command = voronka_core::Command::CommentTask { task: 1, text: format!("замечание {number}") };
                engine.execute(id, command, Actor::Person("anna".into()), None).await.unwrap();
            }
        });
    }
    people.join_all().await;
    walk.await.unwrap();
    for id in cases {
        let names = house.happened(id).await;
        assert_eq!(names.iter().filter(|name| *name == "task_commented").count(), 5);
        assert_eq!(names.iter().filter(|name| *name == "reminded").count(), 1);
    }
    house.is_sound().await;
}

#[tokio::test]
async fn a_timer_that_cannot_be_worked_on_is_set_aside_and_stops_nobody() {
    let house = House::new().await;
    let world = house.engine.world();
    let mut ghost = (*world.processes["corporate_sales"]).clone();
    ghost.version = Version("never-deployed".into());
    let fresh = "01890000-0000-7000-8000-000000000001".parse().unwrap();
    let setting = Setting { world: &world, now: house.store.now(), by: Actor::Person("anna".into()), fresh };
    let decision = start(&ghost, fresh, &House::deal("Призрак"), &setting).unwrap();
    house.store.commit(&[Commit::new(&decision, None, &decision).unwrap()]).await.unwrap();
    let sound = house.open("dmitry").await;

    house.until("2026-12-21T06:00:00Z").await;

    assert!(house.happened(sound).await.contains(&"rung_taken".to_owned()));
    let incidents = house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
    assert!(
        incidents.iter().any(|incident| matches!(incident, IncidentRecord::SetAside { case, subject, .. }
            if *case == fresh && subject == "timer task-1 1")),
        "{incidents:?}"
    );
}
