//! BPMN and Mermaid: every flow has both its ends, nothing is drawn upon something else, texts are escaped.

use std::collections::{BTreeMap, BTreeSet};

use voronka_definition::Locale;
use voronka_export::bpmn::{Variant, bpmn};
use voronka_export::graph::graph;
use voronka_export::{Words, mermaid};

use crate::house::{everything, generated, processes};

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
    for process in processes().into_iter().chain([everything()]).chain((0..60).map(generated)) {
        for variant in [Variant::Readable, Variant::Mining] {
            let xml = bpmn(&Words { process: &process, organisation: None, locale: Locale::Ru }, variant);
            let places = places(&xml);
            let flows: Vec<_> = xml.lines().filter(|line| line.contains("<bpmn:sequenceFlow ")).collect();
            let mut pairs = BTreeSet::new();
            for flow in &flows {
                let ends = ["sourceRef", "targetRef"].map(|name| attribute(flow, name).unwrap());
                assert!(ends.iter().all(|end| places.contains_key(end)), "{}: {flow}", process.id);
                assert!(pairs.insert(ends), "{}: twice {flow}", process.id);
            }
            assert_eq!(flows.len(), xml.matches("<bpmndi:BPMNEdge ").count());
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
        let xml = bpmn(&Words { process: &process, organisation: None, locale: Locale::Ru }, Variant::Mining);
        for sign in ["eventBasedGateway", "boundaryEvent", "intermediateCatchEvent", "userTask", "subProcess", "EventDefinition"]
        {
            assert!(!xml.contains(sign), "{}: {sign}", process.id);
        }
        assert!(xml.contains("<bpmn:startEvent ") && xml.contains("<bpmn:endEvent "));
    }
}

#[test]
fn a_flowchart_names_every_step_and_breaks_on_no_text() {
    for process in processes().into_iter().chain([everything()]).chain((0..20).map(generated)) {
        let graph = graph(&Words { process: &process, organisation: None, locale: Locale::Ru });
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
    let text = mermaid(&graph(&Words { process: &tender, organisation: None, locale: Locale::En }));
    let ends = |line: &&str| line.split_once(" -->").is_some_and(|(from, to)| to.ends_with(&format!(" {}", from.trim())));
    let is_again = |line: &&str| line.contains("at most");
    let itself: Vec<&str> = text.lines().filter(ends).filter(|line| !is_again(line)).collect();
    assert_eq!(itself, Vec::<&str>::new(), "nothing leads to itself but a task that is done again");
    let over = text.lines().find(|line| line.contains("the reaction is over")).unwrap().trim();
    let (name, _) = over.split_once('(').unwrap();
    assert!(text.lines().any(|line| line.contains("Answered") && line.ends_with(&format!(" {name}"))), "{text}");
}
