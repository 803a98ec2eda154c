//! What somebody meant who writes a condition as he would say it: `amount > 5 млн и need != null`, `если …`, `100 000`.
//!
//! The grammar stumbles at such a word or the one behind it, and says only what it expected there.

use rust_decimal::Decimal;

use crate::expr::ExprError;
use crate::expr::ast::Span;
use crate::expr::report::error;
use crate::model::Fields;
use crate::name::FieldId;

/// How a choice is written.
const CHOICE: &str = "if … then … else …";

/// How a word is written here, and whether it is written with something around it.
const WORDS: [(&str, &str); 11] = [
    ("и", "and"),
    ("или", "or"),
    ("не", "not(…)"),
    ("если", CHOICE),
    ("то", CHOICE),
    ("иначе", CHOICE),
    ("больше", ">"),
    ("меньше", "<"),
    ("равно", "="),
    ("пусто", "null"),
    ("заполнено", "!= null"),
];

/// How words for large numbers begin, and how many noughts they stand for.
const LARGE: [(&str, u32); 5] = [("тыс", 3), ("млн", 6), ("миллион", 6), ("млрд", 9), ("миллиард", 9)];

/// A word, outside quotes.
struct Found {
    text: String,
    span: Span,
}

/// The mistakes of an expression; those that such words cause say what to write instead.
pub(super) fn explained(mut errors: Vec<ExprError>, source: &str, fields: &Fields) -> Vec<ExprError> {
    blank_text(&mut errors, source);
    let words = words(source);
    for (place, word) in words.iter().enumerate() {
        let is_field = fields.get(&FieldId::from(word.text.as_str())).is_some();
        let meant = large(&words, place).or_else(|| grouped(&words, place)).or_else(|| ours(word).filter(|_| !is_field));
        let Some(Meant { told: (ru, en), write }) = meant else { continue };
        let concerns = |error: &&mut ExprError| match error.code {
            "unknown_name" => write.ends_with("null") && error.from == word.span.from,
            // The word, or the one behind it.
            "syntax" | "unknown_function" => (word.span.from..=word.span.to + 1).contains(&error.from),
            _ => false,
        };
        if let Some(found) = errors.iter_mut().find(concerns) {
            let (help_ru, help_en) = help(&write);
            *found = error(found.code, word.span, ru, en).help(help_ru, help_en);
        }
    }
    errors
}

fn help(write: &str) -> (String, String) {
    if write == CHOICE {
        return (
            format!("в when условие пишут без этого слова; выбор из двух значений — «{write}»"),
            format!("a `when` holds the bare condition; a choice of two values is `{write}`"),
        );
    }
    (format!("напишите «{write}»"), format!("write `{write}`"))
}

/// Of `''` two things are told: that it stands in the wrong quotes, and that no text is blank. The second is the way out.
fn blank_text(errors: &mut Vec<ExprError>, source: &str) {
    let is_blank = |error: &ExprError| {
        let text: String = source.chars().skip(error.from).take(error.to - error.from).collect();
        error.code == "foreign_sign" && matches!(text.as_str(), "''" | "«»" | "“”" | "``")
    };
    if errors.iter().any(|error| error.code == "constant_condition") {
        errors.retain(|error| !is_blank(error));
    }
}

/// What is wrong with a word, in Russian and in English, and what to write instead.
struct Meant {
    told: (String, String),
    write: String,
}

/// `5 млн`.
fn large(words: &[Found], place: usize) -> Option<Meant> {
    let (word, number) = (&words[place].text, before(words, place)?.text.parse::<Decimal>().ok()?);
    let lower = word.to_lowercase();
    let (_, noughts) = LARGE.iter().find(|(start, _)| lower.starts_with(start))?;
    let value = number.checked_mul(Decimal::from(10_u64.pow(*noughts)))?.normalize();
    let told = (format!("слова «{word}» в числах нет"), format!("numbers have no word `{word}`"));
    Some(Meant { told, write: value.to_string() })
}

/// `100 000`: told at the second of the groups.
fn grouped(words: &[Found], place: usize) -> Option<Meant> {
    let is_group = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = before(words, place).filter(|first| first.text.len() <= 3)?;
    let is_first = first.text.bytes().all(|byte| byte.is_ascii_digit());
    let groups = words[place..].iter().take_while(|word| is_group(&word.text)).map(|word| word.text.as_str());
    let rest: String = groups.collect();
    let whole = format!("{}{rest}", first.text);
    let told = ("число разорвано пробелом".to_owned(), "a space divides the number".to_owned());
    (is_first && !rest.is_empty()).then_some(Meant { told, write: whole })
}

/// The word right before another.
fn before(words: &[Found], place: usize) -> Option<&Found> {
    let before = words.get(place.checked_sub(1)?)?;
    (before.span.to + 1 == words[place].span.from).then_some(before)
}

/// A word that the language writes otherwise.
fn ours(word: &Found) -> Option<Meant> {
    let lower = word.text.to_lowercase();
    let (_, ours) = WORDS.iter().find(|(foreign, _)| *foreign == lower)?;
    let word = &word.text;
    let told = (format!("слова «{word}» в выражениях нет"), format!("expressions have no word `{word}`"));
    Some(Meant { told, write: (*ours).to_owned() })
}

/// The words and numbers outside quotes.
fn words(source: &str) -> Vec<Found> {
    let characters: Vec<char> = source.chars().collect();
    let (mut words, mut at, mut quoted) = (Vec::new(), 0, false);
    while let Some(character) = characters.get(at) {
        quoted ^= *character == '"';
        let part = |character: &&char| character.is_alphanumeric() || matches!(character, '_' | '.');
        let text: String = characters[at..].iter().take_while(part).collect();
        let length = text.chars().count();
        if !quoted && length > 0 {
            words.push(Found { text, span: Span { from: at, to: at + length } });
        }
        at += length.max(1);
    }
    words
}
