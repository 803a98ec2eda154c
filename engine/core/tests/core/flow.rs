//! The flow in small processes: what leads forwards is held against what the stage requires, dates follow their formulas, waits
//! follow their fields, and a signal is nobody's hand.

use serde_json::{Value as Json, json};
use voronka_core::case::TimerKey;
use voronka_core::{Actor, Command, Event};
use voronka_definition::name::{OutcomeId, SignalName, StageId};

use crate::house::{trial, trial_in};
use crate::play::{Play, at, input, person};

pub fn correct(case: &mut Play, by: &str, data: Json) {
    let revision = case.case.revision;
    case.act(person(by), &Command::CorrectData { data: input(data), revision }).unwrap();
}

fn signal(case: &mut Play, by: Actor) {
    case.act(by, &Command::Signal { name: SignalName::from("paid"), data: input(json!({})) }).unwrap();
}

#[test]
fn a_finish_step_leads_forwards_and_asks_what_the_stage_requires() {
    let process = "stages:\n  only: {title: Стадия, requires: [company], steps: [{task: work}, {finish: won}]}";
    let mut case = trial(process, "anna");
    case.complete("anna", "work", "done", json!({}));
    assert_eq!((case.outcome(), case.open()), (None, vec!["requirements"]));
    case.complete("anna", "requirements", "saved", json!({"company": {"name": "Ромашка"}}));
    assert_eq!(case.outcome(), Some("won"));
}

#[test]
fn where_a_stage_leads_is_decided_by_what_it_requires() {
    let process = "
fields: {size: {type: integer, title: Размер}}
stages:
  first: {title: Первая, requires: [size], next: [{when: size > 5, stage: board}, {else: signing}], steps: [{task: work}]}
  board: {title: Правление, steps: [{task: present, results: {done: {finish: won}}}]}
  signing: {title: Договор, steps: [{task: sign, results: {done: {finish: won}}}]}";
    for (size, wanted) in [(9, "board"), (5, "signing")] {
        let mut case = trial(process, "anna");
        case.complete("anna", "work", "done", json!({}));
        assert_eq!((case.stage(), case.open()), ("first", vec!["requirements"]));
        case.complete("anna", "requirements", "saved", json!({"size": size}));
        assert_eq!(case.stage(), wanted, "for {size}");
    }
}

#[test]
fn a_task_done_again_keeps_following_the_date_it_was_promised_for() {
    let process = "
fields: {call_back_at: {type: datetime, title: Когда}}
stages:
  only:
    title: Стадия
    steps:
      - task: call
        results:
          later: {title: Позднее, ask: [call_back_at], again: {due: call_back_at, at_most: 2, else: give_up}}
          agreed: {title: Да, finish: won}
      - task: give_up
        reached: by_name
        assignee: head_of(owner)
        results: {end: {title: Конец, finish: lost}, call: {title: Звонок, then: call}}";
    let mut case = trial(process, "anna");
    case.complete("anna", "call", "later", json!({"call_back_at": "2026-03-05T09:00:00Z"}));
    assert_eq!(case.task("call").due_at, at("2026-03-05 12:00"));
    correct(&mut case, "anna", json!({"call_back_at": "2026-03-06T09:00:00Z"}));
    assert_eq!(case.task("call").due_at, at("2026-03-06 12:00"), "the formula is that of the loop");
    for result in ["later", "later"] {
        case.complete("anna", "call", result, json!({"call_back_at": "2026-03-05T09:00:00Z"}));
    }
    case.complete("boris", "give_up", "call", json!({}));
    assert_eq!(case.task("call").due_at, at("2026-03-03 10:00"), "a task reached otherwise has its own date");
    correct(&mut case, "anna", json!({"call_back_at": "2026-03-10T09:00:00Z"}));
    assert_eq!(case.task("call").due_at, at("2026-03-03 10:00"));
}

const WAITING: &str = "
fields: {decide_at: {type: datetime, title: Когда решит}}
stages:
  only:
    title: Стадия
    steps:
      - task: ask
        results: {asked: {title: Спросили, ask: [decide_at]}}
      - wait: paid
        signal: paid
        timeout: {after: decide_at else 1 business day, result: late}
        results:
          paid: {title: Оплачено, set: {owner: actor}, then: thank}
          late: {title: Не оплачено, then: {step: ask, at_most: 9, else: thank}}
      - task: thank
        results: {done: {finish: won}}";

fn waiting() -> Play {
    let mut case = trial(WAITING, "anna");
    case.complete("anna", "ask", "asked", json!({"decide_at": "2026-03-05T09:00:00Z"}));
    case
}

#[test]
fn a_wait_follows_the_field_its_time_out_reads() {
    let mut case = waiting();
    assert_eq!(case.next_timer().unwrap().due_at, at("2026-03-05 12:00"));
    correct(&mut case, "anna", json!({"decide_at": "2026-03-06T09:00:00Z"}));
    assert_eq!(case.next_timer().unwrap().due_at, at("2026-03-06 12:00"));
    correct(&mut case, "anna", json!({"decide_at": null}));
    assert_eq!(case.next_timer().unwrap().due_at, at("2026-03-03 10:00"));
}

#[test]
fn no_occurrence_of_a_timer_comes_twice() {
    let mut case = waiting();
    let mut seen = std::collections::BTreeSet::new();
    for day in 6..9 {
        let timer = case.next_timer().unwrap();
        assert!(matches!(timer.key, TimerKey::Wait(_)) && seen.insert((timer.key, timer.occurrence)), "{timer:?}");
        case.advance(timer.due_at);
        case.complete("anna", "ask", "asked", json!({"decide_at": format!("2026-03-{day:02}T09:00:00Z")}));
    }
}

#[test]
fn behind_a_signal_acts_the_owner_whoever_sent_it() {
    for by in [Actor::Engine, person("boris"), person("anna")] {
        let mut case = waiting();
        signal(&mut case, by);
        assert_eq!((case.case.owner.as_str(), case.open()), ("anna", vec!["thank"]));
    }
}

#[test]
fn a_signal_is_kept_for_the_wait_and_consumed_by_it() {
    let mut case = trial(WAITING, "anna");
    signal(&mut case, Actor::Engine);
    case.complete("anna", "ask", "asked", json!({"decide_at": "2026-03-05T09:00:00Z"}));
    assert_eq!((case.open(), case.case.signals.len()), (vec!["thank"], 0));
}

const WON_BY_SIGNAL: &str = "
fields: {contract: {type: document, title: Договор}}
stages:
  only:
    title: Стадия
    requires: [company]
    steps:
      - task: prepare
        results: {done: {ask: [contract]}}
      - approve: visa
        title: Виза
        document: contract
        approvers: [person(pavel)]
        results: {approved: {}, rework: {then: {step: prepare, at_most: 1, else: choose}}, rejected: {then: choose}}
      - wait: paid
        signal: paid
        timeout: {after: 1 business day, result: late}
        results: {paid: {title: Оплачено, finish: won}, late: {title: Нет, finish: lost}}
      - task: choose
        reached: by_name
        results: {lose: {title: Проиграть, finish: lost}, win: {title: Победить, finish: won}}";

fn approved() -> Play {
    let mut case = trial(WON_BY_SIGNAL, "anna");
    case.complete("anna", "prepare", "done", json!({"contract": crate::sale::document("1")}));
    case.complete("pavel", "visa", "approved", json!({}));
    case
}

#[test]
fn a_signal_that_would_win_too_early_leaves_the_owner_a_form() {
    let mut case = approved();
    correct(&mut case, "anna", json!({"contract": crate::sale::document("2"), "company": {"name": "Ромашка"}}));
    signal(&mut case, person("boris"));
    assert_eq!(case.open(), ["outcome_form"], "a signal is not refused for what stands in the way of winning");
    assert_eq!(case.try_complete("anna", "outcome_form", "saved", json!({})).unwrap_err().code, "approval_missing");
    correct(&mut case, "anna", json!({"contract": crate::sale::document("1")}));
    case.complete("anna", "outcome_form", "saved", json!({}));
    assert_eq!(case.outcome(), Some("won"), "verdicts stay with the content: it is the approved one again");
}

#[test]
fn winning_is_refused_before_anything_else_is_asked() {
    let mut case = trial(WON_BY_SIGNAL, "anna");
    case.complete("anna", "prepare", "done", json!({"contract": crate::sale::document("1")}));
    case.complete("pavel", "visa", "rejected", json!({}));
    assert_eq!(case.try_complete("anna", "choose", "win", json!({})).unwrap_err().code, "approval_missing");
    case.complete("anna", "choose", "lose", json!({}));
    assert_eq!(case.outcome(), Some("lost"));
}

const ROUNDS: &str = "
fields: {meet_at: {type: datetime, title: Встреча}, text: {type: text, title: Текст}}
activities:
  meeting: {title: Встреча, due: meet_at else 2 business days, results: {held: {title: Прошла}}}
stages:
  first:
    title: Первая
    steps:
      - plan: meeting
      - task: prepare
        due: meet_at else 1 business day
        results: {done: {may_ask: [meet_at, text]}}
  second:
    title: Вторая
    requires: [text]
    steps:
      - task: check
        results:
          back: {title: Назад, comment: required, return: {stage: first, clear: [meet_at, text], at_most: 2, else: choose}}
          go_on: {title: Дальше, finish: won}
      - task: choose
        reached: by_name
        results: {go_on: {title: Дальше, finish: won}}";

#[test]
fn a_return_empties_its_fields_before_the_new_tasks_are_dated() {
    let mut case = trial(ROUNDS, "anna");
    for round in 1..=2 {
        case.complete("anna", "prepare", "done", json!({"meet_at": "2026-03-06T09:00:00Z", "text": "x"}));
        assert_eq!(case.task("meeting").due_at, at("2026-03-06 12:00"));
        case.complete("anna", "check", "back", json!({}));
        assert_eq!(case.case.visits[&StageId::from("first")], round + 1);
        assert_eq!(case.task("prepare").due_at, at("2026-03-03 10:00"), "not by the old value");
        assert_eq!(case.task("prepare").note.as_deref(), Some("Комментарий"));
        assert_eq!(case.task("meeting").due_at, at("2026-03-04 10:00"), "what outlives the stage is dated anew");
    }
    case.complete("anna", "prepare", "done", json!({"text": "x"}));
    case.complete("anna", "check", "back", json!({}));
    assert_eq!(case.open(), ["meeting", "choose"], "returns count per case");
    case.complete("anna", "meeting", "held", json!({}));
    correct(&mut case, "anna", json!({"text": null}));
    case.complete("anna", "choose", "go_on", json!({}));
    assert_eq!(case.open(), ["requirements"], "what was emptied afterwards is asked again");
}

#[test]
fn a_plan_leaves_a_finish_that_nobody_has_consumed() {
    let mut case = trial(ROUNDS, "anna");
    case.complete("anna", "meeting", "held", json!({}));
    case.complete("anna", "prepare", "done", json!({"text": "x"}));
    case.complete("anna", "check", "back", json!({}));
    assert_eq!(case.open(), ["prepare"]);
}

#[test]
fn a_form_opens_for_who_acted_only_if_the_deal_is_his_work() {
    let process = "
stages:
  only:
    title: Стадия
    steps:
      - task: work
      - form: page
        results: {saved: {finish: won}}";
    for (by, wanted) in [("anna", "anna"), ("boris", "boris")] {
        let mut case = trial(process, "anna");
        case.complete(by, "work", "done", json!({}));
        assert_eq!(case.holder("page"), [wanted], "{by} did a task of this deal");
    }
    let mut case = trial_in(process, "yulia", |house| house.absences = vec![crate::house::away("yulia", Some("rustam"))]);
    let events = case.complete("rustam", "work", "done", json!({}));
    assert_eq!(events[0].acts_for.as_ref().map(|person| person.as_str()), Some("yulia"));
    assert_eq!(case.holder("page"), ["rustam"], "a deputy is the actor");
}

#[test]
fn a_finished_deal_can_be_corrected_added_to_and_continued() {
    let mut case = trial(ROUNDS, "anna");
    correct(&mut case, "anna", json!({"company": {"name": "Ромашка"}, "text": "x"}));
    let finish = Command::Finish { outcome: OutcomeId::from("lost"), data: input(json!({})), comment: "Хватит".into() };
    case.act(person("anna"), &finish).unwrap();
    correct(&mut case, "anna", json!({"text": "y"}));
    let start = |stage: Option<&str>| {
        let deal = input(json!({"text": "z"}));
        Command::Continue(voronka_core::Start {
            process: "trial".into(),
            deal,
            stage: stage.map(Into::into),
            owner: None,
            continues: None,
        })
    };
    assert_eq!(case.act(person("anna"), &start(None)).unwrap_err().code, "forbidden");
    case.act(person("boris"), &start(None)).unwrap();
    let next = case.successor.take().unwrap();
    assert_eq!((next.case.continues, case.case.successor), (Some(case.case.id), Some(next.case.id)));
    assert_eq!((next.case.title(), next.case.owner.as_str()), ("Проба", "boris"));
    let known: Vec<_> = ["company", "text"].iter().map(|field| next.case.data.contains_key(*field)).collect();
    assert_eq!(known, [true, true], "it is the same deal");
    assert_eq!(next.case.data["text"], voronka_definition::Value::Text("z".into()), "what was handed in comes first");
    assert_eq!(case.act(person("boris"), &start(None)).unwrap_err().code, "already_continued");
}

#[test]
fn the_last_of_the_owners_requirements_goes_with_the_deal() {
    let process = "stages:\n  only: {title: Стадия, requires: [company], steps: [{task: work, results: {done: {finish: won}}}]}";
    let mut case = trial(process, "anna");
    case.complete("anna", "work", "done", json!({}));
    case.act(person("boris"), &Command::ChangeOwner { person: "dmitry".into(), comment: "Отпуск".into() }).unwrap();
    assert_eq!(case.holder("requirements"), ["dmitry"]);
    let events = case.complete("dmitry", "requirements", "saved", json!({"company": {"name": "Ромашка"}}));
    assert!(events.iter().any(|recorded| matches!(recorded.event, Event::CaseFinished { .. })));
}

#[test]
fn a_condition_is_looked_at_again_whenever_the_deal_changes() {
    let process = "
fields: {budget: {type: money, title: Бюджет}, closer: {type: person, title: Кто закроет}}
stages:
  only:
    title: Стадия
    steps:
      - wait: ready
        condition: budget != null or closer != null and owner = closer
        timeout: {after: 5 business days, result: late}
        results: {ready: {title: Есть, then: work}, late: {title: Нет, finish: lost}}
      - task: work
        results: {done: {finish: won}}";
    let budget = |case: &mut Play| correct(case, "anna", json!({"budget": {"amount": "1", "currency": "RUB"}}));
    let owner = |case: &mut Play| {
        correct(case, "anna", json!({"closer": "dmitry"}));
        assert_eq!(case.open(), Vec::<&str>::new());
        case.act(person("boris"), &Command::ChangeOwner { person: "dmitry".into(), comment: "Ему".into() }).unwrap();
    };
    let acts: [&dyn Fn(&mut Play); 2] = [&budget, &owner];
    for act in acts {
        let mut case = trial(process, "anna");
        assert_eq!(case.open(), Vec::<&str>::new());
        act(&mut case);
        assert_eq!(case.open(), ["work"]);
        assert!(case.case.timers().iter().all(|timer| matches!(timer.key, TimerKey::Task(_))), "the time-out is gone");
    }
    let mut case = trial(process, "anna");
    case.advance(at("2026-03-10 10:00"));
    assert_eq!(case.outcome(), Some("lost"));
}

#[test]
fn a_deal_may_be_transferred_to_its_own_process() {
    let deal = crate::sale::with_client();
    let mut case = crate::play::start("corporate_sales", "anna", deal, Some("negotiation")).unwrap();
    let data = input(json!({"process": "corporate_sales"}));
    let finish = Command::Finish { outcome: OutcomeId::from("transferred"), data, comment: "Сначала".into() };
    case.act(person("anna"), &finish).unwrap();
    let next = case.successor.take().unwrap().case;
    assert_eq!((next.stage().unwrap().as_str(), next.tasks.len()), ("interest", 1));
    assert!(next.data.contains_key("need") && !next.data.contains_key("process"));
}
