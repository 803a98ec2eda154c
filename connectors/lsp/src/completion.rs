//! What may be written where the cursor is.

use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, Position, Range, TextEdit};
use voronka_definition::Locale;
use voronka_definition::outline::grammar::NameKind;
use voronka_definition::outline::{Proposal, ProposalKind, complete};

use crate::documents::Document;

/// The proposals at a place.
pub fn of(document: &Document, position: Position, locale: Locale) -> Vec<CompletionItem> {
    let lines = document.lines();
    let (line, column) = lines.place(position);
    let (from, proposals) = complete(&document.text, line, column, locale);
    let range = Range { start: lines.position(line, from), end: position };
    proposals.into_iter().enumerate().map(|(rank, proposal)| item(proposal, rank, range)).collect()
}

fn item(proposal: Proposal, rank: usize, range: Range) -> CompletionItem {
    let kind = match proposal.kind {
        ProposalKind::Key => CompletionItemKind::PROPERTY,
        ProposalKind::Word => CompletionItemKind::KEYWORD,
        ProposalKind::Function => CompletionItemKind::FUNCTION,
        ProposalKind::Name(NameKind::Field | NameKind::Column | NameKind::Item) => CompletionItemKind::FIELD,
        ProposalKind::Name(NameKind::Choice | NameKind::Result) => CompletionItemKind::ENUM_MEMBER,
        ProposalKind::Name(NameKind::Role) => CompletionItemKind::CLASS,
        ProposalKind::Name(_) => CompletionItemKind::REFERENCE,
    };
    CompletionItem {
        label: proposal.word.clone(),
        kind: Some(kind),
        detail: Some(proposal.meaning).filter(|meaning| !meaning.is_empty()),
        // The order of the file and of the reference, not of the alphabet.
        sort_text: Some(format!("{rank:04}")),
        filter_text: Some(proposal.word),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: proposal.insert })),
        ..CompletionItem::default()
    }
}
