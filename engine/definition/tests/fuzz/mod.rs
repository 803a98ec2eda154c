//! A fuzzer of `compile`: good files changed at random, and random text. Whatever goes in, nothing panics, nothing takes long, every
//! finding has a place inside the file, and compiling is a function of the text.
//!
//! The generator is seeded and small; a round that fails is printed with its seed and its text. What it found is kept in `found/`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use voronka_definition::diagnostic::{Style, json, render};
use voronka_definition::{Checked, Diagnostics, Finding, Locale, Process, Source, compile};

/// A small generator of numbers (xorshift64*, Vigna 2016): the same seed gives the same rounds everywhere.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// A generator for this seed and round.
    pub fn new(seed: u64, round: u64) -> Self {
        let mixed = seed ^ round.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self(mixed.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below this one.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// What is put in where a change wants something: signs of YAML, of expressions, of Unicode, and words of the language.
const BITS: [&str; 64] = [
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    "\"",
    "#",
    "|",
    ">-",
    "&a ",
    "*a",
    "!!int ",
    "<<: ",
    "? ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "é",
    "🜁",
    "ё",
    "null",
    "~",
    "yes",
    "no",
    "on",
    "0x10",
    "1e999",
    "-1",
    "99999999999999999999",
    "if ",
    " then ",
    " else ",
    "(",
    ")",
    " and ",
    " or ",
    "not(",
    "every x in ",
    " satisfies ",
    "head_of(",
    "1000000 RUB",
    "date(\"2026-02-30\")",
    "business days",
    " before ",
    "end",
    "next",
    "at_most: 0",
    "when: ",
    "then: ",
    "task: ",
    "parallel: ",
    "each: ",
    "branches: ",
    "stage: ",
    "finish: ",
    "{{ deal.",
];

/// A text of this round, made of the good ones.
pub fn text(good: &[String], chance: &mut Chance) -> String {
    if chance.below(12) == 0 {
        return noise(chance);
    }
    let mut text = good[chance.below(good.len())].clone();
    for _ in 0..=chance.below(6) {
        text = changed(&text, good, chance);
    }
    text
}

fn noise(chance: &mut Chance) -> String {
    (0..chance.below(200))
        .map(|_| if chance.below(3) == 0 { character(chance).to_string() } else { chance.pick(&BITS).to_owned() })
        .collect()
}

fn character(chance: &mut Chance) -> char {
    char::from_u32(chance.below(0x1_1000) as u32).unwrap_or('?')
}

fn changed(text: &str, good: &[String], chance: &mut Chance) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    let (from, to) = (one.min(other), one.max(other));
    match chance.below(10) {
        0 => [&lines[..from], &lines[(from + 1).min(lines.len())..]].concat().concat(),
        1 => [&lines[..to], &lines[from..]].concat().concat(),
        2 => swapped(&lines, from, to),
        3 => indented(&lines, from, chance),
        4 => spliced(text, &good[chance.below(good.len())], chance),
        5 => word_replaced(text, chance),
        6 => [&lines[..from], &lines[to..]].concat().concat(),
        _ => inserted(text, chance),
    }
}

fn swapped(lines: &[&str], from: usize, to: usize) -> String {
    let mut lines = lines.to_vec();
    if to < lines.len() {
        lines.swap(from, to);
    }
    lines.concat()
}

fn indented(lines: &[&str], at: usize, chance: &mut Chance) -> String {
    let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    if let Some(line) = lines.get_mut(at) {
        *line = format!("{}{}", " ".repeat(chance.below(8)), line.trim_start_matches(' '));
    }
    lines.concat()
}

fn place(text: &str, chance: &mut Chance) -> usize {
    let at = chance.below(text.len() + 1);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn inserted(text: &str, chance: &mut Chance) -> String {
    let at = place(text, chance);
    let bit = if chance.below(8) == 0 { character(chance).to_string() } else { chance.pick(&BITS).to_owned() };
    format!("{}{bit}{}", &text[..at], &text[at..])
}

fn spliced(text: &str, other: &str, chance: &mut Chance) -> String {
    let (here, there) = (place(text, chance), place(other, chance));
    format!("{}{}", &text[..here], &other[there..])
}

/// One word takes the place of another: names that exist where they do not belong are what designers write by mistake.
fn word_replaced(text: &str, chance: &mut Chance) -> String {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return text.to_owned();
    }
    let (from, to) = (words[chance.below(words.len())], words[chance.below(words.len())]);
    let place = text.match_indices(from).map(|(at, _)| at).collect::<Vec<_>>();
    let at = place[chance.below(place.len())];
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}

/// What is wrong with how `compile` takes this text; `None` where all is well.
pub fn complaint(text: &str) -> Option<String> {
    let source = Source { file: "process.yaml".to_owned(), text: text.to_owned() };
    let answer = catch_unwind(AssertUnwindSafe(|| {
        let findings = findings(compile(&source));
        let again = self::findings(compile(&source));
        let shown = render(&findings, &source, Style::plain(Locale::Ru)).len();
        let written = json(&findings, Locale::En);
        (findings, again, shown, format!("{written:?}").len())
    }));
    let Ok((findings, again, ..)) = answer else { return Some("it panics".to_owned()) };
    if findings != again {
        return Some("the second time it says something else".to_owned());
    }
    let lines = text.split('\n').count() as u32 + 1;
    findings.iter().find_map(|finding| misplaced(finding, lines))
}

fn misplaced(finding: &Finding, lines: u32) -> Option<String> {
    let span = finding.span;
    let in_order = (span.line, span.column) <= (span.end_line, span.end_column);
    let inside = span.line >= 1 && span.column >= 1 && span.end_line <= lines;
    (!in_order || !inside).then(|| format!("`{}` stands at {span:?} of {lines} lines", finding.code))
}

fn findings(result: Result<Checked<Process>, Diagnostics>) -> Vec<Finding> {
    match result {
        Ok(checked) => checked.warnings,
        Err(Diagnostics(findings)) => findings,
    }
}
