//! Scores: points that facts and events give, and the bands of their sum. The clock by which points end is the core's.

use crate::expr::{Expr, Facts};
use crate::name::{ActivityId, FieldId, ResultId, RuleId, ScoreId, SignalName, StepId};
use crate::period::Period;
use crate::text::Text;

/// Whose result gives points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultOf {
    /// A step with this name, in whichever stage.
    Step(StepId),
    /// An activity.
    Activity(ActivityId),
}

/// When a rule counts. Without `lasts` an event counts for ever.
#[derive(Debug, Clone, PartialEq)]
pub enum Occasion {
    /// While this holds.
    While(Expr),
    /// From the arrival of a signal on.
    Signal {
        /// The signal.
        name: SignalName,
        /// For so long.
        lasts: Option<Period>,
    },
    /// From a result on.
    Result {
        /// Of what.
        of: ResultOf,
        /// The result.
        result: ResultId,
        /// For so long.
        lasts: Option<Period>,
    },
    /// From a change of a field on.
    Changed {
        /// The field.
        field: FieldId,
        /// For so long.
        lasts: Option<Period>,
    },
}

/// A rule of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRule {
    /// Its name.
    pub id: RuleId,
    /// Its title for people.
    pub title: Text,
    /// What it adds; below zero takes away.
    pub points: i32,
    /// When it counts.
    pub occasion: Occasion,
}

/// A band of a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// What is stored: an option of the choice `ID_band`.
    pub id: String,
    /// What is shown.
    pub title: Text,
    /// The total it begins at. The lowest band also covers everything below.
    pub from: i32,
}

/// A score. It declares two computed fields: `ID`, an integer, and `ID_band`, a choice of its bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Its name, which is also that of its integer field.
    pub id: ScoreId,
    /// Its title for people.
    pub title: Text,
    /// The rules in order.
    pub rules: Vec<ScoreRule>,
    /// The bands, the lowest first; never empty.
    pub bands: Vec<Band>,
}

impl Score {
    /// The field that holds the total.
    pub fn total_field(&self) -> FieldId {
        FieldId::from(self.id.as_str())
    }

    /// The field that holds the band.
    pub fn band_field(&self) -> FieldId {
        FieldId::from(format!("{}_band", self.id))
    }

    /// The places of the rules that count while a condition holds, where it holds now.
    pub fn holding(&self, facts: &dyn Facts) -> Vec<usize> {
        let holds = |rule: &ScoreRule| matches!(&rule.occasion, Occasion::While(when) if when.holds(facts));
        (0..self.rules.len()).filter(|place| holds(&self.rules[*place])).collect()
    }

    /// The sum of the points of these rules, by their places; a rule that counts several times stands there several times.
    pub fn total(&self, counting: &[usize]) -> i32 {
        let points = counting.iter().filter_map(|place| self.rules.get(*place)).map(|rule| rule.points);
        points.fold(0, i32::saturating_add)
    }

    /// The band of a total; `None` only of a score without bands.
    pub fn band(&self, total: i32) -> Option<&Band> {
        self.bands.iter().rev().find(|band| band.from <= total).or_else(|| self.bands.first())
    }
}
