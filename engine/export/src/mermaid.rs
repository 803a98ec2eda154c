//! A process as a Mermaid flowchart: a subgraph for each stage.

use std::collections::BTreeMap;

use voronka_definition::model::{OutcomeKind, TaskKind};

use crate::graph::{EMPTY, Exit, Graph, Lane, Node, NodeKind, Target};
use crate::wording::times;

/// Writes the flowchart.
pub fn mermaid(graph: &Graph) -> String {
    let mut writer = Writer { graph, lines: vec!["flowchart TD".to_owned()], names: names(graph), edges: Vec::new() };
    writer.whole();
    writer.lines.join("\n") + "\n"
}

/// A short name for every node; Mermaid's own words cannot be among them.
fn names(graph: &Graph) -> BTreeMap<String, String> {
    graph.nodes().into_iter().enumerate().map(|(place, node)| (node.id.clone(), format!("n{place}"))).collect()
}

struct Writer<'a> {
    graph: &'a Graph,
    lines: Vec<String>,
    names: BTreeMap<String, String>,
    edges: Vec<String>,
}

impl Writer<'_> {
    fn pick<T>(&self, ru: T, en: T) -> T {
        self.graph.locale.pick(ru, en)
    }

    fn whole(&mut self) {
        let graph = self.graph;
        let start = self.pick("Начало", "Start");
        self.lines.push(format!("  start((\"{start}\"))"));
        for (place, lane) in graph.lanes.iter().enumerate() {
            let number = lane.number.map_or_else(String::new, |number| format!("{number} · "));
            self.lines.push(format!("  subgraph s{place}[\"{}\"]", escape(&format!("{number}{}", lane.title))));
            self.nodes(lane, &lane.nodes, 2);
            self.onward(lane);
            if ends_over(&lane.nodes) {
                let over = self.pick("реакция завершена", "the reaction is over");
                self.lines.push(format!("    {}([\"{over}\"]):::auto", self.over(lane)));
            }
            self.lines.push("  end".to_owned());
        }
        for (place, end) in graph.ends.iter().enumerate() {
            let class = ending(end.kind);
            self.lines.push(format!("  o{place}([\"{}\"]):::{class}", escape(&end.title)));
        }
        if !graph.lanes.is_empty() {
            let first = self.entry_of_lane(0);
            self.lines.push(format!("  start --> {first}"));
        }
        let edges = std::mem::take(&mut self.edges);
        self.lines.extend(edges);
        let classes = [
            "  classDef work stroke:#2f6fde,stroke-width:2px",
            "  classDef visa stroke:#8250df,stroke-width:2px",
            "  classDef wait stroke:#bf8700,stroke-width:2px",
            "  classDef activity stroke:#2f6fde,stroke-width:2px,stroke-dasharray:6 4",
            "  classDef auto stroke:#8c96a3",
            "  classDef won fill:#e3f6e8,stroke:#1a7f37,color:#1a7f37",
            "  classDef lost fill:#fdebe9,stroke:#c0362c,color:#c0362c",
            "  classDef moved fill:#e6f0fb,stroke:#2563a8,color:#2563a8",
        ];
        self.lines.extend(classes.map(str::to_owned));
    }

    fn nodes(&mut self, lane: &Lane, nodes: &[Node], depth: usize) {
        let pad = "  ".repeat(depth);
        for node in nodes {
            let name = self.names[&node.id].clone();
            let own = if node.kind == NodeKind::Plan { &[][..] } else { &node.facts };
            let text = std::iter::once(format!("{} {}", node.number, node.title))
                .chain(own.iter().map(|fact| crate::wording::capital(&fact.text)))
                .chain(self.graph.origin(node));
            let text = text.map(|line| escape(&line)).collect::<Vec<_>>().join("<br/>");
            let (open, close, class) = shape(node.kind);
            self.lines.push(format!("{pad}{name}{open}\"{text}\"{close}:::{class}"));
            if let (Some(condition), Some(skip)) = (&node.condition, node.skip.clone()) {
                self.lines.push(format!("{pad}{name}c{{\"{}?\"}}:::auto", escape(&crate::wording::capital(condition))));
                let (yes, no) = (self.pick("да", "yes"), self.pick("нет", "no"));
                self.edges.push(format!("  {name}c -->|\"{yes}\"| {name}"));
                let to = self.target(lane, &skip, &name);
                self.edges.extend(to.map(|to| format!("  {name}c -->|\"{no}\"| {to}")));
            }
            self.activities(node, &name, &pad);
            let mut from = name.clone();
            for (place, part) in node.parts.iter().enumerate() {
                let title = part.title.clone().unwrap_or_else(|| node.title.clone());
                self.lines.push(format!("{pad}subgraph {name}p{place}[\"{}\"]", escape(&title)));
                self.nodes(lane, &part.nodes, depth + 1);
                self.lines.push(format!("{pad}end"));
                let first = part.nodes.first().map(|first| self.entry(&first.id));
                self.edges.extend(first.map(|first| format!("  {name} --> {first}")));
            }
            if !node.parts.is_empty() {
                from = format!("{name}j");
                let joined = self.pick("вместе", "joined");
                self.lines.push(format!("{pad}{from}((\"{joined}\")):::auto"));
                let ends: Vec<_> = node.parts.iter().flat_map(|part| &part.nodes).collect();
                for inner in ends {
                    self.part_ends(inner, &from);
                }
            }
            for exit in &node.exits {
                // An empty list has no items to come together.
                let from = if exit.id == EMPTY { &name } else { &from };
                self.exit(lane, from, &name, exit);
            }
        }
    }

    /// What a node plans, beside it where it is planned first; and what it waits for.
    fn activities(&mut self, node: &Node, name: &str, pad: &str) {
        let graph = self.graph;
        for planned in graph.planned_at(node) {
            let (place, activity) = (planned.activity, &graph.activities[planned.activity]);
            if activity.home() == Some(&node.id) {
                let text = std::iter::once(activity.title.clone()).chain(graph.activity_facts(activity));
                let text = text.map(|line| escape(&line)).collect::<Vec<_>>().join("<br/>");
                self.lines.push(format!("{pad}a{place}(\"{text}\"):::activity"));
            }
            self.edges.push(edge(name, "-.->", &planned.when, &format!("a{place}")));
        }
        for (place, _) in graph.activities.iter().enumerate().filter(|(_, activity)| activity.awaited.contains(&node.id)) {
            self.edges.push(edge(&format!("a{place}"), "-.->", self.pick("ждем итога", "we wait for it"), name));
        }
    }

    /// Edges from the ends of a branch to its join.
    fn part_ends(&mut self, node: &Node, join: &str) {
        let name = &self.names[&node.id];
        let from = if node.parts.is_empty() { name.clone() } else { format!("{name}j") };
        for exit in node.exits.iter().filter(|exit| exit.to == Target::PartEnd) {
            self.edges.push(edge(&from, "-->", &exit.label, join));
        }
        if node.skip == Some(Target::PartEnd) {
            self.edges.push(edge(&format!("{name}c"), "-->", self.pick("нет", "no"), join));
        }
    }

    fn exit(&mut self, lane: &Lane, from: &str, name: &str, exit: &Exit) {
        let Some(to) = self.target(lane, &exit.to, name) else { return };
        let Some((at_most, otherwise)) = &exit.bound else {
            self.edges.push(edge(from, "-->", &exit.label, &to));
            return;
        };
        let bound = times(*at_most, self.graph.locale);
        self.edges.push(edge(from, "-->", &format!("{} ({bound})", exit.label), &to));
        if let Some(otherwise) = otherwise {
            let more = self.pick("сверх этого", "after that");
            let to = self.entry(otherwise);
            self.edges.push(edge(from, "-.->", &format!("{}, {more}", exit.label), &to));
        }
    }

    /// Where an exit leads; the end of a part is drawn with its join, and a last stage has nothing behind its end.
    fn target(&self, lane: &Lane, target: &Target, own: &str) -> Option<String> {
        Some(match target {
            Target::Below(id) | Target::Node(id) => self.entry(id),
            Target::Again => own.to_owned(),
            Target::Stage(place) | Target::Return(place) => self.entry_of_lane(*place),
            Target::Outcome(place) => format!("o{place}"),
            Target::StageEnd => match lane.onward.as_slice() {
                [] => return None,
                [(_, only)] => return self.target(lane, only, own),
                _ => self.end(lane),
            },
            Target::Over => self.over(lane),
            Target::PartEnd => return None,
        })
    }

    /// Where the rules of a stage are looked at that say where it leads.
    fn end(&self, lane: &Lane) -> String {
        format!("e{}", self.place_of(lane))
    }

    /// The rules of a stage that say where it leads, where there are several.
    fn onward(&mut self, lane: &Lane) {
        if lane.onward.len() < 2 {
            return;
        }
        let (end, asked) = (self.end(lane), self.pick("Куда дальше?", "Where to?"));
        self.lines.push(format!("    {end}{{\"{asked}\"}}:::auto"));
        for (condition, target) in &lane.onward {
            let otherwise = self.pick("Иначе", "Otherwise").to_owned();
            let label = condition.as_ref().map_or(otherwise, |condition| crate::wording::capital(condition));
            let to = self.target(lane, target, &end);
            self.edges.extend(to.map(|to| edge(&end, "-->", &label, &to)));
        }
    }

    fn place_of(&self, lane: &Lane) -> usize {
        self.graph.lanes.iter().position(|other| std::ptr::eq(other, lane)).unwrap_or_default()
    }

    /// Where a handler has done its work.
    fn over(&self, lane: &Lane) -> String {
        format!("h{}", self.place_of(lane))
    }

    fn entry_of_lane(&self, place: usize) -> String {
        self.graph.lanes[place].nodes.first().map_or_else(|| format!("s{place}"), |node| self.entry(&node.id))
    }

    /// Where a node is entered: at its condition, where it has one.
    fn entry(&self, id: &str) -> String {
        let name = self.names.get(id).cloned().unwrap_or_default();
        let conditional = self.graph.nodes().into_iter().any(|node| node.id == id && node.condition.is_some());
        if conditional { format!("{name}c") } else { name }
    }
}

/// Whether one of these leads to the end of a handler.
fn ends_over(nodes: &[Node]) -> bool {
    let leads = |node: &Node| node.skip == Some(Target::Over) || node.exits.iter().any(|exit| exit.to == Target::Over);
    nodes.iter().any(|node| leads(node) || node.parts.iter().any(|part| ends_over(&part.nodes)))
}

fn edge(from: &str, arrow: &str, label: &str, to: &str) -> String {
    if label.is_empty() { format!("  {from} {arrow} {to}") } else { format!("  {from} {arrow}|\"{}\"| {to}", escape(label)) }
}

fn ending(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Won => "won",
        OutcomeKind::Lost => "lost",
        OutcomeKind::Transferred => "moved",
    }
}

/// The brackets of a node and its class.
fn shape(kind: NodeKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        NodeKind::Task(TaskKind::Form) => ("[/", "/]", "work"),
        NodeKind::Task(_) => ("(", ")", "work"),
        NodeKind::Approve => ("{{", "}}", "visa"),
        NodeKind::Decide => ("{", "}", "auto"),
        NodeKind::Finish(kind) => ("([", "])", ending(kind)),
        kind if kind.is_wait() => (">", "]", "wait"),
        NodeKind::Call | NodeKind::Start => ("[[", "]]", "auto"),
        _ => ("[", "]", "auto"),
    }
}

/// A text in which nothing is a sign of Mermaid or of Markdown.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => escaped.push_str("#quot;"),
            '#' => escaped.push_str("#35;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            '`' => escaped.push_str("#96;"),
            '*' => escaped.push_str("#42;"),
            '_' => escaped.push_str("#95;"),
            '\\' => escaped.push_str("#92;"),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
