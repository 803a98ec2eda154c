//! Answers: the fields a person filled in, held against what was asked.

use voronka_definition::Process;
use voronka_definition::model::{Ask, builtin};
use voronka_definition::name::FieldId;
use voronka_definition::value::Data;

use crate::command::Input;
use crate::decide::Draft;
use crate::decide::items::At;
use crate::input::{self, Parsed};
use crate::refuse;
use crate::rejection::{FieldProblem, Rejection};
use crate::sight::Sight;

/// What a person was asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Questions<'a> {
    pub ask: &'a [Ask],
    pub may_ask: &'a [Ask],
    /// Whether the steps that were about the items of lists are left with the answer.
    pub leaves: bool,
}

/// What was filled in, and what was emptied.
pub(crate) type Answers = (Data, Vec<FieldId>);

impl Draft<'_> {
    /// Reads the answers. Every unknown, wrong or missing field is named at once.
    pub(crate) fn read_answers(&mut self, questions: Questions<'_>, input: &Input, at: At) -> Result<Answers, Rejection> {
        let is_asked = |field: &FieldId| questions.ask.iter().chain(questions.may_ask).any(|ask| ask.field == *field);
        let mut parsed = input::parse_at(self.process, self.item_fields(at), self.world(), input, is_asked);
        self.note_missing(questions.ask, &mut parsed, at);
        if !questions.leaves {
            self.note_items(&mut parsed);
        }
        self.accept(parsed, at)
    }

    /// The values of a flawless input, and what it empties; its documents are kept. Title and owner every deal has; and what the
    /// process counts upon, nobody empties once it is filled.
    pub(crate) fn accept(&mut self, mut parsed: Parsed, at: At) -> Result<Answers, Rejection> {
        if !parsed.cleared.is_empty() {
            self.note_emptied(&mut parsed, at);
        }
        self.note_probability(&mut parsed);
        if !parsed.problems.is_empty() {
            return Err(refuse::invalid(parsed.problems));
        }
        self.documents.extend(parsed.documents);
        Ok((parsed.values, parsed.cleared))
    }

    fn note_emptied(&self, parsed: &mut Parsed, at: At) {
        let always = [builtin::OWNER, builtin::TITLE].map(FieldId::from);
        let relied_on = self.process.relied_on.iter().filter(|field| self.is_known(field, at));
        for field in always.iter().chain(relied_on) {
            if parsed.cleared.contains(field) && !parsed.is_wrong(field) {
                parsed.problems.push(self.missing(field, at));
            }
        }
    }

    fn note_missing(&self, asks: &[Ask], parsed: &mut Parsed, at: At) {
        let sight = Sight { answers: Some(parsed), ..self.sight(at) };
        let missing: Vec<_> = asks
            .iter()
            .filter(|ask| ask.when.as_ref().is_none_or(|when| when.holds(&sight)))
            .filter(|ask| !parsed.values.contains_key(&ask.field) && !parsed.is_wrong(&ask.field))
            .filter(|ask| !ask.known_counts || parsed.cleared.contains(&ask.field) || !self.is_known(&ask.field, at))
            .map(|ask| self.missing(&ask.field, at))
            .collect();
        parsed.problems.extend(missing);
    }
}

/// A field of this process that must be filled in.
pub(crate) fn missing(process: &Process, field: &FieldId) -> FieldProblem {
    let title = process.field(field).map_or_else(|| field.as_str().into(), |field| field.title.clone());
    refuse::missing(field.as_str(), &title)
}
