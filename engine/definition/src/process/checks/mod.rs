//! Checks of a process as a whole, once its parts are read.

mod approvers;
pub mod asked;
pub mod between;
mod branches;
mod circles;
mod constants;
mod decay;
mod flow;
mod languages;
mod limits;
pub mod loops;
pub mod nobody;
mod reach;
pub mod tables;
pub mod unattended;
mod unused;
mod writes;

pub use flow::Flow;

use crate::diagnostic::Findings;
use crate::process::context::Context;

/// Every check of the whole.
pub fn all(context: &Context<'_>, flow: &Flow<'_>, findings: &Findings) {
    let before = findings.count();
    loops::check(context, flow);
    if findings.count() == before {
        circles::check(context, flow);
    }
    writes::check(context, flow);
    approvers::check(context, flow);
    branches::check(context, flow);
    constants::check(context, flow);
    limits::check(context, flow);
    if !flow.process.unsure.flow {
        unattended::check(context, flow);
    }
    if !findings.has_errors() {
        // What could not be read may be what begins the stage, or what uses the field.
        reach::check(context, flow);
        unused::check(context);
    }
    languages::check(context);
}
