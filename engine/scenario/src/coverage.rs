//! Coverage: what of a process some scenarios took, and what none did.
//!
//! Five numbers: stages (outcomes are the last ones), steps (activities too), results (branches of a decision too), escalations
//! (rungs of the ladders), and loops: each bound counts twice, once for a loop taken and once for the bound exceeded.

use std::collections::{BTreeMap, BTreeSet};

use voronka_core::case::{ApprovalState, Origin, Task};
use voronka_core::{Event, Recorded};
use voronka_definition::model::{Each, Process, ResultRule, Route, Step, StepKind, Table};
use voronka_definition::name::{ActivityId, DecisionId, LadderId, OutcomeId, ResultId, StageId, StepId};

use crate::places::Places;

/// Something of a process that a scenario can take.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Mark {
    Stage(StageId),
    Outcome(OutcomeId),
    /// A handler that began.
    Handler(StageId),
    /// A row of a decision table, from 1; 0 is `else`.
    Row(DecisionId, u32),
    Step(StageId, StepId),
    Activity(ActivityId),
    Result(StageId, StepId, ResultId),
    ActivityResult(ActivityId, ResultId),
    /// A rung of a ladder, from 1.
    Rung(LadderId, u32),
    /// A bounded loop that was taken.
    Loop(StageId, StepId, ResultId),
    /// A bound that was exceeded.
    Beyond(StageId, StepId, ResultId),
}

/// What the five numbers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Group {
    Stages,
    Steps,
    Results,
    Escalations,
    Loops,
}

impl Group {
    /// Every one in order.
    pub const ALL: [Self; 5] = [Self::Stages, Self::Steps, Self::Results, Self::Escalations, Self::Loops];
}

impl Mark {
    /// Which number it counts for.
    pub fn group(&self) -> Group {
        match self {
            Self::Stage(_) | Self::Outcome(_) | Self::Handler(_) => Group::Stages,
            Self::Step(..) | Self::Activity(_) => Group::Steps,
            Self::Result(..) | Self::ActivityResult(..) | Self::Row(..) => Group::Results,
            Self::Rung(..) => Group::Escalations,
            Self::Loop(..) | Self::Beyond(..) => Group::Loops,
        }
    }

    /// Its name, as a file of scenarios would write it.
    pub fn name(&self) -> String {
        match self {
            Self::Stage(stage) | Self::Handler(stage) => stage.to_string(),
            Self::Row(table, 0) => format!("{table} else"),
            Self::Row(table, row) => format!("{table}[{row}]"),
            Self::Outcome(outcome) => outcome.to_string(),
            Self::Step(stage, step) => format!("{stage}.{step}"),
            Self::Activity(activity) => activity.to_string(),
            Self::Result(stage, step, result) => format!("{stage}.{step}.{result}"),
            Self::ActivityResult(activity, result) => format!("{activity}.{result}"),
            Self::Rung(ladder, rung) => format!("{ladder}[{rung}]"),
            Self::Loop(stage, step, result) => format!("{stage}.{step}.{result}"),
            Self::Beyond(stage, step, result) => format!("{stage}.{step}.{result} else"),
        }
    }
}

/// A part of a process, and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub mark: Mark,
    /// The line.
    pub line: u32,
}

/// Everything of a process that can be taken, in the order of the file.
pub fn parts(process: &Process, places: &Places) -> Vec<Part> {
    let mut list = Parts { places, parts: Vec::new() };
    for activity in &process.activities {
        list.add(Mark::Activity(activity.id.clone()), &["activities", activity.id.as_str()]);
        for result in &activity.work.results {
            let path = ["activities", activity.id.as_str(), "results", result.id.as_str()];
            list.add(Mark::ActivityResult(activity.id.clone(), result.id.clone()), &path);
        }
    }
    for stage in &process.stages {
        list.add(Mark::Stage(stage.id.clone()), &["stages", stage.id.as_str()]);
        stage.every_step().into_iter().for_each(|step| list.step("stages", &stage.id, step));
    }
    for handler in &process.handlers {
        let body = &handler.body;
        list.add(Mark::Handler(body.id.clone()), &["on", body.id.as_str()]);
        body.every_step().into_iter().for_each(|step| list.step("on", &body.id, step));
    }
    process.decisions.iter().for_each(|table| list.table(table));
    for outcome in &process.outcomes {
        list.add(Mark::Outcome(outcome.id.clone()), &["outcomes", outcome.id.as_str()]);
    }
    for (id, ladder) in &process.ladders {
        for place in 0..ladder.rungs.len() {
            let line = places.line_of_rung(id, place);
            list.parts.push(Part { mark: Mark::Rung(id.clone(), place as u32 + 1), line });
        }
    }
    list.parts
}

struct Parts<'a> {
    places: &'a Places,
    parts: Vec<Part>,
}

impl Parts<'_> {
    fn add(&mut self, mark: Mark, path: &[&str]) {
        self.parts.push(Part { mark, line: self.places.line(path) });
    }

    fn step(&mut self, section: &str, stage: &StageId, step: &Step) {
        let path = [section, stage.as_str(), "steps", step.id.as_str()];
        self.add(Mark::Step(stage.clone(), step.id.clone()), &path);
        for rule in rules(step) {
            self.result(&path, &rule.id, &rule.route);
        }
        if let StepKind::Decide(decide) = &step.kind {
            for (branch, number) in decide.branches.iter().zip(1..) {
                self.result(&path, &branch_name(number), &branch.route);
            }
        }
        if let StepKind::Each(Each { if_empty: Some(route), .. }) = &step.kind {
            self.result(&path, &ResultId::from(IF_EMPTY), route);
        }
    }

    fn table(&mut self, table: &Table) {
        for (row, number) in table.rows.iter().zip(1..) {
            self.parts.push(Part { mark: Mark::Row(table.id.clone(), number), line: row.line });
        }
        if table.otherwise.is_some() {
            self.add(Mark::Row(table.id.clone(), 0), &["decisions", table.id.as_str(), "else"]);
        }
    }

    fn result(&mut self, step_path: &[&str; 4], result: &ResultId, route: &Route) {
        let [section, stage, steps, step] = *step_path;
        let path = [section, stage, steps, step, "results", result.as_str()];
        let (stage, step) = (StageId::from(stage), StepId::from(step));
        let named = |mark: fn(StageId, StepId, ResultId) -> Mark| mark(stage.clone(), step.clone(), result.clone());
        self.add(named(Mark::Result), &path);
        if is_bounded(route) {
            self.add(named(Mark::Loop), &path);
            self.add(named(Mark::Beyond), &path);
        }
    }
}

/// The results of a step.
pub(crate) fn rules(step: &Step) -> &[ResultRule] {
    match &step.kind {
        StepKind::Task(work) | StepKind::Form(work) => &work.results,
        StepKind::Approve(approve) => &approve.results,
        StepKind::Wait(wait) => &wait.results,
        StepKind::Call(call) => &call.results,
        StepKind::Start(start) => &start.results,
        _ => &[],
    }
}

/// The way on from an `each` whose list is empty.
const IF_EMPTY: &str = "if_empty";

/// A branch of a decision has no name but its number.
fn branch_name(number: u32) -> ResultId {
    ResultId::from(number.to_string())
}

fn is_bounded(route: &Route) -> bool {
    match route {
        Route::Again { .. } => true,
        Route::Jump(jump) => jump.bound.is_some(),
        Route::Return(rule) => rule.bound.is_some(),
        _ => false,
    }
}

/// What a history took of a process.
pub fn taken(process: &Process, history: &[Recorded]) -> BTreeSet<Mark> {
    let mut walk = Walk {
        process,
        stage: StageId::from(""),
        tasks: BTreeMap::new(),
        bodies: BTreeMap::new(),
        standing: BTreeMap::new(),
        marks: BTreeSet::new(),
        reached: None,
    };
    for recorded in history {
        walk.take(&recorded.event);
    }
    walk.count_reached();
    walk.marks
}

/// A walk through a history.
struct Walk<'a> {
    process: &'a Process,
    stage: StageId,
    tasks: BTreeMap<u32, Task>,
    /// The handlers that tokens walk, branches of theirs included.
    bodies: BTreeMap<u32, StageId>,
    /// The stage or handler in which each token reached its last step: a stage and a handler may have steps of one name.
    standing: BTreeMap<u32, StageId>,
    marks: BTreeSet<Mark>,
    /// A step that counts, unless it turns out to be skipped.
    reached: Option<(u32, StepId)>,
}

impl Walk<'_> {
    fn take(&mut self, event: &Event) {
        match event {
            Event::StepSkipped { .. } => self.reached = None,
            _ => self.count_reached(),
        }
        match event {
            Event::StageEntered { stage, .. } => {
                self.stage = stage.clone();
                self.marks.insert(Mark::Stage(stage.clone()));
            }
            Event::CaseFinished { outcome, .. } => {
                self.marks.insert(Mark::Outcome(outcome.clone()));
            }
            Event::StepReached { token, step } => {
                let body = self.bodies.get(token).unwrap_or(&self.stage).clone();
                self.standing.insert(*token, body);
                self.reached = Some((*token, step.clone()));
            }
            Event::HandlerBegan { token, handler } => {
                self.bodies.insert(*token, handler.clone());
                self.marks.insert(Mark::Handler(handler.clone()));
            }
            Event::BranchBegan { token, within, .. } => {
                if let Some(body) = self.bodies.get(&within.parent).cloned() {
                    self.bodies.insert(*token, body);
                }
            }
            Event::BranchesBegan { token, step, all: 0, .. } => self.result(*token, step, &ResultId::from(IF_EMPTY)),
            Event::CallAnswered { token, step, .. } => self.result(*token, step, &ResultId::from("done")),
            Event::CallFailed { token, step, again: false, .. } => self.result(*token, step, &ResultId::from("failed")),
            Event::ChildEnded { token, step, kind } => self.result(*token, step, &ResultId::from(kind.name())),
            Event::TableAsked { table, rows, .. } => self.rows(table, rows),
            Event::BranchTaken { token, step, branch, .. } => self.result(*token, step, &branch_name(*branch)),
            Event::TaskCreated { task } => {
                if let Origin::Activity(activity) = &task.origin {
                    self.marks.insert(Mark::Activity(activity.clone()));
                }
                self.tasks.insert(task.number, (**task).clone());
            }
            Event::TaskCompleted { task, result, .. } => self.completed(*task, result),
            Event::WaitEnded { token, step, result: Some(result) } | Event::WaitTimedOut { token, step, result } => {
                self.result(*token, step, result);
            }
            Event::ApprovalEnded { stage, step, state, .. } => self.approval(stage, step, *state),
            Event::LoopTaken { token, step, result, .. } | Event::ReturnTaken { token, step, result, .. } => {
                self.marks.insert(Mark::Loop(self.body(*token), step.clone(), result.clone()));
            }
            Event::BoundReached { token, step, result, .. } => {
                self.marks.insert(Mark::Beyond(self.body(*token), step.clone(), result.clone()));
            }
            Event::RungTaken { task, rung, .. } => self.rung(*task, *rung),
            _ => {}
        }
    }

    fn count_reached(&mut self) {
        if let Some((token, step)) = self.reached.take() {
            self.marks.insert(Mark::Step(self.body(token), step));
        }
    }

    /// The stage or handler in which a token stands.
    fn body(&self, token: u32) -> StageId {
        self.standing.get(&token).unwrap_or(&self.stage).clone()
    }

    fn rows(&mut self, table: &DecisionId, rows: &[u32]) {
        let rows = if rows.is_empty() { &[0] } else { rows };
        self.marks.extend(rows.iter().map(|row| Mark::Row(table.clone(), *row)));
    }

    fn result(&mut self, token: u32, step: &StepId, result: &ResultId) {
        self.marks.insert(Mark::Result(self.body(token), step.clone(), result.clone()));
    }

    fn completed(&mut self, task: u32, result: &ResultId) {
        let mark = match self.tasks.get(&task).map(|task| &task.origin) {
            Some(Origin::Step { stage, step, .. }) => Mark::Result(stage.clone(), step.clone(), result.clone()),
            Some(Origin::Activity(activity)) => Mark::ActivityResult(activity.clone(), result.clone()),
            _ => return,
        };
        self.marks.insert(mark);
    }

    fn approval(&mut self, stage: &StageId, step: &StepId, state: ApprovalState) {
        let result = match state {
            ApprovalState::Approved => "approved",
            ApprovalState::Rework => "rework",
            ApprovalState::Rejected => "rejected",
            ApprovalState::Pending | ApprovalState::Stale | ApprovalState::Abandoned => return,
        };
        self.marks.insert(Mark::Result(stage.clone(), step.clone(), ResultId::from(result)));
    }

    fn rung(&mut self, task: u32, rung: u32) {
        let ladder = self.tasks.get(&task).and_then(|task| task.origin.ladder(self.process));
        if let Some(ladder) = ladder.cloned() {
            self.marks.insert(Mark::Rung(ladder, rung));
        }
    }
}

/// One of the five numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What it counts.
    pub group: Group,
    /// How many were taken.
    pub taken: usize,
    /// How many there are.
    pub all: usize,
    /// Those never taken, in the order of the file.
    pub never: Vec<Part>,
}

/// The five numbers of a process for what was taken of it.
pub fn counts(parts: &[Part], taken: &BTreeSet<Mark>) -> Vec<Count> {
    let count = |group: Group| {
        let of_group: Vec<&Part> = parts.iter().filter(|part| part.mark.group() == group).collect();
        let never: Vec<Part> = of_group.iter().filter(|part| !taken.contains(&part.mark)).map(|part| (*part).clone()).collect();
        Count { group, taken: of_group.len() - never.len(), all: of_group.len(), never }
    };
    Group::ALL.map(count).to_vec()
}
