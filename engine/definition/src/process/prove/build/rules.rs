//! Whose work a step is, as the rule that finds him: where several may do it, the first of them.

use crate::model::{Assignee, Who};

/// Who gets a task.
pub fn of_assignee(assignee: &Assignee) -> Who {
    match assignee {
        Assignee::Role(role) => role.who.clone(),
        Assignee::Candidates(roles) => roles.first().map_or(Who::Owner, |role| role.who.clone()),
        Assignee::WhoActed => Who::Owner,
    }
}
