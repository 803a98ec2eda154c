//! Mutants of steps and of their results.

use voronka_definition::Period;
use voronka_definition::model::{Approve, Awaited, Moment, Order, Quorum, Route, Set, Stage, Step, StepKind, Work};
use voronka_definition::name::LadderId;

use super::change::Change;
use super::routes::{self, At};
use super::times::{longer, other_moments, written};
use super::{Kind, Making};
use crate::coverage::Mark;

/// Where a mutant of a step is made.
pub(super) struct Spot<'a> {
    section: &'static str,
    pub(super) stage: &'a Stage,
    pub(super) step: &'a Step,
}

impl<'a> Spot<'a> {
    fn path(&self) -> [&'a str; 4] {
        [self.section, self.stage.id.as_str(), "steps", self.step.id.as_str()]
    }

    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.stage.id, self.step.id)
    }

    pub(super) fn mark(&self) -> Option<Mark> {
        Some(Mark::Step(self.stage.id.clone(), self.step.id.clone()))
    }

    /// The stage or the handler it stands in.
    fn body_mark(&self) -> Mark {
        let body = self.stage.id.clone();
        if self.section == "on" { Mark::Handler(body) } else { Mark::Stage(body) }
    }

    /// The step with another deed.
    pub(super) fn with(&self, kind: StepKind) -> Change {
        Change::Step(self.stage.id.clone(), Box::new(Step { kind, ..self.step.clone() }))
    }
}

impl<'a> Making<'a> {
    pub(super) fn stages(&mut self) {
        let process = self.process;
        for stage in &process.stages {
            self.stage_fields(stage);
            stage.every_step().into_iter().for_each(|step| self.step(&Spot { section: "stages", stage, step }));
        }
        for body in process.handlers.iter().map(|handler| &handler.body) {
            body.every_step().into_iter().for_each(|step| self.step(&Spot { section: "on", stage: body, step }));
        }
    }

    fn step(&mut self, spot: &Spot<'_>) {
        let name = spot.name();
        if let Some(when) = &spot.step.when {
            let negated = Step { when: Some(when.negated()), ..spot.step.clone() };
            let line = self.line(spot, &["when"]);
            let mark = Some(spot.body_mark());
            let change = Change::Step(spot.stage.id.clone(), Box::new(negated));
            self.add(Kind::Condition, line, mark, say!("{name}: when наоборот", "{name}: `when` turned round"), change);
        }
        match &spot.step.kind {
            StepKind::Task(work) => self.work(spot, work, StepKind::Task),
            StepKind::Form(work) => self.work(spot, work, StepKind::Form),
            StepKind::Approve(approve) => self.approve(spot, approve),
            StepKind::Plan(_) => {
                let nothing = spot.with(StepKind::Set(Set { values: Vec::new() }));
                let line = self.line(spot, &[]);
                self.add(
                    Kind::Plan,
                    line,
                    spot.mark(),
                    say!("{name}: шаг не выполняется", "{name}: the step does nothing"),
                    nothing,
                );
            }
            StepKind::Notify(_) => {
                let nothing = spot.with(StepKind::Set(Set { values: Vec::new() }));
                let line = self.line(spot, &[]);
                let what = say!("{name}: сообщение не уходит", "{name}: no message is sent");
                self.add(Kind::Message, line, spot.mark(), what, nothing);
            }
            StepKind::Set(set) => self.set(spot, set),
            StepKind::Finish(outcome) => {
                let at = At { process: self.process, stage: spot.stage, step: &spot.step.id };
                let others = at.others(&Route::Finish(outcome.clone()));
                let outcomes = others.into_iter().filter_map(|other| match other.route {
                    Route::Finish(outcome) => Some(outcome),
                    _ => None,
                });
                for other in outcomes {
                    let line = self.line(spot, &[]);
                    let what = say!("{name}: finish: {outcome} → {other}", "{name}: finish: {outcome} → {other}");
                    self.add(Kind::Route, line, spot.mark(), what, spot.with(StepKind::Finish(other)));
                }
            }
            StepKind::Wait(_) => self.wait(spot),
            StepKind::Decide(_) => self.decide(spot),
            StepKind::Parallel(parallel) => self.parallel(spot, parallel),
            StepKind::Each(each) => self.each(spot, each),
            StepKind::Call(call) => self.call(spot, call),
            StepKind::Start(start) => self.start_case(spot, start),
        }
    }

    pub(super) fn line(&self, spot: &Spot<'_>, below: &[&str]) -> u32 {
        let path: Vec<&str> = spot.path().into_iter().chain(below.iter().copied()).collect();
        self.places.line(&path)
    }

    fn work(&mut self, spot: &Spot<'_>, work: &Work, kind: fn(Work) -> StepKind) {
        let defaults = &self.process.defaults;
        let name = spot.name();
        if work.due != defaults.due {
            let line = self.line(spot, &["due"]);
            self.dues(line, spot.mark(), &name, &work.due, |due| spot.with(kind(Work { due, ..work.clone() })));
        }
        if work.remind != defaults.remind {
            let line = self.line(spot, &["remind"]);
            self.reminds(line, spot.mark(), &name, work.remind, |remind| spot.with(kind(Work { remind, ..work.clone() })));
        }
        if work.escalate != defaults.escalate {
            let line = self.line(spot, &["escalate"]);
            let none = spot.with(kind(Work { escalate: None, ..work.clone() }));
            self.no_ladder(line, spot.mark(), &name, work.escalate.as_ref(), none);
        }
        self.own_asks(work, (self.line(spot, &["ask"]), spot.mark()), &name, |changed| spot.with(kind(changed)));
        self.results(spot, &work.results, |results| kind(Work { results, ..work.clone() }));
    }

    fn set(&mut self, spot: &Spot<'_>, set: &Set) {
        for place in 0..set.values.len() {
            let mut values = set.values.clone();
            let (field, _) = values.remove(place);
            let (line, name) = (self.line(spot, &["values", field.as_str()]), spot.name());
            let what = say!("{name}: {field} не заполняется", "{name}: {field} is not set");
            self.add(Kind::Set, line, spot.mark(), what, spot.with(StepKind::Set(Set { values })));
        }
    }

    fn wait(&mut self, spot: &Spot<'_>) {
        let StepKind::Wait(wait) = &spot.step.kind else { return };
        let name = spot.name();
        let with = |change: &dyn Fn(&mut voronka_definition::model::Wait)| {
            let mut other = wait.clone();
            change(&mut other);
            spot.with(StepKind::Wait(other))
        };
        if let Awaited::Condition(condition) = &wait.awaited {
            let change = with(&|wait| wait.awaited = Awaited::Condition(condition.negated()));
            let line = self.line(spot, &["condition"]);
            self.add(
                Kind::Condition,
                line,
                spot.mark(),
                say!("{name}: условие наоборот", "{name}: the condition turned round"),
                change,
            );
        }
        if let Awaited::Moment(moment) = &wait.awaited {
            let line = self.line(spot, &["moment"]);
            self.dues(line, spot.mark(), &name, moment, |moment| with(&|wait| wait.awaited = Awaited::Moment(moment.clone())));
        }
        if let Some(timeout) = &wait.timeout {
            let line = self.line(spot, &["timeout"]);
            for after in other_moments(&timeout.after) {
                let (old, new) = (written(&timeout.after), written(&after));
                let change = with(&|wait| {
                    if let Some(timeout) = &mut wait.timeout {
                        timeout.after = after.clone();
                    }
                });
                self.add(
                    Kind::Timeout,
                    line,
                    spot.mark(),
                    say!("{name}: timeout: {old} → {new}", "{name}: timeout: {old} → {new}"),
                    change,
                );
            }
            let what = say!("{name}: timeout не наступает", "{name}: the timeout never comes");
            self.add(Kind::Timeout, line, spot.mark(), what, with(&|wait| wait.timeout = None));
            if let Some(other) = wait.results.iter().find(|rule| rule.id != timeout.result) {
                let (old, new) = (&timeout.result, &other.id);
                let change = with(&|wait| {
                    if let Some(timeout) = &mut wait.timeout {
                        timeout.result = other.id.clone();
                    }
                });
                let what = say!("{name}: timeout ведет в {new} вместо {old}", "{name}: the timeout takes {new} instead of {old}");
                self.add(Kind::Timeout, line, spot.mark(), what, change);
            }
        }
        if wait.pauses {
            let what = say!("{name}: часы стадии идут", "{name}: the clock of the stage runs on");
            let line = self.line(spot, &["clock"]);
            self.add(Kind::Due, line, spot.mark(), what, with(&|wait| wait.pauses = false));
        }
        self.results(spot, &wait.results, |results| StepKind::Wait(voronka_definition::model::Wait { results, ..wait.clone() }));
    }

    fn decide(&mut self, spot: &Spot<'_>) {
        let StepKind::Decide(decide) = &spot.step.kind else { return };
        let name = spot.name();
        let line = self.line(spot, &["branches"]);
        for (place, branch) in decide.branches.iter().enumerate() {
            let number = place + 1;
            if let Some(when) = &branch.when {
                let mut other = decide.clone();
                other.branches[place].when = Some(when.negated());
                let what =
                    say!("{name}: условие ветки {number} наоборот", "{name}: the condition of branch {number} turned round");
                self.add(Kind::Condition, line, spot.mark(), what, spot.with(StepKind::Decide(other)));
            }
            for other in (At { process: self.process, stage: spot.stage, step: &spot.step.id }).others(&branch.route) {
                let (old, new) = (routes::written(&branch.route), routes::written(&other.route));
                let mut changed = decide.clone();
                changed.branches[place].route = other.route;
                let what = say!("{name}, ветка {number}: {old} → {new}", "{name}, branch {number}: {old} → {new}");
                self.add(other.kind, line, spot.mark(), what, spot.with(StepKind::Decide(changed)));
            }
        }
    }

    fn approve(&mut self, spot: &Spot<'_>, approve: &Approve) {
        let defaults = &self.process.defaults;
        let name = spot.name();
        let with = |approve: Approve| spot.with(StepKind::Approve(approve));
        if approve.due != defaults.due {
            let line = self.line(spot, &["due"]);
            self.dues(line, spot.mark(), &name, &approve.due, |due| with(Approve { due, ..approve.clone() }));
        }
        if approve.remind != defaults.remind {
            let line = self.line(spot, &["remind"]);
            self.reminds(line, spot.mark(), &name, approve.remind, |remind| with(Approve { remind, ..approve.clone() }));
        }
        if approve.escalate != defaults.escalate {
            let line = self.line(spot, &["escalate"]);
            self.no_ladder(
                line,
                spot.mark(),
                &name,
                approve.escalate.as_ref(),
                with(Approve { escalate: None, ..approve.clone() }),
            );
        }
        self.approvers(spot, approve);
        self.results(spot, &approve.results, |results| StepKind::Approve(Approve { results, ..approve.clone() }));
    }

    fn approvers(&mut self, spot: &Spot<'_>, approve: &Approve) {
        let name = spot.name();
        let line = self.line(spot, &["approvers"]);
        let several = approve.approvers.len() > 1;
        for (place, approver) in approve.approvers.iter().enumerate() {
            let role = &approver.role.id;
            let mut change = |kind: Kind, what, change: &dyn Fn(&mut Approve)| {
                let mut other = approve.clone();
                change(&mut other);
                self.add(kind, line, spot.mark(), what, spot.with(StepKind::Approve(other)));
            };
            if several {
                let what = say!("{name}: {role} не согласует", "{name}: {role} is not asked");
                change(Kind::Approval, what, &|other| drop(other.approvers.remove(place)));
            }
            if let Some(when) = &approver.when {
                let what = say!("{name}: условие для {role} наоборот", "{name}: the condition of {role} turned round");
                change(Kind::Condition, what, &|other| other.approvers[place].when = Some(when.negated()));
            }
        }
        if several {
            let needs = match approve.needs {
                Quorum::All => Quorum::Number(1),
                Quorum::Number(_) => Quorum::All,
            };
            let order = if approve.order == Order::Parallel { Order::Sequence } else { Order::Parallel };
            let what = say!("{name}: другой кворум", "{name}: another quorum");
            self.add(Kind::Approval, line, spot.mark(), what, spot.with(StepKind::Approve(Approve { needs, ..approve.clone() })));
            let what = say!("{name}: другой порядок", "{name}: the other order");
            self.add(Kind::Approval, line, spot.mark(), what, spot.with(StepKind::Approve(Approve { order, ..approve.clone() })));
        }
    }

    pub(super) fn dues(&mut self, line: u32, mark: Option<Mark>, name: &str, due: &Moment, with: impl Fn(Moment) -> Change) {
        for other in other_moments(due) {
            let (old, new) = (written(due), written(&other));
            let what = say!("{name}: срок {old} → {new}", "{name}: due {old} → {new}");
            self.add(Kind::Due, line, mark.clone(), what, with(other));
        }
    }

    pub(super) fn reminds(
        &mut self,
        line: u32,
        mark: Option<Mark>,
        name: &str,
        remind: Option<Period>,
        with: impl Fn(Option<Period>) -> Change,
    ) {
        let Some(period) = remind else { return };
        let other = longer(period);
        let what = say!("{name}: напоминание за {other} вместо {period}", "{name}: reminded {other} before instead of {period}");
        self.add(Kind::Reminder, line, mark.clone(), what, with(Some(other)));
        self.add(Kind::Reminder, line, mark, say!("{name}: без напоминания", "{name}: no reminder"), with(None));
    }

    pub(super) fn no_ladder(&mut self, line: u32, mark: Option<Mark>, name: &str, ladder: Option<&LadderId>, change: Change) {
        if ladder.is_some() {
            self.add(Kind::Escalation, line, mark, say!("{name}: без эскалации", "{name}: no escalation"), change);
        }
    }
}
