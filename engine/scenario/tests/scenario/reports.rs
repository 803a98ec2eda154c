//! What is told of a run: golden texts in both languages, and JSON. `UPDATE_GOLDEN=1` writes the golden texts anew.

use std::path::Path;

use serde_json::Value as Json;
use voronka_definition::Locale;
use voronka_scenario::report::{Mutants, json, text};

use crate::house::{HEAD, House};

const FAILING: &str = "
  - title: Перезвонили поздно
    start: {at: 2026-03-02 10:00, by: anna, deal: {title: Сделка, amount: 500000 RUB}}
    script:
      - expect: {task: call, assignee: anna, due: 2026-03-03 10:00}
      - complete: {task: call, result: later, with: {call_at: 2026-03-05 15:00}, by: anna, comment: Просит позже}
      - advance: {to: 2026-03-05 15:01}
      - expect: {escalated: call, to: olga}
      - expect: {letters: 5}
      - complete: {task: call, result: later}
  - title: Интереса нет
    start: {at: 2026-03-02 10:00, by: anna, deal: {title: Сделка}}
    script:
      - complete: {task: call, result: refused, with: {reason: Дорого}}
      - expect: {outcome: lost}
  - title: Начать нельзя
    start: {at: 2026-03-02 10:00, by: anna}
    script: []
";

fn golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{}", path.display());
}

#[test]
fn a_failing_run_is_told_with_line_expectation_history_and_coverage() {
    let house = House::new();
    let suite = house.read(&format!("{HEAD}{FAILING}")).unwrap_or_else(|found| panic!("{found:#?}"));
    let tried = house.tried(&suite);
    let judged = house.survivors(&suite);
    let mutants = Mutants { tried: house.mutants().len(), judged };
    let protected = [house.protected(&tried, Some(mutants))];
    golden("failing.ru.txt", &text(&tried, &protected, Locale::Ru));
    golden("failing.en.txt", &text(&tried, &protected, Locale::En));
}

#[test]
fn the_json_has_its_documented_form() {
    let house = House::new();
    let suite = house.read(&format!("{HEAD}{FAILING}")).unwrap();
    let tried = house.tried(&suite);
    let answer = serde_json::to_value(json(&tried, &[house.protected(&tried, None)], Locale::En)).unwrap();
    assert_eq!((&answer["passed"], &answer["failed"]), (&Json::from(1), &Json::from(2)));
    let first = &answer["scenarios"][0];
    assert_eq!((&first["file"], &first["passed"]), (&Json::from("small.scenario.yaml"), &Json::from(false)));
    assert_eq!(first["failures"][0]["line"], 11);
    assert_eq!(first["failures"][0]["expected"], "an escalation of call → olga");
    assert_eq!(first["failures"][0]["found"], "→ boris, rung 1, 2026-03-05 15:00");
    for group in ["stages", "steps", "results", "escalations", "loops"] {
        let count = &answer["coverage"][group];
        let (taken, all) = (count["taken"].as_u64().unwrap(), count["all"].as_u64().unwrap());
        assert_eq!(count["never"].as_array().unwrap().len() as u64, all - taken, "{group}");
    }
    assert_eq!(answer["coverage"]["loops"]["never"], serde_json::json!(["small/talk.call.later else"]));
    assert_eq!(answer["processes"][0]["mutants"], Json::Null);
}
