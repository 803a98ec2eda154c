//! Other systems that answer as they are told, and write down what they were asked.

use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;
use voronka_definition::name::ConnectionId;
use voronka_runtime::{Called, Caller, Request};

/// Answers in order what it was told; after that it has nothing to say.
#[derive(Debug, Default)]
pub struct Calls {
    told: Mutex<VecDeque<Called>>,
    asked: Mutex<Vec<Request>>,
}

impl Calls {
    pub fn tell(&self, answers: impl IntoIterator<Item = Called>) {
        self.told.lock().unwrap().extend(answers);
    }

    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl Caller for Calls {
    fn knows(&self, _: &ConnectionId) -> bool {
        true
    }

    async fn call(&self, request: &Request) -> Called {
        self.asked.lock().unwrap().push(request.clone());
        self.told.lock().unwrap().pop_front().unwrap_or(Called::Done(serde_json::Value::Null))
    }
}
