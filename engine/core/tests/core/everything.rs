//! The laws hold for a process that has every element of the language.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use voronka_core::case::{Origin, TokenState};
use voronka_core::command::Answer;
use voronka_core::{Actor, Command, Event, World};
use voronka_definition::model::OutcomeKind;
use voronka_definition::name::SignalName;

use crate::house::house;
use crate::laws::{Dice, PEOPLE, check_invariants, command};
use crate::play::{Play, input, start_in};

const EVERYTHING: &str = "
fields:
  size: {type: integer, title: Размер}
  probability: {type: integer, from: 0, to: 100, title: Вероятность}
  contract: {type: document, title: Договор}
  level: {type: text, title: Уровень}
  close_reason: {type: choice, title: Причина, of: {price: Цена}}
  reply: {type: text, title: Ответ}
  suppliers: {type: list, title: Поставщики, of: {name: text, price: integer, buyer: person}}
escalations:
  up: [{when: overdue, notify: head_of(late)}, {when: overdue by 1 business day, offer: head_of(late)}]
defaults: {assignee: deal.owner, due: 1 business day, escalate: up}
decisions:
  level:
    title: Уровень
    inputs: [size]
    outputs: [level]
    rules: [{size: '< 3', level: '\"low\"'}, {size: '>= 3', level: '\"high\"'}, {size: 'null', level: '\"none\"'}]
scoring:
  heat:
    title: Тепло
    rules:
      big: {title: Крупный, when: size != null and size > 2, points: 10}
      visited: {title: Зашел, on: {signal: visit}, points: 5, for: 3 days}
      asked: {title: Спросили, on: {result: ask.known}, points: 3}
    bands: {cold: {from: 0, title: Холодно}, hot: {from: 10, title: Горячо}}
on:
  complaint:
    signal: complaint
    title: Жалоба
    steps:
      - parallel: both
        until: any
        branches:
          look: {steps: [{task: look, results: {done: {}, again: {again: {at_most: 2, else: look_on}}}}, {task: look_on, reached: by_name}]}
          write: {steps: [{wait: answered, signal: answered, timeout: {after: 2 business days, result: late}, results: {answered: {}, late: {}}}, {task: write}]}
      - task: judge
        results: {fine: {}, back: {return: {stage: first, at_most: 2, else: judge_on}}, over: {stage: third}, lose: {finish: lost}}
      - task: judge_on
        reached: by_name
  heated: {changed: [heat_band], when: heat_band = \"hot\", title: Горячо, steps: [{task: hurry}]}
  silent: {silence: 3 business hours, title: Тишина, steps: [{task: wake_up}]}
stages:
  first:
    title: Первая
    limit: {within: 5 business hours, escalate: up}
    next_step_within: 2 business days
    probability: 80
    next: [{when: size != null and size > 2, stage: third}, {else: second}]
    steps:
      - task: choose
        results: {done: {may_ask: [suppliers, size]}}
      - decide: level
        table: level
        branches: [{when: level = \"high\", then: all_at_once}, {else: in_turn}]
      - each: in_turn
        in: suppliers
        as: supplier
        order: sequence
        if_empty: next
        steps:
          - task: ask
            assignee: supplier.buyer
            results: {known: {ask: [supplier.price]}, later: {again: {at_most: 1, else: drop}}, enough: {stage: second}}
          - task: drop
            reached: by_name
      - each: all_at_once
        in: suppliers
        as: vendor
        until: 2
        if_empty: end
        steps:
          - approve: visa
            title: Виза
            document: contract
            approvers: [person(pavel), {who: person(olga), when: size != null and size > 2}]
            results: {approved: {}, rework: {then: fix}, rejected: {then: end}}
          - task: fix
            results: {done: {set: {vendor.price: 7}}}
  second:
    title: Вторая
    requires: [company]
    next_step_within: 2 business hours
    steps:
      - parallel: prepare
        until: 2
        branches:
          call_out:
            steps:
              - call: invoice
                title: Счет
                connection: billing
                send: {number: title}
                take: {reply: number}
                retry: {at_most: 1, after: 1 minute}
                results: {done: {}, failed: {then: by_hand}}
              - task: by_hand
                reached: by_name
          other: {steps: [{start: install, title: Монтаж, process: short_sale, wait: true}]}
          inner:
            steps:
              - parallel: deep
                branches:
                  one: {steps: [{wait: visited, signal: visit, timeout: {after: 1 business day, result: late}, results: {visited: {}, late: {}}}]}
                  two: {steps: [{wait: visited_too, signal: visit, timeout: {after: 3 business days, result: late}, results: {visited: {}, late: {}}}]}
      - task: sum_up
        results: {done: {}, back: {return: {stage: first, at_most: 3, else: sum_on}}}
      - task: sum_on
        reached: by_name
  third:
    title: Третья
    probability: 30
    steps:
      - task: sign
        results: {won: {finish: won}, lost: {finish: lost}}
";

fn world() -> Arc<World> {
    static WORLD: OnceLock<Arc<World>> = OnceLock::new();
    WORLD.get_or_init(|| house(EVERYTHING, |_| ())).clone()
}

/// What comes from outside: signals, answers of connectors, the ends of other cases.
fn from_outside(case: &Play, dice: &mut Dice<'_>) -> Option<Command> {
    let tokens: Vec<_> = case.case.flow().into_iter().flat_map(|flow| flow.tokens.values()).collect();
    let standing = dice.pick(&tokens);
    let answer = match dice.throw(4) {
        0 => Answer::Failed("503".into()),
        1 => Answer::Refused("400".into()),
        2 => Answer::Unknown("?".into()),
        _ => Answer::Done(json!({"number": "7"})),
    };
    let kind = [OutcomeKind::Won, OutcomeKind::Lost][dice.throw(2)];
    Some(match standing.map(|token| (token.number, token.waits, &token.state)) {
        Some((token, attempt, TokenState::Calling { .. })) => Command::AnswerCall { token, attempt, answer },
        Some((token, _, TokenState::Child { case })) => Command::EndChild { token, case: *case, kind },
        _ => {
            let name = ["complaint", "visit", "answered"][dice.throw(3)];
            let data: Json = [json!({}), json!({"size": 1}), json!({"size": 9}), json!({"suppliers": [{"name": "Роза"}]})]
                [dice.throw(4)]
            .clone();
            Command::Signal { name: SignalName::from(name), data: input(data) }
        }
    })
}

/// One run by these numbers; the laws are held after every command.
fn run(numbers: &[u16]) -> Play {
    let mut dice = Dice(numbers.iter());
    let stage = [None, None, Some("second"), Some("third")][dice.throw(4)];
    let size = [json!(null), json!(1), json!(9)][dice.throw(3)].clone();
    let suppliers = json!([{"name": "Ромашка", "buyer": "anna"}, {"name": "Лютик", "buyer": "dmitry"}, {"name": "Пион"}]);
    let deal = json!({"title": "Проба", "size": size, "suppliers": suppliers});
    let mut case = start_in(world(), "trial", PEOPLE[dice.throw(6)], deal, stage).unwrap();
    check_invariants(&case);
    while !dice.0.as_slice().is_empty() {
        let given = match dice.throw(4) {
            0 => from_outside(&case, &mut dice).map(|command| (Actor::Engine, command)),
            _ => command(&case, &mut dice),
        };
        let Some((by, command)) = given else { continue };
        case.now += chrono::TimeDelta::minutes(dice.throw(300) as i64);
        if let (Command::FireTimer { .. }, Some(timer)) = (&command, case.next_timer()) {
            case.now = case.now.max(timer.due_at);
        }
        let events = case.act(by, &command).map_or(0, |events| events.len());
        assert!(events < 400, "{command:?}");
        check_invariants(&case);
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens in whatever order: the history replays to the case, a branch has somebody who waits for it, and an open case
    /// has a next step.
    #[test]
    fn every_element_keeps_the_invariants(numbers in prop::collection::vec(any::<u16>(), 200..600)) {
        run(&numbers);
    }
}

/// The runs are worth something: they reach every event of the new elements.
#[test]
fn random_runs_reach_every_element() {
    let mut seed = 7_u64;
    let mut numbers = || {
        let next = |_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as u16
        };
        (0..400).map(next).collect::<Vec<u16>>()
    };
    let mut seen = BTreeSet::new();
    for _ in 0..150 {
        let case = run(&numbers());
        seen.extend(case.history.iter().map(|recorded| name_of(&recorded.event)));
    }
    let wanted = [
        "branches_began",
        "branch_began",
        "branch_ended",
        "branches_joined",
        "handler_began",
        "handler_ended",
        "item_set",
        "stage_timed",
        "silence_timed",
        "silence_heard",
        "table_asked",
        "points_given",
        "points_expired",
        "call_made",
        "call_answered",
        "call_failed",
        "child_started",
        "child_ended",
        "loop_taken",
        "bound_reached",
        "return_taken",
        "approval_began",
        "wait_timed_out",
        "signal_consumed",
        "task limit",
        "task next_step",
    ];
    let missing: Vec<_> = wanted.iter().filter(|name| !seen.contains(**name)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
}

fn name_of(event: &Event) -> String {
    if let Event::TaskCreated { task } = event
        && matches!(task.origin, Origin::Limit { .. } | Origin::NextStep { .. })
    {
        return format!("task {}", task.origin.name().unwrap());
    }
    match serde_json::to_value(event).unwrap() {
        Json::Object(fields) => fields.keys().next().unwrap().clone(),
        name => name.as_str().unwrap().to_owned(),
    }
}
