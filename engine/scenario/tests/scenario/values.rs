//! Values that are expected: a document by its name, or by its name and its content.

use crate::house::{House, PROCESS};

/// The small house, whose deals have a document and a list with one.
fn house() -> House {
    let fields = "  reason: {type: text, title: {ru: Причина, en: Reason}}
  file: {type: document, title: {ru: Файл, en: File}}
  papers:
    type: list
    title: {ru: Бумаги, en: Papers}
    of: {file: {type: document, title: {ru: Файл, en: File}}}
";
    House::of(&PROCESS.replace("  reason: {type: text, title: {ru: Причина, en: Reason}}\n", fields))
}

#[test]
fn a_document_is_expected_by_its_name_or_with_its_content() {
    let given =
        "- correct: {with: {file: {name: x.docx, text: one}, papers: [{file: {name: y.docx, text: two}}, {file: z.docx}]}}\n";
    let table: [(&str, &[&str]); 8] = [
        ("{file: x.docx}", &[]),
        ("{file: {name: x.docx}}", &[]),
        ("{file: {name: x.docx, text: one}}", &[]),
        ("{papers: [{file: y.docx}, {file: {name: z.docx, text: z.docx}}]}", &[]),
        ("{file: y.docx}", &["8: file: y.docx | x.docx"]),
        ("{file: {name: x.docx, text: two}}", &["8: file: {name: x.docx, text: two} | {name: x.docx, text: one}"]),
        ("{file: {name: x.docx, text: x.docx}}", &["8: file: {name: x.docx, text: x.docx} | {name: x.docx, text: one}"]),
        (
            "{papers: [{file: {name: y.docx, text: one}}, {}]}",
            &["8: papers: [{file: {name: y.docx, text: one}}, {}] | \
               [{file: {name: y.docx, text: two}}, {file: {name: z.docx, text: z.docx}}]"],
        ),
    ];
    for (wanted, expected) in table {
        let failures = house().failures(&format!("{given}- expect: {{data: {wanted}}}"));
        assert_eq!(failures, expected, "{wanted}");
    }
}
