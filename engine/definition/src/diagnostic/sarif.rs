//! Findings as SARIF 2.1.0, the exchange format of checkers: CI services and editors show it without knowing voronka.

use serde_json::{Value as Json, json};

use crate::diagnostic::{Finding, Severity};
use crate::text::Locale;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = "https://github.com/voronka/voronka";

/// The findings of one run in this language. `version` is that of the program.
pub fn sarif(findings: &[Finding], version: &str, locale: Locale) -> Json {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Json> = codes.iter().map(|code| rule(code, findings, locale)).collect();
    let results: Vec<Json> = findings.iter().map(|finding| result(finding, &codes, locale)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "voronka", "version": version, "semanticVersion": version, "informationUri": HOME, "rules": rules}},
            "language": locale.code(),
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A rule as the findings of this run show it: its code, and the advice of the first of them.
fn rule(code: &str, findings: &[Finding], locale: Locale) -> Json {
    let ours = || findings.iter().filter(|finding| finding.code == code);
    let help = ours().find_map(|finding| finding.help.as_ref()).map_or_else(
        || locale.pick("Исправьте место, на которое указывает замечание.", "Correct the place that the finding points at."),
        |help| help.get(locale),
    );
    let level = ours().map(|finding| finding.severity).min().map_or("warning", level);
    json!({
        "id": code,
        "name": pascal(code),
        "shortDescription": {"text": code.replace('_', " ")},
        "help": {"text": help},
        "helpUri": format!("{HOME}/blob/main/docs/language.md"),
        "defaultConfiguration": {"level": level},
    })
}

fn result(finding: &Finding, codes: &[&str], locale: Locale) -> Json {
    let message = finding.message.get(locale);
    let text = match &finding.help {
        Some(help) => format!("{message}\n{}", help.get(locale)),
        None => message.to_owned(),
    };
    let location = json!({"uri": uri(&finding.file)});
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": location, "region": region(finding)}}],
    });
    if let Some(meant) = finding.meant() {
        let replacement = json!({"deletedRegion": region(finding), "insertedContent": {"text": meant}});
        let change = json!({"artifactLocation": location, "replacements": [replacement]});
        let title = locale.pick(format!("Заменить на «{meant}»"), format!("Replace by `{meant}`"));
        result["fixes"] = json!([{"description": {"text": title}, "artifactChanges": [change]}]);
    }
    result
}

/// A region of no length points at a place between two characters, as SARIF has it.
fn region(finding: &Finding) -> Json {
    let span = finding.span;
    json!({
        "startLine": span.line.max(1),
        "startColumn": span.column.max(1),
        "endLine": span.end_line.max(span.line).max(1),
        "endColumn": span.end_column.max(1),
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// `unknown_key` as `UnknownKey`.
fn pascal(code: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    code.split('_').map(word).collect()
}

/// A path as a reference of RFC 3986: what is no plain letter goes as the bytes of UTF-8.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~');
    let path = path.replace('\\', "/");
    let escaped = path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    let escaped: String = escaped.collect();
    if escaped.starts_with('/') { format!("file://{escaped}") } else { escaped.trim_start_matches("./").to_owned() }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_reference() {
        assert_eq!(uri("./processes/sale/process.yaml"), "processes/sale/process.yaml");
        assert_eq!(uri("/tmp/a b.yaml"), "file:///tmp/a%20b.yaml");
        assert_eq!(uri("продажа.yaml"), "%D0%BF%D1%80%D0%BE%D0%B4%D0%B0%D0%B6%D0%B0.yaml");
    }
}
