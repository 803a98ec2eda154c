//! From a decision to its rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use voronka_core::case::{Escalation, Holder, Incident, Task, Timer};
use voronka_core::{Case, Event, Recorded};
use voronka_definition::Money;
use voronka_definition::model::{Priority, builtin};
use voronka_definition::name::{PersonId, ResultId};
use voronka_definition::process::ERRAND;
use voronka_definition::value::Value;

use crate::moment::At;
use crate::outbox::connection_recipient;
use crate::outbox::kind::{CALL, CASE, NOTICE};
use crate::outbox::topic::ALONE;
use crate::record::{CaseStatus, TaskStatus};
use crate::rows::{
    CandidateRow, CaseRow, EscalationRow, EventRow, Hex, IncidentRow, OutboxBody, OutboxRow, PersonRow, Rows, Signs, SignsRow,
    TaskRow, TimerRow, recipient, topic,
};

/// The rows that follow from what a case was, what happened, and what it is.
pub(crate) fn project<'a>(before: Option<&'a Case>, events: &'a [Recorded], after: &'a Case) -> Rows<'a> {
    let touched = touched_tasks(before, events, after);
    let (candidates_gone, candidates) = candidates(before, after);
    let (timers_gone, timers) = timers(before, after);
    Rows {
        case: case_row(before, after),
        events: events.iter().map(|recorded| event_row(after, recorded)).collect(),
        tasks: touched.into_values().map(|touched| task_row(after, touched)).collect(),
        candidates_gone,
        candidates,
        people: people(before, after),
        timers_gone,
        timers,
        outbox: events.iter().filter_map(|recorded| outbox_row(after, recorded)).collect(),
        escalations: escalations(before, events, after),
        incidents: incidents(before, events, after),
        signs: signs(before, events, after),
    }
}

/// By what the case is found, where a decision changed that.
fn signs(before: Option<&Case>, events: &[Recorded], after: &Case) -> Option<SignsRow> {
    let entered = |recorded: &&Recorded| matches!(recorded.event, Event::StageEntered { .. });
    let stage_since = events.iter().rfind(entered).map(|recorded| At(recorded.at));
    let Signs { client, words } = Signs::of(after);
    let is_new = before.is_none_or(|before| Signs::of(before).words != words);
    (is_new || stage_since.is_some()).then_some(SignsRow { case: Hex(after.id), client, words, stage_since })
}

/// What lists and boards find a case by, and what changes seldom.
#[derive(PartialEq)]
struct Face<'a> {
    stage: Option<&'a str>,
    status: CaseStatus,
    outcome: Option<&'a str>,
    owner: &'a str,
    title: &'a str,
    amount: Option<Money>,
    direction: Option<&'a str>,
    finished_at: Option<DateTime<Utc>>,
}

impl<'a> Face<'a> {
    fn of(case: &'a Case) -> Self {
        Self {
            stage: case.stage().map(|stage| stage.as_str()),
            status: if case.is_open() { CaseStatus::Open } else { CaseStatus::Finished },
            outcome: case.outcome().map(|outcome| outcome.as_str()),
            owner: case.owner.as_str(),
            title: title_of(case),
            amount: amount_of(case),
            direction: match case.data.get(builtin::DIRECTION) {
                Some(Value::Direction(direction)) => Some(direction.as_str()),
                _ => None,
            },
            finished_at: case.finished_at(),
        }
    }
}

fn case_row<'a>(before: Option<&Case>, after: &'a Case) -> CaseRow<'a> {
    let face = Face::of(after);
    CaseRow {
        id: Hex(after.id),
        before: before.map_or(0, |case| case.revision),
        is_steady: before.is_some_and(|before| Face::of(before) == face),
        process: after.process.as_str(),
        version: &after.version.0,
        stage: face.stage,
        status: face.status.name(),
        outcome: face.outcome,
        owner: face.owner,
        launcher: after.launcher.as_str(),
        title: face.title,
        amount_minor: face.amount.map(|money| money.minor),
        currency: face.amount.map(|money| money.currency.code().to_owned()),
        direction: face.direction,
        errand: is_errand(after),
        revision: after.revision,
        opened_at: At(after.opened_at),
        finished_at: face.finished_at.map(At),
        active_at: At(after.active_at),
        next_due_at: after.tasks.values().map(|task| At(task.due_at)).min(),
        state: after,
    }
}

fn title_of(case: &Case) -> &str {
    match case.data.get(builtin::TITLE) {
        Some(Value::Text(title)) => title,
        _ => "",
    }
}

fn amount_of(case: &Case) -> Option<Money> {
    match case.data.get(builtin::AMOUNT) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    }
}

fn is_errand(case: &Case) -> bool {
    case.process.as_str() == ERRAND
}

fn event_row<'a>(case: &Case, recorded: &'a Recorded) -> EventRow<'a> {
    EventRow {
        case: Hex(case.id),
        seq: recorded.seq,
        at: At(recorded.at),
        author: recorded.by.as_ref().map(|person| person.as_str()),
        acts_for: recorded.acts_for.as_ref().map(|person| person.as_str()),
        body: &recorded.event,
    }
}

/// A task that a decision changed, as it is after it.
struct Touched<'a> {
    task: &'a Task,
    holder: &'a Holder,
    instead_of: Option<&'a PersonId>,
    priority: Priority,
    due_at: DateTime<Utc>,
    status: TaskStatus,
    result: Option<&'a ResultId>,
    closed_at: Option<DateTime<Utc>>,
}

impl<'a> Touched<'a> {
    fn open(task: &'a Task) -> Self {
        let (holder, instead_of, status) = (&task.holder, task.instead_of.as_ref(), TaskStatus::Open);
        Self { task, holder, instead_of, priority: task.priority, due_at: task.due_at, status, result: None, closed_at: None }
    }
}

fn touched_tasks<'a>(before: Option<&'a Case>, events: &'a [Recorded], after: &'a Case) -> BTreeMap<u32, Touched<'a>> {
    let mut touched: BTreeMap<u32, Touched<'a>> = BTreeMap::new();
    for recorded in events {
        if let Event::TaskCreated { task } = &recorded.event {
            touched.insert(task.number, Touched::open(task));
        } else if let Some(number) = task_of(&recorded.event) {
            let known = before.and_then(|case| case.tasks.get(&number)).map(Touched::open);
            if let Some(entry) = known.filter(|_| !touched.contains_key(&number)) {
                touched.insert(number, entry);
            }
            if let Some(entry) = touched.get_mut(&number) {
                follow(entry, recorded);
            }
        }
    }
    for task in after.tasks.values() {
        let was = before.and_then(|case| case.tasks.get(&task.number));
        if touched.contains_key(&task.number) || was.is_none_or(|was| shows_otherwise(was, task)) {
            touched.insert(task.number, Touched::open(task));
        }
    }
    touched
}

/// The task that an event changes.
fn task_of(event: &Event) -> Option<u32> {
    match event {
        Event::TaskCompleted { task, .. }
        | Event::TaskCancelled { task, .. }
        | Event::TaskRescheduled { task, .. }
        | Event::TaskReassigned { task, .. }
        | Event::PrioritySet { task, .. } => Some(*task),
        _ => None,
    }
}

fn follow<'a>(entry: &mut Touched<'a>, recorded: &'a Recorded) {
    match &recorded.event {
        Event::TaskCompleted { result, .. } => {
            entry.status = TaskStatus::Done;
            entry.result = Some(result);
            entry.closed_at = Some(recorded.at);
        }
        Event::TaskCancelled { .. } => {
            entry.status = TaskStatus::Cancelled;
            entry.closed_at = Some(recorded.at);
        }
        Event::TaskRescheduled { to, .. } => entry.due_at = *to,
        Event::PrioritySet { priority, .. } => entry.priority = *priority,
        Event::TaskReassigned { to, instead_of, .. } => {
            entry.holder = to;
            entry.instead_of = instead_of.as_ref();
        }
        _ => {}
    }
}

fn shows_otherwise(was: &Task, is: &Task) -> bool {
    let hands = (&was.holder, &was.instead_of) != (&is.holder, &is.instead_of);
    hands || was.title != is.title || was.due_at != is.due_at || was.kind != is.kind || was.priority != is.priority
}

fn task_row<'a>(case: &Case, touched: Touched<'a>) -> TaskRow<'a> {
    let task = touched.task;
    TaskRow {
        case: Hex(case.id),
        number: task.number,
        stage: task.origin.stage().map(|stage| stage.as_str()),
        step: task.origin.name(),
        title: &task.title,
        kind: task.kind.name(),
        priority: touched.priority.name(),
        assignee: touched.holder.assignee().map(|person| person.as_str()),
        instead_of: touched.instead_of.map(|person| person.as_str()),
        candidates: touched.holder.candidates().iter().map(|person| person.as_str()).collect(),
        status: touched.status.name(),
        result: touched.result.map(|result| result.as_str()),
        by_hand: task.origin.is_by_hand(),
        due_at: At(touched.due_at),
        created_at: At(task.created_at),
        closed_at: touched.closed_at.map(At),
    }
}

fn candidates_of(case: &Case) -> BTreeSet<(u32, &str)> {
    let tasks = case.tasks.values();
    tasks.flat_map(|task| task.holder.candidates().iter().map(|person| (task.number, person.as_str()))).collect()
}

fn candidates<'a>(before: Option<&'a Case>, after: &'a Case) -> (Vec<CandidateRow<'a>>, Vec<CandidateRow<'a>>) {
    let was = before.map(candidates_of).unwrap_or_default();
    let is = candidates_of(after);
    let row = |(number, person): &(u32, &'a str)| CandidateRow { case: Hex(after.id), number: *number, person };
    (was.difference(&is).map(row).collect(), is.difference(&was).map(row).collect())
}

fn people<'a>(before: Option<&Case>, after: &'a Case) -> Vec<PersonRow<'a>> {
    let new = after.people.iter().filter(|person| before.is_none_or(|case| !case.people.contains(*person)));
    new.map(|person| PersonRow { case: Hex(after.id), person: person.as_str() }).collect()
}

fn timers(before: Option<&Case>, after: &Case) -> (Vec<TimerRow>, Vec<TimerRow>) {
    let was: BTreeSet<Timer> = before.map(Case::timers).unwrap_or_default().into_iter().collect();
    let is: BTreeSet<Timer> = after.timers().into_iter().collect();
    let row = |timer: &Timer| TimerRow {
        case: Hex(after.id),
        timer: timer.key,
        occurrence: timer.occurrence,
        due_at: At(timer.due_at),
    };
    let same = |a: &Timer, b: &Timer| a.key == b.key && a.occurrence == b.occurrence;
    let gone = was.iter().filter(|timer| !is.iter().any(|other| same(timer, other)));
    (gone.map(row).collect(), is.difference(&was).map(row).collect())
}

/// Notices by their number; what reaches outside by the number of its event.
fn outbox_row<'a>(case: &Case, recorded: &'a Recorded) -> Option<OutboxRow<'a>> {
    let (kind, recipient, due_at) = match &recorded.event {
        Event::NoticeGiven { notice } => {
            let (to, at, body) = (recipient(&notice.to), At(recorded.at), OutboxBody::Notice(notice));
            let number = u64::from(notice.number);
            let due_at = notice.not_before.map_or(at, |not_before| at.max(At(not_before)));
            return Some(OutboxRow {
                case: Hex(case.id),
                kind: NOTICE,
                number,
                recipient: to,
                topic: topic(notice),
                at,
                due_at,
                body,
            });
        }
        Event::CallMade { connection, at, .. } => (CALL, connection_recipient(connection), *at),
        Event::ParentTold { parent, .. } => (CASE, format!("case:{parent}"), recorded.at),
        _ => return None,
    };
    Some(OutboxRow {
        case: Hex(case.id),
        kind,
        number: recorded.seq,
        recipient,
        topic: ALONE,
        at: At(recorded.at),
        due_at: At(due_at),
        body: OutboxBody::Event(&recorded.event),
    })
}

fn escalations<'a>(before: Option<&'a Case>, events: &'a [Recorded], after: &Case) -> Vec<EscalationRow<'a>> {
    let mut rows: BTreeMap<u32, (&'a Escalation, Option<DateTime<Utc>>)> = BTreeMap::new();
    for recorded in events {
        match &recorded.event {
            Event::Escalated { escalation } => {
                rows.insert(escalation.number, (escalation, None));
            }
            Event::EscalationAcknowledged { escalation: number, .. }
            | Event::OfferEnded { escalation: number }
            | Event::EscalationInherited { escalation: number, .. } => {
                let new = rows.get(number).copied();
                let known = new.or_else(|| Some((before?.escalations.get(number)?, None)));
                // The first answer counts.
                if let Some((escalation, answered)) = known {
                    rows.insert(*number, (escalation, answered.or(Some(recorded.at))));
                }
            }
            _ => {}
        }
    }
    rows.into_values()
        .map(|(escalation, acknowledged)| EscalationRow {
            case: Hex(after.id),
            number: escalation.number,
            task: escalation.task,
            rung: escalation.rung,
            person: escalation.to.as_str(),
            offered: escalation.offered,
            early: escalation.early,
            at: At(escalation.at),
            late_by_minutes: escalation.late_by_minutes,
            acknowledged_at: acknowledged.map(At),
        })
        .collect()
}

fn incidents<'a>(before: Option<&'a Case>, events: &'a [Recorded], after: &Case) -> Vec<IncidentRow<'a>> {
    let mut rows: BTreeMap<u32, (&'a Incident, Option<DateTime<Utc>>)> = BTreeMap::new();
    for recorded in events {
        match &recorded.event {
            Event::IncidentOpened { incident } => {
                rows.insert(incident.number, (incident, None));
            }
            Event::IncidentClosed { incident: number, .. } => {
                let new = rows.get(number).map(|row| row.0);
                if let Some(incident) = new.or_else(|| before.and_then(|case| case.incidents.get(number))) {
                    rows.insert(*number, (incident, Some(recorded.at)));
                }
            }
            _ => {}
        }
    }
    rows.into_values()
        .map(|(incident, closed)| IncidentRow {
            case: Hex(after.id),
            subject: format!("incident-{}", incident.number),
            number: incident.number,
            trouble: &incident.trouble,
            at: At(incident.at),
            closed_at: closed.map(At),
        })
        .collect()
}
