//! What is known not to be null where a condition holds, and where it does not.
//!
//! Expressions have no side effects, so a part that was found filled stays filled: `amount + budget != null` says so of the
//! whole sum, `head_of(direction) != null` of the call.

use crate::expr::code::{Code, Comparison, Probe};

/// What is surely filled when this condition holds (`outcome` true) or does not hold (false).
pub(super) fn filled(condition: &Code, outcome: bool) -> Vec<Code> {
    match (condition, outcome) {
        (Code::Not(inner), outcome) => filled(inner, !outcome),
        (Code::Both(a, b), true) | (Code::Either(a, b), false) => {
            let mut all = filled(a, outcome);
            all.extend(filled(b, outcome));
            all
        }
        (Code::Either(a, b), true) | (Code::Both(a, b), false) => {
            let other = filled(b, outcome);
            filled(a, outcome).into_iter().filter(|code| other.contains(code)).collect()
        }
        (Code::Compare(comparison, a, b), outcome) => compared(*comparison, a, b, outcome),
        (Code::Within(value, ..), true) => vec![(**value).clone()],
        (Code::AnyOf(value, probes), outcome) => probed(value, probes, outcome),
        _ => Vec::new(),
    }
}

fn compared(comparison: Comparison, a: &Code, b: &Code, outcome: bool) -> Vec<Code> {
    let comparison = if outcome { comparison } else { comparison.negated() };
    match (comparison, a, b) {
        (Comparison::Unequal, code, Code::Null) | (Comparison::Unequal, Code::Null, code) => vec![code.clone()],
        // `x = "price"`: null would not be equal to it.
        (Comparison::Equal, code, Code::Value(_)) | (Comparison::Equal, Code::Value(_), code) => vec![code.clone()],
        _ => Vec::new(),
    }
}

fn probed(value: &Code, probes: &[Probe], outcome: bool) -> Vec<Code> {
    let null = |probe: &Probe| matches!(probe, Probe::Compare(Comparison::Equal, Code::Null));
    let refuses_null = |probe: &Probe| match probe {
        Probe::Compare(Comparison::Equal, code) => matches!(code, Code::Value(_)),
        Probe::Compare(Comparison::Unequal, code) => *code == Code::Null,
        Probe::Compare(..) | Probe::Within(..) => true,
    };
    let known = if outcome { probes.iter().all(refuses_null) } else { probes.iter().any(null) };
    if known { vec![value.clone()] } else { Vec::new() }
}
