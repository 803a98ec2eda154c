//! Every refusal is a problem with its code, what was expected and what was found; nothing was written.

use serde_json::json;

use super::client::Client;
use super::sale::{Scene, called, deal, id};

#[test]
fn refusals_are_problems() {
    let scene = Scene::set();
    let (anna, dmitry) = (scene.by("anna"), scene.by("dmitry"));
    let case = id(&anna.start(json!({"process": "corporate_sales", "deal": deal()})));
    let task = id(&anna.task(&case, "call"));
    let complete = format!("/tasks/{task}/complete");
    let before = anna.get(&format!("/cases/{case}")).expect(200);

    Client::new(scene.address(), "wrong").get("/tasks").expect(401);
    dmitry.get(&format!("/cases/{case}")).refused(404, "not_found");
    dmitry.post(&complete, json!({"result": "no_answer"})).refused(404, "not_found");
    anna.get("/cases/018f0000-0000-7000-8000-000000000000").refused(404, "not_found");
    anna.post(&complete, json!({"result": "held"})).refused(409, "result_not_offered");
    let problem = anna.post(&complete, json!({"result": "interested"})).refused(422, "invalid_fields");
    assert_eq!(problem["fields"][0]["field"], "presentation_at");
    anna.post(&complete, json!({"result": "no_answer", "assignee": "boris"})).expect(422);
    anna.post("/test/clock", json!({"advance": "1 business day"})).expect(403);
    scene.by("vera").post("/test/clock", json!({"to": "2020-01-01T00:00:00Z"})).expect(422);
    let old = before["revision"].as_u64().unwrap() + 5;
    anna.patch(&format!("/cases/{case}"), json!({}), old).refused(405, "method_not_allowed");
    anna.patch(&format!("/cases/{case}/data"), json!({"need": "x"}), old).expect(412);
    assert_eq!(anna.get(&format!("/cases/{case}")).expect(200), before, "a refused command writes nothing");

    anna.post(&complete, json!({"result": "no_answer"})).expect(200);
    anna.post(&complete, json!({"result": "no_answer"})).refused(409, "task_not_open");
}

#[test]
fn one_key_has_one_effect() {
    let scene = Scene::set();
    let anna = scene.by("anna");
    let case = id(&anna.start(json!({"process": "corporate_sales", "deal": deal()})));
    let complete = format!("/tasks/{}/complete", id(&anna.task(&case, "call")));
    let body = json!({"result": "no_answer", "comment": "Занято"});
    let answers: Vec<_> = std::thread::scope(|scope| {
        let ask = || anna.post_with_key(&complete, body.clone(), "key-1").body;
        (0..20).map(|_| scope.spawn(ask)).collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:#?}");
    anna.post_with_key(&complete, json!({"result": "no_interest"}), "key-1").expect(422);
    let history = anna.get(&format!("/cases/{case}/history")).expect(200);
    let done = history["items"].as_array().unwrap().iter().filter(|entry| entry["event"] == "task_completed").count();
    assert_eq!(done, 1);
}

#[test]
fn an_overdue_task_reaches_the_head_who_acknowledges() {
    let scene = Scene::set();
    let (anna, boris) = (scene.by("anna"), scene.by("boris"));
    let case = called(&anna);
    scene.advance("2 business days");
    let mine = boris.get("/escalations").expect(200);
    let escalation = mine["items"].as_array().unwrap().iter().find(|e| e["case"] == json!(case)).unwrap().clone();
    assert_eq!((&escalation["to"], &escalation["rung"]), (&json!("boris"), &json!(1)));
    let path = format!("/escalations/{}/acknowledge", id(&escalation));
    boris.post(&path, json!({"comment": "Вижу", "until": "2027-03-10T09:00:00Z"})).expect(200);
    let again = boris.post(&path, json!({})).expect(200);
    let first = boris.get("/escalations").expect(200)["items"][0]["acknowledged_at"].clone();
    assert_eq!(again["acknowledged_at"], first, "the first answer counts");
    boris.post(&path, json!({"until": "2027-03-11T09:00:00Z"})).expect(200);
    let task = boris.get(&format!("/tasks/{}", escalation["task"].as_str().unwrap())).expect(200);
    assert_eq!(task["due_at"], "2027-03-11T09:00:00Z");
}
