//! `lsp`: the language server at standard input and output. What is wrong in an open file is what `check` says of it.

use anyhow::{Context, Result};
use voronka_lsp::Options;

use crate::commands::{Exit, check};
use crate::terminal::Terminal;

/// Serves the editor until it says goodbye.
pub fn run(terminal: &Terminal) -> Result<Exit> {
    let of_this = *terminal;
    let options = Options {
        locale: terminal.wanted,
        version: env!("CARGO_PKG_VERSION"),
        check: Box::new(move |source| check::findings(source, &of_this)),
    };
    let went_away = terminal.pick("редактор ушел, не попрощавшись", "the editor went away without a word");
    voronka_lsp::serve_stdio(options).context(went_away)?;
    Ok(Exit::Clean)
}
