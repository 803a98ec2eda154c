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
    let text = context.text(node)?;
    match &node.kind {
        Kind::Map(entries) => entries.iter().for_each(|entry| check(context, &entry.value)),
        _ => check(context, node),
    }
    Some(text)
}

fn check(context: &Context<'_>, node: &Node) {
    let Some(text) = node.text() else { return };
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
