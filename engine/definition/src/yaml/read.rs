//! Reading single values: names, texts, numbers, truth values, lists. What does not fit is noted, and the answer is `None`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::diagnostic::{Findings, Span, say};
use crate::text::{Locale, Text};
use crate::yaml::name::{LONGEST_NAME, as_name, is_name, posing};
use crate::yaml::similar::{hard_space, is_hidden, shown, similar};
use crate::yaml::{Entry, Kind, MapReader, Node, surprise, syntax};

pub use crate::yaml::map::{is_map, wrong_shape};

/// The most names in one map, and the most items of a list that are taken one by one.
pub const MOST_NAMES: usize = 1_000;

/// The longest text, in characters.
pub const LONGEST_TEXT: usize = 20_000;

/// A scalar that is not empty, as it is written.
pub fn scalar<'a>(node: &'a Node, expected: (&str, &str), findings: &Findings) -> Option<&'a str> {
    match node.text() {
        Some(text) if !node.is_empty() && !text.trim().is_empty() => Some(text),
        _ => {
            wrong_shape(node, expected, findings);
            None
        }
    }
}

/// A well-formed name.
pub fn name<'a>(node: &'a Node, findings: &Findings) -> Option<&'a str> {
    if surprise::forbid_as_name(node, findings) {
        return None;
    }
    let text = scalar(node, ("имя", "a name"), findings)?;
    if is_name(text) {
        return Some(text);
    }
    let found = shown(text);
    let spaced = || syntax::pair_without_space(text).map(syntax::space_help);
    let help = hard_space(text)
        .or_else(|| alike(text))
        .or_else(spaced)
        .or_else(|| names_without_brackets(text))
        .or_else(|| as_name(text).map(|better| say!("например: «{better}»", "for example `{better}`")));
    findings.error_with(
        "bad_name",
        node.span,
        say!(
            "«{found}» не годится как имя: нужны строчные буквы, цифры и «_», сначала буква, не длиннее {LONGEST_NAME} знаков",
            "`{found}` is no name: small letters, digits and `_`, a letter first, at most {LONGEST_NAME} characters"
        ),
        help,
    );
    None
}

/// What is said of a letter that looks like another one.
fn alike(text: &str) -> Option<Text> {
    let letter = posing(text)?;
    let code = u32::from(letter);
    Some(say!(
        "«{letter}» (U+{code:04X}) — буква другого алфавита; наберите имя заново буквами одного алфавита",
        "`{letter}` (U+{code:04X}) is a letter of another alphabet; type the name anew in the letters of one"
    ))
}

/// What to write for `a, b, c`, which YAML takes for one text.
fn names_without_brackets(text: &str) -> Option<Text> {
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    let is_list = names.len() > 1 && names.iter().all(|name| is_name(name));
    let list = names.join(", ");
    is_list.then(|| say!("список пишется в скобках: [{list}]", "a list is written in brackets: [{list}]"))
}

/// The entries of a map whose keys are names of the writer's choice. Entries with a bad name are left out.
pub fn named<'a>(node: &'a Node, findings: &Findings) -> Vec<(&'a str, &'a Entry)> {
    if !matches!(node.kind, Kind::Map(_)) {
        wrong_shape(node, ("набор «имя: значение»", "a map of names"), findings);
    }
    let entries = at_most(node.entries(), MOST_NAMES, findings).iter().filter(|entry| entry.key.text() != Some("<<"));
    entries.filter_map(|entry| Some((name(&entry.key, findings)?, entry))).collect()
}

/// The same with the entries whose names are none: that was noted, and what uses them means them.
pub fn named_anyhow<'a>(node: &'a Node, findings: &Findings) -> Vec<(&'a str, &'a Entry)> {
    named(node, findings);
    let entries = node.entries().iter().take(MOST_NAMES);
    entries.filter_map(|entry| Some((entry.key.text()?, entry))).filter(|(name, _)| *name != "<<").collect()
}

/// The first of several things, and a note where there are more than anybody can survey.
pub fn at_most<'a, T>(items: &'a [T], most: usize, findings: &Findings) -> &'a [T]
where
    T: Placed,
{
    let Some(first) = items.get(most) else { return items };
    let message = say!("здесь больше {most} элементов", "there are more than {most} elements here");
    findings.error("too_many_values", first.place(), message);
    &items[..most]
}

/// Something that stands in a file.
pub trait Placed {
    /// Where it stands.
    fn place(&self) -> Span;
}

impl Placed for Entry {
    fn place(&self) -> Span {
        self.key.span
    }
}

impl Placed for Node {
    fn place(&self) -> Span {
        self.head()
    }
}

/// A text for people: one for every language, or a map by language.
pub fn text(node: &Node, findings: &Findings) -> Option<Text> {
    if !matches!(node.kind, Kind::Map(_)) {
        return plain_text(node, findings).map(|text| Text::Any(text.to_owned()));
    }
    let mut map = MapReader::open(node, node.head(), findings)?.of_texts();
    let mut texts = BTreeMap::new();
    for locale in Locale::ALL {
        let written = map.take(locale.code()).and_then(|node| plain_text(node, findings));
        texts.extend(written.map(|text| (locale, text.to_owned())));
    }
    map.close();
    (!texts.is_empty()).then(|| Text::each(texts))
}

/// A text in one language.
pub fn plain_text<'a>(node: &'a Node, findings: &Findings) -> Option<&'a str> {
    if surprise::forbid_as_text(node, findings) {
        return None;
    }
    let text = scalar(node, ("текст", "a text"), findings)?;
    let hidden = |character: char| is_hidden(character) && !matches!(character, '\n' | '\t');
    if let Some(at) = text.chars().position(hidden) {
        findings.error_with(
            "hidden_character",
            node.place_of(at, at + 1),
            say!("в тексте стоит невидимый или управляющий знак", "the text holds an invisible or a control character"),
            say!("удалите его и наберите это место заново", "delete it and type the place anew"),
        );
        return None;
    }
    if text.chars().count() > LONGEST_TEXT {
        let help = say!(
            "сократите его; подробности держите в базе знаний, а здесь дайте ссылку",
            "shorten it; keep the details in the knowledge base, and give a link here"
        );
        too_long(node, LONGEST_TEXT, help, findings);
        return None;
    }
    Some(text)
}

/// A whole number within bounds.
pub fn integer<T>(node: &Node, bounds: RangeInclusive<T>, findings: &Findings) -> Option<T>
where
    T: FromStr + PartialOrd + Display,
{
    let number = node.text().filter(|_| node.is_plain()).and_then(|text| text.parse::<T>().ok());
    match number {
        Some(number) if bounds.contains(&number) => Some(number),
        _ => {
            let (from, to) = (bounds.start(), bounds.end());
            let ru = format!("целое число от {from} до {to}");
            let en = format!("a whole number from {from} to {to}");
            wrong_shape(node, (&ru, &en), findings);
            None
        }
    }
}

/// `true` or `false`, and nothing else that YAML 1.1 took for one.
pub fn boolean(node: &Node, findings: &Findings) -> Option<bool> {
    match node.text() {
        Some("true") if node.is_plain() => Some(true),
        Some("false") if node.is_plain() => Some(false),
        _ => {
            wrong_shape(node, ("true или false", "true or false"), findings);
            None
        }
    }
}

/// Notes a scalar that is longer than it may be.
pub fn too_long(node: &Node, most: usize, help: Text, findings: &Findings) {
    let found = node.text().map_or(0, |text| text.chars().count());
    let message =
        say!("ожидается не больше {most} знаков, а здесь их {found}", "expected at most {most} characters, found {found}");
    findings.error_with("text_too_long", node.head(), message, help);
}

/// The items of a list.
pub fn list<'a>(node: &'a Node, findings: &Findings) -> &'a [Node] {
    match &node.kind {
        Kind::Seq(items) => items,
        _ => {
            wrong_shape(node, ("список", "a list"), findings);
            &[]
        }
    }
}

/// The items of a list, or the single node that stands for a list of one.
pub fn one_or_many(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::Seq(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// One of several words; `what` says in Russian and English what they are.
pub fn word<T: Copy>(node: &Node, words: &[(&str, T)], what: (&str, &str), findings: &Findings) -> Option<T> {
    let text = scalar(node, what, findings)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let known = words.iter().map(|(word, _)| *word);
    unknown("unknown_word", text, what, known, node.span, findings);
    None
}

/// Notes a name that means nothing here; `what` says in Russian and English what was expected.
pub fn unknown<'a>(
    code: &'static str,
    text: &str,
    (ru, en): (&str, &str),
    known: impl IntoIterator<Item = &'a str>,
    span: Span,
    findings: &Findings,
) {
    let found = shown(text);
    let message = say!("ожидается {ru}, а здесь «{found}»", "expected {en}, found `{found}`");
    let help = if findings.is_full() { None } else { similar(text, known) };
    findings.error_with(code, span, message, help);
}
