//! Mistakes of a file of scenarios: each with its code, its place, and what was meant.

use voronka_definition::{Diagnostics, Locale};
use voronka_scenario::read::head;

use crate::house::{HEAD, House, source};

/// One line of a script, the code that must be reported for it, and a part of the help.
const LINES: &[(&str, &str, &str)] = &[
    ("- expct: {task: call}", "unknown_word", "expect"),
    ("- expect: {task: cal}", "unknown_task", "call"),
    ("- expect: {task: talk.cal}", "unknown_task", "talk.call"),
    ("- expect: {task: call, asignee: anna}", "unknown_key", "assignee"),
    ("- expect: {task: call, assignee: ana}", "unknown_person", "anna"),
    ("- expect: {due: 2026-03-03 10:00}", "missing_key", ""),
    ("- expect: {to: anna}", "missing_key", ""),
    ("- expect: {}", "empty_value", ""),
    ("- expect: {task: call, due: tomorrow}", "wrong_value", "2026-03-02 10:00"),
    ("- expect: {stage: paymnt}", "unknown_stage", "payment"),
    ("- expect: {outcome: wonn}", "unknown_outcome", "won"),
    ("- expect: {wait: payed}", "unknown_step", "paid"),
    ("- expect: {letters: 1, about: remindr}", "unknown_word", "reminder"),
    ("- complete: {task: call, result: intrested}", "unknown_result", "interested"),
    ("- complete: {task: call}", "missing_key", "the task `call` has interested, later, refused"),
    ("- complete: {result: later}", "missing_key", "the name of a step or an activity"),
    ("- reassign: {task: call}", "missing_key", "to: anna"),
    ("- signal: {}", "missing_key", "the name of a signal"),
    ("- offers: {task: call}", "unknown_word", ""),
    ("- advance: {}", "missing_key", "to: 2026-03-04 12:00"),
    ("- complete: {task: call, result: later, with: {call_a: 2026-03-03 10:00}}", "unknown_field", "call_at"),
    ("- complete: {task: call, result: later, with: {call_at: soon}}", "wrong_value", "2026-03-02 10:00"),
    ("- correct: {with: {amount: 500000}}", "wrong_value", "500000 RUB"),
    ("- correct: {with: {amount: 500000 рублей}}", "wrong_value", "500000 RUB"),
    ("- signal: {name: paymnt}", "unknown_signal", "payment"),
    ("- advance: 1 bussiness day", "bad_duration", "business day"),
    ("- advance: {too: 2026-03-03 10:00}", "missing_key", ""),
    ("- refuse: {code: missing}", "missing_key", ""),
    ("- absent: {person: anna, from: 2026-03-05, to: 2026-03-04}", "absence_backwards", ""),
    ("- complete: {task: call, result: interested}\n  expect: {stage: payment}", "wrong_type", ""),
];

fn first(found: &Diagnostics) -> (&'static str, u32, String) {
    let one = &found.0[0];
    let help = one.help.as_ref().map_or("", |help| help.get(Locale::En));
    (one.code, one.span.line, format!("{} {help}", one.message.get(Locale::En)))
}

#[test]
fn every_mistake_of_a_script_is_found_at_its_place() {
    let house = House::new();
    for (line, code, help) in LINES {
        let indented: String = line.lines().map(|line| format!("      {line}\n")).collect();
        let start = "{at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}";
        let text = format!("{HEAD}  - title: One\n    start: {start}\n    script:\n{indented}");
        let found = house.read(&text).expect_err(line);
        let told = first(&found);
        assert_eq!((told.0, told.1), (*code, 7), "{line}: {found:#?}");
        assert!(told.2.contains(help), "{line}: {}", told.2);
    }
}

#[test]
fn every_mistake_of_a_scenario_is_found() {
    let house = House::new();
    let table = [
        ("  - {title: One, script: []}\n", "missing_key", 4),
        ("  - {titel: One, start: {at: 2026-03-02 10:00, by: anna}, script: []}\n", "unknown_key", 4),
        ("  - {title: One, start: {at: 10:00, by: anna}, script: []}\n", "wrong_value", 4),
        ("  - {title: One, start: {at: 2026-03-02 10:00, by: nobody}, script: []}\n", "unknown_person", 4),
        (
            "  - {title: A, start: {at: 2026-03-02 10:00, by: anna}, script: []}\n  - {title: A, start: {at: 2026-03-02 10:00, by: anna}, script: []}\n",
            "title_twice",
            5,
        ),
    ];
    for (text, code, line) in table {
        let found = house.read(&format!("{HEAD}{text}")).expect_err(text);
        let codes: Vec<_> = found.0.iter().map(|one| (one.code, one.span.line)).collect();
        assert!(codes.contains(&(code, line)), "{text}: {codes:?}");
    }
}

#[test]
fn a_head_names_a_process_and_an_organisation() {
    let table = [
        ("organisation: demo\nscenarios: []\n", "missing_key"),
        ("process: small\nscenarios: []\n", "missing_key"),
        ("process: small\norganisation: demo\nscenario: []\n", "unknown_key"),
        ("process: small\norganisation: {title: Firm}\nscenarios: []\n", "missing_key"),
        ("process: [\n", "yaml_syntax"),
    ];
    for (text, code) in table {
        let found = head(&source("f", text)).expect_err(text);
        assert!(found.0.iter().any(|one| one.code == code), "{text}: {found:#?}");
    }
}
