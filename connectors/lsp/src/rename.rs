//! Renaming: the declaration and every use of a name, and nothing else.

use lsp_types::{Position, Range, TextEdit, WorkspaceEdit};
use voronka_definition::outline::Outline;
use voronka_definition::outline::grammar::NameKind;
use voronka_definition::process::compile_unproved;
use voronka_definition::{Finding, Locale, Severity, Source, Span, Text, yaml};

use crate::actions::changes;
use crate::documents::Document;

/// Names that the file may change by itself. Others are known outside of it, or declared nowhere.
const OURS: [NameKind; 13] = [
    NameKind::Field,
    NameKind::Column,
    NameKind::Choice,
    NameKind::Role,
    NameKind::Ladder,
    NameKind::Activity,
    NameKind::Stage,
    NameKind::Step,
    NameKind::Result,
    NameKind::Branch,
    NameKind::Item,
    NameKind::Outcome,
    NameKind::Decision,
];

/// The name at a place that can be renamed, and its place there.
pub fn prepare(document: &Document, position: Position) -> Option<(Range, String)> {
    let (lines, outline) = (document.lines(), document.outline());
    let (line, column) = lines.place(position);
    let name = ours(&outline, line, column)?;
    let mut spans = outline.uses_of(name);
    spans.push(outline.names[name].span);
    let here = |span: &&Span| span.line == line && (span.column..=span.end_column).contains(&column);
    let span = spans.iter().find(here)?;
    Some((lines.range(*span), outline.names[name].name.clone()))
}

/// The changes that give the name at a place another one.
///
/// # Errors
/// Why it cannot be done, as a sentence.
pub fn of(document: &Document, position: Position, new: &str, locale: Locale) -> Result<Option<WorkspaceEdit>, String> {
    let (lines, outline) = (document.lines(), document.outline());
    let (line, column) = lines.place(position);
    let Some(name) = ours(&outline, line, column) else { return Ok(None) };
    if !yaml::is_name(new) {
        return Err(locale.pick(
            format!("«{new}» не годится как имя: нужны строчные буквы, цифры и «_», сначала буква."),
            format!("`{new}` is no name: small letters, digits and `_`, a letter first."),
        ));
    }
    if is_taken(&outline, name, new) {
        return Err(locale.pick(format!("Имя «{new}» здесь уже занято."), format!("The name `{new}` is taken here.")));
    }
    let mut spans = outline.uses_of(name);
    spans.push(outline.names[name].span);
    if let Some(why) = spoiled(&document.source(), spans.clone(), new) {
        let why = why.get(locale);
        return Err(locale.pick(
            format!("С именем «{new}» в файле появится ошибка: {why}"),
            format!("With the name `{new}` the file would have an error: {why}"),
        ));
    }
    let edits = spans.into_iter().map(|span| TextEdit { range: lines.range(span), new_text: new.to_owned() });
    Ok(Some(changes(document, edits.collect())))
}

/// What would be wrong with the file that is not wrong now: a name may belong to the language itself.
fn spoiled(source: &Source, mut spans: Vec<Span>, new: &str) -> Option<Text> {
    let mut lines: Vec<Vec<char>> = source.text.lines().map(|line| line.chars().collect()).collect();
    spans.sort_unstable();
    spans.dedup();
    for span in spans.into_iter().rev() {
        let line = lines.get_mut(span.line as usize - 1)?;
        let within = span.column as usize - 1..(span.end_column as usize - 1).min(line.len());
        line.splice(within, new.chars());
    }
    let text = lines.into_iter().map(|line| line.into_iter().collect::<String>() + "\n").collect();
    let before = errors(source);
    let after = errors(&Source { file: source.file.clone(), text });
    let count = |among: &[Finding], code: &str| among.iter().filter(|finding| finding.code == code).count();
    let worse = |finding: &&Finding| count(&after, finding.code) > count(&before, finding.code);
    after.iter().find(worse).map(|finding| finding.message.clone())
}

fn errors(source: &Source) -> Vec<Finding> {
    let Err(found) = compile_unproved(source) else { return Vec::new() };
    found.0.into_iter().filter(|finding| finding.severity == Severity::Error).collect()
}

fn ours(outline: &Outline, line: u32, column: u32) -> Option<usize> {
    outline.name_at(line, column).filter(|name| OURS.contains(&outline.names[*name].kind))
}

fn is_taken(outline: &Outline, at: usize, new: &str) -> bool {
    let name = &outline.names[at];
    let rival = |other: &&voronka_definition::outline::Name| {
        let near = if name.kind == NameKind::Step { other.root == name.root } else { other.parent == name.parent };
        other.kind == name.kind && near && other.name == new
    };
    new != name.name && outline.names.iter().any(|other| rival(&other))
}
