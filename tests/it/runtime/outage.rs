//! After an outage: a letter that could not leave when it was given waits for its reader's hours, unless it is one that never waits.

use std::collections::BTreeMap;

use serde_json::json;
use voronka_core::case::Trouble;
use voronka_core::{CaseId, Start};
use voronka_definition::{Source, Text};
use voronka_runtime::{Pace, Wishes};

use super::people::away;
use crate::support::{Answer, House, at, input};

/// Ten seconds before six in the evening of Moscow, when everybody there stops working.
const EVENING: &str = "2026-12-07T14:59:50Z";

const PROCESS: &str = "
process: outage
title: Outage
roles: {manager: deal.owner, dmitry: person(dmitry), boris: person(boris)}
fields: {at: {type: datetime, title: At}, late_at: {type: datetime, title: Late}}
escalations:
  urgent: [{when: overdue, notify: person(pavel), even_off_hours: true}]
  usual: [{when: overdue, notify: head_of(late)}]
defaults: {assignee: manager, due: 3 business days, escalate: usual}
stages:
  only:
    title: Only
    steps:
      - parallel: all
        title: All
        branches:
          reminded:
            steps: [{task: reminded, title: Reminded, due: at else 3 business days, remind: 1 hours before}]
          late:
            steps: [{task: late, title: Late, due: late_at else 3 business days, escalate: urgent}]
          timed:
            steps:
              - {wait: pause, title: Pause, moment: 8 hours}
              - {notify: note, to: boris, subject: A note, text: By a timer}
              - {notify: unreachable, to: client, subject: A note, text: To nobody}
              - {task: born, title: Born of a timer, assignee: dmitry}
      - finish: lost
outcomes:
  lost: {title: Lost, kind: lost}
";

async fn deploy(house: &House) {
    let source = Source { file: "process.yaml".to_owned(), text: PROCESS.to_owned() };
    house.engine.deploy(&source, None).await.unwrap();
}

async fn open(house: &House, by: &str, owner: &str, fields: serde_json::Value) -> CaseId {
    let owner = Some(owner).filter(|owner| *owner != by).map(Into::into);
    let start = Start { process: "outage".into(), deal: input(fields), stage: None, owner, continues: None };
    house.engine.start(start, by.into(), None).await.unwrap().case.id
}

/// The moments at which each of these was tried to be told.
fn tried(house: &House, people: &[&str]) -> BTreeMap<String, Vec<String>> {
    let moments = |person: &&str| {
        let all = house.courier.tried_to(person).into_iter();
        let mut moments: Vec<_> = all.map(|tried| tried.now.format("%d %H:%M:%S").to_string()).collect();
        moments.dedup();
        ((*person).to_owned(), moments)
    };
    people.iter().map(moments).collect()
}

/// Whatever a timer or somebody's act gives at the last moment of the day and the mail server refuses for more than a quarter of an hour
/// leaves in the morning; what a process says cannot wait, and incidents, go on being tried.
#[tokio::test]
async fn what_the_mail_server_refused_in_the_evening_leaves_in_the_morning() {
    let house = House::new().await;
    deploy(&house).await;
    house.until("2026-12-07T06:59:50Z").await;
    let due = json!({"title": "T", "at": "2026-12-07T15:59:50Z", "late_at": EVENING});
    open(&house, "anna", "anna", due).await;
    house.until("2026-12-07T14:59:49Z").await;
    let people = ["anna", "boris", "dmitry", "elena", "pavel", "vera"];
    people.iter().for_each(|person| house.courier.tell(person, [const { Answer::Refuse }; 5]));
    house.courier.tell("elena", [const { Answer::Refuse }; 5]);
    open(&house, "boris", "elena", json!({"title": "Of Boris"})).await;
    house.until("2026-12-08T06:00:00Z").await;
    let seen = tried(&house, &people);
    let sixth: Vec<_> = people.iter().map(|person| (*person, seen[*person].get(5).map_or("", String::as_str))).collect();
    let morning = "08 06:00:00";
    let wanted = [
        ("anna", morning),
        ("boris", morning),
        ("dmitry", morning),
        ("elena", morning),
        ("pavel", "07 15:15:20"),
        ("vera", "07 15:15:20"),
    ];
    assert_eq!(sixth, wanted, "{seen:?}");
    house.is_sound().await;
}

/// A mail server that is away for a moment, or a process that ends at a letter, delays nothing until the morning.
#[tokio::test]
async fn what_was_refused_for_a_moment_at_night_leaves_at_night() {
    let house = House::new().await;
    deploy(&house).await;
    house.until("2026-12-07T20:00:00Z").await;
    house.courier.tell("dmitry", [Answer::Refuse]);
    open(&house, "boris", "dmitry", json!({"title": "Of Boris"})).await;
    house.until("2026-12-08T05:59:00Z").await;
    assert_eq!(tried(&house, &["dmitry"])["dmitry"], ["07 20:00:00", "07 20:00:30"]);
    house.is_sound().await;
}

/// Nothing left while the copy was in quarantine: what was given in working hours leaves in them, and what somebody does now at once.
#[tokio::test]
async fn what_begins_to_leave_much_later_than_it_was_given_waits_for_the_morning() {
    let house = House::new().await;
    deploy(&house).await;
    let due = json!({"title": "T", "at": "2026-12-07T12:00:00Z", "late_at": "2026-12-07T12:00:00Z"});
    open(&house, "anna", "anna", due).await;
    assert!(house.store.begin_quarantine(&Text::both("проба", "a trial")).await.unwrap());
    house.until("2026-12-07T20:05:00Z").await;
    house.engine.end_quarantine(None).await.unwrap();
    open(&house, "boris", "dmitry", json!({"title": "Of Boris"})).await;
    house.until("2026-12-08T05:59:00Z").await;
    let (night, morning) = ("07 20:05:00", "08 06:00:00");
    let wanted = |all: [(&str, &[&str]); 4]| {
        BTreeMap::from(all.map(|(person, at)| (person.to_owned(), at.iter().map(|at| (*at).to_owned()).collect())))
    };
    let people = ["anna", "boris", "dmitry", "pavel"];
    let seen = tried(&house, &people);
    assert_eq!(seen, wanted([("anna", &[]), ("boris", &[]), ("dmitry", &[night]), ("pavel", &[night])]));
    house.until("2026-12-08T06:00:00Z").await;
    let seen = tried(&house, &people);
    let later = wanted([("anna", &[morning]), ("boris", &[morning]), ("dmitry", &[night, morning]), ("pavel", &[night])]);
    assert_eq!(seen, later);
    house.is_sound().await;
}

/// Who is back sooner gets on that morning what the mail server refused before he went.
#[tokio::test]
async fn what_was_refused_and_waits_for_a_return_leaves_when_its_reader_is_back_sooner() {
    let house = House::new().await;
    deploy(&house).await;
    let absence = away("elena", None, ("2026-12-08", "2026-12-20"));
    let entered = house.engine.enter_absence(absence, &"elena".into()).await.unwrap();
    house.until(EVENING).await;
    house.courier.tell("elena", [const { Answer::Refuse }; 10]);
    open(&house, "boris", "elena", json!({"title": "Of Boris"})).await;
    house.until("2026-12-09T15:30:00Z").await;
    let in_vain = tried(&house, &["elena"])["elena"].clone();
    assert_eq!((in_vain.len(), in_vain[4].as_str()), (5, "07 15:07:20"));
    house.engine.end_absence(&entered.id, None, &"elena".into()).await.unwrap();
    house.until("2026-12-10T06:05:00Z").await;
    assert_eq!(tried(&house, &["elena"])["elena"][5..], ["10 06:00:00"]);
    house.is_sound().await;
}

/// The process's word that something cannot wait stands above a reader's wish for a digest.
#[tokio::test]
async fn what_a_process_says_cannot_wait_does_not_wait_for_a_digest() {
    let house = House::new().await;
    deploy(&house).await;
    for person in ["boris", "pavel"] {
        let wishes = Wishes { escalations: Pace::Digest, ..Wishes::default() };
        house.engine.set_letter_wishes(&person.into(), wishes).await.unwrap();
    }
    let due = json!({"title": "T", "at": "2026-12-07T13:00:00Z", "late_at": "2026-12-07T20:00:00Z"});
    open(&house, "anna", "anna", due).await;
    house.until("2026-12-08T05:59:00Z").await;
    let escalations = |person: &str| house.courier.tried_to(person).into_iter().map(|tried| tried.now).collect::<Vec<_>>();
    assert_eq!(escalations("pavel"), [at("2026-12-07T20:00:00Z")]);
    house.until("2026-12-08T06:00:00Z").await;
    assert_eq!(house.courier.bundles().len(), 1, "the digest of Boris");
    house.is_sound().await;
}

/// Refused for days, then held for the weekend: the first attempt after it, in vain too, is not the last.
#[tokio::test]
async fn what_waited_over_a_weekend_is_not_given_up_by_the_first_attempt_after_it() {
    let house = House::new().await;
    deploy(&house).await;
    house.until("2026-12-07T07:00:00Z").await;
    house.courier.tell("elena", vec![Answer::Refuse; 1_000]);
    open(&house, "boris", "elena", json!({"title": "Of Boris"})).await;
    house.until("2026-12-11T20:00:00Z").await;
    house.courier.forget("elena");
    house.courier.tell("elena", [Answer::Refuse]);
    house.until("2026-12-14T09:00:00Z").await;
    let tried = house.courier.tried_to("elena");
    let after: Vec<_> = tried.iter().filter(|tried| tried.now > at("2026-12-12T00:00:00Z")).collect();
    assert_eq!((tried.len() > 60, after.len()), (true, 2), "{after:?}");
    house.is_sound().await;
}

/// The letter waits over her holidays, and the mail server is down on the first two days after them: she reads it on the third.
#[tokio::test]
async fn what_waited_for_a_long_absence_is_not_given_up_in_an_outage_after_it() {
    let house = House::new().await;
    deploy(&house).await;
    house.engine.enter_absence(away("anna", None, ("2026-12-08", "2027-01-17")), &"anna".into()).await.unwrap();
    house.until("2026-12-09T10:00:00Z").await;
    let case = open(&house, "boris", "anna", json!({"title": "T"})).await;
    house.until("2027-01-17T10:00:00Z").await;
    let before = house.courier.tried_to("anna").len();
    house.courier.tell("anna", std::iter::repeat_n(Answer::Refuse, 300));
    house.until("2027-01-19T14:00:00Z").await;
    house.courier.forget("anna");
    assert!(house.courier.tried_to("anna").len() > before + 48);
    house.until("2027-01-20T10:00:00Z").await;
    let is_lost = |trouble: &Trouble| matches!(trouble, Trouble::Undeliverable { .. });
    assert!(!house.case(case).await.incidents.values().any(|incident| is_lost(&incident.trouble)));
    let last = house.courier.tried_to("anna").pop().unwrap();
    assert!(last.now >= at("2027-01-19T14:00:00Z"));
    house.is_sound().await;
}

/// Boris never reads that a task is late: nobody has his address. The administrators hear of it.
#[tokio::test]
async fn who_would_have_to_act_on_a_letter_that_is_buried_is_told_of_by_the_administrators() {
    let house = House::new().await;
    house.courier.tell("boris", [Answer::Never]);
    let case = house.open("anna").await;
    let due = house.case(case).await.tasks[&1].due_at;
    house.engine.clock().advance_to(due).await.unwrap();
    house.until("2026-12-09T10:00:00Z").await;
    assert_eq!(house.courier.tried_to("vera").len(), 1);
    house.is_sound().await;
}
