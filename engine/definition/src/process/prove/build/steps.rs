//! The ways on from a step, kind by kind.

use crate::model::{Approve, Awaited, Branch, Call, Decide, ResultRule, Route, StartCase, Step, StepKind, Wait, Work};
use crate::name::StepId;
use crate::process::prove::graph::{Choice, Edge, Effect, NodeId, Pick, Who};
use crate::text::Text;

use super::routes::Way;
use super::{Builder, List, effects, rules};

impl<'p> Builder<'p> {
    /// The ways on from a step.
    pub(super) fn ways(&mut self, list: List<'p>, step: &'p Step, below: NodeId) {
        let Some(from) = self.step(list.body, &step.id) else { return };
        if self.bodies.get(list.body).is_some_and(|body| self.process.unsure.has_step(&body.id, &step.id)) {
            self.anything(list, (from, below));
            return self.branches(list, step, below);
        }
        if let Some(when) = &step.when {
            let skipped = Choice { pick: Some(Pick::Skipped), ..Choice::titled(Text::both("пропущено", "skipped")) };
            let effects = effects::of_condition(when, false, self.numbers);
            self.edge(from, Edge { what: Some(skipped), effects, ..Edge::down(below) });
        }
        let skipping = self.graph.edges[from].len();
        self.ways_of_kind(list, step, (from, below));
        if let Some(when) = &step.when {
            let held = effects::of_condition(when, true, self.numbers);
            let ways = &mut self.graph.edges[from][skipping..];
            ways.iter_mut().for_each(|edge| drop(edge.effects.splice(0..0, held.iter().cloned())));
        }
    }

    /// The ways on from a step that is not skipped.
    fn ways_of_kind(&mut self, list: List<'p>, step: &'p Step, (from, below): (NodeId, NodeId)) {
        match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => self.work(list, (from, below), &step.id, work),
            StepKind::Approve(approve) => self.approve(list, (from, below), &step.id, approve),
            StepKind::Wait(wait) => self.wait(list, (from, below), wait),
            StepKind::Decide(decide) => self.decide(list, (from, below), decide),
            StepKind::Set(set) => {
                let effects = effects::of_settings(&set.values, self.numbers);
                self.edge(from, Edge { effects, ..Edge::down(below) });
            }
            StepKind::Plan(_) | StepKind::Notify(_) => self.edge(from, Edge::down(below)),
            StepKind::Finish(outcome) => {
                let to = self.outcome(outcome);
                self.edge(from, Edge::down(to));
            }
            StepKind::Parallel(_) => self.branches(list, step, below),
            StepKind::Each(each) => {
                if let Some(route) = &each.if_empty {
                    if let Some(list) = self.numbers.get(&each.list) {
                        let place = self.graph.edges[from].len();
                        self.graph.if_empty.push((from, place, list));
                    }
                    let what = Some(Choice::titled(Text::both("список пуст", "the list is empty")));
                    self.route(list, Way { from, below, who: Who::Engine, what, effects: Vec::new() }, route);
                }
                self.branches(list, step, below);
            }
            StepKind::Call(call) => self.call(list, (from, below), call),
            StepKind::Start(start) => self.start(list, (from, below), start),
        }
    }

    fn taken(&mut self, list: List<'p>, (from, below): (NodeId, NodeId), rule: &'p ResultRule, who: Who, act: Option<&str>) {
        let (body, step) = (&self.bodies[list.body].id, self.graph.steps[from].map(|step| &step.id));
        if step.is_some_and(|step| self.process.unsure.has_result(body, step, &rule.id)) {
            return self.anything(list, (from, below));
        }
        let by_person = matches!(who, Who::Person(_));
        let choice = Choice {
            act: act.map(|task| (task.to_owned(), rule.id.to_string())),
            result: Some(rule.id.clone()),
            ..Choice::titled(rule.title.clone())
        };
        let effects = effects::of_result(rule, by_person, self.numbers);
        self.route(list, Way { from, below, who, what: Some(choice), effects }, &rule.route);
    }

    fn work(&mut self, list: List<'p>, ends: (NodeId, NodeId), id: &'p StepId, work: &'p Work) {
        let who = Who::Person(rules::of_assignee(&work.assignee));
        for rule in &work.results {
            self.taken(list, ends, rule, who.clone(), Some(id.as_str()));
        }
    }

    fn approve(&mut self, list: List<'p>, ends: (NodeId, NodeId), id: &'p StepId, approve: &'p Approve) {
        let who = approve.approvers.first().map_or(crate::model::Who::Owner, |one| one.role.who.clone());
        for rule in &approve.results {
            self.taken(list, ends, rule, Who::Person(who.clone()), Some(id.as_str()));
            if approve.if_empty.as_ref() == Some(&rule.id) {
                self.taken(list, ends, rule, Who::Engine, None);
            }
        }
    }

    fn wait(&mut self, list: List<'p>, ends: (NodeId, NodeId), wait: &'p Wait) {
        let timeout = wait.timeout.as_ref().and_then(|timeout| wait.results.iter().find(|rule| rule.id == timeout.result));
        if let Some(rule) = timeout {
            self.taken(list, ends, rule, Who::Timer, None);
        }
        let usual = wait.results.iter().find(|rule| timeout.is_none_or(|timeout| timeout.id != rule.id));
        let who = match &wait.awaited {
            Awaited::Activity(activity) => return self.awaits_activity(list, ends, wait, activity),
            Awaited::Signal(_) => Who::Outside,
            Awaited::Moment(_) => Who::Timer,
            Awaited::Condition(_) => Who::Soon,
        };
        let mut what = Choice::titled(wait.title.clone());
        let mut effects = Vec::new();
        match &wait.awaited {
            Awaited::Signal(name) => what.signal = Some(name.to_string()),
            Awaited::Condition(when) => {
                what.pick = Some(Pick::Held);
                effects = effects::of_condition(when, true, self.numbers);
            }
            _ => {}
        }
        let (from, below) = ends;
        if let Some(rule) = usual {
            (what.title, what.result) = (rule.title.clone(), Some(rule.id.clone()));
            effects.extend(effects::of_result(rule, false, self.numbers));
        }
        let route = usual.map_or(&Route::Next, |rule| &rule.route);
        self.route(list, Way { from, below, who: who.clone(), what: Some(what), effects }, route);
        if who == Who::Timer {
            // A moment that has passed is no wait.
            self.graph.edges[from].last().cloned().into_iter().for_each(|edge| self.edge(from, Edge { who: Who::Soon, ..edge }));
        }
    }

    fn awaits_activity(&mut self, list: List<'p>, ends: (NodeId, NodeId), wait: &'p Wait, id: &crate::name::ActivityId) {
        let Some(activity) = self.process.activity(id) else { return };
        let who = Who::Person(rules::of_assignee(&activity.work.assignee));
        for done in &activity.work.results {
            let rule = wait.results.iter().find(|rule| rule.id == done.id);
            let choice = Choice {
                act: Some((id.to_string(), done.id.to_string())),
                result: rule.map(|rule| rule.id.clone()),
                ..Choice::titled(done.title.clone())
            };
            // The activity may have ended long before: what it asked may have been emptied since.
            let effects = rule.map(|rule| effects::of_result(rule, false, self.numbers)).unwrap_or_default();
            let way = Way { from: ends.0, below: ends.1, who: who.clone(), what: Some(choice), effects };
            self.route(list, way, rule.map_or(&Route::Next, |rule| &rule.route));
        }
    }

    fn decide(&mut self, list: List<'p>, (from, below): (NodeId, NodeId), decide: &'p Decide) {
        let table = decide.table.as_ref().and_then(|id| self.process.decisions.iter().find(|table| table.id == *id));
        let mut effects = table.map(|table| effects::of_table(table, self.numbers)).unwrap_or_default();
        if decide.branches.is_empty() {
            return self.edge(from, Edge { effects, ..Edge::down(below) });
        }
        for (number, Branch { when, route }) in decide.branches.iter().enumerate() {
            let mut here: Vec<Effect> = effects.clone();
            let title = when.as_ref().map_or_else(|| Text::both("иначе", "else"), |when| Text::from(when.source()));
            let what = Choice { pick: Some(Pick::Branch(number)), ..Choice::titled(title) };
            if let Some(when) = when {
                here.extend(effects::of_condition(when, true, self.numbers));
                effects.extend(effects::of_condition(when, false, self.numbers));
            }
            self.route(list, Way { from, below, who: Who::Engine, what: Some(what), effects: here }, route);
        }
    }

    fn call(&mut self, list: List<'p>, (from, below): (NodeId, NodeId), call: &'p Call) {
        let taken: Vec<Effect> = call.take.iter().filter_map(|(field, _)| self.numbers.get(field)).map(Effect::Empty).collect();
        let what = Some(Choice::titled(call.title.clone()));
        if !call.results.iter().any(|rule| rule.id.as_str() == "done") {
            self.edge(from, Edge { who: Who::Outside, what, effects: taken.clone(), ..Edge::down(below) });
        }
        for rule in &call.results {
            let mut effects = if rule.id.as_str() == "done" { taken.clone() } else { Vec::new() };
            effects.extend(effects::of_result(rule, false, self.numbers));
            let what = Some(Choice::titled(rule.title.clone()));
            self.route(list, Way { from, below, who: Who::Outside, what, effects }, &rule.route);
        }
    }

    fn start(&mut self, list: List<'p>, (from, below): (NodeId, NodeId), start: &'p StartCase) {
        if !start.awaits {
            return self.edge(from, Edge::down(below));
        }
        for rule in &start.results {
            let effects = effects::of_result(rule, false, self.numbers);
            let what = Some(Choice::titled(rule.title.clone()));
            self.route(list, Way { from, below, who: Who::Outside, what, effects }, &rule.route);
        }
        let named = |kind: &str| start.results.iter().any(|rule| rule.id.as_str() == kind);
        if !["won", "lost", "transferred"].into_iter().all(named) {
            self.edge(from, Edge { who: Who::Outside, what: Some(Choice::titled(start.title.clone())), ..Edge::down(below) });
        }
    }
}
