//! The outline of a document: its names, each below the one it lies in.

use lsp_types::{DocumentSymbol, SymbolKind};
use voronka_definition::Locale;
use voronka_definition::outline::grammar::NameKind;
use voronka_definition::outline::{Name, Outline};

use crate::documents::Document;
use crate::position::Lines;

/// The names of a document as a tree.
pub fn of(document: &Document, locale: Locale) -> Vec<DocumentSymbol> {
    let (lines, outline) = (document.lines(), document.outline());
    let tops = outline.names.iter().enumerate().filter(|(_, name)| match name.parent {
        None => name.kind != NameKind::Process,
        Some(parent) => outline.names[parent].kind == NameKind::Process,
    });
    let found = tops.filter_map(|(at, _)| symbol(&outline, at, &lines, locale));
    found.collect()
}

fn symbol(outline: &Outline, at: usize, lines: &Lines<'_>, locale: Locale) -> Option<DocumentSymbol> {
    let name = &outline.names[at];
    let kind = kind(name)?;
    let children = outline.names.iter().enumerate().filter(|(_, child)| child.parent == Some(at));
    let children: Vec<DocumentSymbol> = children.filter_map(|(child, _)| symbol(outline, child, lines, locale)).collect();
    let selection = lines.range(name.span);
    let mut range = lines.range(name.whole);
    range.start = range.start.min(selection.start);
    range.end = range.end.max(selection.end);
    #[expect(deprecated, reason = "the protocol's type has no other way to be made")]
    Some(DocumentSymbol {
        name: name.name.clone(),
        detail: name.title.as_ref().map(|title| title.get(locale).to_owned()),
        kind,
        tags: None,
        deprecated: None,
        range,
        selection_range: selection,
        children: Some(children).filter(|children| !children.is_empty()),
    })
}

fn kind(name: &Name) -> Option<SymbolKind> {
    Some(match name.kind {
        NameKind::Field | NameKind::Column => SymbolKind::FIELD,
        NameKind::Choice | NameKind::Band => SymbolKind::ENUM_MEMBER,
        NameKind::Role => SymbolKind::CLASS,
        NameKind::Ladder | NameKind::Handler => SymbolKind::EVENT,
        NameKind::Activity | NameKind::Step => SymbolKind::FUNCTION,
        NameKind::Stage => SymbolKind::MODULE,
        NameKind::Result | NameKind::Rule => SymbolKind::PROPERTY,
        NameKind::Branch => SymbolKind::NAMESPACE,
        NameKind::Outcome => SymbolKind::CONSTANT,
        NameKind::Decision => SymbolKind::ARRAY,
        NameKind::Score => SymbolKind::NUMBER,
        NameKind::Schedule => SymbolKind::OBJECT,
        _ => return None,
    })
}
