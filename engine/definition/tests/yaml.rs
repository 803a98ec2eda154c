//! The YAML tree: places, mistakes, and texts made to do harm.

#![allow(clippy::disallowed_methods, reason = "the test bounds the time of hostile texts")]

use std::time::{Duration, Instant};

use voronka_definition::diagnostic::{Findings, Source, Span};
use voronka_definition::yaml::{self, Node};

/// Parses a text; gives the tree and each finding as `code line:column-end_column`.
fn parse(text: &str) -> (Option<Node>, Vec<String>) {
    let findings = Findings::new("test.yaml");
    let node = yaml::parse(&Source { file: "test.yaml".to_owned(), text: text.to_owned() }, &findings);
    let list = findings.into_sorted();
    let shown = |span: Span| format!("{}:{}-{}", span.line, span.column, span.end_column);
    (node, list.iter().map(|finding| format!("{} {}", finding.code, shown(finding.span))).collect())
}

fn span(line: u32, column: u32, end_line: u32, end_column: u32) -> Span {
    Span { line, column, end_line, end_column }
}

#[test]
fn places_count_characters() {
    let (node, findings) = parse("стадия:\n  имя: Звонок   # слово\n  'ы': \"да: нет\"\n  л: [а, {б: в}]\n");
    assert_eq!(findings, Vec::<String>::new());
    let node = node.expect("a tree");
    assert_eq!(node.span, span(1, 1, 4, 17));
    let stage = node.get("стадия").expect("the key");
    assert_eq!(stage.span, span(2, 3, 4, 17));
    assert_eq!(stage.get("имя").expect("the key").span, span(2, 8, 2, 14));
    assert_eq!(stage.get("ы").expect("the key").span, span(3, 8, 3, 17));
    assert_eq!(stage.get("л").expect("the key").span, span(4, 6, 4, 17));
}

#[test]
fn a_stretch_of_a_scalar_has_its_own_place() {
    let cases = [
        ("к: сумма > 5", span(1, 4, 1, 9)),
        ("к: 'сумма > 5'", span(1, 5, 1, 10)),
        ("к: \"сумма > 5\"", span(1, 5, 1, 10)),
        ("к: \"сумма \\x3e 5\"", span(1, 4, 1, 18)),
        ("к: >-\n  сумма > 5\n", span(2, 3, 2, 8)),
        ("к: >-\n  сумма\n  > 5\n", span(2, 3, 4, 1)),
    ];
    for (text, place) in cases {
        let (node, _) = parse(text);
        assert_eq!(node.expect("a tree").get("к").expect("the key").place_of(0, 5), place, "{text}");
    }
}

#[test]
fn mistakes_are_named_at_their_place() {
    let cases: [(&str, &[&str]); 15] = [
        ("а: 1\nб: 2\nа: 3\nа: 4\n", &["duplicate_key 3:1-2", "duplicate_key 4:1-2"]),
        ("а: {б: 1, б: 2}\n", &["duplicate_key 1:11-12"]),
        ("а: &x 1\nб: *x\n", &["yaml_anchor 1:4-8", "yaml_alias 2:4-6"]),
        ("а: !!str 1\n", &["yaml_tag 1:4-11"]),
        ("а:\n  <<: {б: 1}\n", &["yaml_merge_key 2:3-5"]),
        ("а: 1\n---\nб: 2\n", &["several_documents 2:1-4"]),
        ("\u{feff}а: 1\nа: 2\n", &["byte_order_mark 1:1-1", "duplicate_key 2:1-2"]),
        ("а: \u{0}\n", &["not_text 1:4-5"]),
        ("", &["empty_file 1:1-1"]),
        ("# только слова\n", &["empty_file 1:1-1"]),
        ("а: б: в\n", &["yaml_syntax 1:5-6"]),
        ("а: [1, 2\nб: 3\n", &["yaml_syntax 2:2-3"]),
        ("а: \"нет конца\n", &["yaml_syntax 1:4-5"]),
        ("а:\n\t- 1\n", &["yaml_syntax 2:1-2"]),
        ("{а: {б: 1}: 2}\n", &["yaml_syntax 1:11-12"]),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text).1, expected, "{text}");
    }
}

#[test]
fn a_line_that_yaml_cannot_read_is_named_where_the_mistake_stands() {
    let cases = [
        // A colon is missing: on the line above, on the line itself, behind a dash, at the top.
        ("а:\n  б 1\n  в: 2\n", "2:3-4"),
        ("а:\n  б {в: 1, г: 2}\n  д: 3\n", "2:3-4"),
        ("а:\n  - б в\n    г: 1\n", "2:5-6"),
        ("а: 1\nб\nв: 2\n", "2:1-2"),
        ("а\n  б: 1\n", "1:1-2"),
        // A line begins beside all above.
        ("а:\n    б: 1\n  в: 2\n", "3:1-3"),
        ("а:\n  б: 1\n    в: 2\n", "3:1-5"),
        ("а:\n  - б: 1\n   в: 2\n", "3:1-4"),
        ("а: {\n б: 1}\nв:\n  г: 1\n   д: 2\n", "5:1-4"),
        ("а:\n  б: |\n     текст: да\n  в: 1\n   г: 2\n", "5:1-4"),
        // What belongs to a key stands level with it.
        ("а:\n  б:\n  в: 1\n    г: 2\n", "3:3-4"),
        // A space that is none.
        ("а:\n  б:\u{a0}1\n  в: 2\n", "2:5-6"),
        // A text of several lines, and a key of several words, are left to the scanner.
        ("а: б\n  в г\n  д: 1\n", "3:4-5"),
    ];
    for (text, place) in cases {
        assert_eq!(parse(text).1, [format!("yaml_syntax {place}")], "{text}");
    }
}

#[test]
fn a_hostile_text_is_refused_quickly() {
    let deep = |open: &str, close: &str| format!("{}x{}", open.repeat(100_000), close.repeat(100_000));
    let bomb = (1..30).fold("a0: &a0 x\n".to_owned(), |text, level| {
        let alias = format!("*a{},", level - 1).repeat(10);
        format!("{text}a{level}: &a{level} [{alias}]\n")
    });
    let steps: String = (0..400).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let texts = [
        deep("[", "]"),
        deep("{a: ", "}"),
        deep("- ", ""),
        deep("? ", ""),
        bomb,
        steps,
        "a: 1\n".repeat(200_000),
        "[],".repeat(300_000),
        "- a\n".repeat(250_000),
        "\"".repeat(1_000_000),
        "'".repeat(1_000_001),
        "&a ".repeat(300_000),
        "!a ".repeat(300_000),
        "? a\n: b\n".repeat(100_000),
        format!("[{}", "a: b, ".repeat(150_000)),
        "x".repeat(2_000_000),
    ];
    for text in texts {
        let start = Instant::now();
        let (_, findings) = parse(&text);
        let head: String = text.chars().take(20).collect();
        assert!(!findings.is_empty(), "no finding for {head}");
        assert!(start.elapsed() < Duration::from_secs(5), "{head} took {:?}", start.elapsed());
    }
}
