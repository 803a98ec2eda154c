//! The names inside expressions, moments, rules and templates, with their places in the file. It reads what is there, also
//! where that does not compile.

use std::collections::BTreeMap;

use super::grammar::{BUILTIN_FIELDS, NameKind};
use super::names::{Name, Use, Within};
use crate::diagnostic::Span;

/// What kind of phrase is scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhraseKind {
    /// An expression, a cell or a moment.
    Expression,
    /// A role or a rule.
    Who,
    /// A text with `{{ … }}`.
    Template,
}

/// A phrase of the file that waits to be scanned: its names are known only when the whole file was walked.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// What it is.
    pub kind: PhraseKind,
    /// Where.
    pub span: Span,
    /// Whether it stands in quotes of YAML.
    pub quoted: bool,
    /// The field that it fills or tests, whose options it may name.
    pub field: Option<String>,
    /// The item of a step `each` around it.
    pub item: Option<usize>,
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A name or a word.
    Name(String),
    /// A string, without its quotes.
    Text(String),
    /// Any other sign.
    Sign(char),
}

/// The tokens of a phrase with their places.
pub fn tokens(lines: &[&str], span: Span, quoted: bool) -> Vec<(Token, Span)> {
    let mut characters = characters(lines, span);
    if quoted && characters.len() >= 2 {
        characters.remove(0);
        characters.pop();
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        at = token(&characters, at, &mut found);
    }
    found
}

fn token(characters: &[(char, u32, u32)], at: usize, found: &mut Vec<(Token, Span)>) -> usize {
    let (first, line, column) = characters[at];
    let end = |like: &dyn Fn(char) -> bool| {
        let mut end = at;
        while characters.get(end).is_some_and(|(next, on, _)| *on == line && like(*next)) {
            end += 1;
        }
        end
    };
    let span = |from: usize, to: usize| Span::on_line(line, column + (from - at) as u32, column + (to - at) as u32);
    let text = |from: usize, to: usize| characters[from..to].iter().map(|(character, ..)| character).collect::<String>();
    if first.is_alphabetic() || first == '_' || first == super::MARK {
        let end = end(&|next| next.is_alphanumeric() || next == '_' || next == super::MARK);
        found.push((Token::Name(text(at, end)), span(at, end)));
        return end;
    }
    if first == '"' {
        let mut close = at + 1;
        while characters.get(close).is_some_and(|(next, on, _)| *on == line && *next != '"') {
            close += 1;
        }
        // In double quotes of YAML the inner ones follow a backslash.
        let last = if close > at + 1 && characters[close - 1].0 == '\\' { close - 1 } else { close };
        found.push((Token::Text(text(at + 1, last)), span(at + 1, last)));
        return close + 1;
    }
    if !first.is_whitespace() && first != '\\' {
        found.push((Token::Sign(first), span(at, at + 1)));
    }
    at + 1
}

fn characters(lines: &[&str], span: Span) -> Vec<(char, u32, u32)> {
    let mut found = Vec::new();
    for line in span.line..=span.end_line.max(span.line) {
        let Some(text) = lines.get((line as usize).saturating_sub(1)) else { break };
        let from = if line == span.line { span.column } else { 1 };
        let to = if line == span.end_line { span.end_column } else { u32::MAX };
        let columns = text.chars().zip(1_u32..).filter(|(_, column)| (from..to).contains(column));
        found.extend(columns.map(|(character, column)| (character, line, column)));
        found.push(('\n', line, u32::MAX));
    }
    found.pop();
    found
}

/// Finds the uses in a phrase, against the names of the whole file.
pub fn uses(lines: &[&str], phrase: &Phrase, names: &[Name]) -> Vec<Use> {
    let tokens = tokens(lines, phrase.span, phrase.quoted);
    let mut scan = Scan { tokens: &tokens, names, lists: BTreeMap::new(), field: phrase.field.clone(), found: Vec::new() };
    if let Some(item) = phrase.item.and_then(|item| names.get(item)) {
        let list = item.facts.iter().find(|(key, _)| key == "in").map(|(_, list)| list.clone());
        scan.lists.extend(list.map(|list| (item.name.clone(), list)));
    }
    match phrase.kind {
        PhraseKind::Expression => scan.expression(),
        PhraseKind::Who => scan.who(),
        PhraseKind::Template => scan.template(),
    }
    scan.found
}

struct Scan<'a> {
    tokens: &'a [(Token, Span)],
    names: &'a [Name],
    /// Variables that go through a list.
    lists: BTreeMap<String, String>,
    /// The field that a string is compared with.
    field: Option<String>,
    found: Vec<Use>,
}

impl Scan<'_> {
    fn name(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some((Token::Name(name), _)) => Some(name),
            _ => None,
        }
    }

    fn sign(&self, at: usize, sign: char) -> bool {
        self.tokens.get(at).is_some_and(|(token, _)| *token == Token::Sign(sign))
    }

    /// The name after a point.
    fn member(&self, at: usize) -> Option<usize> {
        (self.sign(at + 1, '.') && self.name(at + 2).is_some()).then_some(at + 2)
    }

    fn note(&mut self, kind: NameKind, at: usize, within: Within) {
        let (token, span) = &self.tokens[at];
        let (Token::Name(name) | Token::Text(name)) = token else { return };
        self.found.push(Use { kind, name: name.clone(), span: *span, within });
    }

    fn is_field(&self, name: &str) -> bool {
        let own = self.names.iter().any(|other| other.kind == NameKind::Field && other.name == name);
        own || BUILTIN_FIELDS.iter().any(|(field, _)| field.word == name) || self.is_score(name)
    }

    fn is_score(&self, name: &str) -> bool {
        let name = name.strip_suffix("_band").unwrap_or(name);
        self.names.iter().any(|other| other.kind == NameKind::Score && other.name == name)
    }

    fn expression(&mut self) {
        let fallback = self.field.clone();
        let mut at = 0;
        while at < self.tokens.len() {
            at = match &self.tokens[at].0 {
                Token::Name(name) if matches!(name.as_str(), "and" | "or" | "then" | "else") => {
                    self.field.clone_from(&fallback);
                    at + 1
                }
                Token::Name(name) if matches!(name.as_str(), "some" | "every" | "for") => self.bound(at),
                Token::Name(_) => self.path(at),
                Token::Text(_) => {
                    if let Some(field) = self.field.clone() {
                        self.note(NameKind::Choice, at, Within::Named(field));
                    }
                    at + 1
                }
                Token::Sign(_) => at + 1,
            };
        }
    }

    /// `some c in participants`: the variable stands for an item from here on.
    fn bound(&mut self, at: usize) -> usize {
        if let (Some(variable), Some("in"), Some(list)) = (self.name(at + 1), self.name(at + 2), self.name(at + 3)) {
            let pair = (variable.to_owned(), list.to_owned());
            self.lists.extend([pair]);
            return at + 3;
        }
        at + 1
    }

    fn path(&mut self, at: usize) -> usize {
        let name = self.name(at).unwrap_or_default().to_owned();
        let mut head = at;
        if name == "deal"
            && let Some(member) = self.member(at)
        {
            head = member;
        } else if let Some(list) = self.lists.get(&name).cloned() {
            self.note(NameKind::Item, at, Within::File);
            return self.column(at, list);
        }
        let name = self.name(head).unwrap_or_default().to_owned();
        if !self.is_field(&name) {
            return head + 1;
        }
        if self.is_score(&name) {
            self.note(NameKind::Score, head, Within::File);
        } else {
            self.note(NameKind::Field, head, Within::File);
        }
        self.field = Some(name.clone());
        self.column(head, name)
    }

    fn column(&mut self, at: usize, list: String) -> usize {
        let Some(member) = self.member(at) else { return at + 1 };
        self.note(NameKind::Column, member, Within::Named(list));
        self.field = self.name(member).map(str::to_owned);
        member + 1
    }

    fn who(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let Some(name) = self.name(at).map(str::to_owned) else {
                at += 1;
                continue;
            };
            at = match name.as_str() {
                // What stands in these brackets is declared by the organisation.
                "position" | "person" | "direction" if self.sign(at + 1, '(') => at + 3,
                "deal" => at + 3,
                "owner" | "actor" | "late" | "head_of" | "direction" => at + 1,
                _ => match self.lists.get(&name).cloned() {
                    Some(list) => {
                        self.note(NameKind::Item, at, Within::File);
                        self.column(at, list)
                    }
                    None => {
                        self.note(NameKind::Role, at, Within::File);
                        at + 1
                    }
                },
            };
        }
    }

    /// Only what stands in braces speaks of the deal.
    fn template(&mut self) {
        let mut inside = false;
        for at in 0..self.tokens.len() {
            let opens = self.sign(at, '{') && (self.sign(at + 1, '{') || self.sign(at + 1, '%'));
            inside = (inside || opens) && !(self.sign(at, '}') && at > 0 && (self.sign(at - 1, '}') || self.sign(at - 1, '%')));
            if let Some(member) = self.member(at).filter(|_| inside && self.name(at) == Some("deal")) {
                self.note(NameKind::Field, member, Within::File);
            }
        }
    }
}
