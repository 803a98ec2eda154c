//! Tasks of the deal that outlive a stage: who plans them, and who waits for them.

use voronka_definition::model::{Activity as Definition, ResultRule, StepKind};
use voronka_definition::name::{ActivityId, StageId, StepId};

use super::facts::work_facts;
use super::{Activity, Graph, Lane, Node, NodeKind, Planned, Planning, every};
use crate::wording::Words;

/// The activities of a process, with the nodes that plan and await them.
pub(super) fn activities(words: &Words<'_>, lanes: &[Lane]) -> Vec<Activity> {
    let nodes: Vec<&Node> = lanes.iter().flat_map(|lane| every(&lane.nodes)).collect();
    let known = &words.process.activities;
    let mut activities: Vec<_> = known.iter().map(|activity| one(words, activity, &nodes)).collect();
    // What only another activity plans stands beside that one. Each round finds a home for one more at least.
    for _ in 0..activities.len() {
        for (place, activity) in known.iter().enumerate() {
            let Some(home) = activities[place].home().map(str::to_owned) else { continue };
            for (other, wanted) in known.iter().enumerate() {
                let results: Vec<_> = planning(&activity.work.results, &wanted.id, words);
                if activities[other].home().is_none() && !results.is_empty() {
                    let of = words.quoted(&words.text(&activity.work.title));
                    let results = results.iter().map(|result| format!("{of}: {result}")).collect();
                    activities[other].planned.push(Planning { node: home.clone(), results });
                }
            }
        }
    }
    activities
}

fn one(words: &Words<'_>, activity: &Definition, nodes: &[&Node]) -> Activity {
    let work = &activity.work;
    let mut planned = Vec::new();
    let mut awaited = Vec::new();
    for node in nodes {
        let Some(kind) = kind_of(words, node) else { continue };
        match kind {
            StepKind::Plan(id) if *id == activity.id => planned.push(Planning { node: node.id.clone(), results: Vec::new() }),
            _ => {
                let results = planning(results(kind), &activity.id, words);
                if !results.is_empty() {
                    planned.push(Planning { node: node.id.clone(), results });
                }
            }
        }
        if matches!(kind, StepKind::Wait(wait) if wait.awaited == voronka_definition::model::Awaited::Activity(activity.id.clone()))
        {
            awaited.push(node.id.clone());
        }
    }
    Activity {
        title: words.text(&work.title),
        kind: work.kind,
        facts: work_facts(words, work),
        ladder: work.escalate.as_ref().and_then(|id| words.process.ladders.keys().position(|key| key == id)),
        results: work.results.iter().map(|rule| words.text(&rule.title)).collect(),
        planned,
        awaited,
    }
}

/// The titles of the results that plan an activity.
fn planning(rules: &[ResultRule], id: &ActivityId, words: &Words<'_>) -> Vec<String> {
    rules.iter().filter(|rule| rule.plan.contains(id)).map(|rule| words.text(&rule.title)).collect()
}

fn kind_of<'a>(words: &Words<'a>, node: &Node) -> Option<&'a StepKind> {
    let (stage, step) = node.id.split_once('.')?;
    words.process.step(&StageId::from(stage), &StepId::from(step)).map(|step| &step.kind)
}

fn results(kind: &StepKind) -> &[ResultRule] {
    match kind {
        StepKind::Task(work) | StepKind::Form(work) => &work.results,
        StepKind::Approve(approve) => &approve.results,
        StepKind::Wait(wait) => &wait.results,
        StepKind::Call(call) => &call.results,
        StepKind::Start(start) => &start.results,
        _ => &[],
    }
}

impl Activity {
    /// The node beside which it is drawn: the first that plans it, else the first that waits for it.
    pub fn home(&self) -> Option<&str> {
        self.planned.first().map(|planning| planning.node.as_str()).or(self.awaited.first().map(String::as_str))
    }
}

impl Graph {
    /// What is planned at a node. A wait plans what it awaits where nothing else does.
    pub fn planned_at(&self, node: &Node) -> Vec<Planned> {
        let mut all = Vec::new();
        for (place, activity) in self.activities.iter().enumerate() {
            let when = match activity.planned.iter().find(|planning| planning.node == node.id) {
                Some(planning) => self.occasion(&planning.results),
                None if activity.planned.is_empty() && activity.awaited.contains(&node.id) => {
                    self.locale.pick("Задача ставится здесь", "The task is made here").to_owned()
                }
                None => continue,
            };
            all.push(Planned { activity: place, when });
        }
        all
    }

    fn occasion(&self, results: &[String]) -> String {
        if results.is_empty() {
            return self.locale.pick("Планируется", "Planned").to_owned();
        }
        let results = results.join(" / ");
        self.locale.pick(format!("{results}: планируется"), format!("{results}: planned"))
    }

    /// Where an awaited activity comes from: `Задачу планирует шаг 1.2`.
    pub fn origin(&self, node: &Node) -> Option<String> {
        let activity = self.activities.iter().find(|activity| activity.awaited.contains(&node.id))?;
        if activity.planned.is_empty() || node.kind != NodeKind::WaitActivity {
            return None;
        }
        let steps = self.numbers(activity.planned.iter().map(|planning| planning.node.as_str()));
        Some(match activity.planned.len() {
            1 => self.locale.pick(format!("Задачу планирует шаг {steps}"), format!("Step {steps} plans it")),
            _ => self.locale.pick(format!("Задачу планируют шаги {steps}"), format!("Steps {steps} plan it")),
        })
    }

    /// What is said of an activity below its title: who, by when, its results, and the steps that wait for it.
    pub fn activity_facts(&self, activity: &Activity) -> Vec<String> {
        let mut facts: Vec<_> = activity.facts.iter().map(|fact| crate::wording::capital(&fact.text)).collect();
        let results = activity.results.join(" / ");
        facts.push(self.locale.pick(format!("Итог: {results}"), format!("Result: {results}")));
        let steps = self.numbers(activity.awaited.iter().map(String::as_str));
        facts.extend(match activity.awaited.len() {
            0 => None,
            1 => Some(self.locale.pick(format!("Итога ждет шаг {steps}"), format!("Step {steps} waits for the result"))),
            _ => Some(self.locale.pick(format!("Итога ждут шаги {steps}"), format!("Steps {steps} wait for the result"))),
        });
        facts
    }

    fn numbers<'n>(&self, ids: impl Iterator<Item = &'n str>) -> String {
        let nodes = self.nodes();
        let number = |id: &str| nodes.iter().find(|node| node.id == id).map(|node| node.number.clone());
        ids.filter_map(number).collect::<Vec<_>>().join(", ")
    }
}
