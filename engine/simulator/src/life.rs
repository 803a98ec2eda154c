//! A life of the process: from its beginning on what is stored, to its end.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use voronka_runtime::{DeployError, Engine, Ids, Options};
use voronka_store::{Failpoint, Store, StoreError};

use crate::post::{Hand, Post};
use crate::{Company, Wrong};

/// From which ids of cases follow; whatever the seed of a run, so that it can be told from one run to the next what differs.
const IDS: u64 = 9;

/// A process that works.
pub(crate) struct Life {
    pub(crate) store: Store,
    pub(crate) engine: Engine,
    pub(crate) failpoint: Arc<Failpoint>,
}

/// Monday, nine o'clock in Moscow.
fn morning() -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2026, 12, 7).unwrap_or_default();
    day.and_time(NaiveTime::from_hms_opt(6, 0, 0).unwrap_or_default()).and_utc()
}

/// A database in memory, furnished, whose clock stands. It is there as long as a handle of it is, whatever process ends.
pub(crate) async fn ground(company: &Company) -> Result<Store, Wrong> {
    let store = Store::open("sqlite::memory:").await?;
    store.stand_at(morning()).await?;
    let life = Life::begin(&store, &Post::new(false), Failpoint::new()).await?;
    life.engine.load_organisation(&company.organisation, &company.calendars).await.map_err(unloaded)?;
    for process in &company.processes {
        life.engine.deploy(process, None).await.map_err(unloaded)?;
    }
    life.engine.settle().await?;
    Ok(store)
}

fn unloaded(error: DeployError) -> Wrong {
    match error {
        DeployError::Store(error) => error.into(),
        DeployError::Findings(findings) => Wrong::Company(findings.to_string()),
    }
}

impl Life {
    /// Begins on what is stored, as the only server does. Nothing happens by itself: the run says when.
    pub(crate) async fn begin(ground: &Store, post: &Arc<Post>, failpoint: Arc<Failpoint>) -> Result<Self, StoreError> {
        let store = ground.again(Arc::clone(&failpoint)).await?;
        store.release_leases().await?;
        Self::on(store, post, failpoint).await
    }

    /// Begins as one of several nodes.
    pub(crate) async fn join(ground: &Store, post: &Arc<Post>, failpoint: Arc<Failpoint>) -> Result<Self, StoreError> {
        let store = ground.again_among_others(Arc::clone(&failpoint)).await?;
        Self::on(store, post, failpoint).await
    }

    async fn on(store: Store, post: &Arc<Post>, failpoint: Arc<Failpoint>) -> Result<Self, StoreError> {
        let hand = Arc::new(Hand { post: Arc::clone(post), failpoint: Arc::clone(&failpoint) });
        let options = Options { background: false, caller: hand.clone(), ids: Ids::Following(IDS), ..Options::new(hand) };
        let engine = Engine::open(store.clone(), options).await?;
        Ok(Self { store, engine, failpoint })
    }
}
