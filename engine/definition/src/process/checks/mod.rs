//! Checks of a process as a whole, once its parts are read.

mod circles;
mod ending;
mod languages;
mod loops;
mod reach;
pub mod tables;
mod unused;

use crate::diagnostic::Findings;
use crate::model::Stage;
use crate::process::context::Context;

/// Every check of the whole.
pub fn all(context: &Context<'_>, stages: &[Stage], findings: &Findings) {
    let before = findings.count();
    loops::check(context, stages);
    if findings.count() == before {
        circles::check(context, stages);
    }
    if !findings.has_errors() {
        // What could not be read may be what leads there, what ends the stage, or what uses the field.
        ending::check(context, stages);
        reach::check(context, stages);
        unused::check(context);
    }
    languages::check(context);
}
