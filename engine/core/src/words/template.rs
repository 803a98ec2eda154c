//! The designer's templates: `{{ deal.title }}`, `{{ deal.contact.name }}`, `{{ case.title }}`, `{{ actor }}`, `{{ owner.email }}`.
//!
//! A template is only ever a text of the definition; what people wrote is only ever a value in it. A name that does not exist is
//! an error; a field that holds nothing is an empty text. Loops are bounded by fuel.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Environment, UndefinedBehavior, Value, context};
use voronka_definition::Process;
use voronka_definition::model::{FieldType, builtin};
use voronka_definition::name::{FieldId, PersonId};
use voronka_definition::value::{Data, Party, Value as FieldValue};

use crate::case::Case;
use crate::words::{Speaker, lines};

/// How many instructions a template may take.
const FUEL: u64 = 20_000;
/// How many bytes a template may give.
const LONGEST: usize = 64 * 1024;

/// What the templates of a process may name in one case.
#[derive(Debug)]
pub struct Template {
    names: Value,
}

impl Template {
    /// The names in this case, while somebody acts or the owner does.
    pub fn about(case: &Case, process: &Process, actor: Option<&PersonId>, speaker: Speaker<'_>) -> Self {
        let mut deal = fields(&case.data, process.fields.iter().map(|field| (&field.id, &field.kind)), speaker);
        deal.insert(builtin::OWNER.to_owned(), person(&case.owner, speaker));
        let title = deal.get(builtin::TITLE).cloned().unwrap_or_else(empty);
        let names = context! {
            deal => deal,
            case => context! { title => title },
            actor => person(actor.unwrap_or(&case.owner), speaker),
            owner => person(&case.owner, speaker),
        };
        Self { names }
    }

    /// Fills a template of the definition in.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the template engine.
    pub fn render(&self, source: &str) -> Result<String, String> {
        let mut press = Environment::new();
        press.set_undefined_behavior(UndefinedBehavior::Strict);
        press.set_fuel(Some(FUEL));
        let text = press.render_str(source, &self.names).map_err(|error| error.to_string())?;
        if text.len() > LONGEST {
            return Err(format!("longer than {LONGEST} bytes"));
        }
        Ok(text)
    }
}

fn fields<'a>(
    data: &Data,
    declared: impl Iterator<Item = (&'a FieldId, &'a FieldType)>,
    speaker: Speaker<'_>,
) -> BTreeMap<String, Value> {
    let shown = |(id, kind): (&FieldId, &FieldType)| {
        let value = data.get(id).map_or_else(empty, |value| field(value, kind, speaker));
        (id.to_string(), value)
    };
    declared.map(shown).collect()
}

fn field(value: &FieldValue, kind: &FieldType, speaker: Speaker<'_>) -> Value {
    match (value, kind) {
        (FieldValue::Organisation(described) | FieldValue::Contact(described), _) => party(described),
        (FieldValue::Person(id), _) => person(id, speaker),
        (FieldValue::List(items), FieldType::List(of)) => {
            let item = |data: &Data| Value::from(fields(data, of.iter().map(|field| (&field.id, &field.kind)), speaker));
            let text = speaker.value(value, kind);
            Value::from_object(Shown { text, parts: BTreeMap::new(), items: Some(items.iter().map(item).collect()) })
        }
        _ => Value::from(lines(&speaker.value(value, kind))),
    }
}

fn empty() -> Value {
    Value::from("")
}

fn person(id: &PersonId, speaker: Speaker<'_>) -> Value {
    let known = speaker.world.person(id);
    let name = speaker.person(id).to_owned();
    let email = known.and_then(|person| person.email.clone()).unwrap_or_default();
    named(name, [("email".to_owned(), email)].into())
}

fn party(party: &Party) -> Value {
    let known = match party {
        Party::Known(_) => BTreeMap::new(),
        Party::Described(facts) => facts.clone(),
    };
    let usual = ["phone", "email", "role"].map(|key| (key.to_owned(), String::new()));
    named(party.name().to_owned(), BTreeMap::from(usual).into_iter().chain(known).collect())
}

/// Something that is shown by its name and has further parts.
fn named(name: String, mut parts: BTreeMap<String, String>) -> Value {
    parts.insert("name".to_owned(), name.clone());
    let parts = parts.into_iter().map(|(key, part)| (key, Value::from(lines(&part)))).collect();
    Value::from_object(Shown { text: name, parts, items: None })
}

/// A value that prints as a text and can also be looked into.
#[derive(Debug)]
struct Shown {
    text: String,
    parts: BTreeMap<String, Value>,
    items: Option<Vec<Value>>,
}

impl Object for Shown {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        if self.items.is_some() { ObjectRepr::Seq } else { ObjectRepr::Map }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match &self.items {
            Some(items) => items.get(key.as_usize()?).cloned(),
            None => self.parts.get(key.as_str()?).cloned(),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match &self.items {
            Some(items) => Enumerator::Seq(items.len()),
            None => Enumerator::Values(self.parts.keys().map(|key| Value::from(key.as_str())).collect()),
        }
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.text.is_empty()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&lines(&self.text))
    }
}
