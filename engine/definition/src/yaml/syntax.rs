//! What the YAML scanner says, in words that help.

use crate::diagnostic::{Span, say};
use crate::text::Text;
use crate::yaml::brackets;
use crate::yaml::layout::{self, Suspect};
use crate::yaml::similar::shown;

/// A sentence, and what to do.
type Meaning = (Text, Option<Text>);

/// Gives a meaning when it is needed.
type Explained = fn() -> Meaning;

/// A scanner's message and what it means: the first row whose words it contains counts.
const MEANINGS: [(&str, Explained); 14] = [
    ("tab", tab),
    ("found a tab", tab),
    ("unknown anchor", star),
    ("anchor or alias", star),
    ("mapping values are not allowed", second_colon),
    ("did not find expected ',' or '}'", || open('}')),
    ("expected ',' or ']'", || open(']')),
    ("quoted scalar", quote),
    ("trailing content after", after_quote),
    ("unexpected character", reserved),
    ("illegal placement", above),
    ("simple key", above),
    ("misplaced bracket", bracket),
    ("recursion limit", deep),
];

/// Messages that an open bracket above does not explain.
const BY_ITSELF: [&str; 5] = ["quote", "anchor", "unexpected character", "mapping values", "recursion"];

/// Where it stands, the sentence and the help for a message of the scanner about a place of a text.
pub fn explain(message: &str, text: &str, place: Span) -> Suspect {
    let mut near = text.lines().skip((place.line as usize).saturating_sub(2)).take(2);
    if near.any(|line| indentation_of(line).contains(['\u{a0}', '\u{202f}'])) {
        let (sentence, help) = hard_space();
        return (place, sentence, help);
    }
    if let Some(place) = tab_after(message, text, place) {
        let (sentence, help) = tab();
        return (place, sentence, help);
    }
    if let Some(place) = sign_first(text, place) {
        let (sentence, help) = reserved();
        return (place, sentence, help);
    }
    let by_itself = BY_ITSELF.iter().any(|words| message.contains(words)) && !message.contains("mapping values");
    let outside = brackets::open_before(text, place.line as usize).is_none();
    let layout = (!by_itself && outside).then(|| layout::suspect(text, place.line as usize)).flatten();
    layout.unwrap_or_else(|| {
        let (sentence, help) = meaning(message, text, place.line as usize);
        let above = no_space_above(text, place).filter(|(_, found)| help == Some(space_help(*found)));
        (above.map_or(place, |(above, _)| above), sentence, help)
    })
}

/// The line without a space after its colon, where it is the one above: the scanner tells of it once it has come past.
fn no_space_above(text: &str, place: Span) -> Option<(Span, (&str, &str))> {
    let number = place.line.checked_sub(1).filter(|number| *number > 0)?;
    let line = text.lines().nth(number as usize - 1)?;
    let found = without_space(line)?;
    let from = indentation_of(line).chars().count() as u32 + 1;
    Some((Span::on_line(number, from, line.trim_end().chars().count() as u32 + 1), found))
}

/// A value here that begins with a sign of YAML's own: `title: ? …`, `title: !…`.
fn sign_first(text: &str, place: Span) -> Option<Span> {
    let line: Vec<char> = text.lines().nth((place.line as usize).checked_sub(1)?)?.chars().collect();
    let at = (place.column as usize).checked_sub(1)?;
    let begins = matches!(line.get(at)?, '?' | '!') && line[..at].iter().collect::<String>().trim_end().ends_with(':');
    begins.then(|| Span::on_line(place.line, place.column, place.column + 1))
}

fn meaning(message: &str, text: &str, line: usize) -> Meaning {
    let near = || text.lines().skip(line.saturating_sub(2)).take(2);
    let by_itself = BY_ITSELF.iter().any(|words| message.contains(words));
    if let Some((bracket, span)) = brackets::open_before(text, line).filter(|_| !by_itself) {
        return unclosed(bracket, span);
    }
    if let Some(found) = near().find_map(without_space).filter(|_| !message.contains("quote")) {
        return no_space(found);
    }
    let known = MEANINGS.iter().find(|(words, _)| message.contains(words));
    known.map_or_else(indentation, |(_, meaning)| meaning())
}

/// The blanks before a line, non-breaking ones too.
fn indentation_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// The key and the value of a line such as `kind:meeting`, which lacks a space.
fn without_space(line: &str) -> Option<(&str, &str)> {
    let line = line.trim().trim_start_matches("- ").trim_start();
    pair_without_space(line)
}

/// The two halves of `key:value`.
pub fn pair_without_space(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|character| character.is_alphanumeric() || character == '_');
    (is_key && key.contains(char::is_alphabetic) && value.starts_with(char::is_alphanumeric)).then_some((key, value))
}

/// That a space is missing after the colon.
pub fn space_help((key, value): (&str, &str)) -> Text {
    let (key, value) = (shown(key), shown(value));
    say!("после двоеточия нужен пробел: {key}: {value}", "a space belongs after the colon: {key}: {value}")
}

fn no_space(found: (&str, &str)) -> Meaning {
    (
        say!("строку нельзя прочитать: в ней нет пробела после двоеточия", "the line cannot be read: no space follows the colon"),
        Some(space_help(found)),
    )
}

fn hard_space() -> Meaning {
    (
        say!("отступ сделан неразрывным пробелом (U+00A0)", "a non-breaking space (U+00A0) is used as indentation"),
        Some(say!("замените его обычным пробелом", "put a plain space instead")),
    )
}

fn unclosed(bracket: char, span: Span) -> Meaning {
    let close = if bracket == '{' { '}' } else { ']' };
    let Span { line, column, .. } = span;
    (
        say!(
            "скобка «{bracket}» из строки {line}, столбца {column} не закрыта, или в ней не хватает запятой",
            "the bracket `{bracket}` of line {line}, column {column} is not closed, or lacks a comma inside"
        ),
        Some(say!(
            "закройте ее знаком «{close}»; текст с запятой, двоеточием или скобкой внутри нее берут в кавычки",
            "close it with `{close}`; a text with a comma, a colon or a bracket inside goes in quotes"
        )),
    )
}

fn star() -> Meaning {
    (
        say!(
            "звездочка в начале значения для YAML — ссылка на другое место, а таких ссылок здесь не бывает",
            "a star that begins a value is for YAML a reference to another place; there are none here"
        ),
        Some(say!(
            "напишите само значение; текст, который начинается со звездочки, берут в кавычки",
            "write the value itself; a text that begins with a star goes in quotes"
        )),
    )
}

/// The tab that the scanner means: it tells of one in an indentation when it has come past it, or at the end of the line above.
fn tab_after(message: &str, text: &str, place: Span) -> Option<Span> {
    let above = (place.line as usize).saturating_sub(1);
    let mut near = text.lines().enumerate().skip(above).take(2).filter(|_| message.contains("tab"));
    near.find_map(|(line, text)| {
        let column = indentation_of(text).chars().position(|sign| sign == '\t')? as u32 + 1;
        Some(Span::on_line(line as u32 + 1, column, column + 1))
    })
}

fn tab() -> Meaning {
    (
        say!("отступ сделан табуляцией, а YAML принимает только пробелы", "a tab is used as indentation; YAML takes spaces only"),
        Some(say!("замените табуляцию пробелами", "replace the tab by spaces")),
    )
}

fn second_colon() -> Meaning {
    (
        say!("здесь не может быть двоеточия: значение уже началось", "a colon cannot stand here: the value has already begun"),
        Some(say!(
            "возьмите текст с двоеточием в кавычки или проверьте отступ строки",
            "put a text with a colon in quotes, or check the indentation of the line"
        )),
    )
}

fn open(bracket: char) -> Meaning {
    (
        say!("ожидалась запятая или «{bracket}»", "expected a comma or `{bracket}`"),
        Some(say!(
            "закройте скобку; текст с запятой, двоеточием или скобкой внутри нее берут в кавычки",
            "close the bracket; a text with a comma, a colon or a bracket inside goes in quotes"
        )),
    )
}

fn quote() -> Meaning {
    (
        say!(
            "кавычка, которая открыта здесь или выше, не закрыта, или в тексте недопустимая последовательность",
            "a quote that opens here or above is not closed, or holds an escape that YAML does not know"
        ),
        Some(say!(
            "закройте кавычки; обратную косую черту пишут в одинарных",
            "close the quote; write a backslash in single quotes"
        )),
    )
}

fn after_quote() -> Meaning {
    (
        say!("после закрывающей кавычки стоит лишнее", "something stands after the closing quote"),
        Some(say!("возьмите в кавычки весь текст", "put the whole text in quotes")),
    )
}

fn reserved() -> Meaning {
    (
        say!("с этого знака значение начинаться не может", "a value cannot begin with this character"),
        Some(say!("возьмите значение в кавычки", "put the value in quotes")),
    )
}

fn bracket() -> Meaning {
    (say!("лишняя закрывающая скобка", "a closing bracket too many"), None)
}

fn above() -> Meaning {
    (
        say!("здесь не ожидается новый ключ", "no new key is expected here"),
        Some(say!(
            "проверьте, закрыты ли выше скобки и кавычки, и стоит ли пробел после двоеточия",
            "see whether brackets and quotes above are closed, and a space follows the colon"
        )),
    )
}

fn deep() -> Meaning {
    (say!("слишком много вложенных скобок", "too many brackets inside one another"), None)
}

fn indentation() -> Meaning {
    (
        say!("это место нельзя прочитать как YAML", "this place cannot be read as YAML"),
        Some(say!(
            "проверьте отступ этой строки и той, что над ней, двоеточие после ключа и пробел после него",
            "check the indentation of this line and the one above, the colon after the key and the space after it"
        )),
    )
}
