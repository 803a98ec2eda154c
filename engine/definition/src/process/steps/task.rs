//! `task` and `form`: work for a person.

use crate::model::StepKind;
use crate::process::context::Context;
use crate::process::result::Site;
use crate::process::work;
use crate::yaml::MapReader;

/// A task.
pub fn task(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> StepKind {
    StepKind::Task(work::read(context, map, site))
}

/// A form: a task whose page opens at once for the person who acted.
pub fn form(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> StepKind {
    StepKind::Form(work::read(context, map, site))
}
