//! `demo`: the whole product on a database of its own, with deals in every stage and a clock that stands still.

mod seed;
mod welcome;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use voronka_runtime::{Engine, Store};
use voronka_web::Entering;

use crate::cli::DemoArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::story;
use crate::terminal::Terminal;
use crate::wiring::{self, Pages};

/// The database in the demo's folder.
const DATABASE: &str = "voronka.db";
/// Stands beside it once the deals are all there; a demo that was interrupted before begins anew.
const COMPLETE: &str = "complete";

/// Runs the demo, or tells the story.
pub fn run(args: &DemoArgs, terminal: &Terminal) -> Result<Exit> {
    if args.story {
        return story::run(terminal);
    }
    wiring::block_on(show(args, terminal))
}

async fn show(args: &DemoArgs, terminal: &Terminal) -> Result<Exit> {
    let listener = wiring::listen(&args.listen, terminal).await?;
    let base_url = format!("http://{}", args.listen);
    let (definitions, which) = Definitions::of_demo(terminal)?;
    // Before anything is thrown away: definitions with mistakes leave the old demo as it is.
    wiring::open_in_memory(&definitions, terminal).await?.shutdown().await;
    let folder = Folder { path: &args.data };
    let store = folder.open(args.fresh, terminal).await?;
    let lock = wiring::lock(&store, terminal)?;
    let seeded = match folder.seed(&store, &base_url, &definitions, terminal).await {
        Ok(seeded) => seeded,
        Err(error) => {
            // Half a demo is of no use to anybody.
            drop(lock);
            let _closed = store.close().await;
            let _cleared = folder.clear();
            return Err(error);
        }
    };
    let engine = wiring::open_engine(store, args.smtp.as_deref(), &base_url, true, terminal).await?;
    wiring::load(&engine, &definitions, terminal).await?;
    let facts = welcome::Facts { base_url: &base_url, which: &which, seeded, letters_are_sent: args.smtp.is_some() };
    terminal.print(&welcome::text(&engine, &facts, terminal).await?);
    let entering = Entering::default();
    let pages = Pages {
        base_url: base_url.clone(),
        demo: true,
        test_clock: true,
        entering,
        scenarios: (definitions.scenarios, definitions.house_of_scenarios),
    };
    let ended = wiring::serve(listener, engine, pages, terminal).await;
    drop(lock);
    ended
}

/// The demo's folder.
struct Folder<'a> {
    path: &'a Path,
}

impl Folder<'_> {
    fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Opens the database; one that is not complete, or not wanted any more, is thrown away first.
    async fn open(&self, fresh: bool, terminal: &Terminal) -> Result<Store> {
        let name = self.path.display().to_string();
        let refused =
            || terminal.pick(format!("не получается писать в папку {name}"), format!("cannot write to the folder {name}"));
        std::fs::create_dir_all(self.path).with_context(refused)?;
        let url = format!("sqlite://{}", self.database().display());
        if self.database().exists() && (fresh || !self.path.join(COMPLETE).exists()) {
            // Only a demo that nobody serves at this moment may be thrown away.
            let old = wiring::open_store(&url, terminal).await?;
            drop(wiring::lock(&old, terminal)?);
            old.close().await?;
            self.clear().with_context(refused)?;
        }
        wiring::open_store(&url, terminal).await
    }

    fn clear(&self) -> std::io::Result<()> {
        for entry in std::fs::read_dir(self.path)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name == COMPLETE || name.starts_with(DATABASE) {
                std::fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Fills an empty database with deals. Their letters are kept: they belong to a past that never was.
    async fn seed(
        &self,
        store: &Store,
        base_url: &str,
        definitions: &Definitions,
        terminal: &Terminal,
    ) -> Result<Option<seed::Seeded>> {
        let complete = self.path.join(COMPLETE);
        if complete.exists() {
            return Ok(None);
        }
        let engine: Engine = wiring::open_engine(store.clone(), None, base_url, false, terminal).await?;
        let seeded = fill(&engine, definitions, terminal).await;
        engine.shutdown().await;
        let seeded = seeded?;
        std::fs::write(&complete, "")?;
        Ok(Some(seeded))
    }
}

async fn fill(engine: &Engine, definitions: &Definitions, terminal: &Terminal) -> Result<seed::Seeded> {
    wiring::load(engine, definitions, terminal).await?;
    seed::walk(engine, terminal.locale).await
}
