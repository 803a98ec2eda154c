//! Where texts of processes are studied: beside the threads that answer, a few at a time. And what was found of the live ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

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

/// Findings of live versions, for the world they were found in.
type Known = BTreeMap<(ProcessId, Version), (Arc<World>, Arc<Vec<Finding>>)>;

/// The workbench of a server.
#[derive(Debug)]
pub(crate) struct Workbench {
    turns: Arc<Semaphore>,
    known: Mutex<Known>,
}

impl Default for Workbench {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), known: Mutex::default() }
    }
}

impl Workbench {
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
