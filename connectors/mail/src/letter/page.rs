//! A page: what a letter says, before it is laid out as text and as HTML.

use serde::Serialize;
use voronka_definition::Locale;

use voronka_core::words::{lines, one_line};

/// The colour of the line above a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Something to do.
    Calm,
    /// It falls due soon.
    Soon,
    /// It is late, or broken.
    Late,
}

impl Tone {
    fn colour(self) -> &'static str {
        match self {
            Self::Calm => "#1f5fbf",
            Self::Soon => "#b97a00",
            Self::Late => "#c0392b",
        }
    }
}

/// A label with its value.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Fact {
    label: String,
    value: String,
    strong: bool,
}

/// Something a person wrote, under a heading.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Note {
    label: String,
    lines: Vec<String>,
}

/// A line of the history.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Happened {
    pub(super) at: String,
    pub(super) text: String,
    pub(super) comment: Vec<String>,
}

/// A part of a letter about several things.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) items: Vec<Item>,
    /// What it says of those that are not shown; empty where all are.
    pub(super) more: String,
}

/// One of several things a letter is about.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Item {
    pub(super) title: String,
    pub(super) about: Vec<String>,
    pub(super) url: String,
}

/// A link with its label.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    label: String,
    url: String,
}

/// Headings of the parts.
#[derive(Debug, Clone, Serialize)]
struct Words {
    happened: &'static str,
    advice: &'static str,
}

/// What a letter says.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Page {
    locale: &'static str,
    pub(super) subject: String,
    pub(super) headline: String,
    pub(super) preview: String,
    colour: &'static str,
    paragraphs: Vec<Vec<String>>,
    pub(super) sections: Vec<Section>,
    facts: Vec<Fact>,
    notes: Vec<Note>,
    pub(super) happened: Vec<Happened>,
    advice: Vec<String>,
    links: Vec<Link>,
    why: String,
    words: Words,
}

impl Page {
    /// A page with nothing but its subject and its headline.
    pub(super) fn new(locale: Locale, tone: Tone, subject: &str, headline: &str) -> Self {
        Self {
            locale: locale.code(),
            subject: one_line(subject),
            headline: one_line(headline),
            preview: String::new(),
            colour: tone.colour(),
            paragraphs: Vec::new(),
            sections: Vec::new(),
            facts: Vec::new(),
            notes: Vec::new(),
            happened: Vec::new(),
            advice: Vec::new(),
            links: Vec::new(),
            why: String::new(),
            words: Words {
                happened: locale.pick("Что было до этого", "What happened so far"),
                advice: locale.pick("Что можно сделать", "What can be done"),
            },
        }
    }

    /// Adds a text: paragraphs stand apart by empty lines.
    pub(super) fn say(&mut self, text: &str) {
        let mut paragraph = Vec::new();
        for line in lines(text).lines().map(str::trim_end) {
            if line.is_empty() {
                self.end_paragraph(&mut paragraph);
            } else {
                paragraph.push(line.to_owned());
            }
        }
        self.end_paragraph(&mut paragraph);
    }

    fn end_paragraph(&mut self, paragraph: &mut Vec<String>) {
        if !paragraph.is_empty() {
            self.paragraphs.push(std::mem::take(paragraph));
        }
    }

    /// Adds a fact; nothing where there is no value.
    pub(super) fn fact(&mut self, label: &str, value: &str) {
        self.push_fact(label, value, false);
    }

    /// Adds a fact that stands out.
    pub(super) fn strong_fact(&mut self, label: &str, value: &str) {
        self.push_fact(label, value, true);
    }

    fn push_fact(&mut self, label: &str, value: &str, strong: bool) {
        let value = one_line(value);
        if !value.is_empty() {
            self.facts.push(Fact { label: label.to_owned(), value, strong });
        }
    }

    /// Adds what somebody wrote; nothing where it is blank.
    pub(super) fn note(&mut self, label: &str, text: &str) {
        let lines: Vec<String> = lines(text.trim()).lines().map(str::to_owned).collect();
        if !lines.is_empty() {
            self.notes.push(Note { label: one_line(label), lines });
        }
    }

    /// Adds something that can be done.
    pub(super) fn advise(&mut self, line: &str) {
        self.advice.push(one_line(line));
    }

    /// Adds a link; the first one is the button.
    pub(super) fn link(&mut self, label: &str, url: String) {
        self.links.push(Link { label: label.to_owned(), url });
    }

    /// Says why the reader gets this letter.
    pub(super) fn because(&mut self, why: &str) {
        self.why = one_line(why);
    }

    /// What a list of letters shows beside the subject: the facts that matter most.
    pub(super) fn preview_from_facts(&mut self) {
        let shown = self.facts.iter().take(3).map(|fact| format!("{}: {}", fact.label, fact.value));
        self.preview = shown.collect::<Vec<_>>().join(" · ");
    }
}
