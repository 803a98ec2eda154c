//! Input: values as they were handed in become values of fields, or problems with their names.
//!
//! Every wrong field is named at once. The forms are those of the HTTP interface.

mod document;
mod value;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value as Json;
use voronka_definition::Value;
use voronka_definition::model::{Field, Process, builtin};
use voronka_definition::name::FieldId;
use voronka_definition::value::Data;

use crate::command::Input;
use crate::decision::Content;
use crate::refuse;
use crate::rejection::FieldProblem;
use crate::world::World;

pub(crate) use value::{TEXT_CHARS_MAX, describe, fit_text};

/// What an input gave.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// The values.
    pub values: Data,
    /// The fields that were explicitly emptied.
    pub cleared: Vec<FieldId>,
    /// The contents of documents.
    pub documents: Vec<Content>,
    /// What is wrong.
    pub problems: Vec<FieldProblem>,
}

impl Parsed {
    /// Whether something is wrong with this field, or within it.
    pub fn is_wrong(&self, field: &FieldId) -> bool {
        let is_about = |problem: &FieldProblem| {
            let rest = problem.field.strip_prefix(field.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        self.problems.iter().any(is_about)
    }
}

/// The item that an `each` stands at: what its fields are called there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemFields<'a> {
    /// What the steps call it.
    pub name: &'a str,
    /// Its fields.
    pub fields: &'a [Field],
}

impl<'a> ItemFields<'a> {
    /// The item's own name of a field, where it is one of the item's: `supplier.price` is `price`.
    pub fn own(&self, field: &FieldId) -> Option<FieldId> {
        field.as_str().strip_prefix(self.name)?.strip_prefix('.').map(FieldId::from)
    }

    /// The field of the item that is so called.
    pub fn find(&self, field: &FieldId) -> Option<&'a Field> {
        let own = self.own(field)?;
        self.fields.iter().find(|field| field.id == own)
    }
}

/// Reads the fields of an input that the process has and `allowed` lets through.
pub(crate) fn parse(process: &Process, world: &World, input: &Input, allowed: impl Fn(&FieldId) -> bool) -> Parsed {
    parse_at(process, None, world, input, allowed)
}

/// The same where an `each` stands at an item.
pub(crate) fn parse_at(
    process: &Process,
    item: Option<ItemFields<'_>>,
    world: &World,
    input: &Input,
    allowed: impl Fn(&FieldId) -> bool,
) -> Parsed {
    let mut parsed = Parsed::default();
    for (name, json) in input {
        let id = FieldId::from(name.as_str());
        let of_item = || Some(Cow::Owned(Field { id: id.clone(), ..item?.find(&id)?.clone() }));
        match process.field(&id).map(Cow::Borrowed).or_else(of_item).filter(|_| allowed(&id)) {
            Some(field) if field.computed => parsed.problems.push(computed_field(name)),
            Some(field) => parse_field(&mut parsed, world, &field, json),
            None => parsed
                .problems
                .push(unknown_field(name, process.fields.iter().filter(|field| !field.computed && allowed(&field.id)))),
        }
    }
    parsed
}

fn parse_field(parsed: &mut Parsed, world: &World, field: &Field, json: &Json) {
    let mut reader = value::Reader { world, documents: &mut parsed.documents, problems: &mut parsed.problems };
    match reader.read(field.id.as_str(), &field.kind, json) {
        value::Read::Value(Value::Text(title)) if field.id.as_str() == builtin::TITLE && !is_title(&title) => {
            let found = describe(json);
            parsed.problems.push(refuse::problem(builtin::TITLE, "wrong_type", TITLE_WANTED, (&found, &found)));
        }
        value::Read::Value(value) => {
            parsed.values.insert(field.id.clone(), value);
        }
        value::Read::Empty => parsed.cleared.push(field.id.clone()),
        value::Read::Wrong => {}
    }
}

/// What a title of a deal or of a task must be.
pub(crate) const TITLE_WANTED: (&str, &str) =
    ("название в одну строку до 300 знаков", "a title of one line, at most 300 characters");

/// Whether a text can stand as a title in lists, letters and their subjects.
pub(crate) fn is_title(text: &str) -> bool {
    const CHARS_MAX: usize = 300;
    !text.is_empty() && text.chars().count() <= CHARS_MAX && !text.chars().any(char::is_control)
}

fn computed_field(name: &str) -> FieldProblem {
    let expected = ("поле, которое заполняют люди", "a field that people fill in");
    refuse::problem(name, "computed_field", expected, ("это поле считает система", "this field is computed"))
}

fn unknown_field<'a>(name: &str, known: impl Iterator<Item = &'a Field>) -> FieldProblem {
    let names: Vec<_> = known.map(|field| field.id.as_str()).collect();
    let list = names.join(", ");
    let expected = if names.is_empty() {
        ("никаких полей".to_owned(), "no fields".to_owned())
    } else {
        (format!("одно из полей: {list}"), format!("one of the fields {list}"))
    };
    let found = format!("`{name}`");
    refuse::problem(name, "unknown_field", (&expected.0, &expected.1), (&found, &found))
}

/// Whether this is the built-in owner, which is changed by a command of its own.
pub(crate) fn is_owner(field: &FieldId) -> bool {
    field.as_str() == builtin::OWNER
}

/// The values of one item of a list, by name.
pub(crate) type Item = BTreeMap<FieldId, Value>;
