//! Fields: set, emptied, and what follows from a change.

use voronka_definition::model::{Awaited, Moment, StepKind, Wait, builtin};
use voronka_definition::name::{FieldId, PersonId};
use voronka_definition::value::Data;
use voronka_definition::{Value, expr::Expr};

use crate::case::{ApprovalState, Holder, Origin, Task};
use crate::decide::Draft;
use crate::decide::dates::reads;
use crate::decide::items::At;
use crate::event::{Cause, Event, Reason};

impl Draft<'_> {
    /// Sets and empties fields, the owner included; what is the same already is left alone.
    pub(crate) fn set_fields(&mut self, mut values: Data, mut cleared: Vec<FieldId>, cause: Cause, at: At) {
        self.set_item_fields(&mut values, &mut cleared, &cause, at);
        self.cap_probability(&mut values);
        if let Some(Value::Person(owner)) = values.remove(builtin::OWNER) {
            self.set_owner(&owner, cause.clone());
        }
        values.retain(|field, value| self.case.data.get(field) != Some(value));
        cleared.retain(|field| self.case.data.contains_key(field));
        if values.is_empty() && cleared.is_empty() {
            return;
        }
        let changed: Vec<_> = values.keys().chain(&cleared).cloned().collect();
        let is_score = matches!(cause, Cause::Score(_));
        self.record(Event::FieldsSet { values, cleared, cause });
        self.redate_by(&changed);
        self.refresh_approvals(&changed);
        if !is_score {
            self.refresh_scores();
        }
    }

    /// Empties fields.
    pub(crate) fn clear_fields(&mut self, fields: &[FieldId], cause: Cause) {
        self.set_fields(Data::new(), fields.to_vec(), cause, None);
    }

    /// Computes expressions and sets their fields, in order: each sees what the ones before it set.
    pub(crate) fn set_computed(&mut self, values: &[(FieldId, Expr)], cause: &Cause, at: At) {
        for (field, expr) in values {
            let (value, outside) = {
                let sight = self.sight(at);
                (expr.eval(&sight), expr.eval_outside(&sight))
            };
            if let (Some(computed), Some(kept)) = (outside, value.clone()) {
                self.record(Event::ValueOutside { field: field.clone(), computed, kept });
            }
            let cleared = if value.is_none() { vec![field.clone()] } else { Vec::new() };
            let values = value.into_iter().map(|value| (field.clone(), value)).collect();
            self.set_fields(values, cleared, cause.clone(), at);
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
            if let (Some(old), Some(new)) = (old, new)
                && self.goes_with_the_deal(task, &old, &new)
            {
                self.reassign(number, new, Cause::OwnerChanged);
            }
        }
        self.keep_clock();
        self.redate_by(&[FieldId::from(builtin::OWNER)]);
    }

    /// Whether an open task goes over with the deal: its rule names the owner and no person has decided otherwise. A visa that
    /// would now be the owner's own always does.
    fn goes_with_the_deal(&self, task: &Task, old: &Holder, new: &Holder) -> bool {
        let is_own_visa = || {
            matches!(task.origin, Origin::Visa { .. })
                && task.holder.everybody().iter().any(|person| self.case.is_own_deal_of(person))
        };
        // Its rule finds somebody else now than when it was made, and so does not name who has it: he was away, or has left.
        let follows_its_rule = || old != new && !self.case.handed_over.contains(&task.number) && !self.is_for_who_acted(task);
        task.responsible() == *old || follows_its_rule() || is_own_visa()
    }

    /// Dates anew what reads one of these fields: tasks, unless a person set their date, and waits.
    pub(crate) fn redate_by(&mut self, changed: &[FieldId]) {
        self.follow_waits(&Cause::FieldsChanged(changed.to_vec()), |formula| reads(formula, changed));
        self.follow_fields(changed);
    }

    /// A changed document restarts a running approval and makes a granted one stale, until the approved content is back. What
    /// counts is the content, not the name of the file.
    fn refresh_approvals(&mut self, changed: &[FieldId]) {
        for approval in self.case.approvals.clone() {
            let (stage, step) = (&approval.stage, &approval.step);
            let Some(StepKind::Approve(rule)) = self.process.step(stage, step).map(|step| &step.kind) else { continue };
            let token = self.token_of(&approval);
            if let Some(token) =
                token.filter(|token| approval.state == ApprovalState::Pending && self.asks_others_now(*token, rule))
            {
                let is_same = self.document_hash(rule) == approval.document;
                let why = if is_same { Reason::ApproversChanged } else { Reason::DocumentChanged };
                self.restart_approval(token, rule, &why);
                continue;
            }
            if !rule.document.as_ref().is_some_and(|field| changed.contains(field)) {
                continue;
            }
            let is_same = self.document_hash(rule) == approval.document;
            let state = match approval.state {
                ApprovalState::Pending if !is_same => {
                    token.into_iter().for_each(|token| self.restart_approval(token, rule, &Reason::DocumentChanged));
                    continue;
                }
                ApprovalState::Approved if !is_same => ApprovalState::Stale,
                ApprovalState::Stale if is_same => ApprovalState::Approved,
                _ => continue,
            };
            self.record(Event::ApprovalEnded { stage: stage.clone(), step: step.clone(), item: approval.item, state });
        }
    }
}

/// The formula by which a wait ends of itself.
pub(crate) fn wait_formula(wait: &Wait) -> Option<&Moment> {
    match &wait.awaited {
        Awaited::Moment(formula) => Some(formula),
        _ => wait.timeout.as_ref().map(|timeout| &timeout.after),
    }
}
