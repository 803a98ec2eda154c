//! Reads process files and prints what the compiler has to say: `cargo run -q --example check -- FILE…`.
//!
//! The command for people is `voronka check`; this one needs nothing but the definition crate.

#![allow(clippy::disallowed_methods, reason = "the example reads the files it is given")]

use std::process::ExitCode;

use voronka_definition::diagnostic::{Style, render};
use voronka_definition::{Locale, Source, process};

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "an example that prints")]
fn main() -> ExitCode {
    let mut errors = false;
    for file in std::env::args().skip(1) {
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        };
        let source = Source { file, text };
        let findings = match process::compile(&source) {
            Ok(checked) => checked.warnings,
            Err(found) => {
                errors = true;
                found.0
            }
        };
        print!("{}", render(&findings, &source, Style::plain(Locale::En)));
        println!("{}: {} findings", source.file, findings.len());
    }
    ExitCode::from(u8::from(errors))
}
