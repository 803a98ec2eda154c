//! Why a task exists and how it ended, from the history of its case.

use maud::{Markup, html};
use voronka_core::case::{Origin, Task};
use voronka_core::event::Way;
use voronka_core::tell::{Told, tell_in};
use voronka_core::words::quoted;
use voronka_core::{Event, Recorded};
use voronka_definition::Process;

use super::visit::Visit;
use super::{frame, links, when};

/// How many remarks about a task are shown.
const REMARKS_MOST: usize = 12;

/// Who or what brought a task, and when; and what its stage is for.
pub(super) fn origin(visit: &Visit, process: &Process, history: &[Recorded], task: &Task) -> Markup {
    let at = when::since(task.created_at, visit.now, visit.zone, visit.locale);
    let cause = cause(visit, process, history, task);
    let goal = task.origin.stage().and_then(|stage| process.stage(stage));
    html! {
        @match cause {
            Some(told) => (told.text),
            None => (by_origin(visit, task)),
        }
        ", " span.quiet { (at) }
        @if let Some(stage) = goal {
            br;
            span.quiet {
                (visit.say("Стадия ", "The stage ")) (quoted(stage.title.get(visit.locale), visit.locale))
                @if let Some(goal) = &stage.goal { ": " (voronka_core::words::within_sentence(goal.get(visit.locale))) }
            }
        }
    }
}

/// The act after which the task came: the first that is told of the moment in which it was created.
fn cause(visit: &Visit, process: &Process, history: &[Recorded], task: &Task) -> Option<Told> {
    let created = history
        .iter()
        .position(|recorded| matches!(&recorded.event, Event::TaskCreated { task: new } if new.number == task.number))?;
    let (seq, at) = (history[created].seq, history[created].at);
    let told = told(visit, process, history);
    let before = told.into_iter().rfind(|line| line.seq < seq && line.at == at && is_act(history, line.seq))?;
    Some(before)
}

/// Whether an event is what somebody did or what time brought, and not what followed from it.
fn is_act(history: &[Recorded], seq: u64) -> bool {
    let event = history.iter().find(|recorded| recorded.seq == seq).map(|recorded| &recorded.event);
    matches!(
        event,
        Some(
            Event::TaskCompleted { .. }
                | Event::CaseStarted { .. }
                | Event::StageEntered { way: Way::Skip | Way::Return, .. }
                | Event::SignalReceived { .. }
                | Event::WaitTimedOut { .. }
                | Event::CaseFinished { .. }
        )
    )
}

fn by_origin(visit: &Visit, task: &Task) -> String {
    match (&task.origin, &task.created_by) {
        (Origin::Hand(person), _) => {
            let name = visit.name(person);
            visit.say(format!("поставлена вручную: {name}"), format!("made by hand: {name}"))
        }
        (_, Some(person)) => {
            let name = visit.name(person);
            visit.say(format!("по процессу, после действия: {name}"), format!("by the process, after an act of {name}"))
        }
        (_, None) => visit.say("по процессу", "by the process").to_owned(),
    }
}

/// What was said about a task: comments, new dates, handing over, a head's answer.
pub(super) fn remarks(visit: &Visit, process: &Process, history: &[Recorded], task: u32) -> Markup {
    let escalations = escalations(history, task);
    let mine = |seq: u64| history.iter().any(|recorded| recorded.seq == seq && is_remark(&recorded.event, task, &escalations));
    let told: Vec<Told> = told(visit, process, history).into_iter().filter(|line| mine(line.seq)).collect();
    if told.is_empty() {
        return frame::nothing();
    }
    html! {
        section.card {
            h2 { (visit.say("О задаче", "About the task")) }
            (lines(visit, &told[told.len().saturating_sub(REMARKS_MOST)..]))
        }
    }
}

/// The escalations of a task.
fn escalations(history: &[Recorded], number: u32) -> Vec<u32> {
    let told = history.iter().filter_map(|recorded| match &recorded.event {
        Event::Escalated { escalation } if escalation.task == number => Some(escalation.number),
        _ => None,
    });
    told.collect()
}

fn is_remark(event: &Event, number: u32, escalations: &[u32]) -> bool {
    match event {
        Event::TaskCommented { task, .. }
        | Event::TaskRescheduled { task, .. }
        | Event::TaskReassigned { task, .. }
        | Event::WatcherAdded { task, .. }
        | Event::PrioritySet { task, .. }
        | Event::Reminded { task, .. } => *task == number,
        Event::Escalated { escalation } => escalation.task == number,
        // That he has read it is his own affair; what he said about it is for whoever has the task.
        Event::EscalationAcknowledged { escalation, comment, until } => {
            escalations.contains(escalation) && (comment.is_some() || until.is_some())
        }
        _ => false,
    }
}

/// How a task ended, and what came of it.
pub(super) fn ending(visit: &Visit, process: &Process, history: &[Recorded], task: u32) -> Markup {
    let Some(end) = closed_by(history, task) else { return frame::nothing() };
    let told = told(visit, process, history);
    let after: Vec<Told> = told.into_iter().filter(|line| line.seq >= end.seq && line.at == end.at).collect();
    lines(visit, &after)
}

/// Who closed a task, when, and with which result, in one sentence.
pub(super) fn closing(visit: &Visit, process: &Process, history: &[Recorded], task: u32) -> Option<String> {
    let end = closed_by(history, task)?;
    let line = told(visit, process, history).into_iter().find(|line| line.seq == end.seq)?;
    Some(format!("{} ({})", line.text, when::since(end.at, visit.now, visit.zone, visit.locale)))
}

/// The event that closed a task.
fn closed_by(history: &[Recorded], task: u32) -> Option<&Recorded> {
    history.iter().find(|recorded| match &recorded.event {
        Event::TaskCompleted { task: number, .. } | Event::TaskCancelled { task: number, .. } => *number == task,
        _ => false,
    })
}

/// Lines of a history, the newest moment first. What happened at one moment stays in its order: it is read as one story.
pub(super) fn lines(visit: &Visit, told: &[Told]) -> Markup {
    let moments: Vec<&[Told]> = told.chunk_by(|one, next| one.at == next.at).collect();
    html! {
        ol.history {
            @for lines in moments.into_iter().rev() {
                li {
                    @if let Some(first) = lines.first() {
                        time.quiet datetime=(first.at.to_rfc3339()) { (when::since(first.at, visit.now, visit.zone, visit.locale)) }
                    }
                    @for line in lines {
                        p { (line.text) }
                        @if let Some(comment) = &line.comment { blockquote { (links::linked(comment)) } }
                    }
                }
            }
        }
    }
}

/// A history in the visitor's language and zone.
pub(super) fn told(visit: &Visit, process: &Process, history: &[Recorded]) -> Vec<Told> {
    tell_in(process, &visit.world, history, visit.locale, visit.zone)
}
