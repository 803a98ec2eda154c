//! Computing a checked expression. Total: every checked expression has a value for every facts.
//!
//! Where the standard would give up, this is what happens. Results too large for a decimal become the largest one, sums of
//! money the largest sum, moments stay within the years 1 to 9999. Money is rounded half away from zero to its minor unit.
//! A sum of two currencies is null; `<` and its kin are false between two currencies, as between nothing and anything.
//! A list without items is null, and null is a list without items.

use std::cmp::Ordering;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::expr::Facts;
use crate::expr::code::{Arithmetic, Code, Comparison, Function, Limit, Probe};
use crate::period::{Period, Unit};
use crate::value::{Data, Money, Value};

/// The value of an expression; `None` is null.
pub(super) fn eval(code: &Code, facts: &dyn Facts) -> Option<Value> {
    (Run { facts, items: Vec::new() }).value(code)
}

struct Run<'a> {
    facts: &'a dyn Facts,
    /// The items that the quantifiers around stand at, the outermost first.
    items: Vec<Data>,
}

impl Run<'_> {
    fn value(&mut self, code: &Code) -> Option<Value> {
        match code {
            Code::Null | Code::Column(..) => None,
            Code::Value(value) => Some(value.clone()),
            Code::Field(id) => self.facts.field(id).and_then(filled),
            Code::Item(id) => self.facts.item(id).and_then(filled),
            Code::Actor => self.facts.actor().map(Value::Person),
            Code::Now => Some(Value::Datetime(self.facts.now())),
            Code::Member(depth, id) => self.items.get(*depth)?.get(id).cloned().and_then(filled),
            Code::If(condition, then, otherwise) => {
                if self.holds(condition) {
                    self.value(then)
                } else {
                    self.value(otherwise)
                }
            }
            Code::Arithmetic(operation, a, b) => arithmetic(*operation, self.value(a)?, self.value(b)?),
            Code::Shift { moment, by, earlier } => shift(self.value(moment)?, *by, *earlier),
            Code::Call(function, arguments) => self.call(*function, arguments),
            condition => Some(Value::Boolean(self.condition(condition))),
        }
    }

    fn holds(&mut self, code: &Code) -> bool {
        self.value(code) == Some(Value::Boolean(true))
    }

    fn condition(&mut self, code: &Code) -> bool {
        match code {
            Code::Not(code) => !self.holds(code),
            Code::Both(a, b) => self.holds(a) && self.holds(b),
            Code::Either(a, b) => self.holds(a) || self.holds(b),
            Code::Compare(comparison, a, b) => compare(*comparison, self.value(a).as_ref(), self.value(b).as_ref()),
            Code::Within(value, low, high) => {
                let value = self.value(value);
                self.within(value.as_ref(), low, high)
            }
            Code::AnyOf(value, probes) => {
                let value = self.value(value);
                probes.iter().any(|probe| self.probe(value.as_ref(), probe))
            }
            Code::Quantified { every, list, condition } => {
                let items = self.list(list);
                // `every` looks for an item that fails, `some` for one that does not.
                items.into_iter().any(|item| {
                    self.items.push(item);
                    let holds = self.holds(condition);
                    self.items.pop();
                    holds != *every
                }) != *every
            }
            _ => false,
        }
    }

    fn probe(&mut self, value: Option<&Value>, probe: &Probe) -> bool {
        match probe {
            Probe::Compare(comparison, code) => compare(*comparison, value, self.value(code).as_ref()),
            Probe::Within(low, high) => self.within(value, low, high),
        }
    }

    fn within(&mut self, value: Option<&Value>, low: &Limit, high: &Limit) -> bool {
        let above = if low.included { Comparison::GreaterOrEqual } else { Comparison::Greater };
        let below = if high.included { Comparison::LessOrEqual } else { Comparison::Less };
        compare(above, value, self.value(&low.code).as_ref()) && compare(below, value, self.value(&high.code).as_ref())
    }

    fn list(&mut self, code: &Code) -> Vec<Data> {
        match self.value(code) {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        }
    }

    fn column(&mut self, code: &Code) -> Vec<Value> {
        match code {
            Code::Column(list, id) => {
                self.list(list).into_iter().filter_map(|mut item| item.remove(id)).filter_map(filled).collect()
            }
            _ => Vec::new(),
        }
    }

    fn call(&mut self, function: Function, arguments: &[Code]) -> Option<Value> {
        let first = arguments.first()?;
        match function {
            Function::Count if matches!(first, Code::Column(..)) => Some(count(self.column(first).len())),
            Function::Count => Some(count(self.list(first).len())),
            Function::Sum => self.column(first).into_iter().map(Some).reduce(|a, b| arithmetic(Arithmetic::Add, a?, b?))?,
            Function::Min => self.extreme(first, Ordering::Less),
            Function::Max => self.extreme(first, Ordering::Greater),
            Function::ListContains => {
                let wanted = self.value(arguments.get(1)?);
                let found = self.column(first).iter().any(|value| compare(Comparison::Equal, Some(value), wanted.as_ref()));
                Some(Value::Boolean(found))
            }
            Function::HeadOf => match self.value(first)? {
                Value::Direction(direction) => self.facts.head_of_direction(&direction).map(Value::Person),
                Value::Person(person) => self.facts.head_of_person(&person).map(Value::Person),
                _ => None,
            },
            _ => {
                let text = self.text(first)?;
                let other = arguments.get(1).and_then(|code| self.text(code));
                on_text(function, &text, other.as_deref())
            }
        }
    }

    fn text(&mut self, code: &Code) -> Option<String> {
        match self.value(code)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The least or the greatest of a column; null where there is none, or where two cannot be ordered.
    fn extreme(&mut self, column: &Code, wanted: Ordering) -> Option<Value> {
        extreme(self.column(column), wanted)
    }
}

/// The least or the greatest of some values; null where there is none, or where two cannot be ordered.
pub(super) fn extreme(values: Vec<Value>, wanted: Ordering) -> Option<Value> {
    let pick = |a: Value, b: Value| Some(if order(&b, &a)? == wanted { b } else { a });
    values.into_iter().map(Some).reduce(|a, b| pick(a?, b?))?
}

/// A value, unless it is a list without items.
fn filled(value: Value) -> Option<Value> {
    match value {
        Value::List(items) if items.is_empty() => None,
        value => Some(value),
    }
}

fn count(length: usize) -> Value {
    Value::Number(Decimal::from(length))
}

fn on_text(function: Function, text: &str, other: Option<&str>) -> Option<Value> {
    Some(match function {
        Function::StringLength => count(text.chars().count()),
        Function::Contains => Value::Boolean(text.contains(other?)),
        Function::StartsWith => Value::Boolean(text.starts_with(other?)),
        Function::EndsWith => Value::Boolean(text.ends_with(other?)),
        Function::UpperCase => Value::Text(text.to_uppercase()),
        Function::LowerCase => Value::Text(text.to_lowercase()),
        _ => return None,
    })
}

/// A number of either kind as a decimal.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Integer(number) => Some(Decimal::from(*number)),
        _ => None,
    }
}

/// How two values are ordered; `None` where they are not.
pub(crate) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Money(a), Value::Money(b)) => (a.currency == b.currency).then(|| a.minor.cmp(&b.minor)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Datetime(a), Value::Datetime(b)) => Some(a.cmp(b)),
        _ => Some(number(a)?.cmp(&number(b)?)),
    }
}

/// Whether a comparison holds; `None` is null.
pub(super) fn compare(comparison: Comparison, a: Option<&Value>, b: Option<&Value>) -> bool {
    let order = || order(a?, b?);
    match comparison {
        Comparison::Equal => same(a, b),
        Comparison::Unequal => !same(a, b),
        Comparison::Less => order().is_some_and(Ordering::is_lt),
        Comparison::LessOrEqual => order().is_some_and(Ordering::is_le),
        Comparison::Greater => order().is_some_and(Ordering::is_gt),
        Comparison::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
    }
}

fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        },
        (a, b) => a == b,
    }
}

pub(super) fn arithmetic(operation: Arithmetic, a: Value, b: Value) -> Option<Value> {
    match (a, b) {
        (Value::Money(a), Value::Money(b)) => sum_of_money(operation, a, b).map(Value::Money),
        (Value::Money(money), other) | (other, Value::Money(money)) => {
            Some(Value::Money(share_of_money(operation, money, number(&other)?)))
        }
        (Value::Text(a), Value::Text(b)) => (operation == Arithmetic::Add).then(|| Value::Text(a + &b)),
        (a, b) => on_numbers(operation, number(&a)?, number(&b)?).map(Value::Number),
    }
}

fn on_numbers(operation: Arithmetic, a: Decimal, b: Decimal) -> Option<Decimal> {
    match operation {
        Arithmetic::Add => Some(a.saturating_add(b)),
        Arithmetic::Subtract => Some(a.saturating_sub(b)),
        Arithmetic::Multiply => Some(a.saturating_mul(b)),
        Arithmetic::Divide if b.is_zero() => None,
        Arithmetic::Divide => Some(a.checked_div(b).unwrap_or_else(|| largest(a.is_sign_negative() != b.is_sign_negative()))),
    }
}

fn largest(negative: bool) -> Decimal {
    if negative { Decimal::MIN } else { Decimal::MAX }
}

fn sum_of_money(operation: Arithmetic, a: Money, b: Money) -> Option<Money> {
    let minor = match operation {
        Arithmetic::Add => a.minor.saturating_add(b.minor),
        Arithmetic::Subtract => a.minor.saturating_sub(b.minor),
        Arithmetic::Multiply | Arithmetic::Divide => return None,
    };
    (a.currency == b.currency).then_some(Money { minor, currency: a.currency })
}

fn share_of_money(operation: Arithmetic, money: Money, number: Decimal) -> Money {
    let exact = on_numbers(operation, Decimal::from(money.minor), number).unwrap_or_default();
    let whole = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    let bound = if whole.is_sign_negative() { i64::MIN } else { i64::MAX };
    Money { minor: i64::try_from(whole).unwrap_or(bound), currency: money.currency }
}

fn shift(value: Value, by: Period, earlier: bool) -> Option<Value> {
    match value {
        Value::Date(date) => {
            let days = Days::new(u64::from(by.amount));
            let moved = if earlier { date.checked_sub_days(days) } else { date.checked_add_days(days) };
            Some(Value::Date(moved.unwrap_or(if earlier { NaiveDate::MIN } else { NaiveDate::MAX }).clamp(first(), last())))
        }
        Value::Datetime(moment) => {
            let minutes = i64::from(by.amount)
                * match by.unit {
                    Unit::Minutes | Unit::BusinessMinutes => 1,
                    Unit::Hours | Unit::BusinessHours => 60,
                    Unit::Days | Unit::BusinessDays => 24 * 60,
                };
            let delta = TimeDelta::minutes(if earlier { -minutes } else { minutes });
            let bound = if earlier { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
            let moved = moment.checked_add_signed(delta).unwrap_or(bound);
            let last = last().and_hms_opt(23, 59, 59).unwrap_or_default().and_utc();
            Some(Value::Datetime(moved.clamp(first().and_hms_opt(0, 0, 0).unwrap_or_default().and_utc(), last)))
        }
        _ => None,
    }
}

/// The first day there is.
fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN)
}

/// The last day there is.
fn last() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}
