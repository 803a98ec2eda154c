//! The document as Markdown.

use super::block::{Block, Line, Span};

/// Writes the blocks.
pub(super) fn write(blocks: &[Block]) -> String {
    let texts: Vec<String> = blocks.iter().map(block).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n") + "\n"
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => format!("{} {}", "#".repeat(usize::from(*level)), escape(text)),
        Block::Para(spans) => line(spans),
        Block::Guide(text) => format!("> {}", escape(text)),
        Block::List(items) => items.iter().map(|item| format!("- {}", line(item))).collect::<Vec<_>>().join("\n"),
        Block::Table(head, rows) => {
            let head: Vec<_> = head.iter().map(|cell| escape(cell)).collect();
            let mut lines = vec![row(&head), row(&vec!["---".to_owned(); head.len()])];
            lines.extend(rows.iter().map(|cells| row(&cells.iter().map(line).collect::<Vec<_>>())));
            lines.join("\n")
        }
        Block::Picture => String::new(),
    }
}

fn row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

fn line(spans: &Line) -> String {
    let span = |span: &Span| match span {
        Span::Plain(text) => escape(text),
        Span::Strong(text) => format!("**{}**", escape(text)),
    };
    spans.iter().map(span).collect()
}

/// A text in which nothing is a sign of Markdown; addresses stay as they are.
fn escape(text: &str) -> String {
    let word = |word: &str| {
        if word.contains("://") {
            return word.to_owned();
        }
        let mut escaped = String::with_capacity(word.len());
        for letter in word.chars() {
            if matches!(letter, '\\' | '`' | '*' | '_' | '<' | '>' | '|' | '[' | ']' | '#') {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
        escaped
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
