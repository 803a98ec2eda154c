//! Scenarios of a text under study: those that lie beside the processes on the server, and what the designer has just written.
//!
//! Scenarios are tests and live in files beside their process, under the same version control. The server reads them when it starts; the
//! workshop plays them on the text and keeps nothing. They are played by the people of the organisation's file, whatever has become of
//! these since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use maud::{Markup, html};
use voronka_core::World;
use voronka_definition::name::ProcessId;
use voronka_definition::organisation::Organisation;
use voronka_definition::{Diagnostics, Finding, Locale, Process, Source};
use voronka_scenario::coverage::{Count, Group, counts, parts, taken};
use voronka_scenario::places::Places;
use voronka_scenario::read::{self, Given, House};
use voronka_scenario::report::{FailureJson, Protected, ScenarioJson, Tried, json};
use voronka_scenario::run::run;
use voronka_scenario::script::Suite;

use super::super::visit::Visit;
use super::{counted, findings};
use crate::problem::Problem;

/// The name that a designer's own scenarios go by.
const OWN: &str = "own.scenario.yaml";
/// The most scenarios that are played at once.
const SCENARIOS_MOST: usize = 300;
/// The most lines that they may have together.
const LINES_MOST: usize = 10_000;
/// How many of the parts that no scenario takes are shown.
const NEVER_MOST: usize = 60;

/// What the scenarios showed.
pub(super) struct Played {
    /// Mistakes of files of scenarios, with the text of each.
    mistakes: Vec<(Source, Vec<Finding>)>,
    scenarios: Vec<ScenarioJson>,
    counts: Vec<Count>,
    /// Whether there were more than are played at once.
    cut: bool,
}

/// Plays the scenarios of a process on its text, and those that were just written, when the turn comes.
pub(super) async fn play(visit: &Visit, text: &str, process: &Arc<Process>, own: &str) -> Result<Played, Problem> {
    let house = visit.app.house_of_scenarios.as_deref().cloned();
    let stage = Stage {
        organisation: house.unwrap_or_else(|| visit.app.engine.organisation_of_file()),
        world: Arc::clone(&visit.world),
        process: Arc::clone(process),
        locale: visit.locale,
    };
    let mut sources: Vec<Source> = visit.app.scenarios.as_ref().clone();
    if !own.trim().is_empty() {
        sources.push(Source { file: OWN.to_owned(), text: super::study::plain(own) });
    }
    let text = text.to_owned();
    visit.app.workbench.work(move || stage.play(&text, sources)).await
}

/// How many files of scenarios there are for a process.
pub(super) fn files_of<'a>(visit: &'a Visit, process: &ProcessId) -> Vec<&'a str> {
    let is_of = |source: &&Source| read::head(source).is_ok_and(|head| head.process == *process);
    visit.app.scenarios.iter().filter(is_of).map(|source| source.file.as_str()).collect()
}

/// What scenarios are played with.
struct Stage {
    organisation: Organisation,
    world: Arc<World>,
    process: Arc<Process>,
    locale: Locale,
}

impl Stage {
    fn play(&self, text: &str, sources: Vec<Source>) -> Played {
        let mut mistakes = Vec::new();
        let mut suites = Vec::new();
        for source in sources {
            match self.suite(&source) {
                Ok(Some(suite)) => suites.push(suite),
                Ok(None) => {}
                Err(Diagnostics(found)) => mistakes.push((source, found)),
            }
        }
        let mut left = (SCENARIOS_MOST, LINES_MOST);
        let mut cut = false;
        let mut tried = Vec::new();
        for (suite, world) in &suites {
            for scenario in &suite.scenarios {
                let (Some(scenarios), Some(lines)) = (left.0.checked_sub(1), left.1.checked_sub(scenario.script.len())) else {
                    cut = true;
                    continue;
                };
                left = (scenarios, lines);
                let ran = run(scenario, &self.process, world);
                let taken = taken(&self.process, &ran.history);
                tried.push(Tried { file: &suite.file, scenario, process: &self.process, ran, taken });
            }
        }
        let source = Source { file: super::study::FILE.to_owned(), text: text.to_owned() };
        let all = tried.iter().flat_map(|one| one.taken.clone()).collect();
        let counts = counts(&parts(&self.process, &Places::of(&source)), &all);
        let protected = Protected { process: &self.process, file: &source.file, counts: counts.clone(), mutants: None };
        let scenarios = json(&tried, std::slice::from_ref(&protected), self.locale).scenarios;
        Played { mistakes, scenarios, counts, cut }
    }

    /// The scenarios of a file with the world they play in; nothing where they are another process's. What was just written is
    /// meant for this one in any case.
    fn suite(&self, source: &Source) -> Result<Option<(Suite, Arc<World>)>, Diagnostics> {
        let head = read::head(source)?;
        if head.process != self.process.id && source.file != OWN {
            return Ok(None);
        }
        let organisation = match head.house {
            House::Inline(organisation) => *organisation,
            House::Named(_) => self.organisation.clone(),
        };
        let mut processes: BTreeMap<_, _> = self.world.processes.clone();
        processes.insert(self.process.id.clone(), Arc::clone(&self.process));
        let names: BTreeSet<ProcessId> = processes.keys().cloned().collect();
        let given = Given { process: &self.process, organisation: &organisation, processes: &names };
        let suite = read::suite(source, given)?.value;
        let world = World { organisation, calendars: self.world.calendars.clone(), processes, heirs: BTreeMap::new() };
        Ok(Some((suite, Arc::new(world))))
    }
}

/// The report.
pub(super) fn shown(visit: &Visit, played: &Played) -> Markup {
    let failed = played.scenarios.iter().filter(|scenario| !scenario.passed).count();
    html! {
        @for (source, found) in &played.mistakes {
            h3 { (visit.say("Сценарии не читаются: ", "These scenarios cannot be read: ")) code { (source.file) } }
            (findings::list(visit, found, &source.text))
        }
        @if played.scenarios.is_empty() && played.mistakes.is_empty() {
            p.quiet { (visit.say(
                "Для этого процесса сценариев нет. Напишите первый ниже: кто что делает и что после этого должно быть.",
                "This process has no scenarios. Write the first one below: who does what, and what must be there then.",
            )) }
        }
        @if !played.scenarios.is_empty() {
            p class={ "verdict " (if failed > 0 { "verdict-bad" } else { "verdict-good" }) } { (verdict(visit, played.scenarios.len(), failed)) }
            @if played.cut { p.quiet { (visit.say("Сыграны не все: их слишком много для мастерской.", "Not all were played: they are too many for the workshop.")) } }
            (coverage(visit, &played.counts))
            ul.scenarios { @for scenario in ordered(&played.scenarios) { (one(visit, scenario)) } }
        }
    }
}

/// Those that do not hold come first.
fn ordered(scenarios: &[ScenarioJson]) -> impl Iterator<Item = &ScenarioJson> {
    scenarios.iter().filter(|scenario| !scenario.passed).chain(scenarios.iter().filter(|scenario| scenario.passed))
}

fn verdict(visit: &Visit, all: usize, failed: usize) -> String {
    let scenarios = counted(visit, all as u64, ["сценарий", "сценария", "сценариев"], "scenario");
    match failed {
        0 => visit.say(format!("{scenarios}: все выполняются"), format!("{scenarios}: all hold")),
        _ => visit.say(format!("{scenarios}: не выполняется {failed}"), format!("{scenarios}: {failed} fail")),
    }
}

fn one(visit: &Visit, scenario: &ScenarioJson) -> Markup {
    html! {
        li class=(if scenario.passed { "holds" } else { "fails" }) {
            p { span.sign { @if scenario.passed { "✓" } @else { "✗" } } " " (scenario.title) " " span.quiet { (scenario.file) ":" (scenario.line) } }
            @for failure in &scenario.failures { (failed(visit, failure)) }
        }
    }
}

fn failed(visit: &Visit, failure: &FailureJson) -> Markup {
    html! {
        dl.failure {
            dt { (visit.say("Строка", "Line")) } dd { (failure.line) }
            dt { (visit.say("Ожидалось", "Expected")) } dd { (failure.expected) }
            dt { (visit.say("Найдено", "Found")) } dd { (failure.found) }
        }
        @if !failure.history.is_empty() {
            details { summary { (visit.say("История до этого места", "The history so far")) } pre.story-told { (failure.history.join("\n")) } }
        }
    }
}

fn coverage(visit: &Visit, counts: &[Count]) -> Markup {
    let never: Vec<_> = counts.iter().flat_map(|count| &count.never).collect();
    html! {
        dl.coverage {
            @for count in counts.iter().filter(|count| count.all > 0) {
                div {
                    dt { (group(visit, count.group)) }
                    dd { meter min="0" max=(count.all) low=(count.all) value=(count.taken) aria-label=(group(visit, count.group)) {} " " (count.taken) "/" (count.all) }
                }
            }
        }
        @if !never.is_empty() {
            details.more {
                summary { (visit.say(format!("Ни один сценарий не проходит: {}", never.len()), format!("Taken by no scenario: {}", never.len()))) }
                ul.never { @for part in never.iter().take(NEVER_MOST) {
                    li { a.place href="#text" data-line=(part.line) data-column="1" { (visit.say("строка ", "line ")) (part.line) } " " code { (part.mark.name()) } }
                } }
            }
        }
    }
}

fn group(visit: &Visit, group: Group) -> &'static str {
    match group {
        Group::Stages => visit.say("Стадии и исходы", "Stages and outcomes"),
        Group::Steps => visit.say("Шаги", "Steps"),
        Group::Results => visit.say("Результаты", "Results"),
        Group::Escalations => visit.say("Ступени эскалации", "Rungs of ladders"),
        Group::Loops => visit.say("Повторы", "Loops"),
    }
}
