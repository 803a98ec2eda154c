//! Changes of a process: which are made, which are noticed, and which are left.

use voronka_definition::Locale;
use voronka_scenario::mutate::{Kind, Mutant};

use crate::house::{HEAD, House, PROCESS};

fn told(mutants: &[Mutant]) -> Vec<&str> {
    mutants.iter().map(|mutant| mutant.what.get(Locale::En)).collect()
}

/// Scenarios that leave nothing unnoticed.
const WHOLE: &str = "
  - title: A later call, then the payment
    start: {at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}
    script:
      - expect: {task: call, due: 2026-03-03 10:00}
      - refuse: {complete: {task: call, result: later}, field: call_at}
      - complete: {task: call, result: later, with: {call_at: 2026-03-04 12:00}}
      - expect: {task: call, due: 2026-03-04 12:00, no_task: head_decides}
      - complete: {task: call, result: later, with: {call_at: 2026-03-05 12:00}}
      - expect: {task: head_decides, assignee: boris}
      - complete: {task: head_decides, result: go_on}
      - expect: {task: requirements, stage: talk}
      - complete: {task: requirements, result: saved, with: {budget: 10 RUB}}
      - expect: {stage: payment, wait: {step: paid, until: 2026-03-09 10:00}}
      - signal: {name: payment}
      - expect: {outcome: won}
  - title: Interested, and never paid
    start: {at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}
    script:
      - complete: {task: call, result: interested, with: {budget: 10 RUB}}
      - expect: {stage: payment}
      - advance: 5 business days
      - complete: {task: outcome_form, result: saved, with: {reason: None}}
      - expect: {outcome: lost}
  - title: No interest
    start: {at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}
    script:
      - refuse: {complete: {task: call, result: refused}, field: reason}
      - complete: {task: call, result: refused, with: {reason: None}}
      - expect: {outcome: lost}
  - title: The head gives up
    start: {at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}
    script:
      - complete: {task: call, result: later, with: {call_at: 2026-03-04 12:00}}
      - complete: {task: call, result: later, with: {call_at: 2026-03-04 12:00}}
      - complete: {task: head_decides, result: give_up, with: {reason: None}}
      - expect: {outcome: lost}
  - title: Nobody calls
    start: {at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}
    script:
      - advance: 2 business days
      - expect: {letters: 1, about: reminder, at: 2026-03-02 17:00}
      - expect: {escalated: call, rung: 1, to: boris, offered: false, at: 2026-03-03 10:00}
      - expect: {escalated: call, rung: 2, to: boris, offered: true, at: 2026-03-04 10:00}
";

#[test]
fn good_scenarios_leave_nothing_unnoticed() {
    let house = House::new();
    let suite = house.read(&format!("{HEAD}{WHOLE}")).unwrap_or_else(|found| panic!("{found:#?}"));
    for one in house.tried(&suite) {
        assert!(one.ran.passed(), "{}: {:#?}", one.scenario.title, one.ran.failures);
    }
    let protected = house.protected(&house.tried(&suite), None);
    assert!(protected.counts.iter().all(|count| count.never.is_empty()), "{:#?}", protected.counts);
    let judged = house.survivors(&suite);
    assert_eq!(told(&judged.survivors), Vec::<&str>::new());
}

#[test]
fn every_kind_of_change_is_made_at_its_line() {
    let house = House::new();
    let all = house.mutants();
    let line_of = |text: &str| PROCESS.lines().position(|line| line.contains(text)).unwrap() as u32 + 1;
    let table = [
        (Kind::Due, "defaults: due 1 business day → 2 business days", "defaults:"),
        (Kind::Reminder, "defaults: no reminder", "defaults:"),
        (Kind::Escalation, "defaults: no escalation", "defaults:"),
        (Kind::Escalation, "up[2]: no such rung", "overdue by 1 business day"),
        (Kind::Escalation, "up[1]: overdue by 1 business hour instead of overdue", "when: overdue,"),
        (Kind::Escalation, "up[2]: notify instead of offer", "overdue by 1 business day"),
        (Kind::Requires, "talk: budget is not required", "requires:"),
        (Kind::Ask, "talk.call.later: call_at is not asked", "later:"),
        (Kind::Due, "talk.call.later: due call_at → 1 business day after call_at", "later:"),
        (
            Kind::Bound,
            "talk.call.later: again: {at_most: 1, else: head_decides} → again: {at_most: 2, else: head_decides}",
            "later:",
        ),
        (
            Kind::Bound,
            "talk.call.later: again: {at_most: 1, else: head_decides} → again: {at_most: 0, else: head_decides}",
            "later:",
        ),
        (Kind::Route, "talk.call.refused: finish: lost → finish: won", "          refused:"),
        (Kind::Timeout, "payment.paid: timeout: 5 business days → 6 business days", "timeout:"),
        (Kind::Timeout, "payment.paid: the timeout never comes", "timeout:"),
        (Kind::Ask, "lost: reason is not asked", "  lost: {title"),
    ];
    for (kind, what, line) in table {
        let found = all.iter().find(|mutant| mutant.what.get(Locale::En) == what);
        let found = found.unwrap_or_else(|| panic!("{what} is not among {:#?}", told(&all)));
        assert_eq!((found.kind, found.line), (kind, line_of(line)), "{what}");
    }
}

#[test]
fn what_changes_nothing_is_not_made() {
    let all = House::new().mutants();
    let same =
        told(&all).into_iter().filter(|what| what.contains("go_on: end → next") || what.contains("interested: next → end"));
    assert_eq!(same.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn what_no_scenario_notices_is_left_unless_a_reason_is_given() {
    let house = House::new();
    let weak =
        "  - {title: Weak, start: {at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}, script: [{expect: {task: call}}]}\n";
    let left = house.survivors(&house.read(&format!("{HEAD}{weak}")).unwrap());
    let due = "defaults: due 1 business day → 2 business days";
    assert!(told(&left.survivors).contains(&due) && left.equivalent.is_empty() && left.idle.is_empty());
    let said = format!(
        "{HEAD}{weak}equivalent:\n  - {{change: \"{due}\", because: Nobody minds}}\n  - {{change: nothing, because: At all}}\n"
    );
    let judged = house.survivors(&house.read(&said).unwrap());
    assert_eq!(judged.survivors.len() + 1, left.survivors.len());
    assert_eq!(judged.equivalent[0].1, "Nobody minds");
    assert_eq!(judged.idle.iter().map(|one| one.change.as_str()).collect::<Vec<_>>(), ["nothing"]);
}
