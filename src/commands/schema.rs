//! `schema`: the JSON Schema of the process language, for editors. It is kept as data beside the code.

use anyhow::Result;

use crate::commands::Exit;
use crate::terminal::Terminal;

/// The schema (draft-07). What no schema can say (references, types, routes) is the duty of `check`.
const SCHEMA: &str = include_str!("../schema/process.schema.json");

/// Prints it.
pub fn run(terminal: &Terminal) -> Result<Exit> {
    terminal.print(SCHEMA.trim_end());
    Ok(Exit::Clean)
}
