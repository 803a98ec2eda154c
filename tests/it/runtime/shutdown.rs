//! The end of an engine under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use voronka_core::{Actor, Command};

use crate::support::{Folder, House};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everything_answered_is_there_and_nothing_more_is_taken() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), true).await;
    let (answered_some, mut people) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
    for _ in 0..8 {
        let id = house.open("anna").await;
        let (engine, answered_some) = (house.engine.clone(), Arc::clone(&answered_some));
        people.spawn(async move {
            let mut answered = 0_u32;
            loop {
                let command = Command::CommentTask { task: 1, text: format!("{answered}") };
                if engine.execute(id, command, Actor::Person("anna".into()), None).await.is_err() {
                    return (id, answered);
                }
                answered += 1;
                answered_some.store(answered > 20, Ordering::SeqCst);
            }
        });
    }
    while !answered_some.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    house.engine.shutdown().await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let answers = people.join_all().await;
    assert!(house.comment(answers[0].0, "поздно", None).await.is_err());
    drop(house);

    let again = House::on(&folder.url(), false).await;
    for (id, answered) in answers {
        let comments = again.happened(id).await.into_iter().filter(|name| name == "task_commented").count();
        assert_eq!(comments, answered as usize);
    }
    again.is_sound().await;
}

#[tokio::test]
async fn a_second_shutdown_does_no_harm() {
    let house = House::new().await;
    house.engine.shutdown().await;
    house.engine.shutdown().await;
}
