//! The house of these tests: a small process, an organisation of three, and a way to try scenarios on them.

use std::collections::BTreeSet;
use std::sync::Arc;

use voronka_core::World;
use voronka_definition::calendar::read_calendar;
use voronka_definition::organisation::{Organisation, read_organisation};
use voronka_definition::{Diagnostics, Process, Source, compile};
use voronka_scenario::coverage::{counts, parts, taken};
use voronka_scenario::mutate::{Judged, Mutant, judge, mutants};
use voronka_scenario::places::Places;
use voronka_scenario::read::{Given, suite};
use voronka_scenario::report::{Mutants, Protected, Tried};
use voronka_scenario::run::{run, run_until_failure};
use voronka_scenario::script::Suite;

/// A sale in two stages with a loop, a wait and a ladder.
pub const PROCESS: &str = "\
process: small
title: {ru: Малая продажа, en: A small sale}
fields:
  call_at: {type: datetime, title: {ru: Когда, en: When}}
  reason: {type: text, title: {ru: Причина, en: Reason}}
  budget: {type: money, title: {ru: Бюджет, en: Budget}}
roles: {manager: deal.owner, head: head_of(deal.owner)}
defaults: {assignee: manager, due: 1 business day, remind: 2 business hours before, escalate: up}
escalations:
  up:
    - {when: overdue, notify: head_of(late)}
    - {when: overdue by 1 business day, offer: head_of(late)}
stages:
  talk:
    title: {ru: Разговор, en: Talk}
    requires: [budget]
    steps:
      - task: call
        title: {ru: Звонок, en: Call}
        results:
          interested: {title: {ru: Интерес есть, en: Interested}, may_ask: [budget]}
          later:
            title: {ru: Позднее, en: Later}
            ask: [call_at]
            again: {due: call_at, at_most: 1, else: head_decides}
          refused: {title: {ru: Нет, en: 'No'}, finish: lost}
      - task: head_decides
        reached: by_name
        title: {ru: Решить, en: Decide}
        assignee: head
        results: {go_on: {title: {ru: Дальше, en: Go on}, then: end}, give_up: {title: {ru: Хватит, en: Enough}, finish: lost}}
  payment:
    title: {ru: Оплата, en: Payment}
    steps:
      - wait: paid
        title: {ru: Ждем оплату, en: Waiting for the payment}
        signal: payment
        timeout: {after: 5 business days, result: unpaid}
        results: {received: {title: {ru: Получена, en: Received}, finish: won}, unpaid: {title: {ru: Нет, en: None}, finish: lost}}
outcomes:
  won: {title: {ru: Победа, en: Won}, kind: won}
  lost: {title: {ru: Проигрыш, en: Lost}, kind: lost, ask: [reason]}
";

const ORGANISATION: &str = "\
organisation: {ru: Фирма, en: Firm}
locale: ru
time_zone: Europe/Moscow
calendar: ru
last_resort: olga
departments: {sales: {title: Продажи, head: boris}}
people:
  olga: {name: Ольга, positions: [administrator]}
  boris: {name: Борис, department: sales}
  anna: {name: Анна, department: sales}
";

const CALENDAR: &str = "calendar: ru\ntitle: Неделя\nweek: {mon-fri: [09:00-18:00]}\n";

/// The beginning of a file of scenarios.
pub const HEAD: &str = "process: small\norganisation: firm\nscenarios:\n";

pub fn source(file: &str, text: &str) -> Source {
    Source { file: file.to_owned(), text: text.to_owned() }
}

/// The small house.
pub struct House {
    pub process: Arc<Process>,
    pub source: Source,
    pub organisation: Organisation,
    pub world: Arc<World>,
}

impl House {
    pub fn new() -> Self {
        Self::of(PROCESS)
    }

    pub fn of(text: &str) -> Self {
        let source = source("process.yaml", text);
        let process = Arc::new(compile(&source).unwrap_or_else(|found| panic!("{found:#?}")).value);
        let organisation = read_organisation(&self::source("o", ORGANISATION)).unwrap_or_else(|found| panic!("{found:#?}")).value;
        let calendar = read_calendar(&self::source("c", CALENDAR)).unwrap().value;
        let world = World {
            organisation: organisation.clone(),
            calendars: [(calendar.id().clone(), calendar)].into(),
            processes: [(process.id.clone(), Arc::clone(&process))].into(),
            heirs: std::collections::BTreeMap::new(),
        };
        Self { process, source, organisation, world: Arc::new(world) }
    }

    pub fn read(&self, text: &str) -> Result<Suite, Diagnostics> {
        let processes = BTreeSet::from([self.process.id.clone()]);
        let given = Given { process: &self.process, organisation: &self.organisation, processes: &processes };
        suite(&source("small.scenario.yaml", text), given).map(|checked| checked.value)
    }

    /// The scenarios of a script: one scenario that anna starts on a Monday at ten, with these lines.
    pub fn script(&self, lines: &str) -> Suite {
        let indented: String = lines.lines().map(|line| format!("      {line}\n")).collect();
        let start = "{at: 2026-03-02 10:00, by: anna, deal: {title: Deal}}";
        let text = format!("{HEAD}  - title: One\n    start: {start}\n    script:\n{indented}");
        self.read(&text).unwrap_or_else(|found| panic!("{found:#?}\n{text}"))
    }

    pub fn tried<'a>(&'a self, suite: &'a Suite) -> Vec<Tried<'a>> {
        let one = |scenario| {
            let ran = run(scenario, &self.process, &self.world);
            let taken = taken(&self.process, &ran.history);
            Tried { file: &suite.file, scenario, process: &self.process, ran, taken }
        };
        suite.scenarios.iter().map(one).collect()
    }

    /// What does not hold, in English: the line, what was expected and what was there.
    pub fn failures(&self, lines: &str) -> Vec<String> {
        let suite = self.script(lines);
        let en = |text: &voronka_definition::Text| text.get(voronka_definition::Locale::En).to_owned();
        let tried = self.tried(&suite);
        let failures = tried.iter().flat_map(|one| &one.ran.failures);
        failures.map(|one| format!("{}: {} | {}", one.line, en(&one.expected), en(&one.found))).collect()
    }

    pub fn mutants(&self) -> Vec<Mutant> {
        mutants(&self.process, &Places::of(&self.source))
    }

    pub fn survivors(&self, suite: &Suite) -> Judged {
        let tried = self.tried(suite);
        let survives = |mutant: &Mutant| {
            let changed = mutant.apply(&self.process);
            let mut concerned = tried.iter().filter(|one| mutant.concerns(&one.taken));
            concerned.all(|one| run_until_failure(one.scenario, &changed, &self.world))
        };
        judge(self.mutants().into_iter().filter(survives).collect(), &suite.equivalent)
    }

    pub fn protected(&self, tried: &[Tried<'_>], mutants: Option<Mutants>) -> Protected<'_> {
        let all = tried.iter().flat_map(|one| one.taken.clone()).collect();
        let counts = counts(&parts(&self.process, &Places::of(&self.source)), &all);
        Protected { process: &self.process, file: &self.source.file, counts, mutants }
    }
}
