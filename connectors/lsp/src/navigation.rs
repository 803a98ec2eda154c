//! Where a name is declared and where it is used.

use lsp_types::{DocumentHighlight, DocumentHighlightKind, Location, Position};

use crate::documents::Document;

/// Where the name at a place is declared.
pub fn definition(document: &Document, position: Position) -> Option<Location> {
    let (lines, outline) = (document.lines(), document.outline());
    let (line, column) = lines.place(position);
    let name = outline.name_at(line, column)?;
    Some(Location { uri: document.uri.clone(), range: lines.range(outline.names[name].span) })
}

/// Where the name at a place is used, and where it is declared if that is wanted.
pub fn references(document: &Document, position: Position, declared_too: bool) -> Option<Vec<Location>> {
    let (lines, outline) = (document.lines(), document.outline());
    let (line, column) = lines.place(position);
    let name = outline.name_at(line, column)?;
    let mut spans = outline.uses_of(name);
    spans.extend(declared_too.then(|| outline.names[name].span));
    spans.sort_unstable();
    Some(spans.into_iter().map(|span| Location { uri: document.uri.clone(), range: lines.range(span) }).collect())
}

/// The same places as marks in the text.
pub fn highlights(document: &Document, position: Position) -> Option<Vec<DocumentHighlight>> {
    let places = references(document, position, true)?.into_iter();
    Some(places.map(|place| DocumentHighlight { range: place.range, kind: Some(DocumentHighlightKind::TEXT) }).collect())
}
