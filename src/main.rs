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
mod traces;
mod wiring;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::cli::{Cli, Command};
use crate::commands::Exit;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::traces::Traces;

/// A decision is made of many small pieces of memory: with this one commands are completed a tenth faster than with that of the C
/// library (`docs/performance.md`), for some tens of MiB more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::of_this_process(cli.lang);
    let ended = traces_of(&cli.command, &terminal).and_then(|traces| {
        logging::start(cli.log_format, &cli.command, &terminal, traces.as_ref());
        commands::run(cli.command, &terminal)
    });
    match ended {
        Ok(exit) => exit.code(),
        Err(error) => {
            terminal.complain(&error);
            Exit::CouldNotRun.code()
        }
    }
}

/// Only a server is traced.
fn traces_of(command: &Command, terminal: &Terminal) -> Result<Option<Traces>> {
    let Command::Serve(args) = command else { return Ok(None) };
    let collector = Settings::of(args, terminal)?.traces;
    collector.map(|collector| Traces::to(&collector)).transpose()
}
