//! Whether the whole expression fits the place it stands in.

use crate::expr::Place;
use crate::expr::ast::{Kind, Node};
use crate::expr::check::Check;
use crate::expr::code::Code;
use crate::expr::range::range;
use crate::expr::report::error;
use crate::expr::shape::Shape;
use crate::expr::types::{Type, Typed};
use crate::model::FieldType;
use crate::value::Value;

impl<'f> Check<'f> {
    /// The code of the whole and the form of its result; `None` where a mistake was reported.
    pub(in crate::expr) fn whole(&mut self, node: &Node) -> Option<(Code, Shape)> {
        match self.place {
            Place::Condition => self.condition(node).map(|code| (code, Shape::Condition)),
            Place::SetOf(kind) => self.value_of(node, kind),
            Place::Moment { optional } => self.moment(node, optional).map(|code| (code, Shape::AsIs)),
            Place::Value => self.anything(node).map(|code| (code, Shape::AsIs)),
        }
    }

    fn value_of(&mut self, node: &Node, kind: &'f FieldType) -> Option<(Code, Shape)> {
        let wanted = Type::of(kind);
        let typed = self.check(node, Some(&wanted));
        if typed.is_unknown() || wanted == Type::Unknown {
            return None;
        }
        let fits = match (&wanted, &typed.kind) {
            (Type::Integer, Type::Number) => false,
            (_, found) => wanted.join(found).is_some(),
        };
        if !fits {
            self.does_not_fit(node, &wanted, &typed);
            return None;
        }
        self.gives_null = typed.optional;
        let shape = Shape::of(kind);
        if let Code::Value(value) = &typed.code {
            self.within_bounds(node, value, &shape)?;
        } else if shape.excludes(range(&typed.code, self.fields)) {
            return self.outside(node, &shape);
        }
        Some((typed.code, shape))
    }

    /// A value of any type that a field could hold.
    fn anything(&mut self, node: &Node) -> Option<Code> {
        let typed = self.check(node, None);
        match &typed.kind {
            Type::Unknown => None,
            Type::Period | Type::Item(_) | Type::Column(_) => {
                let (ru, en) = typed.kind.title();
                let ru = format!("ожидалось значение, а здесь {ru}");
                let wrong = error("wrong_type", node.span, ru, format!("expected a value, found {en}"));
                self.fail(wrong.help(
                    "напишите поле, число, деньги, дату или текст в двойных кавычках",
                    "write a field, a number, money, a date, or a text in double quotes",
                ));
                None
            }
            _ => Some(typed.code),
        }
    }

    fn does_not_fit(&mut self, node: &Node, wanted: &Type<'f>, typed: &Typed<'f>) {
        let ((wanted_ru, wanted_en), (ru, en)) = (wanted.title(), typed.kind.title());
        let ru = format!("поле ожидает: {wanted_ru}, а здесь {ru}");
        let wrong = error("wrong_type", node.span, ru, format!("the field expects {wanted_en}, found {en}"));
        self.fail(match (wanted, &node.kind) {
            (Type::Money, Kind::Number(number)) => {
                wrong.help(format!("напишите с валютой: «{number} RUB»"), format!("give a currency: `{number} RUB`"))
            }
            (Type::Text, Kind::Number(number)) => {
                wrong.help(format!("текст пишется в кавычках: \"{number}\""), format!("a text is quoted: \"{number}\""))
            }
            (Type::Date, Kind::Text(_)) => {
                wrong.help("дата пишется «date(\"2026-03-02\")»", "a date is written `date(\"2026-03-02\")`")
            }
            (Type::Datetime, Kind::Text(_)) => wrong.help(
                "момент пишется «date and time(\"2026-03-02T15:00:00+03:00\")»",
                "a moment is written `date and time(\"2026-03-02T15:00:00+03:00\")`",
            ),
            _ => match wanted.example() {
                Some(example) => wrong.help(format!("например: {example}"), format!("for example {example}")),
                None => wrong.help(format!("возьмите поле, где {wanted_ru}"), format!("take a field that holds {wanted_en}")),
            },
        });
    }

    /// Whether a number that is written out lies within the bounds of its field.
    fn within_bounds(&mut self, node: &Node, value: &Value, shape: &Shape) -> Option<()> {
        if shape.admits(value) { Some(()) } else { self.outside(node, shape) }
    }

    fn outside<T>(&mut self, node: &Node, shape: &Shape) -> Option<T> {
        let bounds = shape.bounds()?;
        let ru = format!("значение {} вне границ поля: {bounds}", self.words(node.span));
        let en = format!("the value {} lies outside the field's bounds, {bounds}", self.words(node.span));
        self.fail(error("out_of_range", node.span, ru, en));
        None
    }

    fn moment(&mut self, node: &Node, optional: bool) -> Option<Code> {
        let typed = self.check(node, None);
        match &typed.kind {
            Type::Unknown => None,
            Type::Date | Type::Datetime if typed.optional && !optional => {
                let what = self.words(node.span);
                let wrong = self.null_at(node.span);
                let ru = format!("напишите, что тогда: «{what} else 1 business day»");
                self.fail(wrong.help(ru, format!("say what then: `{what} else 1 business day`")));
                None
            }
            Type::Date | Type::Datetime => Some(typed.code),
            kind => {
                let (ru, en) = kind.title();
                let ru = format!("ожидалась дата или момент, а здесь {ru}");
                let wrong = error("wrong_type", node.span, ru, format!("expected a date or a moment, found {en}"));
                self.fail(wrong.help(
                    "возьмите поле типа date или datetime, или срок: 2 business days",
                    "take a field of type date or datetime, or a period: 2 business days",
                ));
                None
            }
        }
    }
}
