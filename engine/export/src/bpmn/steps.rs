//! The shapes of one step.

use voronka_definition::model::{Order, StepKind};
use voronka_definition::name::{StageId, StepId};

use super::expand::{Maker, Pending};
use super::plan::{Item, Sign};
use crate::graph::{Exit, ExitKind, Node, NodeKind, Target};
use crate::log::names;
use crate::wording::{capital, times};

/// Where a node stands.
#[derive(Clone, Copy)]
struct Spot {
    lane: usize,
    row: usize,
    /// The gateway at the end of the list, for lists inside a step.
    join: Option<usize>,
}

impl<'a> Maker<'a> {
    /// The shapes of a node, and what its flows wait for.
    pub(super) fn node(&mut self, lane: usize, row: usize, node: &Node, join: Option<usize>) {
        let spot = Spot { lane, row, join };
        let condition = node.condition.as_ref().map(|condition| {
            let name = format!("{}?", capital(condition));
            self.plan.put(row, Sign::Exclusive, &name, lane)
        });
        let entry = if !node.parts.is_empty() {
            self.block(spot, node)
        } else if node.kind.is_wait() && !self.mining() {
            self.wait(spot, node)
        } else if node.kind == NodeKind::Approve && self.mining() {
            self.visas(spot, node)
        } else {
            self.plain(spot, node)
        };
        if let (Some(gateway), Some(skip)) = (condition, &node.skip) {
            let (yes, no) = (self.pick("да", "yes"), self.pick("нет", "no"));
            self.plan.flow(gateway, entry, yes);
            self.leave(spot, gateway, entry, skip.clone(), no.to_owned());
        }
        self.entries.insert(node.id.clone(), condition.unwrap_or(entry));
    }

    fn leave(&mut self, spot: Spot, from: usize, own: usize, to: Target, name: String) {
        self.pending.push(Pending { from, to, name, lane: spot.lane, row: spot.row, own, join: spot.join });
    }

    /// The name of a step: in the mining variant, that of its events.
    fn name(&self, spot: Spot, node: &Node) -> String {
        let lane = &self.graph.lanes[spot.lane];
        if self.mining() { names::step(&lane.title, &node.title) } else { node.title.clone() }
    }

    fn sign(&self, kind: NodeKind) -> Sign {
        match kind {
            NodeKind::Decide | NodeKind::Finish(_) => Sign::Exclusive,
            _ if self.mining() => Sign::Task,
            NodeKind::Task(_) | NodeKind::Approve => Sign::UserTask,
            NodeKind::Set => Sign::ScriptTask,
            NodeKind::Notify => Sign::SendTask,
            NodeKind::Call => Sign::ServiceTask,
            NodeKind::Start => Sign::CallActivity,
            _ => Sign::Task,
        }
    }

    /// One shape with its exits.
    fn plain(&mut self, spot: Spot, node: &Node) -> usize {
        let sign = self.sign(node.kind);
        let name = if matches!(node.kind, NodeKind::Finish(_)) { String::new() } else { self.name(spot, node) };
        let shape = self.plan.put(spot.row, sign, &name, spot.lane);
        self.plan.shapes[shape].note = node.facts.iter().map(|fact| capital(&fact.text)).collect::<Vec<_>>().join(". ");
        if !self.mining() {
            self.ladder(shape, node);
            self.activities(shape, node);
        }
        let exits: Vec<&Exit> = node.exits.iter().collect();
        self.exits(spot, shape, shape, &exits);
        shape
    }

    /// What a step plans, as remarks.
    fn activities(&mut self, shape: usize, node: &Node) {
        for planned in self.graph.planned_at(node) {
            let activity = &self.graph.activities[planned.activity];
            let title = self.words.quoted(&activity.title);
            let facts = match activity.home() == Some(&node.id) {
                true => self.graph.activity_facts(activity),
                false => Vec::new(),
            };
            let told: Vec<_> = std::iter::once(format!("{} {title}", planned.when)).chain(facts).collect();
            self.plan.remark(shape, &told.join(". "));
        }
    }

    /// The timer of a ladder on the edge of a task, and whom it tells.
    fn ladder(&mut self, shape: usize, node: &Node) {
        let Some(ladder) = node.ladder.and_then(|place| self.words.process.ladders.values().nth(place)) else { return };
        let Some(rung) = ladder.rungs.first() else { return };
        let (when, deed) = (capital(&self.words.rung_when(rung)), capital(&self.words.rung_deed(rung)));
        let timer = self.plan.shape(Sign::BoundaryTimer, &when, self.plan.shapes[shape].lane);
        self.plan.shapes[timer].host = Some(shape);
        self.plan.shapes[timer].note = self.words.rungs(ladder).join("; ");
        let end = self.plan.hang(shape, Sign::EscalationEnd, &deed);
        self.plan.flow(timer, end, "");
    }

    /// The exits of a shape: one flow, or a gateway with a flow for each place they lead to.
    fn exits(&mut self, spot: Spot, shape: usize, own: usize, exits: &[&Exit]) {
        let mut ways: Vec<(Target, String)> = Vec::new();
        for exit in exits {
            let (label, more) = self.labels(exit);
            add(&mut ways, exit.to.clone(), label);
            if let Some(otherwise) = exit.bound.as_ref().and_then(|(_, otherwise)| otherwise.clone()) {
                add(&mut ways, Target::Node(otherwise), more);
            }
        }
        if let [(to, name)] = &ways[..] {
            let name = if self.plan.shapes[shape].sign == Sign::Exclusive { name.clone() } else { String::new() };
            return self.leave(spot, shape, own, to.clone(), name);
        }
        let mut from = shape;
        if !self.plan.shapes[shape].sign.is_gateway() {
            let question = self.pick("Результат?", "Result?");
            from = self.plan.put(spot.row, Sign::Exclusive, question, spot.lane);
            self.plan.flow(shape, from, "");
        }
        for (to, name) in ways {
            let name = if name.is_empty() { self.pick("иначе", "otherwise").to_owned() } else { name };
            self.leave(spot, from, own, to, name);
        }
    }

    /// The words on an exit, and on the way that its bound opens.
    fn labels(&self, exit: &Exit) -> (String, String) {
        match &exit.bound {
            None => (exit.label.clone(), String::new()),
            Some((at_most, _)) => {
                let (bound, more) = (times(*at_most, self.words.locale), self.pick("сверх этого", "after that"));
                (format!("{} ({bound})", exit.label), format!("{}, {more}", exit.label))
            }
        }
    }

    /// A wait: an event that is caught, and beside it a timer where its patience ends.
    fn wait(&mut self, spot: Spot, node: &Node) -> usize {
        let sign = match node.kind {
            NodeKind::WaitSignal => Sign::CatchSignal,
            NodeKind::WaitMoment => Sign::CatchTimer,
            _ => Sign::CatchCondition,
        };
        let (late, usual): (Vec<&Exit>, Vec<&Exit>) = node.exits.iter().partition(|exit| exit.kind == ExitKind::Timeout);
        let Some(timeout) = late.first() else {
            let caught = self.plan.put(spot.row, sign, &node.title, spot.lane);
            self.activities(caught, node);
            self.exits(spot, caught, caught, &usual);
            return caught;
        };
        let gateway = self.plan.put(spot.row, Sign::EventBased, &node.title, spot.lane);
        let caught = self.plan.put(spot.row, sign, &node.title, spot.lane);
        self.activities(caught, node);
        self.plan.flow(gateway, caught, "");
        self.exits(spot, caught, gateway, if usual.is_empty() { &late } else { &usual });
        let timer = self.plan.put(spot.row, Sign::CatchTimer, &timeout.label, spot.lane);
        self.plan.flow(gateway, timer, "");
        self.exits(spot, timer, gateway, &late);
        gateway
    }

    /// An approval as its visas, any of which may be left out: when the verdict is known, the rest are not asked.
    fn visas(&mut self, spot: Spot, node: &Node) -> usize {
        let Some(StepKind::Approve(approve)) = self.step_kind(node) else { return self.plain(spot, node) };
        let names = names::visas(self.words, &self.graph.lanes[spot.lane].title, approve);
        let verdict = self.pick("Решение?", "Verdict?").to_owned();
        let side_by_side = approve.order == Order::Parallel && names.len() > 1;
        let sign = if side_by_side { Sign::Parallel } else { Sign::Exclusive };
        let split = self.plan.put(spot.row, sign, "", spot.lane);
        let mut last = split;
        if side_by_side {
            let rows: Vec<usize> = names.iter().map(|_| self.new_row()).collect();
            self.plan.rows[spot.row].push(Item::Rows(rows.clone()));
            let join = self.plan.put(spot.row, Sign::Parallel, "", spot.lane);
            for (row, name) in rows.into_iter().zip(&names) {
                let (first, end) = self.optional(Spot { row, ..spot }, name);
                self.plan.flow(split, first, "");
                self.plan.flow(end, join, "");
            }
            last = join;
        } else {
            for (place, name) in names.iter().enumerate() {
                // Somebody is always asked: the first one, where nothing stands against it.
                let is_asked = place == 0 && approve.approvers[0].when.is_none();
                let (first, end) = if is_asked { self.certain(spot, name) } else { self.optional(spot, name) };
                self.plan.flow(last, first, "");
                last = end;
            }
        }
        let gateway = self.plan.put(spot.row, Sign::Exclusive, &verdict, spot.lane);
        self.plan.flow(last, gateway, "");
        if approve.document.is_some() {
            self.plan.flow(gateway, split, self.pick("документ изменился", "the document changed"));
        }
        let exits: Vec<&Exit> = node.exits.iter().collect();
        self.exits(spot, gateway, split, &exits);
        split
    }

    fn new_row(&mut self) -> usize {
        self.plan.rows.push(Vec::new());
        self.plan.rows.len() - 1
    }

    /// A task that is always done; its first and its last shape.
    fn certain(&mut self, spot: Spot, name: &str) -> (usize, usize) {
        let task = self.plan.put(spot.row, Sign::Task, name, spot.lane);
        (task, task)
    }

    /// A task that may be left out; gives its first and its last shape.
    fn optional(&mut self, spot: Spot, name: &str) -> (usize, usize) {
        let choice = self.pick("Нужно?", "Needed?");
        let split = self.plan.put(spot.row, Sign::Exclusive, choice, spot.lane);
        let task = self.plan.put(spot.row, Sign::Task, name, spot.lane);
        let join = self.plan.put(spot.row, Sign::Exclusive, "", spot.lane);
        self.plan.flow(split, task, self.pick("да", "yes"));
        self.plan.flow(task, join, "");
        self.plan.flow(split, join, self.pick("нет", "no"));
        (split, join)
    }

    /// The names that the log gives to what a step does.
    fn names(&self, spot: Spot, node: &Node) -> Vec<String> {
        match self.step_kind(node) {
            Some(StepKind::Approve(approve)) => names::visas(self.words, &self.graph.lanes[spot.lane].title, approve),
            Some(StepKind::Decide(_) | StepKind::Parallel(_) | StepKind::Each(_) | StepKind::Finish(_)) => Vec::new(),
            _ => vec![names::step(&self.graph.lanes[spot.lane].title, &node.title)],
        }
    }

    fn step_kind(&self, node: &Node) -> Option<&'a StepKind> {
        let (stage, step) = node.id.split_once('.')?;
        self.words.process.step(&StageId::from(stage), &StepId::from(step)).map(|step| &step.kind)
    }

    /// Branches side by side, or the rounds of an `each`.
    fn block(&mut self, spot: Spot, node: &Node) -> usize {
        if matches!(node.kind, NodeKind::Each | NodeKind::EachInTurn) {
            return self.rounds(spot, node);
        }
        let split = self.plan.put(spot.row, Sign::Parallel, &node.title, spot.lane);
        let rows: Vec<usize> = node.parts.iter().map(|_| self.new_row()).collect();
        let leaves = self.mining() && node.parts.iter().any(|part| leaves(&part.nodes));
        let mut left: Vec<(Target, String)> = Vec::new();
        let mut finished = Vec::new();
        self.plan.rows[spot.row].push(Item::Rows(rows.clone()));
        let join = self.plan.put(spot.row, Sign::Parallel, &self.enough(node), spot.lane);
        for (row, part) in rows.into_iter().zip(&node.parts) {
            let end = self.plan.shape(Sign::Exclusive, "", spot.lane);
            let before = self.plan.shapes.len();
            self.nodes(spot.lane, row, &part.nodes, Some(end));
            self.plan.rows[row].push(Item::Shape(end, Vec::new()));
            let first = part.nodes.first().map(|first| self.entries[&first.id]);
            if let Some(first) = first {
                self.plan.flow(split, first, "");
            }
            if leaves {
                self.hold_back(before, end, &mut left);
            }
            if self.mining() && (leaves || node.enough.is_some()) {
                self.abandon(before, row, end);
            }
            let ends = |pending: &Pending| pending.to == Target::PartEnd && pending.join == Some(end);
            if self.pending.iter().any(ends) || self.plan.flows.iter().any(|flow| flow.to == end) {
                finished.push(end);
            }
        }
        // A join that a single branch reaches would be none.
        let mut from = join;
        match finished[..] {
            [only] => from = only,
            _ => finished.iter().for_each(|end| self.plan.flow(*end, join, "")),
        }
        let join = from;
        if !left.is_empty() {
            from = self.plan.put(spot.row, Sign::Exclusive, self.pick("Стадия оставлена?", "Was the stage left?"), spot.lane);
            self.plan.flow(join, from, "");
        }
        for (to, name) in left {
            self.leave(spot, from, split, to, name);
        }
        let exits: Vec<&Exit> = node.exits.iter().collect();
        self.exits(spot, from, split, &exits);
        split
    }

    /// What a join says that need not wait for all: the checkers of diagrams allow no gateway that would mean it.
    fn enough(&self, node: &Node) -> String {
        match node.enough {
            None => String::new(),
            Some(1) => self.pick("Достаточно одного", "One is enough").to_owned(),
            Some(number) => self.pick(format!("Достаточно: {number}"), format!("{number} are enough")),
        }
    }

    /// Flows that leave the stage from within a branch go to its end first, where the other branches are given up, and leave from
    /// behind the join: no token stays behind.
    fn hold_back(&mut self, from: usize, end: usize, left: &mut Vec<(Target, String)>) {
        for pending in self.pending.iter_mut().filter(|pending| pending.own >= from && is_leave(&pending.to)) {
            let to = std::mem::replace(&mut pending.to, Target::PartEnd);
            pending.join = Some(end);
            add(left, to, pending.name.clone());
        }
    }

    /// A branch whose rest may be cancelled: from before each of its tasks there is a way to its end.
    fn abandon(&mut self, from: usize, row: usize, end: usize) {
        let tasks: Vec<usize> =
            (from..self.plan.shapes.len()).filter(|shape| self.plan.shapes[*shape].sign == Sign::Task).collect();
        let lane = self.plan.shapes[end].lane;
        for task in tasks {
            let gateway = self.plan.put(row, Sign::Exclusive, self.pick("Еще нужно?", "Still needed?"), lane);
            self.plan.flows.iter_mut().filter(|flow| flow.to == task).for_each(|flow| flow.to = gateway);
            for entry in self.entries.values_mut().filter(|entry| **entry == task) {
                *entry = gateway;
            }
            for pending in self.pending.iter_mut().filter(|pending| pending.own == task) {
                pending.own = gateway;
            }
            self.plan.flow(gateway, task, self.pick("да", "yes"));
            self.plan.flow(gateway, end, self.pick("нет", "no"));
        }
    }

    /// The steps for every item as a loop. Items side by side mix their steps: in the mining variant any step may follow any other.
    fn rounds(&mut self, spot: Spot, node: &Node) -> usize {
        let Some(part) = node.parts.first() else { return self.plain(spot, node) };
        let more = self.pick("Есть еще строки?", "More rows?");
        let split = self.plan.put(spot.row, Sign::Exclusive, &format!("{}: {}", node.title, more.to_lowercase()), spot.lane);
        let row = self.new_row();
        self.plan.rows[spot.row].push(Item::Rows(vec![row]));
        if self.mining() && node.kind == NodeKind::Each {
            for inner in crate::graph::every(&part.nodes) {
                self.entries.insert(inner.id.clone(), split);
                for name in self.names(spot, inner) {
                    let task = self.plan.put(row, Sign::Task, &name, spot.lane);
                    self.plan.flow(split, task, &inner.title);
                    self.plan.flow(task, split, "");
                }
                for exit in inner.exits.iter().filter(|exit| is_leave(&exit.to)) {
                    self.leave(spot, split, split, exit.to.clone(), exit.label.clone());
                }
            }
        } else {
            self.nodes(spot.lane, row, &part.nodes, Some(split));
            if let Some(first) = part.nodes.first() {
                let to = self.entries[&first.id];
                self.plan.flow(split, to, self.pick("да", "yes"));
            }
        }
        for exit in &node.exits {
            let name = if exit.label.is_empty() { self.pick("нет", "no").to_owned() } else { exit.label.clone() };
            self.leave(spot, split, split, exit.to.clone(), name);
        }
        split
    }
}

/// Whether anything in a list leads out of its stage.
fn leaves(nodes: &[Node]) -> bool {
    crate::graph::every(nodes).iter().any(|node| node.exits.iter().any(|exit| is_leave(&exit.to)))
}

fn is_leave(to: &Target) -> bool {
    matches!(to, Target::Stage(_) | Target::Return(_) | Target::Outcome(_))
}

/// One more name for a way, or one more way.
fn add(ways: &mut Vec<(Target, String)>, to: Target, name: String) {
    let same = |known: &Target| match (known, &to) {
        (Target::Below(a) | Target::Node(a), Target::Below(b) | Target::Node(b)) => a == b,
        (a, b) => a == b,
    };
    match ways.iter_mut().find(|(known, _)| same(known)) {
        Some((_, names)) if !names.is_empty() && !name.is_empty() => *names = format!("{names} / {name}"),
        Some(_) => {}
        None => ways.push((to, name)),
    }
}
