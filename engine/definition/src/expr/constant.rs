//! Whether a condition is always the same.
//!
//! Found: what reads no data, what is compared with itself, conditions that exclude one another (`x > 5 and x < 3`) or leave
//! nothing over (`x != 1 or x != 2`), and what the bounds of a field decide. A `None` proves nothing.

use crate::expr::Expr;
use crate::expr::code::{Code, Comparison, Function, Limit, Probe};
use crate::expr::eval;
use crate::expr::unary::Sample;
use crate::model::{FieldType, Fields};
use crate::value::Value;

impl Expr {
    /// Whether these cannot come out as wanted together, each with whether it must hold; where they read the same fields, which are
    /// these.
    pub(crate) fn exclude_one_another(all: &[(&Self, bool)], fields: &Fields) -> bool {
        let opposite = |(one, holds): &(&Self, bool)| all.iter().any(|(other, too)| holds != too && one.code == other.code);
        let coded = |(expr, holds): &(&Self, bool)| match holds {
            true => expr.code.clone(),
            false => Code::Not(Box::new(expr.code.clone())),
        };
        let together = all.iter().map(coded).reduce(|one, other| Code::Both(Box::new(one), Box::new(other)));
        all.iter().any(opposite) || together.is_some_and(|code| excluded(&code, true, fields))
    }
}

/// The one value that a condition has, if it has only one.
pub(super) fn verdict(code: &Code, fields: &Fields) -> Option<bool> {
    if code.is_constant() {
        return Some(eval::eval(code, &Sample(None)) == Some(Value::Boolean(true)));
    }
    match code {
        Code::Not(inner) => verdict(inner, fields).map(|holds| !holds),
        Code::Both(a, b) => match (verdict(a, fields), verdict(b, fields)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => excluded(code, true, fields).then_some(false),
        },
        Code::Either(a, b) => match (verdict(a, fields), verdict(b, fields)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => excluded(code, false, fields).then_some(true),
        },
        Code::If(condition, then, otherwise) => {
            let (then, otherwise) = (verdict(then, fields), verdict(otherwise, fields));
            match verdict(condition, fields) {
                Some(true) => then,
                Some(false) => otherwise,
                None => then.filter(|_| then == otherwise),
            }
        }
        Code::Compare(comparison, a, b) if a == b => {
            Some(matches!(comparison, Comparison::Equal | Comparison::LessOrEqual | Comparison::GreaterOrEqual))
        }
        Code::AnyOf(value, probes) if probes.len() > 1 => {
            let each = |probe: &Probe| verdict(&Code::AnyOf(value.clone(), vec![probe.clone()]), fields);
            let verdicts: Vec<_> = probes.iter().map(each).collect();
            let never = verdicts.iter().all(|verdict| *verdict == Some(false));
            let always = verdicts.contains(&Some(true)) || excluded(code, false, fields);
            if never { Some(false) } else { always.then_some(true) }
        }
        _ if excluded(code, true, fields) => Some(false),
        _ if excluded(code, false, fields) => Some(true),
        _ => None,
    }
}

/// One demand on a part of the expression: how it compares with a constant.
struct Demand<'c> {
    on: &'c Code,
    comparison: Comparison,
    constant: Option<Value>,
}

/// Whether the condition cannot hold (`outcome` true), or cannot fail to hold (false).
fn excluded(code: &Code, outcome: bool, fields: &Fields) -> bool {
    let mut demands = Vec::new();
    collect(code, outcome, &mut demands);
    let stated = demands.len();
    let bounds: Vec<_> = demands.iter().flat_map(|demand| bounds(demand.on, fields)).collect();
    demands.extend(bounds);
    let exclude = |(place, a): (usize, &Demand<'_>)| demands[place + 1..].iter().any(|b| a.on == b.on && contradict(a, b));
    demands.iter().enumerate().take(stated).any(exclude)
}

/// Every demand that must be met for the condition to hold, or for it not to hold.
fn collect<'c>(code: &'c Code, outcome: bool, demands: &mut Vec<Demand<'c>>) {
    match code {
        Code::Not(inner) => collect(inner, !outcome, demands),
        Code::Both(a, b) if outcome => [a, b].into_iter().for_each(|code| collect(code, true, demands)),
        Code::Either(a, b) if !outcome => [a, b].into_iter().for_each(|code| collect(code, false, demands)),
        Code::Compare(comparison, a, b) => {
            let sides = if b.is_constant() { Some((a, *comparison, b)) } else { None };
            let mirrored = || a.is_constant().then(|| (b, comparison.mirrored(), a));
            if let Some((on, comparison, constant)) = sides.or_else(mirrored) {
                demand(on, comparison, constant, outcome, demands);
            }
        }
        Code::Within(value, low, high) if outcome => limits(value, low, high, demands),
        Code::AnyOf(value, probes) => match (probes.as_slice(), outcome) {
            ([Probe::Compare(comparison, constant)], outcome) => demand(value, *comparison, constant, outcome, demands),
            ([Probe::Within(low, high)], true) => limits(value, low, high, demands),
            (probes, false) => probes.iter().for_each(|probe| match probe {
                Probe::Compare(comparison, constant) => demand(value, *comparison, constant, false, demands),
                Probe::Within(..) => {}
            }),
            _ => {}
        },
        _ => {}
    }
}

fn demand<'c>(on: &'c Code, comparison: Comparison, constant: &Code, outcome: bool, demands: &mut Vec<Demand<'c>>) {
    if !constant.is_constant() || on.is_constant() {
        return;
    }
    let constant = eval::eval(constant, &Sample(None));
    // Not less than 5 roubles may also be 1 dollar: an order of money has no negative.
    let negatable = comparison.is_equality() || !matches!(constant, Some(Value::Money(_)));
    if outcome {
        demands.push(Demand { on, comparison, constant });
    } else if negatable {
        demands.push(Demand { on, comparison: comparison.negated(), constant });
    }
}

fn limits<'c>(value: &'c Code, low: &Limit, high: &Limit, demands: &mut Vec<Demand<'c>>) {
    let above = if low.included { Comparison::GreaterOrEqual } else { Comparison::Greater };
    let below = if high.included { Comparison::LessOrEqual } else { Comparison::Less };
    demand(value, above, &low.code, true, demands);
    demand(value, below, &high.code, true, demands);
}

/// What the type of a field demands of whatever it holds.
fn bounds<'c>(code: &'c Code, fields: &Fields) -> Vec<Demand<'c>> {
    if let Code::Call(Function::Count | Function::StringLength, _) = code {
        return vec![Demand { on: code, comparison: Comparison::GreaterOrEqual, constant: Some(Value::Integer(0)) }];
    }
    let Code::Field(id) = code else { return Vec::new() };
    let (from, to) = match fields.get(id).map(|field| &field.kind) {
        Some(FieldType::Integer { from, to }) => (from.map(Value::Integer), to.map(Value::Integer)),
        Some(FieldType::Number { from, to }) => (from.map(Value::Number), to.map(Value::Number)),
        _ => (None, None),
    };
    [(Comparison::GreaterOrEqual, from), (Comparison::LessOrEqual, to)]
        .into_iter()
        .filter(|(_, constant)| constant.is_some())
        .map(|(comparison, constant)| Demand { on: code, comparison, constant })
        .collect()
}

/// Whether no value meets both demands.
fn contradict(a: &Demand<'_>, b: &Demand<'_>) -> bool {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    match (a.comparison, b.comparison) {
        // A field that is empty lies within every bound.
        (Equal, _) if a.constant.is_none() => b.comparison.is_equality() && meets_not(a, b),
        (_, Equal) if b.constant.is_none() => a.comparison.is_equality() && meets_not(b, a),
        (Equal, _) => meets_not(a, b),
        (_, Equal) => meets_not(b, a),
        (Greater | GreaterOrEqual, Less | LessOrEqual) => apart(a, b),
        (Less | LessOrEqual, Greater | GreaterOrEqual) => apart(b, a),
        _ => false,
    }
}

/// Whether the one value that `a` demands does not meet `b`.
fn meets_not(a: &Demand<'_>, b: &Demand<'_>) -> bool {
    !eval::compare(b.comparison, a.constant.as_ref(), b.constant.as_ref())
}

/// Whether the low end lies above the high end.
fn apart(low: &Demand<'_>, high: &Demand<'_>) -> bool {
    let (Some(from), Some(to)) = (&low.constant, &high.constant) else { return true };
    let touching = low.comparison == Comparison::GreaterOrEqual && high.comparison == Comparison::LessOrEqual;
    match eval::order(from, to) {
        Some(order) => order.is_gt() || (order.is_eq() && !touching),
        None => true,
    }
}
