//! The corporate sale over HTTP: from each launch path, to each final stage, with skips and returns.

use serde_json::{Value as Json, json};

use super::Room;
use super::client::Client;
use super::server::Server;

/// A server whose clock stands at a Monday morning, and a client for each of its people.
pub struct Scene {
    server: Server,
    _room: Room,
}

impl Scene {
    pub fn set() -> Self {
        let room = Room::new();
        let server = Server::start(room.path(), &["--test-clock"]);
        let scene = Self { server, _room: room };
        scene.by("vera").post("/test/clock", json!({"to": "2027-03-01T07:00:00Z"})).expect(200);
        scene
    }

    pub fn by(&self, person: &str) -> Client {
        self.server.client(person)
    }

    pub fn address(&self) -> &str {
        &self.server.address
    }

    pub fn advance(&self, period: &str) {
        self.by("vera").post("/test/clock", json!({"advance": period})).expect(200);
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.server.fsck();
        }
    }
}

pub fn document(text: &str) -> Json {
    json!({"name": "document.txt", "text": text})
}

pub fn deal() -> Json {
    json!({
        "title": "Вентиляция",
        "amount": {"amount": "500000.00", "currency": "RUB"},
        "company": {"name": "ООО Ромашка"},
        "need": "Вентиляция склада",
    })
}

pub fn id(case: &Json) -> String {
    case["id"].as_str().unwrap().to_owned()
}

/// Starts a sale and takes its first call.
pub fn called(anna: &Client) -> String {
    let case = anna.start(json!({"process": "corporate_sales", "deal": {"title": "Вентиляция"}}));
    assert_eq!((&case["stage"], &case["status"]), (&json!("interest"), &json!("open")));
    let case = id(&case);
    let answer = anna.complete(&case, "call", "interested", json!({"presentation_at": "2027-03-10T09:00:00Z"}));
    let created: Vec<_> = answer["created"].as_array().unwrap().iter().map(|task| task["step"].as_str().unwrap()).collect();
    assert_eq!(created, ["hold_presentation", "open_deal"]);
    case
}

pub fn opened() -> Json {
    json!({"company": {"name": "ООО Ромашка"}, "need": "Склад"})
}

#[test]
fn l1_who_starts_it_sells_it() {
    let scene = Scene::set();
    let anna = scene.by("anna");
    let case = called(&anna);
    let answer = anna.complete(&case, "open_deal", "myself", opened());
    assert_eq!((&answer["case"]["stage"], &answer["case"]["owner"]), (&json!("needs"), &json!("anna")));
    sell(&scene, "anna", &case);
}

/// From the needs analysis to the signed contract.
fn sell(scene: &Scene, manager: &str, case: &str) {
    let by = scene.by(manager);
    let acts: &[(&str, &str, Json)] = &[
        ("collect_client_information", "done", json!({})),
        ("call", "interested", json!({"presentation_at": "2027-03-11T09:00:00Z"})),
        ("prepare_presentation", "done", json!({})),
        ("hold_presentation", "held", json!({})),
        ("presentation_outcome", "no_new_contacts", json!({"tactics": "Показать объект"})),
        ("calculation", "not_needed", json!({})),
    ];
    for (step, result, data) in acts {
        by.complete(case, step, result, data.clone());
    }
    let amount = json!({"amount": "500000.00", "currency": "RUB"});
    by.complete(case, "prepare_proposal", "done", json!({"proposal": document("предложение"), "amount": amount}));
    scene.by("boris").complete(case, "proposal_approval", "approved", json!({}));
    let acts: &[(&str, &str, Json)] = &[
        ("prepare_materials", "done", json!({})),
        ("agreed_tactics", "saved", json!({"tactics": "Скидка"})),
        ("present_proposal", "done", json!({})),
        ("client_decision", "contract", json!({})),
        ("collect_information", "done", json!({})),
        ("prepare_contract", "done", json!({"contract": document("договор")})),
    ];
    for (step, result, data) in acts {
        by.complete(case, step, result, data.clone());
    }
    scene.by("pavel").complete(case, "contract_approval", "approved", json!({}));
    let won = by.complete(case, "sign", "signed", json!({}));
    assert_eq!((&won["case"]["status"], &won["case"]["outcome"]), (&json!("finished"), &json!("won")));
    by.post(&format!("/cases/{case}/stage"), json!({"stage": "needs", "comment": "Еще раз"})).refused(409, "case_finished");
}

#[test]
fn l2_somebody_starts_it_and_another_sells_it() {
    let scene = Scene::set();
    let anna = scene.by("anna");
    let case = called(&anna);
    anna.try_complete(&case, "open_deal", "colleague", opened()).refused(422, "invalid_fields");
    let mut data = opened();
    data["owner"] = json!("dmitry");
    anna.complete(&case, "open_deal", "colleague", data);
    sell(&scene, "dmitry", &case);
}

#[test]
fn l3_the_head_of_the_direction_decides() {
    let scene = Scene::set();
    let anna = scene.by("anna");
    for (result, data, wanted) in
        [("appointed", json!({"owner": "dmitry"}), ("needs", "dmitry")), ("refused", json!({}), ("", "ivan"))]
    {
        let case = called(&anna);
        let mut opened = opened();
        opened["direction"] = json!("ventilation");
        let answer = anna.complete(&case, "open_deal", "direction", opened);
        assert_eq!((&answer["case"]["stage"], &answer["case"]["owner"]), (&json!("potential"), &json!("ivan")));
        let answer = scene.by("ivan").complete(&case, "appoint", result, data);
        let (stage, owner) = (answer["case"]["stage"].as_str().unwrap_or_default(), &answer["case"]["owner"]);
        assert_eq!((stage, owner.as_str().unwrap()), wanted);
    }
}

#[test]
fn l4_a_deal_made_by_hand_begins_at_a_chosen_stage() {
    let scene = Scene::set();
    let anna = scene.by("anna");
    let body = |stage: &str, deal: Json| json!({"process": "corporate_sales", "stage": stage, "deal": deal});
    let problem = anna.post("/cases", body("presentation", json!({"title": "Без клиента"}))).refused(422, "invalid_fields");
    let missing: Vec<_> = problem["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(missing, ["company", "need"]);
    let case = id(&anna.start(body("presentation", deal())));
    anna.complete(&case, "prepare_presentation", "done", json!({}));
    let meeting = anna.task(&case, "hold_presentation");
    assert_eq!(meeting["due_at"], "2027-03-01T07:00:00Z", "the present time, which the manager edits");
    let id = meeting["id"].as_str().unwrap();
    let moved =
        anna.post(&format!("/tasks/{id}/reschedule"), json!({"due_at": "2027-03-05T09:00:00Z", "reason": "Договорились"}));
    assert_eq!(moved.expect(200)["due_at"], "2027-03-05T09:00:00Z");
}

#[test]
fn each_final_stage_ends_the_case() {
    let scene = Scene::set();
    let anna = scene.by("anna");
    let table =
        [("won", json!({})), ("lost", json!({"close_reason": "price"})), ("transferred", json!({"process": "short_sale"}))];
    for (outcome, data) in table {
        let case = id(&anna.start(json!({"process": "corporate_sales", "deal": deal()})));
        let body = json!({"outcome": outcome, "data": data, "comment": "Так решили"});
        let answer = anna.post(&format!("/cases/{case}/finish"), body).expect(200);
        assert_eq!((&answer["case"]["status"], &answer["case"]["outcome"]), (&json!("finished"), &json!(outcome)));
        let successor = answer["successor"].as_str().or(answer["successor"]["id"].as_str());
        assert_eq!(successor.is_some(), outcome == "transferred");
        if let Some(successor) = successor {
            let successor = anna.get(&format!("/cases/{successor}")).expect(200);
            assert_eq!((&successor["process"], &successor["continues"]), (&json!("short_sale"), &json!(case)));
        }
    }
}

#[test]
fn a_deal_is_skipped_forwards_and_returned() {
    let scene = Scene::set();
    let anna = scene.by("anna");
    let case = id(&anna.start(json!({"process": "corporate_sales", "deal": deal()})));
    for (stage, first) in
        [("contract", "collect_information"), ("needs", "collect_client_information"), ("contract", "collect_information")]
    {
        let moved = anna.post(&format!("/cases/{case}/stage"), json!({"stage": stage, "comment": "Клиент попросил"})).expect(200);
        assert_eq!(moved["stage"], stage);
        assert_eq!(moved["open_tasks"].as_array().unwrap().len(), 1);
        anna.task(&case, first);
    }
}
