//! Every loop of the corporate sale over HTTP, to its bound and once more: then the head decides.

use serde_json::{Value as Json, json};

use super::client::Client;
use super::sale::{Scene, deal, document, id};

/// One time round a loop: who does which task with which result and data; the data may depend on the time round.
type Round = &'static [(&'static str, &'static str, &'static str, fn(u32) -> Json)];

struct Loop {
    stage: Option<&'static str>,
    /// What leads to the loop's first task.
    before: Round,
    round: Round,
    at_most: u32,
}

fn nothing(_: u32) -> Json {
    json!({})
}

fn call_back(_: u32) -> Json {
    json!({"call_back_at": "2027-03-05T12:00:00Z"})
}

fn contract(time: u32) -> Json {
    json!({"contract": document(&format!("договор {time}"))})
}

fn proposal(time: u32) -> Json {
    json!({"proposal": document(&format!("предложение {time}"))})
}

fn tactics(_: u32) -> Json {
    json!({"tactics": "Скидка"})
}

fn meeting(_: u32) -> Json {
    json!({"proposal_meeting_at": "2027-03-12T09:00:00Z"})
}

fn presentation(_: u32) -> Json {
    json!({"presentation_at": "2027-03-12T09:00:00Z"})
}

const LOOPS: &[Loop] = &[
    Loop { stage: None, before: &[], round: &[("anna", "call", "call_back_later", call_back)], at_most: 5 },
    Loop { stage: None, before: &[], round: &[("anna", "call", "no_answer", nothing)], at_most: 3 },
    Loop {
        stage: Some("needs"),
        before: &[("anna", "collect_client_information", "done", nothing)],
        round: &[("anna", "call", "call_back_later", call_back)],
        at_most: 5,
    },
    Loop {
        stage: Some("presentation"),
        before: &[("anna", "prepare_presentation", "done", nothing)],
        round: &[
            ("anna", "hold_presentation", "cancelled", nothing),
            ("anna", "presentation_cancelled", "plan_anew", presentation),
        ],
        at_most: 3,
    },
    Loop {
        stage: Some("proposal"),
        before: &[("anna", "calculation", "not_needed", nothing)],
        round: &[("anna", "prepare_proposal", "done", proposal), ("boris", "proposal_approval", "rework", nothing)],
        at_most: 5,
    },
    Loop {
        stage: Some("proposal_presentation"),
        before: &[],
        round: &[
            ("anna", "prepare_materials", "done", nothing),
            ("anna", "agreed_tactics", "saved", tactics),
            ("anna", "present_proposal", "moved", meeting),
        ],
        at_most: 3,
    },
    Loop {
        stage: Some("contract"),
        before: &[("anna", "collect_information", "done", nothing)],
        round: &[("anna", "prepare_contract", "done", contract), ("pavel", "contract_approval", "rework", nothing)],
        at_most: 5,
    },
    Loop {
        stage: Some("contract"),
        before: &[("anna", "collect_information", "done", nothing)],
        round: &[
            ("anna", "prepare_contract", "done", contract),
            ("pavel", "contract_approval", "approved", nothing),
            ("anna", "sign", "needs_additions", nothing),
        ],
        at_most: 5,
    },
];

fn go(scene: &Scene, case: &str, round: Round, time: u32) {
    for (by, step, result, data) in round {
        scene.by(by).complete(case, step, result, data(time));
    }
}

#[test]
fn every_loop_ends_at_its_bound_with_the_head() {
    let scene = Scene::set();
    let anna: Client = scene.by("anna");
    for Loop { stage, before, round, at_most } in LOOPS {
        let mut body = json!({"process": "corporate_sales", "deal": deal()});
        if let Some(stage) = stage {
            body["stage"] = json!(stage);
        }
        let case = id(&anna.start(body));
        go(&scene, &case, before, 0);
        for time in 1..=*at_most {
            go(&scene, &case, round, time);
            anna.task(&case, if round[0].1 == "hold_presentation" { "hold_presentation" } else { round[0].1 });
        }
        go(&scene, &case, round, at_most + 1);
        let head = anna.task(&case, "head_decides");
        assert_eq!(head["assignee"], "boris", "{stage:?} {}", round.last().unwrap().2);
    }
}
