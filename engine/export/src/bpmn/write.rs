//! The XML.

use std::fmt::Write;

use super::lay::{Bounds, Sheet};
use super::plan::{Plan, Shape, Sign};
use crate::graph::Graph;
use crate::svg::escape;

/// Writes a plan with its places.
pub(super) fn write(graph: &Graph, plan: &Plan, sheet: &Sheet) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let title = escape(&graph.title);
    let _infallible = write!(
        xml,
        "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" \
         xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" id=\"Definitions\" targetNamespace=\"urn:voronka:{}\" \
         exporter=\"voronka\" exporterVersion=\"{}\">\n  <bpmn:collaboration id=\"Collaboration\">\n    \
         <bpmn:participant id=\"Pool\" name=\"{title}\" processRef=\"Process\" />\n  </bpmn:collaboration>\n  \
         <bpmn:process id=\"Process\" name=\"{title}\" isExecutable=\"false\">\n",
        escape(&graph.id),
        env!("CARGO_PKG_VERSION")
    );
    lanes(&mut xml, plan);
    let is_flown = |(place, shape): &(usize, &Shape)| plan.is_drawn(*place) && shape.sign != Sign::Remark;
    for (place, shape) in plan.shapes.iter().enumerate().filter(is_flown) {
        element(&mut xml, plan, place, shape);
    }
    for (place, flow) in plan.flows.iter().enumerate() {
        let name = if flow.name.is_empty() { String::new() } else { format!(" name=\"{}\"", escape(&flow.name)) };
        let (from, to) = (id(flow.from), id(flow.to));
        let _infallible =
            writeln!(xml, "    <bpmn:sequenceFlow id=\"Flow_{place}\"{name} sourceRef=\"{from}\" targetRef=\"{to}\" />");
    }
    remarks(&mut xml, plan);
    xml.push_str("  </bpmn:process>\n");
    diagram(&mut xml, plan, sheet);
    xml.push_str("</bpmn:definitions>\n");
    xml
}

fn id(shape: usize) -> String {
    format!("Shape_{shape}")
}

fn lanes(xml: &mut String, plan: &Plan) {
    xml.push_str("    <bpmn:laneSet id=\"Lanes\">\n");
    for (place, lane) in plan.lanes.iter().enumerate() {
        let _infallible = writeln!(xml, "      <bpmn:lane id=\"Lane_{place}\" name=\"{}\">", escape(&lane.name));
        for (shape, _) in plan
            .shapes
            .iter()
            .enumerate()
            .filter(|(at, shape)| shape.lane == place && shape.sign != Sign::Remark && plan.is_drawn(*at))
        {
            let _infallible = writeln!(xml, "        <bpmn:flowNodeRef>{}</bpmn:flowNodeRef>", id(shape));
        }
        xml.push_str("      </bpmn:lane>\n");
    }
    xml.push_str("    </bpmn:laneSet>\n");
}

/// Remarks come last in a process, with what ties them to their shapes.
fn remarks(xml: &mut String, plan: &Plan) {
    for (place, (host, remark)) in plan.remarks.iter().enumerate() {
        let (host, text, remark) = (id(*host), escape(&plan.shapes[*remark].name), id(*remark));
        let _infallible = writeln!(
            xml,
            "    <bpmn:textAnnotation id=\"{remark}\">\n      <bpmn:text>{text}</bpmn:text>\n    </bpmn:textAnnotation>\n    \
             <bpmn:association id=\"Association_{place}\" associationDirection=\"One\" sourceRef=\"{host}\" targetRef=\"{remark}\" />"
        );
    }
}

fn element(xml: &mut String, plan: &Plan, place: usize, shape: &Shape) {
    let (tag, definition) = shape.sign.element();
    let name = if shape.name.is_empty() { String::new() } else { format!(" name=\"{}\"", escape(&shape.name)) };
    let host = shape.host.map_or_else(String::new, |host| format!(" cancelActivity=\"false\" attachedToRef=\"{}\"", id(host)));
    let _infallible = writeln!(xml, "    <bpmn:{tag} id=\"{}\"{name}{host}>", id(place));
    if !shape.note.is_empty() {
        let _infallible = writeln!(xml, "      <bpmn:documentation>{}</bpmn:documentation>", escape(&shape.note));
    }
    for (number, _) in plan.flows.iter().enumerate().filter(|(_, flow)| flow.to == place) {
        let _infallible = writeln!(xml, "      <bpmn:incoming>Flow_{number}</bpmn:incoming>");
    }
    for (number, _) in plan.flows.iter().enumerate().filter(|(_, flow)| flow.from == place) {
        let _infallible = writeln!(xml, "      <bpmn:outgoing>Flow_{number}</bpmn:outgoing>");
    }
    if !definition.is_empty() {
        let _infallible = writeln!(xml, "      <bpmn:{definition} id=\"Definition_{place}\" />");
    }
    let _infallible = writeln!(xml, "    </bpmn:{tag}>");
}

fn diagram(xml: &mut String, plan: &Plan, sheet: &Sheet) {
    xml.push_str("  <bpmndi:BPMNDiagram id=\"Diagram\">\n    <bpmndi:BPMNPlane id=\"Plane\" bpmnElement=\"Collaboration\">\n");
    shape_of(xml, "Pool", sheet.pool, " isHorizontal=\"true\"", None);
    for (place, lane) in sheet.lanes.iter().enumerate() {
        shape_of(xml, &format!("Lane_{place}"), *lane, " isHorizontal=\"true\"", None);
    }
    for (place, bounds) in sheet.shapes.iter().filter(|(place, _)| plan.is_drawn(**place)) {
        let shape = &plan.shapes[*place];
        let label = (!shape.name.is_empty() && shape.sign.size().0 < 60.0).then(|| label(shape, *bounds));
        let marker = if shape.sign == Sign::Exclusive { " isMarkerVisible=\"true\"" } else { "" };
        shape_of(xml, &id(*place), *bounds, marker, label);
    }
    for (place, (points, name)) in sheet.lines.iter().enumerate() {
        let _infallible = writeln!(xml, "      <bpmndi:BPMNEdge id=\"Flow_{place}_di\" bpmnElement=\"Flow_{place}\">");
        for (x, y) in points {
            let _infallible = writeln!(xml, "        <di:waypoint x=\"{}\" y=\"{}\" />", x.round(), y.round());
        }
        if !plan.flows[place].name.is_empty() {
            let _infallible = writeln!(xml, "        <bpmndi:BPMNLabel>{}</bpmndi:BPMNLabel>", bounds(*name));
        }
        xml.push_str("      </bpmndi:BPMNEdge>\n");
    }
    for (place, (host, remark)) in plan.remarks.iter().enumerate() {
        let (Some(host), Some(remark)) = (sheet.shapes.get(host), sheet.shapes.get(remark)) else { continue };
        let from = (host.x + host.w * 0.8, host.y + host.h);
        let to = (from.0.clamp(remark.x + 8.0, remark.x + remark.w - 8.0), remark.y);
        let points = [from, to].map(|(x, y)| format!("<di:waypoint x=\"{}\" y=\"{}\" />", x.round(), y.round())).concat();
        let element = format!("Association_{place}");
        let _infallible =
            writeln!(xml, "      <bpmndi:BPMNEdge id=\"{element}_di\" bpmnElement=\"{element}\">{points}</bpmndi:BPMNEdge>");
    }
    xml.push_str("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n");
}

/// The name of an event or gateway: below it, or at the side of a timer on an edge.
fn label(shape: &Shape, at: Bounds) -> Bounds {
    if shape.host.is_some() {
        return Bounds { x: at.x + at.w + 2.0, y: at.y + at.h / 2.0 + 2.0, w: 70.0, h: 28.0 };
    }
    if shape.sign.is_gateway() {
        return Bounds { x: at.x - 62.0, y: at.y - 14.0, w: 76.0, h: 28.0 };
    }
    Bounds { x: at.x + at.w / 2.0 - 50.0, y: at.y + at.h + 4.0, w: 100.0, h: 28.0 }
}

fn shape_of(xml: &mut String, element: &str, at: Bounds, more: &str, label: Option<Bounds>) {
    let label = label.map_or_else(String::new, |label| format!("<bpmndi:BPMNLabel>{}</bpmndi:BPMNLabel>", bounds(label)));
    let at = bounds(at);
    let _infallible = writeln!(
        xml,
        "      <bpmndi:BPMNShape id=\"{element}_di\" bpmnElement=\"{element}\"{more}>{at}{label}</bpmndi:BPMNShape>"
    );
}

fn bounds(at: Bounds) -> String {
    let [x, y, w, h] = [at.x, at.y, at.w, at.h].map(f64::round);
    format!("<dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" />")
}
