//! Arithmetic: numbers, money, texts, and periods added to days and moments.

use rust_decimal::Decimal;

use crate::expr::ExprError;
use crate::expr::ast::{Kind, Node, Operator, Span};
use crate::expr::check::{Check, compare, literal};
use crate::expr::code::{Arithmetic, Code};
use crate::expr::report::error;
use crate::expr::types::{Type, Typed};
use crate::period::{Period, Unit};
use crate::value::Value;

impl<'f> Check<'f> {
    pub(super) fn negative(&mut self, operand: &Node) -> Typed<'f> {
        let typed = self.check(operand, None);
        if typed.is_unknown() {
            return typed;
        }
        if !(typed.kind.is_number() || typed.kind == Type::Money) {
            let (ru, en) = typed.kind.title();
            let ru = format!("минус ставят перед числом или деньгами, а здесь {ru}");
            let en = format!("a minus stands before a number or money, found {en}");
            let wrong = error("wrong_type", operand.span, ru, en);
            return self.fail(wrong.help("уберите минус", "leave the minus out"));
        }
        if !self.need_filled(&typed, operand.span) {
            return Typed::unknown();
        }
        let minus_one = Code::Value(Value::Number(Decimal::NEGATIVE_ONE));
        Typed::certain(Code::Arithmetic(Arithmetic::Multiply, Box::new(typed.code), Box::new(minus_one)), typed.kind)
    }

    pub(super) fn arithmetic(&mut self, operator: Operator, a: &Node, b: &Node, span: Span) -> Typed<'f> {
        let operation = match operator {
            Operator::Plus => Arithmetic::Add,
            Operator::Minus => Arithmetic::Subtract,
            Operator::Times => Arithmetic::Multiply,
            _ => Arithmetic::Divide,
        };
        match (&a.kind, operation, &b.kind) {
            (_, Arithmetic::Add | Arithmetic::Subtract, Kind::Period(period)) => {
                return self.shift(a, (*period, b.span), operation == Arithmetic::Subtract);
            }
            (Kind::Period(period), Arithmetic::Add, _) => return self.shift(b, (*period, a.span), false),
            _ => {}
        }
        let (left, right) = (self.check(a, None), self.check(b, None));
        if left.is_unknown() || right.is_unknown() {
            return Typed::unknown();
        }
        let Some(kind) = result(operation, &left.kind, &right.kind) else {
            return self.fail(no_such(operator, &left.kind, &right.kind, span));
        };
        if !self.need_filled(&left, a.span) | !self.need_filled(&right, b.span) {
            return Typed::unknown();
        }
        if operation == Arithmetic::Divide && !is_safe_divisor(&right.code) {
            return self.fail(bad_divisor(b.span));
        }
        if let Some(wrong) = compare::currencies(&left.code, &right.code, span) {
            return self.fail(wrong);
        }
        let optional = kind == Type::Money && left.kind == right.kind && purse(&left.code) != purse(&right.code);
        let code = Code::Arithmetic(operation, Box::new(left.code), Box::new(right.code));
        Typed { code, kind, optional }
    }

    /// A day or a moment moved by a period.
    fn shift(&mut self, moment: &Node, (by, place): (Period, Span), earlier: bool) -> Typed<'f> {
        let typed = self.check(moment, None);
        if by.is_business() {
            return self.fail(business(by, place));
        }
        let wrong = match (&typed.kind, by.unit) {
            (Type::Unknown, _) => return typed,
            (Type::Datetime, _) | (Type::Date, Unit::Days) => None,
            (Type::Date, _) => Some(
                error("wrong_type", place, "к дате прибавляют дни", "days are added to a date")
                    .help("часы и минуты есть у момента: «date and time»", "hours and minutes belong to a moment"),
            ),
            (kind, _) => {
                let (ru, en) = kind.title();
                let ru = format!("промежуток прибавляют к дате или моменту, а здесь {ru}");
                let en = format!("a period is added to a date or a moment, found {en}");
                let wrong = error("wrong_type", moment.span, ru, en);
                Some(wrong.help("возьмите поле типа date или datetime", "take a field of type date or datetime"))
            }
        };
        if let Some(wrong) = wrong {
            return self.fail(wrong);
        }
        if !self.need_filled(&typed, moment.span) {
            return Typed::unknown();
        }
        Typed::certain(Code::Shift { moment: Box::new(typed.code), by, earlier }, typed.kind)
    }
}

/// The type of the result, where there is one.
fn result<'f>(operation: Arithmetic, a: &Type<'f>, b: &Type<'f>) -> Option<Type<'f>> {
    let additive = matches!(operation, Arithmetic::Add | Arithmetic::Subtract);
    match (a, b) {
        (Type::Integer, Type::Integer) if operation != Arithmetic::Divide => Some(Type::Integer),
        (a, b) if a.is_number() && b.is_number() => Some(Type::Number),
        (Type::Money, Type::Money) if additive => Some(Type::Money),
        (Type::Money, number) if !additive && number.is_number() => Some(Type::Money),
        (number, Type::Money) if operation == Arithmetic::Multiply && number.is_number() => Some(Type::Money),
        (Type::Text, Type::Text) if operation == Arithmetic::Add => Some(Type::Text),
        _ => None,
    }
}

fn is_safe_divisor(code: &Code) -> bool {
    matches!(code, Code::Value(Value::Number(number)) if !number.is_zero())
}

/// What decides the currency of a sum: two sums with one purse have one currency.
fn purse(code: &Code) -> Option<Code> {
    match code {
        Code::Value(Value::Money(money)) => Some(literal(Value::Text(money.currency.to_string()), Type::Text).code),
        Code::Value(_) => None,
        Code::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, a, b) => match (&**a, &**b) {
            (a, Code::Value(Value::Number(_))) => purse(a),
            (Code::Value(Value::Number(_)), b) => purse(b),
            _ => Some(code.clone()),
        },
        Code::Arithmetic(_, a, b) if purse(a) == purse(b) => purse(a),
        _ => Some(code.clone()),
    }
}

fn no_such(operator: Operator, a: &Type<'_>, b: &Type<'_>, span: Span) -> ExprError {
    let ((a_ru, a_en), (b_ru, b_en)) = (a.title(), b.title());
    let ru = format!("действия «{operator}» для таких значений нет: {a_ru} и {b_ru}");
    let wrong = error("wrong_type", span, ru, format!("`{operator}` is not defined for {a_en} and {b_en}"));
    match (a, b) {
        (Type::Money, number) | (number, Type::Money) if number.is_number() => wrong
            .help("к деньгам прибавляют деньги с валютой: «1000 RUB»", "money is added to money with its currency: `1000 RUB`"),
        (Type::Date | Type::Datetime, Type::Date | Type::Datetime) => wrong.help(
            "сколько прошло, не вычисляется; сравните: «a < b - 2 days»",
            "the time between two is not computed; compare instead: `a < b - 2 days`",
        ),
        (Type::Null, _) | (_, Type::Null) => wrong.help("напишите значение вместо «null»", "write a value instead of `null`"),
        _ => wrong.help(
            "считают числа и деньги, а к дате прибавляют дни: «a + 2 days»",
            "numbers and money are computed with, and days are added to a date: `a + 2 days`",
        ),
    }
}

fn bad_divisor(span: Span) -> ExprError {
    let ru = "делить можно только на число, записанное цифрами и не равное нулю";
    error("bad_divisor", span, ru, "the divisor must be a number written out, other than zero").help(
        "сравнение с частным запишите умножением: «a > 2 * b» вместо «a / b > 2»",
        "write a comparison with a quotient as a product: `a > 2 * b` for `a / b > 2`",
    )
}

fn business(by: Period, place: Span) -> ExprError {
    let ru = format!("в выражениях нет рабочего времени, а стоит «{by}»: оно зависит от календаря исполнителя");
    let en = format!("expressions have no working time, found `{by}`: it depends on the assignee's calendar");
    error("business_period", place, ru, en)
        .help(format!("в сроке напишите «{by} after …»"), format!("in a moment write `{by} after …`"))
}
