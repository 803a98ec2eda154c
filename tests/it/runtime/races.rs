//! Many at once on PostgreSQL: nodes that race for timers, people and clean-up on the same deals, a pool that is too small. SQLite has
//! one node with one writer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use tokio::task::JoinSet;
use voronka_core::command::Input;
use voronka_core::{Actor, CaseId, Command, Event};
use voronka_definition::Source;
use voronka_runtime::{Engine, Options, Refused, Store};
use voronka_store::Failpoint;

use super::nodes::{nodes, stand};
use crate::support::{Folder, House, Script, at, input, on_postgres, source};

/// How many deals the nodes race for.
const DEALS: usize = 1_200;
const OWNERS: [&str; 4] = ["anna", "dmitry", "rustam", "svetlana"];

/// So many deals, opened on every node at once.
async fn deals<const N: usize>(houses: &[House; N], number: usize) -> Vec<CaseId> {
    let mut opening = JoinSet::new();
    for (place, owner) in OWNERS.iter().cycle().take(number).enumerate() {
        let engine = houses[place % N].engine.clone();
        opening.spawn(async move { engine.start(House::deal("Вентиляция"), (*owner).into(), None).await.unwrap().case.id });
    }
    opening.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn row_18_four_nodes_share_what_is_due_and_an_idle_one_is_quiet() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let houses: [House; 4] = nodes(&folder).await;
    let cases = deals(&houses, DEALS).await;
    let due = houses[0].case(cases[0]).await.tasks[&1].due_at + TimeDelta::minutes(1);
    stand(&houses, &due.to_rfc3339()).await;
    let [one, two, three, four] = &houses;
    let settled = tokio::join!(one.engine.settle(), two.engine.settle(), three.engine.settle(), four.engine.settle());
    assert_eq!(settled, (Ok(()), Ok(()), Ok(()), Ok(())));

    let shares = houses.each_ref().map(|house| house.engine.timers_fired());
    let mut rungs = BTreeMap::<(CaseId, u32, u32), u32>::new();
    for case in &cases {
        for recorded in one.history(*case).await {
            if let Event::RungTaken { task, rung, .. } = recorded.event {
                assert!(recorded.at >= due - TimeDelta::minutes(1), "never early");
                *rungs.entry((*case, task, rung)).or_default() += 1;
            }
        }
    }
    assert!(rungs.len() >= DEALS && rungs.values().all(|times| *times == 1), "{} rungs", rungs.len());
    let all: u64 = shares.iter().sum();
    assert!(shares.iter().all(|share| *share * 10 >= all), "each has a fair share: {shares:?}");

    for house in &houses {
        let failpoint = Failpoint::new();
        let store = house.store.again(Arc::clone(&failpoint)).await.unwrap();
        let engine =
            Engine::open(store, Options { background: false, ..Options::new(Arc::new(Script::default())) }).await.unwrap();
        engine.settle().await.unwrap();
        let before = failpoint.passed();
        engine.settle().await.unwrap();
        let looks = failpoint.passed() - before;
        assert!(looks <= 40, "a look that finds nothing costs {looks} statements");
    }
    one.is_sound().await;
}

#[tokio::test]
async fn row_20_nodes_of_one_configuration_are_different_nodes() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    drop(House::on(&folder.url(), false).await);
    let mut overheard = folder.overheard().await;
    let mut names = BTreeSet::new();
    // As a cloned machine starts: the same program, options, database and moment.
    for clone in 0..3 {
        let store = Store::open(&folder.url()).await.unwrap();
        let engine = Engine::open(store, Options::new(Arc::new(Script::default()))).await.unwrap();
        let sample = source("tests/it/api/sample.yaml");
        let text = format!("{}# {clone}\n", sample.text);
        engine.deploy(&Source { text, ..sample }, None).await.unwrap();
        names.insert(overheard.next().await);
        engine.shutdown().await;
    }
    assert_eq!(names.len(), 3, "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn row_16_with_two_connections_everything_finishes() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let house = House::on(&format!("{}&pool=2", folder.url()), true).await;
    let mut people = JoinSet::new();
    for number in 0..48 {
        let engine = house.engine.clone();
        people.spawn(async move {
            let owner = OWNERS[number % OWNERS.len()];
            let case = engine.start(House::deal("Склад"), owner.into(), None).await.unwrap().case.id;
            for text in ["раз", "два", "три"] {
                let command = Command::CommentTask { task: 1, text: text.to_owned() };
                engine.execute(case, command, Actor::Person(owner.into()), None).await.unwrap();
                assert!(engine.reads().case(case).await.unwrap().is_some());
            }
            let command = Command::CompleteTask { task: 1, result: "no_answer".into(), data: Input::default(), comment: None };
            engine.execute(case, command, Actor::Person(owner.into()), None).await.unwrap();
        });
    }
    let finished = tokio::time::timeout(Duration::from_secs(120), people.join_all()).await;
    assert_eq!(finished.expect("nobody waits for ever").len(), 48);
    house.engine.shutdown().await;
    let free = House::again(&folder.url(), false).await;
    free.until("2026-12-15T06:00:00Z").await;
    free.is_sound().await;
    const LEASED: &str = "UPDATE outbox SET lease = lease WHERE lease IS NOT NULL AND state = 'queued'";
    assert_eq!(folder.change(LEASED, &[]).await, 0, "no lease is left over");
}

/// What one of many does to one of the deals.
async fn meddle(engine: &Engine, case: CaseId, turn: usize) -> Result<(), Refused> {
    let Some(state) = engine.reads().case(case).await? else { return Ok(()) };
    let Some(task) = state.tasks.values().next().cloned() else { return Ok(()) };
    let holder = task.holder.everybody().first().cloned().unwrap_or_else(|| "anna".into());
    let head = Actor::Person("boris".into());
    let comment = || "Так надо".to_owned();
    let (command, by) = match turn % 5 {
        0 => {
            let (result, data) = ("no_answer".into(), Input::default());
            (Command::CompleteTask { task: task.number, result, data, comment: None }, Actor::Person(holder))
        }
        1 => (Command::ReassignTask { task: task.number, to: OWNERS[turn % 2].into(), comment: comment() }, head),
        2 => (Command::CommentTask { task: task.number, text: comment() }, Actor::Person(holder)),
        3 => (Command::ChangeOwner { person: OWNERS[turn % 3].into(), comment: comment() }, head),
        _ => {
            let data = input(json!({"close_reason": "price"}));
            (Command::Finish { outcome: "lost".into(), data, comment: comment() }, Actor::Person(state.owner.clone()))
        }
    };
    engine.execute(case, command, by, None).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn row_38_people_timers_and_clean_up_on_the_same_deals_never_lock_each_other_out() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let houses: [House; 3] = nodes(&folder).await;
    let sale = source("processes/corporate_sales/process.yaml");
    let text = format!("{}\narchive: {{after: 1 day, keep: 100 days}}\n", sale.text);
    houses[0].engine.deploy(&Source { text, ..sale }, None).await.unwrap();
    houses[0].engine.settle().await.unwrap();
    let cases = deals(&houses, 10).await;
    stand(&houses, "2026-12-15T06:00:00Z").await;
    let mut people = JoinSet::new();
    for person in 0..24_usize {
        let (engine, cases) = (houses[person % 3].engine.clone(), cases.clone());
        people.spawn(async move {
            let mut faults = Vec::new();
            for turn in 0..40 {
                // The deals are finished only towards the end, so that there is something to meddle with.
                let turn = if turn < 34 { (person + turn) % 4 } else { person + turn };
                match meddle(&engine, cases[(person * 7 + turn * 3) % cases.len()], turn).await {
                    // Three nodes on ten deals: that somebody is asked to try again is an answer; an error of the database is none.
                    Ok(()) | Err(Refused::Rejected(_) | Refused::NotFound | Refused::Busy { .. }) => {}
                    Err(other) => faults.push(other.to_string()),
                }
            }
            faults
        });
    }
    let cleaning: Vec<_> = houses.iter().map(|house| house.engine.clone()).collect();
    let clean_up = tokio::spawn(async move {
        let mut faults = Vec::new();
        for _ in 0..12 {
            for engine in &cleaning {
                faults.extend(engine.settle().await.err().map(|error| error.to_string()));
            }
        }
        faults
    });
    let mut faults = people.join_all().await.concat();
    faults.extend(clean_up.await.unwrap());
    // Those that were finished go to the archive, which every node looks after, while people go on.
    stand(&houses, "2026-12-18T06:00:00Z").await;
    let [one, two, three] = &houses;
    let people = async {
        for turn in 0..40 {
            match meddle(&houses[turn % 3].engine, cases[turn % cases.len()], turn).await {
                Ok(()) | Err(Refused::Rejected(_) | Refused::NotFound | Refused::Busy { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
    };
    let (one, two, three, ()) = tokio::join!(one.engine.settle(), two.engine.settle(), three.engine.settle(), people);
    faults.extend([one, two, three].into_iter().filter_map(|settled| settled.err().map(|error| error.to_string())));
    assert_eq!(faults, Vec::<String>::new());
    const DEADLOCKS: &str =
        "CREATE TABLE locked_out AS SELECT deadlocks FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0";
    assert_eq!(folder.change(DEADLOCKS, &[]).await, 0, "the database had to break a deadlock");
    houses[0].until("2026-12-20T06:00:00Z").await;
    assert!(houses[0].store.now() >= at("2026-12-20T06:00:00Z"));
    houses[0].is_sound().await;
}
