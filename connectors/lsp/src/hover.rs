//! What a name or a key means: its title, its type, who does it.

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};
use voronka_definition::Locale;
use voronka_definition::outline::grammar::{BUILTIN_FIELDS, Key, NameKind};
use voronka_definition::outline::{At, Name, Outline, Use};

use crate::documents::Document;
use crate::words;

/// What stands at a place.
pub fn of(document: &Document, position: Position, locale: Locale) -> Option<Hover> {
    let (lines, outline) = (document.lines(), document.outline());
    let (line, column) = lines.place(position);
    let at = outline.at(line, column)?;
    let (span, text) = match at {
        At::Key(key) => (outline.keys[key].span, of_key(outline.keys[key].key, locale)),
        At::Name(name) => (outline.names[name].span, of_name(&outline, &outline.names[name], locale)),
        At::Use(used) => (outline.uses[used].span, of_use(&outline, &outline.uses[used], locale)?),
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(lines.range(span)) })
}

fn of_key(key: &Key, locale: Locale) -> String {
    let mut text = format!("**{}**\n\n{}", key.name, plain(locale.pick(key.ru, key.en)));
    if !key.example.is_empty() {
        text.push_str(&format!("\n\n```yaml\n{}\n```", key.example));
    }
    text
}

fn of_use(outline: &Outline, used: &Use, locale: Locale) -> Option<String> {
    if let Some(name) = outline.declaration(used) {
        return Some(of_name(outline, &outline.names[name], locale));
    }
    let kind = words::kind(used.kind, locale);
    let builtin = BUILTIN_FIELDS.iter().find(|(field, _)| used.kind == NameKind::Field && field.word == used.name);
    if let Some((field, type_name)) = builtin {
        let title = locale.pick(field.ru, field.en);
        let of_every = locale.pick("есть у каждой сделки", "every deal has it");
        return Some(format!(
            "**{title}** — {kind} `{}`\n\n- {}: `{type_name}`\n- {of_every}",
            used.name,
            words::fact("type", locale)
        ));
    }
    let outside = matches!(used.kind, NameKind::Signal | NameKind::Calendar | NameKind::Connection | NameKind::Foreign);
    outside.then(|| format!("{kind} `{}`", used.name))
}

fn of_name(outline: &Outline, name: &Name, locale: Locale) -> String {
    let kind = words::kind(name.kind, locale);
    let mut text = match &name.title {
        Some(title) => format!("**{}** — {kind} `{}`", plain(title.get(locale)), name.name),
        None => format!("{kind} `{}`", name.name),
    };
    for (key, value) in &name.facts {
        text.push_str(&format!("\n- {}: `{}`", words::fact(key, locale), value.replace('`', "'")));
        let who = matches!(key.as_str(), "assignee" | "candidates" | "who").then(|| who(outline, value, locale)).flatten();
        text.extend(who.map(|who| format!(" — {}", plain(&who))));
    }
    let options = outline.names.iter().filter(|option| {
        matches!(option.kind, NameKind::Choice | NameKind::Column | NameKind::Result)
            && option.parent.is_some_and(|parent| std::ptr::eq(&outline.names[parent], name))
    });
    for option in options {
        let title = option.title.as_ref().map(|title| format!(" — {}", plain(title.get(locale))));
        text.push_str(&format!("\n- `{}`{}", option.name, title.unwrap_or_default()));
    }
    // A list needs an empty line before it.
    text.replacen("\n- ", "\n\n- ", 1)
}

/// Whom a role or rule names, in words: a role is followed to its rule.
fn who(outline: &Outline, value: &str, locale: Locale) -> Option<String> {
    let role = outline.names.iter().find(|name| name.kind == NameKind::Role && name.name == value);
    let rule = role.and_then(|role| role.facts.first()).map_or(value, |(_, rule)| rule.as_str());
    words::rule(rule, locale)
}

/// A text of the designer's without signs that Markdown would obey.
fn plain(text: &str) -> String {
    let special = |character: char| matches!(character, '*' | '_' | '[' | ']' | '<' | '>' | '#' | '\\');
    text.chars().flat_map(|character| special(character).then_some('\\').into_iter().chain([character])).collect()
}
