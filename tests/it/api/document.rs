//! The OpenAPI document: what it says is there, and what is there it says.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;

use super::harness::Server;

/// Every call that the document names: its method and its path, with an id in the place of `{id}`.
pub fn calls(document: &Value) -> Vec<(String, String)> {
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            calls.push((method.to_uppercase(), path.replace("{id}", "0198c0de-0000-7000-8000-000000000000")));
        }
    }
    calls
}

pub async fn document(server: &Server) -> Value {
    let request = Request::get("/api/v1/openapi.json").body(Body::empty()).unwrap();
    server.send(request).await.is(200)
}

#[tokio::test]
async fn every_call_of_the_interface_is_in_the_document() {
    let server = Server::start().await;
    let document = document(&server).await;
    assert_eq!(document["openapi"], "3.1.0");
    let expected = [
        ("/api/v1/absences", "get post"),
        ("/api/v1/absences/{id}", "delete get"),
        ("/api/v1/absences/{id}/end", "post"),
        ("/api/v1/cases", "get post"),
        ("/api/v1/cases/{id}", "get"),
        ("/api/v1/cases/{id}/comment", "post"),
        ("/api/v1/cases/{id}/data", "patch"),
        ("/api/v1/cases/{id}/finish", "post"),
        ("/api/v1/cases/{id}/history", "get"),
        ("/api/v1/cases/{id}/owner", "post"),
        ("/api/v1/cases/{id}/signals", "post"),
        ("/api/v1/cases/{id}/stage", "post"),
        ("/api/v1/cases/{id}/why", "get"),
        ("/api/v1/escalations", "get"),
        ("/api/v1/escalations/{id}/acknowledge", "post"),
        ("/api/v1/incidents", "get"),
        ("/api/v1/incidents/{id}/close", "post"),
        ("/api/v1/me/calendar", "delete put"),
        ("/api/v1/me/letters", "get put"),
        ("/api/v1/people/{id}/leave", "post"),
        ("/api/v1/processes", "get post"),
        ("/api/v1/processes/{id}/diagram.svg", "get"),
        ("/api/v1/tasks", "get post"),
        ("/api/v1/tasks/{id}", "get"),
        ("/api/v1/tasks/{id}/claim", "post"),
        ("/api/v1/tasks/{id}/comment", "post"),
        ("/api/v1/tasks/{id}/complete", "post"),
        ("/api/v1/tasks/{id}/reassign", "post"),
        ("/api/v1/tasks/{id}/reschedule", "post"),
        ("/api/v1/tasks/{id}/why", "get"),
        ("/api/v1/test/clock", "get post"),
        ("/health/live", "get"),
        ("/health/ready", "get"),
        ("/metrics", "get"),
    ];
    let paths = document["paths"].as_object().unwrap();
    let found: Vec<(String, String)> = paths
        .iter()
        .map(|(path, item)| (path.clone(), item.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")))
        .collect();
    let expected: Vec<(String, String)> = expected.iter().map(|(path, methods)| ((*path).into(), (*methods).into())).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn every_post_takes_a_key_and_every_call_names_its_errors() {
    let server = Server::start().await;
    let document = document(&server).await;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let has_key = parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key");
            assert_eq!(has_key, method == "post", "{method} {path}");
            let default = &operation["responses"]["default"]["content"]["application/problem+json"];
            assert_eq!(default["schema"]["$ref"], "#/components/schemas/Problem", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_call_has_a_name_of_its_own_and_every_answer_a_description() {
    let server = Server::start().await;
    let document = document(&server).await;
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{method} {path}");
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let about = answer["description"].as_str().unwrap_or_default();
                assert!(!about.is_empty(), "{method} {path} {status}");
            }
        }
    }
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    let server = Server::start().await;
    let document = document(&server).await;
    let text = document.to_string();
    let references: Vec<&str> = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.len() > 40, "{}", references.len());
    for name in references {
        assert!(document["components"]["schemas"][name].is_object(), "no schema {name}");
    }
}
