//! A language server over stdio: editors ask it what is wrong in a process, what may be written, and where a name leads.
//!
//! What is wrong is told by whoever wires the server ([`Options::check`]): the same check as on the command line. All else is
//! read from the outline of the file ([`voronka_definition::outline`]), also where the file is broken.
//!
//! Absent on purpose: rules of the language, and files. A document is what the editor says it is.

mod actions;
mod completion;
mod diagnostics;
mod documents;
mod hover;
mod navigation;
mod position;
mod rename;
mod server;
mod symbols;
mod words;

use lsp_server::Connection;
use voronka_definition::{Finding, Locale, Source};

/// Finds what is wrong in a text.
pub type Check = dyn Fn(&Source) -> Vec<Finding>;

/// What the server is given.
pub struct Options {
    /// The language; without one the editor's decides.
    pub locale: Option<Locale>,
    /// The version of the program.
    pub version: &'static str,
    /// Every finding of a text. Its file is a path, or a name where the editor has not saved it yet.
    pub check: Box<Check>,
}

/// Why the server ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum LspError {
    /// The editor broke the protocol off.
    #[error("the editor broke off: {0}")]
    Protocol(#[from] lsp_server::ProtocolError),
    /// An answer could not be written.
    #[error("an answer could not be sent")]
    Gone,
    /// Standard input or output failed.
    #[error("standard input or output failed")]
    Io(#[from] std::io::Error),
}

/// Serves the editor at standard input and output until it says goodbye.
///
/// # Errors
/// When the editor goes away without a word.
pub fn serve_stdio(options: Options) -> Result<(), LspError> {
    let (connection, threads) = Connection::stdio();
    serve(&connection, options)?;
    drop(connection);
    threads.join()?;
    Ok(())
}

/// Serves the editor at the other end of a connection until it says goodbye.
///
/// # Errors
/// When the editor goes away without a word.
pub fn serve(connection: &Connection, options: Options) -> Result<(), LspError> {
    server::run(connection, options)
}
