//! Expectations: what must be there.

use voronka_definition::yaml::{Kind, MapReader, Node, read};

use super::Reader;
use super::act::INCIDENTS;
use crate::script::{About, EscalationWanted, Expect, LettersWanted, MessageTo, MessageWanted, TaskName, TaskWanted};

/// Keys that say more about another one.
const FURTHER: [(&str, &[&str]); 15] = [
    ("assignee", &["task"]),
    ("candidates", &["task"]),
    ("due", &["task"]),
    ("title", &["task"]),
    ("kind", &["task"]),
    ("note", &["task"]),
    ("open", &["task"]),
    ("rung", &["escalated"]),
    ("offered", &["escalated"]),
    ("about", &["letters"]),
    ("subject", &["letters"]),
    ("contains", &["message"]),
    ("to", &["escalated", "letters"]),
    ("at", &["escalated", "letters"]),
    ("sent", &["letters"]),
];

/// Whether the clock of a stage stands still.
const CLOCK: [(&str, bool); 2] = [("paused", true), ("running", false)];

impl<'a> Reader<'a> {
    pub(super) fn expect(&self, node: &'a Node) -> Option<Expect> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let before = self.findings.count();
        let mut wanted = Expect { task: self.task_wanted(&mut map), ..Expect::default() };
        self.about_letters(&mut map, &mut wanted);
        self.about_deal(&mut map, &mut wanted);
        wanted.no_task = map.take("no_task").map(|node| self.tasks(node)).unwrap_or_default();
        wanted.offers = map.take("offers").and_then(|node| self.offers(node));
        wanted.wait = map.take("wait").and_then(|node| self.wait(node));
        let clock = ("paused или running", "paused or running");
        wanted.paused = map.take("clock").and_then(|node| read::word(node, &CLOCK, clock, self.findings));
        wanted.limit = map.take("limit").and_then(|node| self.moment(node));
        map.close();
        self.further(node);
        if self.findings.count() == before && wanted == Expect::default() {
            self.findings.error("empty_value", node.head(), say!("не сказано, что должно быть", "nothing is expected"));
        }
        Some(wanted)
    }

    /// A key that says more about something that is not there would be forgotten in silence.
    fn further(&self, node: &Node) {
        for (key, of) in FURTHER {
            let Some(entry) = node.entries().iter().find(|entry| entry.key.text() == Some(key)) else { continue };
            if !of.iter().any(|of| node.get(of).is_some()) {
                let of = of[0];
                let message = say!("«{key}» пишут вместе с «{of}»", "`{key}` goes together with `{of}`");
                self.findings.error("missing_key", entry.key.span, message);
            }
        }
    }

    fn task_wanted(&self, map: &mut MapReader<'a>) -> Option<TaskWanted> {
        let name = map.take("task").and_then(|node| self.names.task(node));
        let wanted = TaskWanted {
            name: TaskName { stage: None, name: String::new() },
            assignee: map.take("assignee").and_then(|node| self.names.person(node)),
            candidates: map.take("candidates").map(|node| self.names.people(node)),
            due: map.take("due").and_then(|node| self.moment(node)),
            title: self.some_text(map.take("title")),
            kind: map.take("kind").and_then(|node| self.kind(node)),
            note: self.some_text(map.take("note")),
            open: map.take("open").and_then(|node| read::integer(node, 0..=1_000, self.findings)),
        };
        Some(TaskWanted { name: name?, ..wanted })
    }

    fn about_letters(&self, map: &mut MapReader<'a>, wanted: &mut Expect) {
        let escalated = map.take("escalated").and_then(|node| self.names.task(node));
        let to = map.take("to").and_then(|node| self.names.person(node));
        let at = map.take("at").and_then(|node| self.moment(node));
        let sent = map.take("sent").and_then(|node| self.moment(node));
        let letters = map.take("letters").and_then(|node| read::integer(node, 0..=1_000, self.findings));
        let rung = map.take("rung").and_then(|node| read::integer(node, 1..=100, self.findings));
        let offered = map.take("offered").and_then(|node| read::boolean(node, self.findings));
        let what = ("о чем письмо", "what a letter is about");
        let about = map.take("about").and_then(|node| read::word(node, &About::ALL, what, self.findings));
        let subject = self.some_text(map.take("subject"));
        match (escalated, letters) {
            (Some(task), letters) => {
                let escalation = EscalationWanted { task, to, rung, offered, at, sent, letters, about, subject };
                wanted.escalated = Some(escalation);
            }
            (None, Some(count)) => wanted.letters = Some(LettersWanted { count, to, about, subject, at, sent }),
            (None, None) => {}
        }
        let contains = self.some_text(map.take("contains"));
        wanted.message = map.take("message").and_then(|node| self.message(node, contains));
    }

    fn message(&self, node: &'a Node, contains: Option<String>) -> Option<MessageWanted> {
        if matches!(node.kind, Kind::Map(_)) {
            let mut map = MapReader::open(node, node.head(), self.findings)?;
            let to = map.require_like("to", "to_person").and_then(|node| self.message_to(node));
            let contains = self.some_text(map.take("contains")).or(contains);
            map.close();
            return Some(MessageWanted { to: to?, contains });
        }
        Some(MessageWanted { to: self.message_to(node)?, contains })
    }

    fn message_to(&self, node: &'a Node) -> Option<MessageTo> {
        match node.text() {
            Some("client") => Some(MessageTo::Client),
            _ => self.names.person(node).map(MessageTo::Person),
        }
    }

    fn about_deal(&self, map: &mut MapReader<'a>, wanted: &mut Expect) {
        wanted.data = map.take("data").map(|node| self.data(node)).unwrap_or_default();
        wanted.owner = map.take("owner").and_then(|node| self.names.person(node));
        wanted.stage = map.take("stage").and_then(|node| self.names.stage(node)).map(Into::into);
        wanted.visit = map.take("visit").and_then(|node| read::integer(node, 1..=1_000, self.findings));
        wanted.outcome = map.take("outcome").and_then(|node| self.names.outcome(node)).map(Into::into);
        wanted.finished = map.take("finished").and_then(|node| read::boolean(node, self.findings));
        wanted.signal = map.take("signal").and_then(|node| self.names.signal(node)).map(Into::into);
        wanted.successor = map.take("successor").and_then(|node| self.names.process(node)).map(Into::into);
        wanted.history = self.some_text(map.take("history"));
        let what = ("вид сбоя", "a kind of incident");
        let incident = map.take("incident").and_then(|node| read::word(node, &INCIDENTS, what, self.findings));
        wanted.incident = incident.map(str::to_owned);
    }

    fn tasks(&self, node: &'a Node) -> Vec<TaskName> {
        read::one_or_many(node).iter().filter_map(|node| self.names.task(node)).collect()
    }

    fn offers(&self, node: &'a Node) -> Option<(TaskName, Vec<voronka_definition::name::ResultId>)> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let task = map.require("task").and_then(|node| self.names.task(node));
        let results = map.require_like("results", "task_results").map_or(&[][..], |node| read::list(node, self.findings));
        map.close();
        let task = task?;
        let results = results.iter().filter_map(|node| self.names.result(node, &task)).collect();
        Some((task, results))
    }

    fn wait(&self, node: &'a Node) -> Option<(voronka_definition::name::StepId, Option<chrono::DateTime<chrono::Utc>>)> {
        if !matches!(node.kind, Kind::Map(_)) {
            return self.names.wait(node).map(|step| (step.into(), None));
        }
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let step = map.require_like("step", "wait_step").and_then(|node| self.names.wait(node));
        let until = map.take("until").and_then(|node| self.moment(node));
        map.close();
        Some((step?.into(), until))
    }
}
