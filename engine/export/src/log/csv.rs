//! The log as CSV (RFC 4180), in UTF-8 with a mark, as spreadsheets like it.

use chrono::SecondsFormat;

use super::{Extent, Trace, entries};

/// Writes the traces, one line an entry.
pub fn csv(traces: &[Trace<'_>], extent: Extent) -> String {
    let mut text = String::from("\u{feff}case,process,seq,at,activity,transition,resource,stage,step,result,comment\r\n");
    for trace in traces {
        for entry in entries(trace, extent) {
            let cells = [
                trace.case.clone(),
                trace.words.process.id.to_string(),
                entry.seq.to_string(),
                entry.at.to_rfc3339_opts(SecondsFormat::Secs, true),
                entry.activity,
                entry.transition.name().to_owned(),
                entry.resource.map(|person| person.to_string()).unwrap_or_default(),
                entry.stage.unwrap_or_default(),
                entry.step.unwrap_or_default(),
                entry.result.unwrap_or_default(),
                entry.comment.unwrap_or_default(),
            ];
            text.push_str(&cells.iter().map(|cell| cell_of(cell)).collect::<Vec<_>>().join(","));
            text.push_str("\r\n");
        }
    }
    text
}

/// A cell. What a spreadsheet would take for a formula is told to be text: at the beginning, behind what does not show, and where
/// another spreadsheet, which parts cells at semicolons or tabs, would begin a cell.
fn cell_of(text: &str) -> String {
    let mut told = String::with_capacity(text.len() + 1);
    let mut begins = true;
    for letter in text.chars() {
        if begins && !is_blank(letter) {
            if is_risky(letter) {
                told.push('\'');
            }
            begins = false;
        }
        begins |= matches!(letter, ';' | ',' | '\t' | '\n' | '\r' | '"');
        told.push(letter);
    }
    // A tab or a carriage return at the beginning is itself what some take for the beginning of a formula.
    if text.starts_with(['\t', '\r']) && !told.starts_with('\'') {
        told.insert(0, '\'');
    }
    if told.contains([',', '"', '\n', '\r', ';', '\t']) { format!("\"{}\"", told.replace('"', "\"\"")) } else { told }
}

/// What a formula begins with, in the width of any alphabet.
fn is_risky(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−' | '|' | '%')
}

/// Blanks of every width, and what has none.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{180e}' | '\u{feff}')
}
