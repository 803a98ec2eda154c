//! Comparisons: equality, which asks no questions about null, and order, which does.

use chrono::NaiveDate;

use crate::expr::ExprError;
use crate::expr::ast::{End, Kind, Node, Operator, Span, Test};
use crate::expr::check::Check;
use crate::expr::code::{Code, Comparison, Limit, Probe};
use crate::expr::report::error;
use crate::expr::types::{Type, Typed};
use crate::value::{Money, Value};

/// Whether it asks only if something is null.
pub(super) fn is_null_check(node: &Node) -> bool {
    match &node.kind {
        Kind::Pair(Operator::Equal | Operator::Unequal, a, b) => a.kind == Kind::Null || b.kind == Kind::Null,
        Kind::Call(function, arguments) => function.text == "not" && arguments.iter().all(is_null_check),
        _ => false,
    }
}

fn comparison(operator: Operator) -> Option<Comparison> {
    Some(match operator {
        Operator::Equal => Comparison::Equal,
        Operator::Unequal => Comparison::Unequal,
        Operator::Less => Comparison::Less,
        Operator::LessOrEqual => Comparison::LessOrEqual,
        Operator::Greater => Comparison::Greater,
        Operator::GreaterOrEqual => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

impl<'f> Check<'f> {
    /// Two operands of anything but `and` and `or`.
    pub(super) fn pair(&mut self, operator: Operator, a: &Node, b: &Node, span: Span) -> Typed<'f> {
        let Some(comparison) = comparison(operator) else { return self.arithmetic(operator, a, b, span) };
        // Whoever asks whether something is null counts upon nothing.
        let before = std::mem::replace(&mut self.blind, a.kind == Kind::Null || b.kind == Kind::Null);
        let (left, right) = self.sides(a, b);
        self.blind = before;
        let fits = self.comparable(comparison, (&left, a), (&right, b));
        // Asking whether something is null that cannot be is not wrong, but the answer is known.
        let is_null = |typed: &Typed<'_>| typed.kind == Type::Null;
        match fits {
            false => Typed::unknown(),
            true if (is_null(&left) && !right.optional) || (is_null(&right) && !left.optional) => {
                Typed::certain(Code::Value(Value::Boolean(comparison == Comparison::Unequal)), Type::Boolean)
            }
            true => Typed::certain(Code::Compare(comparison, Box::new(left.code), Box::new(right.code)), Type::Boolean),
        }
    }

    /// Both sides; a text in quotes stands for what the other side is.
    fn sides(&mut self, a: &Node, b: &Node) -> (Typed<'f>, Typed<'f>) {
        let quoted = matches!(a.kind, Kind::Text(_) | Kind::If(..)) && !matches!(b.kind, Kind::Text(_));
        if quoted {
            let right = self.check(b, None);
            (self.check(a, Some(&right.kind)), right)
        } else {
            let left = self.check(a, None);
            let right = self.check(b, Some(&left.kind));
            (left, right)
        }
    }

    /// Whether two parts may be compared so; reports why not.
    fn comparable(&mut self, how: Comparison, (left, a): (&Typed<'f>, &Node), (right, b): (&Typed<'f>, &Node)) -> bool {
        if left.is_unknown() || right.is_unknown() {
            return false;
        }
        let span = a.span.to(b.span);
        let span = if span.from < span.to { span } else { b.span };
        let wrong = match left.kind.join(&right.kind) {
            None => Some(mismatch((left, a), (right, b), span)),
            Some(kind) if how.is_equality() && !has_equality(&kind) => Some(unordered(&kind, "=", span)),
            Some(kind) if !how.is_equality() && kind == Type::Null => Some(mismatch((left, a), (right, b), span)),
            Some(kind) if !how.is_equality() && !kind.is_ordered() => Some(unordered(&kind, "<", span)),
            Some(_) => currencies(&left.code, &right.code, span).or_else(|| blank(left, right, span)),
        };
        if let Some(wrong) = wrong {
            self.fail(wrong);
            return false;
        }
        let (left, right) =
            if how.is_equality() { (true, true) } else { (self.need_filled(left, a.span), self.need_filled(right, b.span)) };
        left && right
    }

    pub(super) fn between(&mut self, value: &Node, low: &Node, high: &Node) -> Typed<'f> {
        let typed = self.check(value, None);
        let low = self.limit((&typed, value), low, true, Comparison::GreaterOrEqual);
        // One question about the value's null is enough.
        let quiet = Typed { optional: typed.optional && low.is_some(), ..typed.clone() };
        let high = self.limit((&quiet, value), high, true, Comparison::LessOrEqual);
        match (low, high) {
            (Some(low), Some(high)) => Typed::certain(Code::Within(Box::new(typed.code), low, high), Type::Boolean),
            _ => Typed::unknown(),
        }
    }

    fn limit(&mut self, value: (&Typed<'f>, &Node), end: &Node, included: bool, how: Comparison) -> Option<Limit> {
        let typed = self.check(end, Some(&value.0.kind));
        self.comparable(how, value, (&typed, end)).then(|| Limit { code: Box::new(typed.code), included })
    }

    pub(super) fn one_of(&mut self, value: &Node, tests: &[Test]) -> Typed<'f> {
        let typed = self.check(value, None);
        let probes: Vec<_> = tests.iter().map(|test| self.probe((&typed, value), test)).collect();
        if typed.is_unknown() {
            return typed;
        }
        let Some(probes) = probes.into_iter().collect::<Option<Vec<_>>>() else { return Typed::unknown() };
        Typed::certain(Code::AnyOf(Box::new(typed.code), probes), Type::Boolean)
    }

    pub(in crate::expr) fn probe(&mut self, value: (&Typed<'f>, &Node), test: &Test) -> Option<Probe> {
        let (how, node) = match test {
            Test::Equal(node) => (Comparison::Equal, node),
            Test::Compare(operator, node) => (comparison(*operator)?, node),
            Test::Range(low, high) => return self.range(value, low, high),
        };
        let typed = self.check(node, Some(&value.0.kind));
        self.comparable(how, value, (&typed, node)).then_some(Probe::Compare(how, typed.code))
    }

    fn range(&mut self, (typed, value): (&Typed<'f>, &Node), low: &End, high: &End) -> Option<Probe> {
        let from = self.limit((typed, value), &low.node, low.included, Comparison::GreaterOrEqual);
        let quiet = Typed { optional: typed.optional && from.is_some(), ..typed.clone() };
        let to = self.limit((&quiet, value), &high.node, high.included, Comparison::LessOrEqual);
        Some(Probe::Within(from?, to?))
    }
}

/// Whether `=` means something for values of this type.
fn has_equality(kind: &Type<'_>) -> bool {
    !matches!(kind, Type::Period | Type::Item(_) | Type::Column(_))
}

fn unordered(kind: &Type<'_>, sign: &str, span: Span) -> ExprError {
    let (ru, en) = kind.title();
    let ru = format!("«{sign}» здесь не имеет смысла: сравнивается {ru}");
    let wrong = error("wrong_type", span, ru, format!("`{sign}` means nothing here: what is compared is {en}"));
    match kind {
        Type::Column(_) => {
            wrong.help("перебирайте список: «some x in LIST satisfies …»", "go through the list: `some x in LIST satisfies …`")
        }
        _ => {
            wrong.help("по величине сравнивают числа, деньги, даты и моменты", "numbers, money, dates and moments have an order")
        }
    }
}

fn mismatch((left, a): (&Typed<'_>, &Node), (right, b): (&Typed<'_>, &Node), span: Span) -> ExprError {
    let ((left_ru, left_en), (right_ru, right_en)) = (left.kind.title(), right.kind.title());
    let ru = format!("сравниваются разные типы: {left_ru} и {right_ru}");
    let en = format!("different types are compared: {left_en} and {right_en}");
    let wrong = error("wrong_type", span, ru, en);
    let number = [a, b].into_iter().find_map(|node| match node.kind {
        Kind::Number(number) => Some(number),
        _ => None,
    });
    match (&left.kind, &right.kind, number) {
        (Type::Money, kind, Some(number)) | (kind, Type::Money, Some(number)) if kind.is_number() => {
            wrong.help(format!("деньги пишутся с валютой: «{number} RUB»"), format!("money has a currency: `{number} RUB`"))
        }
        (Type::Date, Type::Datetime, _) | (Type::Datetime, Type::Date, _) => wrong.help(
            "дата — это «date(\"2026-03-02\")», момент — «date and time(\"2026-03-02T15:00:00+03:00\")»",
            "a date is `date(\"2026-03-02\")`, a moment `date and time(\"2026-03-02T15:00:00+03:00\")`",
        ),
        (Type::Date, Type::Text, _) | (Type::Text, Type::Date, _) => {
            let written = [a, b].into_iter().find_map(|node| match &node.kind {
                Kind::Text(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(),
                _ => None,
            });
            let day = written.map_or_else(|| "2026-03-02".to_owned(), |day| day.to_string());
            wrong.help(format!("дата пишется «date(\"{day}\")»"), format!("a date is written `date(\"{day}\")`"))
        }
        (Type::Null, ..) | (.., Type::Null, _) => {
            wrong.help("пусто ли поле, спрашивают «= null» или «!= null»", "emptiness is asked by `= null` or `!= null`")
        }
        _ => compare_alike(wrong, (left, a), (right, b)),
    }
}

/// What the side that is no written value is compared with.
fn compare_alike(wrong: ExprError, (left, a): (&Typed<'_>, &Node), (right, b): (&Typed<'_>, &Node)) -> ExprError {
    let is_written = |node: &Node| matches!(node.kind, Kind::Number(_) | Kind::Text(_) | Kind::Boolean(_) | Kind::Money(_));
    let (kind, other) = if is_written(a) { (&right.kind, b) } else { (&left.kind, a) };
    let both_fields = !is_written(a) && !is_written(b);
    match kind.example().filter(|_| !both_fields && !is_written(other)) {
        Some(example) => wrong.help(
            format!("напишите значение того же типа, например {example}"),
            format!("write a value of the same type, for example {example}"),
        ),
        None => wrong.help("сравнивают значения одного типа", "compare values of the same type"),
    }
}

/// Two sums that are written out and can never be compared.
pub(super) fn currencies(a: &Code, b: &Code, span: Span) -> Option<ExprError> {
    let currency = |code: &Code| match code {
        Code::Value(Value::Money(Money { currency, .. })) => Some(*currency),
        _ => None,
    };
    let (a, b) = (currency(a)?, currency(b)?);
    (a != b).then(|| {
        let (ru, en) = (format!("разные валюты: {a} и {b}"), format!("different currencies: {a} and {b}"));
        error("currency_mismatch", span, ru, en)
    })
}

/// A comparison with a blank text, which no field holds.
fn blank(left: &Typed<'_>, right: &Typed<'_>, span: Span) -> Option<ExprError> {
    let blank = |typed: &Typed<'_>| matches!(&typed.code, Code::Value(Value::Text(text)) if text.trim().is_empty());
    (blank(left) || blank(right)).then(|| {
        let ru = "пустых текстов не бывает: незаполненное поле — это «null»";
        error("constant_condition", span, ru, "no text is blank: a field that is not filled is `null`")
            .help("напишите «= null» или «!= null»", "write `= null` or `!= null`")
    })
}
