//! Templates of messages: texts with `{{ deal.title }}` in them, compiled once to find what is wrong.

use minijinja::Environment;

use crate::diagnostic::{Span, say};
use crate::name::FieldId;
use crate::process::context::Context;
use crate::text::Text;
use crate::yaml::similar::{shown, similar};
use crate::yaml::{Kind, Node};

/// What a template may name besides the fields of the deal.
const NAMES: [&str; 5] = ["case.title", "actor", "actor.name", "owner", "owner.name"];

/// Statements that reach for other templates; there are none.
const FOREIGN: [&str; 4] = ["include", "import", "from", "extends"];

/// A text for people whose every language is a template.
pub fn read(context: &Context<'_>, node: &Node) -> Option<Text> {
    let text = context.template(node)?;
    match &node.kind {
        Kind::Map(entries) => entries.iter().for_each(|entry| check(context, &entry.value)),
        _ => check(context, node),
    }
    Some(text)
}

fn check(context: &Context<'_>, node: &Node) {
    let Some(text) = node.text() else { return };
    single_braces(context, node, text);
    let environment = Environment::new();
    let template = match environment.template_from_str(text) {
        Ok(template) => template,
        Err(error) => return broken(context, node, text, &error),
    };
    let foreign = |word: &&&str| text.split("{%").skip(1).any(|part| part.trim_start_matches(['-', '+', ' ']).starts_with(*word));
    if let Some(word) = FOREIGN.iter().find(foreign) {
        let message = say!("шаблон не может подключать другие: «{word}»", "a template cannot use others: `{word}`");
        context.findings.error("bad_template", node.head(), message);
    }
    let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    names.sort();
    for name in names {
        known(context, node, text, &name);
    }
}

/// Warns of `{ deal.title }`: with one brace it is put into the letter as it stands.
fn single_braces(context: &Context<'_>, node: &Node, text: &str) {
    for (at, _) in text.match_indices('{').filter(|(at, _)| !text[..*at].ends_with('{')) {
        let Some((inner, _)) = text[at + 1..].split_once('}') else { return };
        let name = inner.trim();
        if !(name.starts_with("deal.") || NAMES.contains(&name)) || name.contains(char::is_whitespace) {
            continue;
        }
        let name = shown(name);
        let message = say!(
            "«{{{inner}}}» в одних скобках попадет в текст как есть",
            "`{{{inner}}}` in single braces goes into the text as it stands"
        );
        let help = say!("значение вставляют двойными скобками: {{{{ {name} }}}}", "a value is put in with two: {{{{ {name} }}}}");
        let from = text[..at].chars().count();
        let span = node.place_of(from, from + inner.chars().count() + 2);
        context.findings.warning("not_a_placeholder", span, message, help);
    }
}

/// Warns of `{{ deal.title }}` in a text that is no template.
pub fn forbid(context: &Context<'_>, node: &Node) {
    let texts = match &node.kind {
        Kind::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
        _ => vec![node],
    };
    for node in texts {
        let Some((before, rest)) = node.text().and_then(|text| text.split_once("{{")) else { continue };
        let Some((inner, _)) = rest.split_once("}}") else { continue };
        let inner = shown(inner.trim());
        let message = say!(
            "«{{{{ {inner} }}}}» попадет в этот текст как есть: значения вставляют только в письма",
            "`{{{{ {inner} }}}}` goes into this text as it stands: values are put into letters only"
        );
        let help = say!("значения вставляют в subject и text шага notify", "values go into subject and text of a step notify");
        let from = before.chars().count();
        let length = rest.split("}}").next().unwrap_or_default().chars().count() + 4;
        context.findings.warning("not_a_placeholder", node.place_of(from, from + length), message, help);
    }
}

fn broken(context: &Context<'_>, node: &Node, text: &str, error: &minijinja::Error) {
    let line = error.line().unwrap_or(1);
    let within = text.lines().nth(line.saturating_sub(1)).filter(|_| !text.trim_end().contains('\n'));
    let span = within.map_or(node.head(), |line| node.place_of(0, line.chars().count()));
    let detail = shown(error.detail().unwrap_or("?"));
    let fault = fault(&detail);
    let message = say!("{fault} ({detail})", "the template cannot be read ({detail})");
    let help = say!("поле вставляют так: {{{{ deal.title }}}}", "a field is put in like this: {{{{ deal.title }}}}");
    context.findings.error_with("bad_template", span, message, help);
}

/// What is wrong with a template, in Russian; the engine tells it in English only.
fn fault(detail: &str) -> &'static str {
    const FAULTS: [(&str, &str); 6] = [
        ("end of variable block", "в шаблоне не закрыты скобки {{ … }}"),
        ("end of block", "в шаблоне не закрыты скобки {% … %}"),
        ("end of input", "шаблон обрывается раньше, чем закончен"),
        ("unknown statement", "в шаблоне неизвестная команда"),
        ("end of comment", "в шаблоне не закрыто примечание {# … #}"),
        ("unexpected", "в шаблоне лишний или неверный знак"),
    ];
    FAULTS.iter().find(|(words, _)| detail.contains(words)).map_or("шаблон записан с ошибкой", |(_, fault)| fault)
}

fn known(context: &Context<'_>, node: &Node, text: &str, name: &str) {
    if NAMES.contains(&name) {
        return;
    }
    let field = name.strip_prefix("deal.").map(|rest| FieldId::from(rest.split('.').next().unwrap_or_default()));
    if let Some(field) = field.filter(|field| context.fields.get(field).is_some()) {
        context.used.borrow_mut().insert(field);
        return;
    }
    let fields: Vec<String> = context.fields.iter().map(|field| format!("deal.{}", field.id)).collect();
    let found = shown(name);
    let message = say!("шаблон не знает имени «{found}»", "the template knows no name `{found}`");
    let help = similar(name, fields.iter().map(String::as_str).chain(NAMES));
    context.findings.error_with("unknown_name", place(node, text, name), message, help);
}

/// Where the name stands first.
fn place(node: &Node, text: &str, name: &str) -> Span {
    let Some(at) = text.find(name) else { return node.head() };
    let from = text[..at].chars().count();
    node.place_of(from, from + name.chars().count())
}
