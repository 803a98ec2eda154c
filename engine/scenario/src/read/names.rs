//! Names: what a file of scenarios may speak of: people, stages, tasks, results, signals.

use std::collections::{BTreeMap, BTreeSet};

use voronka_definition::diagnostic::{Findings, Span};
use voronka_definition::model::{Awaited, Occasion, ResultRule, Stage, Step, StepKind, Trigger};
use voronka_definition::name::{PersonId, ResultId};
use voronka_definition::yaml::{Node, read};

use super::Given;
use crate::script::TaskName;

/// The tasks that the engine itself makes, with their results.
const OF_ENGINE: [(&str, &[&str]); 6] = [
    ("requirements", &["saved"]),
    ("outcome_form", &["saved"]),
    ("follow_up", &["done", "cancelled"]),
    ("by_hand", &["done", "cancelled"]),
    ("limit", &["done", "cancelled"]),
    ("next_step", &["done", "cancelled"]),
];

/// The names of a process and an organisation.
pub(super) struct Names<'a> {
    given: Given<'a>,
    findings: &'a Findings,
    /// Every task by its name, and by `stage.name`, with its results.
    tasks: BTreeMap<String, BTreeSet<String>>,
    /// The steps at which a case waits for something that is no task: waits, calls, starts that await the end.
    waits: BTreeSet<String>,
    calls: BTreeSet<String>,
    starts: BTreeSet<String>,
    signals: BTreeSet<String>,
}

impl<'a> Names<'a> {
    pub(super) fn of(given: Given<'a>, findings: &'a Findings) -> Self {
        let none = BTreeSet::new;
        let tasks = BTreeMap::new();
        let mut names = Self { given, findings, tasks, waits: none(), calls: none(), starts: none(), signals: none() };
        for (task, results) in OF_ENGINE {
            names.tasks.entry(task.to_owned()).or_default().extend(results.iter().map(|result| (*result).to_owned()));
        }
        for activity in &given.process.activities {
            names.add_task(activity.id.as_str(), &activity.work.results);
        }
        for body in given.process.bodies() {
            body.every_step().into_iter().for_each(|step| names.add_step(body, step));
        }
        for handler in &given.process.handlers {
            if let Trigger::Signal(signal) = &handler.trigger {
                names.signals.insert(signal.to_string());
            }
        }
        for rule in given.process.scores.iter().flat_map(|score| &score.rules) {
            if let Occasion::Signal { name, .. } = &rule.occasion {
                names.signals.insert(name.to_string());
            }
        }
        names
    }

    fn add_step(&mut self, stage: &Stage, step: &Step) {
        let results = match &step.kind {
            StepKind::Task(work) | StepKind::Form(work) => &work.results,
            StepKind::Approve(approve) => &approve.results,
            StepKind::Call(_) => {
                self.calls.insert(step.id.to_string());
                self.waits.insert(step.id.to_string());
                return;
            }
            StepKind::Start(_) => {
                self.starts.insert(step.id.to_string());
                self.waits.insert(step.id.to_string());
                return;
            }
            StepKind::Wait(wait) => {
                self.waits.insert(step.id.to_string());
                if let Awaited::Signal(signal) = &wait.awaited {
                    self.signals.insert(signal.to_string());
                }
                return;
            }
            _ => return,
        };
        self.add_task(step.id.as_str(), results);
        self.add_task(&format!("{}.{}", stage.id, step.id), results);
    }

    fn add_task(&mut self, name: &str, results: &[ResultRule]) {
        self.tasks.entry(name.to_owned()).or_default().extend(results.iter().map(|result| result.id.to_string()));
    }

    fn known<'n>(
        &self,
        code: &'static str,
        node: &'n Node,
        what: (&str, &str),
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<&'n str> {
        let name = read::scalar(node, what, self.findings)?;
        if known.clone().any(|known| known == name) {
            return Some(name);
        }
        read::unknown(code, name, what, known, node.span, self.findings);
        None
    }

    pub(super) fn person(&self, node: &'a Node) -> Option<PersonId> {
        let people = self.given.organisation.people.keys().map(PersonId::as_str);
        self.known("unknown_person", node, ("человек организации", "a person of the organisation"), people).map(PersonId::from)
    }

    pub(super) fn people(&self, node: &'a Node) -> Vec<PersonId> {
        read::one_or_many(node).iter().filter_map(|node| self.person(node)).collect()
    }

    pub(super) fn stage(&self, node: &'a Node) -> Option<&'a str> {
        let stages = self.given.process.stages.iter().map(|stage| stage.id.as_str());
        self.known("unknown_stage", node, ("стадия процесса", "a stage of the process"), stages)
    }

    pub(super) fn outcome(&self, node: &'a Node) -> Option<&'a str> {
        let outcomes = self.given.process.outcomes.iter().map(|outcome| outcome.id.as_str());
        self.known("unknown_outcome", node, ("исход процесса", "an outcome of the process"), outcomes)
    }

    pub(super) fn process(&self, node: &'a Node) -> Option<&'a str> {
        let processes = self.given.processes.iter().map(|process| process.as_str());
        self.known("unknown_process", node, ("процесс", "a process"), processes)
    }

    pub(super) fn wait(&self, node: &'a Node) -> Option<String> {
        self.one_of("unknown_step", node, ("шаг ожидания", "a step that waits"), &self.waits)
    }

    pub(super) fn call(&self, node: &'a Node) -> Option<String> {
        self.one_of("unknown_step", node, ("шаг, который обращается к коннектору", "a step that calls a connector"), &self.calls)
    }

    pub(super) fn start(&self, node: &'a Node) -> Option<String> {
        self.one_of("unknown_step", node, ("шаг, который начинает процесс", "a step that starts a process"), &self.starts)
    }

    pub(super) fn signal(&self, node: &'a Node) -> Option<String> {
        self.one_of(
            "unknown_signal",
            node,
            ("сигнал, которого процесс ждет", "a signal that the process waits for"),
            &self.signals,
        )
    }

    fn one_of(&self, code: &'static str, node: &Node, what: (&str, &str), known: &BTreeSet<String>) -> Option<String> {
        let name = read::scalar(node, what, self.findings)?;
        if !known.contains(name) {
            read::unknown(code, name, what, known.iter().map(String::as_str), node.span, self.findings);
            return None;
        }
        Some(name.to_owned())
    }

    pub(super) fn task(&self, node: &Node) -> Option<TaskName> {
        let what = ("задача: имя шага, активности или stage.step", "a task, the name of a step or activity, or stage.step");
        let name = read::scalar(node, what, self.findings)?;
        if !self.tasks.contains_key(name) {
            let known = self.tasks.keys().map(String::as_str).filter(|known| !known.contains('.') || name.contains('.'));
            read::unknown("unknown_task", name, what, known, node.span, self.findings);
            return None;
        }
        Some(match name.split_once('.') {
            Some((stage, step)) => TaskName { stage: Some(stage.into()), name: step.to_owned() },
            None => TaskName { stage: None, name: name.to_owned() },
        })
    }

    /// Notes that nobody says which of its results a task is completed with.
    pub(super) fn no_result(&self, task: &TaskName, place: Span) {
        let name = task.written();
        let results = self.tasks.get(&name).into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.findings.error_with(
            "missing_key",
            place,
            say!("не хватает ключа «result»", "the key `result` is missing"),
            say!("добавьте result; у задачи «{name}» есть {results}", "add result; the task `{name}` has {results}"),
        );
    }

    /// A result of this task.
    pub(super) fn result(&self, node: &Node, task: &TaskName) -> Option<ResultId> {
        let name = read::scalar(node, ("результат", "a result"), self.findings)?;
        let known = self.tasks.get(&task.written())?;
        if known.contains(name) {
            return Some(ResultId::from(name));
        }
        let what = (format!("результат задачи «{}»", task.written()), format!("a result of the task `{}`", task.written()));
        let known = known.iter().map(String::as_str);
        read::unknown("unknown_result", name, (&what.0, &what.1), known, node.span, self.findings);
        None
    }
}
