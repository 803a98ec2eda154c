//! Which fields a process reads, whom it names in expressions, and which fields it is given: asked of a person, or brought from outside.

use std::collections::BTreeSet;

use crate::expr::Expr;
use crate::model::{
    Approve, Ask, Awaited, Handler, Moment, Notify, Occasion, Process, ResultRule, Route, Schedule, Stage, Step, StepKind, Table,
    Trigger, Work,
};
use crate::name::{DirectionId, FieldId, PersonId};
use crate::process::prove::build;
use crate::text::{Locale, Text};
use crate::value::Value;

/// The fields that some condition, table, formula or text of the process looks at, or that it demands. What only counts itself up is
/// not read.
pub fn read(process: &Process) -> BTreeSet<FieldId> {
    gathered(process).fields
}

/// The people whom some expression of the process names: `owner = "anna"`.
pub fn people_named(process: &Process) -> BTreeSet<PersonId> {
    gathered(process).people
}

/// The directions that some expression of the process names: `direction = "ventilation"`.
pub fn directions_named(process: &Process) -> BTreeSet<DirectionId> {
    gathered(process).directions
}

fn gathered(process: &Process) -> Reads {
    let mut reads = Reads::default();
    process.bodies().for_each(|body| reads.stage(body));
    process.handlers.iter().for_each(|handler| reads.handler(handler));
    process.decisions.iter().for_each(|table| reads.table(table));
    process.activities.iter().for_each(|activity| reads.work(&activity.work));
    process.schedules.iter().for_each(|schedule| reads.schedule(schedule));
    for rule in process.scores.iter().flat_map(|score| &score.rules) {
        match &rule.occasion {
            Occasion::While(when) => reads.expr(when),
            Occasion::Changed { field, .. } => reads.field(field),
            Occasion::Signal { .. } | Occasion::Result { .. } => {}
        }
    }
    for outcome in &process.outcomes {
        reads.asks(&outcome.ask);
        outcome.follow_up.iter().for_each(|follow_up| reads.moment(&follow_up.due));
    }
    reads
}

/// The fields that a person gives, the answer of a connector, or whoever begins the case.
pub fn given(process: &Process) -> BTreeSet<FieldId> {
    let mut given = BTreeSet::new();
    for step in process.bodies().flat_map(|body| body.every_step()) {
        given.extend(asked(build::rules(&step.kind)));
        if let StepKind::Call(call) = &step.kind {
            given.extend(call.take.iter().map(|(field, _)| field.clone()));
        }
    }
    given.extend(process.activities.iter().flat_map(|activity| asked(&activity.work.results)));
    given.extend(process.outcomes.iter().flat_map(|outcome| &outcome.ask).map(|ask| ask.field.clone()));
    given.extend(process.bodies().flat_map(|body| body.requires.iter().chain(&body.entry)).cloned());
    given.extend(process.schedules.iter().flat_map(|schedule| &schedule.with).map(|(field, _)| field.clone()));
    given
}

/// The fields that results ask for.
pub fn asked(rules: &[ResultRule]) -> impl Iterator<Item = FieldId> {
    rules.iter().flat_map(|rule| rule.ask.iter().chain(&rule.may_ask)).map(|ask| ask.field.clone())
}

#[derive(Default)]
struct Reads {
    fields: BTreeSet<FieldId>,
    people: BTreeSet<PersonId>,
    directions: BTreeSet<DirectionId>,
}

impl Reads {
    fn field(&mut self, field: &FieldId) {
        self.fields.insert(field.clone());
    }

    fn expr(&mut self, expr: &Expr) {
        self.fields.extend(expr.fields());
        self.named(expr);
    }

    fn named(&mut self, expr: &Expr) {
        for value in expr.constants() {
            match value {
                Value::Person(person) => drop(self.people.insert(person)),
                Value::Direction(direction) => drop(self.directions.insert(direction)),
                _ => {}
            }
        }
    }

    fn setting(&mut self, (field, expr): &(FieldId, Expr)) {
        self.named(expr);
        self.fields.extend(expr.fields().into_iter().filter(|read| read != field));
    }

    fn asks(&mut self, asks: &[Ask]) {
        asks.iter().filter_map(|ask| ask.when.as_ref()).for_each(|when| self.expr(when));
    }

    fn moment(&mut self, moment: &Moment) {
        match moment {
            Moment::At(expr) => self.expr(expr),
            Moment::Before(_, of) | Moment::After(_, of) => self.moment(of),
            Moment::Else(first, second) => [first, second].into_iter().for_each(|moment| self.moment(moment)),
            Moment::Now | Moment::In(_) | Moment::EndOfBusinessDay => {}
        }
    }

    fn stage(&mut self, stage: &Stage) {
        stage.every_step().into_iter().for_each(|step| self.step(step));
        stage.requires.iter().chain(&stage.entry).for_each(|field| self.field(field));
        stage.next.iter().filter_map(|rule| rule.when.as_ref()).for_each(|when| self.expr(when));
    }

    fn step(&mut self, step: &Step) {
        step.when.iter().for_each(|when| self.expr(when));
        self.results(build::rules(&step.kind));
        match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => self.moment(&work.due),
            StepKind::Approve(approve) => self.approve(approve),
            StepKind::Wait(wait) => {
                match &wait.awaited {
                    Awaited::Moment(moment) => self.moment(moment),
                    Awaited::Condition(when) => self.expr(when),
                    Awaited::Activity(_) | Awaited::Signal(_) => {}
                }
                wait.timeout.iter().for_each(|timeout| self.moment(&timeout.after));
            }
            StepKind::Decide(decide) => {
                decide.branches.iter().filter_map(|branch| branch.when.as_ref()).for_each(|when| self.expr(when));
            }
            StepKind::Set(set) => set.values.iter().for_each(|value| self.setting(value)),
            StepKind::Notify(notify) => self.letter(notify),
            StepKind::Each(each) => self.field(&each.list),
            StepKind::Call(call) => call.send.iter().for_each(|(_, expr)| self.expr(expr)),
            StepKind::Start(start) => start.with.iter().for_each(|(_, expr)| self.expr(expr)),
            StepKind::Plan(_) | StepKind::Finish(_) | StepKind::Parallel(_) => {}
        }
    }

    fn results(&mut self, rules: &[ResultRule]) {
        for rule in rules {
            self.asks(&rule.ask);
            self.asks(&rule.may_ask);
            rule.set.iter().for_each(|value| self.setting(value));
            if let Route::Again { due: Some(due), .. } = &rule.route {
                self.moment(due);
            }
        }
    }

    fn approve(&mut self, approve: &Approve) {
        self.moment(&approve.due);
        approve.document.iter().for_each(|field| self.field(field));
        approve.approvers.iter().filter_map(|approver| approver.when.as_ref()).for_each(|when| self.expr(when));
    }

    fn work(&mut self, work: &Work) {
        self.moment(&work.due);
        self.results(&work.results);
    }

    fn handler(&mut self, handler: &Handler) {
        handler.when.iter().for_each(|when| self.expr(when));
        if let Trigger::Changed(fields) = &handler.trigger {
            fields.iter().for_each(|field| self.field(field));
        }
    }

    fn table(&mut self, table: &Table) {
        table.inputs.iter().for_each(|field| self.field(field));
        table.rows.iter().flat_map(|row| row.tests.iter().flatten()).for_each(|test| self.named(test));
        let rows = table.rows.iter().map(|row| &row.values).chain(&table.otherwise);
        for (output, value) in rows.flat_map(|values| table.outputs.iter().zip(values)) {
            value.iter().for_each(|value| self.setting(&(output.field.clone(), value.clone())));
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        schedule.with.iter().for_each(|(_, expr)| self.expr(expr));
        schedule.of.iter().for_each(|of| self.moment(&of.at));
    }

    fn letter(&mut self, notify: &Notify) {
        for text in [&notify.subject, &notify.text] {
            self.template(text);
        }
    }

    /// Whatever stands after `deal.` in a text counts as read: one too many rather than one too few.
    fn template(&mut self, text: &Text) {
        for locale in Locale::ALL {
            for rest in text.get(locale).split("deal.").skip(1) {
                let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
                self.fields.insert(FieldId::from(&rest[..end]));
            }
        }
    }
}
