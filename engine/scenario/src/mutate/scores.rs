//! Mutants of the scores: what a rule gives, when it counts and for how long, and where a band begins.

use voronka_definition::model::{Occasion, Score, ScoreRule};
use voronka_definition::{Period, Text};

use super::change::Change;
use super::times::longer;
use super::{Kind, Making};

impl Making<'_> {
    pub(super) fn scores(&mut self) {
        let process = self.process;
        for score in &process.scores {
            score.rules.iter().enumerate().for_each(|(place, rule)| self.score_rule(score, place, rule));
            // The lowest band covers everything below as well.
            for (place, band) in score.bands.iter().enumerate().skip(1) {
                let (name, old, new) = (format!("{}.{}", score.id, band.id), band.from, band.from.saturating_add(1));
                let mut other = score.clone();
                other.bands[place].from = new;
                let line = self.places.line(&["scoring", score.id.as_str(), "bands", &band.id]);
                let what = say!("{name}: с {new} вместо {old}", "{name}: from {new} instead of {old}");
                self.add(Kind::Score, line, None, what, Change::Score(Box::new(other)));
            }
        }
    }

    fn score_rule(&mut self, score: &Score, place: usize, rule: &ScoreRule) {
        let name = format!("{}.{}", score.id, rule.id);
        let line = self.places.line(&["scoring", score.id.as_str(), "rules", rule.id.as_str()]);
        let mut add = |what: Text, change: &dyn Fn(&mut ScoreRule)| {
            let mut other = score.clone();
            change(&mut other.rules[place]);
            self.add(Kind::Score, line, None, what, Change::Score(Box::new(other)));
        };
        if rule.points != 0 {
            add(say!("{name}: баллов не дает", "{name}: gives no points"), &|rule| rule.points = 0);
        }
        let (old, new) = (rule.points, rule.points.saturating_add(1));
        add(say!("{name}: баллов {new} вместо {old}", "{name}: {new} points instead of {old}"), &|rule| {
            rule.points = new
        });
        if let Occasion::While(when) = &rule.occasion {
            let what = say!("{name}: условие наоборот", "{name}: the condition turned round");
            add(what, &|rule| rule.occasion = Occasion::While(when.negated()));
        }
        if let Some(lasts) = lasts(&rule.occasion) {
            let other = longer(lasts);
            let what = say!("{name}: действует {other} вместо {lasts}", "{name}: lasts {other} instead of {lasts}");
            add(what, &|rule| rule.occasion = lasting(&rule.occasion, Some(other)));
            let what = say!("{name}: баллы не сгорают", "{name}: the points never expire");
            add(what, &|rule| rule.occasion = lasting(&rule.occasion, None));
        }
    }
}

fn lasts(occasion: &Occasion) -> Option<Period> {
    match occasion {
        Occasion::While(_) => None,
        Occasion::Signal { lasts, .. } | Occasion::Result { lasts, .. } | Occasion::Changed { lasts, .. } => *lasts,
    }
}

/// The same occasion for another time.
fn lasting(occasion: &Occasion, time: Option<Period>) -> Occasion {
    let mut other = occasion.clone();
    match &mut other {
        Occasion::While(_) => {}
        Occasion::Signal { lasts, .. } | Occasion::Result { lasts, .. } | Occasion::Changed { lasts, .. } => *lasts = time,
    }
    other
}
