//! From YAML text to a checked [`Process`]: what a process designer writes, understood.
//!
//! The crate turns the text of a process, a calendar or an organisation into a value that the engine can rely on, or into
//! every mistake in it at once, each with its place. Conditions are compiled here too ([`expr`]), and so is the arithmetic of
//! business time ([`calendar`]).
//!
//! Absent on purpose: files, clocks, random numbers, databases, threads. A caller reads the text and hands it in.

pub mod calendar;
pub mod diagnostic;
pub mod expr;
pub mod model;
pub mod name;
pub mod organisation;
pub mod outline;
pub mod period;
pub mod process;
pub mod text;
pub mod value;
pub mod yaml;

pub use diagnostic::{Checked, Diagnostics, Finding, Findings, Severity, Source, Span};
pub use model::Process;
pub use period::{Period, Unit};
pub use process::compile;
pub use text::{Locale, Text};
pub use value::{Currency, Document, Money, Value};
