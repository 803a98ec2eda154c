//! The items that `each` goes through: their names, and the fields that can be asked and set by `NAME.FIELD`.

use crate::diagnostic::{Findings, say};
use crate::model::{Field, FieldType, Fields, ItemFields};
use crate::name::FieldId;
use crate::process::outline::Outline;
use crate::yaml::similar::shown;
use crate::yaml::{Node, is_name};

/// Words that mean something else in an expression or where a person is named.
const TAKEN: [&str; 6] = ["deal", "case", "actor", "owner", "late", "now"];

/// The items of the whole process, by name. What is wrong is noted; the item is known all the same, without fields.
pub fn all(outline: &Outline<'_>, fields: &Fields, findings: &Findings) -> Vec<ItemFields> {
    let mut items: Vec<ItemFields> = Vec::new();
    for step in outline.steps.iter().filter(|step| step.kind == "each") {
        let Some(node) = step.node.get("as") else { continue };
        let Some(name) = node.text().filter(|name| is_name(name)) else { continue };
        let unreadable = FieldId::from("");
        let (mut list, mut own) = list(step.node.get("in"), fields).unwrap_or((&unreadable, &[]));
        if is_taken(name, fields) {
            taken(name, node, findings);
            (list, own) = (&unreadable, &[]);
        }
        match items.iter().find(|item| item.name == name) {
            Some(other) if other.list != *list && *list != unreadable && other.list != unreadable => {
                twice(name, other.list.as_str(), node, findings);
            }
            Some(_) => {}
            None => items.push(ItemFields::new(name, list.clone(), own)),
        }
    }
    items
}

fn list<'f>(node: Option<&Node>, fields: &'f Fields) -> Option<(&'f FieldId, &'f [Field])> {
    let field = fields.get(&FieldId::from(node?.text()?))?;
    match &field.kind {
        FieldType::List(own) => Some((&field.id, own)),
        _ => None,
    }
}

fn is_taken(name: &str, fields: &Fields) -> bool {
    TAKEN.contains(&name) || fields.get(&FieldId::from(name)).is_some()
}

fn taken(name: &str, node: &Node, findings: &Findings) {
    let message = say!("имя «{name}» уже занято: его нельзя дать элементу", "the name `{name}` is taken; an item cannot bear it");
    let help = say!("назовите элемент иначе, например {name}_item", "call the item something else, {name}_item for example");
    findings.error_with("name_taken", node.span, message, help);
}

fn twice(name: &str, list: &str, node: &Node, findings: &Findings) {
    let (name, list) = (shown(name), shown(list));
    let message =
        say!("«{name}» — уже элемент другого списка: «{list}»", "`{name}` is already an item of another list, `{list}`");
    let help = say!("назовите элемент иначе", "call the item something else");
    findings.error_with("name_taken", node.span, message, help);
}
