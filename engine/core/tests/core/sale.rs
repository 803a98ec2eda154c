//! The whole sale, from the first call to the signed contract, and its loops to their bounds.

use serde_json::{Value as Json, json};
use voronka_core::{Command, Event};
use voronka_definition::name::{OutcomeId, StageId};

use crate::play::{Play, at, deal, input, notices, overdue, person, start};

/// What somebody does: with which task, which result, which data.
type Act<'a> = (&'a str, &'a str, Json);

fn play(case: &mut Play, acts: &[Act<'_>]) {
    for (task, result, data) in acts {
        case.complete_as_holder(task, result, data.clone());
    }
}

pub fn document(text: &str) -> Json {
    json!({"name": "document.txt", "text": text})
}

fn participants() -> Json {
    json!([{"contact": {"name": "Сергей Волков"}, "role": "директор", "influence": 5, "loyalty": 3, "motives": "сроки"}])
}

fn interested() -> Act<'static> {
    ("call", "interested", json!({"presentation_at": "2026-03-10T09:00:00Z"}))
}

fn opened() -> Act<'static> {
    ("open_deal", "myself", json!({"company": {"name": "ООО Ромашка"}, "need": "Вентиляция склада"}))
}

#[test]
fn a_sale_goes_from_the_first_call_to_the_signed_contract() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    play(&mut case, &[interested()]);
    assert_eq!(case.open(), ["hold_presentation", "open_deal"], "the presentation is planned at the first call");
    assert_eq!(case.task("hold_presentation").due_at, at("2026-03-10 12:00"));
    play(&mut case, &[opened(), ("collect_client_information", "done", json!({}))]);
    assert_eq!(case.stage(), "needs");
    let at_needs = json!({"presentation_at": "2026-03-11T09:00:00Z"});
    play(&mut case, &[("call", "interested", at_needs), ("prepare_presentation", "done", json!({}))]);
    assert_eq!(case.task("hold_presentation").due_at, at("2026-03-11 12:00"), "the date moved with the field");
    assert_eq!(case.open(), ["hold_presentation"], "the stage waits");
    play(
        &mut case,
        &[
            ("hold_presentation", "held", json!({})),
            ("presentation_outcome", "new_contacts", json!({"tactics": "Показать объект"})),
            ("key_contacts", "saved", json!({"participants": participants()})),
            ("calculation", "needed", json!({})),
            ("prepare_calculation", "done", json!({"calculation": document("расчет")})),
            ("prepare_proposal", "done", json!({"proposal": document("предложение")})),
            ("proposal_approval", "approved", json!({})),
            ("prepare_materials", "done", json!({})),
            ("agreed_tactics", "saved", json!({"tactics": "Скидка за предоплату"})),
            ("present_proposal", "done", json!({})),
            ("client_decision", "negotiation", json!({})),
            ("negotiation_plan", "saved", json!({"tactics": "Стоять на цене", "next_steps": "Встреча в пятницу"})),
            ("talk_to_head", "no_need", json!({})),
            ("agree_deal", "done", json!({})),
            ("collect_information", "done", json!({})),
            ("prepare_contract", "done", json!({"contract": document("договор")})),
            ("contract_approval", "rework", json!({})),
            ("prepare_contract", "done", json!({"contract": document("договор 2")})),
            ("contract_approval", "approved", json!({})),
            ("sign", "needs_additions", json!({})),
            ("prepare_contract", "done", json!({"contract": document("договор 3")})),
            ("contract_approval", "approved", json!({})),
            ("sign", "signed", json!({})),
        ],
    );
    assert_eq!(case.outcome(), Some("won"));
    assert_eq!(case.open(), ["follow_up"], "the owner checks the deal afterwards");
}

#[test]
fn the_remarks_of_a_rework_come_with_the_new_task() {
    let mut case = start("corporate_sales", "anna", with_client(), Some("contract")).unwrap();
    play(
        &mut case,
        &[
            ("collect_information", "done", json!({})),
            ("prepare_contract", "done", json!({"contract": document("договор")})),
            ("contract_approval", "rework", json!({})),
        ],
    );
    assert_eq!(case.task("prepare_contract").note.as_deref(), Some("Комментарий"));
}

pub fn with_client() -> Json {
    json!({
        "title": "Вентиляция",
        "amount": {"amount": "500000.00", "currency": "RUB"},
        "company": {"name": "ООО Ромашка"},
        "need": "Вентиляция склада",
    })
}

#[test]
fn loops_end_at_their_bounds_with_the_head() {
    let later = || ("call", "call_back_later", json!({"call_back_at": "2026-03-05T12:00:00Z"}));
    let table: [(&str, u32, Act<'_>); 2] = [("call_back_later", 5, later()), ("no_answer", 3, ("call", "no_answer", json!({})))];
    for (result, at_most, act) in table {
        let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
        for time in 1..=at_most {
            play(&mut case, &[(act.0, act.1, act.2.clone())]);
            assert_eq!(case.open(), ["call"], "{result}, time {time}");
        }
        play(&mut case, &[act]);
        assert_eq!(case.open(), ["head_decides"], "{result}, once more");
        assert_eq!(case.task("head_decides").holder.assignee().unwrap().as_str(), "boris");
        play(&mut case, &[("head_decides", "try_again", json!({}))]);
        assert_eq!(case.open(), ["call"], "the head gives one more");
    }
}

#[test]
fn a_call_back_is_due_at_the_agreed_moment() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    play(&mut case, &[("call", "call_back_later", json!({"call_back_at": "2026-03-05T12:00:00Z"}))]);
    assert_eq!(case.task("call").due_at, at("2026-03-05 15:00"));
}

#[test]
fn an_overdue_call_climbs_the_ladder() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    assert_eq!(case.task("call").due_at, at("2026-03-03 10:00"));
    let reminder = case.advance(at("2026-03-03 09:59"));
    assert_eq!(notices(&reminder).len(), 1, "two business hours before, the evening before");
    assert_eq!(overdue(&case.advance(at("2026-03-03 10:00"))), ["boris"]);
    assert_eq!(overdue(&case.advance(at("2026-03-04 10:00"))), ["olga"]);
    assert_eq!(overdue(&case.advance(at("2026-03-05 10:00"))), ["boris"], "offered");
    assert!(case.next_timer().is_none());
    let number = case.task("call").number;
    case.act(person("boris"), &Command::ClaimTask { task: number }).unwrap();
    assert_eq!(case.task("call").holder.assignee().unwrap().as_str(), "boris");
}

#[test]
fn a_completed_task_escalates_no_more() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    play(&mut case, &[interested()]);
    let events = case.advance(at("2026-03-03 10:00"));
    assert!(overdue(&events).is_empty() || case.open().contains(&"open_deal"));
    let about: Vec<_> = events.iter().filter(|e| matches!(e.event, Event::RungTaken { task: 1, .. })).collect();
    assert!(about.is_empty(), "{about:?}");
}

#[test]
fn a_colleague_gets_the_deal_and_the_presentation() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    play(&mut case, &[interested()]);
    let data = json!({"company": {"name": "ООО Ромашка"}, "need": "Склад", "owner": "dmitry"});
    let events = case.complete("anna", "open_deal", "colleague", data);
    assert_eq!(case.case.owner.as_str(), "dmitry");
    for task in ["hold_presentation", "collect_client_information"] {
        assert_eq!(case.task(task).holder.assignee().unwrap().as_str(), "dmitry");
    }
    assert!(notices(&events).iter().any(|(to, _)| to == "dmitry"), "he is told");
}

#[test]
fn the_head_of_the_direction_appoints_or_refuses() {
    let data = || json!({"company": {"name": "ООО Ромашка"}, "need": "Склад", "direction": "ventilation"});
    let open = || {
        let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
        play(&mut case, &[interested(), ("open_deal", "direction", data())]);
        assert_eq!((case.stage(), case.case.owner.as_str()), ("potential", "ivan"));
        case
    };
    let mut case = open();
    case.complete("ivan", "appoint", "appointed", json!({"owner": "dmitry"}));
    assert_eq!((case.stage(), case.case.owner.as_str()), ("needs", "dmitry"));
    let mut case = open();
    case.complete("ivan", "appoint", "refused", json!({}));
    assert_eq!(case.outcome(), Some("lost"));
    assert_eq!(case.case.data["close_reason"], voronka_definition::Value::Choice("declined".into()));
}

#[test]
fn without_a_direction_who_acts_becomes_the_owner() {
    let mut case = start("corporate_sales", "anna", with_client(), None).unwrap();
    let command =
        Command::EnterStage { stage: StageId::from("potential"), data: input(json!({})), comment: "К делу".into() };
    case.act(person("boris"), &command).unwrap();
    assert_eq!((case.stage(), case.case.owner.as_str()), ("needs", "boris"));
}

#[test]
fn a_deal_made_by_hand_plans_its_presentation_when_it_is_prepared() {
    let mut case = start("corporate_sales", "anna", with_client(), Some("presentation")).unwrap();
    assert_eq!(case.open(), ["prepare_presentation"]);
    play(&mut case, &[("prepare_presentation", "done", json!({}))]);
    assert_eq!(case.open(), ["hold_presentation"]);
    assert_eq!(case.task("hold_presentation").due_at, case.now, "with the present time, which the manager edits");
    assert!(overdue(&case.advance(at("2026-03-02 17:59"))).is_empty(), "nobody is called late for the same hour");
}

#[test]
fn a_cancelled_presentation_asks_what_next() {
    let mut case = start("corporate_sales", "anna", with_client(), Some("presentation")).unwrap();
    let cancelled = ("hold_presentation", "cancelled", json!({}));
    let anew = ("presentation_cancelled", "plan_anew", json!({"presentation_at": "2026-03-12T09:00:00Z"}));
    play(&mut case, &[("prepare_presentation", "done", json!({})), cancelled.clone(), anew]);
    assert_eq!(case.open(), ["hold_presentation"]);
    assert_eq!(case.task("hold_presentation").due_at, at("2026-03-12 12:00"));
}

#[test]
fn leaving_a_stage_cancels_its_tasks_and_keeps_those_made_by_hand() {
    let mut case = start("corporate_sales", "anna", with_client(), None).unwrap();
    make_by_hand(&mut case);
    let skip =
        |stage: &str| Command::EnterStage {
            stage: StageId::from(stage), data: input(json!({})), comment: "Клиент готов".into()
        };
    case.act(person("anna"), &skip("contract")).unwrap();
    assert_eq!(case.open(), ["by hand", "collect_information"]);
    case.act(person("anna"), &skip("needs")).unwrap();
    assert_eq!(case.open(), ["by hand", "collect_client_information"]);
    assert_eq!(case.task("collect_client_information").note.as_deref(), Some("Клиент готов"));
    case.act(person("anna"), &skip("contract")).unwrap();
    assert_eq!(case.case.visits[&StageId::from("contract")], 2);
}

fn make_by_hand(case: &mut Play) {
    let task = voronka_core::HandTask {
        title: "Поздравить клиента".into(),
        kind: voronka_definition::model::TaskKind::Other,
        assignee: "anna".into(),
        due_at: at("2026-03-20 12:00"),
        comment: None,
    };
    case.act(person("anna"), &Command::MakeTask(task)).unwrap();
}

#[test]
fn losing_needs_only_its_reason_and_is_irreversible() {
    let mut case = start("corporate_sales", "anna", deal(), None).unwrap();
    make_by_hand(&mut case);
    let lose =
        |data| Command::Finish { outcome: OutcomeId::from("lost"), data: input(data), comment: "Нет смысла".into() };
    let refusal = case.act(person("anna"), &lose(json!({"close_reason": "competitor"}))).unwrap_err();
    assert_eq!(refusal.fields[0].field, "competitor");
    case.act(person("anna"), &lose(json!({"close_reason": "price"}))).unwrap();
    assert_eq!((case.outcome(), case.open()), (Some("lost"), vec!["by hand"]));
    let refusal = case.act(person("anna"), &lose(json!({"close_reason": "price"}))).unwrap_err();
    assert_eq!(refusal.code, "case_finished");
    assert_eq!(overdue(&case.advance(at("2026-03-20 12:00"))), ["boris"], "its ladder stays");
}

#[test]
fn a_transfer_starts_the_named_process_and_links_the_two() {
    let mut case = start("corporate_sales", "anna", with_client(), None).unwrap();
    let data = input(json!({"process": "short_sale"}));
    let command =
        Command::Finish { outcome: OutcomeId::from("transferred"), data, comment: "Мелкая покупка".into() };
    case.act(person("anna"), &command).unwrap();
    let successor = case.successor.take().unwrap();
    assert_eq!(successor.case.continues, Some(case.case.id));
    assert_eq!(case.case.successor, Some(successor.case.id));
    assert_eq!((successor.case.title(), successor.case.owner.as_str()), ("Вентиляция", "anna"));
    assert!(!successor.case.tasks.is_empty(), "the next task is there at once");
    assert_eq!(successor.case.data.get("process"), None, "how the first one ended is not its data");
}

#[test]
fn what_a_loop_plans_is_not_planned_beyond_its_bound() {
    let mut case = start("corporate_sales", "anna", with_client(), Some("presentation")).unwrap();
    play(&mut case, &[("prepare_presentation", "done", json!({}))]);
    for _ in 0..4 {
        let anew = ("presentation_cancelled", "plan_anew", json!({"presentation_at": "2026-03-12T09:00:00Z"}));
        play(&mut case, &[("hold_presentation", "cancelled", json!({})), anew]);
    }
    assert_eq!(case.open(), ["head_decides"]);
}

#[test]
fn past_the_top_the_last_resort_hears_again_before_the_administrators_do() {
    let mut case = start("corporate_sales", "boris", with_client(), None).unwrap();
    assert_eq!(overdue(&case.advance(at("2026-03-03 10:00"))), ["olga"]);
    assert_eq!(overdue(&case.advance(at("2026-03-04 10:00"))), ["olga"]);
}
