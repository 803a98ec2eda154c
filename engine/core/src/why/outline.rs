//! An explanation as lines with their depth, for a terminal or a letter.

use voronka_definition::Locale;

use super::{Answer, Awaiting, ReasonKind, WhyCase, WhyTask};

/// A line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep it stands, from 0.
    pub depth: usize,
    /// What it says.
    pub text: String,
}

fn line(depth: usize, text: impl Into<String>) -> Line {
    Line { depth, text: text.into() }
}

impl WhyTask {
    /// The explanation as lines.
    pub fn lines(&self, locale: Locale) -> Vec<Line> {
        let mut lines = vec![line(0, &self.text), line(1, of_file(&self.process, &self.version, locale))];
        lines.push(line(1, format!("{}{}", self.rules.origin, place(self.rules.line, locale))));
        self.answers.iter().for_each(|answer| answer.tell(0, &mut lines, locale));
        lines
    }
}

impl WhyCase {
    /// The explanation as lines.
    pub fn lines(&self, locale: Locale) -> Vec<Line> {
        let mut lines = vec![line(0, &self.text), line(1, of_file(&self.process, &self.version, locale))];
        for waits in &self.waits {
            lines.push(line(0, format!("{}{}", waits.text, waits.line_in(locale))));
            waits.why.iter().for_each(|answer| answer.tell(1, &mut lines, locale));
        }
        self.answers.iter().for_each(|answer| answer.tell(0, &mut lines, locale));
        lines
    }
}

impl Awaiting {
    fn line_in(&self, locale: Locale) -> String {
        place(self.line, locale)
    }
}

impl Answer {
    fn tell(&self, depth: usize, lines: &mut Vec<Line>, locale: Locale) {
        lines.push(line(depth, &self.text));
        if let Some(rule) = &self.rule {
            lines
                .push(line(depth + 1, format!("{} {}{}", locale.pick("правило:", "rule:"), rule.text, place(rule.line, locale))));
        }
        lines.extend(self.facts.iter().map(|fact| line(depth + 1, format!("{}: {}", fact.name, fact.value))));
        for step in &self.steps {
            let mark = match step.kind {
                ReasonKind::Counted | ReasonKind::Found => "+",
                ReasonKind::Closed | ReasonKind::Skipped => "-",
                ReasonKind::Note => "·",
            };
            lines.push(line(depth + 1, format!("{mark} {}", step.text)));
        }
    }
}

fn of_file(process: &str, version: &str, locale: Locale) -> String {
    locale.pick(format!("процесс {process}, версия {version}"), format!("process {process}, version {version}"))
}

fn place(at: Option<u32>, locale: Locale) -> String {
    at.map(|at| locale.pick(format!(" (строка {at})"), format!(" (line {at})"))).unwrap_or_default()
}
