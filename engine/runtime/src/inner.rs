//! What the parts of an engine share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::{Notify, OnceCell, Semaphore, watch};
use tokio::task::JoinHandle;
use tracing::{Instrument, debug, info, info_span, warn};
use voronka_core::{Case, CaseId, World};
use voronka_definition::name::PersonId;
use voronka_store::{Since, Store, StoreError};

use crate::archiver::Rest;
use crate::breaker::Breakers;
use crate::cache::{CaseCache, CaseLocks};
use crate::caller::Caller;
use crate::committer::Committer;
use crate::courier::Courier;
use crate::definitions::Definitions;
use crate::engine::Options;
use crate::ids::Ids;
use crate::jumps::Jumps;
use crate::links::ActLinks;
use crate::months::MonthsSeen;
use crate::news::Teller;
use crate::password::Hashing;
use crate::reviews::Reviews;
use crate::settling::Settling;
use crate::wave::Wave;
use crate::{dispatcher, hints, posting, scheduler, secret};

/// The version of the rules of time zones that this program counts by.
const ZONES: &str = chrono_tz::IANA_TZDB_VERSION;
/// How many commands may be under way at once.
const COMMANDS: u32 = 2_048;
/// How long an idempotency key is remembered.
const KEYS: TimeDelta = TimeDelta::days(30);
/// How long a shutdown waits for the commands under way.
const PATIENCE: Duration = Duration::from_secs(8);

/// An engine.
pub(crate) struct Inner {
    /// What this node is called among those on the same database: random, so that a copy of a machine is another one.
    pub(crate) node: String,
    pub(crate) store: Store,
    pub(crate) courier: Arc<dyn Courier>,
    pub(crate) caller: Arc<dyn Caller>,
    /// How the connections to other systems stand.
    pub(crate) breakers: Breakers,
    pub(crate) definitions: Definitions,
    pub(crate) cases: CaseCache,
    pub(crate) turns: CaseLocks,
    pub(crate) poll: Duration,
    pub(crate) ids: Ids,
    /// One permit for each command under way.
    pub(crate) commands: Semaphore,
    /// Whoever fires timers holds this: the scheduler for a round, a walk of the clock to its end.
    pub(crate) firing: tokio::sync::Mutex<()>,
    /// Whoever delivers notices holds this.
    pub(crate) delivering: tokio::sync::Mutex<()>,
    /// Whoever decides holds this until the decision is durable; whoever changes the people holds it alone. So no decision that was
    /// made on the people as they were is committed after the change.
    pub(crate) deciding: tokio::sync::RwLock<()>,
    /// What became of letters, on its way to the store.
    pub(crate) settling: Settling,
    /// How reviews stand.
    pub(crate) reviews: Reviews,
    /// The versions of the processes whose schedules are planned.
    pub(crate) planned_for: tokio::sync::Mutex<Vec<String>>,
    /// Whether time zones have other rules than when schedules were planned.
    pub(crate) other_zones: AtomicBool,
    /// The world for which digests are planned.
    pub(crate) digests_for: tokio::sync::Mutex<Option<Arc<World>>>,
    /// Who is away before his next digest.
    pub(crate) away: Mutex<Vec<PersonId>>,
    /// Whether timers are under way that bring letters.
    pub(crate) wave: Wave,
    pub(crate) jumps: Jumps,
    /// When there was nothing to archive last.
    pub(crate) archive_rests: Rest,
    /// When the parts of the history were looked at last.
    pub(crate) months: MonthsSeen,
    /// How many timers this node has fired.
    pub(crate) timers_fired: AtomicU64,
    pub(crate) timers_changed: Notify,
    pub(crate) notices_given: Notify,
    /// Whether there is something to do for other nodes, too.
    pub(crate) others_wanted: Notify,
    /// Whether a letter with a link to set a password is wanted.
    pub(crate) links_wanted: Notify,
    /// Where hashes of passwords are made.
    pub(crate) hashing: Hashing,
    /// Whether letters carry links to act by, and what those are signed with.
    pub(crate) act_links: ActLinks,
    pub(crate) act_key: OnceCell<Arc<Vec<u8>>>,
    /// What has changed, for whoever shows it.
    pub(crate) news: Teller,
    committer: Mutex<Option<Arc<Committer>>>,
    closing: watch::Sender<bool>,
    closed: AtomicBool,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Inner {
    pub(crate) async fn open(store: Store, options: Options) -> Result<Arc<Self>, StoreError> {
        let (_, seen_until) = store.world_seen(store.now()).await?;
        let zones_before = store.note_zones(ZONES).await?;
        if let Some(before) = &zones_before {
            info!(zones.before = before, zones.now = ZONES, "the rules of time zones are others: what is open is counted anew");
        }
        let definitions = Definitions::load(&store).await?;
        let (committer, task) = Committer::start(store.clone());
        let inner = Arc::new(Self {
            node: secret::unique()?,
            store,
            courier: options.courier,
            caller: options.caller,
            breakers: Breakers::default(),
            definitions,
            cases: CaseCache::default(),
            turns: CaseLocks::default(),
            poll: options.poll,
            ids: options.ids,
            commands: Semaphore::new(COMMANDS as usize),
            firing: tokio::sync::Mutex::default(),
            delivering: tokio::sync::Mutex::default(),
            deciding: tokio::sync::RwLock::default(),
            settling: Settling::default(),
            reviews: Reviews::new(seen_until),
            planned_for: tokio::sync::Mutex::default(),
            other_zones: AtomicBool::new(zones_before.is_some()),
            digests_for: tokio::sync::Mutex::default(),
            away: Mutex::default(),
            wave: Wave::default(),
            jumps: Jumps::default(),
            archive_rests: Rest::default(),
            months: MonthsSeen::default(),
            timers_fired: AtomicU64::new(0),
            timers_changed: Notify::new(),
            notices_given: Notify::new(),
            others_wanted: Notify::new(),
            links_wanted: Notify::new(),
            hashing: Hashing::default(),
            act_links: options.act_links,
            act_key: OnceCell::new(),
            news: Teller::default(),
            committer: Mutex::new(Some(Arc::new(committer))),
            closing: watch::Sender::new(false),
            closed: AtomicBool::new(false),
            tasks: Mutex::new(vec![task]),
        });
        if options.background {
            inner.start_background().await?;
        }
        Ok(inner)
    }

    /// The scheduler and the dispatcher. Whoever had leases of SQLite before is gone: there is one server.
    async fn start_background(self: &Arc<Self>) -> Result<(), StoreError> {
        let released = self.store.release_leases().await?;
        if released > 0 {
            info!(leases.released = released, "took back the leases of an earlier run");
        }
        let forgotten = self.store.forget_keys(self.store.now() - KEYS).await?;
        debug!(keys.forgotten = forgotten, "forgot old keys");
        let scheduler = tokio::spawn(scheduler::run(Arc::clone(self)).instrument(info_span!("scheduler")));
        let dispatcher = tokio::spawn(dispatcher::run(Arc::clone(self)).instrument(info_span!("dispatcher")));
        let posting = tokio::spawn(posting::run(Arc::clone(self)).instrument(info_span!("posting")));
        let mut tasks = vec![scheduler, dispatcher, posting];
        if self.store.is_shared() {
            tasks.push(tokio::spawn(hints::tell(Arc::clone(self)).instrument(info_span!("hints"))));
            tasks.push(tokio::spawn(hints::tell_news(Arc::clone(self)).instrument(info_span!("hints"))));
            tasks.push(tokio::spawn(hints::listen(Arc::clone(self)).instrument(info_span!("hints"))));
        }
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).extend(tasks);
        Ok(())
    }

    /// The latest state of a case that commands can change; none of one in the archive.
    pub(crate) async fn case(&self, id: CaseId) -> Result<Option<Arc<Case>>, StoreError> {
        if let Some(case) = self.cases.get(id) {
            // Where others work on the same cases, what is kept may be out of date.
            if !self.store.is_shared() {
                return Ok(Some(case));
            }
            return Ok(match self.store.reads().case_since(id, case.revision).await? {
                Since::Same => Some(case),
                Since::Later(later) => {
                    self.cases.put(Arc::clone(&later));
                    Some(later)
                }
                Since::Gone => {
                    self.cases.forget(id);
                    None
                }
            });
        }
        let case = self.store.reads().live_case(id).await?;
        if let Some(case) = &case {
            self.cases.put(Arc::clone(case));
        }
        Ok(case)
    }

    /// The state of a case that is kept, or else the latest one. Where other nodes work on the same cases it may be out of date, so that
    /// only what is guarded by its revision may follow from it.
    pub(crate) async fn kept_case(&self, id: CaseId) -> Result<Option<Arc<Case>>, StoreError> {
        match self.cases.get(id) {
            Some(case) => Ok(Some(case)),
            None => self.case(id).await,
        }
    }

    pub(crate) fn committer(&self) -> Result<Arc<Committer>, StoreError> {
        let committer = self.committer.lock().unwrap_or_else(PoisonError::into_inner);
        committer.clone().ok_or(StoreError::Closed)
    }

    /// Whether commands are under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.committer().is_ok_and(|committer| committer.is_busy())
    }

    /// Whether a shutdown has begun.
    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Waits for a wake-up, the next look, or the shutdown; whether to go on.
    pub(crate) async fn pause(&self, wake: &Notify) -> bool {
        let next = async {
            tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep(self.poll) => {}
            }
        };
        self.wait(next).await
    }

    /// Waits for something, or the shutdown; whether to go on.
    pub(crate) async fn wait(&self, something: impl Future<Output = ()>) -> bool {
        let mut closing = self.closing.subscribe();
        tokio::select! {
            _ = closing.wait_for(|closing| *closing) => {}
            () = something => {}
        }
        !self.is_closing()
    }

    /// Takes no more commands, finishes those under way, then stops the background work.
    pub(crate) async fn shutdown(&self) {
        if self.closed.swap(true, Ordering::SeqCst) {
            return;
        }
        self.closing.send_replace(true);
        let all = tokio::time::timeout(PATIENCE, self.commands.acquire_many(COMMANDS)).await;
        if all.is_err() {
            warn!(shutdown.patience_s = PATIENCE.as_secs(), "commands were still under way");
        }
        self.commands.close();
        self.committer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            if tokio::time::timeout(PATIENCE, task).await.is_err() {
                warn!("a background task did not end in time");
            }
        }
        if let Err(error) = self.store.fold().await {
            warn!(error = %error, "the write-ahead log stays beside the database; a copy needs both files");
        }
        info!("the engine has stopped");
    }
}
