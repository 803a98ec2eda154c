//! Rings of processes that transfer a case to one another: found where the data lets the case go round, and only there.

use voronka_core::lookup::rings;
use voronka_definition::Source;

/// A process that transfers the case to another one where this holds of the amount.
fn transferring(id: &str, to: &str, when: &str) -> Source {
    let text = format!(
        "\
process: {id}
title: П
fields:
  next: {{type: process, title: Куда}}
stages:
  a:
    title: А
    steps:
      - decide: which
        branches: [{{when: amount != null and amount {when} 1000000 RUB, then: pass}}, {{else: work}}]
      - task: work
        title: Работа
        results: {{done: {{finish: won}}}}
      - set: pass
        reached: by_name
        values: {{next: '\"{to}\"'}}
      - finish: moved
outcomes:
  won: {{title: Победа, kind: won}}
  moved: {{title: Перевод, kind: transferred, ask: [next]}}
"
    );
    Source { file: format!("{id}.yaml"), text }
}

fn codes(large: &str, small: &str) -> Vec<&'static str> {
    let sources = [transferring("large", "small", large), transferring("small", "large", small)];
    rings::check(&sources.iter().collect::<Vec<_>>()).into_iter().map(|(_, finding)| finding.code).collect()
}

#[test]
fn conditions_that_both_hold_of_one_amount_let_the_case_go_round() {
    assert_eq!(codes("<=", ">="), ["start_circle", "start_circle"]);
}

#[test]
fn conditions_that_exclude_one_another_send_the_case_once() {
    assert!(codes("<", ">=").is_empty());
}
