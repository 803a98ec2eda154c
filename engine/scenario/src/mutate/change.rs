//! Changes of a checked process, as values: a part of it is replaced by another.

use voronka_definition::model::{Activity, Handler, Ladder, Moment, Outcome, Score, Stage, Step, StepKind, Table, Work};
use voronka_definition::name::{LadderId, StageId};
use voronka_definition::{Period, Process};

/// What takes the place of what.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// A step of this stage, by its name.
    Step(StageId, Box<Step>),
    /// A stage, but for its steps.
    Stage(Box<Stage>),
    /// An activity.
    Activity(Box<Activity>),
    /// An outcome.
    Outcome(Box<Outcome>),
    /// A handler.
    Handler(Box<Handler>),
    /// A decision table.
    Table(Box<Table>),
    /// A score.
    Score(Box<Score>),
    /// A ladder.
    Ladder(LadderId, Ladder),
    /// The default date, wherever it is taken.
    DefaultDue(Moment),
    /// The default reminder, wherever it is taken.
    DefaultRemind(Option<Period>),
    /// The default ladder, wherever it is taken.
    DefaultEscalate(Option<LadderId>),
}

impl Change {
    pub(super) fn apply(&self, process: &mut Process) {
        match self {
            Self::Step(stage, step) => {
                if let Some(body) = bodies(process).find(|one| one.id == *stage) {
                    every_step(&mut body.steps, &mut |one| {
                        if one.id == step.id {
                            *one = (**step).clone();
                        }
                    });
                }
            }
            Self::Stage(stage) => {
                if let Some(known) = process.stages.iter_mut().find(|one| one.id == stage.id) {
                    let steps = std::mem::take(&mut known.steps);
                    *known = Stage { steps, ..(**stage).clone() };
                }
            }
            Self::Handler(handler) => {
                if let Some(known) = process.handlers.iter_mut().find(|one| one.body.id == handler.body.id) {
                    *known = (**handler).clone();
                }
            }
            Self::Table(table) => replace(&mut process.decisions, table, |one| one.id == table.id),
            Self::Score(score) => replace(&mut process.scores, score, |one| one.id == score.id),
            Self::Activity(activity) => replace(&mut process.activities, activity, |one| one.id == activity.id),
            Self::Outcome(outcome) => replace(&mut process.outcomes, outcome, |one| one.id == outcome.id),
            Self::Ladder(id, ladder) => {
                process.ladders.insert(id.clone(), ladder.clone());
            }
            Self::DefaultDue(due) => {
                let old = process.defaults.due.clone();
                every_timing(process, |timing| replace_value(timing.due, &old, due));
            }
            Self::DefaultRemind(remind) => {
                let old = process.defaults.remind;
                every_timing(process, |timing| replace_value(timing.remind, &old, remind));
            }
            Self::DefaultEscalate(escalate) => {
                let old = process.defaults.escalate.clone();
                every_timing(process, |timing| replace_value(timing.escalate, &old, escalate));
            }
        }
    }
}

fn replace<T: Clone>(list: &mut [T], new: &T, is_it: impl Fn(&T) -> bool) {
    if let Some(known) = list.iter_mut().find(|one| is_it(one)) {
        *known = new.clone();
    }
}

fn replace_value<T: Clone + PartialEq>(place: &mut T, old: &T, new: &T) {
    if place == old {
        *place = new.clone();
    }
}

/// The stages and the bodies of the handlers.
fn bodies(process: &mut Process) -> impl Iterator<Item = &mut Stage> {
    process.stages.iter_mut().chain(process.handlers.iter_mut().map(|handler| &mut handler.body))
}

/// Does this to every step, those inside a step after it.
fn every_step(steps: &mut [Step], change: &mut dyn FnMut(&mut Step)) {
    for step in steps {
        change(step);
        match &mut step.kind {
            StepKind::Parallel(parallel) => {
                parallel.branches.iter_mut().for_each(|branch| every_step(&mut branch.steps, change));
            }
            StepKind::Each(each) => every_step(&mut each.steps, change),
            _ => {}
        }
    }
}

/// When work is due, and what happens before and after.
struct Timing<'a> {
    due: &'a mut Moment,
    remind: &'a mut Option<Period>,
    escalate: &'a mut Option<LadderId>,
}

impl<'a> Timing<'a> {
    fn of(work: &'a mut Work) -> Self {
        Self { due: &mut work.due, remind: &mut work.remind, escalate: &mut work.escalate }
    }
}

/// Everything that takes its dates from the defaults, or might.
fn every_timing(process: &mut Process, change: impl Fn(Timing<'_>)) {
    for activity in &mut process.activities {
        change(Timing::of(&mut activity.work));
    }
    for body in bodies(process) {
        every_step(&mut body.steps, &mut |step| match &mut step.kind {
            StepKind::Task(work) | StepKind::Form(work) => change(Timing::of(work)),
            StepKind::Approve(approve) => {
                change(Timing { due: &mut approve.due, remind: &mut approve.remind, escalate: &mut approve.escalate });
            }
            _ => {}
        });
    }
    change(Timing::of(&mut process.defaults));
}
