//! Scores: what gives points, until when they count, and the computed fields that hold the sums.

use voronka_definition::Period;
use voronka_definition::Value;
use voronka_definition::model::{Occasion, ResultOf, Score, ScoreRule};
use voronka_definition::name::{FieldId, ResultId, SignalName};
use voronka_definition::value::Data;

use crate::case::Points;
use crate::decide::Draft;
use crate::event::{Cause, Event};
use crate::refuse;
use crate::rejection::Rejection;

impl<'a> Draft<'a> {
    /// The signals that give points.
    pub(crate) fn scored_signals(&self) -> Vec<SignalName> {
        let rules = self.process.scores.iter().flat_map(|score| &score.rules);
        let signals = rules.filter_map(|rule| match &rule.occasion {
            Occasion::Signal { name, .. } => Some(name.clone()),
            _ => None,
        });
        signals.collect()
    }

    /// A signal has arrived.
    pub(crate) fn score_signal(&mut self, signal: &SignalName) {
        self.give_points(|occasion| match occasion {
            Occasion::Signal { name, lasts } if name == signal => Some(*lasts),
            _ => None,
        });
    }

    /// A result was taken, of a step or of an activity.
    pub(crate) fn score_result(&mut self, whose: &ResultOf, taken: &ResultId) {
        self.give_points(|occasion| match occasion {
            Occasion::Result { of, result, lasts } if of == whose && result == taken => Some(*lasts),
            _ => None,
        });
    }

    /// A command has changed these fields.
    fn score_changes(&mut self, changed: &[FieldId]) {
        self.give_points(|occasion| match occasion {
            Occasion::Changed { field, lasts } if changed.contains(field) => Some(*lasts),
            _ => None,
        });
    }

    /// Gives the points of every rule whose occasion this is; each time they count anew, for as long as the rule says.
    fn give_points(&mut self, is_it: impl Fn(&Occasion) -> Option<Option<Period>>) {
        if self.case.flow().is_none() {
            return;
        }
        let process = self.process;
        let rules = process.scores.iter().flat_map(|score| score.rules.iter().map(move |rule| (score, rule)));
        for (score, rule) in rules {
            if let Some(lasts) = is_it(&rule.occasion) {
                self.give(score, rule, lasts);
            }
        }
    }

    fn give(&mut self, score: &Score, rule: &ScoreRule, lasts: Option<Period>) {
        let until = lasts.map(|lasts| self.business_time(&self.case.owner).add(self.now(), lasts));
        let number = self.case.counters.points + 1;
        let (score, rule, points) = (score.id.to_string(), rule.id.to_string(), rule.points);
        self.record(Event::PointsGiven { points: Points { number, score, rule, points, at: self.now(), until } });
        self.refresh_scores();
    }

    /// Points have counted for as long as they may.
    pub(crate) fn fire_points(&mut self, number: u32) -> Result<(), Rejection> {
        let is_running = self.case.flow().is_some();
        let points = self.case.points.iter().find(|points| points.number == number && is_running);
        let points = points.ok_or_else(refuse::timer_gone)?;
        let until = points.until.ok_or_else(refuse::timer_gone)?;
        if until > self.now() {
            return Err(refuse::timer_early(until));
        }
        let (score, rule) = (points.score.as_str().into(), points.rule.as_str().into());
        self.record(Event::PointsExpired { number, score, rule });
        Ok(())
    }

    /// Counts every score anew, after the points that changes have given; `scored` are the changes that gave theirs already.
    pub(crate) fn count_scores(&mut self, scored: &mut Vec<FieldId>) {
        let changed: Vec<_> = self.changed_fields().into_iter().filter(|field| !scored.contains(field)).collect();
        self.score_changes(&changed);
        scored.extend(changed);
        self.refresh_scores();
    }

    /// Writes the sums as they are now, so that the next step of the flow reads them.
    pub(crate) fn refresh_scores(&mut self) {
        if self.case.flow().is_none() {
            return;
        }
        let process = self.process;
        for score in &process.scores {
            let total = self.total_of(score);
            let mut values = Data::from([(score.total_field(), Value::Integer(i64::from(total)))]);
            values.extend(score.band(total).map(|band| (score.band_field(), Value::Choice(band.id.clone()))));
            self.set_fields(values, Vec::new(), Cause::Score(score.id.clone()), None);
        }
    }

    fn total_of(&self, score: &Score) -> i32 {
        let place = |points: &Points| score.rules.iter().position(|rule| rule.id.as_str() == points.rule);
        let given = self.case.points.iter().filter(|points| points.score == score.id.as_str()).filter_map(place);
        let mut counting = score.holding(&self.sight(None));
        counting.extend(given);
        score.total(&counting)
    }
}
