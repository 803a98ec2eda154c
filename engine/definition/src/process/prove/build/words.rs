//! People and ways in the words of a story.

use crate::diagnostic::say;
use crate::model::{Assignee, Role, Who};
use crate::text::Text;

/// Who is meant by a rule, as a story calls him.
pub fn of_who(who: &Who) -> Text {
    match who {
        Who::Owner => say!("ответственный", "the owner"),
        Who::Actor => say!("кто действует", "whoever acts"),
        Who::Late => say!("опоздавший", "the late person"),
        Who::HeadOf(inner) if **inner == Who::Owner => say!("руководитель", "the head"),
        Who::HeadOf(_) => say!("вышестоящий руководитель", "the head above"),
        Who::HeadOfDealDirection | Who::HeadOfDirection(_) => say!("руководитель направления", "the head of the direction"),
        Who::Position(position) => say!("{position}", "{position}"),
        Who::Person(person) => say!("{person}", "{person}"),
        Who::Item(field) => say!("{field}", "{field}"),
    }
}

/// Who plays a role.
pub fn of_role(role: &Role) -> Text {
    of_who(&role.who)
}

/// Who gets a task.
pub fn of_assignee(assignee: &Assignee) -> Text {
    match assignee {
        Assignee::Role(role) => of_role(role),
        Assignee::Candidates(roles) => roles.first().map_or_else(|| of_who(&Who::Owner), of_role),
        Assignee::WhoActed => of_who(&Who::Owner),
    }
}
