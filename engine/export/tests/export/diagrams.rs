//! BPMN and Mermaid: every flow has both its ends, nothing is drawn upon something else, texts are escaped.

use std::collections::{BTreeMap, BTreeSet};

use voronka_definition::{Locale, Source, compile};
use voronka_export::bpmn::{Variant, bpmn};
use voronka_export::graph::{Exit, ExitKind, Target, graph};
use voronka_export::svg::scene;
use voronka_export::{Words, mermaid};

use crate::house::{everything, generated, half_written, processes};

/// The value of an attribute.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split_once(&format!(" {name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

/// The shapes of the diagram with their places.
fn places(xml: &str) -> BTreeMap<&str, [f64; 4]> {
    let shapes = xml.lines().filter(|line| line.contains("<bpmndi:BPMNShape "));
    let place = |line: &str| ["x", "y", "width", "height"].map(|name| attribute(line, name).unwrap().parse().unwrap());
    shapes.map(|line| (attribute(line, "bpmnElement").unwrap(), place(line))).collect()
}

#[test]
fn every_flow_has_its_ends_and_no_two_shapes_overlap() {
    for process in processes().into_iter().chain([everything(), half_written()]).chain((0..60).map(generated)) {
        for variant in [Variant::Readable, Variant::Mining] {
            let xml = bpmn(&Words { process: &process, organisation: None, others: &[], locale: Locale::Ru }, variant);
            let places = places(&xml);
            let flows: Vec<_> = xml.lines().filter(|line| line.contains("<bpmn:sequenceFlow ")).collect();
            let mut pairs = BTreeSet::new();
            for flow in &flows {
                let ends = ["sourceRef", "targetRef"].map(|name| attribute(flow, name).unwrap());
                assert!(ends.iter().all(|end| places.contains_key(end)), "{}: {flow}", process.id);
                assert!(pairs.insert(ends), "{}: twice {flow}", process.id);
            }
            let lines = flows.len() + xml.matches("<bpmn:association ").count();
            assert_eq!(lines, xml.matches("<bpmndi:BPMNEdge ").count());
            let nodes: Vec<_> = places.iter().filter(|(id, _)| id.starts_with("Shape_")).collect();
            let boundary = |id: &str| xml.contains(&format!("<bpmn:boundaryEvent id=\"{id}\""));
            for (number, (id, one)) in nodes.iter().enumerate() {
                for (other_id, other) in &nodes[..number] {
                    let meets = one[0] < other[0] + other[2]
                        && other[0] < one[0] + one[2]
                        && one[1] < other[1] + other[3]
                        && other[1] < one[1] + one[3];
                    assert!(!meets || boundary(id) || boundary(other_id), "{} {variant:?}: {id} and {other_id}", process.id);
                }
            }
        }
    }
}

#[test]
fn the_mining_variant_has_plain_gateways_only() {
    for process in processes().into_iter().chain([everything()]) {
        let xml = bpmn(&Words { process: &process, organisation: None, others: &[], locale: Locale::Ru }, Variant::Mining);
        for sign in ["eventBasedGateway", "boundaryEvent", "intermediateCatchEvent", "userTask", "subProcess", "EventDefinition"]
        {
            assert!(!xml.contains(sign), "{}: {sign}", process.id);
        }
        assert!(xml.contains("<bpmn:startEvent ") && xml.contains("<bpmn:endEvent "));
    }
}

#[test]
fn a_flowchart_names_every_step_and_breaks_on_no_text() {
    for process in processes().into_iter().chain([everything(), half_written()]).chain((0..20).map(generated)) {
        let graph = graph(&Words { process: &process, organisation: None, others: &[], locale: Locale::Ru });
        let text = mermaid(&graph);
        let opened = text.lines().filter(|line| line.trim_start().starts_with("subgraph ")).count();
        assert_eq!(opened, text.lines().filter(|line| line.trim() == "end").count(), "{}", process.id);
        for node in graph.nodes() {
            assert!(text.contains(&format!("{} ", node.number)), "{}: {}", process.id, node.number);
        }
        for line in text.lines() {
            assert_eq!(line.matches('"').count() % 2, 0, "{line}");
            assert!(!line.contains("<клиентом>"), "{line}");
        }
    }
}

#[test]
fn the_end_of_a_handler_is_drawn_as_an_end() {
    let tender = processes().into_iter().find(|process| process.id.as_str() == "tender").unwrap();
    let text = mermaid(&graph(&Words { process: &tender, organisation: None, others: &[], locale: Locale::En }));
    let ends = |line: &&str| line.split_once(" -->").is_some_and(|(from, to)| to.ends_with(&format!(" {}", from.trim())));
    let is_again = |line: &&str| line.contains("at most");
    let itself: Vec<&str> = text.lines().filter(ends).filter(|line| !is_again(line)).collect();
    assert_eq!(itself, Vec::<&str>::new(), "nothing leads to itself but a task that is done again");
    let over = text.lines().find(|line| line.contains("the reaction is over")).unwrap().trim();
    let (name, _) = over.split_once('(').unwrap();
    assert!(text.lines().any(|line| line.contains("Answered") && line.ends_with(&format!(" {name}"))), "{text}");
}

#[test]
fn a_condition_of_a_flowchart_leads_two_ways_and_never_says_no_to_its_own_step() {
    for process in processes().into_iter().chain([everything(), half_written()]).chain((0..60).map(generated)) {
        let text = mermaid(&graph(&Words { process: &process, organisation: None, others: &[], locale: Locale::En }));
        let asked = text.lines().filter(|line| line.trim().starts_with('n') && line.contains("c{"));
        for name in asked.filter_map(|line| line.trim().split_once('{').map(|(name, _)| name)) {
            let leads = |answer: &str| {
                let from = format!("  {name} -->|\"{answer}\"| ");
                text.lines().filter_map(|line| line.strip_prefix(&from)).map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(leads("yes"), [name.trim_end_matches('c')], "{}", process.id);
            assert_eq!(leads("no").len(), 1, "{}: {name}", process.id);
            assert_ne!(leads("yes"), leads("no"), "{}: {name}", process.id);
        }
    }
}

#[test]
fn every_rule_of_a_stage_is_drawn() {
    let process = everything();
    let text = mermaid(&graph(&Words { process: &process, organisation: None, others: &[], locale: Locale::En }));
    let decisions = process.stages.iter().filter(|stage| stage.next.len() > 1);
    let drawn: usize = text.lines().filter(|line| line.contains("{\"Where to?\"}")).count();
    assert!(decisions.clone().count() > 0 && drawn == decisions.clone().count(), "{text}");
    let ways = text.lines().filter(|line| line.trim().starts_with('e') && line.contains("-->")).count();
    assert_eq!(ways, decisions.map(|stage| stage.next.len()).sum::<usize>(), "{text}");
}

#[test]
fn results_that_a_wait_does_not_write_lead_to_the_next_step() {
    let process = half_written();
    let graph = graph(&Words { process: &process, organisation: None, others: &[], locale: Locale::En });
    let ways = |id: &str| {
        let node = graph.nodes().into_iter().find(|node| node.id == id).unwrap();
        let told = |exit: &Exit| (exit.label.clone(), exit.kind, exit.to.clone());
        node.exits.iter().map(told).collect::<Vec<_>>()
    };
    let lost = Target::Outcome(1);
    let call = Target::Node("meeting.call".to_owned());
    let offer = Target::Below("meeting.offer".to_owned());
    assert_eq!(
        ways("meeting.seen"),
        [
            ("No show".to_owned(), ExitKind::Result, lost.clone()),
            ("Came".to_owned(), ExitKind::Result, offer),
            ("Sent word".to_owned(), ExitKind::Result, call.clone()),
            ("Sent word (20 business days)".to_owned(), ExitKind::Timeout, call),
        ]
    );
    let deliver = Target::Below("meeting.deliver".to_owned());
    assert_eq!(
        ways("meeting.money"),
        [("It came".to_owned(), ExitKind::Result, deliver), ("Not paid (5 business days)".to_owned(), ExitKind::Timeout, lost),]
    );
    let text = mermaid(&graph);
    assert!(text.contains("  n1 -->|\"Came\"| n2\n") && text.contains("  n3 -->|\"It came\"| n4\n"), "{text}");
    for variant in [Variant::Readable, Variant::Mining] {
        let xml = bpmn(&Words { process: &process, organisation: None, others: &[], locale: Locale::En }, variant);
        let offer = xml.lines().find(|line| line.contains("name=\"Offer\"") || line.contains("name=\"Meeting: Offer\"")).unwrap();
        let target = format!("targetRef=\"{}\"", attribute(offer, "id").unwrap());
        assert!(xml.contains(&target), "{variant:?}: nothing leads to the offer\n{xml}");
    }
}

#[test]
fn an_activity_is_shown_where_it_is_planned_with_who_does_it_by_when() {
    let process = half_written();
    let words = Words { process: &process, organisation: None, others: &[], locale: Locale::En };
    let graph = graph(&words);
    let told = ["Agreed: planned", "Visit", "Who: the owner's head", "Result: Came / Sent word / No show", "Step 1.2 waits"];
    let shown: String = scene(&graph).texts.iter().map(|text| format!("{} ", text.what)).collect();
    for said in told.into_iter().chain(["Due: “Day”; if unknown, at once", "Step 1.1 plans it"]) {
        assert!(shown.contains(said), "{said} is not in {shown}");
    }
    let text = mermaid(&graph);
    let card = text.lines().find(|line| line.trim_start().starts_with("a0(")).unwrap();
    assert!(card.starts_with("    a0(\"Visit<br/>Who: the owner's head<br/>Due: ") && card.ends_with(":::activity"), "{card}");
    assert!(
        text.contains("  n0 -.->|\"Agreed: planned\"| a0\n") && text.contains("  a0 -.->|\"we wait for it\"| n1\n"),
        "{text}"
    );
    let xml = bpmn(&words, Variant::Readable);
    let remark = xml.lines().find(|line| line.contains("<bpmn:text>")).unwrap();
    for said in ["Agreed: planned “Visit”", "Who: the owner&#39;s head", "No show"] {
        assert!(remark.contains(said), "{said} is not in {remark}");
    }
    assert_eq!(xml.matches("<bpmn:association ").count(), 1);
    assert!(!bpmn(&words, Variant::Mining).contains("textAnnotation"));
}

#[test]
fn every_activity_that_anything_plans_or_awaits_has_a_card() {
    for process in processes().into_iter().chain([everything(), half_written()]) {
        let graph = graph(&Words { process: &process, organisation: None, others: &[], locale: Locale::Ru });
        let shown: String = scene(&graph).texts.iter().map(|text| text.what.replace(' ', "")).collect();
        for (place, activity) in graph.activities.iter().enumerate() {
            let text = mermaid(&graph);
            assert!(shown.contains(&activity.title.replace(' ', "")), "{}: {}", process.id, activity.title);
            assert_eq!(text.matches(&format!("  a{place}(")).count(), 1, "{}: {}", process.id, activity.title);
        }
    }
}

/// A shape that no flow enters would be a start that nobody sees, and a second start without a reason is one too many.
#[test]
fn a_stage_that_is_entered_by_hand_alone_begins_with_an_event() {
    let stage =
        |id: &str, end: &str| format!("  {id}:\n    title: {id}\n    steps: [{{task: t, title: T}}, {{finish: {end}}}]\n");
    let outcomes = "outcomes: {won: {title: W, kind: won}, lost: {title: L, kind: lost}}";
    let text = format!("process: p\ntitle: P\nstages:\n{}{}{outcomes}\n", stage("a", "lost"), stage("b", "won"));
    let process = compile(&Source { file: "p.yaml".to_owned(), text }).expect("a good process").value;
    let xml = bpmn(&Words { process: &process, organisation: None, others: &[], locale: Locale::En }, Variant::Readable);
    let starts: Vec<_> = xml.lines().filter(|line| line.contains("<bpmn:startEvent ")).collect();
    let names: Vec<_> = starts.iter().filter_map(|line| attribute(line, "name")).collect();
    assert_eq!(names, ["Start", "The deal is moved here by hand"]);
    assert_eq!(xml.matches("conditionalEventDefinition").count(), 1);
    let entered: BTreeSet<_> = xml.lines().filter_map(|line| attribute(line, "targetRef")).collect();
    let tasks = xml.lines().filter(|line| line.contains("<bpmn:userTask ")).filter_map(|line| attribute(line, "id"));
    assert!(tasks.into_iter().all(|task| entered.contains(task)), "{xml}");
}

/// What a designer writes as a label, a goal, a guide is text in every format; the documentation of BPMN among it.
#[test]
fn s27_labels_and_documentation_are_text_in_every_picture() {
    let evil = "'</bpmn:documentation></text></svg><script>ran()</script><img src=x onerror=ran()>&\"]]><!--'";
    let text = format!(
        "process: evil\ntitle: {evil}\nroles: {{manager: deal.owner}}\ndefaults: {{assignee: manager, due: 1 business day}}\nstages:\n  one:\n    \
         title: {evil}\n    goal: {evil}\n    steps:\n      - task: call\n        title: {evil}\n        guide: {evil}\n        results:\n          \
         good: {{title: {evil}, finish: won}}\n          bad: {{title: {evil}, finish: lost}}\noutcomes:\n  won: {{title: {evil}, kind: won}}\n  \
         lost: {{title: {evil}, kind: lost}}\n"
    );
    let process = crate::house::compiled(&text);
    let words = Words { process: &process, organisation: None, others: &[], locale: Locale::Ru };
    let pictures = [
        bpmn(&words, Variant::Readable),
        bpmn(&words, Variant::Mining),
        voronka_export::svg::svg(&graph(&words), voronka_export::svg::Theme::Light),
    ];
    for picture in pictures {
        assert!(picture.contains("&lt;") && picture.contains("ran()"), "{picture}");
        for tag in picture.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
            let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
            assert!(!["script", "img", "!--"].contains(&name), "<{tag}>");
            let outside: String = tag.split('"').step_by(2).collect();
            assert!(!outside.contains("onerror"), "<{tag}>");
        }
        assert!(!picture.contains("]]>"), "{picture}");
    }
    let flowchart = mermaid(&graph(&words));
    assert!(!flowchart.contains('<') || !flowchart.contains("<script") && !flowchart.contains("<img"), "{flowchart}");
}
