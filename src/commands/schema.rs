//! `schema`: the JSON Schema of the process language, for editors. It is built from the grammar in `definition`.

use anyhow::{Context, Result};
use voronka_definition::outline;

use crate::commands::Exit;
use crate::terminal::Terminal;

/// Prints it.
pub fn run(terminal: &Terminal) -> Result<Exit> {
    let text = serde_json::to_string_pretty(&outline::schema()).context("the schema as JSON")?;
    terminal.print(&text);
    Ok(Exit::Clean)
}
