//! What a script does, and what holds then.

use voronka_definition::Locale;

use crate::house::{House, PROCESS};

/// A script and what does not hold of it.
fn check(table: &[(&str, &[&str])]) {
    let house = House::new();
    for (script, expected) in table {
        assert_eq!(house.failures(script), *expected, "{script}");
    }
}

#[test]
fn what_is_as_expected_is_silent() {
    check(&[
        ("- expect: {task: call, assignee: anna, due: 2026-03-03 10:00, kind: other, title: Звонок, open: 1}", &[]),
        ("- expect: {stage: talk, visit: 1, owner: anna, finished: false, letters: 0, no_task: [head_decides, by_hand]}", &[]),
        ("- expect: {offers: {task: call, results: [refused, interested, later]}}", &[]),
        ("- expect: {data: {title: Deal, amount: null}}", &[]),
        ("- correct: {with: {amount: 1 500 000.50 RUB}}\n- expect: {data: {amount: 1500000.5 RUB}}", &[]),
        ("- owner: {to: boris}\n- expect: {owner: boris, task: call, assignee: boris}", &[]),
        ("- make_task: {title: Письмо, due: 2026-03-04 12:00}\n- complete: {task: by_hand, result: done}", &[]),
        ("- reassign: {task: call, to: boris}\n- expect: {letters: 1, to: boris, about: reassigned, subject: Звонок}", &[]),
        ("- finish: {outcome: lost, with: {reason: Дорого}}\n- expect: {outcome: lost, finished: true, history: проигрыш}", &[]),
    ]);
}

#[test]
fn time_passes_by_the_calendar_and_what_falls_due_happens_in_order() {
    check(&[
        (
            "- advance: 2 business days
- expect: {letters: 3}
- expect: {letters: 1, about: reminder, to: anna, at: 2026-03-02 17:00}
- expect: {escalated: call, rung: 1, to: boris, offered: false, at: 2026-03-03 10:00, letters: 1}
- expect: {escalated: call, rung: 2, to: boris, offered: true, at: 2026-03-04 10:00}
- claim: {task: call, by: boris}
- expect: {task: call, assignee: boris, letters: 0, to: boris}",
            &[],
        ),
        (
            "- absent: {person: boris, from: 2026-03-02, to: 2026-03-03}
- advance: {to: 2026-03-03 10:00}
- expect: {escalated: call, to: olga}
- acknowledge: {task: call, by: olga, until: 2026-03-05 12:00}
- expect: {task: call, due: 2026-03-05 12:00}",
            &[],
        ),
        (
            "- stage: {to: payment}
- advance: {to: 2026-03-09 09:59}
- expect: {wait: {step: paid, until: 2026-03-09 10:00}}
- advance: 1 minute
- expect: {task: outcome_form, assignee: anna}
- complete: {task: outcome_form, result: saved, with: {reason: Не заплатили}}
- expect: {outcome: lost}",
            &[],
        ),
        ("- signal: {name: payment}\n- expect: {signal: payment}\n- stage: {to: payment}\n- expect: {outcome: won}", &[]),
        ("- advance: {to: 2026-03-01 10:00}", &["7: time goes on to 2026-03-01 10:00 | it is 2026-03-02 10:00 already"]),
    ]);
}

#[test]
fn a_wrong_act_must_be_refused_for_the_right_reason() {
    check(&[
        ("- refuse: {complete: {task: call, result: later}, field: call_at}", &[]),
        ("- refuse: {complete: {task: call, result: later}, code: missing}", &[]),
        ("- refuse: {complete: {task: call, result: refused, with: {reason: Нет}, by: olga}, code: forbidden}", &[]),
        (
            "- refuse: {complete: {task: call, result: later}, field: reason}",
            &["7: a refusal reason of `complete call → later` | refused, invalid_fields: expected fields filled in correctly; \
               please correct: call_at; call_at (missing): expected When, found nothing"],
        ),
        (
            "- refuse: {complete: {task: call, result: interested}}",
            &["7: a refusal of `complete call → interested` | it was allowed"],
        ),
        (
            "- finish: {outcome: lost, with: {reason: Нет}}\n- refuse: {complete: {task: call, result: interested}, code: task_not_open}",
            &[],
        ),
    ]);
}

#[test]
fn what_is_not_as_expected_is_told_and_the_script_goes_on() {
    check(&[
        (
            "- expect: {task: call, assignee: boris, due: 2026-03-03 11:00}\n- expect: {stage: payment}",
            &[
                "7: call: assignee boris | anna",
                "7: call: due 2026-03-03 11:00 | 2026-03-03 10:00",
                "8: stage payment | stage talk",
            ],
        ),
        ("- expect: {task: head_decides}", &["7: the task head_decides is open | open are: call (anna, 2026-03-03 10:00)"]),
        ("- expect: {task: call, open: 2}", &["7: open tasks call: 2 | open are: call (anna, 2026-03-03 10:00)"]),
        ("- expect: {no_task: call}", &["7: the task call is not open | open are: call (anna, 2026-03-03 10:00)"]),
        ("- expect: {escalated: call, to: boris}", &["7: an escalation of call → boris | no escalation"]),
        (
            "- advance: {to: 2026-03-03 10:01}\n- expect: {escalated: call, to: boris, letters: 1, about: reminder}",
            &["8: letters to boris about call reminder: 1 | letters: 1: boris overdue 2026-03-03 10:00"],
        ),
        (
            "- advance: {to: 2026-03-03 10:01}\n- expect: {escalated: call, letters: 1, about: overdue, subject: Встреча}",
            &["8: letters to boris about call overdue «Встреча»: 1 | letters: 1: boris overdue 2026-03-03 10:00"],
        ),
        ("- advance: {to: 2026-03-03 10:01}\n- expect: {escalated: call, letters: 1, about: overdue, subject: Звонок}", &[]),
        ("- expect: {letters: 2, to: anna}", &["7: letters anna: 2 | no letters"]),
        ("- expect: {data: {amount: 5 RUB}}", &["7: amount: 5 RUB | null"]),
        ("- expect: {wait: paid}", &["7: the wait paid | nothing"]),
        ("- expect: {outcome: won}", &["7: outcome won | stage talk"]),
        ("- expect: {offers: {task: call, results: [refused]}}", &["7: results of call: refused | interested, later, refused"]),
        ("- expect: {incident: nobody}", &["7: the incident nobody | nothing"]),
        ("- expect: {message: anna, contains: Привет}", &["7: a message to anna: Привет | no letters"]),
    ]);
}

#[test]
fn an_act_that_is_refused_ends_the_script() {
    let refused =
        "7: complete call → later | refused, invalid_fields: expected fields filled in correctly; please correct: call_at";
    let house = House::new();
    let failures = house.failures("- complete: {task: call, result: later}\n- expect: {stage: payment}");
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(failures[0].starts_with(refused), "{failures:?}");
}

/// The payment is the client's turn: the clock of its stage stands still.
fn pausing() -> String {
    let limited = PROCESS.replace("  payment:\n", "  payment:\n    limit: 2 business days\n");
    limited.replace("        signal: payment\n", "        signal: payment\n        clock: pause\n")
}

#[test]
fn the_clock_of_a_stage_is_seen_to_stand_and_to_run() {
    let house = House::of(&pausing());
    let none: [&str; 0] = [];
    assert_eq!(house.failures("- stage: {to: payment}\n- expect: {clock: paused, wait: paid}"), none);
    let failed = house.failures("- stage: {to: payment}\n- expect: {clock: running}\n- expect: {limit: 2026-03-04 10:00}");
    assert_eq!(failed, ["8: the clock runs | the clock stands still", "9: the stage until 2026-03-04 10:00 | —"]);
    let running = House::of(&pausing().replace("        clock: pause\n", ""));
    assert_eq!(running.failures("- stage: {to: payment}\n- expect: {clock: running}"), none);
    assert_eq!(
        running.failures("- stage: {to: payment}\n- expect: {clock: paused}"),
        ["8: the clock stands still | the clock runs"]
    );
}

#[test]
fn where_there_is_no_clock_none_runs() {
    let house = House::of(&pausing());
    let bare = "the stage talk has no clock: neither limit nor next_step_within";
    let over = "no clock runs, the deal is finished";
    let table = [
        ("- expect: {clock: running}", format!("7: the clock runs | {bare}")),
        ("- expect: {clock: paused}", format!("7: the clock stands still | {bare}")),
        ("- stage: {to: payment}\n- signal: {name: payment}\n- expect: {clock: running}", format!("9: the clock runs | {over}")),
    ];
    for (script, expected) in table {
        assert_eq!(house.failures(script), [expected], "{script}");
    }
    let asked = PROCESS.replace("    requires: [budget]\n", "    requires: [budget]\n    next_step_within: 2 business days\n");
    assert_eq!(House::of(&asked).failures("- expect: {clock: running}"), [""; 0]);
}

#[test]
fn that_the_clock_stands_is_something_to_protect() {
    let house = House::of(&pausing());
    let what = "payment.paid: the clock of the stage runs on";
    let found = house.mutants().into_iter().find(|mutant| mutant.what.get(Locale::En) == what);
    assert!(found.is_some_and(|mutant| mutant.line > 1));
    let script = "- stage: {to: payment}\n- advance: 3 business days\n- expect: {no_task: limit}";
    let survives = |script: &str| {
        let left = house.survivors(&house.script(script));
        left.survivors.iter().any(|mutant| mutant.what.get(Locale::En) == what)
    };
    assert!(!survives(script), "a scenario that waits longer than the limit notices it");
    assert!(survives("- stage: {to: payment}\n- expect: {stage: payment}"));
}
