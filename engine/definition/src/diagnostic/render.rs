//! Findings for the eyes: the line of the file, the place underlined, the sentence and the way out.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Finding, Severity, Source, Span};
use crate::text::Locale;

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The language.
    pub locale: Locale,
    /// Whether to colour; only for a terminal.
    pub colour: bool,
    /// How many columns there are.
    pub width: usize,
}

impl Style {
    /// Without colour, 120 columns wide.
    pub fn plain(locale: Locale) -> Self {
        Self { locale, colour: false, width: 120 }
    }
}

/// The findings of one file as text, one paragraph each.
pub fn render(findings: &[Finding], source: &Source, style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Unicode).term_width(style.width);
    let lines = Lines::of(&source.text);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&renderer.render(&[group(finding, &lines, style.locale)]));
        text.push_str("\n\n");
    }
    text
}

fn group<'a>(finding: &'a Finding, lines: &Lines<'a>, locale: Locale) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR.with_name(locale.pick("ошибка", "error")),
        Severity::Warning => Level::WARNING.with_name(locale.pick("предупреждение", "warning")),
    };
    let (excerpt, marked) = lines.excerpt(finding.span);
    let snippet = Snippet::source(excerpt)
        .line_start(finding.span.line as usize)
        .path(finding.file.as_str())
        .annotation(AnnotationKind::Primary.span(marked));
    let group = level.primary_title(finding.message.get(locale)).id(finding.code).element(snippet);
    let group = match &finding.story {
        Some(story) => {
            group.element(Level::NOTE.with_name(locale.pick("как это случается", "how it happens")).message(story.get(locale)))
        }
        None => group,
    };
    match &finding.help {
        Some(help) => group.element(Level::HELP.with_name(locale.pick("подсказка", "help")).message(help.get(locale))),
        None => group,
    }
}

/// The lines of a file with the bytes they stand at.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The lines of a place, and the bytes of the place within them.
    fn excerpt(&self, span: Span) -> (&'a str, Range<usize>) {
        let from = self.line(span.line).start;
        let to = self.line(span.end_line.max(span.line)).end;
        let text = self.text.get(from..to.max(from)).unwrap_or_default();
        let start = self.byte(span.line, span.column).saturating_sub(from).min(text.len());
        let end = self.byte(span.end_line, span.end_column).saturating_sub(from).min(text.len());
        (text, start..end.max(start))
    }

    fn line(&self, line: u32) -> Range<usize> {
        let index = (line as usize).saturating_sub(1);
        let end = self.text.len();
        let start = self.starts.get(index).copied().unwrap_or(end);
        let next = self.starts.get(index + 1).copied().unwrap_or(end);
        start..start + self.text[start..next].trim_end_matches(['\n', '\r']).len()
    }

    fn byte(&self, line: u32, column: u32) -> usize {
        let line = self.line(line);
        let text = &self.text[line.clone()];
        let at = text.char_indices().nth((column as usize).saturating_sub(1)).map_or(text.len(), |(at, _)| at);
        line.start + at
    }
}
