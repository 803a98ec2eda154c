//! Absences that nobody covers: the days do not count for who is away, and his head is told; and dates that were put off.

use voronka_core::notice::{Matter, Message};
use voronka_core::{Command, Event, Recorded, tell};
use voronka_definition::Locale;
use voronka_definition::organisation::{Absence, Covered};

use crate::absences::{OWN, absence};
use crate::house::trial;
use crate::play::{Play, at, notices, person};

/// What heads are told of tasks of others.
pub fn concerns(events: &[Recorded]) -> Vec<String> {
    let told = notices(events).into_iter().filter_map(|(to, message)| match message {
        Message::Concern { matter: Matter::Uncovered { person, until }, .. } => {
            Some(format!("{to}: nobody covers {person} until {until}"))
        }
        Message::Concern { matter: Matter::Postponed { by, reason, .. }, .. } => Some(format!("{to}: {by} postponed: {reason}")),
        _ => None,
    });
    told.collect()
}

#[test]
fn the_head_is_told_once_that_nobody_covers() {
    let mut case = trial(OWN, "anna");
    assert!(concerns(&case.away(&[absence("anna", None, (4, 6), Covered::All)])).is_empty(), "it has not begun");
    case.now = at("2026-03-04 00:00");
    assert_eq!(concerns(&case.review()), ["boris: nobody covers anna until 2026-03-06"]);
    case.now = at("2026-03-05 12:00");
    assert!(concerns(&case.review()).is_empty(), "once");
    let ru = tell::tell(&case.process, &case.world, &case.history, Locale::Ru);
    let said = "Задачу «Work» некому замещать: Анна Петрова отсутствует до 6 марта 2026 включительно";
    assert!(ru.iter().any(|line| line.text == said), "{:#?}", ru.iter().map(|line| &line.text).collect::<Vec<_>>());
    // A longer absence is another matter; of one whom nobody heads the administrators hear.
    assert_eq!(concerns(&case.away(&[absence("anna", None, (4, 10), Covered::All)])).len(), 1);
    let mut last = trial(OWN, "olga");
    last.now = at("2026-03-04 12:00");
    assert_eq!(
        concerns(&last.away(&[absence("olga", None, (4, 6), Covered::None)])),
        ["vera: nobody covers olga until 2026-03-06"]
    );
    let mut covered = trial(OWN, "anna");
    covered.now = at("2026-03-04 12:00");
    assert!(concerns(&covered.away(&[absence("anna", Some("dmitry"), (4, 6), Covered::All)])).is_empty());
}

#[test]
fn the_head_is_told_of_a_task_that_comes_while_nobody_covers() {
    let then = |who: &str| {
        format!(
            "stages: {{only: {{title: Стадия, steps: [{{task: work}}, {{task: next_one, assignee: {who}, results: {{done: {{finish: won}}}}}}]}}}}"
        )
    };
    let absent = |person: &str, deputy| vec![absence(person, deputy, (2, 6), Covered::All)];
    for (who, deputy, wanted) in [
        ("person(dmitry)", None, &["boris: nobody covers dmitry until 2026-03-06"][..]),
        ("person(dmitry)", Some("elena"), &[]),
        // Anna is away as well, and does the first task all the same: who acts is there.
        ("deal.owner", None, &[]),
    ] {
        let mut case = trial(&then(who), "anna");
        let away = if who == "deal.owner" { "anna" } else { "dmitry" };
        case.change_house(|house| house.absences = absent(away, deputy));
        assert_eq!(concerns(&case.complete("anna", "work", "done", serde_json::json!({}))), wanted, "{who} {deputy:?}");
        let again = concerns(&case.review());
        assert_eq!(again.len(), usize::from(who == "deal.owner"), "{who}: once, and of who acted at the next review");
    }
}

/// Given by hand as well as by a rule: who gives it reads it in the history, a head who did not hears of it.
#[test]
fn the_head_is_told_of_a_task_that_is_given_to_who_is_away() {
    for (by, deputy, wanted) in [
        ("anna", None, &["boris: nobody covers dmitry until 2026-03-06"][..]),
        ("anna", Some("elena"), &[]),
        ("boris", None, &[]),
    ] {
        let mut case = trial(OWN, "anna");
        case.change_house(|house| house.absences = vec![absence("dmitry", deputy, (2, 6), Covered::All)]);
        let give = Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Возьмите".into() };
        let events = case.act(person(by), &give).unwrap();
        assert_eq!(concerns(&events), wanted, "{by} {deputy:?}");
        let is_noted = events.iter().any(|one| matches!(one.event, Event::TaskUncovered { .. }));
        assert_eq!(is_noted, deputy.is_none(), "{by} {deputy:?}");
        assert!(concerns(&case.review()).is_empty(), "{by} {deputy:?}: once");
    }
}

#[test]
fn the_head_is_told_that_a_task_is_put_off() {
    let mut case = trial(OWN, "anna");
    let put_off = |case: &mut Play, by: &str, to: &str| {
        let (task, reason) = (case.task("work").number, "Клиент просил".to_owned());
        let events = case.act(person(by), &Command::RescheduleTask { task, due_at: at(to), reason }).unwrap();
        concerns(&events)
    };
    assert_eq!(put_off(&mut case, "anna", "2026-03-06 10:00"), ["boris: anna postponed: Клиент просил"]);
    assert!(put_off(&mut case, "anna", "2026-03-05 10:00").is_empty(), "an earlier date is no concern");
    assert!(put_off(&mut case, "boris", "2026-03-12 10:00").is_empty(), "the head himself knows");
    assert!(put_off(&mut case, "olga", "2026-03-13 10:00").is_empty(), "a head above has decided it");
}

#[test]
fn days_on_which_he_keeps_his_tasks_do_not_count_for_him() {
    // Three business days from Monday the 2nd at 10:00; Monday the 9th is a holiday.
    let table: [(Option<&str>, Covered, &[Absence], &str); 6] = [
        (None, Covered::All, &[], "2026-03-12 10:00"),
        (Some("dmitry"), Covered::None, &[], "2026-03-12 10:00"),
        (Some("dmitry"), Covered::All, &[], "2026-03-05 10:00"),
        (Some("dmitry"), Covered::Urgent, &[], "2026-03-05 10:00"),
        // The deputy is away as well on one of the days, and nobody stands in for him.
        (Some("dmitry"), Covered::All, &[absence("dmitry", None, (4, 4), Covered::All)], "2026-03-06 10:00"),
        (Some("dmitry"), Covered::All, &[absence("dmitry", Some("boris"), (4, 4), Covered::All)], "2026-03-05 10:00"),
    ];
    for (deputy, tasks, others, due) in table {
        let mut case = trial(OWN, "anna");
        let first = case.task("work").due_at;
        let absences: Vec<_> = std::iter::once(absence("anna", deputy, (3, 6), tasks)).chain(others.iter().cloned()).collect();
        let events = case.away(&absences);
        assert_eq!(case.task("work").due_at, at(due), "{deputy:?} {tasks:?} {others:?}");
        let rescheduled = |one: &&Recorded| matches!(one.event, Event::TaskRescheduled { .. });
        assert_eq!(events.iter().filter(rescheduled).count(), usize::from(case.task("work").due_at != first));
        case.away(&[]);
        assert_eq!(case.task("work").due_at, first, "an absence that is taken back takes nothing");
    }
}

#[test]
fn what_is_not_due_while_he_is_away_needs_no_deputy() {
    // Due on the 5th: its days are those of the absence, or not.
    let table = [
        (Some("dmitry"), Covered::Urgent, (2, 4), 0),
        (Some("dmitry"), Covered::None, (2, 4), 1),
        (None, Covered::Urgent, (2, 4), 1),
    ];
    for (deputy, tasks, days, wanted) in table {
        let mut case = trial(OWN, "anna");
        assert_eq!(concerns(&case.away(&[absence("anna", deputy, days, tasks)])).len(), wanted, "{deputy:?} {tasks:?}");
        assert_eq!(case.holder("work"), ["anna"]);
    }
    // Its deputy is away too when it becomes urgent: now nobody covers it.
    let mut case = trial(OWN, "anna");
    let absences = [absence("anna", Some("dmitry"), (2, 4), Covered::Urgent), absence("dmitry", None, (2, 4), Covered::All)];
    assert!(concerns(&case.away(&absences)).is_empty());
    let command = Command::RescheduleTask { task: 1, due_at: at("2026-03-04 12:00"), reason: "Раньше".into() };
    let events = case.act(person("olga"), &command).unwrap();
    assert_eq!(concerns(&events), ["boris: nobody covers anna until 2026-03-04"]);
}

#[test]
fn a_visa_that_may_not_go_to_the_deputy_is_counted_past_the_absence() {
    let process = "fields: {contract: {type: document, title: Договор}}
stages: {only: {title: Стадия, steps: [{approve: visa, document: contract, due: 3 business days, approvers: [person(pavel)],
  results: {approved: {finish: won}, rework: {finish: lost}, rejected: {finish: lost}}}]}}";
    // Made on Monday the second at 10:00; the ninth is a holiday.
    let table = [
        (Some("anna"), Covered::All, (3, 4), "2026-03-10 10:00"),
        (Some("anna"), Covered::Urgent, (3, 4), "2026-03-10 10:00"),
        (Some("dmitry"), Covered::All, (3, 4), "2026-03-05 10:00"),
        (None, Covered::All, (3, 4), "2026-03-10 10:00"),
    ];
    for (deputy, tasks, days, due) in table {
        let absences = [absence("pavel", deputy, days, tasks)];
        let mut open = trial(process, "anna");
        open.away(&absences);
        assert_eq!(open.task("visa").due_at, at(due), "{deputy:?} {tasks:?}");
        open.away(&[]);
        assert_eq!(open.task("visa").due_at, at("2026-03-05 10:00"), "{deputy:?} {tasks:?}: taken back");
        let new = crate::house::trial_in(process, "anna", |house| house.absences = absences.to_vec());
        assert_eq!(new.task("visa").due_at, at(due), "{deputy:?} {tasks:?}: made meanwhile");
    }
    // Where his deputy goes too, and the chain ends with the owner.
    let mut case = trial(process, "anna");
    case.away(&[absence("pavel", Some("dmitry"), (3, 4), Covered::All), absence("dmitry", Some("anna"), (4, 6), Covered::All)]);
    assert_eq!(case.task("visa").due_at, at("2026-03-06 10:00"));
}
