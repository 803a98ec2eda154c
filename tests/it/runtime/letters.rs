//! Letters: leased, tried again, buried; in order to each recipient, under one identity.

use chrono::TimeDelta;
use voronka_core::command::Repair;
use voronka_core::{Actor, CaseId, Command};
use voronka_runtime::{IncidentRecord, LetterFilter, LetterRecord, LetterState, PageRequest};
use voronka_store::{Attempt, Claiming, Lease};

use crate::support::{Answer, House};

/// A case of Anna's whose task Boris, her head, has just heard to be overdue.
async fn overdue(house: &House) -> CaseId {
    let id = house.open("anna").await;
    let due = house.case(id).await.tasks[&1].due_at;
    house.engine.clock().advance_to(due).await.unwrap();
    id
}

async fn to_boris(house: &House) -> Vec<LetterRecord> {
    let filter = LetterFilter { person: Some("boris".into()), ..LetterFilter::default() };
    house.engine.reads().letters(&filter, &PageRequest::default()).await.unwrap().items
}

async fn later(house: &House, minutes: i64) {
    let now = house.engine.now().await.unwrap();
    house.engine.clock().advance_to(now + TimeDelta::minutes(minutes)).await.unwrap();
}

#[tokio::test]
async fn a_letter_is_tried_again_under_its_identity_until_it_arrives() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Refuse, Answer::Refuse]);
    overdue(&house).await;
    let letter = &to_boris(&house).await[0];
    assert_eq!((letter.state, letter.attempts, letter.last_error.as_deref()), (LetterState::Failed, 1, Some("451 later")));

    later(&house, 5).await;

    let letter = &to_boris(&house).await[0];
    assert_eq!((letter.state, letter.attempts, letter.last_error.as_deref()), (LetterState::Kept, 3, None));
    let tried = house.courier.tried_to("boris");
    assert!(tried.iter().all(|attempt| attempt.identity == tried[0].identity));
    let pauses: Vec<_> = tried.windows(2).map(|pair| (pair[1].now - pair[0].now).num_seconds()).collect();
    assert_eq!(pauses, [30, 60]);
}

#[tokio::test]
async fn a_letter_that_is_put_off_hides_nothing_after_it() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Refuse]);
    let (one, other) = (house.open("anna").await, house.open("dmitry").await);
    let due = house.case(one).await.tasks[&1].due_at;
    assert_eq!(house.case(other).await.tasks[&1].due_at, due);
    house.engine.clock().advance_to(due).await.unwrap();
    assert_eq!(house.courier.tried_to("boris").len(), 2, "each had one attempt");
    assert_eq!(house.courier.tried_to("dmitry").len(), house.courier.tried_to("anna").len(), "the managers got theirs");

    later(&house, 1).await;

    let tried = house.courier.tried_to("boris");
    assert_eq!(tried.len(), 3);
    assert_eq!(tried[0].identity, tried[2].identity);
    assert_ne!(tried[0].identity, tried[1].identity);
}

#[tokio::test]
async fn a_letter_that_will_never_arrive_becomes_an_incident() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Never]);
    let id = overdue(&house).await;
    let letter = &to_boris(&house).await[0];
    assert_eq!((letter.state, letter.attempts), (LetterState::Buried, 1));
    assert!(house.happened(id).await.contains(&"incident_opened".to_owned()));
    let incidents = house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items;
    assert!(matches!(&incidents[..], [IncidentRecord::Case { id: incident, .. }] if incident.case == id), "{incidents:?}");
    house.is_sound().await;
}

/// One incident while it is open, however often the letter is tried; a new one where it fails after that was closed.
#[tokio::test]
async fn a_letter_that_is_sent_again_and_fails_again_is_an_incident_again() {
    let house = House::new().await;
    house.courier.tell("boris", [const { Answer::Never }; 3]);
    let id = overdue(&house).await;
    let notice = to_boris(&house).await[0].notice;
    let opened = async || house.happened(id).await.iter().filter(|name| *name == "incident_opened").count();
    let again = async || {
        assert!(house.engine.send_again(notice, &"vera".into()).await.unwrap());
        house.engine.settle().await.unwrap();
    };
    assert_eq!(opened().await, 1);
    again().await;
    assert_eq!(opened().await, 1, "it is open still");
    let close =
        Command::CloseIncident { incident: 1, comment: "Адрес исправлен".to_owned(), repair: Repair::Close };
    house.engine.execute(id, close, Actor::Person("vera".into()), None).await.unwrap();
    again().await;
    assert_eq!(opened().await, 2, "closed too early");
    again().await;
    assert_eq!(to_boris(&house).await[0].state, LetterState::Kept);
    house.is_sound().await;
}

#[tokio::test]
async fn a_letter_that_fails_for_five_days_is_buried() {
    let house = House::new().await;
    house.courier.tell("boris", std::iter::repeat_n(Answer::Refuse, 1_000));
    let id = overdue(&house).await;
    later(&house, 4 * 24 * 60).await;
    assert!(to_boris(&house).await.iter().all(|letter| letter.state != LetterState::Buried), "a long weekend loses nothing");
    // It is tried in his hours, and given up in them.
    later(&house, 3 * 24 * 60).await;
    let letters = to_boris(&house).await;
    let first = letters.iter().min_by_key(|letter| letter.at).expect("a letter");
    assert_eq!(first.state, LetterState::Buried);
    let buried = letters.iter().filter(|letter| letter.state == LetterState::Buried).count();
    let opened = house.happened(id).await.iter().filter(|name| *name == "incident_opened").count();
    assert_eq!(opened, buried, "one for each");
    house.is_sound().await;
}

#[tokio::test]
async fn what_is_no_longer_true_is_dropped_and_a_falling_courier_stops_nobody() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Stale, Answer::Panic]);
    let (one, other) = (house.open("anna").await, house.open("dmitry").await);
    let due = house.case(one).await.tasks[&1].due_at;
    house.engine.clock().advance_to(due).await.unwrap();
    let mut states: Vec<_> = to_boris(&house).await.into_iter().map(|letter| letter.state.name()).collect();
    states.sort_unstable();
    assert_eq!(states, ["buried", "dropped"]);
    later(&house, 3 * 24 * 60).await;
    assert!(to_boris(&house).await.iter().any(|letter| letter.state == LetterState::Kept), "later letters arrive");
    assert!(house.happened(other).await.contains(&"rung_taken".to_owned()));
}

#[tokio::test]
async fn only_the_holder_of_the_lease_says_what_became_of_a_letter() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let reminder = house.case(id).await.timers()[0].due_at;
    house.courier.tell("anna", [Answer::Refuse]);
    house.engine.clock().advance_to(reminder).await.unwrap();
    let due = reminder + TimeDelta::minutes(10);
    let lease = |token: &str, minutes| Lease { token: token.to_owned(), until: due + TimeDelta::minutes(minutes) };

    let (zombie, heir) = (lease("zombie", 5), lease("heir", 30));
    let claiming = |now| Claiming { now, limit: 8, apart: 3, notices: true, away: Vec::new() };
    let claimed = house.store.claim_turns(&zombie, &claiming(due)).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(house.store.claim_turns(&heir, &claiming(due)).await.unwrap(), [], "it is leased");
    let taken_over = house.store.claim_turns(&heir, &claiming(due + TimeDelta::minutes(6))).await.unwrap();
    assert_eq!(taken_over.len(), 1, "the lease has run out");
    assert_eq!(taken_over[0].rows[0].attempt, claimed[0].rows[0].attempt + 1);

    let place = claimed[0].rows[0].place;
    assert_eq!(house.store.settle_notices(&[(place, zombie, Attempt::Dropped)], due).await.unwrap(), [false], "too late");
    assert_eq!(house.store.settle_notices(&[(place, heir, Attempt::Dropped)], due).await.unwrap(), [true]);
}
