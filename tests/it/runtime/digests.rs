//! Digests: on the working days of their reader, once a day, with what waited for them.

use chrono::{DateTime, TimeDelta, Utc};
use voronka_core::{Actor, CaseId, Command, Start};
use voronka_definition::Source;
use voronka_runtime::{BadWishes, Bundle, LetterFilter, LetterState, Pace, PageRequest, Wishes};
use voronka_store::Lease;

use crate::runtime::forms::POOL;
use crate::support::{Answer, Folder, House, at};

fn morning() -> Wishes {
    Wishes { morning: true, ..Wishes::default() }
}

fn gathered() -> Wishes {
    Wishes { escalations: Pace::Digest, ..Wishes::default() }
}

async fn wish(house: &House, person: &str, wishes: Wishes) -> Option<DateTime<Utc>> {
    house.engine.set_letter_wishes(&person.into(), wishes).await.unwrap()
}

fn digests(house: &House, person: &str) -> Vec<Bundle> {
    house.courier.bundles().into_iter().filter(|bundle| bundle.to.as_str() == person && bundle.overview.is_some()).collect()
}

fn moments(house: &House, person: &str) -> Vec<String> {
    digests(house, person).iter().map(|bundle| bundle.now.format("%m-%d %H:%M").to_string()).collect()
}

async fn reschedule(house: &House, case: CaseId, due_at: &str) {
    let command = Command::RescheduleTask { task: 1, due_at: at(due_at), reason: "клиент просит".to_owned() };
    house.engine.execute(case, command, Actor::Person("boris".into()), None).await.unwrap();
}

#[tokio::test]
async fn a_morning_says_what_is_overdue_what_is_due_today_and_what_the_department_is_late_with() {
    let house = House::new().await;
    let (late, today, tomorrow) = (house.open("anna").await, house.open("anna").await, house.open("anna").await);
    reschedule(&house, late, "2026-12-07T14:00:00Z").await;
    reschedule(&house, today, "2026-12-08T14:00:00Z").await;
    reschedule(&house, tomorrow, "2026-12-09T14:00:00Z").await;
    assert_eq!(wish(&house, "anna", morning()).await, Some(at("2026-12-08T06:00:00Z")));
    wish(&house, "boris", morning()).await;
    house.until("2026-12-08T06:00:00Z").await;

    let anna = digests(&house, "anna").remove(0).overview.unwrap();
    let cases = |tasks: &[voronka_runtime::TaskRecord]| tasks.iter().map(|task| task.id.case).collect::<Vec<_>>();
    assert_eq!((cases(&anna.overdue), cases(&anna.today), cases(&anna.department)), (vec![late], vec![today], vec![]));
    let boris = digests(&house, "boris").remove(0).overview.unwrap();
    assert_eq!((cases(&boris.overdue), cases(&boris.today), cases(&boris.department)), (vec![], vec![], vec![late]));
}

/// What nobody has taken is late for whoever may take it, and for his head.
#[tokio::test]
async fn a_morning_leaves_out_nothing_that_nobody_has_taken() {
    let house = House::new().await;
    house.engine.deploy(&Source { file: "pool.yaml".into(), text: POOL.into() }, None).await.unwrap();
    let wanted = Start { process: "pool".into(), ..House::deal("Поставка") };
    let case = house.engine.start(wanted, "anna".into(), None).await.unwrap().case.id;
    for person in ["dmitry", "boris"] {
        wish(&house, person, morning()).await;
    }
    house.until("2026-12-08T06:00:00Z").await;
    let cases = |tasks: &[voronka_runtime::TaskRecord]| tasks.iter().map(|task| task.id.case).collect::<Vec<_>>();
    let dmitry = digests(&house, "dmitry").remove(0).overview.unwrap();
    let boris = digests(&house, "boris").remove(0).overview.unwrap();
    assert_eq!((cases(&dmitry.overdue), cases(&boris.department)), (vec![case], vec![case]));
}

#[tokio::test]
async fn it_comes_on_working_days_once_and_only_if_there_is_something_to_say() {
    let house = House::new().await;
    wish(&house, "anna", morning()).await;
    house.until("2026-12-09T20:00:00Z").await;
    assert_eq!(moments(&house, "anna"), Vec::<String>::new(), "nothing to say");
    let case = house.open("anna").await;
    reschedule(&house, case, "2026-12-10T14:00:00Z").await;
    house.until("2026-12-15T20:00:00Z").await;
    assert_eq!(moments(&house, "anna"), ["12-10 06:00", "12-11 06:00", "12-14 06:00", "12-15 06:00"]);
    let identities: std::collections::BTreeSet<_> = digests(&house, "anna").into_iter().map(|one| one.identity).collect();
    assert_eq!(identities.len(), 4, "each day has its own");
}

#[tokio::test]
async fn escalations_wait_for_the_digest_of_a_head_who_wants_it_and_nothing_else_waits() {
    let house = House::new().await;
    wish(&house, "boris", gathered()).await;
    let (one, other) = (house.open("anna").await, house.open("anna").await);
    reschedule(&house, one, "2026-12-07T14:00:00Z").await;
    reschedule(&house, other, "2026-12-07T14:00:00Z").await;
    house.until("2026-12-07T20:00:00Z").await;
    assert_eq!(house.courier.tried_to("boris").len(), 0, "they wait");
    let data = [("presentation_at".to_owned(), serde_json::json!("2026-12-14T09:00:00Z"))].into();
    let done = Command::CompleteTask { task: 1, result: "interested".into(), data, comment: None };
    house.engine.execute(one, done, Actor::Person("anna".into()), None).await.unwrap();
    house.until("2026-12-08T06:00:00Z").await;

    let tried = house.courier.tried_to("boris");
    assert_eq!(tried.len(), 1);
    let digest = &digests(&house, "boris")[0];
    assert_eq!(digest.parcels.iter().map(|parcel| parcel.case.id).collect::<Vec<_>>(), [other], "what was done is not told");
    let filter = LetterFilter { person: Some("boris".into()), ..LetterFilter::default() };
    let letters = house.engine.reads().letters(&filter, &PageRequest::default()).await.unwrap().items;
    let states: Vec<_> = letters.iter().map(|letter| (letter.notice.case == one, letter.state)).collect();
    assert!(states.iter().all(|(is_done, state)| *state == if *is_done { LetterState::Dropped } else { LetterState::Kept }));
    house.is_sound().await;
}

#[tokio::test]
async fn whoever_wants_no_digest_any_more_gets_what_waited() {
    let house = House::new().await;
    wish(&house, "boris", gathered()).await;
    let case = house.open("anna").await;
    reschedule(&house, case, "2026-12-07T14:00:00Z").await;
    house.until("2026-12-07T15:00:00Z").await;
    assert_eq!(house.courier.tried_to("boris").len(), 0);
    assert_eq!(wish(&house, "boris", Wishes::default()).await, None);
    house.engine.settle().await.unwrap();
    assert_eq!(house.courier.tried_to("boris").len(), 1);
    house.is_sound().await;
}

/// What waited was not written in the night, and does not leave in it.
#[tokio::test]
async fn whoever_wants_no_digest_any_more_in_the_night_gets_what_waited_in_the_morning() {
    let house = House::new().await;
    wish(&house, "boris", gathered()).await;
    let case = house.open("anna").await;
    reschedule(&house, case, "2026-12-07T14:00:00Z").await;
    house.until("2026-12-07T20:30:00Z").await;
    wish(&house, "boris", Wishes::default()).await;
    house.until("2026-12-08T05:59:00Z").await;
    assert_eq!(house.courier.tried_to("boris"), []);
    house.until("2026-12-08T06:00:00Z").await;
    assert_eq!(house.courier.tried_to("boris").len(), 1);
    house.is_sound().await;
}

#[tokio::test]
async fn a_digest_is_tried_again_under_the_identity_of_its_day() {
    for answer in [Answer::Refuse, Answer::Lose] {
        let house = House::new().await;
        wish(&house, "boris", Wishes { morning: true, ..gathered() }).await;
        let case = house.open("anna").await;
        reschedule(&house, case, "2026-12-07T14:00:00Z").await;
        house.courier.tell("boris", [answer.clone(), answer]);
        house.until("2026-12-08T12:00:00Z").await;
        let seen = digests(&house, "boris");
        assert_eq!(moments(&house, "boris"), ["12-08 06:00", "12-08 06:00", "12-08 06:01"]);
        assert!(seen.iter().all(|digest| digest.identity == seen[0].identity && digest.parcels.len() == 1));
        assert_eq!(house.engine.letter_wishes(&"boris".into()).await.unwrap().1, Some(at("2026-12-09T06:00:00Z")));
        house.is_sound().await;
    }
}

/// The server ended after a digest was begun, before anything was known of its letter.
#[tokio::test]
async fn a_restart_in_the_middle_of_a_digest_sends_the_same_one_once() {
    let folder = Folder::new();
    let identity = "digest.2026-12-08.dead";
    {
        let house = House::on(&folder.url(), false).await;
        wish(&house, "boris", gathered()).await;
        let case = house.open("anna").await;
        reschedule(&house, case, "2026-12-07T14:00:00Z").await;
        house.until("2026-12-07T20:00:00Z").await;
        house.engine.shutdown().await;
        let now = at("2026-12-08T06:00:00Z");
        house.store.stand_at(now).await.unwrap();
        let digest = house.store.due_digests(now).await.unwrap().remove(0);
        let lease = Lease { token: "dead".to_owned(), until: now + TimeDelta::minutes(5) };
        assert_eq!(house.store.begin_digest(&digest, identity, &lease, (now, &[])).await.unwrap().unwrap().len(), 1);
    }
    let house = House::again(&folder.url(), false).await;
    house.engine.settle().await.unwrap();
    house.until("2026-12-08T20:00:00Z").await;
    let sent: Vec<_> = digests(&house, "boris").into_iter().map(|digest| (digest.identity, digest.parcels.len())).collect();
    assert_eq!(sent, [(identity.to_owned(), 1)]);
    house.is_sound().await;
}

#[tokio::test]
async fn after_a_downtime_there_is_one_digest_in_working_time() {
    // Down from Monday to when the server comes back; then the next letter.
    for (back, expected) in [
        ("2026-12-10T09:00:00Z", "12-10 09:00"),
        ("2026-12-10T20:00:00Z", "12-11 06:00"),
        ("2026-12-12T09:00:00Z", "12-14 06:00"),
    ] {
        let folder = Folder::new();
        {
            let house = House::on(&folder.url(), false).await;
            wish(&house, "anna", morning()).await;
            let case = house.open("anna").await;
            reschedule(&house, case, "2026-12-07T14:00:00Z").await;
        }
        let store = voronka_runtime::Store::open(&folder.url()).await.unwrap();
        store.stand_at(at(back)).await.unwrap();
        drop(store);
        let house = House::on(&folder.url(), false).await;
        house.engine.settle().await.unwrap();
        house.until("2026-12-14T06:00:00Z").await;
        assert_eq!(moments(&house, "anna").first().map(String::as_str), Some(expected), "back at {back}");
        let days: std::collections::BTreeSet<_> = moments(&house, "anna").iter().map(|at| at[..5].to_owned()).collect();
        assert_eq!(days.len(), moments(&house, "anna").len(), "one a day");
    }
}

#[tokio::test]
async fn a_line_that_never_comes_on_a_working_day_is_refused() {
    let house = House::new().await;
    for line in ["", "every morning", "0 9 * * sun", "0 9 31 2 *", "* * * * * *"] {
        let wishes = Wishes { cron: Some(line.to_owned()), ..morning() };
        let refused = house.engine.set_letter_wishes(&"anna".into(), wishes).await;
        assert_eq!(refused, Err(BadWishes::Cron(line.to_owned())));
    }
    let wishes = Wishes { cron: Some("30 7 * * *".to_owned()), ..morning() };
    assert_eq!(wish(&house, "anna", wishes).await, Some(at("2026-12-08T04:30:00Z")));
    assert_eq!(house.engine.now().await.unwrap() + TimeDelta::hours(22) + TimeDelta::minutes(30), at("2026-12-08T04:30:00Z"));
}
