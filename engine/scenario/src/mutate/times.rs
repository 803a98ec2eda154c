//! Other dates and other periods.

use voronka_definition::model::Moment;
use voronka_definition::{Period, Unit};

/// A period one longer.
pub(super) fn longer(period: Period) -> Period {
    if period == Period::ZERO { Period::new(1, Unit::BusinessHours) } else { Period::new(period.amount + 1, period.unit) }
}

/// The same formula, giving another moment.
pub(super) fn other_moments(moment: &Moment) -> Vec<Moment> {
    let day = Period::new(1, Unit::BusinessDays);
    match moment {
        Moment::Now | Moment::EndOfBusinessDay => vec![Moment::In(day)],
        Moment::In(period) => vec![Moment::In(longer(*period))],
        Moment::At(_) => vec![Moment::After(day, Box::new(moment.clone()))],
        Moment::Before(period, of) => vec![Moment::Before(longer(*period), of.clone())],
        Moment::After(period, of) => vec![Moment::After(longer(*period), of.clone())],
        Moment::Else(first, second) => {
            let firsts = other_moments(first).into_iter().map(|other| Moment::Else(Box::new(other), second.clone()));
            let seconds = other_moments(second).into_iter().map(|other| Moment::Else(first.clone(), Box::new(other)));
            firsts.chain(seconds).collect()
        }
    }
}

/// A formula as the language writes it.
pub(super) fn written(moment: &Moment) -> String {
    match moment {
        Moment::Now => "now".to_owned(),
        Moment::EndOfBusinessDay => "end of business day".to_owned(),
        Moment::In(period) => period.to_string(),
        Moment::At(expr) => expr.source().to_owned(),
        Moment::Before(period, of) => format!("{period} before {}", written(of)),
        Moment::After(period, of) => format!("{period} after {}", written(of)),
        Moment::Else(first, second) => format!("{} else {}", written(first), written(second)),
    }
}
