//! Visas: who gives them, what they decide, and how a changed document undoes them.

use serde_json::{Value as Json, json};
use voronka_core::Command;
use voronka_definition::name::{OutcomeId, SignalName};

use crate::house::trial;
use crate::play::{Play, input, person, start};
use crate::sale::{document, with_client};

fn at_approval(by: &str, amount: &str) -> Play {
    let mut deal = with_client();
    deal["amount"]["amount"] = json!(amount);
    let mut case = start("corporate_sales", by, deal, Some("contract")).unwrap();
    case.complete_as_holder("collect_information", "done", json!({}));
    case.complete_as_holder("prepare_contract", "done", json!({"contract": document("договор")}));
    case
}

fn approvers(case: &Play) -> Vec<String> {
    let visas = case.case.tasks.values().filter(|task| task.origin.name() == Some("contract_approval"));
    visas.map(|task| task.holder.assignee().unwrap().to_string()).collect()
}

fn win(case: &mut Play) -> Result<(), String> {
    let command = Command::Finish { outcome: OutcomeId::from("won"), data: input(json!({})), comment: "Победа".into() };
    case.act(person("anna"), &command).map(|_| ()).map_err(|refusal| refusal.code)
}

fn correct(case: &mut Play, data: Json) {
    let revision = case.case.revision;
    case.act(person("anna"), &Command::CorrectData { data: input(data), revision }).unwrap();
}

#[test]
fn finance_is_asked_above_a_million() {
    for (amount, wanted) in [("1000000.00", vec!["pavel"]), ("1000000.01", vec!["pavel", "natalia"])] {
        assert_eq!(approvers(&at_approval("anna", amount)), wanted, "{amount}");
    }
}

#[test]
fn the_first_verdict_against_decides_and_the_rest_is_cancelled() {
    for (verdict, next) in [("rework", "prepare_contract"), ("rejected", "owner_decides")] {
        let mut case = at_approval("anna", "2000000.00");
        case.complete("pavel", "contract_approval", verdict, json!({}));
        assert_eq!(case.open(), [next]);
    }
}

#[test]
fn all_must_approve() {
    let mut case = at_approval("anna", "2000000.00");
    case.complete("pavel", "contract_approval", "approved", json!({}));
    assert_eq!(approvers(&case), ["natalia"]);
    case.complete("natalia", "contract_approval", "approved", json!({}));
    assert_eq!(case.open(), ["sign"]);
}

#[test]
fn nobody_approves_his_own_deal() {
    let case = at_approval("pavel", "500000.00");
    assert_ne!(approvers(&case), ["pavel"]);
}

#[test]
fn winning_is_refused_while_an_approval_is_not_granted() {
    let mut case = at_approval("anna", "500000.00");
    assert_eq!(win(&mut case), Err("approval_missing".into()), "pending");
    case.complete("pavel", "contract_approval", "approved", json!({}));
    correct(&mut case, json!({"contract": document("другой договор")}));
    assert_eq!(win(&mut case), Err("approval_missing".into()), "stale");
    let refusal = case.try_complete("anna", "sign", "signed", json!({})).unwrap_err();
    assert_eq!(refusal.code, "approval_missing", "at every door");
    case.complete("anna", "sign", "needs_additions", json!({}));
    case.complete("anna", "prepare_contract", "done", json!({"contract": document("третий договор")}));
    case.complete("pavel", "contract_approval", "rejected", json!({}));
    assert_eq!(win(&mut case), Err("approval_missing".into()), "rejected");
}

#[test]
fn who_passed_a_rejected_approval_by_hand_reads_where_to_return() {
    let process = "
stages:
  first:
    title: Первая
    steps:
      - {approve: visa, title: Виза, approvers: [person(pavel)], results: {rework: {finish: lost}, rejected: {then: talk}}}
      - task: talk
        reached: by_name
        results: {again: {title: Еще раз, then: {step: visa, at_most: 2, else: stop}}, stop: {title: Все, finish: lost}}
      - {task: stop, reached: by_name, results: {done: {finish: lost}}}
  second: {title: Вторая, steps: [{task: sign, results: {done: {finish: won}, lose: {title: Нет, finish: lost}}}]}";
    let mut case = trial(process, "anna");
    case.complete("pavel", "visa", "rejected", json!({}));
    let skip = Command::EnterStage { stage: "second".into(), data: input(json!({})), comment: "Дальше".into() };
    case.act(person("boris"), &skip).unwrap();
    let refusal = case.try_complete("anna", "sign", "done", json!({})).unwrap_err();
    assert!(refusal.found.get(voronka_definition::Locale::Ru).contains("вернув сделку в стадию «Первая»"), "{refusal:?}");
}

#[test]
fn one_never_begun_does_not_block() {
    let mut case = start("corporate_sales", "anna", with_client(), None).unwrap();
    assert_eq!(win(&mut case), Ok(()));
}

#[test]
fn a_changed_document_restarts_a_running_approval() {
    let mut case = at_approval("anna", "2000000.00");
    case.complete("pavel", "contract_approval", "approved", json!({}));
    correct(&mut case, json!({"contract": document("другой договор")}));
    assert_eq!(approvers(&case), ["pavel", "natalia"], "both are asked about the new text");
}

#[test]
fn what_is_to_be_approved_is_not_taken_away() {
    let mut case = at_approval("anna", "100000.00");
    let revision = case.case.revision;
    let empty = Command::CorrectData { data: input(json!({"contract": null})), revision };
    let refusal = case.act(person("anna"), &empty).unwrap_err();
    assert_eq!(refusal.code, "invalid_fields");
    assert!(case.case.data.contains_key("contract"));
}

#[test]
fn an_approver_does_not_change_what_he_approves() {
    let mut case = at_approval("anna", "2000000.00");
    let revision = case.case.revision;
    let data = input(json!({"contract": document("переписан"), "amount": {"amount": "10.00", "currency": "RUB"}}));
    let refusal = case.act(person("pavel"), &Command::CorrectData { data, revision }).unwrap_err();
    assert_eq!(refusal.code, "forbidden");
}

#[test]
fn an_amount_raised_while_visas_run_asks_finance_too() {
    let mut case = at_approval("anna", "500000.00");
    assert_eq!(approvers(&case), ["pavel"]);
    correct(&mut case, json!({"amount": {"amount": "6000000.00", "currency": "RUB"}}));
    assert_eq!(approvers(&case), ["pavel", "natalia"]);
}

/// What begins beside a person's act and wins at once, while an approval is not given.
#[test]
fn a_victory_beside_what_a_person_did_waits_for_the_approval() {
    let beside = "
fields: {paper: {type: document, title: Бумага}}
stages:
  only:
    title: Стадия
    steps:
      - task: a
        results: {done: {ask: [paper]}}
      - parallel: p
        title: Рядом
        until: any
        branches:
          o: {title: Виза, steps: [{approve: visa, title: Виза, document: paper, approvers: [person(pavel)], results: {approved: {}, rework: {finish: lost}, rejected: {finish: lost}}}]}
          r: {title: Победа, steps: [{set: s, values: {amount: 1 RUB}}, {finish: won}]}
      - finish: lost";
    let mut case = trial(beside, "anna");
    case.complete("anna", "a", "done", json!({"paper": document("договор")}));
    assert_eq!(case.open(), ["visa", "outcome_form"], "what she did is not refused");
    let refused = case.try_complete("anna", "outcome_form", "saved", json!({})).unwrap_err();
    assert_eq!(refused.code, "approval_missing");
    case.complete("pavel", "visa", "rejected", json!({}));
    assert_eq!(case.outcome(), Some("lost"));

    let handled = "
fields: {x: {type: number, title: Икс}}
on:
  told: {changed: [x], title: Сказано, steps: [{finish: won}]}
stages:
  only:
    title: Стадия
    steps:
      - approve: visa
        title: Виза
        approvers: [person(pavel)]
        results: {approved: {finish: lost}, rework: {then: f}, rejected: {then: f}}
      - {task: f, results: {done: {ask: [x]}}}
      - {task: g, results: {done: {finish: lost}}}";
    let mut case = trial(handled, "anna");
    case.complete("pavel", "visa", "rejected", json!({}));
    case.complete("anna", "f", "done", json!({"x": 5}));
    assert_eq!(case.open(), ["g", "outcome_form"]);
    case.complete("anna", "g", "done", json!({}));
    assert_eq!(case.outcome(), Some("lost"));
}

#[test]
fn a_verdict_stands_though_the_handler_ends_right_behind_it() {
    let text = "
on:
  discount: {signal: asked, title: Скидка, steps: [{approve: visa, title: Виза, approvers: [person(pavel)], results: {approved: {}, rework: {finish: lost}, rejected: {}}}]}
stages:
  only: {title: Стадия, steps: [{task: sign, results: {done: {finish: won}, no_deal: {finish: lost}}}]}";
    for (verdict, ends) in [("rejected", Err("approval_missing".to_owned())), ("approved", Ok(()))] {
        let mut case = trial(text, "anna");
        let signal = Command::Signal { name: SignalName::from("asked"), data: input(json!({})) };
        case.act(voronka_core::Actor::Engine, &signal).unwrap();
        case.complete("pavel", "visa", verdict, json!({}));
        let won = case.try_complete("anna", "sign", "done", json!({})).map(|_| ()).map_err(|refused| refused.code.to_owned());
        assert_eq!(won, ends, "{verdict}");
    }
}
