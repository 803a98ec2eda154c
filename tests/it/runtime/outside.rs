//! Steps that reach outside: another system is asked, another case is started, and word comes back.

use chrono::TimeDelta;
use serde_json::{Value, json};
use voronka_core::command::{Answer, Repair};
use voronka_core::{Actor, CaseId, Command, RejectionKind, Start};
use voronka_runtime::{APART, Called, CaseFilter, IncidentRecord, PageRequest, Refused};
use voronka_store::{Claiming, Lease};

use crate::support::{House, input, source};

async fn house(processes: &[&str]) -> House {
    let house = House::new().await;
    for name in processes {
        house.engine.deploy(&source(&format!("tests/it/runtime/processes/{name}.yaml")), None).await.unwrap();
    }
    house
}

async fn begin(house: &House, process: &str) -> CaseId {
    let deal = input(json!({"title": "Вентиляция", "amount": {"amount": "500000.00", "currency": "RUB"}}));
    let start = Start { process: process.into(), deal, stage: None, owner: None, continues: None };
    house.engine.start(start, "anna".into(), None).await.unwrap().case.id
}

fn invoice() -> Called {
    Called::Done(json!({"number": "A-7", "dates": [{"due": "2026-12-20"}]}))
}

fn failed(reason: &str) -> Called {
    Called::Failed { reason: reason.into(), pause: None }
}

async fn later(house: &House, minutes: i64) {
    let now = house.engine.now().await.unwrap();
    house.engine.clock().advance_to(now + TimeDelta::minutes(minutes)).await.unwrap();
}

async fn open_steps(house: &House, id: CaseId) -> Vec<String> {
    let case = house.case(id).await;
    case.tasks.values().map(|task| task.origin.name().unwrap_or("by hand").to_owned()).collect()
}

async fn incidents(house: &House) -> Vec<IncidentRecord> {
    house.engine.reads().incidents(&PageRequest::default()).await.unwrap().items
}

async fn repair(house: &House, id: CaseId, number: u32, repair: Repair) -> Result<(), Refused> {
    let command = Command::CloseIncident { incident: number, comment: "Разобрались".to_owned(), repair };
    house.engine.execute(id, command, Actor::Person("vera".into()), None).await.map(drop)
}

#[tokio::test]
async fn an_answer_sets_fields_and_the_flow_goes_on() {
    let house = house(&["invoicing"]).await;
    house.calls.tell([invoice()]);
    let id = begin(&house, "invoicing").await;
    assert!(open_steps(&house, id).await.is_empty(), "nothing was asked before the commit");
    assert!(house.calls.asked().is_empty());

    house.engine.settle().await.unwrap();

    let asked = &house.calls.asked()[0];
    assert_eq!((asked.connection.as_str(), asked.identity.as_str()), ("billing", format!("{id}-1-1").as_str()));
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(body, json!({"name": "Вентиляция", "sum": {"amount": "500000.00", "currency": "RUB"}, "direction": null}));
    let case = house.case(id).await;
    assert_eq!(case.data["invoice_number"], voronka_definition::Value::Text("A-7".to_owned()));
    assert!(case.data.contains_key("invoice_due"));
    assert_eq!(open_steps(&house, id).await, ["check"]);
    house.is_sound().await;
}

#[tokio::test]
async fn failures_are_tried_again_with_longer_pauses_and_the_same_identity() {
    let house = house(&["invoicing"]).await;
    let wait = Called::Failed { reason: "503".into(), pause: Some(std::time::Duration::from_secs(30 * 60)) };
    house.calls.tell([failed("500"), wait, invoice()]);
    let id = begin(&house, "invoicing").await;
    later(&house, 24 * 60).await;
    let asked = house.calls.asked();
    let pauses: Vec<_> = asked.windows(2).map(|pair| (pair[1].now - pair[0].now).num_minutes()).collect();
    assert_eq!(pauses, [10, 30], "the second as long as the other system wants");
    assert!(asked.iter().all(|request| request.identity == asked[0].identity && request.body == asked[0].body));
    assert_eq!(open_steps(&house, id).await, ["check"]);
    house.is_sound().await;
}

#[tokio::test]
async fn a_call_that_fails_for_good_waits_for_an_administrator() {
    let house = house(&["invoicing"]).await;
    house.calls.tell([failed("1"), failed("2"), failed("3")]);
    let id = begin(&house, "invoicing").await;
    later(&house, 24 * 60).await;
    assert_eq!(house.calls.asked().len(), 3, "the first and two more");
    let found = incidents(&house).await;
    assert!(matches!(&found[..], [IncidentRecord::Case { .. }]), "{found:?}");
    assert_eq!(house.courier.tried_to("vera").len(), 1, "the administrator is told");
    house.is_sound().await;

    let stuck = repair(&house, id, 1, Repair::Close).await.unwrap_err();
    assert!(matches!(stuck, Refused::Rejected(rejection) if rejection.code == "wrong_repair"));
    house.calls.tell([invoice()]);
    repair(&house, id, 1, Repair::TryAgain).await.unwrap();
    house.engine.settle().await.unwrap();
    let asked = house.calls.asked();
    assert_eq!(asked[3].identity, asked[0].identity, "the same content is the same request");
    assert_eq!(open_steps(&house, id).await, ["check"]);
    assert!(incidents(&house).await.is_empty());
    house.is_sound().await;
}

#[tokio::test]
async fn a_call_can_be_passed_over_by_what_it_would_have_brought() {
    let house = house(&["invoicing"]).await;
    house.calls.tell([Called::Unknown("no connection".into())]);
    let id = begin(&house, "invoicing").await;
    house.engine.settle().await.unwrap();
    let wrong = repair(&house, id, 1, Repair::Skip(input(json!({"invoice_number": "B-1", "need": "x"})))).await.unwrap_err();
    let Refused::Rejected(rejection) = wrong else { panic!("{wrong}") };
    let fields: Vec<_> = rejection.fields.iter().map(|field| (field.field.as_str(), field.code.as_str())).collect();
    assert_eq!(fields, [("need", "unknown_field"), ("invoice_due", "missing")]);
    let given = input(json!({"invoice_number": "B-1", "invoice_due": "2026-12-20"}));
    repair(&house, id, 1, Repair::Skip(given)).await.unwrap();
    assert_eq!(open_steps(&house, id).await, ["check"]);
    house.is_sound().await;
}

#[tokio::test]
async fn an_answer_that_lacks_something_or_is_wrong_is_a_failure_with_its_reason() {
    for (answer, reason) in [
        (json!({"number": "A-7"}), "dates.0.due"),
        (json!({"number": "A-7", "dates": [{"due": "soon"}]}), "invoice_due"),
        (json!({"number": "  ", "dates": [{"due": "2026-12-20"}]}), "invoice_number"),
        (Value::Null, "number"),
    ] {
        let house = house(&["invoicing"]).await;
        house.calls.tell([Called::Done(answer)]);
        let id = begin(&house, "invoicing").await;
        house.engine.settle().await.unwrap();
        let trouble = format!("{:?}", house.case(id).await.incidents[&1].trouble);
        assert!(trouble.contains("CallFailed") && trouble.contains(reason), "{trouble}");
        assert!(!house.case(id).await.data.contains_key("invoice_number"), "nothing was set");
        house.is_sound().await;
    }
}

#[tokio::test]
async fn a_refusal_takes_the_result_that_the_process_has_for_it() {
    let house = house(&["invoicing"]).await;
    house.calls.tell([invoice(), Called::Refused("400".into())]);
    let id = begin(&house, "invoicing").await;
    house.engine.settle().await.unwrap();
    house.complete(id, "check", "right", json!({})).await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(open_steps(&house, id).await, ["by_hand"]);
    assert!(incidents(&house).await.is_empty());
    house.is_sound().await;
}

#[tokio::test]
async fn an_answer_for_a_step_that_was_left_is_dropped() {
    let house = house(&["invoicing"]).await;
    let id = begin(&house, "invoicing").await;
    let skip =
        Command::EnterStage { stage: "archive".into(), data: input(json!({})), comment: "Уже оплачен".to_owned() };
    house.engine.execute(id, skip, Actor::Person("anna".into()), None).await.unwrap();
    house.engine.settle().await.unwrap();
    assert!(house.calls.asked().is_empty(), "what nobody waits for is not asked");
    let late = Command::AnswerCall { token: 1, attempt: 1, answer: Answer::Done(json!({})) };
    let refused = house.engine.execute(id, late, Actor::Engine, None).await.unwrap_err();
    assert!(matches!(refused, Refused::Rejected(rejection) if rejection.code == "call_gone"));
    assert_eq!(open_steps(&house, id).await, ["close"]);
    house.is_sound().await;
}

#[tokio::test]
async fn a_request_whose_answer_was_not_written_down_is_sent_again_under_its_identity() {
    let house = house(&["invoicing"]).await;
    house.calls.tell([invoice(), invoice()]);
    let id = begin(&house, "invoicing").await;
    // A server took the request, and ended before it wrote anything down.
    let now = house.engine.now().await.unwrap();
    let lease = Lease { token: "gone".to_owned(), until: now + TimeDelta::minutes(5) };
    assert_eq!(
        house
            .store
            .claim_turns(&lease, &Claiming { now, limit: 8, apart: APART, notices: true, away: Vec::new() })
            .await
            .unwrap()
            .len(),
        1
    );
    house.engine.settle().await.unwrap();
    assert!(house.calls.asked().is_empty(), "the lease holds");
    later(&house, 6).await;
    assert_eq!(house.calls.asked()[0].identity, format!("{id}-1-1"));
    assert_eq!(open_steps(&house, id).await, ["check"]);
    house.is_sound().await;
}

#[tokio::test]
async fn only_the_engine_answers() {
    let house = house(&["invoicing"]).await;
    let id = begin(&house, "invoicing").await;
    for command in [
        Command::AnswerCall { token: 1, attempt: 1, answer: Answer::Done(Value::Null) },
        Command::EndChild { token: 1, case: id, kind: voronka_definition::model::OutcomeKind::Won },
    ] {
        let refused = house.engine.execute(id, command, Actor::Person("vera".into()), None).await.unwrap_err();
        assert!(matches!(refused, Refused::Rejected(rejection) if rejection.kind == RejectionKind::Forbidden));
    }
    let mine = repair_by(&house, id, "anna").await.unwrap_err();
    assert!(matches!(mine, Refused::Rejected(rejection) if rejection.kind == RejectionKind::Forbidden));
}

async fn repair_by(house: &House, id: CaseId, who: &str) -> Result<(), Refused> {
    let command = Command::CloseIncident { incident: 1, comment: "Да".to_owned(), repair: Repair::TryAgain };
    house.engine.execute(id, command, Actor::Person(who.into()), None).await.map(drop)
}

async fn child_of(house: &House, process: &str) -> CaseId {
    let filter = CaseFilter { process: Some(process.into()), ..CaseFilter::default() };
    let everything = voronka_core::access::Horizon::of(&house.engine.world(), &"vera".into(), house.engine.now().await.unwrap());
    let found = house.engine.reads().cases(&everything, &filter, &PageRequest::default()).await.unwrap().items;
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].id
}

#[tokio::test]
async fn a_started_case_is_waited_for_and_its_outcome_leads_on() {
    for (result, step) in [("good", "hand_over"), ("bad", "repair")] {
        let house = house(&["works", "turnkey"]).await;
        let parent = begin(&house, "turnkey").await;
        let child = child_of(&house, "works").await;
        let started = house.case(child).await;
        assert_eq!((started.owner.as_str(), started.title()), ("dmitry", "Монтаж: Вентиляция"));
        assert_eq!(started.parent.as_ref().map(|found| found.case), Some(parent));
        assert_eq!(started.data["budget"], house.case(parent).await.data["amount"]);
        assert!(open_steps(&house, parent).await.is_empty());
        house.is_sound().await;

        house.complete(child, "install", result, json!({})).await.unwrap();
        assert!(open_steps(&house, parent).await.is_empty(), "word comes by the outbox");
        house.engine.settle().await.unwrap();
        house.engine.settle().await.unwrap();
        assert_eq!(open_steps(&house, parent).await, [step]);
        assert_eq!(house.happened(parent).await.iter().filter(|name| *name == "child_ended").count(), 1);
        house.is_sound().await;
    }
}

#[tokio::test]
async fn word_for_a_case_that_went_another_way_is_dropped() {
    let house = house(&["works", "turnkey"]).await;
    let parent = begin(&house, "turnkey").await;
    let child = child_of(&house, "works").await;
    let skip = Command::EnterStage { stage: "later".into(), data: input(json!({})), comment: "Потом".to_owned() };
    house.engine.execute(parent, skip, Actor::Person("anna".into()), None).await.unwrap();
    assert!(house.case(child).await.is_open(), "leaving the step does not end the other case");
    house.complete(child, "install", "good", json!({})).await.unwrap();
    house.engine.settle().await.unwrap();
    assert_eq!(open_steps(&house, parent).await, ["wait_and_see"]);
    house.is_sound().await;
}

#[tokio::test]
async fn a_process_that_is_not_deployed_waits_for_it() {
    let house = house(&["turnkey"]).await;
    let parent = begin(&house, "turnkey").await;
    house.engine.settle().await.unwrap();
    let trouble = format!("{:?}", house.case(parent).await.incidents[&1].trouble);
    assert!(trouble.contains("NotStarted") && trouble.contains("works"), "{trouble}");
    house.is_sound().await;

    house.engine.deploy(&source("tests/it/runtime/processes/works.yaml"), None).await.unwrap();
    repair(&house, parent, 1, Repair::TryAgain).await.unwrap();
    let child = child_of(&house, "works").await;
    assert_eq!(house.case(child).await.owner.as_str(), "dmitry");
    house.is_sound().await;
}
