//! Ordered types as lines: what lies at a point and between two points. Whole steps, except for decimal numbers, which are dense.

use chrono::{DateTime, Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::model::FieldType;
use crate::value::{Currency, Money, Value};

/// The days of the year 9999 and before, counted from the first of year 1.
const LAST_DAY: i128 = 3_652_059;
/// The microseconds from 1970 back to the year 1, and on to the year 9999.
const MOMENTS: (i128, i128) = (-62_135_596_800_000_000, 253_402_300_799_999_999);

/// The values of an ordered type.
#[derive(Debug, Clone, Copy)]
pub enum Line {
    /// Decimal numbers within bounds.
    Number(Option<Decimal>, Option<Decimal>),
    /// Whole numbers within bounds.
    Integer(i64, i64),
    /// Money of one currency.
    Money(Currency),
    /// Days.
    Date,
    /// Moments.
    Datetime,
}

impl Line {
    /// The line of a type that is one; money is one for each currency.
    pub fn of(kind: &FieldType) -> Option<Self> {
        Some(match kind {
            FieldType::Number { from, to } => Self::Number(*from, *to),
            FieldType::Integer { from, to } => Self::Integer(from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX)),
            FieldType::Date => Self::Date,
            FieldType::Datetime => Self::Datetime,
            _ => return None,
        })
    }

    /// The value at a point, where a field may hold it.
    pub fn at(self, point: &Value) -> Option<Value> {
        if let Self::Number(from, to) = self {
            let number = decimal(point)?;
            let inside = from.is_none_or(|from| from <= number) && to.is_none_or(|to| number <= to);
            return inside.then_some(Value::Number(number));
        }
        let (place, exact) = self.place(point)?;
        let (first, last) = self.ends();
        (exact && first <= place && place <= last).then(|| self.value(place)).flatten()
    }

    /// Some value strictly between two points, where there is one.
    pub fn between(self, low: Option<&Value>, high: Option<&Value>) -> Option<Value> {
        if let Self::Number(from, to) = self {
            let (low, high) = (low.and_then(decimal), high.and_then(decimal));
            return inside(low, high, from, to).map(Value::Number);
        }
        let (first, last) = self.ends();
        let from = match low {
            Some(point) => self.place(point)?.0 + 1,
            None => first,
        };
        let to = match high {
            Some(point) => self.place(point).map(|(place, exact)| place - i128::from(exact))?,
            None => last,
        };
        let (from, to) = (from.max(first), to.min(last));
        (from <= to).then(|| self.value(if low.is_some() { from } else { to })).flatten()
    }

    /// Whether a value between two points is the only one.
    pub fn is_alone(self, value: &Value, low: Option<&Value>, high: Option<&Value>) -> bool {
        self.between(low, Some(value)).is_none() && self.between(Some(value), high).is_none()
    }

    fn ends(self) -> (i128, i128) {
        match self {
            Self::Integer(from, to) => (from.into(), to.into()),
            Self::Date => (1, LAST_DAY),
            Self::Datetime => MOMENTS,
            Self::Money(_) | Self::Number(..) => (i64::MIN.into(), i64::MAX.into()),
        }
    }

    /// The last whole step at or before a point, and whether the point is that step.
    fn place(self, point: &Value) -> Option<(i128, bool)> {
        match point {
            Value::Money(money) => Some((money.minor.into(), true)),
            Value::Date(date) => Some((date.num_days_from_ce().into(), true)),
            Value::Datetime(moment) => Some((moment.timestamp_micros().into(), true)),
            number => {
                let number = decimal(number)?;
                let floor = number.floor();
                Some((i128::try_from(floor).ok()?, floor == number))
            }
        }
    }

    fn value(self, place: i128) -> Option<Value> {
        Some(match self {
            Self::Money(currency) => Value::Money(Money { minor: i64::try_from(place).ok()?, currency }),
            Self::Date => Value::Date(NaiveDate::from_num_days_from_ce_opt(i32::try_from(place).ok()?)?),
            Self::Datetime => Value::Datetime(DateTime::from_timestamp_micros(i64::try_from(place).ok()?)?),
            Self::Integer(..) | Self::Number(..) => Value::Integer(i64::try_from(place).ok()?),
        })
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Integer(number) => Some(Decimal::from(*number)),
        _ => None,
    }
}

/// A number strictly between the points and within the bounds, which are themselves allowed.
fn inside(low: Option<Decimal>, high: Option<Decimal>, from: Option<Decimal>, to: Option<Decimal>) -> Option<Decimal> {
    let fits = |number: &Decimal| {
        low.is_none_or(|low| low < *number)
            && high.is_none_or(|high| *number < high)
            && from.is_none_or(|from| from <= *number)
            && to.is_none_or(|to| *number <= to)
    };
    let least = low.max(from);
    let most = [high, to].into_iter().flatten().min();
    let middle = match (least, most) {
        (Some(least), Some(most)) => least.checked_add(most.saturating_sub(least) / Decimal::TWO)?,
        (Some(least), None) => least.saturating_add(Decimal::ONE),
        (None, Some(most)) => most.saturating_sub(Decimal::ONE),
        (None, None) => Decimal::ZERO,
    };
    [Some(middle), from, to].into_iter().flatten().find(fits)
}
