//! Other systems that answer as they are told, and write down what they were asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use voronka_definition::name::ConnectionId;
use voronka_runtime::{Called, Caller, Request};

/// Answers in order what it was told; after that what a connection always answers, or it has nothing to say.
#[derive(Debug, Default)]
pub struct Calls {
    told: Mutex<VecDeque<Called>>,
    always: Mutex<BTreeMap<ConnectionId, Called>>,
    asked: Mutex<Vec<Request>>,
}

impl Calls {
    pub fn tell(&self, answers: impl IntoIterator<Item = Called>) {
        self.told.lock().unwrap().extend(answers);
    }

    /// What a connection answers from now on.
    pub fn always(&self, connection: &str, answer: Called) {
        self.always.lock().unwrap().insert(connection.into(), answer);
    }

    /// How often a connection was asked.
    pub fn asked_of(&self, connection: &str) -> usize {
        self.asked().iter().filter(|request| request.connection.as_str() == connection).count()
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
        let told = self.told.lock().unwrap().pop_front();
        let always = || self.always.lock().unwrap().get(&request.connection).cloned();
        told.or_else(always).unwrap_or(Called::Done(serde_json::Value::Null))
    }
}
