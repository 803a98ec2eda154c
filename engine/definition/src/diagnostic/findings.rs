//! The collector of findings that every reader of a file shares. A mistake is noted and reading goes on.

use std::cell::RefCell;

use crate::diagnostic::{Checked, Diagnostics, Finding, Severity, Span, Story, say};
use crate::text::{Locale, Text};

/// How many findings of one file are kept; what lies beyond says only that there are more.
pub const MOST_FINDINGS: usize = 500;

/// The findings of one file so far. It is shared by reference, so that readers can be nested without passing it back and forth.
#[derive(Debug)]
pub struct Findings {
    file: String,
    list: RefCell<Vec<Finding>>,
}

impl Findings {
    /// No findings yet, for the file with this name.
    pub fn new(file: &str) -> Self {
        Self { file: file.to_owned(), list: RefCell::default() }
    }

    /// Notes an error.
    pub fn error(&self, code: &'static str, span: Span, message: Text) {
        self.note(code, Severity::Error, span, message, None);
    }

    /// Notes an error and says what to do.
    pub fn error_with(&self, code: &'static str, span: Span, message: Text, help: impl Into<Option<Text>>) {
        self.note(code, Severity::Error, span, message, help.into());
    }

    /// Notes an error with what to do, and with the story that leads there and the scenario that plays it.
    pub fn error_told(
        &self,
        code: &'static str,
        span: Span,
        (message, help): (Text, Option<Text>),
        told: Option<(Story, String)>,
    ) {
        self.note(code, Severity::Error, span, message, help);
        self.tell(code, told);
    }

    /// Notes a warning with the story that leads to it, and a scenario that plays it.
    pub fn warning_told(&self, code: &'static str, span: Span, (message, help): (Text, Text), told: Option<(Story, String)>) {
        self.note(code, Severity::Warning, span, message, Some(help));
        self.tell(code, told);
    }

    /// Gives the last note its story.
    fn tell(&self, code: &'static str, told: Option<(Story, String)>) {
        let mut list = self.list.borrow_mut();
        if let (Some((story, scenario)), Some(last)) = (told, list.last_mut().filter(|last| last.code == code)) {
            (last.story, last.scenario) = (Some(story), Some(scenario));
        }
    }

    /// Notes a warning and says what to do.
    pub fn warning(&self, code: &'static str, span: Span, message: Text, help: impl Into<Option<Text>>) {
        self.note(code, Severity::Warning, span, message, help.into());
    }

    /// Whether an error was noted.
    pub fn has_errors(&self) -> bool {
        self.list.borrow().iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The code and the place of every error so far.
    pub fn errors(&self) -> Vec<(&'static str, Span)> {
        let list = self.list.borrow();
        list.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| (finding.code, finding.span)).collect()
    }

    /// Takes the offered scenarios back: nothing can be played of a file with other mistakes.
    pub fn offer_no_scenario(&self) {
        self.list.borrow_mut().iter_mut().for_each(|finding| finding.scenario = None);
    }

    /// Whether an error was noted after the first so many findings.
    pub fn has_errors_since(&self, count: usize) -> bool {
        self.list.borrow().iter().skip(count).any(|finding| finding.severity == Severity::Error)
    }

    /// How many findings there are so far.
    pub fn count(&self) -> usize {
        self.list.borrow().len()
    }

    /// Whether no more findings are kept, so that it is idle to look for good advice.
    pub fn is_full(&self) -> bool {
        self.count() >= MOST_FINDINGS
    }

    /// The findings in the order of their places, each once. Of an alias nothing is said but that it is one.
    pub fn into_sorted(self) -> Vec<Finding> {
        let mut list = self.list.into_inner();
        list.sort_by(|a, b| (a.span, a.severity, a.code).cmp(&(b.span, b.severity, b.code)));
        list.dedup();
        let aliases: Vec<Span> = list.iter().filter(|finding| finding.code == "yaml_alias").map(|finding| finding.span).collect();
        list.retain(|finding| finding.code == "yaml_alias" || !aliases.contains(&finding.span));
        list
    }

    /// The value with its warnings, or every finding where one is an error. A reader that gives no value has noted why.
    ///
    /// # Errors
    /// When an error was noted.
    pub fn finish<T>(self, value: Option<T>) -> Result<Checked<T>, Diagnostics> {
        let has_errors = self.has_errors();
        let list = self.into_sorted();
        match value {
            Some(value) if !has_errors => Ok(Checked { value, warnings: list }),
            _ => Err(Diagnostics(list)),
        }
    }

    fn note(&self, code: &'static str, severity: Severity, span: Span, message: Text, help: Option<Text>) {
        let mut list = self.list.borrow_mut();
        if list.len() > MOST_FINDINGS {
            return;
        }
        let mut finding = Finding { code, severity, file: self.file.clone(), span, message, help, story: None, scenario: None };
        if list.len() == MOST_FINDINGS {
            finding.code = "too_many_findings";
            finding.severity = Severity::Error;
            finding.message = say!(
                "в файле больше {MOST_FINDINGS} замечаний, остальные не показаны",
                "the file has more than {MOST_FINDINGS} findings; the rest are not shown"
            );
            finding.help = Some(say!("исправьте показанные и проверьте файл снова", "correct these and check the file again"));
        }
        finding.message = sentence(finding.message);
        finding.help = finding.help.map(sentence);
        list.push(finding);
    }
}

/// A text as a sentence: a capital first and a full stop last, unless it begins with a name or ends with a mark of its own.
fn sentence(text: Text) -> Text {
    let whole = |text: String| {
        let mut characters = text.chars();
        let first: String = characters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
        let rest = characters.as_str();
        let stop = if rest.ends_with(['.', '!', '?', '…', '}', '"', '\'']) { "" } else { "." };
        format!("{first}{rest}{stop}")
    };
    match text {
        Text::Any(text) => Text::Any(whole(text)),
        Text::Each(texts) => {
            Text::each(texts.iter().map(|(locale, text)| (*locale, whole(quoted(text.clone(), *locale)))).collect())
        }
    }
}

/// A Russian text with its names in Russian quotes, whichever way its author wrote them.
fn quoted(text: String, locale: Locale) -> String {
    if locale != Locale::Ru {
        return text;
    }
    let mut parts = text.split('`');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for (place, part) in parts.enumerate() {
        whole.push(if place % 2 == 0 { '«' } else { '»' });
        whole.push_str(part);
    }
    nested(whole)
}

/// Quotes within quotes are others in Russian: «слово „внутри“». A text whose quotes do not match stays as it is.
fn nested(text: String) -> String {
    let mut depth = 0_usize;
    let mut whole = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '«' => {
                whole.push(if depth == 0 { '«' } else { '„' });
                depth += 1;
            }
            '»' if depth == 0 => return text,
            '»' => {
                depth -= 1;
                whole.push(if depth == 0 { '»' } else { '“' });
            }
            _ => whole.push(character),
        }
    }
    if depth == 0 { whole } else { text }
}
