//! Who may do what, and what the state allows: each refusal by its code. Nothing is written by a refused command.

use serde_json::json;
use voronka_core::case::TimerKey;
use voronka_core::{Actor, Command, RejectionKind};
use voronka_definition::name::{ResultId, StageId};

use crate::play::{Play, at, deal, input, person, start};

fn complete(task: u32, result: &str) -> Command {
    Command::CompleteTask { task, result: ResultId::from(result), data: input(json!({})), comment: None }
}

fn reschedule(due: &str) -> Command {
    Command::RescheduleTask { task: 1, due_at: at(due), reason: "Клиент попросил".into() }
}

fn reassign(to: &str) -> Command {
    Command::ReassignTask { task: 1, to: to.into(), comment: "Ему ближе".into() }
}

fn enter(stage: &str, comment: &str) -> Command {
    Command::EnterStage { stage: StageId::from(stage), data: input(json!({})), comment: comment.into() }
}

#[test]
fn each_refusal_has_its_kind_and_code() {
    use RejectionKind::{Conflict, Forbidden, Invalid, NotFound, Outdated};
    let table: &[(Actor, Command, RejectionKind, &str)] = &[
        (person("dmitry"), complete(1, "no_answer"), NotFound, "not_found"),
        (person("stranger"), complete(1, "no_answer"), Forbidden, "not_active"),
        (person("anna"), complete(9, "no_answer"), NotFound, "not_found"),
        (person("anna"), complete(1, "held"), Conflict, "result_not_offered"),
        (person("anna"), Command::FireTimer { key: TimerKey::Task(1), occurrence: 1 }, Forbidden, "engine_only"),
        (Actor::Engine, Command::FireTimer { key: TimerKey::Task(1), occurrence: 1 }, Conflict, "timer_early"),
        (Actor::Engine, Command::FireTimer { key: TimerKey::Task(1), occurrence: 7 }, Conflict, "timer_gone"),
        (person("anna"), reschedule("2026-03-01 10:00"), Invalid, "invalid_fields"),
        (person("anna"), reassign("nobody"), Invalid, "invalid_fields"),
        (person("anna"), reassign("anna"), Invalid, "invalid_fields"),
        (person("anna"), enter("interest", "Сначала"), Conflict, "already_in_stage"),
        (person("anna"), enter("nowhere", "Дальше"), Invalid, "invalid_fields"),
        (person("anna"), enter("potential", "  "), Invalid, "invalid_fields"),
        (person("anna"), Command::CorrectData { data: input(json!({})), revision: 1 }, Outdated, "outdated"),
        (person("anna"), Command::ClaimTask { task: 1 }, Conflict, "task_already_claimed"),
    ];
    for (by, command, kind, code) in table {
        let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
        let before = case.case.clone();
        let refusal = case.act(by.clone(), command).expect_err(code);
        assert_eq!((refusal.kind, refusal.code.as_str()), (*kind, *code), "{command:?}");
        assert_eq!(case.case, before, "a refused command changes nothing");
    }
}

#[test]
fn a_closed_task_is_a_conflict() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    case.complete("anna", "call", "no_answer", json!({}));
    let refusal = case.act(person("anna"), &complete(1, "no_answer")).unwrap_err();
    assert_eq!((refusal.kind, refusal.code.as_str()), (RejectionKind::Conflict, "task_not_open"));
}

#[test]
fn an_assignee_may_postpone_three_times_and_then_only_the_head() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    for day in 4..=6 {
        case.act(person("anna"), &reschedule(&format!("2026-03-0{day} 12:00"))).unwrap();
    }
    let mut far = start("corporate_sales", "anna", deal(), None).unwrap();
    let refusal = far.act(person("anna"), &reschedule("2026-09-01 12:00")).unwrap_err();
    assert_eq!(refusal.code, "postponed_too_far");
    let refusal = case.act(person("anna"), &reschedule("2026-03-10 12:00")).unwrap_err();
    assert_eq!(refusal.code, "postponed_too_often");
    case.act(person("boris"), &reschedule("2026-03-10 12:00")).unwrap();
    assert_eq!(case.task("call").due_at, at("2026-03-10 12:00"));
}

#[test]
fn a_head_completes_for_his_people_but_never_a_visa() {
    let mut case = start("corporate_sales", "anna", crate::sale::with_client(), Some("proposal")).unwrap();
    case.complete("boris", "calculation", "not_needed", json!({}));
    case.complete("boris", "prepare_proposal", "done", json!({"proposal": crate::sale::document("x")}));
    let refused: fn(&mut Play, &str) -> String =
        |case, by| case.try_complete(by, "proposal_approval", "approved", json!({})).unwrap_err().code;
    assert_eq!(refused(&mut case, "olga"), "forbidden");
    assert_eq!(refused(&mut case, "anna"), "forbidden");
    case.complete("boris", "proposal_approval", "approved", json!({}));
}
