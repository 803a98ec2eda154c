//! Expressions where they stand in a file: compiled, with every mistake moved to its place.

use crate::diagnostic::Span;
use crate::diagnostic::say;
use crate::expr::{Expr, ExprError, Place};
use crate::model::{Field, FieldType};
use crate::name::FieldId;
use crate::process::context::Context;
use crate::process::phrase::Phrase;
use crate::yaml::Node;
use crate::yaml::read;
use crate::yaml::similar::shown;

/// The longest expression, in characters.
const LONGEST: usize = 4_000;

/// The expression of a node. `filled` are the fields that certainly hold something when it is computed. One of which nothing can be
/// said stands in for an expression with a mistake.
pub fn read(context: &Context<'_>, node: &Node, place: Place<'_>, filled: &[FieldId]) -> Expr {
    let Some(text) = text(context, node, ("выражение", "an expression")) else { return Expr::unreadable("") };
    note_fields(context, text);
    let known = context.known_with(filled);
    let mut compiled = Expr::compile_within(text, &context.fields, place, context.scope(&known));
    if let (Err(errors), Place::SetOf(FieldType::Text)) = (&mut compiled, place) {
        quoted(text, errors);
    }
    let Some(expr) = noted(context, text, compiled, |from, to| node.place_of(from, to)) else { return Expr::unreadable(text) };
    context.count_upon(&expr, place, filled);
    expr
}

/// Says that a text goes in quotes where plain words stand for one.
fn quoted(text: &str, errors: &mut Vec<ExprError>) {
    let is_word = |word: &str| word.chars().all(|letter| letter.is_alphabetic() || letter == '-');
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(first) = errors.first_mut().filter(|_| words.len() > 1 && words.iter().all(|word| is_word(word))) else { return };
    let text = shown(text.trim());
    first.help = Some(say!("текст берут в кавычки дважды: '\"{text}\"'", "a text goes in quotes twice: '\"{text}\"'"));
    errors.truncate(1);
}

fn text<'n>(context: &Context<'_>, node: &'n Node, expected: (&str, &str)) -> Option<&'n str> {
    // `null` is empty for YAML, and a word like any other here.
    let text = match node.text() {
        Some("null") => "null",
        _ => read::scalar(node, expected, context.findings)?,
    };
    if text.chars().count() > LONGEST {
        let help = say!(
            "разбейте выражение: часть вычислите заранее шагом set, перебор случаев вынесите в таблицу решений (decisions)",
            "divide the expression: compute a part before in a step set, or put the cases in a decision table (decisions)"
        );
        read::too_long(node, LONGEST, help, context.findings);
        return None;
    }
    Some(text)
}

/// The cell of a decision table under the field of its column; `Some(None)` is `-`.
pub fn test(context: &Context<'_>, node: &Node, input: &Field) -> Option<Option<Expr>> {
    let text = text(context, node, ("условие ячейки: \"-\", \"< 5\", \"[1..5)\"", "a cell: \"-\", \"< 5\", \"[1..5)\""))?;
    noted(context, text, Expr::compile_test(text, &context.fields, input), |from, to| node.place_of(from, to))
}

/// The condition of a node that may be missing.
pub fn condition(context: &Context<'_>, node: Option<&Node>, filled: &[FieldId]) -> Option<Expr> {
    node.map(|node| read(context, node, Place::Condition, filled))
}

/// The expression of a moment, which is a part of its phrase.
pub fn of_moment(context: &Context<'_>, phrase: Phrase<'_>, optional: bool, filled: &[FieldId]) -> Expr {
    note_fields(context, phrase.text());
    let known = context.known_with(filled);
    let compiled = Expr::compile_within(phrase.text(), &context.fields, Place::Moment { optional }, context.scope(&known));
    let noted = noted(context, phrase.text(), compiled, |from, to| phrase.span_of(from, to));
    let Some(expr) = noted else { return Expr::unreadable(phrase.text()) };
    context.count_upon(&expr, Place::Moment { optional }, filled);
    expr
}

/// Moves the mistakes of an expression to their places in the file.
fn noted<T>(
    context: &Context<'_>,
    text: &str,
    compiled: Result<T, Vec<ExprError>>,
    span: impl Fn(usize, usize) -> Span,
) -> Option<T> {
    let errors = match compiled {
        Ok(compiled) => return Some(compiled),
        Err(errors) => errors,
    };
    for error in errors {
        let words: String = text.chars().skip(error.from).take(error.to - error.from).collect();
        let ExprError { code, from, to, message, help } = context.explained(error, &words);
        context.findings.error_with(code, span(from, to), message, help);
    }
    None
}

/// Notes the fields that are named. A word inside a string counts too: a field too many is noted as used, never one too few.
fn note_fields(context: &Context<'_>, text: &str) {
    let words = text.split(|character: char| !(character.is_alphanumeric() || character == '_'));
    let fields = words.map(FieldId::from).filter(|field| context.fields.get(field).is_some());
    context.used.borrow_mut().extend(fields);
}
