//! Findings as JSON, in the shape that editors and scripts rely on.

use serde::Serialize;

use crate::diagnostic::{Finding, Severity};
use crate::text::Locale;

/// The answer of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingsJson {
    /// Every finding, in the order given.
    pub findings: Vec<FindingJson>,
    /// How many are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
}

/// One finding in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingJson {
    /// The stable code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// The first line, from 1.
    pub line: u32,
    /// The first column, from 1, in characters.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The column after the last character.
    pub end_column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do; null where there is nothing to add.
    pub help: Option<String>,
    /// The shortest story that leads there, where a case can get stuck.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<String>,
    /// A scenario file that plays this story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
}

/// The findings in this language.
pub fn json(findings: &[Finding], locale: Locale) -> FindingsJson {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    FindingsJson {
        findings: findings.iter().map(|finding| one(finding, locale)).collect(),
        errors,
        warnings: findings.len() - errors,
    }
}

fn one(finding: &Finding, locale: Locale) -> FindingJson {
    FindingJson {
        code: finding.code,
        severity: finding.severity,
        file: finding.file.clone(),
        line: finding.span.line,
        column: finding.span.column,
        end_line: finding.span.end_line,
        end_column: finding.span.end_column,
        message: finding.message.get(locale).to_owned(),
        help: finding.help.as_ref().map(|help| help.get(locale).to_owned()),
        story: finding.story.as_ref().map(|story| story.get(locale)),
        scenario: finding.scenario.clone(),
    }
}
