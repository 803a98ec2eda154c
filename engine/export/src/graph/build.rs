//! From the process to its graph.

use voronka_definition::model::{Process, Route, Stage, Step, StepKind};
use voronka_definition::name::StepId;

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
    let mut lanes: Vec<_> =
        process.stages.iter().enumerate().map(|(place, stage)| Builder { words, stage, place }.lane()).collect();
    resolve_ends(process, &mut lanes);
    let ladders = process.ladders.iter().map(|(id, ladder)| LadderLegend { id: id.to_string(), rungs: words.rungs(ladder) });
    Graph {
        id: process.id.to_string(),
        title: words.text(&process.title),
        locale: words.locale,
        lanes,
        ends: ends.collect(),
        ladders: ladders.collect(),
        schedules: Vec::new(),
    }
}

/// Where the ends of the stages lead, for those that something reaches.
fn resolve_ends(process: &Process, lanes: &mut [Lane]) {
    let count = process.stages.len();
    for (place, lane) in lanes.iter_mut().enumerate() {
        let leads_to_end = |target: &Target| *target == Target::StageEnd;
        let reached = every(&lane.nodes).iter().any(|node| node.exits.iter().any(|exit| leads_to_end(&exit.to)));
        if reached && place + 1 < count {
            lane.onward = vec![(None, Target::Stage(place + 1))];
        }
    }
}

/// Makes the lane of one stage.
pub(super) struct Builder<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) stage: &'a Stage,
    pub(super) place: usize,
}

/// Where a list stands, and what its end is.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    pub(super) steps: &'a [Step],
    pub(super) inside: bool,
}

impl<'a> Builder<'a> {
    fn lane(&self) -> Lane {
        let list = List { steps: &self.stage.steps, inside: false };
        let mut facts = Vec::new();
        if !self.stage.requires.is_empty() {
            let fields = self.words.fields(&self.stage.requires);
            facts.push(self.words.pick(format!("Нужно заполнить: {fields}"), format!("Must be filled in: {fields}")));
        }
        Lane {
            id: self.stage.id.to_string(),
            number: Some(self.place + 1),
            title: self.words.text(&self.stage.title),
            goal: self.stage.goal.as_ref().map(|goal| self.words.text(goal)),
            facts,
            nodes: self.nodes(list, &(self.place + 1).to_string()),
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
        let parts = step.kind_parts();
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
            aside: step.by_name,
            exits: self.exits(list, step),
            parts,
            enough: None,
        }
    }

    pub(super) fn id_of(&self, step: &StepId) -> String {
        format!("{}.{step}", self.stage.id)
    }

    pub(super) fn stage_place(&self, id: &voronka_definition::name::StageId) -> usize {
        self.words.process.place_of(id).unwrap_or_default()
    }

    pub(super) fn outcome_place(&self, id: &voronka_definition::name::OutcomeId) -> usize {
        self.words.process.outcomes.iter().position(|outcome| outcome.id == *id).unwrap_or_default()
    }

    fn kind(&self, kind: &StepKind) -> NodeKind {
        use voronka_definition::model::Awaited;
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
            StepKind::Finish(outcome) => {
                NodeKind::Finish(self.words.process.outcomes[self.outcome_place(outcome)].kind)
            }
        }
    }
}

/// The name of a branch in a number: `А`, `Б`; `A`, `B`.
fn letter(place: usize, words: &Words<'_>) -> char {
    let letters = words.pick("АБВГДЕЖЗИКЛМНПРСТУФХЦЧШЩЭЮЯ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    letters.chars().nth(place).unwrap_or('*')
}

/// The lists inside a step.
trait Parts {
    fn kind_parts(&self) -> Vec<(Option<&voronka_definition::Text>, &[Step])>;
}

impl Parts for Step {
    fn kind_parts(&self) -> Vec<(Option<&voronka_definition::Text>, &[Step])> {
        Vec::new()
    }
}

/// The step that the flow falls into after this one.
pub(super) fn after<'a>(list: List<'a>, step: &Step) -> Option<&'a Step> {
    let place = list.steps.iter().position(|one| one.id == step.id)?;
    list.steps[place + 1..].iter().find(|step| !step.by_name)
}

/// Whether this route is just the way on.
pub(super) fn is_next(route: &Route) -> bool {
    matches!(route, Route::Next)
}
