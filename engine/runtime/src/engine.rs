//! The engine: one door for every command.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use voronka_core::access::Scope;
use voronka_core::{Actor, CaseId, Command, HandTask, Recorded, Start, World};
use voronka_definition::model::Version;
use voronka_definition::name::{ConnectionId, PersonId, ProcessId};
use voronka_definition::organisation::Organisation;
use voronka_definition::{Finding, Process, Source};
use voronka_store::{DiskState, Key, OrganisationFiles, Origin, Reads, Store, StoreError};

use crate::answer::{Executed, Refused};
use crate::caller::{Caller, NoConnections};
use crate::clock::{self, ClockControl};
use crate::courier::Courier;
use crate::deploy::{DeployError, Deployed};
use crate::door::{Call, Wanted, carry_out};
use crate::ids::Ids;
use crate::inner::Inner;
use crate::links::ActLinks;
use crate::news::News;
use crate::{posting, secret};

/// How many events of a history are read at once.
const HISTORY_AT_ONCE: u32 = 200;

/// How an engine works.
#[derive(Clone)]
pub struct Options {
    /// Who delivers notices.
    pub courier: Arc<dyn Courier>,
    /// Who asks other systems.
    pub caller: Arc<dyn Caller>,
    /// Whether timers fire and notices are delivered by themselves. Without it they wait for [`Engine::settle`] and the test clock:
    /// for commands beside a server, and for tests.
    pub background: bool,
    /// How often the scheduler and the dispatcher look without being woken.
    pub poll: Duration,
    /// Where the ids of new cases come from.
    pub ids: Ids,
    /// Whether letters carry links to act by without logging in.
    pub act_links: ActLinks,
}

/// The engine. Cloning gives another handle of the same one.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
    clock: ClockControl,
}

impl Options {
    /// No connections, no links to act by, background work on, and a look every half second.
    pub fn new(courier: Arc<dyn Courier>) -> Self {
        let (caller, poll) = (Arc::new(NoConnections), Duration::from_millis(500));
        Self { courier, caller, background: true, poll, ids: Ids::Random, act_links: ActLinks::Off }
    }
}

impl Engine {
    /// Opens an engine on a store: reads the organisation and the processes, and begins its background work.
    ///
    /// # Errors
    /// When the store fails, or its organisation cannot be read.
    pub async fn open(store: Store, options: Options) -> Result<Self, StoreError> {
        let inner = Inner::open(store, options).await?;
        Ok(Self { clock: ClockControl::new(Arc::clone(&inner)), inner })
    }

    /// Carries a command out on a case.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn execute(&self, case: CaseId, command: Command, by: Actor, key: Option<Key>) -> Result<Executed, Refused> {
        carry_out(&self.inner, Call { wanted: Wanted::Of(case, command), by, key }).await
    }

    /// Starts a case. One that goes on from a finished case is started by a command of that case; the answer is about the new one.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn start(&self, start: Start, by: PersonId, key: Option<Key>) -> Result<Executed, Refused> {
        carry_out(&self.inner, Call { wanted: Wanted::Start(start), by: Actor::Person(by), key }).await
    }

    /// Makes a task without a deal.
    ///
    /// # Errors
    /// When it is refused; then nothing was written.
    pub async fn make_errand(&self, task: HandTask, by: PersonId, key: Option<Key>) -> Result<Executed, Refused> {
        carry_out(&self.inner, Call { wanted: Wanted::Errand(task), by: Actor::Person(by), key }).await
    }

    /// People, calendars and the latest processes, as they are now.
    pub fn world(&self) -> Arc<World> {
        self.inner.definitions.world()
    }

    /// A deployed version of a process, or the built-in one of errands.
    ///
    /// # Errors
    /// When the store fails, or the version was never deployed.
    pub async fn process(&self, id: &ProcessId, version: &Version) -> Result<Arc<Process>, StoreError> {
        self.inner.definitions.process(&self.inner.store, id, version).await
    }

    /// Every event of a case, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn whole_history(&self, case: CaseId) -> Result<Vec<Recorded>, StoreError> {
        let mut history: Vec<Recorded> = Vec::new();
        loop {
            let after = history.last().map_or(0, |last| last.seq);
            let part = self.reads().history(case, after, HISTORY_AT_ONCE).await?;
            let is_last = part.len() < HISTORY_AT_ONCE as usize;
            history.extend(part);
            if is_last {
                return Ok(history);
            }
        }
    }

    /// The store's clock.
    ///
    /// # Errors
    /// None today; a store on another machine may have to be asked.
    pub async fn now(&self) -> Result<DateTime<Utc>, StoreError> {
        Ok(self.inner.store.now())
    }

    /// How the disk of the database is, as far as this server has met it.
    pub fn disk(&self) -> DiskState {
        self.inner.store.disk()
    }

    /// How many timers this server has fired since it began.
    pub fn timers_fired(&self) -> u64 {
        self.inner.timers_fired.load(Ordering::Relaxed)
    }

    /// The connections that this server leaves alone for a while, because their requests fail, or for good, because nobody is there.
    pub fn resting_connections(&self) -> Vec<ConnectionId> {
        self.inner.breakers.resting(self.inner.store.now())
    }

    /// Waits until the disk of the database has failed: then whoever serves has to end. For ever where it does not.
    pub async fn disk_failed(&self) {
        self.inner.store.disk_failed().await;
    }

    /// The clock on the wall, by which tokens and sessions live.
    pub fn wall_now(&self) -> DateTime<Utc> {
        self.inner.store.wall_now()
    }

    /// Which cases change, from now on. Who cannot keep up misses some, and is told so.
    pub fn news(&self) -> tokio::sync::broadcast::Receiver<News> {
        self.inner.news.listen()
    }

    /// How many changes of cases this node has told of: the same number means that it knows of none in between. Those of other nodes count
    /// where somebody here listens.
    pub fn changes(&self) -> u64 {
        self.inner.news.told()
    }

    /// The queries.
    pub fn reads(&self) -> &Reads {
        self.inner.store.reads()
    }

    /// The test clock.
    pub fn clock(&self) -> &ClockControl {
        &self.clock
    }

    /// Everything that is found of a process among the people and calendars of now. Of one that runs already, word for word, what
    /// has become of the people is a warning at the most.
    pub fn findings_of(&self, source: &Source) -> Vec<Finding> {
        crate::definitions::held_against(&self.world(), source)
    }

    /// The organisation as its file has it, without what has changed since: what scenarios of processes are written for.
    pub fn organisation_of_file(&self) -> Organisation {
        self.inner.definitions.people().file
    }

    /// Makes a process that new cases run, if it has no errors.
    ///
    /// # Errors
    /// When the file has mistakes, or the store fails.
    pub async fn deploy(&self, source: &Source, by: Option<PersonId>) -> Result<Deployed, DeployError> {
        let source = source.clone();
        self.detached(|inner| async move { inner.definitions.deploy(&inner, &source, by.as_ref()).await }).await?
    }

    /// Replaces the organisation and its calendars, if they have no errors.
    ///
    /// # Errors
    /// When a file has mistakes, or the store fails.
    pub async fn load_organisation(&self, text: &Source, calendars: &[Source]) -> Result<(), DeployError> {
        let files = OrganisationFiles { organisation: text.clone(), calendars: calendars.to_vec() };
        self.detached(|inner| async move { inner.definitions.load_organisation(&inner, files).await }).await?
    }

    /// Fires what is due and tries the letters that are due, until nothing is left to do at this moment.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle(&self) -> Result<(), StoreError> {
        self.detached(|inner| async move { clock::settle_now(&inner).await }).await?
    }

    /// Posts the letters with links to set a password whose turn has come: for tests, and beside a server.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn post_links(&self) -> Result<(), StoreError> {
        self.detached(|inner| async move { posting::drain(&inner).await }).await?
    }

    /// Takes no more commands, finishes those it has, and stops its background work. It takes seconds at most.
    pub async fn shutdown(&self) {
        self.inner.shutdown().await;
    }

    /// Makes an API token with all the rights of its person; the only time it is shown.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_token(
        &self,
        person: &PersonId,
        name: &str,
        expires: Option<DateTime<Utc>>,
    ) -> Result<String, StoreError> {
        self.create_token_for(person, name, expires, &Scope::Whole).await
    }

    /// Makes an API token that is good for so much; the only time it is shown.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_token_for(
        &self,
        person: &PersonId,
        name: &str,
        expires: Option<DateTime<Utc>>,
        scope: &Scope,
    ) -> Result<String, StoreError> {
        let token = secret::token()?;
        let (person, name, hash, scope) = (person.clone(), name.to_owned(), secret::hash(&token), scope.name());
        self.detached(|inner| async move {
            let now = inner.store.wall_now();
            inner.store.add_token(&hash, &person, &name, (now, expires), scope).await
        })
        .await??;
        Ok(token)
    }

    /// Who may do all that this token's owner may; `None` for one that is unknown or expired, of somebody who left, or good for less.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn person_of_token(&self, token: &str) -> Result<Option<PersonId>, StoreError> {
        let found = self.scope_of_token(token).await?;
        Ok(found.filter(|(_, scope)| *scope == Scope::Whole).map(|(person, _)| person))
    }

    /// Whose token this is, and for what it is good; `None` for one that is unknown or expired, or of somebody who left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn scope_of_token(&self, token: &str) -> Result<Option<(PersonId, Scope)>, StoreError> {
        let store = &self.inner.store;
        let found = store.token_person(&secret::hash(token), store.wall_now()).await?;
        let found = found.filter(|(person, _)| self.world().is_active(person));
        Ok(found.and_then(|(person, scope)| Some((person, Scope::of(scope.as_deref())?))))
    }

    /// Opens a session of the pages; the answer goes into the cookie.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open_session(&self, person: &PersonId) -> Result<String, StoreError> {
        self.enter(person, "session", &Origin::default()).await
    }

    /// Closes a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close_session(&self, session: &str) -> Result<(), StoreError> {
        let hash = secret::hash(session);
        self.detached(|inner| async move { inner.store.drop_session(&hash).await }).await?
    }

    /// The answer that was remembered for this key, for calls that are not commands of a case.
    ///
    /// # Errors
    /// When the key was used for another call, or the store fails.
    pub async fn recall_answer(&self, key: &Key) -> Result<Option<serde_json::Value>, Refused> {
        let Some(record) = self.inner.store.recall(key).await? else { return Ok(None) };
        if record.body_hash != key.body_hash {
            return Err(Refused::KeyReused);
        }
        let unreadable =
            |error: serde_json::Error| StoreError::Unreadable { what: "an answer".to_owned(), reason: error.to_string() };
        Ok(Some(serde_json::from_str(&record.answer).map_err(unreadable)?))
    }

    /// Remembers the answer to a call that is not a command of a case. A key that is taken keeps its first answer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remember_answer(&self, key: &Key, answer: &serde_json::Value) -> Result<(), Refused> {
        let (key, answer) = (key.clone(), answer.to_string());
        self.detached(|inner| async move { inner.store.remember(&key, &answer, inner.store.now()).await }).await??;
        Ok(())
    }

    /// Runs a write in a task of its own: whoever asked may go away without tearing it.
    pub(crate) async fn detached<T, F>(&self, work: impl FnOnce(Arc<Inner>) -> F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        tokio::spawn(work(Arc::clone(&self.inner))).await.map_err(|_| StoreError::Closed)
    }
}
