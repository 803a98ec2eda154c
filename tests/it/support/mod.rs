//! What several rooms need: an engine in memory with the demo's organisation and processes, a courier that does as it is told.

mod caller;
pub mod cluster;
mod courier;
mod databases;
mod demanded;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use voronka_core::command::Input;
use voronka_core::{Actor, Case, CaseId, Command, Recorded, Start};
use voronka_definition::Source;
use voronka_runtime::{ActLinks, Engine, Executed, Key, Options, Refused, Store};

pub use caller::Calls;
pub use courier::{Answer, Script};
pub use databases::{Database, Folder, database_of, databases, on_postgres};
pub use demanded::is_there;

/// Monday, nine o'clock in Moscow.
pub const MORNING: &str = "2026-12-07T06:00:00Z";

/// An engine, its store and its courier.
pub struct House {
    /// Thrown away with it, where it has a database of its own.
    pub database: Option<Database>,
    pub engine: Engine,
    pub store: Store,
    pub courier: Arc<Script>,
    pub calls: Arc<Calls>,
}

/// A moment from its text.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Fields as a command takes them.
pub fn input(fields: Value) -> Input {
    fields.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A file of the checkout.
pub fn source(file: &str) -> Source {
    let text = std::fs::read_to_string(crate::tidy::root().join(file)).unwrap();
    Source { file: file.to_owned(), text }
}

impl House {
    /// In memory, time standing at [`MORNING`], nothing happening by itself.
    pub async fn new() -> Self {
        let database = Database::new();
        let house = Self::on(&database.url, false).await;
        Self { database: Some(database), ..house }
    }

    /// On a database of any kind.
    pub async fn on(url: &str, background: bool) -> Self {
        Self::again(url, background).await.furnished().await
    }

    /// With the demo's people and two of its processes.
    async fn furnished(self) -> Self {
        let house = self;
        house
            .engine
            .load_organisation(&source("processes/demo/organisation.yaml"), &[source("processes/calendars/ru.yaml")])
            .await
            .unwrap();
        for file in ["processes/corporate_sales/process.yaml", "processes/short_sale/process.yaml"] {
            house.engine.deploy(&source(file), None).await.unwrap();
        }
        house
    }

    /// On a database with what it holds.
    pub async fn again(url: &str, background: bool) -> Self {
        let store = Store::open(url).await.unwrap();
        Self::in_time(store, background).await
    }

    /// On an empty database whose clock runs, nothing happening by itself.
    pub async fn running(url: &str) -> Self {
        Self::of(Store::open(url).await.unwrap(), false).await.furnished().await
    }

    async fn in_time(store: Store, background: bool) -> Self {
        if store.reads().standing().is_none() {
            store.stand_at(at(MORNING)).await.unwrap();
        }
        Self::of(store, background).await
    }

    async fn of(store: Store, background: bool) -> Self {
        let courier = Arc::new(Script::default());
        let calls = Arc::new(Calls::default());
        let mut options = Options { background, poll: Duration::from_millis(20), ..Options::new(courier.clone()) };
        options.caller = calls.clone();
        options.act_links = ActLinks::Sent;
        let engine = Engine::open(store.clone(), options).await.unwrap();
        Self { database: None, engine, store, courier, calls }
    }

    /// What starts a deal.
    pub fn deal(title: &str) -> Start {
        let deal = input(json!({ "title": title }));
        Start { process: "corporate_sales".into(), deal, stage: None, owner: None, continues: None }
    }

    /// A deal of this person.
    pub async fn open(&self, owner: &str) -> CaseId {
        self.engine.start(Self::deal("Вентиляция склада"), owner.into(), None).await.unwrap().case.id
    }

    pub async fn case(&self, id: CaseId) -> Arc<Case> {
        self.engine.reads().case(id).await.unwrap().unwrap()
    }

    pub async fn history(&self, id: CaseId) -> Vec<Recorded> {
        self.engine.reads().history(id, 0, 10_000).await.unwrap()
    }

    /// The names of what happened to a case.
    pub async fn happened(&self, id: CaseId) -> Vec<String> {
        self.history(id).await.iter().map(event_name).collect()
    }

    /// Completes the open task of a step.
    pub async fn complete(&self, id: CaseId, step: &str, result: &str, data: Value) -> Result<Executed, Refused> {
        let case = self.case(id).await;
        let task = case.tasks.values().find(|task| task.origin.name() == Some(step)).unwrap();
        let by = task.holder.assignee().unwrap().clone();
        let command = Command::CompleteTask { task: task.number, result: result.into(), data: input(data), comment: None };
        self.engine.execute(id, command, Actor::Person(by), None).await
    }

    /// A comment on the first task of a case.
    pub async fn comment(&self, id: CaseId, text: &str, key: Option<Key>) -> Result<Executed, Refused> {
        let command = Command::CommentTask { task: 1, text: text.to_owned() };
        self.engine.execute(id, command, Actor::Person("anna".into()), key).await
    }

    /// Moves the clock.
    pub async fn until(&self, moment: &str) {
        self.engine.clock().advance_to(at(moment)).await.unwrap();
    }

    /// The stored data are sound.
    pub async fn is_sound(&self) {
        let findings = voronka_runtime::fsck(&self.store).await.unwrap();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

/// The name of an event, as the history has it.
pub fn event_name(recorded: &Recorded) -> String {
    let event = serde_json::to_value(&recorded.event).unwrap();
    event.as_object().unwrap().keys().next().unwrap().clone()
}

/// A key of Anna's.
pub fn key(key: &str, body: &str) -> Key {
    Key { person: "anna".into(), key: key.to_owned(), body_hash: body.to_owned() }
}
