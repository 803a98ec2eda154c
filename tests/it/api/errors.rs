//! Every error is a problem, those of the framework included.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::harness::{Call, Server, fields_of, id_of, task_of};

fn request(server: &Server, method: &str, path: &str, content_type: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
    let request = request.header("authorization", format!("Bearer {}", server.token("anna")));
    request.header("content-type", content_type).body(body.into()).unwrap()
}

#[tokio::test]
async fn what_the_framework_refuses_is_a_problem() {
    let server = Server::start().await;
    let json = "application/json";
    let table = [
        ("POST", "/cases", json, "{", 400, "bad_json"),
        ("POST", "/cases", json, "[]", 422, "not_an_object"),
        ("POST", "/cases", json, "\u{0}", 400, "bad_json"),
        ("POST", "/cases", "text/plain", "{}", 415, "unsupported_media_type"),
        ("POST", "/cases", "application/x-www-form-urlencoded", "a=b", 415, "unsupported_media_type"),
        ("POST", "/processes", json, "{}", 415, "unsupported_media_type"),
        ("DELETE", "/cases", json, "", 405, "method_not_allowed"),
        ("PUT", "/tasks", json, "{}", 405, "method_not_allowed"),
        ("GET", "/nothing", json, "", 404, "not_found"),
        ("GET", "/cases/no-id", json, "", 404, "not_found"),
        ("GET", "/tasks/no-id", json, "", 404, "not_found"),
        ("GET", "/tasks/%ff", json, "", 404, "not_found"),
        ("GET", "/cases?limit=0", json, "", 422, "invalid_fields"),
        ("GET", "/cases?limit=201", json, "", 422, "invalid_fields"),
        ("GET", "/cases?limit=ten", json, "", 422, "invalid_fields"),
        ("GET", "/cases?after=nowhere", json, "", 422, "invalid_fields"),
        ("GET", "/tasks?after=nowhere", json, "", 422, "invalid_fields"),
        ("GET", "/escalations?after=nowhere", json, "", 422, "invalid_fields"),
        ("GET", "/cases?sort=amount", json, "", 422, "invalid_fields"),
        ("GET", "/cases?status=done", json, "", 422, "invalid_fields"),
        ("GET", "/tasks?due_before=tomorrow", json, "", 422, "invalid_fields"),
        ("GET", "/cases?limit=1&limit=2", json, "", 422, "given_twice"),
    ];
    for (method, path, kind, body, status, code) in table {
        let answer = server.send(request(&server, method, path, kind, body)).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path} {body}: {}", answer.text);
        answer.expect_problem(status, code);
    }
}

#[tokio::test]
async fn a_refused_method_names_those_that_are_there() {
    let server = Server::start().await;
    let answer = server.send(request(&server, "DELETE", "/cases", "application/json", "")).await;
    let mut methods: Vec<&str> = answer.header("allow").split(',').collect();
    methods.sort_unstable();
    assert_eq!(methods, ["GET", "HEAD", "POST"]);
}

#[tokio::test]
async fn bodies_have_limits() {
    let server = Server::start().await;
    let large = |bytes: usize| format!("{{\"text\": \"{}\"}}", "x".repeat(bytes));
    let table = [
        ("/tasks/0198c0de-0000-7000-8000-000000000000-1/comment", 3 << 20, 413),
        ("/tasks/0198c0de-0000-7000-8000-000000000000-1/comment", 1 << 20, 404),
        ("/cases", 3 << 20, 422),
        ("/cases", 15 << 20, 413),
    ];
    for (path, bytes, status) in table {
        let answer = server.send(request(&server, "POST", path, "application/json", large(bytes))).await;
        assert_eq!(answer.status.as_u16(), status, "{path} with {bytes} bytes");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn every_missing_and_every_unknown_field_is_named() {
    let server = Server::start().await;
    let deal = server.deal().await;
    let task = id_of(task_of(&deal)).to_owned();
    let table = [
        (
            "/tasks".to_owned(),
            json!({"kind": "walk"}),
            vec!["title missing", "kind wrong_type", "assignee missing", "due_at missing"],
        ),
        (format!("/tasks/{task}/complete"), json!({"assignee": "dmitry"}), vec!["result missing", "assignee unknown"]),
        (
            format!("/tasks/{task}/reschedule"),
            json!({"due_at": "x", "reason": 1}),
            vec!["due_at wrong_type", "reason wrong_type"],
        ),
        ("/cases".to_owned(), json!({"version": "1"}), vec!["process missing", "version unknown"]),
        ("/cases".to_owned(), json!({"process": "sample", "deal": {"owner": 5}}), vec!["deal.owner wrong_type"]),
        (
            "/cases".to_owned(),
            json!({"process": "sample", "owner": "anna", "deal": {"owner": "boris"}}),
            vec!["deal.owner contradiction"],
        ),
    ];
    for (path, body, expected) in table {
        let problem = server.post("anna", &path, body).await.expect_problem(422, "invalid_fields");
        let found: Vec<String> = fields_of(&problem).into_iter().map(|(field, code)| format!("{field} {code}")).collect();
        assert_eq!(found, expected, "{path}");
    }
    assert_eq!(server.get("anna", &format!("/cases/{}", id_of(&deal))).await.is(200), deal);
}

#[tokio::test]
async fn problems_speak_the_language_that_is_asked_for() {
    let server = Server::start().await;
    for (header, title) in [("ru", "Не найдено"), ("en", "Not found"), ("de", "Not found"), ("de, ru;q=0.5", "Не найдено")]
    {
        let call = Call::new("GET", "/cases/none").header("accept-language", header);
        assert_eq!(server.call("anna", call).await.expect_problem(404, "not_found")["title"], title, "{header}");
    }
}

async fn deploying(server: &Server, text: &'static str) -> Value {
    let mut request = request(server, "POST", "/processes", "application/yaml", text);
    let token = format!("Bearer {}", server.token("maria"));
    request.headers_mut().insert("authorization", token.parse().unwrap());
    server.send(request).await.expect_problem(422, "wrong_definition")
}

/// A process of one task for the lawyer.
const ERRAND: &str = "
process: trial
title: {ru: Проба, en: Trial}
calendar: ru
roles: {lawyer: position(lawyer)}
stages:
  only:
    title: {ru: Стадия, en: Stage}
    steps:
      - task: look
        title: {ru: Посмотреть, en: Look}
        assignee: lawyer
        results: {done: {finish: won}}
outcomes:
  won: {title: {ru: Победа, en: Won}, kind: won}
  lost: {title: {ru: Проигрыш, en: Lost}, kind: lost}
";

#[tokio::test]
async fn a_definition_is_held_against_the_people_and_the_calendars_of_the_company() {
    let server = Server::start().await;
    let table = [
        ("position(lawyer)", "position(astronaut)", "unknown_position", ""),
        ("calendar: ru", "calendar: mars", "unknown_calendar", ""),
        (
            "{done: {finish: won}}",
            "{done: {then: again}}\n      - task: again\n        title: {ru: Снова, en: Again}\n        results: {done: {then: look}}",
            "no_way_out",
            "Анна",
        ),
    ];
    for (good, bad, code, told) in table {
        let text: &'static str = ERRAND.replace(good, bad).leak();
        let problem = deploying(&server, text).await;
        let findings = problem["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["code"] == code).unwrap_or_else(|| panic!("{code}: {problem:#}"));
        assert!(found["story"].as_str().unwrap_or_default().contains(told), "{found:#}");
    }
}

#[tokio::test]
async fn a_definition_with_mistakes_is_refused_with_its_findings() {
    let server = Server::start().await;
    let problem = deploying(&server, "process: bad\ntitle: Bad\nstage: {}\n").await;
    let findings = problem["findings"].as_array().unwrap();
    assert_eq!(problem["errors"].as_u64().unwrap() + problem["warnings"].as_u64().unwrap(), findings.len() as u64);
    let unknown = findings.iter().find(|finding| finding["line"] == 3).unwrap();
    assert_eq!(
        (&unknown["severity"], &unknown["column"], &unknown["file"]),
        (&json!("error"), &json!(1), &json!("process.yaml"))
    );
}
