//! The one door: keys, races, refusals.

use serde_json::json;
use tokio::task::JoinSet;
use voronka_core::{Actor, CaseId, Command};
use voronka_runtime::{CaseFilter, PageRequest, Refused};

use crate::support::{House, input, key};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_identical_commands_have_one_effect_and_one_answer() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let before = house.case(id).await.revision;
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let engine = house.engine.clone();
        let command = Command::CommentTask { task: 1, text: "перезвонить".to_owned() };
        calls.spawn(async move { engine.execute(id, command, Actor::Person("anna".into()), Some(key("k", "same"))).await });
    }
    let answers: Vec<_> = calls.join_all().await.into_iter().map(Result::unwrap).collect();
    assert_eq!(house.case(id).await.revision, before + 1);
    for answer in &answers {
        assert_eq!((&answer.events, answer.at), (&answers[0].events, answers[0].at));
        assert_eq!(answer.case, answers[0].case);
    }
    house.is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_identical_starts_open_one_case() {
    let house = House::new().await;
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let engine = house.engine.clone();
        calls.spawn(async move {
            engine.start(House::deal("Одна"), "anna".into(), Some(key("k", "same"))).await.unwrap().case.id
        });
    }
    let ids = calls.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let all = voronka_core::access::Horizon::of(&house.engine.world(), &"vera".into(), house.store.now());
    let page = house.engine.reads().cases(&all, &CaseFilter::default(), &PageRequest::default()).await.unwrap();
    assert_eq!(page.items.len(), 1);
}

#[tokio::test]
async fn a_key_answers_as_it_did_though_the_case_went_on() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let first = house.comment(id, "раз", Some(key("k", "a"))).await.unwrap();
    house.comment(id, "два", None).await.unwrap();
    let again = house.comment(id, "раз", Some(key("k", "a"))).await.unwrap();
    assert_eq!((again.case, again.events, again.at), (first.case, first.events, first.at));
    assert_eq!(house.happened(id).await.iter().filter(|name| *name == "task_commented").count(), 2);
}

#[tokio::test]
async fn a_key_of_a_command_that_changed_nothing_answers_so_again() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let title = house.case(id).await.title().to_owned();
    let command = Command::CorrectData { data: input(json!({ "title": title })), revision: house.case(id).await.revision };
    for time in ["first", "again"] {
        let by = Actor::Person("anna".into());
        let answer = house.engine.execute(id, command.clone(), by, Some(key("k", "same"))).await.unwrap();
        assert_eq!(answer.events, [], "{time}");
    }
}

#[tokio::test]
async fn a_key_answers_where_the_command_would_be_refused_by_now() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let data = input(json!({ "presentation_at": "2026-12-14T09:00:00Z" }));
    let command = Command::CompleteTask { task: 1, result: "interested".into(), data, comment: None };
    let complete = async |key| house.engine.execute(id, command.clone(), Actor::Person("anna".into()), key).await;
    let first = complete(Some(key("k", "a"))).await.unwrap();
    let again = complete(Some(key("k", "a"))).await.unwrap();
    assert_eq!((again.events, again.case.revision), (first.events, first.case.revision));
    assert!(matches!(complete(Some(key("k", "b"))).await, Err(Refused::KeyReused)));
    assert!(matches!(complete(Some(key("other", "a"))).await, Err(Refused::Rejected(_))), "the task is done");
    assert!(matches!(complete(None).await, Err(Refused::Rejected(_))));
}

#[tokio::test]
async fn a_refusal_writes_nothing_and_takes_no_key() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let before = house.case(id).await;
    let command = Command::CommentTask { task: 99, text: "нет такой".to_owned() };
    let refused = house.engine.execute(id, command, Actor::Person("anna".into()), Some(key("k", "a"))).await;
    assert!(matches!(refused, Err(Refused::Rejected(_))));
    assert_eq!(house.case(id).await, before);
    assert_eq!(house.store.recall(&key("k", "a")).await.unwrap(), None);
    house.comment(id, "ключ свободен", Some(key("k", "b"))).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let house = House::new().await;
    let nowhere: CaseId = "01890000-0000-7000-8000-000000000000".parse().unwrap();
    assert!(matches!(house.comment(nowhere, "?", None).await, Err(Refused::NotFound)));
    let mut start = House::deal("?");
    start.process = "corporat_sales".into();
    let Err(Refused::Rejected(rejection)) = house.engine.start(start, "anna".into(), None).await else { panic!("it started") };
    assert_eq!(rejection.code, "unknown_process");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_task_completed_by_many_at_once_is_completed_once() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let engine = house.engine.clone();
        let data = input(json!({ "presentation_at": "2026-12-14T09:00:00Z" }));
        let command = Command::CompleteTask { task: 1, result: "interested".into(), data, comment: None };
        calls.spawn(async move { engine.execute(id, command, Actor::Person("anna".into()), None).await.is_ok() });
    }
    assert_eq!(calls.join_all().await.into_iter().filter(|done| *done).count(), 1);
    house.is_sound().await;
}

#[tokio::test]
async fn whoever_asked_may_go_away() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let before = house.case(id).await.revision;
    {
        let asked = house.comment(id, "и ушёл", None);
        tokio::pin!(asked);
        tokio::select! {
            biased;
            () = tokio::task::yield_now() => {}
            _ = &mut asked => {}
        }
        let polled = tokio::time::timeout(std::time::Duration::ZERO, &mut asked).await;
        drop(polled);
    }
    house.comment(id, "следом", None).await.unwrap();
    assert_eq!(house.case(id).await.revision, before + 2, "the command of whoever went away was carried out");
    house.is_sound().await;
}
