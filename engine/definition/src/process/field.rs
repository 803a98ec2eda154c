//! The fields of a deal and their types.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::diagnostic::{Findings, Span, say};
use crate::model::{ChoiceOption, Field, FieldType, Fields};
use crate::name::FieldId;
use crate::process::context::pretty;
use crate::text::Text;
use crate::yaml::read::{self, wrong_shape};
use crate::yaml::similar::{shown, similar};
use crate::yaml::{Kind, MapReader, Node};

const TYPES: [&str; 15] = [
    "text",
    "number",
    "integer",
    "money",
    "boolean",
    "date",
    "datetime",
    "choice",
    "person",
    "direction",
    "process",
    "organisation",
    "contact",
    "document",
    "list",
];

/// Reads texts of fields; the caller notes their languages.
pub type Texts<'t> = &'t dyn Fn(&Node) -> Option<Text>;

/// The section `fields`: the fields with the built-in ones, and the places of the process's own.
pub fn section(node: Option<&Node>, texts: Texts<'_>, findings: &Findings) -> (Fields, BTreeMap<FieldId, Span>) {
    let (mut own, mut declared_anew) = (Vec::new(), Vec::new());
    let mut places = BTreeMap::new();
    let builtin = Fields::with_builtin(Vec::new());
    for (name, entry) in node.map(|node| read::named_anyhow(node, findings)).unwrap_or_default() {
        let id = FieldId::from(name);
        if builtin.get(&id).is_some() || places.contains_key(&id) {
            not_new(name, builtin.get(&id).is_some(), entry.key.span, findings);
            declared_anew.push(id);
            continue;
        }
        places.insert(id, entry.key.span);
        own.push(field(name, &entry.value, entry.key.span, false, texts, findings));
    }
    let mut fields = Fields::with_builtin(own);
    // What is said of it goes by another type perhaps.
    declared_anew.iter().for_each(|id| fields.forget_type(id));
    (fields, places)
}

fn not_new(name: &str, builtin: bool, span: Span, findings: &Findings) {
    if !builtin {
        return;
    }
    let message = say!("поле «{name}» есть у каждой сделки", "every deal has the field `{name}` already");
    let help = say!("удалите его отсюда или назовите иначе", "delete it here or give it another name");
    findings.error_with("reserved_name", span, message, help);
}

/// A field; a field of a list's items may be written as its type alone.
fn field(name: &str, node: &Node, place: Span, item: bool, texts: Texts<'_>, findings: &Findings) -> Field {
    let mut field =
        Field { id: FieldId::from(name), title: pretty(name), hint: None, kind: FieldType::UNREADABLE, computed: false };
    if item && node.text().is_some() {
        field.kind = kind_of(node, None, true, place, texts, findings);
        return field;
    }
    let Some(mut map) = MapReader::open(node, place, findings) else { return field };
    let title = map.take("title");
    if title.is_none() && !item {
        let message = say!("у поля «{name}» нет названия для людей", "the field `{name}` has no title for people");
        findings.warning("missing_title", place, message, say!("добавьте title", "add a title"));
    }
    field.title = title.and_then(texts).unwrap_or(field.title);
    field.hint = map.take("hint").and_then(texts);
    if let Some(node) = map.require("type") {
        field.kind = kind_of(node, Some(&mut map), item, place, texts, findings);
    } else {
        let _ = (map.entry("of"), map.entry("from"), map.entry("to"));
    }
    map.close();
    field
}

fn kind_of(
    node: &Node,
    map: Option<&mut MapReader<'_>>,
    item: bool,
    place: Span,
    texts: Texts<'_>,
    findings: &Findings,
) -> FieldType {
    let Some(name) = read::scalar(node, ("тип поля", "a type of field"), findings) else { return FieldType::UNREADABLE };
    match (name, map) {
        ("choice" | "list", None) => {
            let message = say!(
                "для типа {name} нужна запись {{type: {name}, of: …}}",
                "the type {name} needs the form {{type: {name}, of: …}}"
            );
            let help = match name {
                "list" => say!("например: {{type: list, of: {{name: text}}}}", "for example: {{type: list, of: {{name: text}}}}"),
                _ => say!(
                    "например: {{type: choice, of: {{high: Высокий, low: Низкий}}}}",
                    "for example: {{type: choice, of: {{high: High, low: Low}}}}"
                ),
            };
            findings.error_with("missing_key", node.span, message, help);
            FieldType::UNREADABLE
        }
        ("list", Some(map)) if item => {
            let _ = map.entry("of");
            let message = say!("список внутри списка не поддерживается", "a list inside a list is not supported");
            let help = say!(
                "вынесите внутренний список в отдельное поле или запишите его текстом",
                "make the inner list a field of its own, or write it as a text"
            );
            findings.error_with("nested_list", node.span, message, help);
            FieldType::UNREADABLE
        }
        ("choice", Some(map)) => {
            let options = map.require("of").map(|of| options(of, texts, findings)).unwrap_or_default();
            // Without options it is no type that could be read: what is wrong was noted.
            FieldType::Choice(options)
        }
        ("list", Some(map)) => {
            let items = map.require("of").map(|of| items(of, place, texts, findings)).unwrap_or_default();
            if items.is_empty() { FieldType::UNREADABLE } else { FieldType::List(items) }
        }
        ("number", map) => {
            let (from, to) = bounds(map, findings, |node| decimal(node, findings));
            FieldType::Number { from, to }
        }
        ("integer", map) => {
            let (from, to) = bounds(map, findings, |node| whole(node, findings));
            FieldType::Integer { from, to }
        }
        (name, map) => {
            if let Some(map) = map.filter(|_| !TYPES.contains(&name)) {
                let _ = (map.entry("of"), map.entry("from"), map.entry("to"));
            }
            simple(name, node, findings)
        }
    }
}

fn simple(name: &str, node: &Node, findings: &Findings) -> FieldType {
    match name {
        "text" => FieldType::Text,
        "money" => FieldType::Money,
        "boolean" => FieldType::Boolean,
        "date" => FieldType::Date,
        "datetime" => FieldType::Datetime,
        "person" => FieldType::Person,
        "direction" => FieldType::Direction,
        "process" => FieldType::Process,
        "organisation" => FieldType::Organisation,
        "contact" => FieldType::Contact,
        "document" => FieldType::Document,
        other => {
            let found = shown(other);
            let message = say!("нет типа поля «{found}»", "there is no type of field `{found}`");
            findings.error_with("unknown_type", node.span, message, similar(other, TYPES));
            FieldType::UNREADABLE
        }
    }
}

fn bounds<T: PartialOrd>(
    map: Option<&mut MapReader<'_>>,
    findings: &Findings,
    number: impl Fn(&Node) -> Option<T>,
) -> (Option<T>, Option<T>) {
    let Some(map) = map else { return (None, None) };
    let (from, to) = (map.take("from"), map.take("to"));
    let (least, most) = (from.and_then(&number), to.and_then(&number));
    if let (Some(least), Some(most), Some(node)) = (&least, &most, to)
        && least > most
    {
        findings.error("empty_range", node.span, say!("верхняя граница меньше нижней", "the upper bound is below the lower one"));
    }
    (least, most)
}

fn whole(node: &Node, findings: &Findings) -> Option<i64> {
    let number = node.text().filter(|_| node.is_plain()).and_then(|text| text.parse().ok());
    if number.is_none() {
        wrong_shape(node, ("целое число", "a whole number"), findings);
    }
    number
}

fn decimal(node: &Node, findings: &Findings) -> Option<Decimal> {
    let number = node.text().filter(|_| node.is_plain()).and_then(|text| Decimal::from_str_exact(text).ok());
    if number.is_none() {
        wrong_shape(node, ("число, например 0.5", "a number such as 0.5"), findings);
    }
    number
}

fn options(node: &Node, texts: Texts<'_>, findings: &Findings) -> Vec<ChoiceOption> {
    let written = read::named_anyhow(node, findings);
    if written.is_empty() && matches!(node.kind, Kind::Map(_)) {
        findings.error("empty_choice", node.head(), say!("у выбора нет вариантов", "the choice has no options"));
    }
    let title = |name: &str, node: &Node| texts(node).unwrap_or_else(|| pretty(name));
    written.into_iter().map(|(name, entry)| ChoiceOption { id: name.to_owned(), title: title(name, &entry.value) }).collect()
}

fn items(node: &Node, place: Span, texts: Texts<'_>, findings: &Findings) -> Vec<Field> {
    let written = read::named_anyhow(node, findings);
    if written.is_empty() && matches!(node.kind, Kind::Map(_)) {
        findings.error("empty_list", place, say!("у элементов списка нет полей", "the items of the list have no fields"));
    }
    written.into_iter().map(|(name, entry)| field(name, &entry.value, entry.key.span, true, texts, findings)).collect()
}
