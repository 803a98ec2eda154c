//! What is another in a process, in words.

use voronka_definition::{Locale, Process};
use voronka_export::Words;
use voronka_export::regulation::{Change, ChangeKind, changes};

use crate::house::{compiled, everything, processes, root, source};

fn told(before: &Process, after: &Process, locale: Locale) -> Vec<Change> {
    let words = |process| Words { process, organisation: None, others: &[], locale };
    changes(&words(before), &words(after))
}

/// The corporate sale with a piece of its text replaced.
fn replaced(from: &str, to: &str) -> Process {
    let text = source(&root().join("processes/corporate_sales/process.yaml")).text;
    assert!(text.contains(from), "{from}");
    compiled(&text.replacen(from, to, 1))
}

fn corporate() -> Process {
    replaced("process: corporate_sales", "process: corporate_sales")
}

#[test]
fn a_process_is_the_same_as_itself() {
    for process in processes().into_iter().chain([everything()]) {
        for locale in Locale::ALL {
            assert_eq!(told(&process, &process, locale), [], "{}", process.id);
        }
    }
}

#[test]
fn a_comment_changes_nothing() {
    let after = replaced("process: corporate_sales", "# nothing\nprocess: corporate_sales");
    assert_eq!(told(&corporate(), &after, Locale::Ru), []);
}

#[test]
fn what_is_new_in_one_is_gone_in_the_other() {
    let all = processes();
    for (one, other) in all.iter().zip(all.iter().skip(1)) {
        let (there, back) = (told(one, other, Locale::En), told(other, one, Locale::En));
        let named = |changes: &[Change], kind: ChangeKind| {
            let mut named: Vec<String> =
                changes.iter().filter(|change| change.kind == kind).map(|change| change.what.clone()).collect();
            named.sort();
            named
        };
        assert_eq!(named(&there, ChangeKind::Added), named(&back, ChangeKind::Removed), "{} {}", one.id, other.id);
        assert!(!there.is_empty());
    }
}

#[test]
fn a_new_step_is_told_by_itself_and_renumbers_nothing() {
    let before = corporate();
    let first = &before.stages[1].steps[0].id;
    let after = replaced(
        &format!("      - task: {first}\n"),
        &format!(
            "      - task: look_first\n        title: {{ru: Осмотреться, en: Look around}}\n        results: {{done: {{}}}}\n      - task: {first}\n"
        ),
    );
    let changes = told(&before, &after, Locale::Ru);
    let [change] = &changes[..] else { panic!("{changes:#?}") };
    assert_eq!(change.kind, ChangeKind::Added);
    assert!(change.what.contains("Осмотреться"), "{}", change.what);
}

#[test]
fn another_date_is_told_with_what_it_was() {
    let text = source(&root().join("processes/corporate_sales/process.yaml")).text;
    let before = corporate();
    let after = compiled(&text.replacen("due: 1 business day", "due: 3 business days", 1));
    let changes = told(&before, &after, Locale::En);
    let spoken = changes.iter().any(|change| {
        change.before.iter().any(|line| line.contains("1 business day"))
            && change.after.iter().any(|line| line.contains("3 business days"))
    });
    assert!(spoken, "{changes:#?}");
}

#[test]
fn steps_that_change_places_are_told_as_an_order() {
    let text = "process: a\ntitle: A\nroles: {m: deal.owner}\ndefaults: {assignee: m, due: 1 business day}\nstages:\n  s:\n    title: S\n    steps:\n      ONE\n      TWO\n\
      \x20     - task: last\n        title: Last\n        results: {done: {title: D, finish: won}}\noutcomes:\n  won: {title: W, kind: won}\n";
    let step = |id: &str| format!("- task: {id}\n        title: Step {id}");
    let with = |one: &str, two: &str| compiled(&text.replace("ONE", &step(one)).replace("TWO", &step(two)));
    let changes = told(&with("x", "z"), &with("z", "x"), Locale::En);
    let moved = changes.iter().find(|change| change.what == "Stage “S”");
    let moved = moved.unwrap_or_else(|| panic!("{changes:#?}"));
    assert_eq!(moved.before, ["In this order: “Step x”, “Step z”, “Last”."]);
    assert_eq!(moved.after, ["In this order: “Step z”, “Step x”, “Last”."]);
}
