//! Several nodes on one PostgreSQL: each thing happens once, and what one of them changes counts on every other. SQLite has one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use voronka_core::world::Heirs;
use voronka_core::{Actor, CaseId, Command, Event, RejectionKind};
use voronka_definition::Source;
use voronka_definition::organisation::Person;
use voronka_runtime::{Edited, Engine, News, Options, Refused, Store, Wishes};
use voronka_store::Lease;

use crate::support::{Folder, House, MORNING, Script, at, on_postgres, source};

/// So many nodes on one database, the first of which has furnished it.
pub(super) async fn nodes<const N: usize>(folder: &Folder) -> [House; N] {
    let mut houses = vec![House::on(&folder.url(), false).await];
    while houses.len() < N {
        houses.push(House::again(&folder.url(), false).await);
    }
    houses.try_into().unwrap_or_else(|_| unreachable!())
}

/// The clock stands there, and every node has seen it.
pub(super) async fn stand(houses: &[House], moment: &str) {
    houses[0].store.stand_at(at(moment)).await.unwrap();
    for house in houses {
        house.store.look_at_clock().await.unwrap();
    }
}

/// What each node has delivered: how often each letter was tried by any of them.
fn tried(houses: &[House]) -> BTreeMap<String, usize> {
    let mut tried = BTreeMap::new();
    for letter in houses.iter().flat_map(|house| house.courier.tried()) {
        *tried.entry(letter.identity).or_default() += 1;
    }
    tried
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn row_18_nodes_that_race_fire_each_timer_and_send_each_letter_once() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let houses: [House; 3] = nodes(&folder).await;
    let mut cases = Vec::new();
    for number in 0..40 {
        cases.push(houses[number % 3].open(["anna", "dmitry", "rustam", "yulia"][number % 4]).await);
    }
    stand(&houses, "2026-12-15T06:00:00Z").await;
    let [one, two, three] = &houses;
    let settled = tokio::join!(one.engine.settle(), two.engine.settle(), three.engine.settle());
    assert_eq!(settled, (Ok(()), Ok(()), Ok(())));
    one.engine.settle().await.unwrap();

    assert!(one.store.next_timer_at().await.unwrap().is_none_or(|next| next > one.store.now()), "nothing that is due is left");
    let mut rungs = 0;
    for case in cases {
        let mut seen = BTreeMap::<(u32, u32), u32>::new();
        for recorded in one.history(case).await {
            if let Event::RungTaken { task, rung, .. } = recorded.event {
                *seen.entry((task, rung)).or_default() += 1;
            }
        }
        assert!(seen.values().all(|times| *times == 1), "{case}: {seen:?}");
        rungs += seen.len();
    }
    assert!(rungs >= 40, "{rungs} rungs were taken");
    let tried = tried(&houses);
    assert!(tried.len() >= 4 && tried.values().all(|times| *times == 1), "{tried:#?}");
    let bundles = houses.iter().flat_map(|house| house.courier.bundles());
    let told: Vec<_> = bundles.flat_map(|bundle| bundle.parcels).map(|parcel| parcel.notice).collect();
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "a notice stands in one letter");
    let next = one.store.next_attempt_at().await.unwrap();
    assert!(next.is_none_or(|next| next > one.store.now()), "a letter whose turn has come is left, of {next:?}");
    one.is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn row_18_each_due_timer_is_claimed_by_one_node_until_its_lease_ends() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let [one, two]: [House; 2] = nodes(&folder).await;
    for _ in 0..30 {
        one.open("anna").await;
    }
    let now = at("2026-12-15T06:00:00Z");
    let due = one.store.due_timers(now, 1_000).await.unwrap();
    let lease = |token: &str, seconds| Lease { token: token.to_owned(), until: now + TimeDelta::seconds(seconds) };
    let (left, right) = (lease("one", 30), lease("two", 30));

    let half = u32::try_from(due.len() / 2).unwrap();
    let (ours, theirs) =
        tokio::join!(one.store.claim_due_timers(now, half, &left), two.store.claim_due_timers(now, 1_000, &right));
    let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
    let rest = one.store.claim_due_timers(now, 1_000, &left).await.unwrap();
    assert!(theirs.iter().all(|timer| !ours.contains(timer) && !rest.contains(timer)), "nothing is claimed twice");
    assert!(ours.iter().all(|timer| rest.contains(timer)), "a node gets its own again");
    assert_eq!(rest.len() + theirs.len(), due.len(), "nothing is left out");

    let later = now + TimeDelta::seconds(30);
    let all = lease("three", 60);
    let claimed = two.store.claim_due_timers(later, 1_000, &all).await.unwrap();
    assert!(
        claimed.len() == due.len() && due.iter().all(|timer| claimed.contains(timer)),
        "whoever died loses them with his lease"
    );
    let before = now - TimeDelta::hours(2);
    let back = Lease { token: "four".to_owned(), until: before + TimeDelta::seconds(30) };
    let soonest = due.iter().filter(|timer| timer.due_at <= before).count();
    assert_eq!(
        one.store.claim_due_timers(before, 1_000, &back).await.unwrap().len(),
        soonest,
        "a clock put back holds nothing up"
    );
}

#[tokio::test]
async fn who_left_on_one_node_has_left_on_every_other() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let [one, two]: [House; 2] = nodes(&folder).await;
    let case = two.open("dmitry").await;
    let heirs = Heirs { to: Some("anna".into()), ..Heirs::default() };
    one.engine.leave(&"dmitry".into(), heirs, &"vera".into()).await.unwrap();

    let started = two.engine.start(House::deal("Склад"), "dmitry".into(), None).await;
    assert!(matches!(started, Err(Refused::Rejected(_))), "{started:?}");
    let mut for_him = House::deal("Склад");
    for_him.owner = Some("dmitry".into());
    let started = two.engine.start(for_him, "boris".into(), None).await;
    assert!(matches!(started, Err(Refused::Rejected(_))), "{started:?}");
    two.engine.settle().await.unwrap();
    assert_eq!(two.case(case).await.owner.as_str(), "anna", "any node reviews what another has noted");
    assert_eq!(two.engine.world().organisation, one.engine.world().organisation);
    two.is_sound().await;
}

#[tokio::test]
async fn what_is_deployed_on_one_node_runs_on_every_other() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let [one, two]: [House; 2] = nodes(&folder).await;
    one.engine.deploy(&source("tests/it/api/sample.yaml"), None).await.unwrap();
    let mut start = House::deal("Офис");
    start.process = "sample".into();
    start.deal.insert("amount".to_owned(), json!({"amount": "500000.00", "currency": "RUB"}));
    two.engine.start(start, "anna".into(), None).await.unwrap();
    one.is_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_node_hears_at_once_what_another_has_changed() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    drop(House::on(&folder.url(), false).await);
    let node = async || {
        let store = Store::open(&folder.url()).await.unwrap();
        let options = Options { poll: Duration::from_secs(86_400), ..Options::new(Arc::new(Script::default())) };
        Engine::open(store, options).await.unwrap()
    };
    let (one, two) = (node().await, node().await);
    let knows = |engine: &Engine| engine.world().processes.contains_key("sample");
    let waits = async || {
        while !knows(&two) {
            tokio::task::yield_now().await;
        }
    };
    // It may not be listening yet when the first hint is given.
    for again in 0.. {
        let sample = source("tests/it/api/sample.yaml");
        let text = format!("{}# {again}\n", sample.text);
        one.deploy(&Source { text, ..sample }, None).await.unwrap();
        if tokio::time::timeout(Duration::from_secs(1), waits()).await.is_ok() {
            break;
        }
        assert!(again < 60, "it looks once a day, and hears nothing");
    }
    one.shutdown().await;
    two.shutdown().await;
}

#[tokio::test]
async fn hints_come_from_others_and_outlast_a_lost_connection() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let [one, two]: [House; 2] = nodes(&folder).await;
    let mut hints = two.store.hints("two").await.unwrap().unwrap();
    two.store.hint("two").await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(200), hints.next()).await.is_err(), "its own is none");
    one.store.hint("one").await.unwrap();
    hints.next().await.unwrap();
    const CUT: &str =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()";
    folder.change(CUT, &[]).await;
    hints.next().await.unwrap();
    one.store.hint("one").await.unwrap();
    hints.next().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn what_one_node_commits_is_news_on_the_others() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let (one, two) = (House::on(&folder.url(), true).await, House::again(&folder.url(), true).await);
    let (mut here, mut there) = (one.engine.news(), two.engine.news());
    // It may not be listening yet when the first deal is begun.
    for again in 0.. {
        let deal = one.open("anna").await;
        assert!(matches!(here.recv().await.unwrap(), News::Of(case) if case.id == deal), "a node hears itself at once");
        let heard = tokio::time::timeout(Duration::from_secs(1), there.recv()).await;
        if let Ok(Ok(News::Of(case))) = heard {
            assert_eq!((case.id, case.revision), (deal, one.case(deal).await.revision));
            break;
        }
        assert!(again < 60, "it hears nothing");
    }
    one.engine.shutdown().await;
    two.engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn nodes_that_begin_at_once_load_the_same_files() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let urls: [String; 3] = std::array::from_fn(|_| folder.url());
    let [one, two, three] = urls.map(|url| tokio::spawn(async move { House::on(&url, false).await }));
    let (one, two, three) = (one.await.unwrap(), two.await.unwrap(), three.await.unwrap());
    let processes = async |house: &House| house.engine.reads().latest_processes().await.unwrap().len();
    assert_eq!((processes(&one).await, processes(&two).await, processes(&three).await), (2, 2, 2));
}

#[tokio::test]
async fn a_case_is_as_the_last_node_left_it() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let [one, two]: [House; 2] = nodes(&folder).await;
    let case: CaseId = two.open("anna").await;
    two.comment(case, "раз", None).await.unwrap();
    let hand_over = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "в отпуск".to_owned() };
    one.engine.execute(case, hand_over, Actor::Person("boris".into()), None).await.unwrap();

    let comment = Command::CommentTask { task: 1, text: "мое".to_owned() };
    two.engine.execute(case, comment.clone(), Actor::Person("dmitry".into()), None).await.unwrap();
    let (left, right) = tokio::join!(
        one.engine.execute(case, comment.clone(), Actor::Person("dmitry".into()), None),
        two.engine.execute(case, comment, Actor::Person("dmitry".into()), None),
    );
    assert!(left.is_ok() && right.is_ok(), "who was slower decides again");
    two.is_sound().await;
}

#[tokio::test]
async fn a_digest_comes_from_one_node() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let houses: [House; 3] = nodes(&folder).await;
    houses[0].open("anna").await;
    houses[0].engine.set_letter_wishes(&"anna".into(), Wishes { morning: true, ..Wishes::default() }).await.unwrap();
    houses[0].engine.settle().await.unwrap();
    stand(&houses, "2026-12-08T06:00:00Z").await;
    let [one, two, three] = &houses;
    let settled = tokio::join!(one.engine.settle(), two.engine.settle(), three.engine.settle());
    assert_eq!(settled, (Ok(()), Ok(()), Ok(())));
    let digests = tried(&houses).into_iter().filter(|(identity, _)| identity.contains("digest")).collect::<Vec<_>>();
    assert!(matches!(&digests[..], [(_, 1)]), "{digests:?}");
}

/// The database's own clock, which jumps as it is told.
const CLOCK: [&str; 3] = [
    "CREATE TABLE jump (seconds bigint)",
    "INSERT INTO jump VALUES (0)",
    "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS \
     'SELECT pg_catalog.clock_timestamp() + (SELECT seconds FROM jump) * interval ''1 second'''",
];

#[tokio::test]
async fn row_22_the_clock_of_the_database_jumps_and_no_timer_fires_twice_or_early() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    for statement in CLOCK {
        folder.change(statement, &[]).await;
    }
    let jump = async |seconds: i64| {
        assert_eq!(folder.change("UPDATE jump SET seconds = CAST($1 AS bigint)", &[&seconds.to_string()]).await, 1);
    };
    let house = House::running(&format!("{}&options[search_path]=public,pg_catalog", folder.url())).await;
    // By whatever clock this machine has, it is Monday morning there.
    let base = (at(MORNING) - house.store.now()).num_seconds();
    jump(base).await;
    house.store.look_at_clock().await.unwrap();
    assert!((house.store.now() - at(MORNING)).abs() < TimeDelta::minutes(5), "{}", house.store.now());
    let cases = [house.open("anna").await, house.open("dmitry").await, house.open("rustam").await];

    let mut fired = 0;
    // Hours from the beginning: far forth, an hour back, where it was, and on.
    for hours in [1, 60, 59, 60, 85, 84, 61, 90, 200, 199, 200] {
        jump(base + hours * 3_600).await;
        house.store.look_at_clock().await.unwrap();
        let before = house.store.now();
        house.engine.settle().await.unwrap();
        let after = house.store.now();
        for case in cases {
            let case = house.case(case).await;
            assert!(case.timers().iter().all(|timer| timer.due_at > before), "at {before} everything that was due has fired");
        }
        let mut seen = BTreeMap::<(CaseId, u32, u32), u32>::new();
        for case in cases {
            for recorded in house.history(case).await {
                if let Event::RungTaken { task, rung, .. } = recorded.event {
                    *seen.entry((case, task, rung)).or_default() += 1;
                }
            }
        }
        assert!(seen.values().all(|times| *times == 1), "at {after}: {seen:?}");
        fired = seen.len();
    }
    assert!(fired >= 6, "{fired} rungs were taken");
    house.is_sound().await;
}

#[tokio::test]
async fn who_is_entered_on_one_node_works_on_every_other() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let [one, other]: [House; 2] = nodes(&folder).await;
    let anna = one.engine.world().person(&"anna".into()).unwrap().clone();
    let new = Edited::Person("oleg".into(), Person { name: "Олег Смирнов".to_owned(), email: None, ..anna });
    let refused = one.engine.edit_organisation(new.clone(), &"boris".into()).await.unwrap_err();
    assert!(matches!(refused, Refused::Rejected(rejection) if rejection.kind == RejectionKind::Forbidden));
    one.engine.edit_organisation(new, &"vera".into()).await.unwrap();
    let deal = other.open("oleg").await;
    assert_eq!(other.case(deal).await.owner.as_str(), "oleg");
    assert_eq!(other.engine.world().name_of(&"oleg".into()), "Олег Смирнов");
    assert_eq!(other.engine.edits().len(), 1);
}
