//! Places of names in a file whose rules are known by their lines.

use voronka_definition::diagnostic::{Findings, Source, Span};
use voronka_definition::yaml::{Kind, Node, parse};

/// What stands under this key from this line on: `process: NAME`. The beginning of the line where it is not found.
pub(super) fn of_value(source: &Source, line: u32, key: &str, value: &str) -> Span {
    let is_it = |name: &Node, node: &Node| name.text() == Some(key) && node.text() == Some(value);
    find(source, line, &|name, node| is_it(name, node).then_some(node.span))
}

/// The key of this name from this line on: `with: {NAME: …}`. The beginning of the line where it is not found.
pub(super) fn of_key(source: &Source, line: u32, key: &str) -> Span {
    find(source, line, &|name, _| (name.text() == Some(key)).then_some(name.span))
}

fn find(source: &Source, line: u32, is_it: &dyn Fn(&Node, &Node) -> Option<Span>) -> Span {
    let tree = parse(source, &Findings::new(&source.file));
    tree.and_then(|tree| walk(&tree, line, is_it)).unwrap_or(Span::on_line(line, 1, 1))
}

fn walk(node: &Node, line: u32, is_it: &dyn Fn(&Node, &Node) -> Option<Span>) -> Option<Span> {
    match &node.kind {
        Kind::Scalar { .. } => None,
        Kind::Seq(items) => items.iter().find_map(|item| walk(item, line, is_it)),
        Kind::Map(entries) => entries.iter().find_map(|entry| {
            let own = is_it(&entry.key, &entry.value).filter(|span| span.line >= line);
            own.or_else(|| walk(&entry.value, line, is_it))
        }),
    }
}
