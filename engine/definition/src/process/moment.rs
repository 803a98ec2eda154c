//! Moments as a designer writes them: `1 business day before presentation_at else now`.

use crate::diagnostic::say;
use crate::expr::Expr;
use crate::model::Moment;
use crate::name::FieldId;
use crate::process::context::Context;
use crate::process::phrase::Phrase;
use crate::process::{expression, period};
use crate::text::Text;
use crate::yaml::Node;
use crate::yaml::similar::shown;

const EXPECTED: (&str, &str) = ("срок или момент", "a period or a moment");

/// The moment of a node. `filled` are the fields that certainly hold something when it is computed. One of which nothing can be said
/// stands in for a moment with a mistake.
pub fn read(context: &Context<'_>, node: &Node, filled: &[FieldId]) -> Moment {
    let phrase = period::phrase(node, EXPECTED, context.findings);
    let moment = phrase.and_then(|phrase| moment(context, phrase, false, filled));
    moment.unwrap_or_else(|| Moment::At(Expr::unreadable(node.text().unwrap_or_default())))
}

/// The same where it may give nothing.
pub fn optional(context: &Context<'_>, node: &Node) -> Option<Moment> {
    let phrase = period::phrase(node, EXPECTED, context.findings)?;
    moment(context, phrase, true, &[])
}

/// A conditional expression has an `else` of its own, so that a text which begins with `if` is one expression.
fn moment(context: &Context<'_>, phrase: Phrase<'_>, optional: bool, filled: &[FieldId]) -> Option<Moment> {
    if phrase.text().starts_with("if ") {
        return Some(Moment::At(expression::of_moment(context, phrase, optional, filled)));
    }
    let Some((first, second)) = phrase.split("else") else { return simple(context, phrase, optional, filled) };
    let first = simple(context, first, true, filled);
    let second = moment(context, second, optional, filled);
    Some(Moment::Else(Box::new(first?), Box::new(second?)))
}

fn simple(context: &Context<'_>, phrase: Phrase<'_>, optional: bool, filled: &[FieldId]) -> Option<Moment> {
    match phrase.text() {
        "now" => return Some(Moment::Now),
        "end of business day" => return Some(Moment::EndOfBusinessDay),
        text if text.starts_with("end of ") => return other_end(context, phrase),
        text if text.starts_with("before ") || text.starts_with("after ") => {
            if let Some(help) = turned(text) {
                let found = shown(text);
                let message =
                    say!("ожидается срок или момент, а здесь «{found}»", "expected a period or a moment, found `{found}`");
                context.findings.error_with("bad_duration", phrase.span(), message, help);
                return None;
            }
        }
        _ if period::is_in_words(phrase) || period::begins_with_a_word(phrase) => {
            return period::read(phrase, context.findings).map(Moment::In);
        }
        text if !text.starts_with(|character: char| character.is_ascii_digit() || matches!(character, '-' | '+')) => {
            return Some(Moment::At(expression::of_moment(context, phrase, optional, filled)));
        }
        _ => {}
    }
    let before = phrase.split("before").map(|parts| (parts, true));
    let after = phrase.split("after").map(|parts| (parts, false));
    let nearer = |a: &((Phrase<'_>, Phrase<'_>), bool)| a.0.0.text().len();
    let Some(((length, from), is_before)) = before.into_iter().chain(after).min_by_key(nearer) else {
        return period::read(phrase, context.findings).map(Moment::In);
    };
    let length = period::read(length, context.findings);
    let from = simple(context, from, optional, filled).map(Box::new);
    Some(if is_before { Moment::Before(length?, from?) } else { Moment::After(length?, from?) })
}

/// What is meant by `before call_at 1 day`.
fn turned(text: &str) -> Option<Text> {
    let (word, rest) = text.split_once(' ')?;
    let (from, length) = rest.trim_start().split_once(' ')?;
    let length = length.trim();
    let from = shown(from);
    let length = if period::is_period(length) { length.to_owned() } else { period::meant(length)? };
    Some(say!("переставьте: {length} {word} {from}", "the other way round: {length} {word} {from}"))
}

/// `end of day`, and what else has an end: only a working day is known to have one.
fn other_end(context: &Context<'_>, phrase: Phrase<'_>) -> Option<Moment> {
    let found = shown(phrase.text());
    let message = say!("ожидается срок или момент, а здесь «{found}»", "expected a period or a moment, found `{found}`");
    let help = say!("конец рабочего дня пишут так: end of business day", "write end of business day");
    context.findings.error_with("bad_duration", phrase.span(), message, help);
    None
}
