//! Decision tables and scores: what they set, when they count, and that nobody else sets it.

use serde_json::{Value as Json, json};
use voronka_core::{Actor, Command, Event};
use voronka_definition::Value;
use voronka_definition::name::SignalName;

use crate::flow::correct;
use crate::house::trial;
use crate::play::{Play, at, input, person};

const TABLE: &str = "
fields:
  discount: {type: integer, title: Скидка}
  level: {type: choice, title: Уровень, of: {head: Руководитель, director: Директор}}
decisions:
  approval_level:
    title: Кто согласует
    inputs: [discount]
    outputs: [level]
    rules:
      - {discount: \"< 10\", level: '\"head\"'}
      - {discount: \">= 10\", level: '\"director\"'}
      - {discount: \"null\", level: '\"head\"'}
stages:
  only:
    title: Стадия
    steps:
      - task: ask
        results: {done: {may_ask: [discount]}}
      - decide: level
        title: Уровень
        table: approval_level
        branches: [{when: level = \"director\", then: director}, {else: head}]
      - task: head
        reached: by_name
        results: {done: {finish: won}}
      - task: director
        reached: by_name
        results: {done: {finish: won}}";

#[test]
fn a_table_sets_its_outputs_before_the_branches_read_them() {
    let table = [(json!({}), "head", 3), (json!({"discount": 9}), "head", 1), (json!({"discount": 10}), "director", 2)];
    for (data, level, row) in table {
        let mut case = trial(TABLE, "anna");
        let events = case.complete("anna", "ask", "done", data.clone());
        assert_eq!((case.open(), &case.case.data["level"]), (vec![level], &Value::Choice(level.into())), "{data}");
        let asked = events.iter().find_map(|recorded| match &recorded.event {
            Event::TableAsked { rows, .. } => Some(rows.clone()),
            _ => None,
        });
        assert_eq!(asked, Some(vec![row]));
    }
}

const SCORE: &str = "
fields: {budget: {type: integer, title: Бюджет}}
scoring:
  interest:
    title: Интерес
    rules:
      big: {title: Крупный, when: budget != null and budget > 100, points: 20}
      visited: {title: Зашел, on: {signal: site_visit}, points: 5, for: 10 days}
      spoke: {title: Поговорили, on: {result: call.interested}, points: 10}
      moved: {title: Передумал, on: {changed: budget}, points: -3}
    bands: {cold: {from: 0, title: Холодный}, warm: {from: 20, title: Теплый}}
on:
  warmed:
    changed: [interest_band]
    when: interest_band = \"warm\"
    title: Потеплел
    steps: [{task: greet}]
stages:
  only:
    title: Стадия
    steps:
      - task: call
        results: {interested: {}, busy: {}}
      - task: last
        results: {done: {finish: won}}";

fn score(case: &Play) -> (i64, &str) {
    match (&case.case.data["interest"], &case.case.data["interest_band"]) {
        (Value::Integer(total), Value::Choice(band)) => (*total, band),
        other => panic!("{other:?}"),
    }
}

fn visit(case: &mut Play) {
    case.act(Actor::Engine, &Command::Signal { name: SignalName::from("site_visit"), data: input(json!({})) }).unwrap();
}

#[test]
fn a_score_counts_what_holds_what_happened_and_for_how_long() {
    let mut case = trial(SCORE, "anna");
    assert_eq!(score(&case), (0, "cold"));
    visit(&mut case);
    case.now = at("2026-03-05 10:00");
    visit(&mut case);
    assert_eq!(score(&case), (10, "cold"), "each visit counts");
    case.complete("anna", "call", "interested", json!({}));
    assert_eq!(score(&case), (20, "warm"));
    assert_eq!(case.open(), ["last", "greet"], "a handler may listen for a score");
    correct(&mut case, "anna", json!({"budget": 500}));
    assert_eq!(score(&case), (37, "warm"));
    correct(&mut case, "anna", json!({"budget": 50}));
    assert_eq!(score(&case), (14, "cold"));
    case.advance(at("2026-03-12 10:01"));
    assert_eq!(score(&case), (9, "cold"), "the first visit is forgotten");
    case.advance(at("2026-03-15 10:01"));
    assert_eq!((score(&case), case.case.points.len()), ((4, "cold"), 3));
    case.complete("anna", "last", "done", json!({}));
    assert!(case.case.timers().is_empty());
}

#[test]
fn nobody_sets_what_is_computed() {
    let mut case = trial(SCORE, "anna");
    for data in [json!({"interest": 5}), json!({"interest_band": "warm"})] {
        let revision = case.case.revision;
        let refusal = case.act(person("anna"), &Command::CorrectData { data: input(data), revision }).unwrap_err();
        assert_eq!(refusal.fields[0].code, "computed_field");
    }
    let signal = |data: Json| Command::Signal { name: SignalName::from("site_visit"), data: input(data) };
    assert_eq!(case.act(Actor::Engine, &signal(json!({"interest": 99}))).unwrap_err().fields[0].code, "computed_field");
}

const BAND_DECIDES: &str = "
fields: {mark: {type: integer, title: Оценка}}
scoring:
  loyalty:
    title: Лояльность
    rules:
      scolded: {title: Недоволен, when: mark != null and mark < 3, points: -30}
      spoke: {title: Поговорили, on: {result: call.done}, points: 10}
    bands: {at_risk: {from: -100, title: Уйдет}, steady: {from: 0, title: Спокоен}}
stages:
  only:
    title: Стадия
    steps:
      - task: call
        results: {done: {ask: [mark]}}
      - decide: how_loyal
        branches: [{when: loyalty_band = \"at_risk\", then: visit}, {else: praise}]
      - task: praise
        results: {done: {finish: won}}
      - task: visit
        reached: by_name
        results: {done: {finish: won}}";

#[test]
fn the_next_step_of_the_flow_reads_the_score_of_the_answer_before_it() {
    for (mark, next) in [(1, "visit"), (5, "praise")] {
        let mut case = trial(BAND_DECIDES, "anna");
        case.complete("anna", "call", "done", json!({"mark": mark}));
        assert_eq!(case.open(), [next], "a mark of {mark}");
    }
}

#[test]
fn a_computed_value_outside_the_bounds_of_its_field_is_told() {
    let process = "fields: {size: {type: integer, from: 1, to: 20, title: {ru: Размер, en: Size}}}
stages:
  one:
    title: Раз
    steps:
      - task: measure
        results: {done: {ask: [size]}}
      - set: larger
        values: {size: size + 15}
      - task: look
        results: {done: {finish: won}}
";
    let told = "A computed value lies outside the bounds of its field: Size — 27; 20 is recorded";
    for (size, becomes, lines) in [(4, 19, vec![]), (12, 20, vec![told])] {
        let mut case = trial(process, "anna");
        case.complete("anna", "measure", "done", json!({ "size": size }));
        assert_eq!(case.case.data.get("size"), Some(&Value::Integer(becomes)));
        let history = voronka_core::tell::tell(&case.process, &case.world, &case.history, voronka_definition::Locale::En);
        let outside: Vec<_> = history.iter().map(|line| line.text.as_str()).filter(|text| text.contains("outside")).collect();
        assert_eq!(outside, lines, "{size}");
    }
}

/// What a score is at the beginning has not changed; what changes it later has.
#[test]
fn a_handler_of_a_score_does_not_begin_with_the_case() {
    let process = "signals: {site_visit: {title: Визит}}
scoring:
  heat:
    title: Интерес
    rules: {came: {title: Пришел, on: {signal: site_visit}, points: 10, for: 3 days}}
    bands: {cold: {from: 0, title: Холодный}, hot: {from: 10, title: Горячий}}
stages: {only: {title: Стадия, steps: [{task: work, results: {done: {finish: won}}}]}}
on: {warmer: {title: Теплее, changed: [heat], steps: [{task: greet}]}}";
    let mut case = trial(process, "anna");
    assert_eq!(case.open(), ["work"]);
    visit(&mut case);
    assert_eq!(case.open(), ["work", "greet"]);
}
