//! The story: one sale from the first call to the signed contract, told in the terminal.
//!
//! Only the acts of the people are written down beforehand (`script.yaml`). Every line printed comes from the history that the
//! engine wrote and from the letters it kept; where something expected does not happen, the story ends with that.

mod expect;
pub mod layout;
mod teller;

use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::Deserialize;
use voronka_core::{Case, CaseId};
use voronka_runtime::Engine;

use crate::acts::{Act, Days, Player, Start, Words};
use crate::commands::Exit;
use crate::files::Definitions;
use crate::terminal::Terminal;
use crate::wiring;
use expect::Expect;
use teller::Teller;

/// The process that the story runs.
const PROCESS: &str = "corporate_sales";
/// The Monday on which the story begins.
const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day that exists");

/// The story as it is written down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    /// When it begins.
    opens: String,
    /// How the deal starts.
    start: Start,
    /// What people do, and what must follow.
    lines: Vec<Line>,
}

/// A line of the script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// When; the clock moves there first.
    at: Option<String>,
    /// What somebody does.
    act: Option<Act>,
    /// What must be so afterwards.
    #[serde(default)]
    expect: Vec<Expect>,
}

/// Tells the story.
pub fn run(terminal: &Terminal) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(tell(terminal))
}

async fn tell(terminal: &Terminal) -> Result<Exit> {
    let script: Script = serde_yaml::from_str(include_str!("script.yaml")).context("the script of the story")?;
    let (definitions, which) = Definitions::of_demo(terminal)?;
    let engine = wiring::open_in_memory(&definitions, terminal).await?;
    let days = Days::around(MONDAY, &engine.world())?;
    engine.clock().stand(Some(days.moment(&script.opens)?)).await?;
    let words = Words { locale: terminal.locale, days };
    let mut story = Story { terminal, player: Player { engine: engine.clone(), words }, teller: Teller::new(terminal) };
    terminal.print(&layout::opening(terminal, &which));
    let told = story.go_through(&script).await;
    engine.shutdown().await;
    match told {
        Ok(()) => Ok(Exit::Clean),
        Err(error) => {
            terminal.remark("");
            terminal.complain(&error.context(terminal.pick("история пошла иначе", "the story went another way")));
            Ok(Exit::Found)
        }
    }
}

/// A story that is being told.
struct Story<'a> {
    terminal: &'a Terminal,
    player: Player,
    teller: Teller<'a>,
}

impl Story<'_> {
    async fn go_through(&mut self, script: &Script) -> Result<()> {
        let began = std::time::Instant::now();
        let case = self.player.start(PROCESS, &script.start).await?;
        self.catch_up(case.id).await?;
        for line in &script.lines {
            self.line(case.id, line).await?;
        }
        let end = self.player.case(case.id).await?;
        let summary = self.teller.summary(&end, self.player.engine.world().as_ref(), began.elapsed());
        self.terminal.print(&summary);
        Ok(())
    }

    async fn line(&mut self, case: CaseId, line: &Line) -> Result<()> {
        if let Some(at) = &line.at {
            self.engine().clock().advance_to(self.player.words.days.moment(at)?).await?;
            self.catch_up(case).await?;
        }
        if let Some(act) = &line.act {
            self.player.play(case, act).await?;
            self.catch_up(case).await?;
        }
        let known = self.case(case).await?;
        for expected in &line.expect {
            expected.check(self.engine(), &known).await?;
        }
        Ok(())
    }

    /// Delivers what is due and prints what is new.
    async fn catch_up(&mut self, case: CaseId) -> Result<()> {
        self.engine().settle().await?;
        let known = self.case(case).await?;
        let engine = self.player.engine.clone();
        self.teller.catch_up(&engine, &known).await
    }

    async fn case(&self, case: CaseId) -> Result<Arc<Case>> {
        self.player.case(case).await
    }

    fn engine(&self) -> &Engine {
        &self.player.engine
    }
}
