//! The log as XES.

use std::fmt::Write;

use chrono::SecondsFormat;
use voronka_core::Event;

use super::{Entry, Extent, Trace, entries};
use crate::svg::escape;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="-"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="-"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
  <string key="lifecycle:model" value="standard"/>
"#;

/// Writes the traces.
pub fn xes(traces: &[Trace<'_>], extent: Extent) -> String {
    let mut xml = HEAD.to_owned();
    for trace in traces {
        xml.push_str("  <trace>\n");
        string(&mut xml, 4, "concept:name", &trace.case);
        attributes(&mut xml, trace);
        for one in entries(trace, extent) {
            event(&mut xml, &one);
        }
        xml.push_str("  </trace>\n");
    }
    xml.push_str("</log>\n");
    xml
}

/// What is true of the whole case.
fn attributes(xml: &mut String, trace: &Trace<'_>) {
    for recorded in trace.history {
        match &recorded.event {
            Event::CaseStarted { process, version, owner, .. } => {
                string(xml, 4, "voronka:process", process.as_str());
                string(xml, 4, "voronka:version", &version.to_string());
                string(xml, 4, "voronka:first_owner", owner.as_str());
            }
            Event::CaseFinished { outcome, .. } => string(xml, 4, "voronka:outcome", outcome.as_str()),
            _ => {}
        }
    }
}

fn event(xml: &mut String, entry: &Entry) {
    xml.push_str("    <event>\n");
    string(xml, 6, "concept:name", &entry.activity);
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Millis, false);
    let _infallible = writeln!(xml, "      <date key=\"time:timestamp\" value=\"{at}\"/>");
    string(xml, 6, "lifecycle:transition", entry.transition.name());
    let _infallible = writeln!(xml, "      <int key=\"voronka:seq\" value=\"{}\"/>", entry.seq);
    let facts = [
        ("org:resource", entry.resource.as_ref().map(|person| person.as_str())),
        ("voronka:stage", entry.stage.as_deref()),
        ("voronka:step", entry.step.as_deref()),
        ("voronka:result", entry.result.as_deref()),
        ("voronka:comment", entry.comment.as_deref()),
    ];
    for (key, value) in facts {
        if let Some(value) = value {
            string(xml, 6, key, value);
        }
    }
    xml.push_str("    </event>\n");
}

fn string(xml: &mut String, indent: usize, key: &str, value: &str) {
    let _infallible = writeln!(xml, "{:indent$}<string key=\"{key}\" value=\"{}\"/>", "", escape(value));
}
