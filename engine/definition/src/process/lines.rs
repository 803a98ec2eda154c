//! The lines of the rules, gathered from the tree of the file.

use crate::model::Lines;
use crate::process::Sections;
use crate::process::outline::Outline;
use crate::yaml::{Kind, Node};

/// Lists of steps: each step is gathered under its own name.
const STEPS: [&str; 2] = ["steps", "branches"];

/// Where every rule stands.
pub fn gather(sections: &Sections<'_>, outline: &Outline<'_>) -> Lines {
    let mut lines = Lines::default();
    let named = [
        ("roles", sections.roles),
        ("defaults", sections.defaults),
        ("escalations", sections.escalations),
        ("activities", sections.activities),
        ("stages", sections.stages),
        ("outcomes", sections.outcomes),
        ("on", sections.handlers),
    ];
    for (name, node) in named {
        node.into_iter().for_each(|node| below(&mut lines, name, node));
    }
    for (at, step) in outline.steps.iter().enumerate() {
        let way = format!("steps/{}/{}", outline.bodies[outline.body_of(at)].id, step.id);
        lines.put(way.clone(), step.node.head().line);
        below(&mut lines, &way, step.node);
    }
    lines
}

fn below(lines: &mut Lines, way: &str, node: &Node) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::Seq(items) => {
            for (item, number) in items.iter().zip(1..) {
                let way = format!("{way}/{number}");
                lines.put(way.clone(), item.head().line);
                below(lines, &way, item);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                let Some(key) = entry.key.text().filter(|key| !STEPS.contains(key)) else { continue };
                let way = format!("{way}/{key}");
                lines.put(way.clone(), entry.key.span.line);
                below(lines, &way, &entry.value);
            }
        }
    }
}
