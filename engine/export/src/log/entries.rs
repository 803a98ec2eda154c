//! From the history of a case to the entries of a log.

use std::collections::BTreeMap;

use voronka_core::case::Origin;
use voronka_core::{Event, Recorded};
use voronka_definition::model::{Stage, StepKind};
use voronka_definition::name::{StageId, StepId};

use super::{Entry, Extent, Trace, Transition, names};
use crate::graph::{Graph, graph};
use crate::wording::Words;

/// The entries of a case in order.
pub fn entries(trace: &Trace<'_>, extent: Extent) -> Vec<Entry> {
    let words = trace.words;
    let mut reader = Reader { words, graph: graph(&words), extent, stage: None, tokens: BTreeMap::new(), tasks: BTreeMap::new() };
    let history = trace.history;
    history.iter().enumerate().filter_map(|(place, one)| reader.take(one, history.get(place + 1))).collect()
}

/// What the log calls a task.
#[derive(Clone)]
struct Known {
    activity: String,
    stage: Option<String>,
    step: Option<String>,
    /// Whether it belongs to the flow of a stage.
    flow: bool,
}

struct Reader<'a> {
    words: Words<'a>,
    graph: Graph,
    extent: Extent,
    stage: Option<StageId>,
    /// Tokens that walk a handler.
    tokens: BTreeMap<u32, StageId>,
    tasks: BTreeMap<u32, Known>,
}

impl Reader<'_> {
    fn take(&mut self, recorded: &Recorded, next: Option<&Recorded>) -> Option<Entry> {
        let mining = self.extent == Extent::Mining;
        match &recorded.event {
            Event::StageEntered { stage, .. } => {
                self.stage = Some(stage.clone());
                let name = self.words.process.stage(stage).map(|stage| self.words.text(&stage.title))?;
                let known = Known { activity: name.clone(), stage: Some(name), step: None, flow: false };
                (!mining).then(|| entry(recorded, known, Transition::Start))
            }
            Event::ClockPaused { stage, .. } if !mining => self.clock(recorded, stage, Transition::Suspend),
            Event::ClockResumed { stage, .. } if !mining => self.clock(recorded, stage, Transition::Resume),
            Event::HandlerBegan { token, handler } => {
                self.tokens.insert(*token, handler.clone());
                None
            }
            Event::TaskCreated { task } => {
                let known = self.task(&task.origin, task.title.get(self.words.locale));
                self.tasks.insert(task.number, known.clone());
                let mut entry = entry(recorded, known, Transition::Assign);
                entry.resource = task.holder.assignee().cloned();
                (!mining).then_some(entry)
            }
            Event::TaskCompleted { task, result, comment } => {
                let known = self.tasks.get(task)?.clone();
                let mut entry = self.wanted(recorded, known, Transition::Complete)?;
                entry.result = Some(result.to_string());
                entry.comment.clone_from(comment);
                Some(entry)
            }
            Event::TaskCancelled { task, .. } if !mining => {
                Some(entry(recorded, self.tasks.get(task)?.clone(), Transition::Withdraw))
            }
            Event::TaskReassigned { task, to, .. } if !mining => {
                let mut entry = entry(recorded, self.tasks.get(task)?.clone(), Transition::Reassign);
                entry.resource = to.assignee().cloned();
                Some(entry)
            }
            Event::CaseFinished { outcome, comment } if !mining => {
                let activity = self.words.process.outcome(outcome).map(|outcome| self.words.text(&outcome.title))?;
                let known = Known { activity, stage: None, step: None, flow: false };
                let mut entry = entry(recorded, known, Transition::Complete);
                entry.result = Some(outcome.to_string());
                entry.comment.clone_from(comment);
                Some(entry)
            }
            _ => self.flow(recorded, next),
        }
    }

    /// The clock of a stage stands still, or goes on.
    fn clock(&self, recorded: &Recorded, stage: &StageId, transition: Transition) -> Option<Entry> {
        let name = self.words.process.stage(stage).map(|stage| self.words.text(&stage.title))?;
        let known = Known { activity: name.clone(), stage: Some(name), step: None, flow: false };
        Some(entry(recorded, known, transition))
    }

    /// What the flow did without a task.
    fn flow(&mut self, recorded: &Recorded, next: Option<&Recorded>) -> Option<Entry> {
        let (token, step, result) = match &recorded.event {
            Event::StepReached { token, step } => {
                let skipped =
                    |next: &Recorded| matches!(&next.event, Event::StepSkipped { step: skipped, .. } if skipped == step);
                if next.is_some_and(skipped) || !self.is_automatic(*token, step) {
                    return None;
                }
                (*token, step, None)
            }
            Event::WaitEnded { token, step, result } => (*token, step, result.clone()),
            Event::WaitTimedOut { token, step, result } => (*token, step, Some(result.clone())),
            _ => return None,
        };
        let known = self.step(token, step)?;
        let mut entry = self.wanted(recorded, known, Transition::Complete)?;
        entry.result = result.map(|result| result.to_string());
        Some(entry)
    }

    /// An entry, unless the log leaves it out.
    fn wanted(&self, recorded: &Recorded, known: Known, transition: Transition) -> Option<Entry> {
        (self.extent == Extent::Whole || known.flow).then(|| entry(recorded, known, transition))
    }

    fn is_automatic(&self, token: u32, step: &StepId) -> bool {
        let kind = self.body(token).and_then(|body| body.step(step)).map(|step| &step.kind);
        matches!(kind, Some(StepKind::Plan(_) | StepKind::Set(_) | StepKind::Notify(_) | StepKind::Call(_) | StepKind::Start(_)))
    }

    fn body(&self, token: u32) -> Option<&Stage> {
        let id = self.tokens.get(&token).or(self.stage.as_ref())?;
        self.words.process.body(id)
    }

    fn step(&self, token: u32, step: &StepId) -> Option<Known> {
        let body = self.body(token)?;
        self.known(&body.id, step)
    }

    /// A step of a stage or handler.
    fn known(&self, of: &StageId, step: &StepId) -> Option<Known> {
        let stage = self.words.text(&self.words.process.body(of)?.title);
        let id = format!("{of}.{step}");
        let title = self.graph.nodes().into_iter().find(|node| node.id == id).map(|node| node.title.clone())?;
        let flow = self.words.process.stage(of).is_some();
        Some(Known { activity: names::step(&stage, &title), stage: Some(stage), step: Some(step.to_string()), flow })
    }

    fn task(&self, origin: &Origin, title: &str) -> Known {
        let stage = origin.stage().and_then(|stage| self.words.process.body(stage)).map(|stage| self.words.text(&stage.title));
        let named = stage.clone().unwrap_or_default();
        let activity = match origin {
            Origin::Step { stage, step, .. } => self.known(stage, step).map(|known| known.activity),
            Origin::Visa { stage, step, approver, .. } => self.visa(stage, step, *approver),
            Origin::Requirements { .. } => Some(names::requirements(&self.words, &named)),
            Origin::OutcomeForm { .. } => Some(names::outcome_form(&self.words, &named)),
            _ => None,
        };
        let in_flow = matches!(
            origin,
            Origin::Step { .. } | Origin::Visa { .. } | Origin::Requirements { .. } | Origin::OutcomeForm { .. }
        );
        let flow = in_flow && origin.stage().is_some_and(|stage| self.words.process.stage(stage).is_some());
        let step = origin.name().map(str::to_owned);
        Known { activity: activity.unwrap_or_else(|| title.to_owned()), stage, step, flow }
    }

    fn visa(&self, stage: &StageId, step: &StepId, approver: u32) -> Option<String> {
        let title = self.words.text(&self.words.process.body(stage)?.title);
        let StepKind::Approve(approve) = &self.words.process.step(stage, step)?.kind else { return None };
        names::visas(&self.words, &title, approve).into_iter().nth(approver as usize)
    }
}

fn entry(recorded: &Recorded, known: Known, transition: Transition) -> Entry {
    Entry {
        activity: known.activity,
        at: recorded.at,
        resource: recorded.by.clone(),
        transition,
        seq: recorded.seq,
        stage: known.stage,
        step: known.step,
        result: None,
        comment: None,
    }
}
