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

/// A cell. A text that a spreadsheet would take for a formula is told to be text.
fn cell_of(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if risky { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
