//! From the text of a process to a checked [`Process`].
//!
//! A reading has two phases. First every name is gathered: fields, roles, ladders, activities, stages with their steps, outcomes.
//! Then the whole is read against these names, element by element, one file each; what is wrong is noted, something harmless
//! stands in for it, and reading goes on, so that one run finds every mistake. At the end the flow as a whole is checked
//! (`checks`).
//!
//! Absent on purpose: proofs about what a case can live through, and whether the roles resolve in a given organisation.

mod activity;
mod archive;
mod checks;
mod context;
mod decisions;
mod errand;
mod expression;
mod field;
mod handler;
mod item;
mod knowing;
mod ladder;
mod lines;
mod meant;
mod moment;
mod outcome;
mod outline;
mod period;
mod phrase;
mod prove;
mod result;
mod role;
mod route;
mod schedule;
mod scoring;
mod signal;
mod stage;
mod steps;
mod template;
mod terms;
mod unsure;
mod work;
pub(crate) mod zone;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Checked, Diagnostics, Findings, Source, say};
use crate::model::{Process, Subject, Unsure, Version};
use crate::name::{CalendarId, ProcessId};
use crate::process::checks::loops;
use crate::process::context::Context;
use crate::process::knowing::First;
use crate::process::outline::Outline;
use crate::process::scoring::ScoreHead;
use crate::text::Text;
use crate::yaml::{self, MapReader, Node, read};

pub use checks::between::Same;
pub use checks::loops::Unbounded;
pub use errand::ERRAND;
pub use period::of_node as read_period;
pub use prove::{Started, directions_named, people_named, started_at_once};
pub use role::{Rule, Together};

/// Reads and checks a process.
///
/// # Errors
/// Every finding of the file, where one of them is an error.
pub fn compile(source: &Source) -> Result<Checked<Process>, Diagnostics> {
    let findings = Findings::new(&source.file);
    let process = yaml::parse(source, &findings).and_then(|node| {
        let Read { process, first, .. } = process(&node, source, &findings)?;
        if !findings.has_errors() {
            prove::check(&process, &node, true, &findings);
        } else if let Some(first) = first.filter(|first| !first.unsure.flow) {
            // Whatever is wrong besides, what is wrong with the ways is told in the same run.
            prove::check(&first, &node, false, &findings);
            findings.offer_no_scenario();
        }
        Some(process)
    });
    findings.finish(process)
}

/// Reads a process and proves nothing of it: a case of it may get stuck. It is for playing the story of a finding; nothing read so
/// may be deployed.
///
/// # Errors
/// Every finding of the file but those of the proofs, where one of them is an error.
pub fn compile_unproved(source: &Source) -> Result<Checked<Process>, Diagnostics> {
    let findings = Findings::new(&source.file);
    let process = yaml::parse(source, &findings).and_then(|node| Some(process(&node, source, &findings)?.process));
    findings.finish(process)
}

/// What a process says, whatever is wrong with it: for looking up the people whom it names. Something harmless stands in for what
/// cannot be read; nothing read so may be deployed or played. `None` where the file is no process at all.
///
/// For each of the organisation's views `houses` says which two rules find one person; a loop in which no second person acts has to
/// have a bound.
pub fn read_anyway(source: &Source, houses: &[Same<'_>]) -> Option<Anyway> {
    let findings = Findings::new(&source.file);
    let node = yaml::parse(source, &findings)?;
    let mut loops = Vec::new();
    let read = reading(&node, source, &findings, &mut |context, flow| {
        let by_rule = loops::unbounded(context, flow, &|one, other| one == other);
        for house in houses {
            let mut of_one = loops::unbounded(context, flow, house);
            of_one.retain(|found| !by_rule.contains(found));
            loops.push(of_one);
        }
    });
    read.map(|Read { process, named, .. }| Anyway { process, named, loops })
}

/// A process that may have mistakes.
#[derive(Debug)]
pub struct Anyway {
    /// As much of it as could be read.
    pub process: Process,
    /// Who is named where, in the order of reading; the rules of the section `roles` aside.
    pub named: Vec<Together>,
    /// For each house the loops of one person, which read as if they were two people's.
    pub loops: Vec<Vec<Unbounded>>,
}

/// The version of a text.
pub(crate) fn version(text: &str) -> Version {
    let hash = Sha256::digest(text.as_bytes());
    let digits: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Version(Arc::from(digits))
}

/// What stands at the head of the file.
struct Head {
    id: ProcessId,
    title: Text,
    about: Subject,
    calendar: Option<CalendarId>,
}

/// The sections of the file.
struct Sections<'a> {
    fields: Option<&'a Node>,
    roles: Option<&'a Node>,
    defaults: Option<&'a Node>,
    escalations: Option<&'a Node>,
    activities: Option<&'a Node>,
    signals: Option<&'a Node>,
    decisions: Option<&'a Node>,
    scoring: Option<&'a Node>,
    stages: Option<&'a Node>,
    outcomes: Option<&'a Node>,
    handlers: Option<&'a Node>,
    schedules: Option<&'a Node>,
    archive: Option<&'a Node>,
}

/// What a reading gives. Where an error was noted, it is of use to the checks alone.
struct Read {
    process: Process,
    /// What the first reading took it for: that one has lost no condition for a field that may be empty.
    first: Option<Process>,
    named: Vec<Together>,
}

fn process(node: &Node, source: &Source, findings: &Findings) -> Option<Read> {
    reading(node, source, findings, &mut |_, _| ())
}

fn reading(
    node: &Node,
    source: &Source,
    findings: &Findings,
    look: &mut dyn FnMut(&Context<'_>, &checks::Flow<'_>),
) -> Option<Read> {
    let mut map = MapReader::open(node, node.head(), findings)?;
    let texts = RefCell::default();
    let head = head(&mut map, &|node| context::text(node, findings, &texts), findings);
    let sections = Sections {
        fields: map.take("fields"),
        roles: map.take("roles"),
        defaults: map.take("defaults"),
        escalations: map.take("escalations"),
        activities: map.take("activities"),
        signals: map.take("signals"),
        decisions: map.take("decisions"),
        scoring: map.take("scoring"),
        stages: map.require("stages"),
        outcomes: map.require("outcomes"),
        handlers: map.take("on"),
        schedules: map.take("schedules"),
        archive: map.take("archive"),
    };
    map.close();
    let (mut context, scores) = names(&sections, texts, findings);
    context.first = Some(first(&sections, node));
    // What they count upon has to be known.
    context.defaults = work::defaults(&context, sections.defaults);
    let mut process = body(&mut context, &sections, scores);
    process.unsure = unsure::of(findings, node, &context.outline);
    let flow = checks::Flow::of(&context.outline, &process);
    checks::all(&context, &flow, findings);
    if !flow.process.unsure.flow {
        checks::unattended::schedules(&context, &flow, sections.schedules);
    }
    look(&context, &flow);
    checks::nobody::check(&context, &flow, [sections.activities, sections.escalations]);
    let whole = |process: &mut Process| {
        (process.id, process.title, process.about) = (head.id.clone(), head.title.clone(), head.about);
        process.calendar.clone_from(&head.calendar);
        process.version = version(&source.text);
    };
    whole(&mut process);
    let unsure = unsure::of(findings, node, &context.outline);
    let first = context.first.take().map(|mut first| {
        first.process.unsure = unsure;
        whole(&mut first.process);
        first.process
    });
    process.relied_on = prove::relied_on(&process, context.counted.take());
    Some(Read { process, first, named: context.named.take() })
}

fn head(map: &mut MapReader<'_>, texts: field::Texts<'_>, findings: &Findings) -> Head {
    let id = map.require("process").and_then(|node| read::name(node, findings));
    let title = map.require("title").and_then(texts);
    let subjects = [("deal", Subject::Deal), ("lead", Subject::Lead)];
    let about = map.take("about").and_then(|node| read::word(node, &subjects, ("deal или lead", "deal or lead"), findings));
    let calendar = map.take("calendar").and_then(|node| read::name(node, findings));
    if id == Some(ERRAND) {
        let message = say!(
            "имя «{ERRAND}» занято: так называется процесс поручений",
            "the name `{ERRAND}` is taken by the process of errands"
        );
        findings.error("reserved_name", map.place(), message);
    }
    Head {
        id: ProcessId::from(id.unwrap_or_default()),
        title: title.unwrap_or_else(|| Text::from("")),
        about: about.unwrap_or(Subject::Deal),
        calendar: calendar.map(CalendarId::from),
    }
}

/// The first phase: every name.
fn names<'a>(
    sections: &Sections<'a>,
    texts: RefCell<Vec<context::TextUse>>,
    findings: &'a Findings,
) -> (Context<'a>, Vec<ScoreHead<'a>>) {
    let read_text = |node: &Node| context::text(node, findings, &texts);
    let (mut fields, field_places) = field::section(sections.fields, &read_text, findings);
    let scores = scoring::heads(sections.scoring, &mut fields, &read_text, findings);
    let outline = Outline::of(sections.stages, sections.handlers, findings);
    let items = item::all(&outline, &fields, findings);
    let context = Context {
        findings,
        fields: fields.with_items(items),
        field_places,
        roles: role::section(sections.roles, findings),
        ladders: ladder::heads(sections.escalations),
        activities: activity::heads(sections.activities),
        signals: signal::section(sections.signals, &read_text, findings),
        outline,
        outcomes: outcome::heads(sections.outcomes),
        outcomes_node: sections.outcomes,
        decisions: decisions::heads(sections.decisions),
        tables: Vec::new(),
        defaults: work::fallback(),
        first: None,
        here: RefCell::default(),
        counted: RefCell::default(),
        item: Cell::default(),
        used: RefCell::default(),
        used_decisions: RefCell::default(),
        used_signals: RefCell::default(),
        named: RefCell::default(),
        routes: RefCell::default(),
        texts,
    };
    (context, scores)
}

/// The first of two readings: what it finds wrong is not told, as the second one finds it again.
fn first(sections: &Sections<'_>, root: &Node) -> First {
    let unheard = Findings::new("");
    let (mut context, scores) = names(sections, RefCell::default(), &unheard);
    context.defaults = work::defaults(&context, sections.defaults);
    let mut process = body(&mut context, sections, scores);
    process.unsure = unsure::of(&unheard, root, &context.outline);
    let filled = prove::filled(&process);
    First { process, filled }
}

/// The second phase: everything, against the names.
fn body(context: &mut Context<'_>, sections: &Sections<'_>, scores: Vec<ScoreHead<'_>>) -> Process {
    let ladders = ladder::section(context, sections.escalations);
    let activities = activity::section(context, sections.activities);
    context.tables = decisions::section(context, sections.decisions);
    let context = &*context;
    let stages = stage::section(context);
    let scores = scoring::section(context, scores, &stages);
    let handlers = handler::section(context);
    let schedules = schedule::section(context, sections.schedules);
    let outcomes = outcome::section(context, sections.outcomes);
    let fields = context.fields.clone();
    Process {
        id: ProcessId::from(""),
        version: version(""),
        title: Text::from(""),
        about: Subject::Deal,
        calendar: None,
        fields,
        roles: context.roles.clone(),
        ladders,
        defaults: context.defaults.clone(),
        activities,
        signals: context.signals.iter().flatten().map(|(signal, _)| signal.clone()).collect(),
        decisions: context.tables.clone(),
        scores,
        stages,
        outcomes,
        handlers,
        schedules,
        archive: archive::section(sections.archive, context.findings),
        relied_on: BTreeSet::new(),
        unsure: Unsure::default(),
        lines: lines::gather(sections, &context.outline),
    }
}
