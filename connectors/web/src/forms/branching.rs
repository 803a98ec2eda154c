//! Events of branches, handlers, connectors, other cases, tables and scores, by name, with their facts.
//!
//! Absent on purpose: what is sent to a connector; that is between the two systems.

use serde_json::json;
use voronka_core::Event;

use crate::forms::happening::{Teller, Told};
use crate::forms::moment;

/// Branches and handlers.
pub(super) fn of_branches(event: &Event) -> Option<Told> {
    Some(match event {
        Event::BranchesBegan { step, all, .. } => ("branches_began", json!({"step": step, "all": all})),
        Event::BranchBegan { step, within, .. } => ("branch_began", json!({"step": step, "branch": within.branch})),
        Event::BranchEnded { step, branch, .. } => ("branch_ended", json!({"step": step, "branch": branch})),
        Event::BranchesJoined { step, cancelled, .. } => ("branches_joined", json!({"step": step, "cancelled": cancelled})),
        Event::HandlerBegan { handler, .. } => ("handler_began", json!({"handler": handler})),
        Event::HandlerEnded { handler, .. } => ("handler_ended", json!({"handler": handler})),
        Event::SilenceTimed { handler, until, .. } => ("silence_timed", json!({"handler": handler, "until": moment(*until)})),
        Event::SilenceHeard { handler, .. } => ("silence_heard", json!({"handler": handler})),
        _ => return None,
    })
}

/// Connectors and other cases.
pub(super) fn of_others(teller: &Teller, event: &Event) -> Option<Told> {
    Some(match event {
        Event::CallMade { of, step, attempt, connection, at, .. } => (
            "call_made",
            json!({"stage": of, "step": step, "attempt": attempt, "connection": connection, "not_before": moment(*at)}),
        ),
        Event::CallAnswered { step, .. } => ("call_answered", json!({"step": step})),
        Event::CallFailed { step, reason, again, .. } => {
            ("call_failed", json!({"step": step, "reason": teller.text(reason), "again": again}))
        }
        Event::ChildStarted { step, case, process, .. } => {
            ("child_started", json!({"step": step, "case": case, "process": process}))
        }
        Event::ChildEnded { step, kind, .. } => ("child_ended", json!({"step": step, "kind": kind.name()})),
        Event::ParentTold { parent, kind, .. } => ("parent_told", json!({"parent": parent, "kind": kind.name()})),
        _ => return None,
    })
}

/// Tables, scores and the times of a stage.
pub(super) fn of_numbers(event: &Event) -> Option<Told> {
    Some(match event {
        Event::TableAsked { step, table, rows, .. } => ("table_asked", json!({"step": step, "table": table, "rows": rows})),
        Event::PointsGiven { points } => (
            "points_given",
            json!({"score": points.score, "rule": points.rule, "points": points.points, "until": points.until.map(moment)}),
        ),
        Event::PointsExpired { score, rule, .. } => ("points_expired", json!({"score": score, "rule": rule})),
        Event::StageTimed { limit_at, gap_at, .. } => {
            ("stage_timed", json!({"limit_at": limit_at.map(moment), "gap_at": gap_at.map(moment)}))
        }
        Event::ClockPaused { stage, step } => ("clock_paused", json!({"stage": stage, "step": step})),
        Event::ClockResumed { stage, from, minutes } => {
            ("clock_resumed", json!({"stage": stage, "from": moment(*from), "with_client_minutes": minutes}))
        }
        _ => return None,
    })
}
