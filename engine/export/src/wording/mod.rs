//! Wording: people, times, bounds, conditions and ladders of a process in the words of its readers.
//!
//! Pictures and the regulation say the same thing in the same words, because both ask here. Absent on purpose: what a step is and where
//! it leads, which [`crate::graph`] knows.

mod condition;
mod ladder;
mod number;
mod process;
mod schedule;
mod time;
mod who;

pub use number::{counted, times};

use std::sync::Arc;

use voronka_definition::model::{Assignee, Process};
use voronka_definition::name::{FieldId, OutcomeId, ProcessId};
use voronka_definition::organisation::Organisation;
use voronka_definition::{Locale, Text};

/// Says things about one process in one language.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The process.
    pub process: &'a Process,
    /// The organisation whose people and directions it may name, where it is known.
    pub organisation: Option<&'a Organisation>,
    /// The other processes that are known: it may start them, or go on from their cases.
    pub others: &'a [Arc<Process>],
    /// The language.
    pub locale: Locale,
}

impl Words<'_> {
    /// The text that stands for the language.
    pub fn pick<T>(&self, ru: T, en: T) -> T {
        self.locale.pick(ru, en)
    }

    /// A text of the process; its line breaks are spaces.
    pub fn text(&self, text: &Text) -> String {
        text.get(self.locale).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A template as its reader will see it: the placeholders become the titles of what stands there.
    pub fn template(&self, text: &Text) -> String {
        let text = self.text(text);
        let mut told = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else { break };
            let name = name.split('|').next().unwrap_or_default().trim();
            let field = name.rsplit('.').next().unwrap_or(name);
            let title = self.field(&FieldId::from(field));
            told.push_str(before);
            told.push_str(&format!("[{title}]"));
            rest = behind;
        }
        told.push_str(rest);
        told
    }

    /// A name in the quotation marks of the language; those inside become the inner ones.
    pub fn quoted(&self, name: &str) -> String {
        let (marks, inner) = self.pick((['«', '»'], ['„', '“']), (['“', '”'], ['‘', '’']));
        let replaced = name.replace(marks[0], &inner[0].to_string()).replace(marks[1], &inner[1].to_string());
        format!("{}{replaced}{}", marks[0], marks[1])
    }

    /// The title of a field.
    pub fn field(&self, id: &FieldId) -> String {
        self.process.field(id).map_or_else(|| humanised(id.as_str()), |field| self.text(&field.title))
    }

    /// The title of a field in quotation marks.
    pub fn quoted_field(&self, id: &FieldId) -> String {
        self.quoted(&self.field(id))
    }

    /// Titles of fields, separated by commas.
    pub fn fields<'b>(&self, ids: impl IntoIterator<Item = &'b FieldId>) -> String {
        ids.into_iter().map(|id| self.quoted_field(id)).collect::<Vec<_>>().join(", ")
    }

    /// The process with this name, where it is known.
    pub fn process_named(&self, id: &ProcessId) -> Option<&Process> {
        let others = self.others.iter().map(AsRef::as_ref);
        std::iter::once(self.process).chain(others).find(|process| process.id == *id)
    }

    /// A process by its title, in quotes; by its name where it is not known.
    pub fn quoted_process(&self, id: &ProcessId) -> String {
        let title = self.process_named(id).map(|process| self.text(&process.title));
        self.quoted(&title.unwrap_or_else(|| humanised(id.as_str())))
    }

    /// An outcome of a process by its title, in quotes; by its name where the process is not known.
    pub fn quoted_outcome(&self, of: &ProcessId, id: &OutcomeId) -> String {
        let outcome = self.process_named(of).and_then(|process| process.outcome(id));
        self.quoted(&outcome.map_or_else(|| humanised(id.as_str()), |outcome| self.text(&outcome.title)))
    }

    /// Who gets a task.
    pub fn assignee(&self, assignee: &Assignee) -> String {
        match assignee {
            Assignee::Role(role) => self.who(&role.who),
            Assignee::Candidates(roles) => {
                let roles: Vec<_> = roles.iter().map(|role| self.who(&role.who)).collect();
                roles.join(self.pick(" или ", " or "))
            }
            Assignee::WhoActed => {
                self.pick("тот, кто только что работал со сделкой", "whoever has just worked on the deal").to_owned()
            }
        }
    }
}

/// An identifier as people would write it.
pub(crate) fn humanised(id: &str) -> String {
    id.replace('_', " ")
}

/// The text with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Things in a row, with this word before the last one: `А, Б или В`.
pub(crate) fn listed(things: &[String], word: &str) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{}{word}{last}", before.join(", ")),
    }
}
