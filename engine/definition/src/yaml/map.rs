//! Taking a map apart: known keys are asked for one by one, and what is left over at the end is unknown.

use crate::diagnostic::{Findings, Span, say};
use crate::text::{Locale, Text};
use crate::yaml::name::is_name;
use crate::yaml::similar::{hard_space, nearest, shown, similar};
use crate::yaml::{Entry, Kind, Node, hints, surprise, syntax};

/// Keys that hold a list of names.
const LISTS: [&str; 8] = ["ask", "may_ask", "requires", "entry", "plan", "clear", "candidates", "approvers"];

/// A map that is being taken apart. Every key that is asked for counts as known; [`MapReader::close`] notes the others.
#[derive(Debug)]
pub struct MapReader<'a> {
    entries: &'a [Entry],
    place: Span,
    known: Vec<&'a str>,
    texts: bool,
    findings: &'a Findings,
}

impl<'a> MapReader<'a> {
    /// The map of a node; a node of another shape is noted. `place` is where a missing key is noted: the name of the thing, say.
    pub fn open(node: &'a Node, place: Span, findings: &'a Findings) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            wrong_shape(node, ("набор «ключ: значение»", "a map of keys and values"), findings);
            return None;
        };
        Some(Self { entries, place, known: Vec::new(), texts: false, findings })
    }

    /// The value of a key that may be missing. A key without a value counts as missing, and is noted.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        let entry = self.entry(key)?;
        if entry.value.is_empty() {
            self.findings.error_with(
                "empty_value",
                entry.key.span,
                say!("у ключа «{key}» нет значения", "the key `{key}` has no value"),
                say!("допишите значение или удалите ключ", "write the value or delete the key"),
            );
            return None;
        }
        Some(&entry.value)
    }

    /// The key and the value of a key that may be missing; the value may be empty.
    pub fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.entries.iter().find(|entry| entry.key.text() == Some(key))
    }

    /// The value of a key that must be there.
    pub fn require(&mut self, key: &'static str) -> Option<&'a Node> {
        self.require_like(key, key)
    }

    /// The value of a key that must be there; another word tells which example is shown where it is missing.
    pub fn require_like(&mut self, key: &'static str, example: &str) -> Option<&'a Node> {
        let there = self.entries.iter().any(|entry| entry.key.text() == Some(key));
        if !there {
            let typo = self.typo(key);
            self.findings.error_with(
                "missing_key",
                typo.unwrap_or(self.place),
                say!("не хватает ключа «{key}»", "the key `{key}` is missing"),
                hints::hint(example),
            );
        }
        self.take(key)
    }

    /// Counts a key as known without looking at it: one that was noted before, say.
    pub fn ignore(&mut self, key: &'a str) {
        self.known.push(key);
    }

    /// The map holds a text for every language, so that a stray key is probably the rest of a text with a comma.
    pub fn of_texts(mut self) -> Self {
        self.texts = true;
        self
    }

    /// Where a missing key is noted.
    pub fn place(&self) -> Span {
        self.place
    }

    /// Notes every key that nobody asked for.
    pub fn close(self) {
        for (place, key) in self.entries.iter().map(|entry| &entry.key).enumerate() {
            match key.text() {
                Some(text) if self.known.contains(&text) || text.is_empty() || text == "<<" => {}
                Some(text) if key.is_plain() && surprise::is_surprise(text) => {
                    surprise::forbid_as_name(key, self.findings);
                }
                Some(text) => self.unknown(text, key.span, place),
                None => {}
            }
        }
    }

    /// The place of a key that looks like this one misspelt.
    fn typo(&self, key: &'static str) -> Option<Span> {
        let keys = self.entries.iter().map(|entry| &entry.key);
        let mut unknown = keys.filter(|other| other.text().is_some_and(|text| !self.known.contains(&text)));
        let means = |text: &str| nearest(text, [key]).is_some() || text.split([' ', '\u{a0}', ':']).next() == Some(key);
        unknown.find(|other| other.text().is_some_and(means)).map(|key| key.span)
    }

    fn unknown(&self, text: &str, span: Span, place: usize) {
        let name = shown(text);
        let message = say!("ключ «{name}» здесь неизвестен", "the key `{name}` is not known here");
        let missing = self.known.iter().filter(|key| !self.entries.iter().any(|entry| entry.key.text() == Some(key)));
        let help = if self.findings.is_full() {
            None
        } else {
            let spaced = || syntax::pair_without_space(text).map(syntax::space_help);
            self.comma(place)
                .or_else(|| self.brackets(place))
                .or_else(spaced)
                .or_else(|| self.no_colon(text))
                .or_else(|| self.of_the_key_above(place))
                .or_else(|| similar(text, missing.copied()))
        };
        self.findings.error_with("unknown_key", span, message, help);
    }

    /// What to write where a known key has lost its colon: `{kind won}`.
    fn no_colon(&self, text: &str) -> Option<Text> {
        let (key, value) = text.split_once([' ', '\u{a0}']).filter(|(key, _)| self.known.contains(&key.trim_end_matches(':')))?;
        if key.ends_with(':') {
            return hard_space(text);
        }
        let (key, value) = (shown(key), shown(value));
        Some(say!("после «{key}» нет двоеточия: {key}: {value}", "no colon follows `{key}`: {key}: {value}"))
    }

    /// What to do where the key above has no value, and this one may be a part of it.
    fn of_the_key_above(&self, place: usize) -> Option<Text> {
        let entry = &self.entries[place];
        let above =
            self.entries[..place].iter().rev().find(|above| above.key.text().is_some_and(|key| self.known.contains(&key)))?;
        let below = above.value.is_empty() && entry.key.span.line > above.key.span.line && !entry.value.is_empty();
        let owner = shown(above.key.text().filter(|_| below)?);
        Some(say!(
            "если это относится к «{owner}», сдвиньте строку вправо: у «{owner}» ничего нет",
            "if it belongs to `{owner}`, which has no value, move the line to the right"
        ))
    }

    /// What to write where a comma has cut a list of names in two: `{ask: need, source}`.
    fn brackets(&self, place: usize) -> Option<Text> {
        let is_rest = |entry: &Entry| entry.value.is_empty() && entry.key.text().is_some_and(is_name);
        if !is_rest(&self.entries[place]) {
            return None;
        }
        let first = self.entries[..place].iter().rposition(|entry| !is_rest(entry))?;
        let (key, begin) = (self.entries[first].key.text()?, self.entries[first].value.text()?);
        if !LISTS.contains(&key) || !is_name(begin) {
            return None;
        }
        let rest = self.entries[first + 1..].iter().take_while(|entry| is_rest(entry));
        let all: Vec<&str> = std::iter::once(begin).chain(rest.filter_map(|entry| entry.key.text())).collect();
        let list = shown(&all.join(", "));
        Some(say!("список пишется в скобках: {key}: [{list}]", "a list is written in brackets: {key}: [{list}]"))
    }

    /// What to write where a comma has cut a text or a number in two: `{ru: Встреча, с заказчиком}`, `{from: 0,5}`.
    fn comma(&self, place: usize) -> Option<Text> {
        let is_rest = |entry: &Entry| entry.value.is_empty();
        let decimal = self.entries[place].key.text().is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()));
        if !(self.texts || decimal) || !is_rest(&self.entries[place]) {
            return None;
        }
        let first = self.entries[..place].iter().rposition(|entry| !is_rest(entry))?;
        let rest = self.entries[first + 1..].iter().take_while(|entry| is_rest(entry));
        let (key, begin) = (self.entries[first].key.text()?, self.entries[first].value.text()?);
        let parts: Vec<&str> = std::iter::once(begin).chain(rest.filter_map(|entry| entry.key.text())).collect();
        if !self.texts && begin.ends_with(|digit: char| digit.is_ascii_digit()) {
            let whole = shown(&parts.join("."));
            return Some(say!("дробную часть отделяют точкой: {key}: {whole}", "a decimal point is a full stop: {key}: {whole}"));
        }
        let (key, whole) = (shown(key), shown(&parts.join(", ")));
        Some(say!(
            "текст с запятой берут в кавычки: {key}: \"{whole}\"",
            "a text with a comma goes in quotes: {key}: \"{whole}\""
        ))
    }
}

/// That a colon is missing, where `key value` stands for a map.
fn colon(text: &str, expected: &str) -> Option<Text> {
    let (key, value) = text.split_once(' ').filter(|(key, _)| is_name(key) && expected.starts_with("a map"))?;
    let (key, value) = (shown(key), shown(value));
    Some(say!("возможно, пропущено двоеточие: {key}: {value}", "perhaps a colon is missing: {key}: {value}"))
}

/// Notes that a node has another shape than expected.
pub fn wrong_shape(node: &Node, (ru, en): (&str, &str), findings: &Findings) {
    let found = node.described();
    let (found_ru, found_en) = (found.get(Locale::Ru), found.get(Locale::En));
    let message = say!("ожидается {ru}, а здесь {found_ru}", "expected {en}, found {found_en}");
    let plain = node.text().filter(|_| node.is_plain());
    let help = plain.and_then(|text| {
        hard_space(text).or_else(|| syntax::pair_without_space(text).map(syntax::space_help)).or_else(|| colon(text, en))
    });
    findings.error_with("wrong_type", node.head(), message, help.unwrap_or_else(|| in_form(node, ru, en)));
}

/// Whether a node is a map; one that is none is noted, with an example of what is written under this key.
pub fn is_map(node: &Node, (key, example): (&str, &str), findings: &Findings) -> bool {
    if matches!(node.kind, Kind::Map(_)) {
        return true;
    }
    let found = node.described();
    let (found_ru, found_en) = (found.get(Locale::Ru), found.get(Locale::En));
    let message = say!(
        "в «{key}» ожидается набор «ключ: значение», а здесь {found_ru}",
        "expected a map of keys and values in `{key}`, found {found_en}"
    );
    findings.error_with("wrong_type", node.head(), message, say!("например: {key}: {example}", "for example {key}: {example}"));
    false
}

/// How what is expected is written, by the words that say what it is.
const FORMS: [(&str, (&str, &str)); 11] = [
    (
        "a list",
        (
            "список пишут так: [один, другой], или по строке «- один» на каждый",
            "a list is [one, other], or a line `- one` for each",
        ),
    ),
    ("a map", ("набор пишут по строке на каждую пару: ключ: значение", "a map has a line for each pair, key: value")),
    (
        "a whole number",
        ("напишите число цифрами, без кавычек и единиц: 5", "write the number in digits, without quotes or units: 5"),
    ),
    (
        "a number",
        ("напишите число цифрами, с точкой и без единиц: 0.5", "write the number in digits, with a point and no units: 0.5"),
    ),
    (
        "a role",
        (
            "напишите роль или правило: head_of(deal.owner), position(lawyer), person(anna)",
            "write a role or a rule: head_of(deal.owner), position(lawyer), person(anna)",
        ),
    ),
    ("a period", ("например: 2 business days", "for example: 2 business days")),
    ("a name", ("имя — одно слово: буквы, цифры и «_»", "a name is one word: letters, digits and `_`")),
    (
        "a text",
        (
            "текст пишут в строку, а если в нем есть «: » или «#» — в кавычках",
            "a text is one value; quotes go round one with `: ` or `#`",
        ),
    ),
    ("an expression", ("например: amount > 1000000 RUB", "for example: amount > 1000000 RUB")),
    ("true or false", ("напишите true или false без кавычек", "write true or false without quotes")),
    ("a cell", ("«все равно» пишут как \"-\", пусто — как \"null\"", "whatever it is: \"-\"; empty: \"null\"")),
];

fn in_form(node: &Node, ru: &str, en: &str) -> Text {
    if en.starts_with("a whole number from") && node.text().is_some_and(|text| text.parse::<i128>().is_ok()) {
        return say!("возьмите число в этих пределах", "take a number within these bounds");
    }
    match FORMS.iter().find(|(expected, _)| en.starts_with(expected)) {
        Some((_, (ru, en))) => say!("{ru}", "{en}"),
        None => say!("напишите здесь: {ru}", "write here: {en}"),
    }
}
