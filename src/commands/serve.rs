//! `serve`: the server.

use anyhow::Result;
use tracing::info;

use crate::cli::ServeArgs;
use crate::commands::Exit;
use crate::files::Definitions;
use crate::settings::{Settings, without_password};
use crate::terminal::Terminal;
use crate::wiring::{self, Pages};

/// Runs the server until it is told to stop.
pub fn run(args: &ServeArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(args, terminal)?;
    wiring::block_on(serve(&settings, terminal))
}

async fn serve(settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let listener = wiring::listen(&settings.listen, terminal).await?;
    let store = wiring::open_store(&settings.database, terminal).await?;
    let lock = wiring::lock(&store, terminal)?;
    wiring::take_over(&store, terminal).await?;
    wiring::look_for_quarantine(&store, terminal).await?;
    let engine = wiring::open_served(store, settings, terminal).await?;
    let definitions = Definitions::read(&settings.processes, settings.organisation.as_deref(), terminal)?;
    wiring::load(&engine, &definitions, terminal).await?;
    wiring::hold_against_connections(&engine, settings);
    wiring::set_clock(&engine, settings.test_clock, terminal).await?;
    info!(listen = %settings.listen, database = %without_password(&settings.database), test_clock = settings.test_clock, "serving");
    let entering = wiring::entering(settings)?;
    let base_url = settings.base_url.clone();
    let pages = Pages {
        base_url,
        demo: false,
        test_clock: settings.test_clock,
        entering,
        scenarios: (definitions.scenarios, definitions.house_of_scenarios),
    };
    let ended = wiring::serve(listener, engine, pages, terminal).await;
    drop(lock);
    ended
}
