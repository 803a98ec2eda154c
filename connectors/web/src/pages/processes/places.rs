//! Which lines of a text belong to which place of its picture: the picture follows the cursor.

use voronka_definition::outline::Outline;
use voronka_definition::outline::grammar::NameKind;

/// From which line on a text speaks of what: the name of a spot, or nothing. In the order of lines.
pub(super) fn places(text: &str) -> Vec<(u32, String)> {
    let outline = Outline::of(text);
    let mut all: Vec<(u32, String)> = Vec::new();
    // What begins at the margin is no part of what stood above it.
    let sections = text.lines().zip(1..).filter(|(line, _)| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    all.extend(sections.map(|(_, line)| (line, String::new())));
    for name in &outline.names {
        let root = name.root.and_then(|root| outline.names.get(root));
        let spot = match (name.kind, root) {
            (NameKind::Stage | NameKind::Handler, _) => format!("stage {}", name.name),
            (NameKind::Step, Some(root)) => format!("step {}.{}", root.name, name.name),
            (NameKind::Activity, _) => format!("activity {}", name.name),
            (NameKind::Outcome, _) => format!("end {}", name.name),
            _ => continue,
        };
        all.push((name.whole.line.min(name.span.line), spot));
    }
    all.sort();
    // Of several that begin on one line the innermost counts, which sorts last but for a section.
    all.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1.clone_from(&later.1);
        }
        same
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_belongs_to_its_step_and_what_follows_the_stages_to_none() {
        let text = "process: a\ntitle: A\nstages:\n  first:\n    title: F\n    steps:\n      - task: call\n        title: Call\n      - task: write\noutcomes:\n  won: {title: W}\n";
        let found = places(text);
        let at = |line: u32| found.iter().rev().find(|(from, _)| *from <= line).map_or("", |(_, spot)| spot.as_str());
        let table = [
            (1, ""),
            (4, "stage first"),
            (5, "stage first"),
            (7, "step first.call"),
            (8, "step first.call"),
            (9, "step first.write"),
            (10, ""),
            (11, "end won"),
        ];
        for (line, spot) in table {
            assert_eq!(at(line), spot, "{line}: {found:?}");
        }
    }
}
