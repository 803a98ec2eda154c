//! One value of several: what a decision table that collects makes of its rows.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::expr::code::Arithmetic;
use crate::expr::{Expr, eval};
use crate::value::Value;

/// The sum; null where there is none, or where two cannot be added.
pub(crate) fn sum(values: Vec<Value>) -> Option<Value> {
    values.into_iter().map(Some).reduce(|a, b| eval::arithmetic(Arithmetic::Add, a?, b?))?
}

/// The least or the greatest; null where there is none, or where two cannot be ordered.
pub(crate) fn extreme(values: Vec<Value>, wanted: Ordering) -> Option<Value> {
    eval::extreme(values, wanted)
}

impl Expr {
    /// A value as the field holds it that this expression sets: a number of its kind, within its bounds.
    pub(crate) fn fit(&self, value: Option<Value>) -> Option<Value> {
        self.shape.give(value)
    }

    /// Nothing at all, as the field holds it: zero for a number, nothing for anything else.
    pub(crate) fn zero(&self) -> Option<Value> {
        let zero = self.shape.give(Some(Value::Number(Decimal::ZERO)));
        zero.filter(|_| self.shape.is_number())
    }
}
