//! The terminal: language, colours, width; results to standard output, errors to standard error.

use std::io::{self, IsTerminal, Write};

use voronka_definition::Locale;
use voronka_definition::diagnostic::Style;

/// Columns where the terminal does not say how many it has.
const USUAL_WIDTH: usize = 80;
/// Fewer columns than these are not believed.
const NARROWEST: usize = 20;

/// How to speak to whoever runs the program.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// The language.
    pub locale: Locale,
    /// The language that was asked for by the flag or its variable.
    pub wanted: Option<Locale>,
    /// Whether standard output shows colours.
    pub colour: bool,
    /// Whether standard error shows colours.
    pub colour_of_errors: bool,
    /// How many columns there are.
    pub width: usize,
}

impl Terminal {
    /// The terminal of this process. `wanted` is the language asked for; without it the environment decides, and a locale that is
    /// neither Russian nor set means English.
    pub fn of_this_process(wanted: Option<Locale>) -> Self {
        let plain = variable("NO_COLOR").is_some() || variable("TERM").as_deref() == Some("dumb");
        Self {
            locale: wanted.unwrap_or_else(locale_of_environment),
            wanted,
            colour: !plain && io::stdout().is_terminal(),
            colour_of_errors: !plain && io::stderr().is_terminal(),
            width: width().max(NARROWEST),
        }
    }

    /// The text that stands for this language.
    pub fn pick<T>(&self, ru: T, en: T) -> T {
        self.locale.pick(ru, en)
    }

    /// Prints a result and ends the line. A reader who has gone away (`| head`) is no error of ours.
    pub fn print(&self, text: &str) {
        let mut out = io::stdout().lock();
        let _gone = writeln!(out, "{text}").and_then(|()| out.flush());
    }

    /// Prints a remark to standard error.
    pub fn remark(&self, text: &str) {
        let _gone = writeln!(io::stderr().lock(), "{text}");
    }

    /// Prints why a command could not run.
    pub fn complain(&self, error: &anyhow::Error) {
        let head = self.pick("ошибка", "error");
        let head = if self.colour_of_errors { format!("\u{1b}[1;31m{head}\u{1b}[0m") } else { head.to_owned() };
        self.remark(&format!("{head}: {error:#}"));
    }

    /// How findings are shown on standard output.
    pub fn style(&self) -> Style {
        Style { locale: self.locale, colour: self.colour, width: self.width.max(60) }
    }

    /// How findings are shown on standard error.
    pub fn style_of_errors(&self) -> Style {
        Style { colour: self.colour_of_errors, ..self.style() }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn locale_of_environment() -> Locale {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    set.and_then(|code| code.parse().ok()).unwrap_or(Locale::En)
}

fn width() -> usize {
    let told = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    told.or_else(|| Some(usize::from(terminal_size::terminal_size()?.0.0))).unwrap_or(USUAL_WIDTH)
}
