//! The ways on from a step.

use voronka_definition::model::{Awaited, Bound, ResultRule, Route, Step, StepKind, Wait};

use voronka_definition::name::StepId;

use super::build::{Builder, List, after};
use super::{Exit, ExitKind, Target};

impl<'a> Builder<'a> {
    /// The ways on from a step, in the order they are written.
    pub(super) fn exits(&self, list: List<'a>, step: &'a Step) -> Vec<Exit> {
        match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => self.results(list, step, &work.results),
            StepKind::Approve(approve) => self.results(list, step, &approve.results),
            StepKind::Wait(wait) if !wait.results.is_empty() => self.waited(list, step, wait),
            StepKind::Call(call) if !call.results.is_empty() => {
                let mut exits = self.results(list, step, &call.results);
                if !exits.iter().any(|exit| exit.id == "done") {
                    exits.insert(0, self.only(self.next(list, step), !step.by_name));
                }
                exits
            }
            StepKind::Start(start) if !start.results.is_empty() => {
                let mut exits = self.results(list, step, &start.results);
                if exits.len() < 3 {
                    exits.push(self.only(self.next(list, step), !step.by_name));
                }
                exits
            }
            StepKind::Each(each) => {
                let mut exits = vec![self.only(self.next(list, step), !step.by_name)];
                if let Some(route) = each.if_empty.as_ref().filter(|route| !matches!(route, Route::Next)) {
                    let label = self.words.pick("Список пуст", "The list is empty").to_owned();
                    let empty = self.exit(list, step, (super::EMPTY.to_owned(), label), ExitKind::Branch, route);
                    if empty.to != exits[0].to {
                        exits.push(empty);
                    }
                }
                exits
            }
            StepKind::Decide(decide) if !decide.branches.is_empty() => {
                let mut exits: Vec<_> = Vec::new();
                for (place, branch) in decide.branches.iter().enumerate() {
                    let label = match &branch.when {
                        Some(when) => crate::wording::capital(&self.words.condition(when)),
                        None if decide.branches.len() == 1 => String::new(),
                        None => self.words.pick("Иначе", "Otherwise").to_owned(),
                    };
                    let id = format!("branch_{}", place + 1);
                    exits.push(self.exit(list, step, (id, label), ExitKind::Branch, &branch.route));
                }
                exits
            }
            StepKind::Finish(outcome) => vec![self.only(Target::Outcome(self.outcome_place(outcome)), false)],
            _ => vec![self.only(self.next(list, step), !step.by_name)],
        }
    }

    /// The ways on from a wait: its results, and those of what it awaits that it does not write, which lead to the next step.
    fn waited(&self, list: List<'a>, step: &'a Step, wait: &'a Wait) -> Vec<Exit> {
        let mut exits = self.results(list, step, &wait.results);
        let late = wait.timeout.as_ref().and_then(|timeout| exits.iter().position(|exit| exit.id == timeout.result.as_str()));
        let late = late.map(|place| exits.remove(place));
        let passed = |id: &str, label: String| {
            let named = (id.to_owned(), label);
            self.exit(list, step, named, ExitKind::Result, &Route::Next)
        };
        match &wait.awaited {
            Awaited::Activity(activity) => {
                let results =
                    self.words.process.activity(activity).map(|activity| &activity.work.results[..]).unwrap_or_default();
                for rule in results.iter().filter(|rule| wait.results.iter().all(|written| written.id != rule.id)) {
                    exits.push(passed(rule.id.as_str(), self.words.text(&rule.title)));
                }
                // The activity may end with the result that the time-out takes.
                exits.extend(late.clone().filter(|late| results.iter().any(|rule| rule.id.as_str() == late.id)));
            }
            _ if exits.is_empty() => exits.push(passed("", self.words.pick("Дождались", "It came").to_owned())),
            _ => {}
        }
        let due = wait.timeout.as_ref().map_or_else(String::new, |timeout| self.words.due(&timeout.after));
        exits.extend(late.map(|late| Exit { kind: ExitKind::Timeout, label: format!("{} ({due})", late.label), ..late }));
        exits
    }

    fn only(&self, to: Target, falls: bool) -> Exit {
        Exit { id: String::new(), label: String::new(), kind: ExitKind::Only, to, back: false, falls, bound: None }
    }

    fn results(&self, list: List<'a>, step: &'a Step, results: &[ResultRule]) -> Vec<Exit> {
        let exit = |rule: &ResultRule| {
            let named = (rule.id.to_string(), self.words.text(&rule.title));
            self.exit(list, step, named, ExitKind::Result, &rule.route)
        };
        results.iter().map(exit).collect()
    }

    fn exit(&self, list: List<'a>, step: &'a Step, (id, label): (String, String), kind: ExitKind, route: &Route) -> Exit {
        let counted = |bound: &Bound| (bound.at_most, Some(self.id_of(&bound.otherwise)));
        let (to, bound) = match route {
            Route::Next => (self.next(list, step), None),
            Route::End => (self.end(list), None),
            Route::Jump(jump) => (Target::Node(self.id_of(&jump.step)), jump.bound.as_ref().map(counted)),
            Route::Again { bound, .. } => (Target::Again, Some(counted(bound))),
            Route::Stage(stage) => (Target::Stage(self.stage_place(stage)), None),
            Route::Return(rule) => (Target::Return(self.stage_place(&rule.stage)), rule.bound.as_ref().map(counted)),
            Route::Finish(outcome) => (Target::Outcome(self.outcome_place(outcome)), None),
        };
        let last = after(list, step).is_none();
        let falls = !step.by_name && (*route == Route::Next || (*route == Route::End && last));
        let place = |id: &StepId| list.steps.iter().position(|step| step.id == *id);
        let back = match route {
            Route::Jump(jump) => place(&jump.step) <= place(&step.id),
            Route::Again { .. } => true,
            _ => false,
        };
        Exit { id, label, kind, to, back, falls, bound }
    }

    /// Where the flow falls to.
    pub(super) fn next(&self, list: List<'a>, step: &'a Step) -> Target {
        match after(list, step) {
            Some(next) if step.by_name => Target::Node(self.id_of(&next.id)),
            Some(next) => Target::Below(self.id_of(&next.id)),
            None => self.end(list),
        }
    }

    fn end(&self, list: List<'a>) -> Target {
        match (list.inside, self.handler) {
            (true, _) => Target::PartEnd,
            (false, Some(_)) => Target::Over,
            (false, None) => Target::StageEnd,
        }
    }
}
