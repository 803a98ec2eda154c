//! Between which numbers a computed value lies, as far as the bounds of fields and what is written out tell.

use rust_decimal::Decimal;

use crate::expr::code::{Arithmetic, Code};
use crate::expr::eval::number;
use crate::model::{FieldType, Fields};

/// The least and the greatest value; `None` is without end.
type Range = (Option<Decimal>, Option<Decimal>);

/// Where a value surely lies; what is not understood lies anywhere.
pub(super) fn range(code: &Code, fields: &Fields) -> Range {
    match code {
        Code::Value(value) => (number(value), number(value)),
        Code::Field(id) => match fields.get(id).map(|field| &field.kind) {
            Some(FieldType::Number { from, to }) => (*from, *to),
            Some(FieldType::Integer { from, to }) => (from.map(Decimal::from), to.map(Decimal::from)),
            _ => (None, None),
        },
        Code::If(_, then, otherwise) => {
            let ((low, high), (other_low, other_high)) = (range(then, fields), range(otherwise, fields));
            (both(low, other_low, Decimal::min), both(high, other_high, Decimal::max))
        }
        Code::Arithmetic(how, a, b) => {
            let ((low, high), (other_low, other_high)) = (range(a, fields), range(b, fields));
            match how {
                Arithmetic::Add => (sum(low, other_low), sum(high, other_high)),
                Arithmetic::Subtract => (sum(low, other_high.map(|high| -high)), sum(high, other_low.map(|low| -low))),
                Arithmetic::Multiply | Arithmetic::Divide => (None, None),
            }
        }
        _ => (None, None),
    }
}

fn both(a: Option<Decimal>, b: Option<Decimal>, of: fn(Decimal, Decimal) -> Decimal) -> Option<Decimal> {
    Some(of(a?, b?))
}

fn sum(a: Option<Decimal>, b: Option<Decimal>) -> Option<Decimal> {
    a?.checked_add(b?)
}
