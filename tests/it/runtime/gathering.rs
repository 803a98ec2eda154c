//! Gathering: what is due together for one person becomes one letter, under an identity that no retry changes.

use chrono::{DateTime, TimeDelta, Utc};
use voronka_core::{Actor, CaseId, Command};
use voronka_runtime::{APART, LetterFilter, LetterRecord, LetterState, PageRequest};
use voronka_store::{Claiming, Lease};

use crate::support::{Answer, Folder, House};

/// So many deals of Anna's, and when their first tasks are due: all at the same moment.
async fn deals(house: &House, number: u32) -> (Vec<CaseId>, DateTime<Utc>) {
    let mut cases = Vec::new();
    for _ in 0..number {
        cases.push(house.open("anna").await);
    }
    let due = house.case(cases[0]).await.tasks[&1].due_at;
    (cases, due)
}

async fn to_boris(house: &House) -> Vec<LetterRecord> {
    let filter = LetterFilter { person: Some("boris".into()), ..LetterFilter::default() };
    let mut found = house.engine.reads().letters(&filter, &PageRequest::default()).await.unwrap().items;
    found.reverse();
    found
}

async fn walk(house: &House, to: DateTime<Utc>) {
    house.engine.clock().advance_to(to).await.unwrap();
}

async fn close(house: &House, case: CaseId) {
    let data = [("presentation_at".to_owned(), serde_json::json!("2026-12-14T09:00:00Z"))].into();
    let command = Command::CompleteTask { task: 1, result: "interested".into(), data, comment: None };
    house.engine.execute(case, command, Actor::Person("anna".into()), None).await.unwrap();
}

#[tokio::test]
async fn more_than_a_few_are_one_letter_and_a_few_are_not() {
    for number in [APART, APART + 1] {
        let house = House::new().await;
        let (_, due) = deals(&house, number).await;
        walk(&house, due).await;
        let tried = house.courier.tried_to("boris");
        let bundles: Vec<_> = house.courier.bundles().into_iter().filter(|bundle| bundle.to.as_str() == "boris").collect();
        if number == APART {
            assert_eq!((tried.len(), bundles.len()), (number as usize, 0));
        } else {
            assert_eq!((tried.len(), bundles.len(), bundles[0].parcels.len()), (1, 1, number as usize));
        }
        let letters = to_boris(&house).await;
        assert_eq!(letters.len(), number as usize);
        assert!(letters.iter().all(|letter| letter.state == LetterState::Kept && letter.subject == "О задаче"), "{letters:#?}");
        house.is_sound().await;
    }
}

#[tokio::test]
async fn a_retry_is_about_the_same_notices_whatever_came_and_went_meanwhile() {
    for answer in [Answer::Refuse, Answer::Lose] {
        let house = House::new().await;
        house.courier.tell("boris", [answer.clone()]);
        let (cases, due) = deals(&house, 5).await;
        walk(&house, due).await;
        close(&house, cases[2]).await;
        walk(&house, due + TimeDelta::minutes(1)).await;

        let bundles: Vec<_> = house.courier.bundles().into_iter().filter(|bundle| bundle.to.as_str() == "boris").collect();
        let seen: Vec<_> = bundles.iter().map(|bundle| (bundle.identity.clone(), bundle.parcels.len())).collect();
        assert_eq!(seen, [(bundles[0].identity.clone(), 5), (bundles[0].identity.clone(), 4)], "{answer:?}");
        let letters = to_boris(&house).await;
        assert_eq!(letters.len(), 5);
        for letter in letters {
            let expected = if letter.notice.case == cases[2] { LetterState::Dropped } else { LetterState::Kept };
            assert_eq!((letter.state, letter.attempts), (expected, 2), "what was done meanwhile is not reported");
        }
        house.is_sound().await;
    }
}

#[tokio::test]
async fn at_every_point_of_a_crash_the_same_letter_goes_again() {
    let folder = Folder::new();
    let (due, bound) = {
        let house = House::on(&folder.url(), false).await;
        let (_, due) = deals(&house, 6).await;
        // The server ends after the rows were bound and before anything is known of the letter: whether it was sent or not.
        house.courier.tell("boris", std::iter::repeat_n(Answer::Refuse, 1));
        walk(&house, due).await;
        let lease = Lease { token: "dead".to_owned(), until: due + TimeDelta::minutes(30) };
        let claiming = Claiming { now: due + TimeDelta::seconds(30), limit: 8, apart: APART, notices: true, away: Vec::new() };
        let turns = house.store.claim_turns(&lease, &claiming).await.unwrap();
        let turn = turns.iter().find(|turn| turn.rows.len() == 6).expect("the gathering");
        assert_eq!(turn.gathering, house.courier.tried_to("boris").first().map(|tried| tried.identity.clone()));
        (due, turn.gathering.clone())
    };
    let house = House::on(&folder.url(), false).await;
    house.open("anna").await;
    walk(&house, due + TimeDelta::minutes(31)).await;
    let bundles: Vec<_> = house.courier.bundles().into_iter().filter(|bundle| bundle.to.as_str() == "boris").collect();
    assert_eq!(bundles.len(), 1);
    assert_eq!((Some(bundles[0].identity.clone()), bundles[0].parcels.len()), (bound, 6));
    assert!(to_boris(&house).await.iter().all(|letter| letter.state == LetterState::Kept));
    house.is_sound().await;
}

#[tokio::test]
async fn a_letter_that_may_have_arrived_alone_stays_alone() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Lose]);
    let (_, due) = deals(&house, 2).await;
    walk(&house, due).await;
    let alone = house.courier.tried_to("boris")[0].identity.clone();
    let lease = Lease { token: "look".to_owned(), until: due + TimeDelta::minutes(5) };
    let claiming = Claiming { now: due + TimeDelta::minutes(1), limit: 8, apart: 0, notices: true, away: Vec::new() };
    let turns = house.store.claim_turns(&lease, &claiming).await.unwrap();
    let again = turns.iter().find(|turn| turn.rows[0].attempt == 2).expect("it is tried again");
    assert_eq!((again.rows.len(), again.gathering.as_ref()), (1, None));
    let row = &again.rows[0];
    assert_eq!(format!("{}-{}", row.case, row.number), alone);
}

#[tokio::test]
async fn when_the_mail_server_comes_back_what_was_refused_is_one_letter() {
    let house = House::new().await;
    house.courier.tell("boris", std::iter::repeat_n(Answer::Refuse, 3));
    let (_, due) = deals(&house, 3).await;
    walk(&house, due).await;
    assert_eq!(house.courier.tried_to("boris").len(), 3, "each was tried");
    let fourth = house.open("dmitry").await;
    let later = house.case(fourth).await.tasks[&1].due_at;
    walk(&house, due + TimeDelta::seconds(31)).await;
    assert!(later >= due);
    let all: std::collections::BTreeSet<_> = house.courier.tried_to("boris").into_iter().map(|tried| tried.identity).collect();
    assert_eq!(all.len(), 3, "three are few");
}

#[tokio::test]
async fn a_letter_that_cannot_be_written_is_taken_apart_and_the_others_arrive() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Panic, Answer::Keep, Answer::Panic]);
    let (_, due) = deals(&house, 4).await;
    walk(&house, due).await;
    let mut states: Vec<_> = to_boris(&house).await.iter().map(|letter| letter.state.name()).collect();
    states.sort_unstable();
    assert_eq!(states, ["buried", "kept", "kept", "kept"]);
}

#[tokio::test]
async fn what_will_never_arrive_is_an_incident_of_every_case() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Never]);
    let (cases, due) = deals(&house, 4).await;
    walk(&house, due).await;
    for case in cases {
        assert!(house.happened(case).await.contains(&"incident_opened".to_owned()));
    }
    assert!(to_boris(&house).await.iter().all(|letter| letter.state == LetterState::Buried));
    house.is_sound().await;
}

#[tokio::test]
async fn after_a_downtime_everybody_gets_one_letter() {
    let folder = Folder::new();
    let due = {
        let house = House::on(&folder.url(), false).await;
        let (_, due) = deals(&house, 2).await;
        due
    };
    // Nobody was there for two days; then the server comes back, with its background work.
    let store = voronka_runtime::Store::open(&folder.url()).await.unwrap();
    store.stand_at(due + TimeDelta::days(2)).await.unwrap();
    drop(store);
    let house = House::on(&folder.url(), true).await;
    let all_sent = || async {
        to_boris(&house).await.len() >= 2 && to_boris(&house).await.iter().all(|letter| letter.state == LetterState::Kept)
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), async {
        while !all_sent().await {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the letters go");
    assert_eq!(house.courier.tried_to("boris").len(), 1, "{:?}", house.courier.tried_to("boris"));
    house.engine.shutdown().await;
    house.is_sound().await;
}
