//! Conditions tried with values of some fields, where the rest of what they read is not known.
//!
//! What compares one field with values that are written out is computed; anything else may hold or not. So an answer is certain, and
//! `None` proves nothing.

use std::collections::BTreeMap;

use crate::expr::code::{Code, Probe};
use crate::expr::unary::Sample;
use crate::expr::{Expr, eval};
use crate::model::{FieldType, Fields};
use crate::name::FieldId;
use crate::value::Value;

/// What some fields hold; `None` is empty.
pub(crate) type Trial<'v> = BTreeMap<&'v FieldId, Option<&'v Value>>;

impl Expr {
    /// Every comparison of one field with values that are written out: the field and the values, null aside.
    pub(crate) fn compared(&self, fields: &Fields) -> Vec<(FieldId, Vec<Value>)> {
        let mut found = Vec::new();
        self.code.visit(&mut |code| found.extend(plain(code).filter(|plain| fits(plain, fields))));
        found
    }

    /// Whether a condition holds when the fields hold this; `None` where that depends on something else.
    pub(crate) fn judged(&self, trial: &Trial<'_>) -> Option<bool> {
        judged(&self.code, trial)
    }

    /// The value that it always gives, as it reads nothing; `None` where it does, or gives null.
    pub(crate) fn constant(&self) -> Option<Value> {
        self.code.is_constant().then(|| self.shape.give(eval::eval(&self.code, &Sample(None))))?
    }

    /// Whether both compute alike, however they are written.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

fn judged(code: &Code, trial: &Trial<'_>) -> Option<bool> {
    match code {
        Code::Not(inner) => judged(inner, trial).map(|holds| !holds),
        Code::Both(a, b) => match (judged(a, trial), judged(b, trial)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Code::Either(a, b) => match (judged(a, trial), judged(b, trial)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Code::If(condition, then, otherwise) => match judged(condition, trial) {
            Some(true) => judged(then, trial),
            Some(false) => judged(otherwise, trial),
            None => judged(then, trial).filter(|holds| judged(otherwise, trial) == Some(*holds)),
        },
        code if code.is_constant() => Some(holds(code, None)),
        code => plain(code).and_then(|(field, _)| trial.get(&field)).map(|value| holds(code, *value)),
    }
}

fn holds(code: &Code, value: Option<&Value>) -> bool {
    eval::eval(code, &Sample(value)) == Some(Value::Boolean(true))
}

/// A comparison of one field with values that are written out.
fn plain(code: &Code) -> Option<(FieldId, Vec<Value>)> {
    let (on, against) = match code {
        Code::Field(_) => (code, Vec::new()),
        Code::Compare(_, a, b) if matches!(**a, Code::Field(_)) => (&**a, vec![&**b]),
        Code::Compare(_, a, b) => (&**b, vec![&**a]),
        Code::Within(value, low, high) => (&**value, vec![&*low.code, &*high.code]),
        Code::AnyOf(value, probes) => (&**value, probes.iter().flat_map(operands).collect()),
        _ => return None,
    };
    let Code::Field(field) = on else { return None };
    let written = against.iter().all(|code| code.is_constant());
    written.then(|| (field.clone(), against.iter().filter_map(|code| eval::eval(code, &Sample(None))).collect()))
}

fn operands(probe: &Probe) -> Vec<&Code> {
    match probe {
        Probe::Compare(_, code) => vec![code],
        Probe::Within(low, high) => vec![&low.code, &high.code],
    }
}

/// Whether every value lies on the line of the field's own type: a day between two moments has no place there.
fn fits((field, values): &(FieldId, Vec<Value>), fields: &Fields) -> bool {
    let Some(kind) = fields.get(field).map(|field| &field.kind) else { return false };
    values.iter().all(|value| match kind {
        FieldType::Date => matches!(value, Value::Date(_)),
        FieldType::Datetime => matches!(value, Value::Datetime(_)),
        FieldType::List(_) => false,
        _ => true,
    })
}
