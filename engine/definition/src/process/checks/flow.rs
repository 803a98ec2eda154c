//! Where the flow can go from a step, over all stages, handlers and branches: what the checks of the flow walk along.

use std::collections::BTreeMap;

use crate::model::{
    Approve, Awaited, Call, Each, Handler, Outcome, OutcomeKind, Parallel, Process, Quorum, ResultRule, Route, Stage, Step,
    StepKind, Wait,
};
use crate::name::{OutcomeId, StageId, StepId};
use crate::process::outline::{ListAt, Outline, StepAt};

/// The steps of a process by their places in its outline.
pub struct Flow<'p> {
    /// The outline.
    pub outline: &'p Outline<'p>,
    /// The process.
    pub process: &'p Process,
    /// The stages in order.
    pub stages: &'p [Stage],
    /// The handlers in order.
    pub handlers: &'p [Handler],
    outcomes: &'p [Outcome],
    steps: Vec<Option<&'p Step>>,
}

/// Where a route or the end of a step leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To this step.
    Step(StepAt),
    /// To the end of this list.
    Done(ListAt),
    /// To the beginning of this stage.
    Enter(usize),
    /// To the end of the case; whether it is won.
    Finish(bool),
}

impl<'p> Flow<'p> {
    /// The flow of a process.
    pub fn of(outline: &'p Outline<'p>, process: &'p Process) -> Self {
        let Process { stages, handlers, outcomes, .. } = process;
        let mut places: BTreeMap<(&StageId, &StepId), StepAt> = BTreeMap::new();
        for (place, step) in outline.steps.iter().enumerate() {
            places.entry((&outline.bodies[outline.body_of(place)].id, &step.id)).or_insert(place);
        }
        let mut steps = vec![None; outline.steps.len()];
        for body in stages.iter().chain(handlers.iter().map(|handler| &handler.body)) {
            for step in body.every_step().into_iter().filter(|step| !process.unsure.has_step(&body.id, &step.id)) {
                if let Some(place) = places.get(&(&body.id, &step.id)) {
                    steps[*place].get_or_insert(step);
                }
            }
        }
        Self { outline, process, stages, handlers, outcomes, steps }
    }

    /// The step at a place; `None` where it could not be read.
    pub fn step(&self, at: StepAt) -> Option<&'p Step> {
        self.steps[at]
    }

    /// Every step that could be read, with its place.
    pub fn steps(&self) -> impl Iterator<Item = (StepAt, &'p Step)> {
        self.steps.iter().enumerate().filter_map(|(at, step)| Some((at, (*step)?)))
    }

    /// Whether it is not known whose work a step is, or where one of its results leads.
    pub fn is_unsure(&self, at: StepAt) -> bool {
        let (body, step) = (&self.outline.bodies[self.outline.body_of(at)].id, &self.outline.steps[at].id);
        let unsure = &self.process.unsure;
        unsure.has_people(body, step) || unsure.results.iter().any(|(of, known, _)| of == body && known == step)
    }

    /// Whether a step is only jumped to.
    fn by_name(&self, at: StepAt) -> bool {
        self.steps[at].is_some_and(|step| step.by_name)
    }

    /// What the flow comes to first in a list.
    pub fn first(&self, list: ListAt) -> Way {
        let steps = &self.outline.lists[list].steps;
        steps.iter().find(|step| !self.by_name(**step)).map_or(Way::Done(list), |step| Way::Step(*step))
    }

    /// What the flow falls into after a step.
    pub fn below(&self, at: StepAt) -> Way {
        let head = &self.outline.steps[at];
        let later = self.outline.lists[head.list].steps.iter().skip(head.index + 1);
        later.copied().find(|step| !self.by_name(*step)).map_or(Way::Done(head.list), Way::Step)
    }

    /// The step of this name in the list of another.
    pub fn beside(&self, at: StepAt, id: &StepId) -> Option<StepAt> {
        self.outline.in_list(self.outline.steps[at].list, id.as_str())
    }

    /// Where a route leads in the end: past its bound, if it has one.
    pub fn target(&self, at: StepAt, route: &Route) -> Option<Way> {
        let jump = |id: &StepId| self.beside(at, id).map(Way::Step);
        match route {
            Route::Next => Some(self.below(at)),
            Route::End => Some(Way::Done(self.outline.steps[at].list)),
            Route::Jump(rule) => jump(rule.bound.as_ref().map_or(&rule.step, |bound| &bound.otherwise)),
            Route::Again { bound, .. } => jump(&bound.otherwise),
            Route::Return(rule) => match &rule.bound {
                Some(bound) => jump(&bound.otherwise),
                None => self.stage(&rule.stage).map(Way::Enter),
            },
            Route::Stage(id) => self.stage(id).map(Way::Enter),
            Route::Finish(outcome) => Some(Way::Finish(self.is_won(outcome))),
        }
    }

    /// Where a wait leads once what it waits for has come.
    pub fn when_it_comes(&self, at: StepAt, wait: &Wait) -> Option<Way> {
        let late = wait.timeout.as_ref().map(|timeout| &timeout.result);
        let usual = wait.results.iter().find(|rule| late != Some(&rule.id));
        usual.map_or(Some(self.below(at)), |rule| self.target(at, &rule.route))
    }

    /// Whether this outcome is a good one.
    fn is_won(&self, id: &OutcomeId) -> bool {
        self.outcomes.iter().any(|outcome| outcome.id == *id && outcome.kind == OutcomeKind::Won)
    }

    /// The place of a stage in their order.
    pub fn stage(&self, id: &StageId) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == *id)
    }

    /// Where the end of a stage leads.
    pub fn onwards(&self, stage: usize) -> Vec<Way> {
        match self.stages[stage].next.as_slice() {
            [] => (stage + 1 < self.stages.len()).then_some(Way::Enter(stage + 1)).into_iter().collect(),
            rules => rules.iter().filter_map(|rule| self.stage(&rule.stage).map(Way::Enter)).collect(),
        }
    }
}

/// How many branches must end.
pub fn needed(until: Quorum, branches: usize) -> usize {
    match until {
        Quorum::All => branches,
        Quorum::Number(number) => number as usize,
    }
}

/// The ways that the engine can go without anybody doing anything.
///
/// A step that holds branches is passed where so many of them can be passed as must end. A branch leads on to what follows its
/// step where that step can be passed.
pub struct Walk<'f, 'p> {
    flow: &'f Flow<'p>,
    /// Whether time-outs and moments count: nobody does anything, and time goes by.
    time_goes_by: bool,
    /// Which lists can be passed from the first step to the end.
    passed: Vec<bool>,
}

impl<'f, 'p> Walk<'f, 'p> {
    /// The ways of a process.
    pub fn new(flow: &'f Flow<'p>, time_goes_by: bool) -> Self {
        let mut walk = Self { flow, time_goes_by, passed: vec![false; flow.outline.lists.len()] };
        // A list stands after the one that holds it.
        for list in (0..flow.outline.lists.len()).rev() {
            walk.passed[list] = walk.is_passed(list);
        }
        walk
    }

    fn is_passed(&self, list: ListAt) -> bool {
        let mut seen = vec![false; self.flow.outline.lists[list].steps.len()];
        let mut ahead = vec![self.flow.first(list)];
        while let Some(way) = ahead.pop() {
            match way {
                Way::Done(end) if end == list => return true,
                Way::Step(at) if self.flow.outline.steps[at].list == list => {
                    let seen = &mut seen[self.flow.outline.steps[at].index];
                    if !std::mem::replace(seen, true) {
                        ahead.extend(self.ways(at));
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// The steps that follow a step by themselves, and the ends of the case.
    pub fn from(&self, at: StepAt) -> (Vec<StepAt>, bool) {
        self.resolved(self.ways(at))
    }

    /// The steps behind these ways, and whether one of them wins the case.
    pub fn resolved(&self, mut ways: Vec<Way>) -> (Vec<StepAt>, bool) {
        let (mut steps, mut won) = (Vec::new(), false);
        // A stage without steps leads to the next: no way is looked at more often than there are lists.
        let mut left = self.flow.outline.lists.len() + ways.len() + 1;
        while let Some(way) = ways.pop().filter(|_| left > 0) {
            left -= 1;
            match way {
                Way::Step(at) => steps.push(at),
                Way::Finish(is_won) => won |= is_won,
                Way::Enter(stage) => ways.push(self.flow.first(self.flow.outline.bodies[stage].list)),
                Way::Done(list) => ways.extend(self.beyond(list)),
            }
        }
        (steps, won)
    }

    /// What follows the end of a list.
    fn beyond(&self, list: ListAt) -> Vec<Way> {
        let head = &self.flow.outline.lists[list];
        match head.within {
            Some(outer) => self.passes(outer).then(|| self.flow.below(outer)).into_iter().collect(),
            None if self.flow.outline.is_handler(head.body) => Vec::new(),
            None => self.flow.onwards(head.body),
        }
    }

    /// Whether a step that holds branches can be passed.
    fn passes(&self, at: StepAt) -> bool {
        let inner = &self.flow.outline.steps[at].inner;
        let ended = inner.iter().filter(|list| self.passed[**list]).count();
        match self.flow.step(at).map(|step| &step.kind) {
            Some(StepKind::Parallel(Parallel { until, .. })) => ended > 0 && ended >= needed(*until, inner.len()),
            _ => ended > 0,
        }
    }

    fn ways(&self, at: StepAt) -> Vec<Way> {
        let Some(step) = self.flow.step(at) else { return Vec::new() };
        let below = || vec![self.flow.below(at)];
        let mut ways = match &step.kind {
            StepKind::Set(_) | StepKind::Notify(_) | StepKind::Plan(_) => below(),
            StepKind::Decide(decide) if decide.branches.is_empty() => below(),
            StepKind::Decide(decide) => self.targets(at, decide.branches.iter().map(|branch| &branch.route)),
            StepKind::Finish(outcome) => vec![Way::Finish(self.flow.is_won(outcome))],
            StepKind::Call(call) => self.call(at, call),
            StepKind::Start(start) if !start.awaits => below(),
            StepKind::Approve(approve) => self.unasked(at, approve),
            StepKind::Wait(wait) if self.time_goes_by => self.wait(at, wait),
            StepKind::Parallel(_) => self.branches(at),
            StepKind::Each(each) => self.items(at, each),
            _ => Vec::new(),
        };
        ways.extend(step.when.is_some().then(|| self.flow.below(at)));
        ways
    }

    fn targets<'r>(&self, at: StepAt, routes: impl Iterator<Item = &'r Route>) -> Vec<Way> {
        routes.filter_map(|route| self.flow.target(at, route)).collect()
    }

    fn call(&self, at: StepAt, call: &Call) -> Vec<Way> {
        let mut ways = self.targets(at, call.results.iter().map(|rule| &rule.route));
        if !call.results.iter().any(|rule| rule.id.as_str() == "done") {
            ways.push(self.flow.below(at));
        }
        ways
    }

    /// An approval that may find nobody to ask.
    fn unasked(&self, at: StepAt, approve: &Approve) -> Vec<Way> {
        let rule = approve.if_empty.as_ref().and_then(|id| approve.results.iter().find(|rule| rule.id == *id));
        self.targets(at, rule.into_iter().map(|rule| &rule.route))
    }

    fn wait(&self, at: StepAt, wait: &Wait) -> Vec<Way> {
        let late = wait.timeout.as_ref().map(|timeout| &timeout.result);
        let named = |rule: &&ResultRule| late == Some(&rule.id);
        let mut ways = self.targets(at, wait.results.iter().filter(named).map(|rule| &rule.route));
        if matches!(wait.awaited, Awaited::Moment(_)) {
            ways.extend(self.flow.when_it_comes(at, wait));
        }
        ways
    }

    fn branches(&self, at: StepAt) -> Vec<Way> {
        let inner = &self.flow.outline.steps[at].inner;
        let begin = inner.iter().map(|list| self.flow.first(*list));
        begin.chain(self.passes(at).then(|| self.flow.below(at))).collect()
    }

    fn items(&self, at: StepAt, each: &Each) -> Vec<Way> {
        let mut ways = self.branches(at);
        ways.extend(each.if_empty.as_ref().and_then(|route| self.flow.target(at, route)));
        ways
    }
}
