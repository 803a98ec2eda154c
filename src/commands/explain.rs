//! `explain`: a process as a document for people. Writing it is the crate `voronka-export`'s.

use anyhow::Result;
use voronka_export::regulation::{html, markdown};

use crate::cli::{ExplainArgs, ExplainFormat};
use crate::commands::Exit;
use crate::commands::diagram::Asked;
use crate::terminal::Terminal;

/// Prints the document.
pub fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Exit> {
    let Some(asked) = Asked::read(&args.path, terminal)? else { return Ok(Exit::Found) };
    let words = asked.words(terminal);
    let text = match args.format {
        ExplainFormat::Md => markdown(&words),
        ExplainFormat::Html => html(&words),
    };
    terminal.print(text.trim_end());
    Ok(Exit::Clean)
}
