//! What a reader knows of the fields where it stands: those that the flow has surely filled.
//!
//! A process is read twice. The first reading takes every field for filled, says nothing, and gives the flow; from that follows
//! what is filled where. The second reading goes by it.

use crate::expr::{Expr, ExprError, Place};
use crate::model::{Process, builtin};
use crate::name::{FieldId, StageId, StepId};
use crate::process::context::Context;
use crate::process::prove::{self, Filled};
use crate::text::{Locale, Text};

/// What the first reading found out.
#[derive(Debug)]
pub struct First {
    /// The process, as far as it could be read.
    pub process: Process,
    /// What is filled where.
    pub filled: Filled,
}

/// Where a reader stands.
#[derive(Debug, Default)]
pub struct Here {
    at: Option<(StageId, StepId)>,
    filled: Vec<FieldId>,
    /// Filled at this very moment, so that nobody need keep it so.
    just_now: Vec<FieldId>,
}

impl Context<'_> {
    /// Reads something as it stands at a step.
    pub fn at_step<T>(&self, body: &StageId, step: &StepId, read: impl FnOnce() -> T) -> T {
        let filled = self.first.as_ref().map(|first| first.filled.at(body, step)).unwrap_or_default();
        let before = self.here.replace(Here { at: Some((body.clone(), step.clone())), filled, just_now: Vec::new() });
        let result = read();
        self.here.replace(before);
        result
    }

    /// From here on the condition of the step holds that is being read. What it found filled is so at that moment; how long it stays
    /// so is another matter, and matters only to a step that stands.
    pub fn now_holds(&self, when: &Expr, stands: bool) {
        let Some(first) = &self.first else { return };
        let mut here = self.here.borrow_mut();
        let Some((body, step)) = here.at.clone() else { return };
        if stands {
            here.filled = first.filled.within(&body, &step);
        } else {
            here.just_now = when.filled_when(true);
        }
    }

    /// Reads something as it stands where the steps of a stage have run out.
    pub fn at_end<T>(&self, body: &StageId, read: impl FnOnce() -> T) -> T {
        let filled = self.first.as_ref().map(|first| first.filled.at_end(body)).unwrap_or_default();
        let before = self.here.replace(Here { at: None, filled, just_now: Vec::new() });
        let result = read();
        self.here.replace(before);
        result
    }

    /// The fields that are surely filled here, and these besides.
    pub fn known_with(&self, filled: &[FieldId]) -> Vec<FieldId> {
        if self.first.is_none() {
            let of_items = self.fields.items().iter().flat_map(|item| &item.fields);
            let all = self.fields.iter().chain(of_items).map(|field| field.id.clone());
            return all.chain(filled.iter().cloned()).collect();
        }
        let always = [builtin::TITLE, builtin::OWNER].map(FieldId::from);
        let here = self.here.borrow();
        always.into_iter().chain(here.filled.iter().chain(&here.just_now).chain(filled).cloned()).collect()
    }

    /// Whether a field is surely filled here; if so, that is counted upon. A list without items is an empty field.
    pub fn counts_upon(&self, field: &FieldId) -> bool {
        let is_filled = self.known_with(&[]).contains(field);
        if is_filled {
            self.counted.borrow_mut().insert(field.clone());
        }
        is_filled
    }

    /// Once it is known nobody empties this field: an approval is about it.
    pub fn holds_on_to(&self, field: &FieldId) {
        self.counted.borrow_mut().insert(field.clone());
    }

    /// From here on this field is set, within what is being read now.
    pub fn now_set(&self, field: &FieldId, expr: &Expr) {
        let mut here = self.here.borrow_mut();
        here.filled.retain(|known| known != field);
        here.just_now.retain(|known| known != field);
        if !expr.may_give_null() {
            here.filled.push(field.clone());
        }
    }

    /// Reads something that sets fields one after another; afterwards as much is known as before.
    pub fn setting_fields<T>(&self, read: impl FnOnce() -> T) -> T {
        let before = (self.here.borrow().filled.clone(), self.here.borrow().just_now.clone());
        let result = read();
        let mut here = self.here.borrow_mut();
        (here.filled, here.just_now) = before;
        result
    }

    /// Notes what an expression counts upon: where it could not stand without knowing that a field is filled.
    pub fn count_upon(&self, expr: &Expr, place: Place<'_>, filled: &[FieldId]) {
        let needed: Vec<&FieldId> = expr.needed().iter().filter(|field| !filled.contains(field)).collect();
        if self.first.is_none() || needed.is_empty() {
            return;
        }
        let always = [builtin::TITLE, builtin::OWNER].map(FieldId::from);
        let known: Vec<FieldId> = always.into_iter().chain(self.here.borrow().just_now.iter().chain(filled).cloned()).collect();
        if Expr::compile_within(expr.source(), &self.fields, place, self.scope(&known)).is_err() {
            self.counted.borrow_mut().extend(needed.into_iter().cloned());
        }
    }

    /// A mistake about an empty value with the way in on which it is empty.
    pub fn explained(&self, mut error: ExprError, words: &str) -> ExprError {
        let here = self.here.borrow();
        let (Some(first), Some((body, step))) = (&self.first, &here.at) else { return error };
        let field = FieldId::from(words.strip_prefix("deal.").unwrap_or(words));
        if error.code != "maybe_null" || self.fields.get(&field).is_none() {
            return error;
        }
        let Some(empty) = prove::why_empty(&first.process, (body, step), &field) else { return error };
        error.message = together(&error.message, (": ", ": "), &empty.why);
        error.help = match (error.help.take(), empty.help) {
            (Some(ask), Some(fill)) => Some(together(&fill, (", или ", ", or "), &ask)),
            (ask, fill) => fill.or(ask),
        };
        error
    }
}

/// Two texts as one, in each language.
pub fn together(one: &Text, (ru, en): (&str, &str), other: &Text) -> Text {
    let both = |locale, between| format!("{}{between}{}", one.get(locale), other.get(locale));
    Text::both(both(Locale::Ru, ru), both(Locale::En, en))
}
