//! Mutants of results: where they lead, and what they ask, set, plan and want said.
//!
//! Absent on purpose: the condition of a question that may be left empty. It decides what a form shows, which no scenario sees; the
//! answer is taken either way.

use voronka_definition::model::{Ask, Moment, ResultRule, Route, StepKind, Work};

use super::change::Change;
use super::routes::{self, At};
use super::steps::Spot;
use super::{Kind, Making};
use crate::coverage::Mark;

/// Where a change stands: its line, and what a scenario must have taken to notice it.
pub(super) type Place = (u32, Option<Mark>);

impl Making<'_> {
    pub(super) fn results(&mut self, spot: &Spot<'_>, rules: &[ResultRule], with: impl Fn(Vec<ResultRule>) -> StepKind) {
        for (place, rule) in rules.iter().enumerate() {
            let others = At { process: self.process, stage: spot.stage, step: &spot.step.id }.others(&rule.route);
            let replaced = |new: ResultRule| {
                let mut all = rules.to_vec();
                all[place] = new;
                spot.with(with(all))
            };
            let name = format!("{}.{}", spot.name(), rule.id);
            let line = self.line(spot, &["results", rule.id.as_str()]);
            for other in others {
                let (old, new) = (routes::written(&rule.route), routes::written(&other.route));
                let change = replaced(ResultRule { route: other.route, ..rule.clone() });
                self.add(other.kind, line, spot.mark(), say!("{name}: {old} → {new}", "{name}: {old} → {new}"), change);
            }
            if let Route::Again { due: Some(due), bound } = &rule.route {
                let route = |due: Moment| Route::Again { due: Some(due), bound: bound.clone() };
                self.dues(line, spot.mark(), &name, due, |due| replaced(ResultRule { route: route(due), ..rule.clone() }));
            }
            self.rule(rule, &(line, spot.mark()), &name, &replaced);
        }
    }

    /// What a result asks, sets, plans and wants said.
    pub(super) fn rule(&mut self, rule: &ResultRule, place: &Place, name: &str, with: &dyn Fn(ResultRule) -> Change) {
        let (line, mark) = place;
        for ask in rule.ask.iter().filter(|ask| !ask.known_counts) {
            self.ask(ask, place, name, |change| {
                let mut other = rule.clone();
                change.to(&mut other, ask);
                with(other)
            });
        }
        for at in 0..rule.set.len() {
            let mut other = rule.clone();
            let (field, _) = other.set.remove(at);
            let what = say!("{name}: {field} не заполняется", "{name}: {field} is not set");
            self.add(Kind::Set, *line, mark.clone(), what, with(other));
        }
        for at in 0..rule.plan.len() {
            let mut other = rule.clone();
            let activity = other.plan.remove(at);
            let what = say!("{name}: {activity} не планируется", "{name}: {activity} is not planned");
            self.add(Kind::Plan, *line, mark.clone(), what, with(other));
        }
        if rule.comment_required {
            let other = ResultRule { comment_required: false, ..rule.clone() };
            let what = say!("{name}: комментарий не обязателен", "{name}: no comment is required");
            self.add(Kind::Comment, *line, mark.clone(), what, with(other));
        }
    }

    /// What a form asks whatever is answered stands in each of its results; it is one question of the file.
    pub(super) fn own_asks(&mut self, work: &Work, place: Place, name: &str, with: impl Fn(Work) -> Change) {
        let Some(first) = work.results.first() else { return };
        for ask in first.ask.iter().filter(|ask| ask.known_counts) {
            self.ask(ask, &place, name, |change| {
                let mut other = work.clone();
                other.results.iter_mut().for_each(|rule| change.to(rule, ask));
                with(other)
            });
        }
    }

    /// A question that is not put, may be left empty, or is put where it should not be.
    fn ask(&mut self, ask: &Ask, (line, mark): &Place, name: &str, with: impl Fn(Asked) -> Change) {
        let field = &ask.field;
        let what = say!("{name}: {field} не спрашивается", "{name}: {field} is not asked");
        self.add(Kind::Ask, *line, mark.clone(), what, with(Asked::Never));
        let what = say!("{name}: {field} можно не заполнять", "{name}: {field} may be left empty");
        self.add(Kind::Ask, *line, mark.clone(), what, with(Asked::Perhaps));
        if ask.when.is_some() {
            let what = say!("{name}: условие вопроса {field} наоборот", "{name}: the condition of {field} turned round");
            self.add(Kind::Condition, *line, mark.clone(), what, with(Asked::Otherwise));
        }
    }
}

/// Another way to ask.
#[derive(Clone, Copy)]
enum Asked {
    /// Not at all.
    Never,
    /// It may be left empty.
    Perhaps,
    /// Where its condition does not hold.
    Otherwise,
}

impl Asked {
    fn to(self, rule: &mut ResultRule, ask: &Ask) {
        let Some(place) = rule.ask.iter().position(|other| other == ask) else { return };
        match self {
            Self::Never => drop(rule.ask.remove(place)),
            Self::Perhaps => {
                let ask = rule.ask.remove(place);
                rule.may_ask.push(ask);
            }
            Self::Otherwise => rule.ask[place].when = ask.when.as_ref().map(|when| when.negated()),
        }
    }
}
