//! Fields: set, emptied, and what follows from a change.

use voronka_definition::model::{Moment, StepKind, builtin};
use voronka_definition::name::{FieldId, PersonId};
use voronka_definition::value::Data;
use voronka_definition::{Value, expr::Expr};

use crate::case::{ApprovalState, Origin, Task};
use crate::decide::Draft;
use crate::event::{Cause, Event};

impl Draft<'_> {
    /// Sets and empties fields, the owner included; what is the same already is left alone.
    pub(crate) fn set_fields(&mut self, mut values: Data, mut cleared: Vec<FieldId>, cause: Cause) {
        if let Some(Value::Person(owner)) = values.remove(builtin::OWNER) {
            self.set_owner(&owner, cause.clone());
        }
        values.retain(|field, value| self.case.data.get(field) != Some(value));
        cleared.retain(|field| self.case.data.contains_key(field));
        if values.is_empty() && cleared.is_empty() {
            return;
        }
        let changed: Vec<_> = values.keys().chain(&cleared).cloned().collect();
        self.record(Event::FieldsSet { values, cleared, cause });
        self.redate_by(&changed);
        self.refresh_approvals(&changed);
    }

    /// Empties fields.
    pub(crate) fn clear_fields(&mut self, fields: &[FieldId], cause: Cause) {
        self.set_fields(Data::new(), fields.to_vec(), cause);
    }

    /// Computes expressions and sets their fields, in order: each sees what the ones before it set.
    pub(crate) fn set_computed(&mut self, values: &[(FieldId, Expr)], cause: &Cause) {
        for (field, expr) in values {
            match expr.eval(&self.sight()) {
                Some(value) => self.set_fields(Data::from([(field.clone(), value)]), Vec::new(), cause.clone()),
                None => self.clear_fields(std::slice::from_ref(field), cause.clone()),
            }
        }
    }

    /// Makes somebody responsible: open tasks of the role go over to him, their dates stay.
    pub(crate) fn set_owner(&mut self, owner: &PersonId, cause: Cause) {
        let from = self.case.owner.clone();
        if from == *owner {
            return;
        }
        let before: Vec<_> = self.case.tasks.values().map(|task| (task.number, self.holder_by_rule(task))).collect();
        self.record(Event::OwnerChanged { from, to: owner.clone(), cause });
        for (number, old) in before {
            let Some(task) = self.case.tasks.get(&number) else { continue };
            let new = self.holder_by_rule(task);
            if old.as_ref() == Some(&task.holder)
                && let Some(new) = new
            {
                self.reassign(number, new, Cause::OwnerChanged);
            }
        }
    }

    /// Dates anew what reads one of these fields, unless a person set its date.
    fn redate_by(&mut self, changed: &[FieldId]) {
        let touched: Vec<_> = self
            .case
            .tasks
            .values()
            .filter(|task| !task.date_by_hand)
            .filter_map(|task| Some((task.number, self.formula(task)?)))
            .filter(|(_, formula)| reads(formula, changed))
            .map(|(number, formula)| (number, formula.clone()))
            .collect();
        for (number, formula) in touched {
            self.redate(number, &formula, Cause::FieldsChanged(changed.to_vec()));
        }
    }

    /// The formula that a task's date follows.
    fn formula(&self, task: &Task) -> Option<&Moment> {
        match &task.origin {
            Origin::Activity(id) => self.process.activity(id).map(|activity| &activity.work.due),
            Origin::Step { stage, step, .. } | Origin::Visa { stage, step, .. } => match &self.process.step(stage, step)?.kind {
                StepKind::Task(work) | StepKind::Form(work) => Some(&work.due),
                StepKind::Approve(approve) => Some(&approve.due),
                _ => None,
            },
            _ => None,
        }
    }

    /// A changed document restarts a running approval and makes a granted one stale.
    fn refresh_approvals(&mut self, changed: &[FieldId]) {
        for approval in self.case.approvals.clone() {
            let (stage, step) = (&approval.stage, &approval.step);
            let Some(StepKind::Approve(rule)) = self.process.step(stage, step).map(|step| &step.kind) else { continue };
            if !rule.document.as_ref().is_some_and(|field| changed.contains(field)) {
                continue;
            }
            match approval.state {
                ApprovalState::Pending => self.restart_approval(stage, step, rule),
                ApprovalState::Approved => {
                    let (stage, step) = (stage.clone(), step.clone());
                    self.record(Event::ApprovalEnded { stage, step, state: ApprovalState::Stale });
                }
                _ => {}
            }
        }
    }
}

/// Whether a formula reads one of these fields.
fn reads(formula: &Moment, fields: &[FieldId]) -> bool {
    match formula {
        Moment::Now | Moment::In(_) | Moment::EndOfBusinessDay => false,
        Moment::At(expr) => expr.fields().iter().any(|field| fields.contains(field)),
        Moment::Before(_, moment) | Moment::After(_, moment) => reads(moment, fields),
        Moment::Else(first, second) => reads(first, fields) || reads(second, fields),
    }
}
