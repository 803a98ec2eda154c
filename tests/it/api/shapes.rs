//! The forms of what is answered, whole.

use serde_json::{Value, json};

use super::harness::{Call, Server, id_of, task_of};
use crate::support::MORNING;

/// The same answer with a name in the place of the id, which differs from run to run.
fn named(answer: &Value, case: &str) -> Value {
    serde_json::from_str(&answer.to_string().replace(case, "CASE")).unwrap()
}

fn field(id: &str, title: &str, kind: &str) -> Value {
    json!({"id": id, "title": title, "type": kind, "value": null})
}

fn with(mut base: Value, more: Value) -> Value {
    base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    base
}

fn results() -> Value {
    let need = with(field("need", "Need", "text"), json!({"hint": "What the client needs"}));
    let sizes = json!([{"id": "small", "title": "Small"}, {"id": "large", "title": "Large"}]);
    let size = with(field("size", "Size", "choice"), json!({"of": sizes, "when": "need = \"air\""}));
    let bounds = json!({"from": 1, "to": 5});
    let score = with(field("score", "Score", "integer"), bounds.clone());
    let influence = with(field("influence", "Influence", "integer"), bounds);
    let people = with(field("people", "People", "list"), json!({"of": [field("contact", "Contact", "contact"), influence]}));
    let meeting = field("meet_at", "Meeting", "datetime");
    json!([
        {"id": "interested", "title": "Interested", "ask": [need, size], "may_ask": [score, people], "comment_required": false},
        {"id": "later", "title": "Later", "ask": [meeting], "may_ask": [], "comment_required": true},
    ])
}

fn task() -> Value {
    json!({
        "id": "CASE-1", "case": "CASE", "stage": "first", "step": "call", "title": "Call", "kind": "call",
        "priority": "normal", "assignee": "anna", "instead_of": null, "candidates": [], "status": "open", "result": null,
        "by_hand": false, "due_at": "2026-12-08T06:00:00Z", "created_at": MORNING, "closed_at": null, "overdue": false,
        "note": null, "results": results(),
    })
}

#[tokio::test]
async fn a_case_and_its_task_have_their_forms() {
    let server = Server::start().await;
    let start = json!({"process": "sample", "deal": {"title": "Office", "amount": {"amount": "500000.00", "currency": "RUB"}}});
    let call = Call::new("POST", "/cases").header("accept-language", "en").body(start);
    let answer = server.call("anna", call).await;
    let location = answer.header("location").to_owned();
    let revision = answer.header("etag").trim_matches('"').parse::<u64>().unwrap();
    let case = answer.is(201);
    let id = id_of(&case).to_owned();
    assert_eq!(location, format!("/api/v1/cases/{id}"));
    let version = case["version"].clone();
    let expected = json!({
        "id": "CASE", "process": "sample", "version": version, "stage": "first", "status": "open", "outcome": null,
        "owner": "anna", "launcher": "anna",
        "deal": {"title": "Office", "amount": {"amount": "500000.00", "currency": "RUB"}},
        "open_tasks": [task()], "opened_at": MORNING, "finished_at": null, "revision": revision,
        "continues": null, "successor": null, "parent": null, "archived_at": null, "limit_at": null, "paused_at": null, "with_client_minutes": 0,
    });
    assert_eq!(named(&case, &id), expected);
    let path = format!("/tasks/{}", id_of(task_of(&case)));
    let found = server.call("anna", Call::new("GET", &path).header("accept-language", "en")).await.is(200);
    assert_eq!(named(&found, &id), task());
}

#[tokio::test]
async fn titles_are_told_in_the_callers_language() {
    let server = Server::start().await;
    let deal = server.deal().await;
    assert_eq!(task_of(&deal)["title"], "Звонок");
    let path = format!("/cases/{}", id_of(&deal));
    let english = server.call("anna", Call::new("GET", &path).header("accept-language", "en")).await.is(200);
    assert_eq!(task_of(&english)["results"][1]["title"], "Later");
}

#[tokio::test]
async fn every_entry_of_a_history_has_its_name_and_public_ids() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let (case, task) = (id_of(&deal), id_of(task_of(&deal)));
    let done = json!({"result": "later", "data": {"meet_at": "2026-12-09T09:00:00Z"}, "comment": "asks for a call"});
    server.post("anna", &format!("/tasks/{task}/complete"), done).await.is(200);
    server.post("vera", "/test/clock", json!({"advance": "5 business days"})).await.is(200);
    let history = server.get("anna", &format!("/cases/{case}/history?limit=200")).await.is(200);
    let entries = history["items"].as_array().unwrap();
    let recorded = server.engine.reads().history(case.parse().unwrap(), 0, 200).await.unwrap();
    assert_eq!(entries.len(), recorded.len());
    assert!(entries.len() > 12, "{history}");
    for (entry, recorded) in entries.iter().zip(&recorded) {
        let kept = serde_json::to_value(&recorded.event).unwrap();
        assert_eq!(entry["event"], kept.as_object().unwrap().keys().next().unwrap().as_str());
        assert_eq!(
            (entry["seq"].as_u64(), entry["by"].as_str()),
            (Some(recorded.seq), recorded.by.as_ref().map(|by| by.as_str()))
        );
        assert!(entry["task"].is_null() || entry["task"].as_str().unwrap().starts_with(case), "{entry}");
    }
    let completed = entries.iter().find(|entry| entry["event"] == "task_completed").unwrap();
    let seq = completed["seq"].clone();
    let expected = json!({"seq": seq, "at": MORNING, "by": "anna", "event": "task_completed", "task": task,
        "result": "later", "comment": "asks for a call"});
    assert_eq!(*completed, expected);
    assert!(entries.iter().any(|entry| entry["event"] == "escalated" && entry["to"] == "boris"), "{history}");
}

#[tokio::test]
async fn documents_come_back_as_they_were_given() {
    let server = Server::start().await;
    let start = json!({"process": "sample", "stage": "second", "deal": {"title": "Office", "need": "air"}});
    let case = server.post("anna", "/cases", start).await.is(201);
    let path = format!("/tasks/{}/complete", id_of(task_of(&case)));
    for document in [json!({"name": "a.txt", "text": "договор"}), json!({"name": "a.pdf", "base64": "JVBERi0="})] {
        let etag = server.get("anna", &format!("/cases/{}", id_of(&case))).await.header("etag").to_owned();
        let correct = Call::new("PATCH", &format!("/cases/{}/data", id_of(&case)));
        let corrected = server.call("anna", correct.header("if-match", &etag).body(json!({"contract": document}))).await.is(200);
        assert_eq!(corrected["deal"]["contract"], document);
    }
    let done = server.post("anna", &path, json!({"result": "done"})).await.is(200);
    assert_eq!(done["task"]["status"], "done");
    assert_eq!(done["created"][0]["step"], "check");
    let listed = server.get("anna", "/cases").await.is(200);
    let shown = &listed["items"][0]["deal"]["contract"];
    assert_eq!((&shown["name"], &shown["size"]), (&json!("a.pdf"), &json!(5)));
}

#[tokio::test]
async fn a_task_without_a_deal_has_no_case() {
    let server = Server::start().await;
    let task = json!({"title": "Order paper", "kind": "other", "assignee": "anna", "due_at": "2026-12-08T09:00:00Z"});
    let made = server.post("anna", "/tasks", task).await.is(201);
    assert_eq!((&made["case"], &made["by_hand"], &made["due_at"]), (&json!(null), &json!(true), &json!("2026-12-08T09:00:00Z")));
    let done = server.post("anna", &format!("/tasks/{}/complete", id_of(&made)), json!({"result": "done"})).await.is(200);
    assert_eq!((&done["case"], &done["task"]["status"]), (&json!(null), &json!("done")));
    let (case, _) = id_of(&made).rsplit_once('-').unwrap();
    server.get("anna", &format!("/cases/{case}")).await.expect_problem(404, "not_found");
    assert_eq!(server.get("anna", &format!("/tasks/{}", id_of(&made))).await.is(200)["result"], "done");
}

#[tokio::test]
async fn why_says_what_a_case_waits_for_and_by_which_rules() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let ask = |path: String| Call::new("GET", &path).header("accept-language", "en");
    let why = server.call("anna", ask(format!("/cases/{}/why", id_of(&deal)))).await.is(200);
    assert_eq!(why["waits"][0]["task"], task_of(&deal)["id"]);
    assert_eq!(why["waits"][0]["who"], json!(["anna"]));
    assert_eq!(why["waits"][0]["until"], "2026-12-08T06:00:00Z");
    let why = server.call("anna", ask(format!("/tasks/{}/why", id_of(task_of(&deal))))).await.is(200);
    let rules = json!({"origin": "the step call of the stage “First contact”", "line": 37, "due": "1 business day",
        "assignee": "manager: deal.owner", "remind": "2 business hours before",
        "ladder": ["overdue: notify: head_of(late)", "overdue by 1 business day: offer: head_of(late)"]});
    assert_eq!(why["rules"], rules);
    assert_eq!(why["next"]["kind"], "reminder");
    assert_eq!(why["version"].as_str().unwrap().len(), 16);
    let about: Vec<_> = why["answers"].as_array().unwrap().iter().map(|answer| answer["about"].as_str().unwrap()).collect();
    assert_eq!(about, ["due", "assignee", "next"]);
    let due = &why["answers"][0];
    assert_eq!((&due["rule"]["text"], &due["people"]), (&json!("due: 1 business day"), &json!(["anna"])));
    assert!(due["rule"]["line"].as_u64().is_some_and(|line| line > 1), "{due}");
    assert_eq!((&due["facts"][0]["name"], &due["steps"][0]["kind"]), (&json!("Counted from"), &json!("counted")));
    let assignee = &why["answers"][1];
    assert_eq!((&assignee["people"], &assignee["steps"][1]["person"]), (&json!(["anna"]), &json!("anna")));
}

#[tokio::test]
async fn processes_are_listed_with_their_stages_and_outcomes() {
    let server = Server::start().await;
    let list = server.call("anna", Call::new("GET", "/processes").header("accept-language", "en")).await.is(200);
    let sample = list["items"].as_array().unwrap().iter().find(|process| process["id"] == "sample").unwrap();
    assert_eq!(sample["title"], "Sample");
    assert_eq!(sample["stages"][1]["entry"][0]["id"], "need");
    let lost = &sample["outcomes"][1];
    assert_eq!((&lost["id"], &lost["kind"], &lost["ask"][0]["id"]), (&json!("lost"), &json!("lost"), &json!("reason")));
}
