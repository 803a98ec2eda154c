//! The archive: a case moves whole or not at all, and what is wrong with it is found.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use voronka_core::Command;
use voronka_core::command::Input;

use crate::fsck::fsck;
use crate::tests::{decided, id, morning, started};
use crate::{
    Blow, Commit, CommitOutcome, Failpoint, Fault, Leaving, LetterFilter, Moved, Needed, PageRequest, Side, Store, StoreError,
};

const SENT: &str = "UPDATE outbox SET state = 'sent'";

fn later() -> DateTime<Utc> {
    morning() + TimeDelta::days(90)
}

/// A store with finished deals of these numbers, all of whose letters were sent.
async fn finished(numbers: &[u128]) -> Store {
    let store = Store::open(&super::databases::empty()).await.unwrap();
    for number in numbers {
        let begun = started(*number);
        let data: Input = [("close_reason".to_owned(), json!("price"))].into();
        let finish = Command::Finish { outcome: "lost".into(), data, comment: "Дорого".to_owned() };
        let ended = decided(&begun.case, "boris", &finish);
        for decision in [&begun, &ended] {
            let outcomes = store.commit(&[Commit::new(decision, None, decision).unwrap()]).await.unwrap();
            assert_eq!(outcomes, [CommitOutcome::Committed]);
        }
    }
    assert!(store.write(SENT, Vec::new()).await.unwrap() > 0);
    store
}

async fn leaving(store: &Store) -> Vec<Leaving> {
    store.leaving(&"corporate_sales".into(), later(), later(), 64).await.unwrap()
}

async fn archive(store: &Store, leaving: &Leaving) -> Result<Moved, StoreError> {
    store.archive(leaving, &[], later(), later() + TimeDelta::days(1)).await
}

/// A store with one case in the archive.
async fn archived() -> Store {
    let store = finished(&[1]).await;
    let found = leaving(&store).await;
    assert_eq!(archive(&store, &found[0]).await.unwrap(), Moved::Yes);
    store
}

#[tokio::test]
async fn a_case_in_the_archive_is_sound() {
    let store = archived().await;
    assert_eq!(fsck(&store).await.unwrap(), []);
    assert_eq!(leaving(&store).await, []);
    assert!(store.reads().live_case(id(1)).await.unwrap().is_none());
    assert!(!store.reads().case(id(1)).await.unwrap().unwrap().is_open());
}

#[tokio::test]
async fn each_damage_of_the_archive_is_found() {
    let damages = [
        ("UPDATE archived_cases SET body = '{'", "case_damaged"),
        ("UPDATE archived_cases SET body = replace(body, '\"seq\":2', '\"seq\":7')", "archive_differs"),
        ("UPDATE archived_cases SET body = replace(body, '\"owner\":\"anna\"', '\"owner\":\"dmitry\"')", "archive_row_differs"),
        ("UPDATE archived_cases SET owner = 'dmitry'", "archive_row_differs"),
        ("UPDATE archived_cases SET finished_at = '2020-01-01T00:00:00.000000Z'", "archive_row_differs"),
        ("UPDATE archived_cases SET revision = revision + 1", "archive_row_differs"),
        ("DELETE FROM archived_people", "archive_row_differs"),
    ];
    for (damage, code) in damages {
        let store = archived().await;
        assert!(store.write(damage, Vec::new()).await.unwrap() > 0, "{damage} touches nothing");
        let findings = fsck(&store).await.unwrap();
        assert!(findings.iter().any(|finding| finding.code == code), "{damage}: {findings:#?}");
    }
}

#[tokio::test]
async fn a_case_in_both_places_is_found() {
    const AGAIN: &str = "
        INSERT INTO cases (id, process, version, status, owner, launcher, title, errand, revision, opened_at, state)
        SELECT id, process, version, 'finished', owner, launcher, title, errand, revision, opened_at, '{' FROM archived_cases";
    let store = archived().await;
    assert_eq!(store.write(AGAIN, Vec::new()).await.unwrap(), 1);
    let findings = fsck(&store).await.unwrap();
    assert!(findings.iter().any(|finding| finding.code == "archived_and_live"), "{findings:#?}");
}

#[tokio::test]
async fn what_a_case_is_needed_for_keeps_it() {
    let table = [
        ("UPDATE outbox SET state = 'queued'", Needed::Sending),
        ("UPDATE tasks SET status = 'open'", Needed::Task),
        (
            "INSERT INTO incidents (case_id, subject, number, trouble, at) SELECT id, 'letter', 0, '\"\"', '' FROM cases",
            Needed::Incident,
        ),
        (
            "INSERT INTO schedule_cases (process, schedule, case_id, due_at, state) SELECT 'p', 's', id, 'later', 'waits' FROM cases",
            Needed::Schedule,
        ),
    ];
    for (change, needed) in table {
        let store = finished(&[1]).await;
        assert!(store.write(change, Vec::new()).await.unwrap() > 0, "{change} touches nothing");
        let found = leaving(&store).await;
        assert_eq!(archive(&store, &found[0]).await.unwrap(), Moved::Waits(needed));
        assert_eq!(leaving(&store).await, [], "it is in nobody's way");
        assert!(store.reads().live_case(id(1)).await.unwrap().is_some());
    }
    let store = finished(&[1]).await;
    let schedules = [("renewal".into(), "monday".into())];
    let until = later() + TimeDelta::days(1);
    let moved = store.archive(&leaving(&store).await[0], &schedules, later(), until).await.unwrap();
    assert_eq!(moved, Moved::Waits(Needed::Schedule), "a schedule has not looked at it");
}

#[tokio::test]
async fn a_case_that_has_changed_since_is_left_alone() {
    let store = finished(&[1]).await;
    let found = leaving(&store).await;
    let before = Leaving { revision: found[0].revision - 1, ..found[0].clone() };
    assert_eq!(archive(&store, &before).await.unwrap(), Moved::Missed);
    assert_eq!(leaving(&store).await, found);
}

#[tokio::test]
async fn a_letter_that_others_share_stays_with_them() {
    let store = finished(&[1, 2]).await;
    let letter = r#"{"to_name":"Анна","address":"anna@example.org","subject":"Две сделки","text":"","html":"","message_id":"g","locale":"ru"}"#;
    store.write("UPDATE outbox SET gathering = 'g'", Vec::new()).await.unwrap();
    store
        .write("UPDATE outbox SET letter = $1 WHERE place = (SELECT MIN(place) FROM outbox)", vec![letter.into()])
        .await
        .unwrap();
    for left in leaving(&store).await {
        assert_eq!(archive(&store, &left).await.unwrap(), Moved::Yes);
        for case in [id(1), id(2)] {
            let filter = LetterFilter { case: Some(case), ..LetterFilter::default() };
            let letters = store.reads().letters(&filter, &PageRequest::default()).await.unwrap().items;
            assert!(!letters.is_empty() && letters.iter().all(|letter| letter.subject == "Две сделки"), "{letters:#?}");
        }
    }
}

/// A process may end at any statement, or the database give an error: the case is in one place, and whole.
#[tokio::test]
async fn a_case_moves_whole_or_not_at_all() {
    let store = finished(&(1..=60).collect::<Vec<_>>()).await;
    for at in 1..60 {
        let found = leaving(&store).await.swap_remove(0);
        let before = store.reads().case(found.case).await.unwrap();
        let failpoint = Failpoint::new();
        let doomed = store.again(Arc::clone(&failpoint)).await.unwrap();
        let (side, blow) = if at % 2 == 0 { (Side::After, Blow::Ends) } else { (Side::Before, Blow::Fails) };
        failpoint.plan(Fault { at, side, blow });
        let moved = archive(&doomed, &found).await;
        drop(doomed);
        assert_eq!(store.reads().case(found.case).await.unwrap(), before);
        assert_eq!(fsck(&store).await.unwrap(), [], "at statement {at}");
        if failpoint.take_struck().is_none() {
            assert_eq!(moved, Ok(Moved::Yes));
            assert!(at > 20, "{at}");
            return;
        }
        let left = store.reads().live_case(found.case).await.unwrap().is_some();
        assert_eq!(leaving(&store).await.contains(&found), left);
        if left {
            assert_eq!(archive(&store, &found).await.unwrap(), Moved::Yes, "it is carried on");
        }
    }
    panic!("the archive has too many statements");
}

#[tokio::test]
async fn what_is_removed_leaves_nothing_behind() {
    let store = archived().await;
    let process = "corporate_sales".into();
    assert_eq!(store.remove_archived(&process, morning() - TimeDelta::seconds(1), 64).await.unwrap(), 0);
    assert_eq!(store.remove_archived(&process, morning(), 64).await.unwrap(), 1);
    assert!(store.reads().case(id(1)).await.unwrap().is_none());
    assert_eq!(fsck(&store).await.unwrap(), []);
}
