//! Mutants of stages as wholes, and of handlers.

use voronka_definition::model::{Handler, Limit, Stage, Trigger};
use voronka_definition::name::StageId;

use super::change::Change;
use super::times::longer;
use super::{Kind, Making};
use crate::coverage::Mark;

impl Making<'_> {
    /// What a stage requires before it is left, and asks when it is entered by hand; how long it may last; where it leads.
    pub(super) fn stage_fields(&mut self, stage: &Stage) {
        let bare = || Stage { steps: Vec::new(), ..stage.clone() };
        let name = &stage.id;
        let mark = Some(Mark::Stage(stage.id.clone()));
        for place in 0..stage.requires.len() {
            let mut other = bare();
            let field = other.requires.remove(place);
            let what = say!("{name}: {field} не обязательно", "{name}: {field} is not required");
            self.stage(name, "requires", Kind::Requires, mark.clone(), what, other);
        }
        for place in 0..stage.entry.len() {
            let mut other = bare();
            let field = other.entry.remove(place);
            let what = say!("{name}: {field} не спрашивается при входе", "{name}: {field} is not asked at the entry");
            self.stage(name, "entry", Kind::Requires, None, what, other);
        }
        self.stage_times(stage);
        self.onward(stage);
    }

    fn stage(&mut self, name: &StageId, key: &str, kind: Kind, mark: Option<Mark>, what: voronka_definition::Text, other: Stage) {
        let line = self.places.line(&["stages", name.as_str(), key]);
        self.add(kind, line, mark, what, Change::Stage(Box::new(other)));
    }

    fn stage_times(&mut self, stage: &Stage) {
        let bare = || Stage { steps: Vec::new(), ..stage.clone() };
        let name = &stage.id;
        let mark = Some(Mark::Stage(stage.id.clone()));
        if let Some(limit) = &stage.limit {
            let (old, within) = (limit.within, longer(limit.within));
            let what = say!("{name}: limit {old} → {within}", "{name}: limit {old} → {within}");
            let other = Stage { limit: Some(Limit { within, ..limit.clone() }), ..bare() };
            self.stage(name, "limit", Kind::Due, mark.clone(), what, other);
            if limit.escalate.is_some() {
                let what = say!("{name}: limit без эскалации", "{name}: the limit is not escalated");
                let other = Stage { limit: Some(Limit { escalate: None, ..limit.clone() }), ..bare() };
                self.stage(name, "limit", Kind::Escalation, mark.clone(), what, other);
            }
        }
        if let Some(gap) = &stage.next_step_within {
            let (old, within) = (gap.within, longer(gap.within));
            let what = say!("{name}: next_step_within {old} → {within}", "{name}: next_step_within {old} → {within}");
            let other = Stage { next_step_within: Some(Limit { within, ..gap.clone() }), ..bare() };
            self.stage(name, "next_step_within", Kind::Due, mark.clone(), what, other);
            // The ladder of `defaults` is written once, and so changed once.
            if gap.escalate != self.process.defaults.escalate {
                let what = say!("{name}: next_step_within без эскалации", "{name}: next_step_within is not escalated");
                let other = Stage { next_step_within: Some(Limit { escalate: None, ..gap.clone() }), ..bare() };
                self.stage(name, "next_step_within", Kind::Escalation, mark, what, other);
            }
        }
    }

    fn onward(&mut self, stage: &Stage) {
        let name = &stage.id;
        let mark = Some(Mark::Stage(stage.id.clone()));
        for (place, onward) in stage.next.iter().enumerate() {
            let mut other = Stage { steps: Vec::new(), ..stage.clone() };
            let Some(next) = self.process.stage_after(&onward.stage).or(self.process.stage_after(name)) else { continue };
            if next.id != onward.stage {
                other.next[place].stage = next.id.clone();
                let (old, new) = (&onward.stage, &next.id);
                let what = say!("{name}, next: {old} → {new}", "{name}, next: {old} → {new}");
                self.stage(name, "next", Kind::Route, mark.clone(), what, other);
            }
            if let Some(when) = &onward.when {
                let mut other = Stage { steps: Vec::new(), ..stage.clone() };
                other.next[place].when = Some(when.negated());
                let number = place + 1;
                let what = say!("{name}, next: условие {number} наоборот", "{name}, next: condition {number} turned round");
                self.stage(name, "next", Kind::Condition, mark.clone(), what, other);
            }
        }
    }

    pub(super) fn handlers(&mut self) {
        let process = self.process;
        for handler in &process.handlers {
            let name = &handler.body.id;
            let line = self.places.line(&["on", name.as_str()]);
            let mark = Some(Mark::Handler(name.clone()));
            if let Some(when) = &handler.when {
                let other = Handler { when: Some(when.negated()), ..handler.clone() };
                let what = say!("{name}: when наоборот", "{name}: `when` turned round");
                self.add(Kind::Condition, line, mark.clone(), what, Change::Handler(Box::new(other)));
            }
            if let Trigger::Silence(period) = handler.trigger {
                let new = longer(period);
                let other = Handler { trigger: Trigger::Silence(new), ..handler.clone() };
                let what = say!("{name}: silence {period} → {new}", "{name}: silence {period} → {new}");
                self.add(Kind::Timeout, line, mark, what, Change::Handler(Box::new(other)));
            }
        }
    }
}
