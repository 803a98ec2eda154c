//! The form a result takes on its way into a field.
//!
//! A computed number outside the bounds of its field becomes the nearest one allowed, and whoever computes it says so; one that
//! surely lies outside is a mistake, found earlier.

use rust_decimal::Decimal;

use crate::expr::eval::number;
use crate::model::FieldType;
use crate::value::Value;

/// What is done to a result.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    AsIs,
    /// A condition: true, or else false.
    Condition,
    /// A decimal number within bounds.
    Number(Option<Decimal>, Option<Decimal>),
    /// A whole number within bounds.
    Integer(Option<i64>, Option<i64>),
    /// A text; a blank one is null.
    Text,
}

impl Shape {
    pub(super) fn of(kind: &FieldType) -> Self {
        match kind {
            FieldType::Number { from, to } => Self::Number(*from, *to),
            FieldType::Integer { from, to } => Self::Integer(*from, *to),
            FieldType::Text => Self::Text,
            _ => Self::AsIs,
        }
    }

    /// The result as the field holds it.
    pub(super) fn give(&self, value: Option<Value>) -> Option<Value> {
        if *self == Self::Condition {
            return Some(Value::Boolean(value == Some(Value::Boolean(true))));
        }
        match (self, value?) {
            (Self::Number(from, to), value) => {
                let number = number(&value)?;
                let number = from.map_or(number, |from| number.max(from));
                Some(Value::Number(to.map_or(number, |to| number.min(to))))
            }
            (Self::Integer(from, to), value) => {
                let number = number(&value)?.trunc();
                let bound = if number.is_sign_negative() { i64::MIN } else { i64::MAX };
                let number = i64::try_from(number).unwrap_or(bound);
                let number = from.map_or(number, |from| number.max(from));
                Some(Value::Integer(to.map_or(number, |to| number.min(to))))
            }
            (Self::Text, Value::Text(text)) => (!text.trim().is_empty()).then_some(Value::Text(text)),
            (_, value) => Some(value),
        }
    }

    /// Whether the field may hold the value unchanged.
    pub(super) fn admits(&self, value: &Value) -> bool {
        match self {
            Self::Number(..) | Self::Integer(..) => self.give(Some(value.clone())).as_ref().and_then(number) == number(value),
            _ => true,
        }
    }

    /// Whether no number of this range lies within the bounds.
    pub(super) fn excludes(&self, (low, high): (Option<Decimal>, Option<Decimal>)) -> bool {
        let (from, to) = match self {
            Self::Number(from, to) => (*from, *to),
            Self::Integer(from, to) => (from.map(Decimal::from), to.map(Decimal::from)),
            _ => return false,
        };
        let above = |low: Option<Decimal>, to: Option<Decimal>| low.zip(to).is_some_and(|(low, to)| low > to);
        above(low, to) || above(from, high)
    }

    /// Whether it is a number of either kind.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Number(..) | Self::Integer(..))
    }

    /// The bounds as people write them, where there are any.
    pub(super) fn bounds(&self) -> Option<String> {
        let side = |bound: Option<String>| bound.unwrap_or_else(|| "…".to_owned());
        let (from, to) = match self {
            Self::Number(from, to) => (from.map(|n| n.to_string()), to.map(|n| n.to_string())),
            Self::Integer(from, to) => (from.map(|n| n.to_string()), to.map(|n| n.to_string())),
            _ => return None,
        };
        (from.is_some() || to.is_some()).then(|| format!("{}–{}", side(from), side(to)))
    }
}
