//! Moments as formulas: when something is due, or how long is waited.

use crate::expr::Expr;
use crate::period::Period;

/// A formula that gives a moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    /// The moment of the command.
    Now,
    /// So long after the moment of the command: `1 business day`.
    In(Period),
    /// A field or expression that gives a moment or a day (a day means the end of its working time): `call_back_at`.
    At(Expr),
    /// So long before another moment: `1 business day before presentation_at`.
    Before(Period, Box<Moment>),
    /// So long after another moment: `2 hours after presentation_at`.
    After(Period, Box<Moment>),
    /// The end of the working day that is, or of the next one.
    EndOfBusinessDay,
    /// The first, or where it gives nothing the second: `presentation_at else now`.
    Else(Box<Moment>, Box<Moment>),
}

impl Moment {
    /// Whether it surely lies ahead when it is asked for, so that waiting for it takes time. A moment out of the data may have passed.
    pub fn lies_ahead(&self) -> bool {
        match self {
            Self::In(period) => period.amount > 0,
            Self::After(period, from) => (period.amount > 0 && **from == Self::Now) || from.lies_ahead(),
            Self::Else(first, second) => first.lies_ahead() && second.lies_ahead(),
            // The working day may end at this very moment.
            Self::Now | Self::At(_) | Self::Before(..) | Self::EndOfBusinessDay => false,
        }
    }
}
