//! The reader of `*.scenario.yaml`: a suite in which every name is known, or every mistake at its place.
//!
//! It is read in two strokes, because the file itself says which process and which organisation its names belong to: [`head`],
//! then, when the caller has found these, [`suite`].

mod act;
mod expect;
mod names;
mod value;

use std::collections::BTreeSet;

use voronka_definition::diagnostic::{Checked, Diagnostics, Findings, Source, Span};
use voronka_definition::name::{ProcessId, StageId};
use voronka_definition::organisation::{Absence, Covered, Organisation, organisation_of};
use voronka_definition::process::read_period;
use voronka_definition::yaml::{Entry, Kind, MapReader, Node, parse, read};
use voronka_definition::{Process, Text};

use crate::script::{Advance, Begin, Equivalent, Line, Refusal, Scenario, Suite, What};
use names::Names;

/// How the files of scenarios end.
pub const ENDING: &str = ".scenario.yaml";

/// What stands at the head of a file.
#[derive(Debug, Clone)]
pub struct Head {
    /// The process that is tried.
    pub process: ProcessId,
    /// The place of its name.
    pub process_at: Span,
    /// The organisation it is tried in.
    pub house: House,
    /// The place of that.
    pub house_at: Span,
}

/// The organisation of a file of scenarios.
#[derive(Debug, Clone)]
pub enum House {
    /// A name, as `demo`, or the path of a file.
    Named(String),
    /// Written in the file itself.
    Inline(Box<Organisation>),
}

/// What the names of a file belong to.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The process.
    pub process: &'a Process,
    /// The organisation.
    pub organisation: &'a Organisation,
    /// Every process there is.
    pub processes: &'a BTreeSet<ProcessId>,
}

/// Reads the head of a file; the scenarios are not looked at.
///
/// # Errors
/// What is wrong with the file as YAML, or with its head.
pub fn head(source: &Source) -> Result<Head, Diagnostics> {
    let findings = Findings::new(&source.file);
    let head = parse(source, &findings).and_then(|root| read_head(&root, &findings));
    findings.finish(head).map(|checked| checked.value)
}

/// Reads the scenarios of a file against the process and the organisation that its head names.
///
/// # Errors
/// Every mistake of the file at once.
pub fn suite(source: &Source, given: Given<'_>) -> Result<Checked<Suite>, Diagnostics> {
    let findings = Findings::new(&source.file);
    let suite = parse(source, &findings).and_then(|root| read_suite(&root, given, &findings));
    findings.finish(suite.map(|suite| Suite { file: source.file.clone(), ..suite }))
}

fn read_head(root: &Node, findings: &Findings) -> Option<Head> {
    let mut map = MapReader::open(root, Span::start(), findings)?;
    let process = map.require("process");
    let organisation = map.require_like("organisation", "house");
    map.ignore("scenarios");
    map.ignore("equivalent");
    map.close();
    let name = process.and_then(|node| read::name(node, findings));
    let house = organisation.and_then(|node| match &node.kind {
        Kind::Map(_) => organisation_of(node, findings).map(Box::new).map(House::Inline),
        _ => read::plain_text(node, findings).map(|name| House::Named(name.to_owned())),
    });
    Some(Head { process: name?.into(), process_at: process?.head(), house: house?, house_at: organisation?.head() })
}

fn read_suite(root: &Node, given: Given<'_>, findings: &Findings) -> Option<Suite> {
    let mut map = MapReader::open(root, Span::start(), findings)?;
    map.ignore("process");
    map.ignore("organisation");
    let scenarios = map.require("scenarios");
    let equivalent = map.take("equivalent");
    map.close();
    let reader = Reader { findings, names: Names::of(given, findings), given };
    let items = read::list(scenarios?, findings);
    let read: Vec<Scenario> = items.iter().filter_map(|node| reader.scenario(node)).collect();
    reader.titles_differ(&read, items);
    let equivalent = equivalent.map_or(&[][..], |node| read::list(node, findings));
    let equivalent = equivalent.iter().filter_map(|node| reader.equivalent(node)).collect();
    Some(Suite { file: String::new(), scenarios: read, equivalent })
}

/// Reads what a file of scenarios holds.
struct Reader<'a> {
    findings: &'a Findings,
    names: Names<'a>,
    given: Given<'a>,
}

impl<'a> Reader<'a> {
    fn scenario(&self, node: &'a Node) -> Option<Scenario> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let title = map.require("title").and_then(|node| read::plain_text(node, self.findings));
        let absences = map.take("absences").map_or(&[][..], |node| read::list(node, self.findings));
        let start = map.require("start").and_then(|node| self.start(node));
        let script = map.require("script").map_or(&[][..], |node| read::list(node, self.findings));
        map.close();
        let absences = absences.iter().filter_map(|node| self.absence(node)).collect();
        let script: Vec<Line> = script.iter().filter_map(|node| self.line(node)).collect();
        Some(Scenario { title: title?.to_owned(), line: node.head().line, absences, start: start?, script })
    }

    fn equivalent(&self, node: &'a Node) -> Option<Equivalent> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let change = self.some_text(map.require("change"));
        let because = self.some_text(map.require("because"));
        map.close();
        Some(Equivalent { line: node.head().line, change: change?, because: because? })
    }

    /// A report names a scenario by its title.
    fn titles_differ(&self, scenarios: &[Scenario], nodes: &[Node]) {
        let mut seen = BTreeSet::new();
        for scenario in scenarios.iter().filter(|scenario| !seen.insert(scenario.title.as_str())) {
            let Some(node) = nodes.iter().find(|node| node.head().line == scenario.line) else { continue };
            let title = &scenario.title;
            let message = say!("сценарий «{title}» уже есть в этом файле", "the file already has a scenario `{title}`");
            self.findings.error("title_twice", node.head(), message);
        }
    }

    fn start(&self, node: &'a Node) -> Option<Begin> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let at = map.require("at").and_then(|node| self.moment(node));
        let by = map.require("by").and_then(|node| self.names.person(node));
        let stage = map.take("stage").and_then(|node| self.names.stage(node)).map(StageId::from);
        let owner = map.take("owner").and_then(|node| self.names.person(node));
        let deal = map.take("deal").map(|node| self.fields(node)).unwrap_or_default();
        map.close();
        Some(Begin { line: node.head().line, at: at?, by: by?, stage, owner, deal })
    }

    fn line(&self, node: &'a Node) -> Option<Line> {
        let (word, entry) = self.single(node)?;
        let value = &entry.value;
        let what = match word {
            "expect" => What::Expect(Box::new(self.expect(value)?)),
            "refuse" => What::Refuse(self.refusal(value)?),
            "advance" => What::Advance(self.advance(value)?),
            "absent" => What::Absent(self.absence(value)?),
            _ => What::Act(self.act(word, entry)?),
        };
        Some(Line { line: entry.key.span.line, what })
    }

    /// The one key of a line of a script.
    fn single(&self, node: &'a Node) -> Option<(&'a str, &'a Entry)> {
        let words = || ["expect", "refuse", "advance", "absent"].into_iter().chain(act::WORDS);
        match node.entries() {
            [entry] => {
                let word = entry.key.text().filter(|word| words().any(|known| known == *word));
                if word.is_none() {
                    let found = entry.key.text().unwrap_or_default();
                    let what = ("действие или проверка", "an act or an expectation");
                    read::unknown("unknown_word", found, what, words(), entry.key.span, self.findings);
                }
                Some((word?, entry))
            }
            _ => {
                read::wrong_shape(node, ("одно действие или одна проверка", "one act or one expectation"), self.findings);
                None
            }
        }
    }

    fn refusal(&self, node: &'a Node) -> Option<Refusal> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let mut acts = act::WORDS.into_iter().filter_map(|word| Some((word, map.entry(word)?)));
        let (first, second) = (acts.next(), acts.next());
        drop(acts);
        let code = map.take("code").and_then(|node| read::name(node, self.findings)).map(str::to_owned);
        let field = map.take("field").and_then(|node| read::plain_text(node, self.findings)).map(str::to_owned);
        map.close();
        let act = match (first, second) {
            (Some((word, entry)), None) => self.act(word, entry),
            _ => {
                let message = say!("ожидается одно действие, которое отклонят", "expected one act that is refused");
                self.findings.error("missing_key", node.head(), message);
                None
            }
        };
        Some(Refusal { act: act?, code, field })
    }

    fn advance(&self, node: &'a Node) -> Option<Advance> {
        if !matches!(node.kind, Kind::Map(_)) {
            return read_period(node, self.findings).map(Advance::By);
        }
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let to = map.require_like("to", "to_moment").and_then(|node| self.moment(node));
        map.close();
        Some(Advance::To(to?))
    }

    fn absence(&self, node: &'a Node) -> Option<Absence> {
        let mut map = MapReader::open(node, node.head(), self.findings)?;
        let person = map.require("person").and_then(|node| self.names.person(node));
        let from = map.require("from").and_then(|node| self.day(node));
        let to = map.require_like("to", "day").and_then(|node| self.day(node));
        let deputy = map.take("deputy").and_then(|node| self.names.person(node));
        let words = [("all", Covered::All), ("urgent", Covered::Urgent), ("none", Covered::None)];
        let what = ("какие задачи берет заместитель: all, urgent или none", "which tasks the deputy takes: all, urgent or none");
        let tasks = map.take("tasks").map_or(Some(Covered::All), |node| read::word(node, &words, what, self.findings));
        map.close();
        let (from, to) = (from?, to?);
        if from > to {
            let message = say!("отсутствие кончается раньше, чем начинается", "the absence ends before it begins");
            self.findings.error("absence_backwards", node.head(), message);
            return None;
        }
        Some(Absence { person: person?, from, to, deputy, tasks: tasks? })
    }

    /// A text; what is missing counts as none.
    fn some_text(&self, node: Option<&'a Node>) -> Option<String> {
        node.and_then(|node| read::plain_text(node, self.findings)).map(|text| text.trim().to_owned())
    }

    fn wrong(&self, node: &Node, expected: (&str, &str), help: Option<Text>) {
        let found = node.described();
        let (ru, en) = (found.get(voronka_definition::Locale::Ru), found.get(voronka_definition::Locale::En));
        let (expected_ru, expected_en) = expected;
        let message = say!("ожидается {expected_ru}, а здесь {ru}", "expected {expected_en}, found {en}");
        self.findings.error_with("wrong_value", node.head(), message, help);
    }
}
