//! The engine under faults: every statement of a short plan, some dozens of seeds, and defects that must not go unseen.

use std::path::Path;

use voronka_definition::Source;
use voronka_simulator::{Company, Exhausted, Length, Planted, Wrong, every_statement, seeds};

fn source(file: &str) -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Source { file: file.to_owned(), text: std::fs::read_to_string(root.join(file)).expect("it is there") }
}

/// The demo's company with these processes.
fn company(processes: &[&str]) -> Company {
    Company {
        organisation: source("processes/demo/organisation.yaml"),
        calendars: vec![source("processes/calendars/ru.yaml")],
        processes: processes.iter().map(|process| source(&format!("processes/{process}/process.yaml"))).collect(),
    }
}

const ALL: [&str; 5] = ["corporate_sales", "short_sale", "contract_renewal", "deal_desk", "tender"];

#[test]
fn runs_with_faults_come_to_what_they_come_to_without() {
    let length = Length { acts: 20, days_after: 6, two_nodes: false };
    let sum = seeds(&company(&ALL), 1..13, length, Planted::Nothing, &|_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(sum.faults > 120 && sum.ends > 20 && sum.letters > 100, "little was tried: {sum:?}");
}

#[test]
fn two_nodes_with_faults_come_to_what_one_comes_to_without() {
    let length = Length { acts: 20, days_after: 6, two_nodes: true };
    let sum = seeds(&company(&ALL), 1..9, length, Planted::Nothing, &|_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(sum.faults > 80 && sum.ends > 12, "little was tried: {sum:?}");
}

#[test]
fn seeds_that_found_something_hold_now() {
    let table = [
        (8, 6, "the same with fewer statements, where other ones are struck"),
        (27, 6, "a letter at which the process ended leaves as if nothing had happened, be it night"),
        (106, 6, "a command that recorded nothing, repeated under its key, is answered with nothing"),
        (223, 6, "a change of people whose commit failed after it was written is taken in"),
        (920, 6, "a reminder that is late by now is dropped, whether it goes alone or with others"),
        (341, 6, "a letter that arrived and whose answer was lost may wait for its reader, and is no difference"),
        (1_099, 10, "where the first of two due timers of a case must wait, the second does not overtake it"),
        (1_389, 6, "what a timer brings after a downtime fires before another one of the case that is due later"),
        (1_877, 6, "a letter that a failing database left leased is tried when its lease ends"),
        (2_086, 6, "answers to the letters of a pause are lost only where they are tried again within it"),
        (3_000, 6, "a letter before which the database failed is tried again at once, as nothing was sent"),
        (3_516, 6, "a letter whose claim was written without an answer is given back, not left until its lease ends"),
        (3_996, 6, "who was told twice of a task that others have now is asked for neither answer at once"),
        (2_031, 10, "the same where it is not known whether the first one's commit was written"),
    ];
    for (seed, days_after, what) in table {
        let length = Length { acts: 20, days_after, two_nodes: false };
        let sum = seeds(&company(&ALL), seed..seed + 1, length, Planted::Nothing, &|_| {});
        assert!(sum.is_ok(), "{what}: {}", sum.map_or_else(|failure| failure.to_string(), |_| String::new()));
    }
}

#[test]
fn row_9_an_end_at_any_statement_changes_nothing() {
    let exhausted = every_statement(&company(&["short_sale"]), 2, Length { acts: 2, days_after: 1, two_nodes: false });
    let Exhausted { statements, runs } = exhausted.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(statements > 150 && runs > statements + 20, "little was tried: {runs} runs of {statements} statements");
}

#[test]
fn a_planted_defect_is_noticed() {
    for planted in [Planted::ForgottenTimer, Planted::ForgottenCommand, Planted::OtherIdentity] {
        let found = seeds(&company(&ALL), 1..9, Length { acts: 10, days_after: 4, two_nodes: false }, planted, &|_| {})
            .expect_err("it is noticed");
        let is_expected = match planted {
            Planted::ForgottenTimer => matches!(*found.wrong, Wrong::Unsound { .. } | Wrong::Differs(_)),
            _ => matches!(*found.wrong, Wrong::Differs(_)),
        };
        assert!(is_expected, "{planted:?}: {found}");
    }
}
