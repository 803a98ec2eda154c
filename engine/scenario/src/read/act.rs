//! Acts: what people and the world outside do in a scenario.

use serde_json::Value as Json;
use voronka_core::Input;
use voronka_core::command::{Answer, Repair};
use voronka_definition::model::{OutcomeKind, TaskKind};
use voronka_definition::name::StepId;
use voronka_definition::yaml::{Entry, Kind, MapReader, Node, read};

use super::Reader;
use crate::script::{Act, By, Deed, TaskName};

/// The words of the acts.
pub(super) const WORDS: [&str; 17] = [
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
    "answer",
    "fail",
    "child",
    "repair",
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
            "answer" => self.answer(&mut map),
            "fail" => self.fail(&mut map),
            "child" => self.child(&mut map),
            "repair" => self.repair(&mut map),
            "correct" => map.require("with").map(|node| Deed::Correct { with: self.fields(node) }),
            _ => self.owner(&mut map),
        };
        map.close();
        Some(Act { by: by?, deed: deed? })
    }

    fn task(&self, map: &mut MapReader<'a>) -> Option<TaskName> {
        map.require("task").and_then(|node| self.names.task(node))
    }

    fn with(&self, map: &mut MapReader<'a>) -> Input {
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
        let result = match map.entry("result") {
            None => {
                self.names.no_result(task.as_ref()?, map.place());
                None
            }
            Some(_) => map.take("result"),
        };
        let with = self.with(map);
        let comment = map.entry("comment").and_then(|entry| entry.value.text()).map(str::to_owned);
        let task = task?;
        let result = self.names.result(result?, &task)?;
        Some(Deed::Complete { task, result, with, comment })
    }

    fn reassign(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let to = map.require_like("to", "to_person").and_then(|node| self.names.person(node));
        let comment = self.said(map);
        Some(Deed::Reassign { task: task?, to: to?, comment })
    }

    fn reschedule(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let to = map.require_like("to", "to_moment").and_then(|node| self.moment(node));
        let comment = self.said(map);
        Some(Deed::Reschedule { task: task?, to: to?, comment })
    }

    fn comment(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let task = self.task(map);
        let text = self.some_text(map.require_like("text", "said"));
        Some(Deed::Comment { task: task?, text: text? })
    }

    fn make(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let title = self.some_text(map.require("title"));
        let kind = map.take("kind").map_or(Some(TaskKind::Other), |node| self.kind(node));
        let assignee = map.take("assignee").and_then(|node| self.names.person(node));
        let due = map.require_like("due", "due_moment").and_then(|node| self.moment(node));
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
        let name = map.require_like("name", "signal_name").and_then(|node| self.names.signal(node));
        let with = self.with(map);
        Some(Deed::Signal { name: name?.into(), with })
    }

    fn owner(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let to = map.require_like("to", "to_person").and_then(|node| self.names.person(node));
        let comment = self.said(map);
        Some(Deed::Owner { to: to?, comment })
    }

    fn call(&self, map: &mut MapReader<'a>) -> Option<StepId> {
        map.require("call").and_then(|node| self.names.call(node)).map(StepId::from)
    }

    fn answer(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let call = self.call(map);
        let answer = map.take("with").map_or(Json::Null, plain);
        Some(Deed::Answer { call: call?, answer: Answer::Done(answer) })
    }

    fn fail(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let call = self.call(map);
        let reason = self.some_text(map.take("reason")).unwrap_or_else(|| SAID.to_owned());
        let reason = voronka_definition::Text::from(reason.as_str());
        let refused = map.take("refused").and_then(|node| read::boolean(node, self.findings)).unwrap_or(false);
        let answer = if refused { Answer::Refused(reason) } else { Answer::Failed(reason) };
        Some(Deed::Answer { call: call?, answer })
    }

    fn child(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let step = map.require("step").and_then(|node| self.names.start(node));
        let kinds = [OutcomeKind::Won, OutcomeKind::Lost, OutcomeKind::Transferred].map(|kind| (kind.name(), kind));
        let what = ("чем закончился другой процесс", "how the other process ended");
        let kind = map.require("outcome").and_then(|node| read::word(node, &kinds, what, self.findings));
        Some(Deed::Child { step: step?.into(), kind: kind? })
    }

    fn repair(&self, map: &mut MapReader<'a>) -> Option<Deed> {
        let what = ("вид сбоя", "a kind of incident");
        let incident = map.require("incident").and_then(|node| read::word(node, &INCIDENTS, what, self.findings));
        let ways = [("close", Repair::Close), ("try_again", Repair::TryAgain), ("skip", Repair::Skip(Input::new()))];
        let words: Vec<(&str, usize)> = ways.iter().enumerate().map(|(place, (word, _))| (*word, place)).collect();
        let what = ("как исправлено", "how it was repaired");
        let how = map.take("how").map_or(Some(0), |node| read::word(node, &words, what, self.findings));
        let (with, comment) = (self.with(map), self.said(map));
        let repair = match ways.into_iter().nth(how?)? {
            (_, Repair::Skip(_)) => Repair::Skip(with),
            (_, other) => other,
        };
        Some(Deed::Repair { incident: incident?.to_owned(), repair, comment })
    }
}

/// The kinds of incidents.
pub(super) const INCIDENTS: [(&str, &str); 6] = [
    ("undeliverable", "undeliverable"),
    ("nobody", "nobody"),
    ("vacant", "vacant"),
    ("no_address", "no_address"),
    ("call_failed", "call_failed"),
    ("not_started", "not_started"),
];

/// YAML as JSON: what a connector sends back has no types of ours.
fn plain(node: &Node) -> Json {
    match &node.kind {
        Kind::Map(entries) => {
            let pair = |entry: &Entry| Some((entry.key.text()?.to_owned(), plain(&entry.value)));
            Json::Object(entries.iter().filter_map(pair).collect())
        }
        Kind::Seq(items) => Json::Array(items.iter().map(plain).collect()),
        Kind::Scalar { .. } if node.is_empty() => Json::Null,
        Kind::Scalar { text, .. } if node.is_plain() => serde_json::from_str(text).unwrap_or_else(|_| Json::from(text.as_str())),
        Kind::Scalar { text, .. } => Json::from(text.as_str()),
    }
}
