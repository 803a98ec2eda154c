//! Renaming: the declaration and every use of a name, and nothing else.

use lsp_types::{Position, Range, TextEdit, WorkspaceEdit};
use voronka_definition::outline::Outline;
use voronka_definition::outline::grammar::NameKind;
use voronka_definition::{Locale, yaml};

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
    let here = |span: &&voronka_definition::Span| span.line == line && (span.column..=span.end_column).contains(&column);
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
    let edits = spans.into_iter().map(|span| TextEdit { range: lines.range(span), new_text: new.to_owned() });
    Ok(Some(changes(document, edits.collect())))
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
