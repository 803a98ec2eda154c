//! Visas: who gives them, what they decide, and how a changed document undoes them.

use serde_json::{Value as Json, json};
use voronka_core::Command;
use voronka_definition::name::OutcomeId;

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
