//! Types of expressions and their names for people.

use crate::expr::code::Code;
use crate::model::{ChoiceOption, Field, FieldType};

/// What an expression gives when it is not null.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type<'f> {
    /// Nothing but null.
    Null,
    Boolean,
    Number,
    Integer,
    Money,
    Text,
    Date,
    Datetime,
    Choice(&'f [ChoiceOption]),
    Person,
    Direction,
    Process,
    Organisation,
    Contact,
    Document,
    Period,
    /// A list of items with these fields.
    List(&'f [Field]),
    /// One such item.
    Item(&'f [Field]),
    /// The values of one field of a list.
    Column(Box<Type<'f>>),
    /// A mistake was reported here; nothing more is said about it.
    Unknown,
}

impl<'f> Type<'f> {
    /// The type of a field.
    pub(super) fn of(kind: &'f FieldType) -> Self {
        match kind {
            FieldType::Text => Self::Text,
            FieldType::Number { .. } => Self::Number,
            FieldType::Integer { .. } => Self::Integer,
            FieldType::Money => Self::Money,
            FieldType::Boolean => Self::Boolean,
            FieldType::Date => Self::Date,
            FieldType::Datetime => Self::Datetime,
            FieldType::Choice(options) if options.is_empty() => Self::Unknown,
            FieldType::Choice(options) => Self::Choice(options),
            FieldType::Person => Self::Person,
            FieldType::Direction => Self::Direction,
            FieldType::Process => Self::Process,
            FieldType::Organisation => Self::Organisation,
            FieldType::Contact => Self::Contact,
            FieldType::Document => Self::Document,
            FieldType::List(fields) => Self::List(fields),
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Integer)
    }

    /// Whether `<` means something for it.
    pub(super) fn is_ordered(&self) -> bool {
        self.is_number() || matches!(self, Self::Money | Self::Date | Self::Datetime)
    }

    /// The type of either of the two, where they go together.
    pub(super) fn join(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Some(Self::Unknown),
            (Self::Null, kind) | (kind, Self::Null) => Some(kind.clone()),
            (a, b) if a.is_number() && b.is_number() && a != b => Some(Self::Number),
            (Self::Choice(a), Self::Choice(b)) => same_options(a, b).then(|| self.clone()),
            (a, b) => (a == b).then(|| a.clone()),
        }
    }

    /// Its name in Russian and in English, as in «expected …».
    pub(super) fn title(&self) -> (&'static str, &'static str) {
        match self {
            Self::Null => ("null", "null"),
            Self::Boolean => ("логическое значение", "a boolean"),
            Self::Number => ("число", "a number"),
            Self::Integer => ("целое число", "an integer"),
            Self::Money => ("деньги", "money"),
            Self::Text => ("текст", "a text"),
            Self::Date => ("дата", "a date"),
            Self::Datetime => ("дата и время", "a date and time"),
            Self::Choice(_) => ("вариант выбора", "an option of a choice"),
            Self::Person => ("сотрудник", "a person"),
            Self::Direction => ("направление продаж", "a direction"),
            Self::Process => ("процесс", "a process"),
            Self::Organisation => ("компания", "an organisation"),
            Self::Contact => ("контакт", "a contact"),
            Self::Document => ("документ", "a document"),
            Self::Period => ("промежуток времени", "a period"),
            Self::List(_) => ("список", "a list"),
            Self::Item(_) => ("элемент списка", "an item of a list"),
            Self::Column(_) => ("значения списка", "the values of a list"),
            Self::Unknown => ("значение", "a value"),
        }
    }
}

impl Type<'_> {
    /// A value of this type as it is written in an expression; `None` where it is never written out.
    pub(super) fn example(&self) -> Option<String> {
        let written = match self {
            Self::Boolean => "true",
            Self::Number => "0.5",
            Self::Integer => "5",
            Self::Money => "100000 RUB",
            Self::Text => "\"…\"",
            Self::Date => "date(\"2026-03-02\")",
            Self::Datetime => "date and time(\"2026-03-02T15:00:00+03:00\")",
            Self::Choice(options) => return options.first().map(|option| format!("\"{}\"", option.id)),
            Self::Person => "\"anna\"",
            Self::Direction => "\"ventilation\"",
            Self::Process => "\"sale\"",
            _ => return None,
        };
        Some(written.to_owned())
    }
}

fn same_options(a: &[ChoiceOption], b: &[ChoiceOption]) -> bool {
    a.iter().map(|option| &option.id).eq(b.iter().map(|option| &option.id))
}

/// A checked part of an expression.
#[derive(Debug, Clone)]
pub(super) struct Typed<'f> {
    pub code: Code,
    pub kind: Type<'f>,
    /// Whether it may be null.
    pub optional: bool,
}

impl<'f> Typed<'f> {
    pub(super) fn certain(code: Code, kind: Type<'f>) -> Self {
        Self { code, kind, optional: false }
    }

    pub(super) fn optional(code: Code, kind: Type<'f>) -> Self {
        Self { code, kind, optional: true }
    }

    /// A field's value; of one whose type could not be read nothing is known.
    pub(super) fn field(code: Code, kind: &'f FieldType) -> Self {
        match Type::of(kind) {
            Type::Unknown => Self::unknown(),
            kind => Self::optional(code, kind),
        }
    }

    pub(super) fn unknown() -> Self {
        Self::certain(Code::Null, Type::Unknown)
    }

    pub(super) fn is_unknown(&self) -> bool {
        self.kind == Type::Unknown
    }
}
