//! Checks of a process as a whole, once its parts are read.

mod circles;
mod languages;
mod loops;
mod reach;
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
        // What could not be read may be what begins the stage, or what uses the field.
        reach::check(context, stages);
        unused::check(context);
    }
    languages::check(context);
}
