//! Facts inside events: who holds a task, why something changed, what a notice is about.

use serde_json::{Value as Json, json};
use voronka_core::case::{Alarm, AlarmKind, Destination, Holder, Incident, Task, Trouble};
use voronka_core::event::{Cause, Reason};
use voronka_core::notice::{Addressee, Matter, Message, Notice, TaskFacts};
use voronka_core::{CaseId, NoticeId, TaskId};
use voronka_definition::Locale;

use crate::forms::happening::Teller;
use crate::forms::moment;

/// A task as it was created.
pub(super) fn task(teller: &Teller, task: &Task) -> Json {
    json!({
        "task": teller.task(task.number),
        "stage": task.origin.stage(),
        "step": task.origin.name(),
        "title": teller.text(&task.title),
        "kind": task.kind.name(),
        "assignee": task.holder.assignee(),
        "candidates": task.holder.candidates(),
        "by_hand": task.origin.is_by_hand(),
        "due_at": moment(task.due_at),
        "note": task.note,
    })
}

pub(super) fn holder(holder: &Holder) -> Json {
    json!({"assignee": holder.assignee(), "candidates": holder.candidates()})
}

/// What happens next to a task that stays open.
pub(super) fn alarm(alarm: Option<&Alarm>) -> Json {
    let Some(alarm) = alarm else { return Json::Null };
    match alarm.kind {
        AlarmKind::Reminder => json!({"at": moment(alarm.at), "kind": "reminder"}),
        AlarmKind::Rung(place) => json!({"at": moment(alarm.at), "kind": "rung", "rung": place + 1}),
    }
}

pub(super) fn cause(teller: &Teller, cause: &Cause) -> Json {
    match cause {
        Cause::Person(comment) => json!({"kind": "person", "comment": comment}),
        Cause::FieldsChanged(fields) => json!({"kind": "fields_changed", "fields": fields}),
        Cause::Calendar => json!({"kind": "calendar"}),
        Cause::TimeZone { of, from, to } => {
            json!({"kind": "time_zone", "person": of, "from": from.name(), "to": to.name()})
        }
        Cause::OwnerChanged => json!({"kind": "owner_changed"}),
        Cause::PlannedAgain => json!({"kind": "planned_again"}),
        Cause::Result(result) => json!({"kind": "result", "result": result}),
        Cause::Step(step) => json!({"kind": "step", "step": step}),
        Cause::Return(stage) => json!({"kind": "return", "stage": stage}),
        Cause::Escalation(number) => json!({"kind": "escalation", "escalation": teller.escalation(*number)}),
        Cause::Signal(name) => json!({"kind": "signal", "name": name}),
        Cause::Claim => json!({"kind": "claim"}),
        Cause::Table(table) => json!({"kind": "table", "table": table}),
        Cause::Score(score) => json!({"kind": "score", "score": score}),
        Cause::Call(step) => json!({"kind": "call", "step": step}),
        Cause::Rung(rung) => json!({"kind": "rung", "rung": rung}),
        Cause::Stage(stage) => json!({"kind": "stage", "stage": stage}),
        Cause::Away(person) => json!({"kind": "away", "person": person}),
        Cause::Back(person) => json!({"kind": "back", "person": person}),
        Cause::Urgency(person) => json!({"kind": "urgency", "person": person}),
        Cause::Left(person) => json!({"kind": "left", "person": person}),
        Cause::Organisation => json!({"kind": "organisation"}),
    }
}

pub(super) fn reason(reason: &Reason) -> Json {
    match reason {
        Reason::StageLeft(stage) => json!({"kind": "stage_left", "stage": stage}),
        Reason::CaseFinished(outcome) => json!({"kind": "case_finished", "outcome": outcome}),
        Reason::Decided(result) => json!({"kind": "decided", "result": result}),
        Reason::DocumentChanged => json!({"kind": "document_changed"}),
        Reason::ApproversChanged => json!({"kind": "approvers_changed"}),
        Reason::BranchesJoined(step) => json!({"kind": "branches_joined", "step": step}),
    }
}

pub(super) fn destination(to: &Destination) -> Json {
    match to {
        Destination::Stage(stage) => json!({"stage": stage}),
        Destination::Finish(outcome) => json!({"finish": outcome}),
        Destination::Onward => json!({"onward": true}),
    }
}

pub(super) fn incident(teller: &Teller, incident: &Incident) -> Json {
    json!({"incident": teller.incident(incident.number), "trouble": trouble(teller.case, &incident.trouble, teller.locale)})
}

/// What went wrong in a case.
pub fn trouble(case: CaseId, trouble: &Trouble, locale: Locale) -> Json {
    match trouble {
        Trouble::Undeliverable { notice: number, to, reason } => {
            let notice = NoticeId { case, number: *number }.to_string();
            json!({"kind": "undeliverable", "notice": notice, "to": to, "reason": reason})
        }
        Trouble::Nobody { task: number } => json!({"kind": "nobody", "task": TaskId { case, number: *number }.to_string()}),
        Trouble::Vacant { task: number, position } => {
            json!({"kind": "vacant", "task": TaskId { case, number: *number }.to_string(), "position": position})
        }
        Trouble::NoAddress { step } => json!({"kind": "no_address", "step": step}),
        Trouble::CallFailed { step, reason, .. } => json!({"kind": "call_failed", "step": step, "reason": reason.get(locale)}),
        Trouble::NotStarted { step, process, reason, .. } => {
            json!({"kind": "not_started", "step": step, "process": process, "reason": reason.get(locale)})
        }
    }
}

/// A notice: to whom, and what about.
pub(super) fn notice(teller: &Teller, notice: &Notice) -> Json {
    let to = match &notice.to {
        Addressee::Person(person) => json!({"person": person}),
        Addressee::Client { name, email } => json!({"client": name, "email": email}),
    };
    json!({"notice": teller.notice(notice.number), "to": to, "message": message(teller, &notice.message)})
}

fn message(teller: &Teller, message: &Message) -> Json {
    match message {
        Message::Assigned { task } => about("assigned", teller, task),
        Message::Reminder { task } => about("reminder", teller, task),
        Message::Reassigned { task, from, by, comment } => {
            let mut told = about("reassigned", teller, task);
            told["from"] = json!(from);
            told["by"] = json!(by);
            told["comment"] = json!(comment);
            told
        }
        Message::Overdue { task, rung, late_by_minutes, as_whom } => {
            let mut told = about("overdue", teller, task);
            told["rung"] = json!(rung);
            told["late_by"] = json!(super::escalation::late_by(*late_by_minutes));
            told["as_whom"] = json!(as_whom);
            told
        }
        Message::DueSoon { task, rung, as_whom } => {
            let mut told = about("due_soon", teller, task);
            told["rung"] = json!(rung);
            told["as_whom"] = json!(as_whom);
            told
        }
        Message::Ended { task, by, result } => {
            let mut told = about("ended", teller, task);
            told["by"] = json!(by);
            told["result"] = json!(result);
            told
        }
        Message::Commented { task, by, text } => {
            let mut told = task.as_ref().map_or_else(|| json!({"kind": "comment"}), |task| about("comment", teller, task));
            told["by"] = json!(by);
            told["text"] = json!(text);
            told
        }
        Message::Concern { task, matter } => {
            let mut told = about("concern", teller, task);
            told["matter"] = match matter {
                Matter::Postponed { by, from, reason } => {
                    json!({"kind": "postponed", "by": by, "from": moment(*from), "reason": reason})
                }
                Matter::MoreTime { by, from, reason } => {
                    json!({"kind": "more_time", "by": by, "from": moment(*from), "reason": reason})
                }
                Matter::NewDate { by, from, reason } => {
                    json!({"kind": "new_date", "by": by, "from": moment(*from), "reason": reason})
                }
                Matter::Uncovered { person, until } => json!({"kind": "uncovered", "person": person, "until": until}),
            };
            told
        }
        Message::Meeting { task, change } => {
            let mut told = about("meeting", teller, task);
            told["change"] = json!(change);
            told
        }
        Message::Written { subject, .. } => json!({"kind": "written", "subject": teller.text(subject)}),
        Message::Incident { incident } => json!({"kind": "incident", "incident": teller.incident(*incident)}),
    }
}

fn about(kind: &str, teller: &Teller, task: &TaskFacts) -> Json {
    json!({
        "kind": kind,
        "task": teller.task(task.number),
        "title": teller.text(&task.title),
        "assignee": task.assignee,
        "due_at": moment(task.due_at),
    })
}
