//! Batches of decisions: each is guarded by the revision of its case.

use voronka_core::{Actor, Case, CaseId, Command, Decision, Setting, decide};
use voronka_store::{Commit, CommitOutcome, Key};

use crate::support::{House, key};

/// What a comment on the first task does to a case as it is now.
async fn comment(house: &House, id: CaseId, text: &str) -> Decision {
    let case = house.case(id).await;
    let world = house.engine.world();
    let process = house.engine.process(&case.process, &case.version).await.unwrap();
    let setting = Setting { world: &world, now: house.store.now(), by: Actor::Person("anna".into()), fresh: id };
    decide(&process, Case::clone(&case), &Command::CommentTask { task: 1, text: text.to_owned() }, &setting).unwrap()
}

fn ready(decision: &Decision, key: Option<Key>) -> Commit {
    Commit::new(decision, key, decision).unwrap()
}

#[tokio::test]
async fn a_stale_decision_is_left_out_and_the_others_commit() {
    let house = House::new().await;
    let (one, other) = (house.open("anna").await, house.open("anna").await);
    let stale = comment(&house, one, "поздно").await;
    let first = comment(&house, one, "раньше").await;
    house.store.commit(&[ready(&first, None)]).await.unwrap();

    let fine = comment(&house, other, "рядом").await;
    let outcomes = house.store.commit(&[ready(&stale, None), ready(&fine, None)]).await.unwrap();

    assert_eq!(outcomes, [CommitOutcome::Conflict, CommitOutcome::Committed]);
    let texts = serde_json::to_string(&house.history(one).await).unwrap();
    assert!(texts.contains("раньше") && !texts.contains("поздно"));
    assert_eq!(house.case(other).await.revision, fine.case.revision);
    house.is_sound().await;
}

#[tokio::test]
async fn of_two_decisions_about_one_case_in_a_batch_the_first_wins() {
    let house = House::new().await;
    let id = house.open("anna").await;
    let (first, second) = (comment(&house, id, "первый").await, comment(&house, id, "второй").await);

    let outcomes = house.store.commit(&[ready(&first, None), ready(&second, None)]).await.unwrap();

    assert_eq!(outcomes, [CommitOutcome::Committed, CommitOutcome::Conflict]);
    assert_eq!(house.history(id).await.len() as u64, first.case.revision);
    house.is_sound().await;
}

#[tokio::test]
async fn a_key_is_taken_with_its_decision_and_only_with_it() {
    let house = House::new().await;
    let (one, other) = (house.open("anna").await, house.open("anna").await);
    let stale = comment(&house, one, "поздно").await;
    house.store.commit(&[ready(&comment(&house, one, "раньше").await, None)]).await.unwrap();

    let outcomes = house.store.commit(&[ready(&stale, Some(key("k", "a")))]).await.unwrap();
    assert_eq!(outcomes, [CommitOutcome::Conflict]);
    assert_eq!(house.store.recall(&key("k", "a")).await.unwrap(), None, "a conflict leaves no key behind");

    let with_key = comment(&house, one, "с ключом").await;
    assert_eq!(house.store.commit(&[ready(&with_key, Some(key("k", "a")))]).await.unwrap(), [CommitOutcome::Committed]);
    let again = comment(&house, other, "тот же ключ").await;
    let outcomes = house.store.commit(&[ready(&again, Some(key("k", "b")))]).await.unwrap();
    assert!(matches!(&outcomes[..], [CommitOutcome::KeyTaken(record)] if record.body_hash == "a"), "{outcomes:?}");
    assert_eq!(house.case(other).await.revision + 1, again.case.revision, "nothing of it was written");
    house.is_sound().await;
}
