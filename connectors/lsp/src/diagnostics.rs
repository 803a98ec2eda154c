//! Findings as the editor shows them: red and yellow lines with the sentence and the way out.

use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString};
use voronka_definition::{Finding, Locale, Severity};

use crate::documents::Document;

/// The findings of a document.
pub fn of(document: &Document, locale: Locale) -> Vec<Diagnostic> {
    let lines = document.lines();
    let findings = document.findings.iter();
    findings.map(|finding| Diagnostic { range: lines.range(finding.span), ..one(finding, locale) }).collect()
}

/// A finding, its place left open.
pub fn one(finding: &Finding, locale: Locale) -> Diagnostic {
    let message = finding.message.get(locale);
    let message = match &finding.help {
        Some(help) => format!("{message}\n{}", help.get(locale)),
        None => message.to_owned(),
    };
    let severity = match finding.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
    };
    Diagnostic {
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.code.to_owned())),
        source: Some("voronka".to_owned()),
        message,
        ..Diagnostic::default()
    }
}
