//! The forms of the language as a table: which keys stand where, what each holds, and what it means in both languages.
//!
//! The JSON Schema, the completion of keys and the hover of an editor are all read off this table. The readers of
//! `definition::process` do not use it: they tell mistakes far better than a table could. Tests hold the two together.

mod flow;
mod process;
mod results;
mod rules;
mod steps;
mod values;

pub(super) use process::COLUMN;
pub use process::PROCESS;
pub use steps::STEPS;
pub use values::{BUILTIN_FIELDS, FIELD_TYPES, WHO_WORDS};

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// The process itself.
    Process,
    /// A field of the deal.
    Field,
    /// A field of the items of a list.
    Column,
    /// An option of a choice.
    Choice,
    /// A role.
    Role,
    /// A ladder of escalation.
    Ladder,
    /// An activity.
    Activity,
    /// A stage.
    Stage,
    /// A step.
    Step,
    /// A result of a step or an activity.
    Result,
    /// A branch of a step `parallel`.
    Branch,
    /// The item that a step `each` works on.
    Item,
    /// An outcome.
    Outcome,
    /// A decision table.
    Decision,
    /// A score.
    Score,
    /// A rule of a score.
    Rule,
    /// A band of a score.
    Band,
    /// A handler under `on`.
    Handler,
    /// A schedule.
    Schedule,
    /// A signal from outside.
    Signal,
    /// A business calendar, in a file of its own.
    Calendar,
    /// A connection of the configuration.
    Connection,
    /// Something of another process.
    Foreign,
}

/// A word that may stand somewhere, with its meaning.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// The word.
    pub word: &'static str,
    /// What it means, in Russian.
    pub ru: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// A text for people.
    Text,
    /// A text for people with `{{ … }}` in it.
    Template,
    /// A condition or a value.
    Expression,
    /// A cell of a decision table: a unary test for an input, an expression for an output.
    Cell,
    /// A moment.
    Moment,
    /// A length of time.
    Period,
    /// A length of time before something.
    Reminder,
    /// How late a task is, or how soon it is due.
    Lateness,
    /// Any short text: a cron line, a time zone, a path.
    Plain,
    /// A whole number from one to another.
    Whole(i64, i64),
    /// A number.
    Number,
    /// `true` or `false`.
    Truth,
    /// One of these words.
    Words(&'static [Word]),
    /// A role or a rule that names a person.
    Who,
    /// The same on a rung, where somebody is late; and in a role, which may be meant for rungs.
    Addressee,
    /// The name of a new thing.
    New(NameKind),
    /// The name of a thing that is declared elsewhere.
    Known(NameKind),
    /// `STEP.RESULT` or `ACTIVITY.RESULT`.
    ResultOf,
    /// Known keys.
    Form(&'static Form),
    /// Names of new things, each with such a value.
    Names(NameKind, &'static Value),
    /// Names of known things, each with such a value.
    Keyed(NameKind, &'static Value),
    /// The `of` of a field: options of a choice, or fields of a list's items.
    Options,
    /// A list.
    List(&'static Value),
    /// A list, or one that stands for a list of one.
    Many(&'static Value),
    /// One of these shapes.
    Any(&'static [Value]),
    /// A list of steps.
    Steps,
}

/// A key of a form.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it holds.
    pub value: Value,
    /// What it means, in Russian.
    pub ru: &'static str,
    /// What it means, in English.
    pub en: &'static str,
    /// Whether it must be there.
    pub must: bool,
    /// An example, as YAML; perhaps empty.
    pub example: &'static str,
}

impl Key {
    const fn new(name: &'static str, value: Value, ru: &'static str, en: &'static str) -> Self {
        Self { name, value, ru, en, must: false, example: "" }
    }

    const fn must(mut self) -> Self {
        self.must = true;
        self
    }

    const fn like(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }
}

/// Known keys that stand together.
#[derive(Debug)]
pub struct Form {
    /// The name of the form, for the schema.
    pub name: &'static str,
    /// Its keys in the order in which people write them. The first key of a step says its kind.
    pub keys: &'static [Key],
    /// Exactly one of these keys stands in it, where there are any.
    pub one_of: &'static [&'static str],
    /// At most one of these.
    pub rivals: &'static [&'static str],
}

impl Form {
    const fn of(name: &'static str, keys: &'static [Key]) -> Self {
        Self { name, keys, one_of: &[], rivals: &[] }
    }

    const fn one_of(mut self, keys: &'static [&'static str]) -> Self {
        self.one_of = keys;
        self
    }

    const fn rivals(mut self, keys: &'static [&'static str]) -> Self {
        self.rivals = keys;
        self
    }

    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}
