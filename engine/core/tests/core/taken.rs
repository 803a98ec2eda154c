//! A late task that somebody took back: while he is away it goes to who was late with it only where nobody else is there.

use voronka_core::Command;
use voronka_definition::Locale;
use voronka_definition::organisation::{Absence, Covered};

use crate::absences::absence;
use crate::house::{dismiss, trial};
use crate::play::{Play, at, person};

/// A task of Anna's that is late since Tuesday the third, 10:00, and of which Boris was told then.
fn late(ladder: &str) -> Play {
    let steps = "{task: work, escalate: up, results: {done: {finish: won}}}";
    let process = format!("escalations: {{up: [{ladder}]}}\nstages: {{only: {{title: Стадия, steps: [{steps}]}}}}");
    let mut case = trial(&process, "anna");
    case.advance(at("2026-03-03 12:00"));
    case
}

const TELLS: &str = "{when: overdue, notify: head_of(late)}";
const GIVES: &str = "{when: overdue, reassign: head_of(late)}";

fn give(case: &mut Play, by: &str, to: &str) {
    let to = to.into();
    case.act(person(by), &Command::ReassignTask { task: 1, to, comment: "Иначе".into() }).unwrap();
}

fn take_over(case: &mut Play) {
    case.act(person("boris"), &Command::ClaimTask { task: 1 }).unwrap();
}

/// How Boris comes to have it.
type Act = fn(&mut Play);

const ACTS: [(&str, &str, Act); 4] = [
    ("takes it over", TELLS, take_over),
    ("gives it to himself", TELLS, |case| give(case, "boris", "boris")),
    ("is given it", TELLS, |case| give(case, "vera", "boris")),
    ("gets it from the ladder", GIVES, |_| ()),
];

fn gone(who: &str, deputy: &str) -> Absence {
    absence(who, Some(deputy), (3, 6), Covered::All)
}

#[test]
fn an_absence_gives_it_to_the_late_one_only_where_nobody_else_is_there() {
    let to_anna = || gone("boris", "anna");
    let everybody = |case: &mut Play, but: &[&str]| {
        case.change_house(|house| {
            let others: Vec<_> = house.people.keys().filter(|one| !but.contains(&one.as_str())).cloned().collect();
            others.iter().for_each(|one| dismiss(house, one.as_str()));
        });
    };
    let table: [(&str, Vec<Absence>, &[&str], &str); 6] = [
        ("his deputy was never late", vec![gone("boris", "dmitry")], &[], "dmitry for boris"),
        ("the head above", vec![to_anna()], &[], "olga for boris"),
        ("his deputy", vec![to_anna(), gone("olga", "svetlana")], &[], "svetlana for boris"),
        ("at the end of a chain", vec![gone("boris", "dmitry"), gone("dmitry", "anna")], &[], "olga for boris"),
        ("an administrator, where she stands in for every head", vec![to_anna(), gone("olga", "anna")], &[], "vera for boris"),
        ("nobody else works here", vec![to_anna()], &["anna", "boris"], "anna for boris"),
    ];
    for (act, ladder, takes) in ACTS {
        for (what, absences, but, wanted) in &table {
            let mut case = late(ladder);
            takes(&mut case);
            assert_eq!(case.hands("work"), "boris", "{act}");
            if !but.is_empty() {
                everybody(&mut case, but);
            }
            case.away(absences);
            assert_eq!(case.hands("work"), *wanted, "{act}, {what}");
            case.away(&[]);
            assert_eq!(case.hands("work"), "boris", "{act}, {what}: he is back");
        }
    }
}

#[test]
fn who_gives_it_to_somebody_who_is_away_gives_it_past_the_late_one() {
    let mut case = late(TELLS);
    case.away(&[gone("boris", "anna")]);
    give(&mut case, "vera", "boris");
    assert_eq!(case.hands("work"), "olga for boris");
    assert!(case.told(&[1], Locale::Ru).contains("замещает Анна Петрова, но задачу у этого сотрудника забрали просроченной"));
    assert!(case.told(&[1], Locale::En).contains("Анна Петрова stands in, but the task was taken from him late"));
}

#[test]
fn who_gave_it_away_himself_or_is_given_it_again_gets_it_by_an_absence_as_anybody_does() {
    let mut case = late(TELLS);
    take_over(&mut case);
    give(&mut case, "boris", "dmitry");
    case.away(&[gone("dmitry", "boris")]);
    assert_eq!(case.hands("work"), "boris for dmitry", "nobody took it from him");
    case.away(&[gone("dmitry", "anna")]);
    assert_eq!(case.hands("work"), "boris for dmitry", "it was taken from her");
    case.away(&[]);
    give(&mut case, "boris", "anna");
    give(&mut case, "anna", "dmitry");
    case.away(&[gone("dmitry", "anna")]);
    assert_eq!(case.hands("work"), "anna for dmitry", "she had it again, and gave it away");
}
