//! Events by name, with their facts. Written out by hand: what the engine keeps may change, what the interface shows may not.

use serde_json::{Value as Json, json};
use voronka_core::{CaseId, EscalationId, Event, IncidentId, NoticeId, TaskId};
use voronka_definition::value::{Data, Value};
use voronka_definition::{Locale, Text};

use crate::forms::branching;
use crate::forms::fact::{alarm, cause, destination, holder, incident, notice, reason, task};
use crate::forms::value::data;
use crate::forms::{Contents, moment};

/// Of which case it is told, and in which language.
pub(super) struct Teller {
    pub case: CaseId,
    pub locale: Locale,
}

impl Teller {
    pub fn task(&self, number: u32) -> String {
        TaskId { case: self.case, number }.to_string()
    }

    pub fn escalation(&self, number: u32) -> String {
        EscalationId { case: self.case, number }.to_string()
    }

    pub fn notice(&self, number: u32) -> String {
        NoticeId { case: self.case, number }.to_string()
    }

    pub fn incident(&self, number: u32) -> String {
        IncidentId { case: self.case, number }.to_string()
    }

    pub fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.locale)
    }
}

/// A name and an object of facts.
pub(super) type Told = (&'static str, Json);

/// The event's name and its facts.
pub(super) fn facts(teller: &Teller, event: &Event) -> Told {
    let told = of_course(event).or_else(|| of_waits(event)).or_else(|| branching::of_branches(event));
    let told = told.or_else(|| branching::of_others(teller, event)).or_else(|| branching::of_numbers(event));
    told.or_else(|| of_tasks(teller, event)).unwrap_or_else(|| rest(teller, event))
}

fn values(values: &Data) -> Json {
    Json::Object(data(values, &Contents::new()))
}

/// The course of a case through its stages and steps.
fn of_course(event: &Event) -> Option<Told> {
    Some(match event {
        Event::CaseStarted { case, process, version, launcher, owner, data, continues, parent } => (
            "case_started",
            json!({"case": case, "process": process, "version": version, "launcher": launcher, "owner": owner,
                "deal": values(data), "continues": continues, "parent": parent.as_ref().map(|parent| parent.case)}),
        ),
        Event::StageEntered { stage, visit, way, comment } => {
            ("stage_entered", json!({"stage": stage, "visit": visit, "way": way, "comment": comment}))
        }
        Event::StageLeft { stage } => ("stage_left", json!({"stage": stage})),
        Event::StepReached { step, .. } => ("step_reached", json!({"step": step})),
        Event::StepSkipped { step, .. } => ("step_skipped", json!({"step": step})),
        Event::BranchTaken { step, branch, when, .. } => ("branch_taken", json!({"step": step, "branch": branch, "when": when})),
        Event::LoopTaken { step, result, count, at_most, .. } => {
            ("loop_taken", json!({"step": step, "result": result, "count": count, "at_most": at_most}))
        }
        Event::ReturnTaken { step, result, count, .. } => {
            ("return_taken", json!({"step": step, "result": result, "count": count}))
        }
        Event::BoundReached { step, result, at_most, otherwise, .. } => {
            ("bound_reached", json!({"step": step, "result": result, "at_most": at_most, "otherwise": otherwise}))
        }
        Event::CaseFinished { outcome, comment } => ("case_finished", json!({"outcome": outcome, "comment": comment})),
        Event::SuccessorStarted { case, process } => ("successor_started", json!({"case": case, "process": process})),
        _ => return None,
    })
}

/// Waits, activities and signals.
fn of_waits(event: &Event) -> Option<Told> {
    Some(match event {
        Event::WaitBegan { step, until, .. } => ("wait_began", json!({"step": step, "until": until.map(moment)})),
        Event::WaitEnded { step, result, .. } => ("wait_ended", json!({"step": step, "result": result})),
        Event::WaitTimedOut { step, result, .. } => ("wait_timed_out", json!({"step": step, "result": result})),
        Event::ActivityKept { activity, result, by } => {
            ("activity_kept", json!({"activity": activity, "result": result, "done_by": by}))
        }
        Event::ActivityConsumed { activity } => ("activity_consumed", json!({"activity": activity})),
        Event::SignalReceived { name, data } => ("signal_received", json!({"name": name, "data": values(data)})),
        Event::SignalConsumed { name } => ("signal_consumed", json!({"name": name})),
        _ => return None,
    })
}

/// Tasks, reminders and escalations.
fn of_tasks(teller: &Teller, event: &Event) -> Option<Told> {
    let id = |number: &u32| teller.task(*number);
    Some(match event {
        Event::TaskCreated { task: created } => ("task_created", task(teller, created)),
        Event::TaskCompleted { task, result, comment } => {
            ("task_completed", json!({"task": id(task), "result": result, "comment": comment}))
        }
        Event::TaskCancelled { task, reason: why } => ("task_cancelled", json!({"task": id(task), "reason": reason(why)})),
        Event::TaskRescheduled { task, from, to, cause: why, alarm: next, .. } => (
            "task_rescheduled",
            json!({"task": id(task), "from": moment(*from), "to": moment(*to), "cause": cause(teller, why),
                "next": alarm(next.as_ref())}),
        ),
        Event::TaskReassigned { task, from, to, cause: why, instead_of } => (
            "task_reassigned",
            json!({"task": id(task), "from": holder(from), "to": holder(to), "cause": cause(teller, why),
                "instead_of": instead_of}),
        ),
        Event::NoticePassedOn { notice, task, from, to, next } => (
            "notice_passed_on",
            json!({"notice": notice, "task": id(task), "from": from, "to": to, "next": alarm(next.as_ref())}),
        ),
        Event::TaskUncovered { task, person, until } => {
            ("task_uncovered", json!({"task": id(task), "person": person, "until": until}))
        }
        Event::TaskCommented { task, text } => ("task_commented", json!({"task": id(task), "text": text})),
        Event::DealCommented { text } => ("deal_commented", json!({"text": text})),
        Event::Reminded { task, next } => ("reminded", json!({"task": id(task), "next": alarm(next.as_ref())})),
        Event::RungTaken { task, rung, next } => {
            ("rung_taken", json!({"task": id(task), "rung": rung, "next": alarm(next.as_ref())}))
        }
        Event::LadderBegunAnew { task, climbed } => ("ladder_begun_anew", json!({"task": id(task), "rung": climbed + 1})),
        Event::WatcherAdded { task, person } => ("watcher_added", json!({"task": id(task), "person": person})),
        Event::PrioritySet { task, priority } => ("priority_set", json!({"task": id(task), "priority": priority.name()})),
        Event::Escalated { escalation } => (
            "escalated",
            json!({"escalation": teller.escalation(escalation.number), "task": id(&escalation.task),
                "rung": escalation.rung, "to": escalation.to, "offered": escalation.offered, "early": escalation.early,
                "late_by": super::escalation::late_by(escalation.late_by_minutes)}),
        ),
        Event::EscalationAcknowledged { escalation, comment, until } => (
            "escalation_acknowledged",
            json!({"escalation": teller.escalation(*escalation), "comment": comment, "until": until.map(moment)}),
        ),
        Event::EscalationInherited { escalation, task, from, to, next } => (
            "escalation_inherited",
            json!({"escalation": teller.escalation(*escalation), "task": id(task), "from": from, "to": to,
                "next": alarm(next.as_ref())}),
        ),
        Event::OfferEnded { escalation } => ("offer_ended", json!({"escalation": teller.escalation(*escalation)})),
        _ => return None,
    })
}

/// Data, approvals, notices and incidents. This match names every event: one that is new does not compile until it is told.
fn rest(teller: &Teller, event: &Event) -> Told {
    match event {
        Event::FieldsSet { values: set, cleared, cause: why } => {
            ("fields_set", json!({"values": values(set), "cleared": cleared, "cause": cause(teller, why)}))
        }
        Event::ValueOutside { field, computed, kept } => {
            let told = |value: &Value| values(&Data::from([(field.clone(), value.clone())])).get(field.as_str()).cloned();
            ("value_outside", json!({"field": field, "computed": told(computed), "kept": told(kept)}))
        }
        Event::OwnerChanged { from, to, cause: why } => {
            ("owner_changed", json!({"from": from, "to": to, "cause": cause(teller, why)}))
        }
        Event::ItemSet { values: set, cleared, cause: why, .. } => {
            ("item_set", json!({"values": values(set), "cleared": cleared, "cause": cause(teller, why)}))
        }
        Event::ApprovalBegan { stage, step, visas, .. } => {
            ("approval_began", json!({"stage": stage, "step": step, "document": visas.document}))
        }
        Event::VerdictGiven { verdict, .. } => {
            ("verdict_given", json!({"approver": verdict.by, "result": verdict.result, "document": verdict.document}))
        }
        Event::ApprovalEnded { stage, step, state, .. } => {
            ("approval_ended", json!({"stage": stage, "step": step, "state": state}))
        }
        Event::RequirementsMissing { task, fields, to, .. } => {
            ("requirements_missing", json!({"task": teller.task(*task), "fields": fields, "to": destination(to)}))
        }
        Event::NoticeGiven { notice: given } => ("notice_given", notice(teller, given)),
        Event::IncidentOpened { incident: opened } => ("incident_opened", incident(teller, opened)),
        Event::IncidentClosed { incident, comment } => {
            ("incident_closed", json!({"incident": teller.incident(*incident), "comment": comment}))
        }
        Event::CaseStarted { .. } | Event::StageEntered { .. } | Event::StageLeft { .. } => ("", Json::Null),
        Event::StepReached { .. } | Event::StepSkipped { .. } | Event::BranchTaken { .. } => ("", Json::Null),
        Event::LoopTaken { .. } | Event::ReturnTaken { .. } | Event::BoundReached { .. } => ("", Json::Null),
        Event::CaseFinished { .. } | Event::SuccessorStarted { .. } | Event::WaitBegan { .. } => ("", Json::Null),
        Event::WaitEnded { .. } | Event::WaitTimedOut { .. } | Event::ActivityKept { .. } => ("", Json::Null),
        Event::ActivityConsumed { .. } | Event::SignalReceived { .. } => ("", Json::Null),
        Event::SignalConsumed { .. } | Event::TaskCreated { .. } | Event::TaskCompleted { .. } => ("", Json::Null),
        Event::TaskCancelled { .. } | Event::TaskRescheduled { .. } => ("", Json::Null),
        Event::TaskReassigned { .. } | Event::TaskCommented { .. } | Event::Reminded { .. } => ("", Json::Null),
        Event::DealCommented { .. } => ("", Json::Null),
        Event::RungTaken { .. } | Event::LadderBegunAnew { .. } | Event::Escalated { .. } => ("", Json::Null),
        Event::WatcherAdded { .. } | Event::PrioritySet { .. } => ("", Json::Null),
        Event::EscalationAcknowledged { .. } | Event::OfferEnded { .. } => ("", Json::Null),
        Event::EscalationInherited { .. } => ("", Json::Null),
        Event::BranchesBegan { .. } | Event::BranchBegan { .. } | Event::BranchEnded { .. } => ("", Json::Null),
        Event::BranchesJoined { .. } | Event::HandlerBegan { .. } | Event::HandlerEnded { .. } => ("", Json::Null),
        Event::CallMade { .. } | Event::CallAnswered { .. } | Event::CallFailed { .. } => ("", Json::Null),
        Event::ChildStarted { .. } | Event::ChildEnded { .. } | Event::ParentTold { .. } => ("", Json::Null),
        Event::TableAsked { .. } | Event::PointsGiven { .. } | Event::PointsExpired { .. } => ("", Json::Null),
        Event::TaskUncovered { .. } | Event::NoticePassedOn { .. } => ("", Json::Null),
        Event::ClockPaused { .. } | Event::ClockResumed { .. } => ("", Json::Null),
        Event::StageTimed { .. } | Event::SilenceTimed { .. } | Event::SilenceHeard { .. } => ("", Json::Null),
    }
}
