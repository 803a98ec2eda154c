//! Conditions in the words of a sentence, with the titles of fields; one that is no plain comparison is quoted as it is written.

use crate::diagnostic::story::small;
use crate::expr::Expr;
use crate::expr::code::{Code, Comparison, Probe};
use crate::model::{FieldType, Fields};
use crate::name::FieldId;
use crate::text::{Locale, Text};
use crate::value::Value;

impl Expr {
    /// What is so where this condition holds, or does not: «сумма больше 100000 RUB».
    pub fn in_words(&self, fields: &Fields, holds: bool) -> Text {
        let told = |locale: Locale| match (Words { fields, locale }).whole(&self.code, holds) {
            Some(words) => words,
            None if holds => locale.pick(format!("«{}»", self.source), format!("`{}`", self.source)),
            None => locale.pick(format!("неверно «{}»", self.source), format!("`{}` does not hold", self.source)),
        };
        Text::both(told(Locale::Ru), told(Locale::En))
    }
}

struct Words<'f> {
    fields: &'f Fields,
    locale: Locale,
}

impl Words<'_> {
    /// A whole condition; «or» stands nowhere but here, where nothing else is beside it.
    fn whole(&self, code: &Code, holds: bool) -> Option<String> {
        match code {
            Code::Not(inner) => self.whole(inner, !holds),
            Code::Either(a, b) if holds => self.either(a, b, holds),
            Code::Both(a, b) if !holds => self.either(a, b, holds),
            _ => self.of(code, holds),
        }
    }

    fn either(&self, a: &Code, b: &Code, holds: bool) -> Option<String> {
        let or = self.locale.pick("или", "or");
        Some(format!("{} {or} {}", self.of(a, holds)?, self.of(b, holds)?))
    }

    fn of(&self, code: &Code, holds: bool) -> Option<String> {
        match code {
            Code::Field(field) => Some(self.is(field, &Value::Boolean(holds))),
            Code::Not(inner) => self.of(inner, !holds),
            Code::Both(a, b) if holds => self.both(a, b, holds),
            Code::Either(a, b) if !holds => self.both(a, b, holds),
            Code::Compare(comparison, left, right) => {
                let comparison = if holds { *comparison } else { comparison.negated() };
                match (&**left, &**right) {
                    (Code::Field(field), Code::Null) => self.emptiness(field, comparison),
                    (Code::Field(field), Code::Value(value)) => Some(self.comparison(field, comparison, value)),
                    (Code::Value(value), Code::Field(field)) => Some(self.comparison(field, comparison.mirrored(), value)),
                    _ => None,
                }
            }
            Code::AnyOf(value, probes) if holds => self.any(value, probes),
            _ => None,
        }
    }

    fn both(&self, a: &Code, b: &Code, holds: bool) -> Option<String> {
        let and = self.locale.pick("и", "and");
        Some(format!("{} {and} {}", self.of(a, holds)?, self.of(b, holds)?))
    }

    fn title(&self, field: &FieldId) -> String {
        self.fields.get(field).map_or_else(|| field.to_string(), |field| small(field.title.get(self.locale)))
    }

    fn emptiness(&self, field: &FieldId, comparison: Comparison) -> Option<String> {
        let title = self.title(field);
        match comparison {
            Comparison::Equal => Some(self.locale.pick(format!("поле «{title}» пусто"), format!("{title} is empty"))),
            Comparison::Unequal => Some(self.locale.pick(format!("поле «{title}» заполнено"), format!("{title} is filled"))),
            _ => None,
        }
    }

    fn comparison(&self, field: &FieldId, comparison: Comparison, value: &Value) -> String {
        let (title, text) = (self.title(field), self.value(field, value));
        let (ru, en) = match (comparison, value) {
            (Comparison::Equal, _) => return self.is(field, value),
            (Comparison::Unequal, Value::Boolean(value)) => return self.is(field, &Value::Boolean(!value)),
            (Comparison::Unequal, _) => ("не", "is not"),
            (Comparison::Less, _) => ("меньше", "is less than"),
            (Comparison::LessOrEqual, _) => ("не больше", "is at most"),
            (Comparison::Greater, _) => ("больше", "is more than"),
            (Comparison::GreaterOrEqual, _) => ("не меньше", "is at least"),
        };
        format!("{title} {} {text}", self.locale.pick(ru, en))
    }

    fn is(&self, field: &FieldId, value: &Value) -> String {
        format!("{} {} {}", self.title(field), self.locale.pick("—", "is"), self.value(field, value))
    }

    fn any(&self, value: &Code, probes: &[Probe]) -> Option<String> {
        let Code::Field(field) = value else { return None };
        let one = |probe: &Probe| match probe {
            Probe::Compare(Comparison::Equal, Code::Value(value)) => Some(self.value(field, value)),
            _ => None,
        };
        let options = probes.iter().map(one).collect::<Option<Vec<_>>>()?.join(self.locale.pick(" или ", " or "));
        Some(format!("{} {} {options}", self.title(field), self.locale.pick("—", "is")))
    }

    fn value(&self, field: &FieldId, value: &Value) -> String {
        match value {
            Value::Boolean(true) => self.locale.pick("да", "yes").to_owned(),
            Value::Boolean(false) => self.locale.pick("нет", "no").to_owned(),
            Value::Choice(id) => match self.fields.get(field).map(|field| &field.kind) {
                Some(FieldType::Choice(options)) => {
                    let option = options.iter().find(|option| option.id == *id);
                    let title = option.map_or(id.as_str(), |option| option.title.get(self.locale));
                    self.locale.pick(format!("«{title}»"), format!("`{title}`"))
                }
                _ => id.clone(),
            },
            Value::Money(money) => format!("{} {}", money.amount().normalize(), money.currency),
            Value::Number(number) => number.normalize().to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Datetime(moment) => moment.format("%Y-%m-%d %H:%M UTC").to_string(),
            Value::Text(text) => self.locale.pick(format!("«{text}»"), format!("`{text}`")),
            Value::Person(id) => id.to_string(),
            Value::Direction(id) => id.to_string(),
            Value::Process(id) => id.to_string(),
            other => format!("{other:?}"),
        }
    }
}
