//! Processes that pass every check and still want more than one command may do: the deal stops and an administrator hears of it; nobody
//! else is held up. What no check lets through is tried beside the checks (`engine/definition/tests`).

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;
use voronka_core::{Actor, CaseId, Command, Start};
use voronka_definition::Source;
use voronka_runtime::{IncidentRecord, PageRequest, Refused};

use crate::support::{House, input};

/// How many items a deal has, and how many steps each of them walks: more than a command may.
const ITEMS: usize = 200;
const STEPS: usize = 400;
/// How many ordinary deals fall due beside it.
const NEIGHBOURS: usize = 20;

/// Waits for a day or a word, and then walks through too many steps.
fn exhausting() -> Source {
    let sets: String =
        (0..STEPS).map(|number| format!("          - set: s{number}\n            values: {{sum: '{number}'}}\n")).collect();
    let text = format!(
        "
process: exhausting
title: Exhausting
roles: {{manager: deal.owner}}
fields:
  items: {{type: list, title: Items, of: {{name: {{type: text, title: Name}}}}}}
  sum: {{type: integer, title: Sum}}
defaults: {{assignee: manager, due: 1 business day}}
signals: {{word: {{title: Word}}}}
stages:
  only:
    title: Only
    entry: [items]
    steps:
      - wait: pause
        title: Pause
        signal: word
        timeout: {{after: 1 business day, result: silent}}
        results: {{word: {{}}, silent: {{}}}}
      - each: every
        title: Every
        in: items
        as: item
        order: sequence
        if_empty: next
        steps:
{sets}      - task: last
        title: Last
        results: {{done: {{title: Done, finish: won}}}}
outcomes: {{won: {{title: Won, kind: won}}}}
"
    );
    Source { file: "exhausting.yaml".to_owned(), text }
}

async fn begin(house: &House, items: usize) -> CaseId {
    let list: Vec<_> = (0..items).map(|number| json!({"name": format!("{number}")})).collect();
    let deal = input(json!({"title": "Вентиляция", "items": list}));
    let start = Start { process: "exhausting".into(), deal, stage: None, owner: None, continues: None };
    house.engine.start(start, "anna".into(), None).await.unwrap().case.id
}

/// What stopped, and why.
async fn stopped(house: &House) -> Vec<(CaseId, String)> {
    let all = house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
    let aside = all.into_iter().filter_map(|one| match one {
        IncidentRecord::SetAside { case, reason, .. } => Some((case, reason)),
        IncidentRecord::Case { .. } => None,
    });
    aside.collect()
}

#[tokio::test]
async fn row_35_a_timer_that_would_walk_too_far_stops_its_deal_and_nobody_else() {
    let house = House::new().await;
    house.engine.deploy(&exhausting(), None).await.unwrap();
    let (hostile, harmless) = (begin(&house, ITEMS).await, begin(&house, 2).await);
    let mut neighbours = Vec::new();
    for _ in 0..NEIGHBOURS {
        neighbours.push(house.open("anna").await);
    }
    let now = house.engine.now().await.unwrap();
    house.engine.clock().advance_to(now + TimeDelta::days(2)).await.unwrap();

    let stopped = stopped(&house).await;
    assert!(matches!(&stopped[..], [(case, reason)] if *case == hostile && reason.contains("walks in a circle")), "{stopped:?}");
    assert!(house.case(hostile).await.tasks.is_empty(), "it stands where it stood");
    assert_eq!(house.case(harmless).await.tasks.len(), 1, "a short list goes through");
    for case in neighbours {
        assert!(house.happened(case).await.contains(&"rung_taken".to_owned()), "{case}");
    }
    house.is_sound().await;
}

#[tokio::test]
async fn row_35_a_command_that_would_walk_too_far_is_refused_soon_and_writes_nothing() {
    let house = House::new().await;
    house.engine.deploy(&exhausting(), None).await.unwrap();
    let (hostile, neighbour) = (begin(&house, ITEMS).await, house.open("anna").await);
    let before = house.happened(hostile).await;
    let began = Instant::now();
    let word = Command::Signal { name: "word".into(), data: input(json!({})) };
    let (refused, answered) = tokio::join!(
        house.engine.execute(hostile, word, Actor::Person("anna".into()), None),
        house.comment(neighbour, "мимо", None)
    );
    assert!(matches!(refused, Err(Refused::Rejected(rejection)) if rejection.code == "runaway"));
    answered.unwrap();
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(house.happened(hostile).await, before);
    house.is_sound().await;
}
