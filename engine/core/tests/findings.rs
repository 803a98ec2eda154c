//! `docs/findings.md`: every code that a reader or a check can give, with its sentence, an example and the way out.
//!
//! The document is made of the corpus of mistakes: for each code the example is the shortest file that gives it. So an example
//! cannot be wrong, and a code without one fails the test. What only a company can show is looked up in the one of `company`.
//! `UPDATE_GOLDEN=1` writes the document anew.

#![allow(clippy::disallowed_methods, reason = "the test reads its files")]

#[path = "../../definition/tests/golden/mod.rs"]
mod golden;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use voronka_core::lookup;
use voronka_definition::calendar::read_calendar;
use voronka_definition::organisation::read_organisation;
use voronka_definition::{Checked, Diagnostics, Finding, Locale, Severity, Source, compile};

/// Codes that need more than a file to be shown, and what they say.
const BY_NATURE: &[(&str, &str)] = &[
    ("file_too_large", "The file is larger than a definition may be. Divide it."),
    ("too_many_findings", "The file has more findings than are shown. Mend these and check it again."),
    ("too_many_values", "A list or a map has more entries than a definition may have. Divide it."),
    ("too_large_to_prove", "The process has more steps than are proved. Divide it into several: the step `start`."),
    ("not_text", "The file is not text in UTF-8. Save it as UTF-8."),
    ("byte_order_mark", "The file begins with a byte order mark that is not UTF-8's. Save it as UTF-8."),
    ("table_too_large", "A decision table has more rows or columns than can be proved. Divide it."),
    ("too_deep", "The file is nested deeper than a definition may be."),
    ("base_broken", "The calendar that this one is based on has mistakes of its own. Mend those."),
    ("nothing_left", "What is left of a form without its wrong parts is nothing."),
];

/// How much of a line is shown, in characters.
const LONGEST_LINE: usize = 400;

/// Where the corpus lies.
const CORPUS: [&str; 4] =
    ["engine/definition/tests/broken", "engine/definition/tests/findings", "engine/definition/tests/good", COMPANY];

/// Processes whose mistakes are seen only among these people, and their organisation.
const COMPANY: &str = "engine/core/tests/company";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn all<T>(read: Result<Checked<T>, Diagnostics>) -> Vec<Finding> {
    match read {
        Ok(checked) => checked.warnings,
        Err(Diagnostics(findings)) => findings,
    }
}

fn findings(source: &Source) -> Vec<Finding> {
    if source.file.starts_with(COMPANY) {
        return in_company(source);
    }
    match source.text.trim_start().split(':').next() {
        Some("calendar") => all(read_calendar(source)),
        Some("organisation") => all(read_organisation(source)),
        _ => all(compile(source)),
    }
}

fn in_company(source: &Source) -> Vec<Finding> {
    let file = root().join(COMPANY).join("organisation.yaml");
    let text = std::fs::read_to_string(file).expect("the organisation");
    let house = read_organisation(&Source { file: "organisation.yaml".to_owned(), text }).expect("a right organisation").value;
    let known = ["ru".to_owned()];
    if source.text.starts_with("organisation") {
        return lookup::organisation(source, &known);
    }
    let beside = root().join("processes/short_sale/process.yaml");
    let text = std::fs::read_to_string(beside).expect("another process");
    let sources = [source, &Source { file: "short_sale".to_owned(), text }];
    let mut found = lookup::process(source, Some(&house), &known);
    let among = lookup::rings::check(&sources).into_iter().chain(lookup::others::check(&sources, &[]));
    found.extend(among.filter(|(place, _)| *place == 0).map(|(_, finding)| finding));
    found
}

/// The files of the corpus, the shortest first.
fn corpus() -> Vec<Source> {
    let mut files = Vec::new();
    for folder in CORPUS {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder of the corpus");
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")) {
            let name = path.file_name().map(|name| format!("{folder}/{}", name.to_string_lossy())).unwrap_or_default();
            let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            files.push(Source { file: name, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
    files.sort_by_key(|source| (source.text.len(), source.file.clone()));
    files
}

/// What is found in a file: each code with its place and its sentences.
fn told(source: &Source) -> String {
    let name = source.file.trim_start_matches(COMPANY).trim_start_matches('/');
    let mut text = format!("{name}\n");
    for finding in findings(source) {
        let (line, column, end) = (finding.span.line, finding.span.column, finding.span.end_column);
        let _ = writeln!(text, "  {} {line}:{column}-{end}", finding.code);
        for locale in Locale::ALL {
            let help = finding.help.as_ref().map(|help| format!(" // {}", help.get(locale))).unwrap_or_default();
            let _ = writeln!(text, "    {}{help}", finding.message.get(locale));
        }
    }
    text
}

/// The codes that the sources name where something is noted.
fn codes_in(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the sources").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            codes_in(&path, codes);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for call in [".error(", ".error_with(", ".error_told(", ".warning(", ".unknown(", " error(", "(error(", " code: "] {
                let said = text.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
                let is_code =
                    |code: &&str| !code.is_empty() && code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
                codes.extend(said.filter(is_code).map(str::to_owned));
            }
        }
    }
}

/// The lines of a file that a finding speaks of.
fn lines(source: &Source, finding: &Finding) -> String {
    let (from, to) = (finding.span.line as usize, (finding.span.end_line as usize).min(finding.span.line as usize + 5));
    let chosen: Vec<&str> = source.text.lines().skip(from - 1).take(to - from + 1).collect();
    let indent = chosen.first().map_or(0, |line| line.len() - line.trim_start().len());
    let short = |line: &str| match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    };
    chosen.iter().map(|line| short(line.get(indent..).unwrap_or(line.trim_start()))).collect::<Vec<_>>().join("\n")
}

fn section(code: &str, source: &Source, finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut text = format!("### {code}\n\n{severity}. {}\n\n", finding.message.get(Locale::En));
    let _ = write!(text, "> {}\n\n", finding.message.get(Locale::Ru));
    let _ = write!(text, "```yaml\n{}\n```\n\n", lines(source, finding));
    if let Some(story) = &finding.story {
        let _ = write!(text, "How it happens: {}\n\n", story.get(Locale::En));
    }
    if let Some(help) = &finding.help {
        let _ = write!(text, "Repair: {}\n\n", help.get(Locale::En));
    }
    let (line, column) = (finding.span.line, finding.span.column);
    let _ = write!(text, "The whole file: `{}`, line {line}, column {column}.\n\n", source.file);
    text
}

const HEAD: &str = "\
# Findings

What `voronka check` says, by its stable code: the sentence in both languages, lines that call it forth, and the repair. The text of a
finding may become better from one version to the next; its code does not change. The exit status is 1 where one of them is an error.

This document is written by a test from the corpora of mistakes in `engine/definition/tests` and `engine/core/tests/company`:
`UPDATE_GOLDEN=1 cargo test -p voronka-core --test findings`.

";

#[test]
fn what_only_a_company_can_show_is_told_at_its_place_in_both_languages() {
    let mut files: Vec<Source> = corpus().into_iter().filter(|source| source.file.starts_with(COMPANY)).collect();
    files.sort_by_key(|source| source.file.clone());
    let text: String = files.iter().map(told).collect();
    golden::check(&root().join(COMPANY).join("findings.txt"), &text);
}

#[test]
fn every_code_is_documented_with_an_example_that_gives_it() {
    let mut shown: BTreeMap<&'static str, String> = BTreeMap::new();
    for source in corpus() {
        for finding in findings(&source) {
            shown.entry(finding.code).or_insert_with(|| section(finding.code, &source, &finding));
        }
    }
    let mut codes = BTreeSet::new();
    codes_in(&root().join("engine/definition/src"), &mut codes);
    codes_in(&root().join("engine/core/src/lookup"), &mut codes);
    let by_nature = |code: &str| BY_NATURE.iter().find(|(known, _)| *known == code);
    let missing: Vec<&String> =
        codes.iter().filter(|code| !shown.contains_key(code.as_str()) && by_nature(code).is_none()).collect();
    assert!(missing.is_empty(), "no file of the corpus gives {missing:?}");
    let mut text = HEAD.to_owned();
    shown.values().for_each(|section| text.push_str(section));
    text.push_str("## Without an example\n\nThese need more than a few lines to be called forth.\n\n");
    for (code, what) in BY_NATURE.iter().filter(|(code, _)| !shown.contains_key(code)) {
        let _ = writeln!(text, "- `{code}`: {what}");
    }
    golden::check(&root().join("docs/findings.md"), &text);
}
