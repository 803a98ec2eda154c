//! What is wrong with the layout of a text that YAML cannot read: a colon left out, a space that only looks like one, a line that
//! begins beside every line above it. The scanner stumbles later than the mistake stands, and does not tell; a look at the lines
//! does.
//!
//! Absent: brackets and quotes, which are looked at before.

use crate::diagnostic::{Span, say};
use crate::text::Text;
use crate::yaml::brackets::Look;
use crate::yaml::name::is_spelt;
use crate::yaml::similar::shown;

/// What is probably wrong: where, a sentence, and what to do.
pub type Suspect = (Span, Text, Option<Text>);

/// A line that holds something of YAML.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    /// Counted from 1.
    number: u32,
    /// Blanks before its first character.
    indent: usize,
    /// Blanks before its key: behind the dash, where the line begins an item.
    at: usize,
    /// What stands there, without the dash.
    text: &'a str,
}

/// A key that is open where a line begins.
type Above<'a> = Vec<Line<'a>>;

/// What the lines near the place where the scanner gave up look like; `number` counts from 1.
pub fn suspect(text: &str, number: usize) -> Option<Suspect> {
    let lines = lines(text, number);
    let (line, before) = lines.split_last()?;
    let above = open_above(before);
    if let Some(suspect) = lines.iter().rev().take(2).find_map(hard_space) {
        return Some(suspect);
    }
    let (last, earlier) = before.split_last()?;
    // The scanner may give up only where a line stands deeper than the one without the space.
    dash_without_space(*line)
        .or_else(|| dash_without_space(*last))
        .or_else(|| no_colon(*line, &above))
        .or_else(|| no_colon(*last, &open_above(earlier)))
        .or_else(|| value_beside_its_key(*line, before))
        .or_else(|| beside_all(*line, &above))
}

/// The lines up to this one that are neither empty, nor a comment, nor within brackets, nor of a text in a block.
fn lines(text: &str, number: usize) -> Vec<Line<'_>> {
    let mut look = Look::default();
    let mut block: Option<usize> = None;
    let mut lines = Vec::new();
    for (number, raw) in (1_u32..).zip(text.lines().take(number)) {
        let outside = look.is_outside();
        look.line(number, raw);
        let line = line(number, raw);
        if line.text.is_empty() || line.text.starts_with('#') || !outside || block.is_some_and(|key| line.indent > key) {
            continue;
        }
        let ending = line.text.rsplit(' ').next().unwrap_or_default();
        block = (ending.starts_with(['|', '>']) && ending.len() <= 3).then_some(line.indent);
        lines.push(line);
    }
    lines
}

fn line(number: u32, raw: &str) -> Line<'_> {
    let indent = raw.len() - raw.trim_start_matches(' ').len();
    let (mut at, mut text) = (indent, raw[indent..].trim_end_matches([' ', '\r']));
    while let Some(rest) = text.strip_prefix("- ") {
        let inner = rest.trim_start_matches(' ');
        at += text.len() - inner.len();
        text = inner;
    }
    Line { number, indent, at, text }
}

impl<'a> Line<'a> {
    /// The key that begins it, where a colon follows.
    fn key(self) -> Option<&'a str> {
        let end = self.text.find(": ").or_else(|| self.text.ends_with(':').then(|| self.text.len() - 1))?;
        Some(&self.text[..end]).filter(|key| !key.contains(['{', '[', '"', '\'', '#']) && !key.is_empty())
    }

    /// Whether its value stands below.
    fn opens(self) -> bool {
        self.text.ends_with(':')
    }

    fn begins_item(self) -> bool {
        self.at > self.indent
    }

    /// The place of some of its characters, counted from the first behind the dash.
    fn span(self, from: usize, to: usize) -> Span {
        let column = |at: usize| (self.at + at) as u32 + 1;
        Span::on_line(self.number, column(from), column(to))
    }
}

/// The lines whose keys are open behind these, the outermost first.
fn open_above<'a>(lines: &[Line<'a>]) -> Above<'a> {
    let mut open: Above<'a> = Vec::new();
    for line in lines {
        open.retain(|above| above.indent < line.indent || (above.indent == line.indent && above.opens() && line.begins_item()));
        open.push(*line);
    }
    open
}

/// A non-breaking space behind a colon.
fn hard_space(line: &Line<'_>) -> Option<Suspect> {
    let at = line
        .text
        .char_indices()
        .zip(line.text.chars().skip(1))
        .position(|((_, colon), next)| colon == ':' && matches!(next, '\u{a0}' | '\u{202f}'))?;
    Some((
        line.span(at + 1, at + 2),
        say!("после двоеточия стоит неразрывный пробел (U+00A0)", "a non-breaking space (U+00A0) stands after the colon"),
        Some(say!("замените его обычным пробелом", "put a plain space instead")),
    ))
}

/// A word where a key belongs, and no colon behind it.
fn no_colon(line: Line<'_>, above: &[Line<'_>]) -> Option<Suspect> {
    let word = line.text.split(' ').next().filter(|word| is_spelt(word) && line.key().is_none())?;
    let is_first = above.last().is_some_and(|last| last.at < line.at && last.opens());
    let is_sibling = above.iter().any(|above| above.at == line.at && above.key().is_some());
    if !(is_first || is_sibling || above.is_empty()) {
        return None;
    }
    let rest = line.text[word.len()..].trim_start();
    let whole = if rest.is_empty() { format!("{word}:") } else { shown(&format!("{word}: {rest}")) };
    let length = word.chars().count();
    let word = shown(word);
    Some((
        line.span(0, length),
        say!("после «{word}» нет двоеточия", "no colon follows `{word}`"),
        Some(say!("напишите «{whole}»", "write `{whole}`")),
    ))
}

/// What belongs to the key above begins in the same column as that key, and the next line does not.
fn value_beside_its_key(line: Line<'_>, before: &[Line<'_>]) -> Option<Suspect> {
    let [.., key, last] = before else { return None };
    let beside = key.at == last.at && key.opens() && !last.opens() && last.key().is_some() && line.indent > last.at;
    let (name, owner) = (last.key().filter(|_| beside)?, key.key()?);
    let (length, indent) = (name.chars().count(), line.indent);
    let (name, owner) = (shown(name), shown(owner));
    Some((
        last.span(0, length),
        say!(
            "«{name}» стоит вровень с «{owner}», а относится к нему",
            "`{name}` stands level with `{owner}`, to which it belongs"
        ),
        Some(say!("нужный отступ: {indent}", "its indentation should be {indent}")),
    ))
}

/// `-task: x`: without a space the dash begins no item but belongs to the key.
fn dash_without_space(line: Line<'_>) -> Option<Suspect> {
    let key = line.key()?.strip_prefix('-').filter(|key| is_spelt(key))?;
    let column = line.at as u32 + 1;
    Some((
        Span::on_line(line.number, column, column + 1),
        say!("после дефиса нет пробела", "there is no space after the dash"),
        Some(say!("поставьте пробел: - {key}: …", "put a space: - {key}: …")),
    ))
}

/// A line that begins in a column where no line above begins.
fn beside_all(line: Line<'_>, above: &[Line<'_>]) -> Option<Suspect> {
    line.key()?;
    let column = |above: &Line<'_>| if line.begins_item() { above.indent } else { above.at };
    let fits = |above: &Line<'_>| column(above) == line.indent && (!line.begins_item() || above.begins_item() || above.opens());
    let is_first = above.last().is_some_and(|last| last.opens() && last.at < line.indent);
    if is_first || above.iter().any(fits) {
        return None;
    }
    let alike = |above: &&Line<'_>| above.key().is_some() && (above.begins_item() || !line.begins_item());
    let shallower = above.iter().rev().filter(alike).find(|above| column(above) < line.indent);
    let deeper = above.iter().filter(alike).find(|above| column(above) > line.indent);
    let near = |other: &Line<'_>| column(other).abs_diff(line.indent);
    let chosen: Vec<&Line<'_>> = match (shallower, deeper) {
        (Some(a), Some(b)) if near(a) < near(b) => vec![a],
        (Some(a), Some(b)) if near(a) > near(b) => vec![b],
        (a, b) => a.into_iter().chain(b).collect(),
    };
    let way = |above: &Line<'_>| {
        let (spaces, key, number) = (column(above), shown(above.key().unwrap_or_default()), above.number);
        (format!("{spaces}, как перед «{key}» в строке {number}"), format!("{spaces}, as before `{key}` in line {number}"))
    };
    let (ru, en): (Vec<String>, Vec<String>) = chosen.into_iter().map(way).unzip();
    let (ru, en) = (ru.join("; или "), en.join("; or "));
    let indent = line.indent;
    Some((
        Span::on_line(line.number, 1, indent as u32 + 1),
        say!(
            "отступ этой строки ({indent}) не совпадает ни с одной строкой выше",
            "the indentation of this line ({indent}) is that of no line above"
        ),
        (!ru.is_empty()).then(|| say!("число пробелов перед ней: {ru}", "spaces before it: {en}")),
    ))
}
