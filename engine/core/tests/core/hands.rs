//! Hands: who takes an offer has it; candidates go and come in silence.

use chrono::TimeDelta;
use voronka_core::event::Cause;
use voronka_core::{Command, Event, Recorded};
use voronka_definition::organisation::{Absence, Covered};

use crate::absences::absence;
use crate::house::{trial, trial_in};
use crate::play::{Play, at, notices, overdue, person};

fn offered(ladder: &str, assignee: &str) -> String {
    format!(
        "escalations: {{up: [{ladder}]}}\nstages: {{only: {{title: Стадия, steps: [{{task: work, {assignee}, due: 1 business day, \
         escalate: up, results: {{done: {{finish: won}}}}}}]}}}}"
    )
}

fn claim(case: &mut Play, by: &str) -> Result<Vec<Recorded>, String> {
    let task = case.task("work").number;
    case.act(person(by), &Command::ClaimTask { task }).map_err(|refusal| {
        let found = refusal.found.get(voronka_definition::Locale::Ru);
        format!("{}: {found}", refusal.code)
    })
}

#[test]
fn who_claims_an_offer_first_has_it() {
    let told = "{when: overdue, notify: head_of(late)}, {when: overdue by 1 business hour, offer: [person(dmitry), person(ivan), head_of(late)]}";
    for ladder in [told, "{when: overdue, offer: [person(dmitry), person(ivan), head_of(late)]}"] {
        let mut case = trial(&offered(ladder, "assignee: deal.owner"), "anna");
        case.advance(at("2026-03-03 12:00"));
        claim(&mut case, "dmitry").unwrap();
        for late in ["ivan", "boris", "dmitry"] {
            let refused = claim(&mut case, late).unwrap_err();
            assert_eq!(refused, "task_already_claimed: исполнитель уже есть: Дмитрий Орлов", "{late}");
        }
        assert_eq!(case.holder("work"), ["dmitry"]);
    }
    let mut case = trial(&offered(told, "candidates: [person(dmitry), person(ivan)]"), "anna");
    case.advance(at("2026-03-03 10:30"));
    claim(&mut case, "ivan").unwrap();
    for late in ["dmitry", "boris", "olga"] {
        assert!(claim(&mut case, late).unwrap_err().starts_with("task_already_claimed"), "{late}");
    }
}

#[test]
fn an_offer_ends_with_other_hands_and_a_later_one_is_another() {
    let ladder = "{when: overdue, offer: person(ivan)}, {when: overdue by 1 business day, offer: person(elena)}, \
        {when: overdue by 2 business days, notify: head_of(late)}";
    let mut case = trial(&offered(ladder, "assignee: deal.owner"), "anna");
    case.advance(at("2026-03-03 12:00"));
    case.act(person("boris"), &Command::ReassignTask { task: 1, to: "dmitry".into(), comment: "Возьми".into() }).unwrap();
    assert!(claim(&mut case, "ivan").unwrap_err().starts_with("task_already_claimed"), "a head has decided otherwise");
    case.advance(at("2026-03-04 12:00"));
    claim(&mut case, "elena").unwrap();
    case.advance(at("2026-03-05 12:00"));
    assert_eq!(overdue(&case.history).last().unwrap(), "anna", "the owner hears of it too");
    claim(&mut case, "olga").expect("told after the claim, the head may take it over");
}

/// Three people hold the position, in the order of their names: dmitry is the first candidate.
fn pool(ladder: &str, absences: &[Absence]) -> Play {
    pool_of(&offered(ladder, POOL), absences)
}

const POOL: &str = "assignee: position(fitter)";

fn pool_of(process: &str, absences: &[Absence]) -> Play {
    trial_in(process, "boris", |house| {
        for name in ["dmitry", "ivan", "pavel"] {
            house.people.get_mut(name).unwrap().positions.push("fitter".into());
        }
        house.absences = absences.to_vec();
    })
}

/// What a review did: who was told, and the cause and the candidates of each change of hands.
fn changes(events: &[Recorded]) -> (Vec<String>, Vec<(Cause, Vec<String>)>) {
    let passed = events.iter().filter_map(|recorded| match &recorded.event {
        Event::TaskReassigned { to, cause, .. } => {
            Some((cause.clone(), to.everybody().iter().map(ToString::to_string).collect()))
        }
        _ => None,
    });
    (notices(events).into_iter().map(|(to, _)| to).collect(), passed.collect())
}

fn names(people: &[&str]) -> Vec<String> {
    people.iter().map(|name| (*name).to_owned()).collect()
}

const UP: &str = "{when: overdue, notify: person(olga)}, {when: overdue by 1 business hour, notify: person(vera)}";

#[test]
fn a_candidate_goes_and_comes_back_in_silence() {
    for (reset, moment) in [("", "2026-03-02 12:00"), ("", "2026-03-03 12:00"), ("reset", "2026-03-03 12:00")] {
        let ladder = offered(UP, POOL);
        let reset = (!reset.is_empty()).then(|| format!("up: {{rungs: [{UP}], reset: [new_assignee]}}"));
        let ladder = reset.map_or(ladder.clone(), |reset| ladder.replace(&format!("up: [{UP}]"), &reset));
        let mut case = pool_of(&ladder, &[]);
        case.advance(at(moment));
        let before = case.task("work").clone();
        case.now = at("2026-03-05 00:00").max(case.now);
        for who in ["dmitry", "pavel"] {
            let left: Vec<_> = ["dmitry", "ivan", "pavel"].into_iter().filter(|name| *name != who).collect();
            let events = case.away(&[absence(who, None, (5, 6), Covered::All)]);
            assert_eq!(changes(&events), (vec![], vec![(Cause::Away(who.into()), names(&left))]));
            let events = case.away(&[]);
            let (told, passed) = changes(&events);
            assert_eq!((told, passed), (vec![], vec![(Cause::Back(who.into()), names(&["dmitry", "ivan", "pavel"]))]));
            let after = case.task("work");
            assert_eq!((&after.alarm, after.climbed, after.due_at), (&before.alarm, before.climbed, before.due_at), "{who}");
        }
        let events = case.advance(at("2026-03-12 12:00"));
        let rungs = case.history.iter().filter(|one| matches!(one.event, Event::RungTaken { .. })).count();
        assert_eq!(rungs, 2, "each once: {events:#?}");
    }
}

#[test]
fn only_who_was_never_a_candidate_hears_of_it() {
    let mut case = pool(UP, &[absence("ivan", None, (1, 4), Covered::All)]);
    assert_eq!(case.holder("work"), ["dmitry", "pavel"]);
    case.now = at("2026-03-05 00:00");
    let (told, passed) = changes(&case.review());
    assert_eq!(told, ["ivan"], "he never had a letter about it");
    assert_eq!(passed, [(Cause::Back("ivan".into()), names(&["dmitry", "ivan", "pavel"]))]);
    // His deputy takes his place among them and hears of it, and goes in silence.
    let (told, passed) = changes(&case.away(&[absence("dmitry", Some("anna"), (5, 6), Covered::All)]));
    assert_eq!((told, passed), (names(&["anna"]), vec![(Cause::Away("dmitry".into()), names(&["anna", "ivan", "pavel"]))]));
    let (told, passed) = changes(&case.away(&[]));
    assert_eq!((told, passed), (vec![], vec![(Cause::Back("dmitry".into()), names(&["dmitry", "ivan", "pavel"]))]));
}

#[test]
fn two_go_and_one_comes_at_the_same_midnight() {
    let mut case = pool(UP, &[]);
    case.away(&[absence("dmitry", None, (2, 4), Covered::All)]);
    let (told, passed) = changes(&case.away(&[absence("ivan", None, (2, 4), Covered::All)]));
    assert!(told.is_empty());
    assert_eq!(
        passed,
        [(Cause::Away("ivan".into()), names(&["pavel"])), (Cause::Back("dmitry".into()), names(&["dmitry", "pavel"])),]
    );
    let all: Vec<_> = ["dmitry", "ivan"].iter().map(|who| absence(who, None, (2, 4), Covered::All)).collect();
    let (told, passed) = changes(&case.away(&all));
    assert_eq!((told, passed), (vec![], vec![(Cause::Away("dmitry".into()), names(&["pavel"]))]));
    claim(&mut case, "pavel").expect("the last one still has to take it");
    case.away(&[]);
    assert_eq!(case.holder("work"), ["pavel"], "who took it keeps it");
}

#[test]
fn where_all_candidates_are_away_they_all_remain() {
    let mut case = pool(UP, &[]);
    let all: Vec<_> = ["dmitry", "ivan", "pavel"].iter().map(|who| absence(who, None, (2, 4), Covered::All)).collect();
    let (told, passed) = changes(&case.away(&all));
    assert_eq!((told, passed), (vec!["boris".to_owned()], vec![]), "his head hears that nobody covers it");
}

/// The rungs among these events, with their hours in Moscow.
fn rungs(events: &[Recorded]) -> Vec<(String, u32)> {
    let taken = events.iter().filter_map(|recorded| match recorded.event {
        Event::RungTaken { rung, .. } => Some(((recorded.at + TimeDelta::hours(3)).format("%d %H:%M").to_string(), rung)),
        _ => None,
    });
    taken.collect()
}

fn hours(rungs: &[(&str, u32)]) -> Vec<(String, u32)> {
    rungs.iter().map(|(hour, rung)| ((*hour).to_owned(), *rung)).collect()
}

#[test]
fn a_rung_that_gives_the_task_to_somebody_neither_repeats_others_nor_calls_him_late_at_once() {
    let offer = "{when: overdue, offer: [person(dmitry), person(ivan)]}";
    // It is due on Tuesday the third at 10:00.
    let table: [(String, &[(&str, u32)]); 6] = [
        (format!("{offer}, {{when: overdue by 1 business hour, reassign: head_of(late)}}"), &[("03 10:00", 1), ("03 11:00", 2)]),
        (
            format!("{offer}, {{when: overdue, reassign: head_of(late)}}, {{when: overdue, notify: head_of(late)}}"),
            &[("03 10:00", 1), ("03 10:00", 2), ("03 18:00", 3)],
        ),
        // Rustam is gone by then. By his own hours the next rung is two hours after he comes.
        (
            "{when: overdue by 6 business hours, reassign: person(rustam)}, {when: overdue by 7 business hours, notify: person(olga)}".into(),
            &[("03 17:00", 1), ("04 09:00", 2)],
        ),
        (
            "{when: 2 business hours before due, reassign: person(dmitry)}, {when: overdue, notify: head_of(late)}".into(),
            &[("02 17:00", 1), ("03 10:00", 2)],
        ),
        (
            "{when: overdue, reassign: person(dmitry)}, {when: overdue by 1 business day, reassign: head_of(late)}, \
             {when: overdue by 2 business days, notify: head_of(late)}".into(),
            &[("03 10:00", 1), ("04 10:00", 2), ("05 10:00", 3)],
        ),
        ("{when: overdue, reassign: person(dmitry)}".into(), &[("03 10:00", 1)]),
    ];
    for (ladder, wanted) in table {
        let mut case = trial(&offered(&ladder, "assignee: deal.owner"), "anna");
        let events = case.advance(at("2026-03-16 18:00"));
        assert_eq!(rungs(&events), hours(wanted), "{ladder}");
    }
}

#[test]
fn who_was_relieved_hears_of_it_at_most() {
    let ladder = "{when: overdue, reassign: person(dmitry)}, {when: overdue by 1 business day, offer: [position(manager), deal.owner]}, \
        {when: overdue by 2 business days, reassign: deal.owner}";
    let mut case = trial(&offered(ladder, "assignee: deal.owner"), "anna");
    case.advance(at("2026-03-04 12:00"));
    let offered: Vec<_> = case.case.offered[&1].iter().map(|person| person.as_str()).collect();
    assert_eq!(offered, ["rustam", "yulia"], "neither anna, from whom it was taken, nor dmitry, who has it");
    let events = case.advance(at("2026-03-05 12:00"));
    assert_eq!((case.holder("work"), overdue(&events)), (vec!["dmitry"], names(&["anna"])));
    case.act(person("boris"), &Command::ReassignTask { task: 1, to: "anna".into(), comment: "Доделай".into() }).unwrap();
    assert!(case.task("work").trail.relieved.is_empty(), "unless somebody gives it to her");
}

#[test]
fn who_gets_the_task_of_a_limit_is_not_late_in_the_same_second() {
    for ladder in [
        "[{when: overdue, reassign: head_of(late)}, {when: overdue, notify: head_of(late)}]",
        "{rungs: [{when: overdue, notify: person(vera)}, {when: overdue by 1 business hour, reassign: head_of(late)}], reset: [new_assignee]}",
        "[{when: overdue, notify: head_of(late)}, {when: overdue, reassign: person(dmitry)}]",
    ] {
        let process = format!(
            "escalations: {{up: {ladder}, calm: [{{when: overdue by 9 business days, notify: head_of(late)}}]}}\nstages:\n  only:\n    title: Стадия\n    \
             limit: {{within: 1 business day, escalate: up}}\n    steps: [{{task: work, due: 5 business days, escalate: calm, results: {{done: {{finish: won}}}}}}]"
        );
        let mut case = trial(&process, "anna");
        let events = case.advance(at("2026-03-04 09:30"));
        let given = events.iter().position(|one| matches!(one.event, Event::TaskReassigned { .. })).expect("it was given");
        let moment = events[given].at;
        let next = events[given..].iter().find(|one| matches!(one.event, Event::RungTaken { .. }));
        assert!(next.is_none_or(|next| next.at >= moment + TimeDelta::hours(1)), "{ladder}: {next:?}");
    }
}

#[test]
fn a_deputy_for_urgent_tasks_has_what_falls_due_meanwhile() {
    let ladder = "{when: overdue, notify: head_of(late)}";
    let mut case = trial(&offered(ladder, "assignee: deal.owner").replace("1 business day", "5 business days"), "anna");
    // Due on Tuesday the tenth.
    let absences = [absence("anna", Some("dmitry"), (3, 6), Covered::Urgent)];
    case.now = at("2026-03-03 09:00");
    case.away(&absences);
    assert_eq!(case.holder("work"), ["anna"]);
    let mut moved = |day: u32, by: &str| {
        let due_at = at(&format!("2026-03-{day:02} 12:00"));
        let events = case.act(person(by), &Command::RescheduleTask { task: 1, due_at, reason: "Клиент просил".into() }).unwrap();
        case.review();
        let task = case.task("work");
        (changes(&events), task.instead_of.clone(), task.due_at == due_at)
    };
    let urgency = |to: &str| vec![(Cause::Urgency("anna".into()), names(&[to]))];
    assert_eq!(
        moved(5, "boris"),
        ((names(&["dmitry"]), urgency("dmitry")), Some("anna".into()), true),
        "it moves into the absence"
    );
    assert_eq!(moved(6, "boris").0.1, vec![], "it is with him");
    let ((told, passed), instead_of, _) = moved(12, "boris");
    assert_eq!((passed, instead_of), (urgency("anna"), None), "it moves out of it");
    assert_eq!(told, names(&["dmitry"]), "he has it no more; anna is away, and boris did it himself");
    assert_eq!(moved(4, "boris").0.1, urgency("dmitry"), "and in again");
    let ru = voronka_core::tell::tell(&case.process, &case.world, &case.history, voronka_definition::Locale::Ru);
    let said = "Задача «Work»: срок наступает, пока отсутствует Анна Петрова";
    assert!(ru.iter().any(|line| line.text.starts_with(said)), "{:#?}", ru.iter().map(|line| &line.text).collect::<Vec<_>>());
}

/// A task for several, made while only one of them is there, or only who stands in for all: the others find it when they are back.
#[test]
fn a_list_of_one_is_a_list_still() {
    let process = offered("{when: overdue, notify: head_of(late)}", "candidates: [person(dmitry), person(ivan), person(pavel)]");
    for (away, deputy, first) in
        [(&["dmitry", "ivan"][..], None, "pavel"), (&["dmitry", "ivan", "pavel"], Some("elena"), "elena")]
    {
        let mut case = trial_in(&process, "anna", |house| {
            house.absences = away.iter().map(|who| absence(who, deputy, (2, 4), Covered::All)).collect();
        });
        let due = case.task("work").due_at;
        assert_eq!(case.holder("work"), [first]);
        case.away(&[]);
        assert_eq!(case.holder("work"), ["dmitry", "ivan", "pavel"], "{first} was there first");
        assert_eq!(case.task("work").due_at, due);
        claim(&mut case, "ivan").unwrap();
        case.away(&[absence("ivan", None, (5, 6), Covered::All)]);
        assert_eq!(case.holder("work"), ["ivan"], "who took it keeps it");
    }
}
