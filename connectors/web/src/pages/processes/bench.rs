//! Where texts of processes are studied: beside the threads that answer, a few at a time. And what was found of the live ones, and
//! what was counted of their deals.

use std::any::Any;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use voronka_core::World;
use voronka_definition::model::Version;
use voronka_definition::name::ProcessId;
use voronka_definition::{Finding, Source, Text};
use voronka_runtime::{Engine, ProcessRecord};

use crate::problem::Problem;

/// How many texts are studied at the same time.
const AT_ONCE: usize = 2;
/// How long one waits for its turn.
const WAIT_MOST: Duration = Duration::from_secs(10);
/// After how long one that was turned away may come again, in seconds.
const AGAIN_SECONDS: u32 = 2;

/// What was counted is kept for so many times as long as counting took: however many look, counting takes no more than this part of
/// the server's time, and where it is quick nobody sees old numbers.
const KEPT_TIMES: u32 = 20;
/// From how long on what was counted is kept at all.
const KEPT_FROM: Duration = Duration::from_millis(15);
/// How many counts are kept.
const COUNTS_MOST: usize = 256;

/// Findings of live versions, for the world they were found in.
type Known = BTreeMap<(ProcessId, Version), (Arc<World>, Arc<Vec<Finding>>)>;

/// The workbench of a server.
#[derive(Debug)]
pub(crate) struct Workbench {
    turns: Arc<Semaphore>,
    known: Mutex<Known>,
    counts: Mutex<BTreeMap<String, Kept>>,
    kept_from: Duration,
    kept_times: u32,
    counting: tokio::sync::Mutex<()>,
}

/// Something that was counted, and until when it serves.
#[derive(Debug)]
struct Kept {
    until: Instant,
    what: Arc<dyn Any + Send + Sync>,
}

impl Default for Workbench {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            known: Mutex::default(),
            counts: Mutex::default(),
            kept_from: KEPT_FROM,
            kept_times: KEPT_TIMES,
            counting: tokio::sync::Mutex::default(),
        }
    }
}

impl Workbench {
    /// Keeps even what was counted in no time, and keeps it long: where little is counted as if it were much.
    pub(crate) fn keeping_everything() -> Self {
        Self { kept_from: Duration::ZERO, kept_times: KEPT_TIMES * 1000, ..Self::default() }
    }

    /// Does heavy work when its turn comes. It goes on to its end and keeps its turn though nobody may wait for it any more.
    pub(super) async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let turn = tokio::time::timeout(WAIT_MOST, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(busy()) };
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| Problem::fault())
    }

    /// What is found of a live version among the people of now. It is looked for once.
    pub(super) async fn findings(&self, engine: &Engine, record: &ProcessRecord) -> Result<Arc<Vec<Finding>>, Problem> {
        let (world, name) = (engine.world(), (record.id.clone(), record.version.clone()));
        if let Some(known) = self.recall(&world, &name) {
            return Ok(known);
        }
        let (asked, source) = (engine.clone(), Source { file: record.file.clone(), text: record.source.clone() });
        let found = Arc::new(self.work(move || asked.findings_of(&source)).await?);
        if let Ok(mut known) = self.known.lock() {
            known.retain(|(process, _), _| *process != name.0);
            known.insert(name, (world, Arc::clone(&found)));
        }
        Ok(found)
    }

    /// Counts something, one after another, unless it was counted just now. What takes no time is counted each time.
    pub(in crate::pages) async fn count<T, E, F>(&self, name: &str, count: F) -> Result<Arc<T>, Problem>
    where
        T: Send + Sync + 'static,
        Problem: From<E>,
        F: Future<Output = Result<T, E>>,
    {
        if let Some(kept) = self.kept(name) {
            return Ok(kept);
        }
        let _alone = self.counting.lock().await;
        if let Some(kept) = self.kept(name) {
            return Ok(kept);
        }
        let began = Instant::now();
        let counted = Arc::new(count.await?);
        let until = Instant::now() + began.elapsed() * self.kept_times;
        if began.elapsed() < self.kept_from {
            return Ok(counted);
        }
        if let Ok(mut counts) = self.counts.lock() {
            counts.retain(|_, kept| kept.until > began);
            if counts.len() < COUNTS_MOST {
                counts.insert(name.to_owned(), Kept { until, what: counted.clone() });
            }
        }
        Ok(counted)
    }

    fn kept<T: Send + Sync + 'static>(&self, name: &str) -> Option<Arc<T>> {
        let counts = self.counts.lock().ok()?;
        let kept = counts.get(name).filter(|kept| kept.until > Instant::now())?;
        Arc::clone(&kept.what).downcast().ok()
    }

    fn recall(&self, world: &Arc<World>, name: &(ProcessId, Version)) -> Option<Arc<Vec<Finding>>> {
        let known = self.known.lock().ok()?;
        let (of, findings) = known.get(name)?;
        Arc::ptr_eq(of, world).then(|| Arc::clone(findings))
    }
}

fn busy() -> Problem {
    let mut problem = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "workshop_busy",
        Text::both("свободная очередь проверки", "a free turn to be checked"),
        Text::both("проверяются другие тексты", "other texts are being checked"),
    );
    problem.retry_after_seconds = Some(AGAIN_SECONDS);
    problem
}

#[cfg(test)]
mod tests {
    use voronka_runtime::StoreError;

    use super::*;

    #[tokio::test]
    async fn what_took_long_to_count_is_not_counted_again_at_once() {
        let bench = Workbench::default();
        let slow = async || {
            let began = Instant::now();
            while began.elapsed() < Duration::from_millis(20) {
                std::hint::spin_loop();
            }
            Ok::<_, StoreError>(1_u64)
        };
        assert_eq!(bench.count("a", slow()).await.ok().as_deref(), Some(&1));
        assert_eq!(bench.count("a", async { Ok::<_, StoreError>(2_u64) }).await.ok().as_deref(), Some(&1));
        assert_eq!(bench.count("b", async { Ok::<_, StoreError>(3_u64) }).await.ok().as_deref(), Some(&3));
        assert_eq!(
            bench.count("a", async { Ok::<_, StoreError>("another kind".to_owned()) }).await.ok().as_deref(),
            Some(&"another kind".to_owned())
        );
    }

    #[tokio::test]
    async fn what_fails_is_not_kept() {
        let bench = Workbench::default();
        assert!(bench.count("a", async { Err::<u64, _>(StoreError::Closed) }).await.is_err());
        assert_eq!(bench.count("a", async { Ok::<_, StoreError>(2_u64) }).await.ok().as_deref(), Some(&2));
    }
}
