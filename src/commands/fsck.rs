//! `fsck`: the invariants of the stored data, checked.

use anyhow::Result;
use voronka_runtime::fsck;

use crate::cli::FsckArgs;
use crate::commands::Exit;
use crate::settings::{Settings, without_password};
use crate::terminal::Terminal;
use crate::wiring;

/// Checks the database and prints what does not hold.
pub fn run(args: &FsckArgs, terminal: &Terminal) -> Result<Exit> {
    let settings = Settings::of(&args.serve, terminal)?;
    wiring::block_on(check(&settings, terminal))
}

async fn check(settings: &Settings, terminal: &Terminal) -> Result<Exit> {
    let store = wiring::open_existing(&settings.database, terminal).await?;
    let findings = fsck(&store).await.map_err(|error| wiring::spoken(&error, terminal))?;
    for finding in &findings {
        let case = finding.case.map_or(String::new(), |case| format!(" {case}"));
        terminal.print(&format!("{}{case}: {}", finding.code, finding.message.get(terminal.locale)));
    }
    let (number, database) = (findings.len(), without_password(&settings.database));
    if findings.is_empty() {
        terminal.print(&terminal.pick(format!("{database}: все в порядке."), format!("{database}: sound.")));
        return Ok(Exit::Clean);
    }
    terminal.print(&terminal.pick(format!("{database}: нарушений: {number}."), format!("{database}: findings: {number}.")));
    Ok(Exit::Found)
}
