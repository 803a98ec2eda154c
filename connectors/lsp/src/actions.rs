//! «Did you mean»: the repair of a finding that knows what was meant.

use std::collections::HashMap;

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Range, TextEdit, WorkspaceEdit};
use voronka_definition::Locale;

use crate::diagnostics;
use crate::documents::Document;

/// The repairs within a range.
pub fn of(document: &Document, range: Range, locale: Locale) -> Vec<CodeActionOrCommand> {
    let lines = document.lines();
    let repair = |finding: &voronka_definition::Finding| {
        let meant = finding.meant()?;
        let place = lines.range(finding.span);
        let touches = place.start <= range.end && range.start <= place.end;
        touches.then(|| {
            let edit = TextEdit { range: place, new_text: meant.to_owned() };
            let title = locale.pick(format!("Заменить на «{meant}»"), format!("Replace by `{meant}`"));
            let diagnostic = lsp_types::Diagnostic { range: place, ..diagnostics::one(finding, locale) };
            CodeActionOrCommand::CodeAction(CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostic]),
                edit: Some(changes(document, vec![edit])),
                is_preferred: Some(true),
                ..CodeAction::default()
            })
        })
    };
    document.findings.iter().filter_map(repair).collect()
}

/// Changes of one document.
pub fn changes(document: &Document, edits: Vec<TextEdit>) -> WorkspaceEdit {
    WorkspaceEdit { changes: Some(HashMap::from([(document.uri.clone(), edits)])), ..WorkspaceEdit::default() }
}
