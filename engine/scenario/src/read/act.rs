//! Acts: what people and the world outside do in a scenario.

use voronka_definition::model::TaskKind;
use voronka_definition::yaml::{Entry, MapReader, Node, read};

use super::Reader;
use crate::script::{Act, By, Deed, TaskName};

/// The words of the acts.
pub(super) const WORDS: [&str; 13] = [
    "complete",
    "claim",
    "reassign",
    "reschedule",
    "comment",
    "make_task",
    "acknowledge",
    "stage",
    "finish",
    "continue",
    "signal",
    "correct",
    "owner",
];

/// What the act of somebody says who must say something and whose words do not matter.
const SAID: &str = "—";

impl<'a> Reader<'a> {
    pub(super) fn act(&self, word: &str, entry: &'a Entry) -> Option<Act> {
        let mut map = MapReader::open(&entry.value, entry.key.span, self.findings)?;
        let by = map.take("by").map_or(Some(By::Usual), |node| self.names.person(node).map(By::Person));
        let deed = match word {
            "complete" => self.complete(&mut map),
            "claim" => self.task(&mut map).map(|task| Deed::Claim { task }),
            "reassign" => self.reassign(&mut map),
            "reschedule" => self.reschedule(&mut map),
            "comment" => self.comment(&mut map),
            "make_task" => self.make(&mut map),
            "acknowledge" => self.acknowledge(&mut map),
            "stage" => self.stage(&mut map),
            "finish" => self.finish(&mut map),
            "continue" => self.go_on(&mut map),
            "signal" => self.signal(&mut map),
            "correct" => map.require("with").map(|node| Deed::Correct { with: self.fields(node) }),
            _ => self.owner(&mut map),
        };
        map.close();
        Some(Act { by: by?, deed: deed? })
    }

    fn task(&self, map: &mut MapReader<'a>) -> Option<TaskName> {
        map.require_like("task", "step").and_then(|node| self.names.task(node))
    }

    fn with(&self, map: &mut MapReader<'a>) -> voronka_core::Input {
        map.take("with").map(|node| self.fields(node)).unwrap_or_default()
    }

    /// The comment of an act that needs one; an empty one is handed in as such.
    fn said(&self, map: &mut MapReader<'a>) -> String {
        match map.entry("comment") {
            Some(entry) => entry.value.text().unwrap_or_default().to_owned(),
            None => SAID.to_owned(),
        }
    }

    fn complete(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let result = map.require("result");
        let with = self.with(map);
        let comment = map.entry("comment").and_then(|entry| entry.value.text()).map(str::to_owned);
        let task = task?;
        let result = self.names.result(result?, &task)?;
        Some(Deed::Complete { task, result, with, comment })
    }

    fn reassign(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let to = map.require("to").and_then(|node| self.names.person(node));
        let comment = self.said(map);
        Some(Deed::Reassign { task: task?, to: to?, comment })
    }

    fn reschedule(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let to = map.require_like("to", "day").and_then(|node| self.moment(node));
        let comment = self.said(map);
        Some(Deed::Reschedule { task: task?, to: to?, comment })
    }

    fn comment(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let text = self.some_text(map.require("text"));
        Some(Deed::Comment { task: task?, text: text? })
    }

    fn make(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let title = self.some_text(map.require("title"));
        let kind = map.take("kind").map_or(Some(TaskKind::Other), |node| self.kind(node));
        let assignee = map.take("assignee").and_then(|node| self.names.person(node));
        let due = map.require_like("due", "day").and_then(|node| self.moment(node));
        Some(Deed::Make { title: title?, kind: kind?, assignee, due: due? })
    }

    pub(super) fn kind(&self, node: &'a Node) -> Option<TaskKind> {
        const ALL: [TaskKind; 7] = [
            TaskKind::Call,
            TaskKind::Meeting,
            TaskKind::Letter,
            TaskKind::Document,
            TaskKind::Form,
            TaskKind::Visa,
            TaskKind::Other,
        ];
        let words = ALL.map(|kind| (kind.name(), kind));
        read::word(node, &words, ("вид работы", "a kind of work"), self.findings)
    }

    fn acknowledge(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let comment = self.some_text(map.take("comment"));
        let until = map.take("until").map(|node| self.moment(node));
        let until = match until {
            Some(read) => Some(read?),
            None => None,
        };
        Some(Deed::Acknowledge { task: task?, comment, until })
    }

    fn stage(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let to = map.require_like("to", "stage").and_then(|node| self.names.stage(node));
        let (with, comment) = (self.with(map), self.said(map));
        Some(Deed::Stage { to: to?.into(), with, comment })
    }

    fn finish(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let outcome = map.require("outcome").and_then(|node| self.names.outcome(node));
        let (with, comment) = (self.with(map), self.said(map));
        Some(Deed::Finish { outcome: outcome?.into(), with, comment })
    }

    fn go_on(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let process = map.require("process").and_then(|node| self.names.process(node));
        let deal = map.take("deal").map(|node| self.fields(node)).unwrap_or_default();
        Some(Deed::Continue { process: process?.into(), deal })
    }

    fn signal(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let name = map.require("name").and_then(|node| self.names.signal(node));
        let with = self.with(map);
        Some(Deed::Signal { name: name?.into(), with })
    }

    fn owner(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let to = map.require("to").and_then(|node| self.names.person(node));
        let comment = self.said(map);
        Some(Deed::Owner { to: to?, comment })
    }
}
