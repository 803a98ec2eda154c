//! The parts of the history on PostgreSQL; on SQLite there is nothing to try.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;
use voronka_migrations::{Migrator, MigratorTrait};

use crate::connection::Connection;
use crate::fsck::fsck;
use crate::months::Parts;
use crate::place::Place;
use crate::sql::{all, execute, get};
use crate::tests::{databases, id, stored};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// How many events lie in which table, as `events_2026_12 7`.
async fn places(db: &impl Connection) -> Vec<String> {
    const PLACES: &str =
        "SELECT tableoid::regclass::text || ' ' || COUNT(*)::text AS place FROM events GROUP BY tableoid ORDER BY 1";
    all(db, PLACES, Vec::new()).await.unwrap().iter().map(|row| get(row, "place").unwrap()).collect()
}

fn parts(made: &[&str], dropped: &[&str]) -> Option<Parts> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Some(Parts { made: owned(made), dropped: owned(dropped) })
}

/// The database before the migration, with one case of three events in two months.
async fn before() -> DatabaseConnection {
    let db = Place::of(&databases::empty()).unwrap().connect(1).await.unwrap();
    let these = Migrator::migrations().iter().position(|one| one.name() == "m0013_months").unwrap();
    Migrator::up(&db, Some(u32::try_from(these).unwrap())).await.unwrap();
    let case = "INSERT INTO cases (id, process, version, status, owner, launcher, title, errand, revision, opened_at, state)
        VALUES ('0123456789abcdef', 'p', 'v', 'open', 'anna', 'anna', 'T', FALSE, 3, '', '')";
    execute(&db, case, Vec::new()).await.unwrap();
    for (seq, month) in [(1, "11"), (2, "12"), (3, "12")] {
        let event = format!(
            "INSERT INTO events (case_id, seq, at, kind, body)
            VALUES ('0123456789abcdef', {seq}, '2026-{month}-30T09:00:00.000000Z', 'k', '{{}}')"
        );
        execute(&db, event.as_str(), Vec::new()).await.unwrap();
    }
    db
}

#[tokio::test]
async fn a_history_that_is_there_goes_into_its_months_and_back() {
    if !databases::on_postgres() {
        return;
    }
    let db = before().await;
    assert_eq!(places(&db).await, ["events 3"]);
    Migrator::up(&db, Some(1)).await.unwrap();
    assert_eq!(places(&db).await, ["events_2026_11 1", "events_2026_12 2"]);
    Migrator::down(&db, Some(1)).await.unwrap();
    assert_eq!(places(&db).await, ["events 3"]);
    Migrator::up(&db, Some(1)).await.unwrap();
    assert_eq!(places(&db).await, ["events_2026_11 1", "events_2026_12 2"]);
}

#[tokio::test]
async fn months_are_made_ahead_and_what_lay_in_the_rest_moves_in() {
    let store = stored().await;
    let now = at("2026-12-31T23:59:59Z");
    if !store.is_shared() {
        assert_eq!(store.see_to_months(now).await.unwrap(), None);
        return;
    }
    let history = store.reads().history(id(1), 0, 100).await.unwrap();
    let number = history.len();
    assert_eq!(places(&store.reads().db).await, [format!("events_rest {number}")]);
    let made = ["2026-12", "2027-01", "2027-02"];
    assert_eq!(store.see_to_months(now).await.unwrap(), parts(&made, &[]));
    assert_eq!(places(&store.reads().db).await, [format!("events_2026_12 {number}")]);
    assert_eq!(store.see_to_months(now).await.unwrap(), parts(&[], &[]), "all is done");
    assert_eq!(store.see_to_months(at("2027-01-01T00:00:00Z")).await.unwrap(), parts(&["2027-03"], &[]));
    assert_eq!(store.reads().history(id(1), 0, 100).await.unwrap(), history);
    assert_eq!(fsck(&store).await.unwrap(), []);
}

#[tokio::test]
async fn a_month_from_which_everything_has_gone_is_given_back() {
    let store = stored().await;
    if !store.is_shared() {
        return;
    }
    store.see_to_months(at("2026-09-15T00:00:00Z")).await.unwrap();
    // Its own month lay in the rest, and keeps its part as long as something is in it.
    let later = at("2027-06-15T00:00:00Z");
    let made = ["2027-06", "2027-07", "2027-08"];
    assert_eq!(store.see_to_months(later).await.unwrap(), parts(&made, &["2026-09", "2026-10", "2026-11"]));
    store.write("DELETE FROM timers", Vec::new()).await.unwrap();
    for (_, delete) in crate::archive::OF_A_CASE {
        store.write(delete, vec![crate::sql::id(id(1))]).await.unwrap();
    }
    assert_eq!(store.see_to_months(later).await.unwrap(), parts(&[], &["2026-12"]));
}

#[tokio::test]
async fn nodes_that_look_at_once_make_each_month_once() {
    let store = stored().await;
    if !store.is_shared() {
        return;
    }
    let now = at("2026-12-15T00:00:00Z");
    let nodes: Vec<_> = (0..6)
        .map(|_| {
            tokio::spawn({
                let store = store.clone();
                async move { store.see_to_months(now).await }
            })
        })
        .collect();
    let mut made = Vec::new();
    for node in nodes {
        made.extend(node.await.unwrap().unwrap().unwrap_or_default().made);
    }
    made.sort();
    assert_eq!(made, ["2026-12", "2027-01", "2027-02"]);
}

#[tokio::test]
async fn a_second_event_of_a_number_is_kept_out_by_the_revision_and_found_by_a_check() {
    let store = stored().await;
    let again = "INSERT INTO events (case_id, seq, at, kind, body)
        SELECT case_id, seq, '2027-01-01T00:00:00.000000Z', kind, body FROM events WHERE seq = 2";
    // On SQLite the key of the table keeps it out as well.
    let written = store.write(again, Vec::new()).await;
    assert_eq!(written.is_ok(), store.is_shared());
    let found = fsck(&store).await.unwrap();
    assert_eq!(found.iter().any(|finding| finding.code == "history_gap"), store.is_shared(), "{found:#?}");
}

/// Whoever reads while the months are made sees a history where it was, or where it is.
#[tokio::test]
async fn nobody_reads_half_a_history_while_it_moves() {
    let store = stored().await;
    if !store.is_shared() {
        return;
    }
    let whole = store.reads().history(id(1), 0, 100).await.unwrap().len();
    let ended = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (store, ended) = (store.clone(), Arc::clone(&ended));
            tokio::spawn(async move {
                while !ended.load(Ordering::SeqCst) {
                    assert_eq!(store.reads().history(id(1), 0, 100).await.unwrap().len(), whole);
                }
            })
        })
        .collect();
    for year in 2027..2039 {
        let elsewhere = format!("UPDATE events SET at = '{year}-12-01T00:00:00.000000Z'");
        store.write(elsewhere.as_str(), Vec::new()).await.unwrap();
        // It waits for readers no longer than it may.
        while store.see_to_months(at(&format!("{year}-12-15T00:00:00Z"))).await.is_err() {}
        assert_eq!(places(&store.reads().db).await, [format!("events_{year}_12 {whole}")]);
    }
    ended.store(true, Ordering::SeqCst);
    for reader in readers {
        reader.await.unwrap();
    }
}
