//! People go, come back and change: who has a task follows by itself, once, and no crash loses it.

use chrono::{NaiveDate, TimeDelta};
use voronka_core::access::Horizon;
use voronka_core::world::Heirs;
use voronka_core::{Actor, CaseId, Command, Event, Start};
use voronka_definition::Source;
use voronka_definition::organisation::{Absence, Covered};
use voronka_runtime::{PageRequest, Refused, TaskFilter, TaskStatus};

use crate::runtime::forms::POOL;
use crate::support::{Folder, House, at, source};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn away(person: &str, deputy: Option<&str>, (from, to): (&str, &str)) -> Absence {
    Absence { person: person.into(), from: day(from), to: day(to), deputy: deputy.map(Into::into), tasks: Covered::All }
}

impl House {
    /// Who has the first open task of a case, and for whom.
    async fn hands(&self, id: CaseId) -> String {
        let case = self.case(id).await;
        let task = case.tasks.values().next().unwrap();
        let people: Vec<_> = task.holder.everybody().iter().map(|person| person.as_str()).collect();
        let instead = task.instead_of.as_ref().map_or_else(String::new, |absent| format!(" for {absent}"));
        format!("{}{instead}", people.join(" "))
    }

    async fn waiting(&self) -> Vec<CaseId> {
        self.store.due_reviews(1_000).await.unwrap().into_iter().map(|review| review.case).collect()
    }

    /// The demo's organisation with something replaced.
    pub(super) async fn reorganise(&self, old: &str, new: &str) {
        let mut file = source("processes/demo/organisation.yaml");
        assert!(file.text.contains(old), "{old}");
        file.text = file.text.replace(old, new);
        self.engine.load_organisation(&file, &[source("processes/calendars/ru.yaml")]).await.unwrap();
    }
}

#[tokio::test]
async fn an_absence_begins_and_ends_by_itself_at_midnight_of_who_is_away() {
    let house = House::new().await;
    let case = house.open("anna").await;
    house.engine.enter_absence(away("anna", Some("dmitry"), ("2026-12-08", "2026-12-09")), &"anna".into()).await.unwrap();
    for (moment, expected) in [
        ("2026-12-07T20:59:59Z", "anna"),
        ("2026-12-07T21:00:00Z", "dmitry for anna"),
        ("2026-12-09T20:59:59Z", "dmitry for anna"),
        ("2026-12-09T21:00:00Z", "anna"),
    ] {
        house.until(moment).await;
        assert_eq!(house.hands(case).await, expected, "{moment}");
    }
    let moved: Vec<_> = house.happened(case).await.into_iter().filter(|name| name == "task_reassigned").collect();
    assert_eq!(moved.len(), 2, "once there, once back");
    house.is_sound().await;
}

/// While he is away no row of the task names him.
#[tokio::test]
async fn a_candidate_who_comes_back_is_on_the_list_again() {
    let house = House::new().await;
    house.engine.deploy(&Source { file: "pool.yaml".into(), text: POOL.into() }, None).await.unwrap();
    let wanted = Start { process: "pool".into(), ..House::deal("Поставка") };
    let case = house.engine.start(wanted, "anna".into(), None).await.unwrap().case.id;
    house.engine.enter_absence(away("dmitry", None, ("2026-12-08", "2026-12-09")), &"dmitry".into()).await.unwrap();
    for (moment, expected) in
        [("2026-12-07T20:59:59Z", "anna dmitry"), ("2026-12-07T21:00:00Z", "anna"), ("2026-12-09T21:00:00Z", "anna dmitry")]
    {
        house.until(moment).await;
        assert_eq!(house.hands(case).await, expected, "{moment}");
    }
}

#[tokio::test]
async fn a_crash_between_a_change_and_its_reviews_loses_none() {
    let folder = Folder::new();
    let house = House::on(&folder.url(), false).await;
    let case = house.open("anna").await;
    house.engine.settle().await.unwrap();
    house.engine.enter_absence(away("anna", Some("dmitry"), ("2026-12-07", "2026-12-09")), &"boris".into()).await.unwrap();
    assert_eq!(house.hands(case).await, "anna", "nothing was reviewed yet");
    house.engine.shutdown().await;

    let house = House::on(&folder.url(), false).await;
    assert_eq!(house.waiting().await, [case]);
    house.engine.settle().await.unwrap();
    assert_eq!((house.hands(case).await.as_str(), house.waiting().await.len()), ("dmitry for anna", 0));
    house.engine.shutdown().await;

    // The machine was off when the absence ended.
    house.store.stand_at(at("2026-12-20T10:00:00Z")).await.unwrap();
    let house = House::on(&folder.url(), false).await;
    house.engine.settle().await.unwrap();
    assert_eq!(house.hands(case).await, "anna");
    house.is_sound().await;
}

#[tokio::test]
async fn only_cases_that_may_be_touched_are_looked_at() {
    let house = House::new().await;
    let (of_anna, of_dmitry) = (house.open("anna").await, house.open("dmitry").await);
    house.engine.settle().await.unwrap();
    house.engine.enter_absence(away("anna", Some("dmitry"), ("2026-12-07", "2026-12-09")), &"anna".into()).await.unwrap();
    assert_eq!(house.waiting().await, [of_anna]);
    house.engine.settle().await.unwrap();
    house.engine.enter_absence(away("boris", None, ("2026-12-07", "2026-12-09")), &"boris".into()).await.unwrap();
    let mut all = house.waiting().await;
    all.sort();
    let mut expected = [of_anna, of_dmitry];
    expected.sort();
    assert_eq!(all, expected, "a rule may name a head in any case");
    house.engine.settle().await.unwrap();
    house.reorganise("Анна Петрова", "Анна Петрова").await;
    assert!(house.waiting().await.is_empty(), "the same organisation changes nothing");
    house.reorganise("Анна Петрова", "Анна Иванова").await;
    assert_eq!(house.waiting().await.len(), 2);
}

#[tokio::test]
async fn reviews_come_in_batches_and_every_case_gets_its_own() {
    let house = House::new().await;
    let mut cases = Vec::new();
    for _ in 0..150 {
        cases.push(house.open("anna").await);
    }
    house.engine.enter_absence(away("anna", Some("dmitry"), ("2026-12-07", "2026-12-09")), &"anna".into()).await.unwrap();
    house.engine.settle().await.unwrap();
    for case in cases {
        assert_eq!(house.hands(case).await, "dmitry for anna");
    }
    let before = house.store.due_reviews(1).await.unwrap();
    assert!(before.is_empty());
    house.is_sound().await;
}

#[tokio::test]
async fn an_absence_that_ends_earlier_gives_the_tasks_back_at_once() {
    let house = House::new().await;
    let case = house.open("anna").await;
    let anna = "anna".into();
    let entered = house.engine.enter_absence(away("anna", Some("dmitry"), ("2026-12-07", "2026-12-20")), &anna).await.unwrap();
    house.until("2026-12-08T10:00:00Z").await;
    assert_eq!(house.hands(case).await, "dmitry for anna");
    let stranger = house.engine.end_absence(&entered.id, None, &"yulia".into()).await.unwrap_err();
    assert!(matches!(stranger, Refused::Rejected(rejection) if rejection.code == "forbidden"));
    house.engine.end_absence(&entered.id, None, &anna).await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(house.hands(case).await, "anna");
    assert_eq!(house.engine.entered_absences()[0].absence.to, day("2026-12-07"));
    let over = house.engine.end_absence(&entered.id, None, &anna).await.unwrap_err();
    assert!(matches!(over, Refused::Rejected(rejection) if rejection.code == "absence_over"));
}

#[tokio::test]
async fn two_who_enter_the_same_days_at_once_enter_them_once() {
    let house = House::new().await;
    let one = away("anna", Some("dmitry"), ("2026-12-08", "2026-12-09"));
    let (boris, anna) = ("boris".into(), "anna".into());
    let (first, second) =
        tokio::join!(house.engine.enter_absence(one.clone(), &boris), house.engine.enter_absence(one.clone(), &anna));
    assert_eq!([first.is_ok(), second.is_ok()].iter().filter(|ok| **ok).count(), 1);
    assert_eq!(house.engine.entered_absences().len(), 1);
}

/// What changes a second before a rung is taken, or after.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// The department has another head.
    Head,
    /// Anna goes to another department.
    Department,
    /// Her task is given to somebody of another department.
    Hands,
}

impl House {
    async fn undergoes(&self, change: Change, case: CaseId) {
        match change {
            Change::Head => self.reorganise("part_of: sales, head: boris", "part_of: sales, head: dmitry").await,
            Change::Department => {
                let of = |department: &str| format!("email: anna@klimat.example, department: {department}");
                self.reorganise(&of("corporate"), &of("regional")).await;
            }
            Change::Hands => {
                let give = Command::ReassignTask { task: 1, to: "rustam".into(), comment: "Помогите".into() };
                self.engine.execute(case, give, Actor::Person("vera".into()), None).await.unwrap();
            }
        }
    }

    /// Which of these people have the task in their lists.
    async fn listed(&self, people: [&'static str; 2]) -> Vec<&'static str> {
        let mut found = Vec::new();
        for person in people {
            let horizon = Horizon::of(&self.engine.world(), &person.into(), self.store.now());
            let filter = TaskFilter { concerns: Some(person.into()), status: Some(TaskStatus::Open), ..TaskFilter::default() };
            let tasks = self.engine.reads().tasks(&horizon, &filter, &PageRequest::default()).await.unwrap().items;
            found.extend((!tasks.is_empty()).then_some(person));
        }
        found
    }
}

/// A second before a rung is taken, its addressee changes; a second after, it was told to whom it found, and who has his place since has
/// it from him. Other hands replace nobody. The due date stays, and both lists show at once whose task it is.
#[tokio::test]
async fn row_28_a_change_of_people_just_before_firing_counts_and_just_after_does_not() {
    let probe = House::new().await;
    let case = probe.open("anna").await;
    let due = probe.case(case).await.tasks.values().next().unwrap().due_at;
    for (change, in_time, holder) in
        [(Change::Head, "dmitry", "anna"), (Change::Department, "svetlana", "anna"), (Change::Hands, "svetlana", "rustam")]
    {
        for (moment, expected) in [(-1, in_time), (0, "boris"), (1, "boris")] {
            let house = House::new().await;
            let case = house.open("yulia").await;
            let give = Command::ReassignTask { task: 1, to: "anna".into(), comment: "Помогите".into() };
            house.engine.execute(case, give, Actor::Person("vera".into()), None).await.unwrap();
            house.engine.clock().advance_to(due + TimeDelta::seconds(moment)).await.unwrap();
            house.undergoes(change, case).await;
            assert_eq!(house.listed(["anna", "rustam"]).await, [holder], "{change:?} {moment} s");
            house.engine.settle().await.unwrap();
            house.engine.clock().advance_to(due + TimeDelta::seconds(2)).await.unwrap();
            let state = house.case(case).await;
            let history = house.history(case).await;
            let first = history.iter().find_map(|recorded| match &recorded.event {
                Event::Escalated { escalation } => Some(escalation.to.to_string()),
                _ => None,
            });
            assert_eq!(first.as_deref(), Some(expected), "{change:?} {moment} s");
            let told: Vec<_> = state.escalations.values().map(|escalation| escalation.to.as_str()).collect();
            let now = if matches!(change, Change::Hands) { expected } else { in_time };
            assert_eq!(told, [now], "{change:?} {moment} s");
            assert_eq!((state.tasks[&1].due_at, house.listed(["anna", "rustam"]).await), (due, vec![holder]));
        }
    }
}

#[tokio::test]
async fn the_report_before_a_holiday_says_what_goes_to_whom() {
    let house = House::new().await;
    house.open("anna").await;
    house.open("anna").await;
    let of = |absence: Absence| {
        let house = &house;
        async move {
            let handovers = house.engine.handovers(&absence).await.unwrap();
            handovers.into_iter().map(|line| (line.falls_due, line.to.map(|to| to.to_string()))).collect::<Vec<_>>()
        }
    };
    let week = ("2026-12-07", "2026-12-13");
    let dmitry = Some("dmitry".to_owned());
    assert_eq!(of(away("anna", Some("dmitry"), week)).await, [(true, dmitry.clone()), (true, dmitry)]);
    assert_eq!(of(away("anna", None, week)).await, [(true, None), (true, None)]);
    let urgent = Absence { tasks: Covered::Urgent, ..away("anna", Some("dmitry"), ("2026-12-07", "2026-12-07")) };
    assert_eq!(of(urgent).await, [(false, None), (false, None)]);
}

/// After he left, by whatever way he had come to something, nothing open is his.
#[tokio::test]
async fn nobody_who_left_owns_holds_or_may_take_anything() {
    let house = House::new().await;
    for owner in ["anna", "dmitry", "boris", "yulia"] {
        let case = house.open(owner).await;
        let give = Command::ReassignTask { task: 1, to: "boris".into(), comment: "Помогите".into() };
        if owner != "boris" {
            house.engine.execute(case, give, Actor::Person("vera".into()), None).await.unwrap();
        }
    }
    house.engine.enter_absence(away("anna", Some("boris"), ("2026-12-08", "2026-12-20")), &"vera".into()).await.unwrap();
    let heirs = Heirs { to: Some("dmitry".into()), ..Heirs::default() };
    let preview = house.engine.preview_leaving(&"boris".into(), &heirs, &"olga".into()).await.unwrap();
    assert_eq!(preview.len(), 1 + 1 + 1 + 4, "his department, his deputyship, his deal, four tasks: {preview:#?}");
    house.engine.leave(&"boris".into(), heirs, &"olga".into()).await.unwrap();
    house.engine.settle().await.unwrap();
    for moment in ["2026-12-09T10:00:00Z", "2026-12-18T10:00:00Z", "2027-01-20T10:00:00Z"] {
        house.until(moment).await;
        let held = house.store.held().await.unwrap();
        assert!(!held.is_empty() && held.iter().all(|held| held.person.as_str() != "boris"), "{held:#?}");
        house.is_sound().await;
    }
    let world = house.engine.world();
    assert_eq!(world.organisation.departments["corporate"].head, Some("dmitry".into()));
    let token = house.engine.create_token(&"boris".into(), "late", None).await.unwrap();
    assert_eq!(house.engine.person_of_token(&token).await.unwrap(), None);
}

#[tokio::test]
async fn fsck_finds_what_is_in_the_hands_of_who_left() {
    let house = House::new().await;
    house.open("anna").await;
    house.reorganise("{name: Анна Петрова,", "{name: Анна Петрова, active: false,").await;
    assert!(voronka_runtime::fsck(&house.store).await.unwrap().is_empty(), "it waits to be reviewed");
    for review in house.store.due_reviews(10).await.unwrap() {
        house.store.note_reviewed(&review, None, house.store.now()).await.unwrap();
    }
    let codes: Vec<_> = voronka_runtime::fsck(&house.store).await.unwrap().into_iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["deal_of_who_left", "task_of_who_left"]);
}
