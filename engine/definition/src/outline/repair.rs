//! A tree of a file that is being written: lines that YAML cannot read are left out until it can.

use crate::diagnostic::{Findings, Source};
use crate::yaml::{self, Node};

/// How many lines are left out before it is given up.
const MOST_LEFT_OUT: usize = 12;

/// How many lines above a mistake may have caused it.
const ABOVE: usize = 3;

/// The lines of a text, whichever way they end.
pub fn lines(text: &str) -> Vec<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split('\n') {
        let mut pieces = line.split('\r').peekable();
        while let Some(piece) = pieces.next() {
            // The `\r` of `\r\n` ends no line of its own.
            if pieces.peek().is_some() || !piece.is_empty() || !line.ends_with('\r') {
                lines.push(piece);
            }
        }
    }
    lines
}

/// The tree of these lines. The line `keep` is left out last: it is the one being written.
pub fn tree(lines: &[&str], keep: Option<usize>) -> Option<Node> {
    let mut lines: Vec<&str> = lines.to_vec();
    for _ in 0..MOST_LEFT_OUT {
        let wrong = match attempt(&lines) {
            Attempt::Tree(node) => return Some(node),
            Attempt::Hopeless => return None,
            Attempt::Line(line) => line,
        };
        let left_out = best(&lines, candidates(&lines, wrong, keep))?;
        *lines.get_mut(left_out)? = "";
    }
    None
}

enum Attempt {
    Tree(Node),
    /// The line, from 0, at which YAML gave up.
    Line(usize),
    Hopeless,
}

fn attempt(lines: &[&str]) -> Attempt {
    let findings = Findings::new("");
    if let Some(node) = yaml::parse(&Source { file: String::new(), text: lines.join("\n") }, &findings) {
        return Attempt::Tree(node);
    }
    let wrong = findings.into_sorted().into_iter().find(|finding| matches!(finding.code, "yaml_syntax" | "several_documents"));
    match wrong {
        Some(finding) => Attempt::Line((finding.span.line as usize).saturating_sub(1).min(lines.len().saturating_sub(1))),
        None => Attempt::Hopeless,
    }
}

/// The line without which the file reads furthest; of several the likeliest.
fn best(lines: &[&str], candidates: Vec<usize>) -> Option<usize> {
    let mut best = None;
    for line in candidates {
        let progress = progress(lines, line);
        if progress == usize::MAX {
            return Some(line);
        }
        if best.is_none_or(|(_, furthest)| progress > furthest) {
            best = Some((line, progress));
        }
    }
    best.map(|(line, _)| line)
}

/// How far the file reads without this line.
fn progress(lines: &[&str], line: usize) -> usize {
    let mut without = lines.to_vec();
    without[line] = "";
    match attempt(&without) {
        Attempt::Tree(_) => usize::MAX,
        Attempt::Line(next) => next + 1,
        Attempt::Hopeless => 0,
    }
}

/// The lines that may have caused a mistake, the likeliest first: itself, a bracket left open above, the lines before.
fn candidates(lines: &[&str], wrong: usize, keep: Option<usize>) -> Vec<usize> {
    let above = (0..=wrong).rev().filter(|line| !lines[*line].trim().is_empty());
    let mut found: Vec<usize> = above.clone().take(ABOVE).collect();
    found.extend(above.clone().find(|line| !open_brackets(lines[*line]).is_empty()));
    found.extend((wrong + 1..lines.len()).find(|line| !lines[*line].trim().is_empty()));
    found.retain(|line| Some(*line) != keep);
    found.extend(keep.filter(|line| found.is_empty() && lines.get(*line).is_some_and(|line| !line.is_empty())));
    found
}

/// What closes the brackets that a line leaves open, innermost first.
pub fn open_brackets(line: &str) -> String {
    let mut open = Vec::new();
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(mark), _) if mark == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') => open.push('}'),
            (None, '[') => open.push(']'),
            (None, '}' | ']') => {
                open.pop();
            }
            (None, '#') => break,
            _ => {}
        }
    }
    open.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_editors_end_them() {
        assert_eq!(lines("a\r\nб\nc\rd"), ["a", "б", "c", "d"]);
        assert_eq!(lines("a\r\n\r\nb\n"), ["a", "", "b", ""]);
    }

    #[test]
    fn what_stands_around_a_broken_line_is_read() {
        for broken in ["  ti", "  then: {step: a", "\tkind: call", "  : :", "  - [", "  title: \"open"] {
            let text = ["process: p", "title: T", "stages:", "  a:", "    title: A", broken, "outcomes:", "  won: {kind: won}"];
            let tree = tree(&text, None).unwrap_or_else(|| panic!("{broken}"));
            assert!(tree.get("stages").is_some() && tree.get("outcomes").is_some(), "{broken}: {tree:?}");
        }
    }
}
