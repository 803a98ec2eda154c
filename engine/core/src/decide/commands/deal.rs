//! `CorrectData` and `ChangeOwner`: the deal itself is corrected.

use voronka_definition::name::PersonId;

use crate::command::Input;
use crate::decide::Draft;
use crate::decide::commands::tasks::said;
use crate::event::Cause;
use crate::input;
use crate::refuse;
use crate::rejection::Rejection;

/// What the history says of a correction; its author and its fields stand beside it.
const CORRECTED: &str = "";

impl Draft<'_> {
    pub(super) fn correct_data(&mut self, data: &Input, revision: u64) -> Result<(), Rejection> {
        if revision != self.case.revision {
            return Err(refuse::outdated(revision, self.case.revision));
        }
        let mut parsed = input::parse(self.process, self.world(), data, |field| !input::is_owner(field));
        self.note_items(&mut parsed);
        let (values, cleared) = self.accept(parsed, None)?;
        self.set_fields(values, cleared, Cause::Person(CORRECTED.to_owned()), None);
        self.settle()
    }

    pub(super) fn change_owner(&mut self, person: &PersonId, comment: &str) -> Result<(), Rejection> {
        self.must_run()?;
        let comment = said(comment, "comment")?;
        self.must_be_colleague("person", person)?;
        if *person == self.case.owner {
            let expected = ("другой сотрудник", "somebody else");
            return Err(refuse::invalid_field("person", "unchanged", expected, (person.as_str(), person.as_str())));
        }
        self.set_owner(person, Cause::Person(comment));
        self.settle()
    }
}
