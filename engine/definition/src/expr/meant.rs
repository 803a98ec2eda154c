//! What somebody meant who writes a date as everywhere else: `2026-03-01` or `01.03.2026`, without `date("…")`.
//!
//! The grammar takes such a date for a subtraction, or for a number too many, and says so; nobody would see what to do.

use chrono::NaiveDate;

use crate::expr::ExprError;
use crate::expr::ast::Span;
use crate::expr::report::error;

/// The mistakes of an expression in the order of their places; those that a bare date causes say how a date is written.
pub(super) fn explained(mut errors: Vec<ExprError>, source: &str) -> Vec<ExprError> {
    let dates = bare_dates(source);
    for (span, date) in &dates {
        let touches = |error: &&mut ExprError| error.from < span.to && span.from < error.to.max(error.from + 1);
        let Some(first) = errors.iter_mut().find(touches) else { continue };
        let (ru, en) = (format!("дату пишут так: «date(\"{date}\")»"), format!("a date is written `date(\"{date}\")`"));
        let found: String = source.chars().skip(span.from).take(span.to - span.from).collect();
        let told =
            (format!("«{found}» читается как числа, а не как дата"), format!("`{found}` is read as numbers, not as a date"));
        *first = error(first.code, *span, told.0, told.1).help(ru, en);
        let place = (first.code, first.from);
        errors.retain(|error| (error.code, error.from) == place || error.from >= span.to || error.to <= span.from);
    }
    errors.sort_by_key(|error| (error.from, error.to));
    errors
}

/// The dates outside quotes.
fn bare_dates(source: &str) -> Vec<(Span, NaiveDate)> {
    let characters: Vec<char> = source.chars().collect();
    let part = |character: &char| character.is_alphanumeric() || matches!(character, '-' | '.' | '_');
    let mut dates = Vec::new();
    let (mut at, mut quoted) = (0, false);
    while let Some(character) = characters.get(at) {
        quoted ^= *character == '"';
        let word: String = characters[at..].iter().take_while(|character| part(character)).collect();
        let word = word.split("..").next().unwrap_or_default();
        let length = word.chars().count();
        if !quoted && let Some(date) = date(word) {
            dates.push((Span { from: at, to: at + length }, date));
        }
        at += length.max(1);
    }
    dates
}

fn date(word: &str) -> Option<NaiveDate> {
    let fits = word.len() == 10 && word.starts_with(|digit: char| digit.is_ascii_digit());
    let read = |format| NaiveDate::parse_from_str(word, format).ok();
    ["%Y-%m-%d", "%d.%m.%Y"].into_iter().filter(|_| fits).find_map(read)
}
