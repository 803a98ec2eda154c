//! Scores that change by themselves, as some of their points end with time; and which conditions begin to hold then.
//!
//! A total is tried on both sides of everything that the bands and the condition name. What else a condition reads is not known:
//! only what the score alone turns counts.

use std::collections::BTreeSet;

use crate::expr::{Expr, Trial};
use crate::model::{Occasion, Process, Score};
use crate::name::FieldId;
use crate::value::Value;

/// The scores of a process of which some points end.
pub struct Decaying<'p> {
    scores: Vec<&'p Score>,
}

impl<'p> Decaying<'p> {
    /// The scores of a process.
    pub fn of(process: &'p Process) -> Self {
        let decays = |score: &&Score| falls(score) || rises(score);
        Self { scores: process.scores.iter().filter(decays).collect() }
    }

    /// The score by whose points ending a condition may begin to hold. No condition always does.
    pub fn turns(&self, when: Option<&Expr>) -> Option<&'p Score> {
        let turned = |score: &&&'p Score| when.is_none_or(|when| turns(score, when));
        self.scores.iter().find(turned).copied()
    }

    /// The same among those of these fields.
    pub fn changes(&self, fields: &[FieldId], when: Option<&Expr>) -> Option<&'p Score> {
        let is_among = |score: &&&'p Score| fields.contains(&score.total_field()) || fields.contains(&score.band_field());
        let scores = self.scores.iter().filter(is_among).copied().collect();
        Decaying { scores }.turns(when)
    }
}

/// The points of the rules that end.
fn ending(score: &Score) -> impl Iterator<Item = i32> {
    let ends = |occasion: &Occasion| match occasion {
        Occasion::While(_) => false,
        Occasion::Signal { lasts, .. } | Occasion::Result { lasts, .. } | Occasion::Changed { lasts, .. } => lasts.is_some(),
    };
    score.rules.iter().filter(move |rule| ends(&rule.occasion)).map(|rule| rule.points)
}

fn falls(score: &Score) -> bool {
    ending(score).any(|points| points > 0)
}

fn rises(score: &Score) -> bool {
    ending(score).any(|points| points < 0)
}

fn turns(score: &Score, when: &Expr) -> bool {
    let (total, band) = (score.total_field(), score.band_field());
    if !when.fields().iter().any(|field| *field == total || *field == band) {
        return false;
    }
    let holds = |points: i32| {
        let value = Value::Integer(i64::from(points));
        let within = score.band(points).map(|band| Value::Choice(band.id.clone()));
        let trial = Trial::from([(&total, Some(&value)), (&band, within.as_ref())]);
        match when.judged(&trial) {
            Some(false) => 0,
            None => 1,
            Some(true) => 2,
        }
    };
    let judged: Vec<u8> = tried(score, when).into_iter().map(holds).collect();
    let grows = |mut pairs: std::slice::Windows<'_, u8>| pairs.any(|pair| pair[0] < pair[1]);
    let fallen: Vec<u8> = judged.iter().rev().copied().collect();
    falls(score) && grows(fallen.windows(2)) || rises(score) && grows(judged.windows(2))
}

/// Totals from the least to the greatest.
fn tried(score: &Score, when: &Expr) -> BTreeSet<i32> {
    let written = when.constants().into_iter().filter_map(|value| match value {
        Value::Integer(number) => i32::try_from(number).ok(),
        Value::Number(number) => i32::try_from(number.trunc().mantissa()).ok(),
        _ => None,
    });
    let named = score.bands.iter().map(|band| band.from).chain(written).chain([0]);
    named.flat_map(|points| [points.saturating_sub(1), points, points.saturating_add(1)]).collect()
}
