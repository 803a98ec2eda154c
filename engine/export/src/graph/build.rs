//! From the process to its graph.

use voronka_definition::Text;
use voronka_definition::model::{Awaited, Handler, Onward, Order, Quorum, Stage, Step, StepKind};
use voronka_definition::name::{OutcomeId, StageId, StepId};

use super::{End, Graph, LadderLegend, Lane, Node, NodeKind, Part, Target, every};
use crate::wording::Words;

/// The graph of a process in words.
pub fn graph(words: &Words<'_>) -> Graph {
    let process = words.process;
    let ends = process.outcomes.iter().map(|outcome| End {
        id: outcome.id.to_string(),
        title: words.text(&outcome.title),
        kind: outcome.kind,
    });
    let count = process.stages.len();
    let mut lanes: Vec<_> = Vec::with_capacity(count + process.handlers.len());
    for (place, stage) in process.stages.iter().enumerate() {
        lanes.push(Builder { words, stage, prefix: (place + 1).to_string(), handler: None }.lane(Some(place + 1)));
    }
    resolve_ends(words, &mut lanes);
    for (place, handler) in process.handlers.iter().enumerate() {
        let prefix = words.pick(format!("Р{}", place + 1), format!("R{}", place + 1));
        lanes.push(Builder { words, stage: &handler.body, prefix, handler: Some(handler) }.lane(None));
    }
    let ladders = process.ladders.iter().map(|(id, ladder)| LadderLegend {
        id: id.to_string(),
        rungs: words.rungs(ladder),
        is_usual: process.defaults.escalate.as_ref() == Some(id),
    });
    let activities = super::activities::activities(words, &lanes);
    Graph {
        id: process.id.to_string(),
        title: words.text(&process.title),
        locale: words.locale,
        lanes,
        only: None,
        ends: ends.collect(),
        ladders: ladders.collect(),
        schedules: process.schedules.iter().map(|schedule| words.schedule(schedule)).collect(),
        activities,
    }
}

/// Where the ends of the stages lead, for those that something reaches.
fn resolve_ends(words: &Words<'_>, lanes: &mut [Lane]) {
    let stages = &words.process.stages;
    for (place, lane) in lanes.iter_mut().enumerate() {
        let leads_to_end = |target: &Target| *target == Target::StageEnd;
        let reached = every(&lane.nodes).iter().any(|node| node.exits.iter().any(|exit| leads_to_end(&exit.to)));
        let next = &stages[place].next;
        if reached && next.is_empty() && place + 1 < stages.len() {
            lane.onward = vec![(None, Target::Stage(place + 1))];
        } else if reached {
            let rule = |rule: &Onward| {
                let condition = rule.when.as_ref().map(|when| words.condition(when));
                (condition, Target::Stage(words.process.place_of(&rule.stage).unwrap_or_default()))
            };
            lane.onward = next.iter().map(rule).collect();
        }
    }
}

/// Makes the lane of one stage.
pub(super) struct Builder<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) stage: &'a Stage,
    /// What the numbers of its steps begin with.
    pub(super) prefix: String,
    /// The handler whose body it is.
    pub(super) handler: Option<&'a Handler>,
}

/// Where a list stands, and what its end is.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    pub(super) steps: &'a [Step],
    pub(super) inside: bool,
}

impl<'a> Builder<'a> {
    fn lane(&self, number: Option<usize>) -> Lane {
        let list = List { steps: &self.stage.steps, inside: false };
        let goal = match self.handler {
            Some(handler) => Some(self.words.trigger(handler)),
            None => self.stage.goal.as_ref().map(|goal| self.words.text(goal)),
        };
        Lane {
            id: self.stage.id.to_string(),
            number,
            title: self.words.text(&self.stage.title),
            goal,
            facts: self.words.stage_facts(self.stage),
            nodes: self.nodes(list, &self.prefix),
            onward: Vec::new(),
        }
    }

    /// The nodes of a list, the main line first: that is how they are drawn and numbered.
    fn nodes(&self, list: List<'a>, number: &str) -> Vec<Node> {
        let (main, aside): (Vec<_>, Vec<_>) = list.steps.iter().partition(|step| !step.by_name);
        let in_order = main.into_iter().chain(aside).enumerate();
        in_order.map(|(place, step)| self.node(list, step, format!("{number}.{}", place + 1))).collect()
    }

    fn node(&self, list: List<'a>, step: &'a Step, number: String) -> Node {
        let parts = parts(&step.kind);
        let many = parts.len() > 1;
        let parts = parts.into_iter().enumerate().map(|(place, (title, steps))| {
            let number = if many { format!("{number}.{}", letter(place, self.words)) } else { number.clone() };
            let title = title.map(|title| self.words.text(title));
            Part { title, nodes: self.nodes(List { steps, inside: true }, &number) }
        });
        let parts = parts.collect();
        Node {
            id: self.id_of(&step.id),
            number,
            kind: self.kind(&step.kind),
            title: self.title(&step.kind),
            facts: self.facts(&step.kind),
            ladder: self.ladder(&step.kind),
            condition: step.when.as_ref().map(|when| self.words.condition(when)),
            skip: step.when.as_ref().map(|_| self.next(list, step)),
            aside: step.by_name,
            exits: self.exits(list, step),
            parts,
            enough: enough(&step.kind),
        }
    }

    pub(super) fn id_of(&self, step: &StepId) -> String {
        format!("{}.{step}", self.stage.id)
    }

    pub(super) fn stage_place(&self, id: &StageId) -> usize {
        self.words.process.place_of(id).unwrap_or_default()
    }

    pub(super) fn outcome_place(&self, id: &OutcomeId) -> usize {
        self.words.process.outcomes.iter().position(|outcome| outcome.id == *id).unwrap_or_default()
    }

    fn kind(&self, kind: &StepKind) -> NodeKind {
        match kind {
            StepKind::Task(work) | StepKind::Form(work) => NodeKind::Task(work.kind),
            StepKind::Approve(_) => NodeKind::Approve,
            StepKind::Plan(_) => NodeKind::Plan,
            StepKind::Wait(wait) => match wait.awaited {
                Awaited::Activity(_) => NodeKind::WaitActivity,
                Awaited::Signal(_) => NodeKind::WaitSignal,
                Awaited::Moment(_) => NodeKind::WaitMoment,
                Awaited::Condition(_) => NodeKind::WaitCondition,
            },
            StepKind::Decide(_) => NodeKind::Decide,
            StepKind::Set(_) => NodeKind::Set,
            StepKind::Notify(_) => NodeKind::Notify,
            StepKind::Finish(outcome) => NodeKind::Finish(self.words.process.outcomes[self.outcome_place(outcome)].kind),
            StepKind::Parallel(_) => NodeKind::Parallel,
            StepKind::Each(each) if each.order == Order::Sequence => NodeKind::EachInTurn,
            StepKind::Each(_) => NodeKind::Each,
            StepKind::Call(_) => NodeKind::Call,
            StepKind::Start(_) => NodeKind::Start,
        }
    }
}

/// The name of a branch in a number: `А`, `Б`; `A`, `B`.
fn letter(place: usize, words: &Words<'_>) -> char {
    let letters = words.pick("АБВГДЕЖЗИКЛМНПРСТУФХЦЧШЩЭЮЯ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    letters.chars().nth(place).unwrap_or('*')
}

/// The lists inside a step.
fn parts(kind: &StepKind) -> Vec<(Option<&Text>, &[Step])> {
    match kind {
        StepKind::Parallel(parallel) => {
            parallel.branches.iter().map(|branch| (Some(&branch.title), branch.steps.as_slice())).collect()
        }
        StepKind::Each(each) => vec![(None, each.steps.as_slice())],
        _ => Vec::new(),
    }
}

/// How many of the lists inside must end; `None` is all.
fn enough(kind: &StepKind) -> Option<u32> {
    let until = match kind {
        StepKind::Parallel(parallel) => parallel.until,
        StepKind::Each(each) => each.until,
        _ => Quorum::All,
    };
    match until {
        Quorum::All => None,
        Quorum::Number(number) => Some(number),
    }
}

/// The step that the flow falls into after this one.
pub(super) fn after<'a>(list: List<'a>, step: &Step) -> Option<&'a Step> {
    let place = list.steps.iter().position(|one| one.id == step.id)?;
    list.steps[place + 1..].iter().find(|step| !step.by_name)
}
