//! How many approvers are asked at the least, whatever the fields hold: as in a decision table every combination is tried of what
//! their conditions tell apart.
//!
//! What is no comparison of a field with a written value may hold or not; but of a condition and its opposite one holds.

use std::cell::RefCell;

use crate::expr::{Expr, Trial};
use crate::model::{Approver, Fields};
use crate::process::checks::branches;
use crate::process::checks::tables;
use crate::text::Text;

/// Whether enough approvers are asked.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Always as many as must approve.
    Enough,
    /// Too few for these values, as a table would write them.
    TooFew(Text),
    /// Perhaps too few.
    Unsure,
}

/// Whether as many are asked as must approve.
pub fn asked(approvers: &[Approver], least: usize, fields: &Fields) -> Asked {
    let conditions: Vec<&Expr> = approvers.iter().filter_map(|approver| approver.when.as_ref()).collect();
    let sure = approvers.len() - conditions.len();
    let opposed = conditions.iter().any(|one| conditions.iter().any(|other| one.negated().says_the_same(other)));
    if sure + usize::from(opposed) >= least {
        return Asked::Enough;
    }
    let Some(axes) = branches::axes(&conditions, fields) else { return Asked::Unsure };
    let count = |trial: &Trial<'_>, holds: Option<bool>| conditions.iter().filter(|when| when.judged(trial) == holds).count();
    if branches::every(&axes, &|trial| sure + count(trial, Some(true)) >= least) {
        return Asked::Enough;
    }
    let lacking = RefCell::new(None);
    branches::every(&axes, &|trial| {
        let lacks = approvers.len() - count(trial, Some(false)) < least;
        if lacks {
            lacking.replace(Some(in_words(trial, &conditions, fields)));
        }
        !lacks
    });
    lacking.into_inner().map_or(Asked::Unsure, Asked::TooFew)
}

/// What the fields hold, as the beginning of a row of a table.
fn in_words(trial: &Trial<'_>, conditions: &[&Expr], fields: &Fields) -> Text {
    let compared: Vec<_> = conditions.iter().flat_map(|when| when.compared(fields)).collect();
    let cell = |(id, value): (&&crate::name::FieldId, &Option<&crate::Value>)| {
        let constants = compared.iter().filter(|(field, _)| field == *id).flat_map(|(_, values)| values.clone()).collect();
        Some((id.as_str().to_owned(), tables::piece_in_words(fields.get(id)?, constants, *value)))
    };
    let cells = trial.iter().filter_map(cell);
    let (ru, en): (Vec<_>, Vec<_>) = cells.map(|(id, (ru, en))| (format!("{id}: {ru}"), format!("{id}: {en}"))).unzip();
    Text::both(format!("{{{}}}", ru.join(", ")), format!("{{{}}}", en.join(", ")))
}
