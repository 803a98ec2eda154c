//! An escalation.

use serde::Serialize;
use utoipa::ToSchema;
use voronka_core::case::Escalation;
use voronka_core::{EscalationId, TaskId};
use voronka_definition::{Locale, Period, Unit};
use voronka_runtime::EscalationRecord;

use crate::forms::moment;

/// Word that a task is late, for whom the ladder names.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Escalation)]
pub struct EscalationForm {
    /// Its id.
    pub id: String,
    /// The case.
    pub case: String,
    /// The late task.
    pub task: String,
    /// The title of the late task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The rung of the ladder, from 1.
    pub rung: u32,
    /// To whom.
    pub to: String,
    /// When.
    pub at: String,
    /// How late the task was then, in working time, as `2 business hours`.
    pub late_by: String,
    /// Whether the task was not due yet.
    pub early: bool,
    /// Whether the task is offered, to be taken or given to somebody.
    pub offered: bool,
    /// When it was acknowledged, or what it offered came into other hands.
    pub acknowledged_at: Option<String>,
}

impl EscalationForm {
    /// A row of a head's list.
    pub fn from_record(record: &EscalationRecord, locale: Locale) -> Self {
        Self {
            id: record.id.to_string(),
            case: record.id.case.to_string(),
            task: record.task.to_string(),
            title: Some(record.task_title.get(locale).to_owned()),
            rung: record.rung,
            to: record.to.to_string(),
            at: moment(record.at),
            late_by: late_by(record.late_by_minutes),
            early: record.early,
            offered: record.offered,
            acknowledged_at: record.acknowledged_at.map(moment),
        }
    }

    /// An escalation as the history has it.
    pub fn told(id: EscalationId, escalation: &Escalation, acknowledged_at: Option<String>) -> Self {
        Self {
            id: id.to_string(),
            case: id.case.to_string(),
            task: TaskId { case: id.case, number: escalation.task }.to_string(),
            title: None,
            rung: escalation.rung,
            to: escalation.to.to_string(),
            at: moment(escalation.at),
            late_by: late_by(escalation.late_by_minutes),
            early: escalation.early,
            offered: escalation.offered,
            acknowledged_at,
        }
    }
}

/// A length of working time in the words of the language.
pub(super) fn late_by(minutes: u32) -> String {
    let period = match minutes % 60 {
        0 if minutes > 0 => Period::new(minutes / 60, Unit::BusinessHours),
        _ => Period::new(minutes, Unit::BusinessMinutes),
    };
    period.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_is_told_in_the_largest_whole_unit() {
        let table = [(0, "0 business minutes"), (1, "1 business minute"), (95, "95 business minutes"), (480, "8 business hours")];
        for (minutes, expected) in table {
            assert_eq!(late_by(minutes), expected);
        }
    }
}
