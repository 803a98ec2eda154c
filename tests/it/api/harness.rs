//! A server in memory, and calls to it.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;
use voronka_runtime::{Engine, LetterFilter, PageRequest};
use voronka_web::App;

use crate::support::{Database, House, source};

/// A server with the demo's organisation and a sample process.
pub struct Server {
    pub router: Router,
    pub engine: Engine,
    tokens: BTreeMap<String, String>,
    _database: Option<Database>,
}

impl Server {
    pub async fn start() -> Self {
        let House { engine, database, .. } = House::new().await;
        engine.deploy(&source("tests/it/api/sample.yaml"), None).await.unwrap();
        let mut tokens = BTreeMap::new();
        for person in ["anna", "dmitry", "boris", "olga", "svetlana", "rustam", "yulia", "pavel", "vera", "maria"] {
            tokens.insert(person.to_owned(), engine.create_token(&person.into(), "test", None).await.unwrap());
        }
        let mut app = App::new(engine.clone(), "http://voronka.test");
        app.test_clock = true;
        Self { router: voronka_web::router(app), engine, tokens, _database: database }
    }

    pub fn token(&self, person: &str) -> &str {
        &self.tokens[person]
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body, text }
    }

    pub async fn call(&self, person: &str, call: Call) -> Answer {
        let mut request = Request::builder().method(call.method).uri(format!("/api/v1{}", call.path));
        request = request.header("authorization", format!("Bearer {}", self.token(person)));
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if call.body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = call.body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, person: &str, path: &str) -> Answer {
        self.call(person, Call::new("GET", path)).await
    }

    pub async fn post(&self, person: &str, path: &str, body: Value) -> Answer {
        self.call(person, Call::new("POST", path).body(body)).await
    }

    /// Everything that a call could have left behind of a case: its state, its history, what is to be sent.
    pub async fn traces(&self, case: &str) -> (Value, Value, usize) {
        let state = self.get("vera", &format!("/cases/{case}")).await.is(200);
        let history = self.get("vera", &format!("/cases/{case}/history?limit=200")).await.is(200);
        let filter = LetterFilter { case: Some(case.parse().unwrap()), ..LetterFilter::default() };
        let letters = self.engine.reads().letters(&filter, &PageRequest { limit: 200, after: None }).await.unwrap();
        (state, history, letters.items.len())
    }

    /// A deal of anna's in the first stage of the sample.
    pub async fn deal(&self) -> Value {
        let start =
            json!({"process": "sample", "deal": {"title": "Office", "amount": {"amount": "500000.00", "currency": "RUB"}}});
        self.post("anna", "/cases", start).await.is(201)
    }
}

/// A call of the interface.
pub struct Call {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Call {
    pub fn new(method: &'static str, path: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), body: None }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Answer {
    /// The body, where this is the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.body
    }

    /// The body of a problem with this status and code, whole as RFC 9457 and this house want it.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let body = self.is(status);
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status);
        for part in ["type", "title", "detail", "expected", "found"] {
            assert!(body[part].as_str().is_some_and(|text| !text.is_empty()), "no {part}: {body}");
        }
        body
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The names of the fields that a problem names, each with its code.
pub fn fields_of(problem: &Value) -> Vec<(String, String)> {
    let text = |field: &Value, key: &str| field[key].as_str().unwrap_or_default().to_owned();
    let fields = problem["fields"].as_array().into_iter().flatten();
    fields.map(|field| (text(field, "field"), text(field, "code"))).collect()
}

/// The one open task of a case.
pub fn task_of(case: &Value) -> &Value {
    let tasks = case["open_tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 1, "{case}");
    &tasks[0]
}

pub fn id_of(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}
