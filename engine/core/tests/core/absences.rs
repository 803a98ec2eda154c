//! Absences: while a person is away his tasks are in his deputy's hands, and they come back.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use serde_json::json;
use voronka_core::case::Task;
use voronka_core::notice::Message;
use voronka_core::world::Heirs;
use voronka_core::{Actor, Command, Event, Recorded, World, tell};
use voronka_definition::Locale;
use voronka_definition::organisation::{Absence, Covered, Organisation};

use crate::house::{dismiss, house, trial, trial_in};
use crate::laws::{Dice, PEOPLE, check_invariants, command};
use crate::play::{Play, at, notices, person, start_in};
use crate::sale::with_client;
use crate::uncovered::concerns;

pub const OWN: &str =
    "stages: {only: {title: Стадия, steps: [{task: work, due: 3 business days, results: {done: {finish: won}}}]}}";

fn with(assignee: &str) -> String {
    format!("stages: {{only: {{title: Стадия, steps: [{{task: work, {assignee}, results: {{done: {{finish: won}}}}}}]}}}}")
}

pub fn absence(person: &str, deputy: Option<&str>, days: (u32, u32), tasks: Covered) -> Absence {
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
    Absence { person: person.into(), from: day(days.0), to: day(days.1), deputy: deputy.map(Into::into), tasks }
}

impl Play {
    /// Reviews, and sees that a second review records nothing.
    pub fn review(&mut self) -> Vec<Recorded> {
        let events = self.act(Actor::Engine, &Command::Review).unwrap();
        let again = self.act(Actor::Engine, &Command::Review).unwrap();
        assert!(again.is_empty(), "a second review records nothing: {again:#?}");
        events
    }

    pub fn away(&mut self, absences: &[Absence]) -> Vec<Recorded> {
        self.change_house(|house| house.absences = absences.to_vec());
        self.review()
    }

    /// Who has the open task of this step, and for whom.
    pub fn hands(&self, task: &str) -> String {
        let Task { holder, instead_of, .. } = self.task(task);
        let people: Vec<_> = holder.everybody().iter().map(|person| person.as_str()).collect();
        let instead = instead_of.as_ref().map_or_else(String::new, |absent| format!(" for {absent}"));
        format!("{}{instead}", people.join(" "))
    }
}

#[test]
fn open_and_new_tasks_go_to_the_deputy_and_come_back() {
    let gone = [absence("anna", Some("dmitry"), (2, 6), Covered::All)];
    let mut open = trial(OWN, "anna");
    let due = open.task("work").due_at;
    let events = open.away(&gone);
    assert_eq!(open.hands("work"), "dmitry for anna");
    assert_eq!(open.task("work").due_at, due, "the date stays");
    let told: Vec<_> = notices(&events).into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["dmitry"], "who is away knows that he is");
    open.now = at("2026-03-07 00:00");
    let events = open.review();
    assert_eq!(open.hands("work"), "anna");
    let told: Vec<_> = notices(&events).into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["anna", "dmitry"]);

    let new = trial_in(&with("assignee: person(anna)"), "boris", |house| house.absences = gone.to_vec());
    assert_eq!(new.hands("work"), "dmitry for anna");
    let facts = notices(&new.history).into_iter().find_map(|(to, message)| match message {
        Message::Assigned { task } => Some((to, task.instead_of.clone())),
        _ => None,
    });
    assert_eq!(facts, Some(("dmitry".to_owned(), Some("anna".into()))));
}

#[test]
fn an_absence_hands_over_what_it_says() {
    let owner = |absences: &[Absence]| {
        let mut case = trial(OWN, "anna");
        case.away(absences);
        case.hands("work")
    };
    let table: &[(&[Absence], &str)] = &[
        (&[absence("anna", Some("dmitry"), (2, 6), Covered::None)], "anna"),
        (&[absence("anna", None, (2, 6), Covered::All)], "anna"),
        (&[absence("anna", Some("dmitry"), (3, 6), Covered::All)], "anna"),
        // Due on Thursday the fifth.
        (&[absence("anna", Some("dmitry"), (2, 5), Covered::Urgent)], "dmitry for anna"),
        (&[absence("anna", Some("dmitry"), (2, 4), Covered::Urgent)], "anna"),
        // The chain of deputies.
        (
            &[absence("anna", Some("dmitry"), (2, 6), Covered::All), absence("dmitry", Some("yulia"), (2, 3), Covered::All)],
            "yulia for anna",
        ),
        (&[absence("anna", Some("dmitry"), (2, 6), Covered::All), absence("dmitry", None, (2, 3), Covered::All)], "anna"),
        (&[absence("anna", Some("dmitry"), (2, 6), Covered::All), absence("dmitry", Some("anna"), (2, 3), Covered::All)], "anna"),
        (&[absence("anna", Some("nobody"), (2, 6), Covered::All)], "anna"),
    ];
    for (absences, expected) in table {
        assert_eq!(owner(absences), *expected, "{absences:?}");
    }
}

#[test]
fn the_task_goes_along_the_chain_as_people_go_and_return() {
    let both = [absence("anna", Some("dmitry"), (2, 10), Covered::All), absence("dmitry", Some("yulia"), (4, 5), Covered::All)];
    let mut case = trial(OWN, "anna");
    case.away(&both);
    for (moment, expected) in [
        ("2026-03-03 23:59", "dmitry for anna"),
        ("2026-03-04 00:00", "yulia for anna"),
        ("2026-03-05 23:59", "yulia for anna"),
        ("2026-03-06 00:00", "dmitry for anna"),
        ("2026-03-10 23:59", "dmitry for anna"),
        ("2026-03-11 00:00", "anna"),
    ] {
        case.now = at(moment);
        case.review();
        assert_eq!(case.hands("work"), expected, "{moment}");
    }
}

#[test]
fn where_the_deputy_goes_too_and_has_none_the_task_stays_with_him() {
    let mut case = trial(OWN, "anna");
    case.away(&[absence("anna", Some("dmitry"), (2, 10), Covered::All), absence("dmitry", None, (4, 5), Covered::All)]);
    case.now = at("2026-03-04 12:00");
    let events = case.review();
    assert_eq!(concerns(&events), ["boris: nobody covers dmitry until 2026-03-05"]);
    assert_eq!(case.hands("work"), "dmitry for anna");
    case.change_house(|house| dismiss(house, "dmitry"));
    case.review();
    assert_eq!(case.hands("work"), "anna", "one who has left keeps nothing");
}

#[test]
fn the_deputy_acts_for_the_absent_and_the_absent_may_act_himself() {
    let gone = [absence("anna", Some("dmitry"), (2, 6), Covered::All)];
    let mut case = trial(OWN, "anna");
    case.away(&gone);
    case.complete("dmitry", "work", "done", json!({}));
    let done = case.history.iter().find(|recorded| matches!(recorded.event, Event::TaskCompleted { .. })).unwrap();
    assert_eq!((done.by.clone(), done.acts_for.clone()), (Some("dmitry".into()), Some("anna".into())));
    assert!(case.case.stood_in.contains("dmitry"), "he worked in the owner's stead, and approves nothing here");

    let mut case = trial(OWN, "anna");
    case.away(&gone);
    case.complete("anna", "work", "done", json!({}));
    let done = case.history.iter().find(|recorded| matches!(recorded.event, Event::TaskCompleted { .. })).unwrap();
    assert_eq!((done.by.clone(), done.acts_for.clone()), (Some("anna".into()), None));
}

#[test]
fn the_history_names_for_whom() {
    let mut case = trial(OWN, "anna");
    case.away(&[absence("anna", Some("dmitry"), (2, 6), Covered::All)]);
    let told = |case: &Play, locale| {
        let told = tell::tell(&case.process, &case.world, &case.history, locale);
        told.last().map(|line| line.text.clone()).unwrap_or_default()
    };
    let handed = case.history.len();
    let line = |case: &Play, locale| {
        let told = tell::tell(&case.process, &case.world, &case.history[..handed], locale);
        told.iter().rev().find(|line| line.text.contains("Дмитрий")).map(|line| line.text.clone()).unwrap_or_default()
    };
    assert_eq!(
        line(&case, Locale::Ru),
        "На время отсутствия задача «Work» передана — Дмитрий Орлов (за коллегу: Анна Петрова) (прежде — Анна Петрова)"
    );
    case.complete("dmitry", "work", "done", json!({}));
    let done = tell::tell(&case.process, &case.world, &case.history, Locale::En);
    assert!(done.iter().any(|line| line.text.starts_with("Дмитрий Орлов (acting for Анна Петрова): ")), "{done:#?}");
    assert!(!told(&case, Locale::Ru).is_empty());
}

#[test]
fn what_a_person_chose_keeps_being_chosen() {
    let mut case = trial(OWN, "anna");
    case.act(person("boris"), &Command::ReassignTask { task: 1, to: "yulia".into(), comment: "Помогите".into() }).unwrap();
    case.away(&[absence("yulia", Some("rustam"), (2, 6), Covered::All)]);
    assert_eq!(case.hands("work"), "rustam for yulia");
    case.now = at("2026-03-09 10:00");
    case.review();
    assert_eq!(case.hands("work"), "yulia", "and not the owner, whom the rule names");

    let gone = [absence("yulia", Some("rustam"), (2, 6), Covered::All)];
    let mut case = trial_in(OWN, "anna", |house| house.absences = gone.to_vec());
    let give = Command::ReassignTask { task: 1, to: "yulia".into(), comment: "Помогите".into() };
    case.act(person("vera"), &give).unwrap();
    assert_eq!(case.hands("work"), "rustam for yulia", "whom it was given to is away");
    assert_eq!(case.act(person("vera"), &give).unwrap_err().fields[0].code, "unchanged");
    assert!(case.review().is_empty());
}

fn visa() -> String {
    let results = "{approved: {finish: won}, rework: {finish: lost}, rejected: {finish: lost}}";
    let step = format!("{{approve: visa, document: contract, approvers: [person(pavel)], results: {results}}}");
    let field = "fields: {contract: {type: document, title: Договор}}";
    format!("{field}\nstages: {{only: {{title: Стадия, steps: [{step}]}}}}")
}

#[test]
fn s37_nobody_approves_his_own_deal_as_a_deputy() {
    let mut case = trial(&visa(), "anna");
    assert_eq!(case.hands("visa"), "pavel");
    case.away(&[absence("pavel", Some("anna"), (2, 6), Covered::All)]);
    assert_eq!(case.hands("visa"), "pavel", "his deputy owns the deal: it stays");
    case.away(&[absence("pavel", Some("dmitry"), (2, 6), Covered::All)]);
    assert_eq!(case.hands("visa"), "dmitry for pavel");
}

#[test]
fn a_ladder_that_has_run_out_does_not_begin_anew_for_an_absence() {
    let ladder = "escalations: {up: [{when: overdue, notify: head_of(late)}]}\ndefaults: {escalate: up, due: 1 business hour}\n";
    let mut case = trial(&format!("{ladder}{}", with("assignee: deal.owner")), "anna");
    case.advance(at("2026-03-05 10:00"));
    assert!(case.task("work").alarm.is_none());
    case.away(&[absence("anna", Some("dmitry"), (5, 6), Covered::All)]);
    assert_eq!((case.hands("work"), case.task("work").alarm.clone()), ("dmitry for anna".to_owned(), None));
}

/// Department, head, owner or direction: the tasks of a role follow, and their dates stay.
#[test]
fn row_28_tasks_of_a_role_follow_a_change_of_people_and_keep_their_dates() {
    type Change = fn(&mut Organisation);
    let table: &[(&str, &str, Change, &str)] = &[
        ("assignee: head_of(deal.owner)", "boris", |house| head(house, "corporate", "dmitry"), "dmitry"),
        ("assignee: head_of(deal.owner)", "boris", |house| moved(house, "anna", "regional"), "svetlana"),
        ("assignee: head_of(deal.owner)", "boris", |house| dismiss(house, "boris"), "olga"),
        ("assignee: head_of(direction(ventilation))", "ivan", |house| direction_head(house, "elena"), "elena"),
        ("assignee: position(lawyer)", "pavel", |house| holds(house, "dmitry", "lawyer"), "pavel"),
        ("assignee: position(lawyer)", "pavel", |house| (holds(house, "dmitry", "lawyer"), dismiss(house, "pavel")).1, "dmitry"),
        ("candidates: [position(manager)]", "anna dmitry rustam yulia", |house| dismiss(house, "yulia"), "anna dmitry rustam"),
        ("assignee: person(yulia)", "yulia", |house| dismiss(house, "yulia"), "anna"),
        ("assignee: deal.owner", "anna", |house| dismiss(house, "anna"), "boris"),
    ];
    for (assignee, before, change, after) in table {
        let mut case = trial(&with(assignee), "anna");
        assert_eq!(case.hands("work"), *before, "{assignee}");
        let due = case.task("work").due_at;
        case.change_house(change);
        case.review();
        assert_eq!(case.hands("work"), *after, "{assignee}");
        assert_eq!(case.task("work").due_at, due, "{assignee}");
    }
}

fn head(house: &mut Organisation, department: &str, person: &str) {
    house.departments.get_mut(department).unwrap().head = Some(person.into());
}

fn direction_head(house: &mut Organisation, person: &str) {
    house.directions.get_mut("ventilation").unwrap().head = Some(person.into());
}

fn moved(house: &mut Organisation, person: &str, department: &str) {
    house.people.get_mut(person).unwrap().department = Some(department.into());
}

fn holds(house: &mut Organisation, person: &str, position: &str) {
    house.people.get_mut(person).unwrap().positions.push(position.into());
}

#[test]
fn a_head_without_a_deputy_keeps_what_he_has_and_gets_nothing_new() {
    let gone = [absence("boris", None, (2, 6), Covered::All)];
    let mut open = trial(&with("assignee: head_of(deal.owner)"), "anna");
    open.away(&gone);
    assert_eq!(open.hands("work"), "boris");
    let mut new = trial_in(&with("assignee: head_of(deal.owner)"), "anna", |house| house.absences = gone.to_vec());
    assert_eq!(new.hands("work"), "olga", "the next above");
    assert!(new.review().is_empty());
    new.now = at("2026-03-09 10:00");
    new.review();
    assert_eq!(new.hands("work"), "boris", "the role's work goes to who holds it");
}

fn heir(case: &mut Play, left: &str, to: &str) {
    let mut world = World::clone(&case.world);
    dismiss(&mut world.organisation, left);
    world.heirs.insert(left.into(), Heirs { to: Some(to.into()), ..Heirs::default() });
    case.world = Arc::new(world);
}

/// Whatever he had goes to his heir, also what somebody chose him for; posts are the organisation's.
#[test]
fn everything_of_who_left_goes_to_his_heir() {
    let mut own = trial(OWN, "anna");
    heir(&mut own, "anna", "dmitry");
    own.review();
    assert_eq!((own.case.owner.as_str(), own.hands("work").as_str()), ("dmitry", "dmitry"));

    let mut chosen = trial(OWN, "anna");
    chosen.act(person("vera"), &Command::ReassignTask { task: 1, to: "yulia".into(), comment: "Помогите".into() }).unwrap();
    heir(&mut chosen, "yulia", "rustam");
    chosen.review();
    assert_eq!(chosen.hands("work"), "rustam", "and not the owner, whom the rule names");
    heir(&mut chosen, "rustam", "svetlana");
    chosen.review();
    assert_eq!(chosen.hands("work"), "svetlana");

    let mut named = trial(&with("assignee: person(ivan)"), "anna");
    heir(&mut named, "ivan", "elena");
    named.review();
    assert_eq!(named.hands("work"), "elena");

    let mut offered = trial(&with("candidates: [person(anna), person(ivan)]"), "anna");
    heir(&mut offered, "ivan", "elena");
    offered.review();
    assert_eq!(offered.hands("work"), "anna elena");

    let mut covered = trial(OWN, "anna");
    covered.away(&[absence("anna", Some("dmitry"), (2, 6), Covered::All)]);
    heir(&mut covered, "anna", "yulia");
    covered.review();
    assert_eq!(covered.hands("work"), "yulia", "who left is no longer away");
}

#[test]
fn a_visa_of_who_left_never_goes_to_the_owner() {
    let mut case = trial(&visa(), "anna");
    heir(&mut case, "pavel", "anna");
    case.review();
    assert_eq!(case.hands("visa"), "boris", "his heir owns the deal: her head");
}

#[test]
fn an_owner_who_left_is_followed_by_his_head() {
    let mut case = trial(OWN, "anna");
    case.change_house(|house| dismiss(house, "anna"));
    let events = case.review();
    assert_eq!((case.case.owner.as_str(), case.hands("work").as_str()), ("boris", "boris"));
    let told = tell::tell(&case.process, &case.world, &case.history, Locale::Ru);
    assert!(told.iter().any(|line| line.comment.as_deref() == Some("Анна Петрова больше не работает")), "{told:#?}");
    assert!(!events.is_empty());
}

#[test]
fn what_becomes_urgent_by_its_new_date_goes_to_the_deputy_in_the_same_review() {
    let mut case = trial(OWN, "anna");
    case.away(&[absence("anna", None, (3, 3), Covered::None)]);
    assert_eq!(case.task("work").due_at, at("2026-03-06 10:00"), "a day on which she is away counts no more");
    case.away(&[absence("anna", Some("dmitry"), (2, 5), Covered::Urgent)]);
    assert_eq!((case.task("work").due_at, case.hands("work").as_str()), (at("2026-03-05 10:00"), "dmitry for anna"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever goes, comes back or leaves, in whatever order, with commands in between: after a review every open task is in the
    /// hands of somebody who works here, a second review records nothing, and replaying gives the case (the play checks it).
    #[test]
    fn absences_in_any_order_leave_every_task_with_somebody(numbers in prop::collection::vec(any::<u16>(), 100..400)) {
        let mut dice = Dice(numbers.iter());
        let world = house(OWN, |_| ());
        let mut case = start_in(Arc::clone(&world), "corporate_sales", PEOPLE[dice.throw(6)], with_client(), None).unwrap();
        while !dice.0.as_slice().is_empty() {
            case.now += TimeDelta::minutes(dice.throw(2_000) as i64);
            match dice.throw(6) {
                0 | 1 => case.change_house(|house| house.absences = absences(&mut dice)),
                2 if dice.throw(8) == 0 => case.change_house(|house| dismiss(house, ["dmitry", "ivan", "yulia"][dice.throw(3)])),
                _ => {
                    if let Some((by, command)) = command(&case, &mut dice) {
                        if let (Command::FireTimer { .. }, Some(timer)) = (&command, case.next_timer()) {
                            case.now = case.now.max(timer.due_at);
                        }
                        let _ = case.act(by, &command);
                        continue;
                    }
                }
            }
            case.review();
            check_invariants(&case);
            let stands_in = case.case.tasks.values().filter_map(|task| Some((task, task.instead_of.as_ref()?)));
            for (task, absent) in stands_in {
                prop_assert!(case.world.is_absent(absent, case.now).is_some(), "he is back: {task:?}");
            }
        }
        case.change_house(|house| house.absences.clear());
        case.review();
        prop_assert!(case.case.tasks.values().all(|task| task.instead_of.is_none()), "everything came back");
    }
}

fn absences(dice: &mut Dice<'_>) -> Vec<Absence> {
    let mut one = || {
        let (person, deputy) = (PEOPLE[dice.throw(6)], [None, Some(PEOPLE[dice.throw(6)])][dice.throw(2)]);
        let from = 1 + dice.throw(28) as u32;
        let tasks = [Covered::All, Covered::Urgent, Covered::None][dice.throw(3)];
        absence(person, deputy.filter(|deputy| *deputy != person), (from, (from + dice.throw(10) as u32).min(31)), tasks)
    };
    (0..3).map(|_| one()).collect()
}
