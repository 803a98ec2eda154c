//! Processes as files: good ones compile, broken ones are named at their exact place, in both languages.
//!
//! A file in `broken/` is a good process with a small change. Where its mistakes stand is in `places.txt`; how they are shown is in
//! the golden files beside it, `NAME.ru.txt` and `NAME.en.txt`. `UPDATE_GOLDEN=1` writes them all anew. A file in `good/` is unusual
//! and good: it compiles.

#![allow(clippy::disallowed_methods, reason = "the test reads its files, and bounds the time of hostile ones")]

mod golden;
mod outline;
mod random;

use std::path::PathBuf;

use voronka_definition::diagnostic::{Style, json, render};
use voronka_definition::model::StepKind;
use voronka_definition::{Checked, Diagnostics, Finding, Locale, Process, Source, Text, compile};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn source(name: &str) -> Source {
    let text = std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    Source { file: name.rsplit('/').next().unwrap_or(name).to_owned(), text }
}

fn findings(result: Result<Checked<Process>, Diagnostics>) -> Vec<Finding> {
    match result {
        Ok(checked) => checked.warnings,
        Err(Diagnostics(findings)) => findings,
    }
}

fn good(name: &str) -> Process {
    let source = source(&format!("good/{name}.yaml"));
    match compile(&source) {
        Ok(checked) if checked.warnings.is_empty() => checked.value,
        other => panic!("{}", render(&findings(other), &source, Style::plain(Locale::En))),
    }
}

/// The names of the files of a folder, without their ending.
fn names(of: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder().join(of)).expect("a folder of processes");
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".yaml")?.to_owned())).collect();
    names.sort();
    names
}

/// A finding as one line: `code line:column-end_column`.
fn place(finding: &Finding) -> String {
    let (line, column, end) = (finding.span.line, finding.span.column, finding.span.end_column);
    format!("{} {line}:{column}-{end}", finding.code)
}

#[test]
fn every_mistake_is_named_at_its_place() {
    let mut shown = String::new();
    for name in names("broken") {
        let found = findings(compile(&source(&format!("broken/{name}.yaml"))));
        assert!(!found.is_empty(), "nothing is found in {name}");
        let places: Vec<String> = found.iter().map(place).collect();
        shown += &format!("{name}: {}\n", places.join(", "));
    }
    golden::check(&folder().join("broken/places.txt"), &shown);
}

/// A good file may say in its first line what is found in it all the same: `# warns: code line:column-end_column`.
#[test]
fn what_is_unusual_and_good_passes() {
    for name in names("good") {
        let source = source(&format!("good/{name}.yaml"));
        let expected = source.text.lines().next().and_then(|line| line.strip_prefix("# warns: ")).unwrap_or_default();
        let compiled = compile(&source);
        let passes = compiled.is_ok();
        let found = findings(compiled);
        let places: Vec<String> = found.iter().map(place).collect();
        assert!(passes && places.join(", ") == expected, "{}", render(&found, &source, Style::plain(Locale::En)));
    }
}

#[test]
fn mistakes_are_shown_in_both_languages() {
    for name in names("broken") {
        let source = source(&format!("broken/{name}.yaml"));
        let found = findings(compile(&source));
        for locale in Locale::ALL {
            let shown = render(&found, &source, Style::plain(locale));
            golden::check(&folder().join(format!("broken/{name}.{locale}.txt")), &shown);
        }
    }
}

#[test]
fn the_json_of_a_check_has_the_agreed_shape() {
    let source = source("broken/warnings.yaml");
    let shown = serde_json::to_string_pretty(&json(&findings(compile(&source)), Locale::Ru)).expect("findings are JSON");
    golden::check(&folder().join("broken/warnings.json"), &shown);
}

#[test]
fn colour_is_shown_only_when_asked() {
    let source = source("broken/unknown_role.yaml");
    let found = findings(compile(&source));
    let shown = |colour| render(&found, &source, Style { colour, ..Style::plain(Locale::Ru) });
    assert!(!shown(false).contains('\u{1b}'));
    assert!(shown(true).contains('\u{1b}'));
}

#[test]
fn a_good_process_becomes_what_it_says() {
    let process = good("sale");
    assert_eq!(process.id.as_str(), "sale");
    assert_eq!(process.version.0.len(), 16);
    golden::check(&folder().join("good/sale.txt"), &outline::of(&process));
}

#[test]
fn every_form_of_the_language_is_read() {
    golden::check(&folder().join("good/forms.txt"), &outline::of(&good("forms")));
}

#[test]
fn tables_and_scores_are_read() {
    golden::check(&folder().join("good/tables.txt"), &outline::of(&good("tables")));
}

#[test]
fn a_process_of_a_few_lines_has_defaults() {
    let process = good("short");
    golden::check(&folder().join("good/short.txt"), &outline::of(&process));
}

#[test]
fn the_version_follows_the_text() {
    let source = source("good/short.yaml");
    let version = |text: String| compile(&Source { text, ..source.clone() }).expect("a good process").value.version;
    assert_eq!(version(source.text.clone()), version(source.text.clone()));
    assert_ne!(version(source.text.clone()), version(format!("{}\n# more\n", source.text)));
}

#[test]
fn the_errand_is_a_process_without_stages() {
    let errand = Process::errand();
    assert_eq!(errand.id.as_str(), "errand");
    assert!(errand.stages.is_empty());
    let ladder = errand.defaults.escalate.expect("a task that is late is never silent");
    assert!(!errand.ladders[&ladder].rungs.is_empty());
}

#[test]
fn no_change_of_a_good_file_is_a_panic() {
    let text = source("good/sale.yaml").text;
    let mut random = random::Random::new(20_260_302);
    for _ in 0..1_000 {
        let text = random.changed(&text);
        let source = Source { file: "changed.yaml".to_owned(), text };
        let found = findings(compile(&source));
        let _ = render(&found, &source, Style::plain(Locale::Ru));
    }
}

/// A process of this one stage and this one field, everything else good.
fn process(fields: &str, steps: &str) -> String {
    format!(
        "process: p\ntitle: П\nfields:\n{fields}\nstages:\n  a:\n    title: А\n    steps:\n{steps}\noutcomes:\n  o: {{title: О, kind: won}}\n"
    )
}

#[test]
fn a_process_made_to_exhaust_is_refused_quickly() {
    let field = "  f: {type: date, title: Поле}";
    let task = |rest: &str| format!("      - {{task: t, title: Т, {rest}}}\n");
    let many = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let texts = [
        process(field, &task(&format!("assignee: '{}owner{}'", "head_of(".repeat(100), ")".repeat(100)))),
        process(field, &task(&format!("assignee: '{}owner{}'", "head_of(".repeat(50_000), ")".repeat(50_000)))),
        process(field, &task(&format!("due: {}now", "1 day after ".repeat(50_000)))),
        process(field, &task(&format!("due: {}now", "f else ".repeat(100_000)))),
        process(field, &task(&format!("when: {}true{}", "(".repeat(1_900), ")".repeat(1_900)))),
        process(field, &task(&format!("when: {}true", "not ".repeat(200_000)))),
        process(field, &many(20_000, |n| format!("      - {{task: t{n}, results: {{r: {{then: x{n}}}}}}}\n"))),
        process(&many(20_000, |n| format!("  f{n}: {{type: data}}\n")), &task("")),
        process(
            field,
            &many(1_500, |n| {
                format!(
                    "      - {{approve: a{n}, title: В, approvers: [person(anna)], results: {{rework: {{}}, rejected: {{}}}}}}\n"
                )
            }),
        ),
        process(field, &task(&format!("ask: [{}]", "f, ".repeat(60_000)))),
        process(field, &task(&format!("results: {{{}}}", many(20_000, |n| format!("r{n}: {{stage: a{n}}}, "))))),
    ];
    for text in texts {
        let head: String = text.chars().skip(90).take(60).collect();
        let start = std::time::Instant::now();
        let found = findings(compile(&Source { file: "hostile.yaml".to_owned(), text }));
        assert!(found.iter().any(|finding| finding.severity == voronka_definition::Severity::Error), "{head}");
        assert!(start.elapsed().as_secs() < 10, "{head} took {:?}", start.elapsed());
    }
}

#[test]
fn a_result_of_a_wait_bears_the_title_of_the_result_of_its_activity() {
    let text = "\
process: p
title: {ru: П, en: P}
activities:
  survey:
    title: {ru: Осмотр, en: Survey}
    results:
      suitable: {title: {ru: Подходит, en: It will do}}
      far: {title: {ru: Далеко, en: Too far}}
      done: {title: {ru: Осмотрели, en: Seen}}
      plain: {title: Ровно}
stages:
  s:
    title: {ru: С, en: S}
    steps:
      - wait: site
        title: {ru: Ждем осмотра, en: Waiting}
        activity: survey
        results:
          suitable: {}
          far: {title: {ru: Не поедем, en: We do not go}, finish: lost}
          done: {finish: lost}
          plain: {finish: lost}
      - finish: won
outcomes:
  won: {title: {ru: Да, en: Won}, kind: won}
  lost: {title: {ru: Нет, en: Lost}, kind: lost}
";
    let source = Source { file: "p.yaml".to_owned(), text: text.to_owned() };
    let process = compile(&source).unwrap_or_else(|found| panic!("{found:#?}")).value;
    let StepKind::Wait(wait) = &process.stages[0].steps[0].kind else { panic!("not a wait") };
    let titles: Vec<_> = wait.results.iter().map(|rule| rule.title.clone()).collect();
    let expected = [("Подходит", "It will do"), ("Не поедем", "We do not go"), ("Осмотрели", "Seen")];
    let mut expected: Vec<Text> = expected.into_iter().map(|(ru, en)| Text::both(ru, en)).collect();
    expected.push(Text::from("Ровно"));
    assert_eq!(titles, expected);
}
