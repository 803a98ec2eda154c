//! `voronka`: the command line. This crate wires the others together and is the only place that knows them all.
//!
//! Absent on purpose: rules. What a process means, what a command does and what is stored are other crates' duties.

mod acts;
mod bench;
mod cli;
mod commands;
mod demo;
mod files;
mod logging;
mod settings;
mod story;
mod terminal;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::commands::Exit;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::of_this_process(cli.lang);
    logging::start(cli.log_format, &cli.command, &terminal);
    match commands::run(cli.command, &terminal) {
        Ok(exit) => exit.code(),
        Err(error) => {
            terminal.complain(&error);
            Exit::CouldNotRun.code()
        }
    }
}
