//! Processes as files: good ones compile, broken ones are named at their exact place, in both languages.
//!
//! A file in `broken/` is a good process with a small change. Where its mistakes stand is said here; how they are shown is in the
//! golden files beside it, `NAME.ru.txt` and `NAME.en.txt`, which `UPDATE_GOLDEN=1` writes anew.

#![allow(clippy::disallowed_methods, reason = "the test reads its files, and bounds the time of hostile ones")]

mod golden;
mod outline;
mod random;
mod tables;

use std::path::PathBuf;

use voronka_definition::diagnostic::{Style, json, render};
use voronka_definition::{Checked, Diagnostics, Finding, Locale, Process, Source, compile};

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

/// Every broken file with its findings: `code line:column-end_column`.
const BROKEN: &[(&str, &[&str])] = &[
    ("anchors", &["yaml_tag 16:11-33", "yaml_merge_key 17:3-5", "yaml_anchor 18:36-55", "yaml_alias 66:14-18"]),
    ("asked_twice", &["asked_twice 37:76-110"]),
    ("bad_duration", &["bad_duration 17:60-69", "bad_duration 21:25-30", "bad_duration 65:14-28", "bad_duration 79:26-28"]),
    ("bad_name", &["bad_name 77:15-28"]),
    ("bad_template", &["unknown_name 51:43-53", "bad_template 51:64-91", "unknown_name 52:24-28"]),
    ("bound_that_binds_nothing", &["unbounded_loop 38:116-120", "wrong_type 44:51-52"]),
    ("bound_without_else", &["missing_key 38:71-76", "missing_key 81:18-24"]),
    ("choice_without_quotes", &["choice_without_quotes 76:42-47"]),
    ("colon_in_text", &["yaml_syntax 30:19-20"]),
    ("decide_without_else", &["decide_without_else 45:17-25"]),
    ("duplicate_keys", &["duplicate_key 4:1-6", "duplicate_key 5:1-6", "duplicate_key 11:3-7"]),
    ("duplicate_step", &["unknown_step 81:83-87", "duplicate_step 83:15-22"]),
    (
        "empty_things",
        &[
            "empty_choice 11:70-72",
            "no_results 27:14-16",
            "empty_value 31:5-13",
            "unknown_result 43:11-15",
            "empty_value 67:11-15",
            "empty_list 71:20-22",
        ],
    ),
    ("endless_circle", &["endless_circle 48:17-25"]),
    ("escalation_in_disorder", &["bad_rung 21:7-59", "bad_rung 22:14-18", "rungs_out_of_order 23:7-71", "empty_ladder 24:3-9"]),
    (
        "everything_at_once",
        &[
            "unknown_type 6:16-19",
            "duplicate_key 16:3-10",
            "wrong_type 39:107-111",
            "decide_without_else 46:17-25",
            "unknown_role 56:19-23",
            "bad_duration 65:14-28",
            "unknown_step 75:45-51",
            "unknown_word 90:49-54",
        ],
    ),
    (
        "fields_that_cannot_be",
        &[
            "nested_list 6:39-43",
            "missing_key 6:69-75",
            "wrong_type 10:36-39",
            "missing_translation 10:48-54",
            "empty_range 11:42-46",
            "constant_condition 72:68-80",
        ],
    ),
    ("hostile_name", &["bad_name 44:36-49", "bad_name 63:15-30", "unknown_step 75:45-52"]),
    ("loop_without_bound", &["unbounded_loop 44:29-33", "unbounded_loop 81:26-43"]),
    ("missing_if_empty", &["missing_if_empty 68:18-26"]),
    ("missing_keys", &["missing_key 1:1-8", "missing_key 88:3-6"]),
    ("missing_result", &["missing_result 68:18-26", "unknown_result 75:11-17", "missing_title 75:11-17"]),
    ("name_that_yaml_made_a_map", &["missing_title 53:15-27", "bad_key 55:9-16", "wrong_type 56:19-25", "wrong_type 65:14-31"]),
    ("no_stages", &["no_stages 28:9-11", "no_outcomes 29:11-13", "unknown_key 30:1-4", "unknown_key 90:1-6"]),
    (
        "people_who_cannot_be",
        &[
            "head_of_position 15:17-33",
            "bad_name 16:20-26",
            "rule_too_deep 17:137-178",
            "late_outside_ladder 57:19-32",
            "assignee_and_candidates 58:21-30",
        ],
    ),
    ("reached_by_hand", &["unknown_word 35:15-20", "unknown_word 54:18-25", "wrong_type 72:16-17", "unknown_word 75:29-32"]),
    ("reserved_names", &["reserved_name 6:3-9", "reserved_name 17:3-7", "reserved_name 85:15-18"]),
    ("role_circle", &["role_circle 14:12-16", "role_circle 15:17-24"]),
    ("route_in_activity", &["route_in_activity 27:22-26"]),
    (
        "routes_that_cannot_be",
        &[
            "bad_else 38:116-119",
            "again_without_task 43:18-23",
            "return_forwards 44:39-47",
            "else_not_last 48:13-22",
            "branch_without_route 49:13-34",
            "bad_else 76:83-92",
        ],
    ),
    ("several_documents", &["several_documents 28:1-4"]),
    ("stage_backwards", &["stage_backwards 81:25-33"]),
    ("last_stage_falls_off", &["last_stage_falls_off 77:15-22", "last_stage_falls_off 82:15-19"]),
    ("stage_without_first_step", &["stage_without_first_step 88:3-7"]),
    ("stage_without_steps", &["stage_without_steps 88:3-10"]),
    ("syntax_error", &["yaml_syntax 17:9-10"]),
    ("tab", &["yaml_syntax 31:2-3"]),
    ("texts_without_quotes", &["hidden_character 11:44-59", "text_without_quotes 76:34-47", "choice_without_quotes 76:63-68"]),
    ("transfer_without_process", &["transfer_without_process 91:3-14"]),
    ("two_routes", &["two_routes 39:69-75"]),
    ("two_step_kinds", &["two_step_kinds 83:9-13"]),
    ("typo_in_step_kind", &["unknown_step_kind 63:9-13"]),
    ("unknown_activity", &["unknown_activity 41:19-25"]),
    ("unknown_fields", &["unknown_field 37:70-75", "unknown_field 60:12-24", "unknown_field 61:16-24", "unknown_field 81:52-59"]),
    ("unknown_key", &["unknown_key 35:9-13"]),
    ("unknown_ladder", &["unknown_ladder 17:95-102"]),
    ("unknown_name_in_expression", &["unknown_name 47:39-44"]),
    ("unknown_outcome", &["unknown_outcome 39:65-69"]),
    ("unknown_result", &["unknown_result 44:11-19", "unknown_result 79:52-55"]),
    ("unknown_role", &["unknown_role 56:19-23", "unknown_role 71:21-28"]),
    ("unknown_rule", &["unknown_rule 16:11-18", "unknown_role 21:64-69"]),
    ("unknown_stage", &["unknown_stage 81:34-41"]),
    ("unknown_step", &["unknown_step 44:36-39", "unknown_step 44:59-66"]),
    ("unknown_type", &["unknown_type 6:16-19"]),
    ("wait_for_two_things", &["wait_for_one 79:9-15"]),
    ("wait_without_timeout", &["wait_without_timeout 77:15-22"]),
    (
        "warnings",
        &[
            "unused_field 10:3-11",
            "missing_title 33:15-19",
            "missing_translation 61:11-27",
            "asked_and_set 76:11-19",
            "unreachable_step 83:15-19",
            "missing_translation 85:16-30",
        ],
    ),
    ("wrong_field_type", &["wrong_field_type 70:19-23"]),
    ("wrong_shape", &["wrong_type 31:15-27", "wrong_type 71:29-35"]),
    ("wrong_type_in_expression", &["wrong_type 47:21-31", "wrong_type 71:68-84"]),
    ("open_bracket", &["yaml_syntax 32:10-11"]),
    ("rungs_of_several_units", &["rungs_out_of_order 21:7-73", "rungs_out_of_order 24:7-47", "rungs_out_of_order 25:7-36"]),
    (
        "slips_of_the_hand",
        &[
            "bad_duration 17:36-44",
            "bad_duration 17:54-59",
            "bad_duration 26:10-27",
            "missing_translation 30:12-38",
            "unknown_key 30:13-23",
            "bad_name 31:16-21",
            "unknown_key 34:30-42",
            "syntax 48:37-38",
            "unknown_option 49:36-42",
            "foreign_sign 50:36-43",
            "unknown_name 51:21-28",
        ],
    ),
    ("star_without_anchor", &["yaml_syntax 35:15-16"]),
    ("unreadable_types", &["missing_key 6:3-7", "missing_key 9:3-11", "unknown_type 10:20-26"]),
    ("yaml_surprise", &["yaml_surprise 38:42-45", "yaml_surprise 39:11-13"]),
];

/// Every broken file, those about tables and scores included.
fn broken() -> impl Iterator<Item = &'static (&'static str, &'static [&'static str])> {
    BROKEN.iter().chain(tables::BROKEN)
}

#[test]
fn every_mistake_is_named_at_its_place() {
    for (name, expected) in broken() {
        let found = findings(compile(&source(&format!("broken/{name}.yaml"))));
        let place = |finding: &Finding| (finding.span.line, finding.span.column, finding.span.end_column);
        let shown = |finding: &Finding| {
            let (line, column, end) = place(finding);
            format!("{} {line}:{column}-{end}", finding.code)
        };
        let found: Vec<String> = found.iter().map(shown).collect();
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn every_broken_file_is_expected() {
    let files = std::fs::read_dir(folder().join("broken")).expect("the folder of broken files");
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    for name in names.filter_map(|name| Some(name.strip_suffix(".yaml")?.to_owned())) {
        assert!(broken().any(|(known, _)| *known == name), "{name} stands in no row of the table");
    }
}

#[test]
fn mistakes_are_shown_in_both_languages() {
    for (name, _) in broken() {
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
