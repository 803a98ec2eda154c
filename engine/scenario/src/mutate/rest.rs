//! Mutants of the defaults, the activities and the outcomes.

use voronka_definition::model::{Activity, FollowUp, Outcome, ResultRule, Work};

use super::change::Change;
use super::{Kind, Making};
use crate::coverage::Mark;

impl Making<'_> {
    pub(super) fn defaults(&mut self) {
        let defaults = &self.process.defaults;
        let name = "defaults";
        let line = self.places.line(&["defaults", "due"]);
        self.dues(line, None, name, &defaults.due, Change::DefaultDue);
        let line = self.places.line(&["defaults", "remind"]);
        self.reminds(line, None, name, defaults.remind, Change::DefaultRemind);
        let line = self.places.line(&["defaults", "escalate"]);
        self.no_ladder(line, None, name, defaults.escalate.as_ref(), Change::DefaultEscalate(None));
    }

    pub(super) fn activities(&mut self) {
        let process = self.process;
        for activity in &process.activities {
            let (id, work, defaults) = (&activity.id, &activity.work, &process.defaults);
            let with = |work: Work| Change::Activity(Box::new(Activity { id: id.clone(), work }));
            let mark = Some(Mark::Activity(id.clone()));
            if work.due != defaults.due {
                let line = self.places.line(&["activities", id.as_str(), "due"]);
                self.dues(line, mark.clone(), id.as_str(), &work.due, |due| with(Work { due, ..work.clone() }));
            }
            if work.remind != defaults.remind {
                let line = self.places.line(&["activities", id.as_str(), "remind"]);
                self.reminds(line, mark.clone(), id.as_str(), work.remind, |remind| with(Work { remind, ..work.clone() }));
            }
            if work.escalate != defaults.escalate {
                let line = self.places.line(&["activities", id.as_str(), "escalate"]);
                let none = with(Work { escalate: None, ..work.clone() });
                self.no_ladder(line, mark.clone(), id.as_str(), work.escalate.as_ref(), none);
            }
            let line = self.places.line(&["activities", id.as_str(), "ask"]);
            self.own_asks(work, (line, mark.clone()), id.as_str(), with);
            for (place, rule) in work.results.iter().enumerate() {
                let line = self.places.line(&["activities", id.as_str(), "results", rule.id.as_str()]);
                let replaced = |new: ResultRule| {
                    let mut results = work.results.clone();
                    results[place] = new;
                    with(Work { results, ..work.clone() })
                };
                self.rule(rule, &(line, mark.clone()), &format!("{id}.{}", rule.id), &replaced);
            }
        }
    }

    pub(super) fn outcomes(&mut self) {
        let process = self.process;
        for outcome in &process.outcomes {
            let name = &outcome.id;
            let mark = Some(Mark::Outcome(outcome.id.clone()));
            let with = |outcome: Outcome| Change::Outcome(Box::new(outcome));
            for (place, ask) in outcome.ask.iter().enumerate() {
                let line = self.places.line(&["outcomes", name.as_str(), "ask"]);
                let field = &ask.field;
                let mut other = outcome.clone();
                other.ask.remove(place);
                let what = say!("{name}: {field} не спрашивается", "{name}: {field} is not asked");
                self.add(Kind::Ask, line, mark.clone(), what, with(other));
                if let Some(when) = &ask.when {
                    let mut other = outcome.clone();
                    other.ask[place].when = Some(when.negated());
                    let what = say!("{name}: условие вопроса {field} наоборот", "{name}: the condition of {field} turned round");
                    self.add(Kind::Condition, line, mark.clone(), what, with(other));
                }
            }
            let Some(follow_up) = &outcome.follow_up else { continue };
            let line = self.places.line(&["outcomes", name.as_str(), "follow_up"]);
            let none = with(Outcome { follow_up: None, ..outcome.clone() });
            self.add(Kind::Plan, line, mark.clone(), say!("{name}: без follow_up", "{name}: no follow_up"), none);
            let due_name = format!("{name}.follow_up");
            self.dues(line, mark, &due_name, &follow_up.due, |due| {
                with(Outcome { follow_up: Some(FollowUp { due, ..follow_up.clone() }), ..outcome.clone() })
            });
        }
    }
}
