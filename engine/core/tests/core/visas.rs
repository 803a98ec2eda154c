//! Visas in small processes: order and quorum, four eyes through deputies and changes of owner, and what a skip does not launder.

use serde_json::json;
use voronka_core::event::{Event, Reason};
use voronka_core::{Command, Rejection};
use voronka_definition::name::{OutcomeId, StageId};
use voronka_definition::organisation::Organisation;

use crate::flow::correct;
use crate::house::{away, trial, trial_in};
use crate::play::{Play, input, person};
use crate::sale::document;

/// A process whose one approval is written like this.
fn approving(approval: &str) -> String {
    format!(
        "
fields: {{contract: {{type: document, title: Договор}}}}
roles: {{head: head_of(deal.owner), lawyer: position(lawyer)}}
escalations: {{up: [{{when: overdue, offer: head_of(late)}}]}}
stages:
  work:
    title: Работа
    steps:
      - task: prepare
        results: {{done: {{ask: [contract]}}}}
      - approve: visa
        title: Виза
        document: contract
        escalate: up
        {approval}
        results: {{approved: {{}}, rework: {{then: {{step: prepare, at_most: 3, else: decide}}}}, rejected: {{then: decide}}}}
      - task: sign
        results: {{signed: {{title: Подписан, finish: won}}, again: {{title: Снова, then: {{step: prepare, at_most: 9, else: decide}}}}}}
      - task: decide
        reached: by_name
        assignee: head
        results: {{anew: {{title: Заново, then: prepare}}, lose: {{title: Проиграть, finish: lost}}}}
  after:
    title: Потом
    steps: [{{task: rest, results: {{done: {{finish: won}}}}}}]"
    )
}

fn begin(approval: &str, owner: &str, change: impl FnOnce(&mut Organisation)) -> Play {
    let mut case = trial_in(&approving(approval), owner, change);
    case.complete_as_holder("prepare", "done", json!({"contract": document("1")}));
    case
}

const THREE: &str = "approvers: [person(ivan), person(elena), person(pavel)]";

/// How the visas are asked for, the verdicts by person, and who or what is open then.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn order_and_quorum_decide_as_written() {
    let table: &[Row<'_>] = &[
        ("order: sequence", &[], &["ivan"]),
        ("order: sequence", &[("ivan", "approved")], &["elena"]),
        ("order: sequence", &[("ivan", "approved"), ("elena", "approved"), ("pavel", "approved")], &["sign"]),
        ("order: sequence", &[("ivan", "rework")], &["prepare"]),
        ("needs: any", &[("elena", "approved")], &["sign"]),
        ("needs: any", &[("elena", "rejected"), ("ivan", "rework")], &["pavel"]),
        ("needs: any", &[("elena", "rejected"), ("ivan", "rework"), ("pavel", "rework")], &["decide"]),
        ("needs: 2", &[("elena", "rework"), ("ivan", "rework")], &["prepare"]),
        ("needs: 2", &[("elena", "rejected"), ("ivan", "rework")], &["decide"]),
        ("needs: 2", &[("elena", "rejected"), ("ivan", "approved"), ("pavel", "approved")], &["sign"]),
        ("{order: sequence, needs: 2}", &[("ivan", "rework"), ("elena", "approved"), ("pavel", "approved")], &["sign"]),
    ];
    for (how, verdicts, wanted) in table {
        let how = how.trim_matches(['{', '}']).replace(", ", "\n        ");
        let mut case = begin(&format!("{THREE}\n        {how}"), "anna", |_| ());
        for (by, verdict) in *verdicts {
            let visa = case.case.tasks.values().find(|task| task.holder.everybody()[0].as_str() == *by);
            let number = visa.unwrap_or_else(|| panic!("{how}: no visa for {by}")).number;
            case.act(person(by), &verdict_on(number, verdict)).unwrap();
        }
        let open: Vec<_> = case.case.tasks.values().collect();
        let names = open.iter().map(|task| match task.origin.name() {
            Some("visa") => task.holder.everybody()[0].as_str(),
            other => other.unwrap_or(""),
        });
        assert_eq!(names.collect::<Vec<_>>(), *wanted, "{how} {verdicts:?}");
    }
}

fn verdict_on(task: u32, result: &str) -> Command {
    Command::CompleteTask { task, result: result.into(), data: input(json!({})), comment: Some("Вот так".into()) }
}

fn approve(case: &mut Play, by: &str) -> Result<(), Rejection> {
    case.try_complete(by, "visa", "approved", json!({})).map(drop)
}

#[test]
fn a_restarted_approval_asks_in_its_order_and_looks_at_its_conditions_again() {
    let approval = "approvers: [person(ivan), {who: person(natalia), when: amount != null and amount > 1000 RUB}, person(pavel)]\n        order: sequence\n        if_empty: approved";
    let mut case = begin(approval, "anna", |_| ());
    approve(&mut case, "ivan").unwrap();
    assert_eq!(case.holder("visa"), ["pavel"], "the amount is not known yet");
    let amount = json!({"amount": {"amount": "5000", "currency": "RUB"}, "contract": document("2")});
    correct(&mut case, "anna", amount);
    for by in ["ivan", "natalia", "pavel"] {
        assert_eq!(case.holder("visa"), [by]);
        approve(&mut case, by).unwrap();
    }
    assert_eq!(case.open(), ["sign"]);
}

#[test]
fn why_an_approval_began_anew_is_told_as_it_was() {
    let approval = "approvers: [{who: person(ivan), when: amount = null or amount <= 1000 RUB}, {who: person(natalia), when: amount != null and amount > 1000 RUB}]\n        if_empty: approved";
    let amount = || json!({"amount": {"amount": "5000", "currency": "RUB"}});
    let paper = || json!({"contract": document("2")});
    let both = || json!({"contract": document("2"), "amount": {"amount": "5000", "currency": "RUB"}});
    let cases = [(amount(), Reason::ApproversChanged), (paper(), Reason::DocumentChanged), (both(), Reason::DocumentChanged)];
    for (change, wanted) in cases {
        let mut case = begin(approval, "anna", |_| ());
        let revision = case.case.revision;
        let recorded = case.act(person("anna"), &Command::CorrectData { data: input(change), revision }).unwrap();
        let told = recorded.iter().find_map(|recorded| match &recorded.event {
            Event::TaskCancelled { reason, .. } => Some(reason.clone()),
            _ => None,
        });
        assert_eq!(told, Some(wanted));
    }
}

#[test]
fn a_document_of_another_name_and_the_same_content_is_the_same_document() {
    let mut case = begin(THREE, "anna", |_| ());
    case.act(person("ivan"), &verdict_on(2, "approved")).unwrap();
    correct(&mut case, "anna", json!({"contract": {"name": "Договор (копия).txt", "text": "1"}}));
    let open: Vec<_> = case.case.tasks.keys().copied().collect();
    assert_eq!(open, [3, 4], "nobody is asked again");
}

#[test]
fn the_owners_visa_goes_to_his_head_or_who_stands_above() {
    type Change = fn(&mut Organisation);
    let table: [(&str, &str, Change, &[&str]); 5] = [
        ("anna", "[head]", |_| (), &["boris"]),
        ("pavel", "[lawyer]", |_| (), &["olga"]),
        ("boris", "[person(boris)]", |_| (), &["olga"]),
        ("anna", "[person(anna)]", |house| house.absences = vec![away("boris", None)], &["olga"]),
        ("anna", "[person(anna)]", |house| house.absences = vec![away("boris", Some("dmitry"))], &["dmitry"]),
    ];
    for (owner, approvers, change, wanted) in table {
        let case = begin(&format!("approvers: {approvers}"), owner, change);
        assert_eq!(case.holder("visa"), wanted, "{owner} {approvers}");
    }
}

#[test]
fn a_visa_goes_on_when_its_holder_becomes_the_owner() {
    let mut case = begin("approvers: [person(dmitry)]", "anna", |_| ());
    change_owner(&mut case, "dmitry");
    assert_eq!(case.holder("visa"), ["boris"]);
    let mut case = begin("approvers: [person(ivan)]", "anna", |_| ());
    reassign(&mut case, "ivan", "visa", "dmitry").unwrap();
    change_owner(&mut case, "dmitry");
    assert_eq!(case.holder("visa"), ["ivan"], "given on by hand, it goes back to its rule");
}

fn change_owner(case: &mut Play, to: &str) {
    case.act(person("boris"), &Command::ChangeOwner { person: to.into(), comment: "Так надо".into() }).unwrap();
}

fn reassign(case: &mut Play, by: &str, task: &str, to: &str) -> Result<(), Rejection> {
    let command = Command::ReassignTask { task: case.task(task).number, to: to.into(), comment: "Так надо".into() };
    case.act(person(by), &command).map(drop)
}

#[test]
fn s37_nobody_approves_his_own_deal_through_another() {
    let owner_stands_in = |house: &mut Organisation| house.absences = vec![away("ivan", Some("anna"))];
    let mut case = begin("approvers: [person(ivan)]", "anna", owner_stands_in);
    assert_eq!(approve(&mut case, "anna").unwrap_err().code, "forbidden", "the owner as a deputy");
    assert_eq!(reassign(&mut case, "ivan", "visa", "anna").unwrap_err().code, "invalid_fields");

    let stood_in = |house: &mut Organisation| house.absences = vec![away("yulia", Some("rustam"))];
    let mut case = trial_in(&approving("approvers: [person(rustam)]"), "yulia", stood_in);
    case.complete("rustam", "prepare", "done", json!({"contract": document("1")}));
    assert_eq!(case.holder("visa"), ["svetlana"], "who prepared it in the owner's stead does not approve it");
    assert_eq!(reassign(&mut case, "svetlana", "visa", "rustam").unwrap_err().code, "invalid_fields");

    let last_resort = |house: &mut Organisation| house.absences = vec![away("pavel", Some("olga"))];
    let mut case = trial_in(&approving("approvers: [person(olga)]"), "pavel", last_resort);
    case.complete("olga", "prepare", "done", json!({"contract": document("1")}));
    assert_eq!(case.holder("visa"), ["vera"], "with the last resort itself out of the question, an administrator");
}

#[test]
fn s37_a_visa_offered_to_the_owner_is_not_for_him_to_take() {
    let mut case = begin("approvers: [person(boris)]", "olga", |_| ());
    while let Some(timer) = case.next_timer() {
        case.advance(timer.due_at);
    }
    let number = case.task("visa").number;
    let offered = case.case.escalations.values().any(|one| one.offered && one.to.as_str() == "olga");
    assert!(offered, "{:?}", case.case.escalations);
    let refusal = case.act(person("olga"), &Command::ClaimTask { task: number }).unwrap_err();
    assert_eq!(refusal.code, "own_approval");
    reassign(&mut case, "olga", "visa", "ivan").unwrap();
    approve(&mut case, "ivan").unwrap();
}

#[test]
fn a_visa_offered_to_several_leaves_out_whose_deal_it_is() {
    let text = approving("approvers: [person(ivan)]")
        .replace("offer: head_of(late)", "offer: [person(elena), position(manager), person(boris)]");
    let mut case = trial(&text, "anna");
    case.complete_as_holder("prepare", "done", json!({"contract": document("1")}));
    while let Some(timer) = case.next_timer() {
        case.advance(timer.due_at);
    }
    let offered: Vec<_> = case.case.escalations.values().filter(|one| one.offered).map(|one| one.to.to_string()).collect();
    assert_eq!(offered, ["boris", "dmitry", "elena", "rustam", "yulia"], "every manager but the owner of the deal");
    let number = case.task("visa").number;
    for person_to in offered {
        let mut case = trial(&text, "anna");
        case.complete_as_holder("prepare", "done", json!({"contract": document("1")}));
        while let Some(timer) = case.next_timer() {
            case.advance(timer.due_at);
        }
        case.act(person(&person_to), &Command::ClaimTask { task: number }).expect("what is offered may be taken");
    }
}

/// What happens to a deal whose document is at its approver, and whether it may be won by hand once the stage is left.
type Story<'a> = (&'a str, &'a dyn Fn(&mut Play), bool);

#[test]
fn leaving_the_stage_does_not_launder_a_refusal() {
    let again = |case: &mut Play| {
        case.complete("anna", "sign", "again", json!({}));
        case.complete("anna", "prepare", "done", json!({"contract": document("2")}));
    };
    let table: [Story<'_>; 4] = [
        ("begun once and left", &|_| (), true),
        (
            "approved, changed, begun again and left",
            &|case| {
                approve(case, "ivan").unwrap();
                again(case)
            },
            false,
        ),
        (
            "sent to rework, begun again and left",
            &|case| {
                case.complete("ivan", "visa", "rework", json!({}));
                case.complete("anna", "prepare", "done", json!({"contract": document("2")}));
            },
            false,
        ),
        (
            "rejected, begun again and left",
            &|case| {
                case.complete("ivan", "visa", "rejected", json!({}));
                case.complete("boris", "decide", "anew", json!({}));
                case.complete("anna", "prepare", "done", json!({"contract": document("2")}));
                correct(case, "anna", json!({"contract": document("3")}));
            },
            false,
        ),
    ];
    for (story, acts, may_win) in table {
        let mut case = begin("approvers: [person(ivan)]", "anna", |_| ());
        acts(&mut case);
        assert_eq!(case.open(), ["visa"], "{story}");
        let skip = Command::EnterStage { stage: StageId::from("after"), data: input(json!({})), comment: "Дальше".into() };
        case.act(person("anna"), &skip).unwrap();
        let win = Command::Finish { outcome: OutcomeId::from("won"), data: input(json!({})), comment: "Победа".into() };
        assert_eq!(case.act(person("anna"), &win).is_ok(), may_win, "{story}");
    }
}

#[test]
fn too_few_approvers_left_take_the_result_that_was_written() {
    for (result, wanted) in [("approved", "sign"), ("rejected", "decide")] {
        for rest in ["]", ", person(ivan)]\n        needs: 2"] {
            let approval =
                format!("approvers: [{{who: head, when: amount != null and amount > 5 RUB}}{rest}\n        if_empty: {result}");
            let case = begin(&approval, "anna", |_| ());
            assert_eq!(case.open(), [wanted], "{rest}");
        }
    }
}

#[test]
fn an_unclaimed_visa_is_claimed_once_by_a_candidate_or_his_deputy() {
    let two_lawyers = |house: &mut Organisation| {
        house.people.get_mut("ivan").unwrap().positions = vec!["lawyer".into()];
    };
    let mut case = begin("approvers: [lawyer]", "anna", two_lawyers);
    assert_eq!(case.holder("visa"), ["ivan", "pavel"]);
    let claim = Command::ClaimTask { task: case.task("visa").number };
    assert_eq!(approve(&mut case, "pavel").unwrap_err().code, "task_not_claimed");
    case.change_house(|house| house.absences = vec![away("ivan", Some("elena"))]);
    assert_eq!(case.act(person("boris"), &claim).unwrap_err().code, "forbidden");
    let events = case.act(person("elena"), &claim).unwrap();
    assert_eq!(events[0].acts_for.as_ref().map(|person| person.as_str()), Some("ivan"));
    assert_eq!(case.act(person("pavel"), &claim).unwrap_err().code, "task_already_claimed", "the slower one is in conflict");
    approve(&mut case, "elena").unwrap();
}

#[test]
fn a_task_made_by_hand_is_neither_a_visa_nor_a_form() {
    use voronka_definition::model::TaskKind;
    for kind in [TaskKind::Visa, TaskKind::Form] {
        let mut case = trial(&approving("approvers: [head]"), "anna");
        let task = voronka_core::HandTask {
            title: "Виза".into(),
            kind,
            assignee: "anna".into(),
            due_at: crate::play::at("2026-03-10 12:00"),
            comment: None,
        };
        let refusal = case.act(person("anna"), &Command::MakeTask(task)).unwrap_err();
        assert_eq!(refusal.fields[0].field, "kind");
    }
}
