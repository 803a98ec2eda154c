//! The archive: what the interface tells of a case that has left the working tables.

use serde_json::json;
use voronka_definition::Source;

use super::harness::{Server, id_of};
use crate::support::{at, source};

#[tokio::test]
async fn an_archived_case_is_told_as_before_and_refuses_what_would_change_it() {
    let server = Server::start().await;
    let Source { file, text } = source("tests/it/api/sample.yaml");
    let archived = Source { file, text: format!("{text}\narchive: {{after: 1 day}}\n") };
    server.engine.deploy(&archived, None).await.unwrap();
    let id = id_of(&server.deal().await).to_owned();
    let case = format!("/cases/{id}");
    let finish = json!({"outcome": "lost", "data": {"reason": "price"}, "comment": "Дорого"});
    server.post("anna", &format!("{case}/finish"), finish).await.is(200);
    let told = async |path: &str| server.get("anna", path).await.is(200);
    let (history, task, why) = (format!("{case}/history"), format!("/tasks/{id}-1"), format!("{case}/why"));
    let before = (told(&case).await, told(&history).await, told(&task).await, told(&why).await);
    assert_eq!(before.0["archived_at"], json!(null));
    assert_eq!(told("/cases?archived=true").await["items"], json!([]));

    server.engine.clock().advance_to(at("2026-12-08T06:00:00Z")).await.unwrap();
    let mut after = (told(&case).await, told(&history).await, told(&task).await, told(&why).await);
    assert_eq!(after.0["archived_at"].take(), json!("2026-12-08T06:00:00Z"));
    assert_eq!(after, before);
    assert_eq!(told("/cases").await["items"], json!([]));
    let listed = told("/cases?archived=true&status=finished&owner=me&process=sample").await;
    assert_eq!((listed["items"].as_array().unwrap().len(), listed["items"][0]["id"].as_str()), (1, Some(id.as_str())));
    assert_eq!(told("/cases?archived=true&status=open").await["items"], json!([]));
    assert_eq!(server.get("dmitry", "/cases?archived=true").await.is(200)["items"], json!([]));

    let task = json!({"case": id, "title": "Позвонить", "kind": "call", "assignee": "anna", "due_at": "2026-12-09T06:00:00Z"});
    server.post("anna", "/tasks", task).await.expect_problem(409, "archived");
    let again = json!({"process": "sample", "deal": {"title": "Office"}, "continues": id});
    server.post("boris", "/cases", again).await.expect_problem(409, "archived");
    let owner = json!({"person": "dmitry", "comment": "Передаю"});
    server.post("dmitry", &format!("{case}/owner"), owner).await.is(404);
}

#[tokio::test]
async fn the_archive_is_told_page_by_page() {
    let server = Server::start().await;
    let Source { file, text } = source("tests/it/api/sample.yaml");
    server.engine.deploy(&Source { file, text: format!("{text}\narchive: {{after: 1 day}}\n") }, None).await.unwrap();
    let mut expected = Vec::new();
    for moment in ["2026-12-07T07:00:00Z", "2026-12-07T08:00:00Z", "2026-12-07T09:00:00Z"] {
        server.engine.clock().advance_to(at(moment)).await.unwrap();
        let id = id_of(&server.deal().await).to_owned();
        let finish = json!({"outcome": "lost", "data": {"reason": "price"}, "comment": "Дорого"});
        server.post("anna", &format!("/cases/{id}/finish"), finish).await.is(200);
        expected.insert(0, id);
    }
    server.engine.clock().advance_to(at("2026-12-09T06:00:00Z")).await.unwrap();
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = server.get("anna", &format!("/cases?archived=true&limit=2{after}")).await.is(200);
        found.extend(page["items"].as_array().unwrap().iter().map(|case| id_of(case).to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(found, expected, "what came last first");
}
