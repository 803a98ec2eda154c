//! Roles and the rules that name a person: `head_of(deal.owner)`, `position(lawyer)`, a role's name.

use std::collections::BTreeMap;

use crate::diagnostic::{Findings, Span, say};
use crate::model::{FieldType, Role, Who};
use crate::name::{DirectionId, FieldId, PersonId, PositionId, RoleId};
use crate::process::context::Context;
use crate::process::period;
use crate::process::phrase::Phrase;
use crate::text::Text;
use crate::yaml::similar::{listed, nearest, shown, similar};
use crate::yaml::{Node, as_name, is_name, read};

/// A rule where it is written.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Whom it names.
    pub who: Who,
    /// Its place.
    pub place: Span,
    /// Whether it is the name of a role, whose own rule stands in the section `roles`.
    pub is_role: bool,
}

/// The rules that one place of a file names together: whom any of them finds is enough.
#[derive(Debug, Clone)]
pub struct Together {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Whether they are the addressees of a rung.
    pub in_ladder: bool,
}

/// How many rules may lie inside one another, through other roles too.
const DEEPEST: usize = 16;

const WORDS: [&str; 4] = ["deal.owner", "owner", "actor", "late"];
const FUNCTIONS: [&str; 3] = ["head_of", "position", "person"];
const EXPECTED: (&str, &str) = ("роль или правило", "a role or a rule");

/// The section `roles`.
pub fn section(node: Option<&Node>, findings: &Findings) -> BTreeMap<RoleId, Role> {
    let Some(node) = node else { return BTreeMap::new() };
    let written = read::named_anyhow(node, findings);
    let nodes: BTreeMap<&str, &Node> = written.iter().map(|(name, entry)| (*name, &entry.value)).collect();
    let rules = Rules { nodes: &nodes, done: None, context: None, findings };
    let mut roles = BTreeMap::new();
    for (name, entry) in written {
        if WORDS.contains(&name) {
            let message = say!("имя «{name}» занято самим языком", "the name `{name}` belongs to the language itself");
            let help = say!("назовите роль иначе", "give the role another name");
            findings.error_with("reserved_name", entry.key.span, message, help);
        } else {
            // A role whose rule is wrong is known all the same: what is wrong was noted once.
            let who = rules.node(&entry.value, &mut vec![name]).unwrap_or(Who::Owner);
            let id = RoleId::from(name);
            roles.insert(id.clone(), Role { id, who });
        }
    }
    roles
}

/// The role or rule of a node, where nobody is late: anywhere but in a ladder.
pub fn role(context: &Context<'_>, node: &Node) -> Option<Role> {
    let role = not_late(context, node)?;
    note(context, &[(role.who.clone(), node)], false);
    Some(role)
}

/// The same of several who are named together, one of whom is enough.
pub fn several(context: &Context<'_>, nodes: &[Node]) -> Vec<Role> {
    let (roles, nodes): (Vec<Role>, Vec<&Node>) = nodes.iter().filter_map(|node| Some((not_late(context, node)?, node))).unzip();
    let rules: Vec<(Who, &Node)> = roles.iter().map(|role| role.who.clone()).zip(nodes).collect();
    note(context, &rules, false);
    roles
}

/// Notes who is named here together.
pub fn note(context: &Context<'_>, rules: &[(Who, &Node)], in_ladder: bool) {
    let is_role = |node: &Node| node.text().is_some_and(|text| context.roles.contains_key(text.trim()));
    let rule = |(who, node): &(Who, &Node)| Rule { who: who.clone(), place: node.head(), is_role: is_role(node) };
    context.named.borrow_mut().push(Together { rules: rules.iter().map(rule).collect(), in_ladder });
}

/// The same of somebody who is not looked for, but may do something if he is the one.
pub fn not_late(context: &Context<'_>, node: &Node) -> Option<Role> {
    let role = anywhere(context, node)?;
    if names_late(&role.who) {
        let message = say!("«late» известен только в эскалации", "`late` is known only in an escalation");
        let help = say!("назовите роль или deal.owner", "name a role or deal.owner");
        context.findings.error_with("late_outside_ladder", node.span, message, help);
        return None;
    }
    Some(role)
}

/// The role or rule of a node, `late` allowed.
pub fn anywhere(context: &Context<'_>, node: &Node) -> Option<Role> {
    let nodes = BTreeMap::new();
    let rules = Rules { nodes: &nodes, done: Some(&context.roles), context: Some(context), findings: context.findings };
    let who = rules.node(node, &mut Vec::new())?;
    Some(Role { id: RoleId::from(node.text()?.trim()), who })
}

/// What to write where a rule has lost its brackets: `head_of deal.owner`, `head_of(owner`.
fn brackets(word: &str) -> Option<Text> {
    let function =
        FUNCTIONS.iter().find(|function| word.strip_prefix(**function).is_some_and(|rest| rest.starts_with(['(', ' '])))?;
    let open = word.matches('(').count().checked_sub(word.matches(')').count())?;
    let rest = shown(word[function.len()..].trim());
    if rest.is_empty() {
        return None;
    }
    let meant = match open {
        0 => format!("{function}({rest})"),
        open => format!("{function}{rest}{}", ")".repeat(open)),
    };
    Some(say!("напишите {meant}", "write {meant}"))
}

fn names_late(who: &Who) -> bool {
    match who {
        Who::Late => true,
        Who::HeadOf(inner) => names_late(inner),
        _ => false,
    }
}

/// Resolves rules: against the file's nodes while the section is read, against finished roles afterwards.
struct Rules<'a> {
    nodes: &'a BTreeMap<&'a str, &'a Node>,
    done: Option<&'a BTreeMap<RoleId, Role>>,
    /// What else the process knows, once it does: the items of its lists.
    context: Option<&'a Context<'a>>,
    findings: &'a Findings,
}

impl<'a> Rules<'a> {
    /// `path` holds the roles on whose behalf this one is resolved.
    fn node(&self, node: &'a Node, path: &mut Vec<&'a str>) -> Option<Who> {
        let phrase = period::phrase(node, EXPECTED, self.findings)?;
        self.rule(phrase, path, 0)
    }

    fn rule(&self, phrase: Phrase<'a>, path: &mut Vec<&'a str>, depth: usize) -> Option<Who> {
        if depth + path.len() > DEEPEST {
            let message =
                say!("правило слишком сложное: больше {DEEPEST} вложений", "the rule is nested more than {DEEPEST} deep");
            self.findings.error("rule_too_deep", phrase.span(), message);
            return None;
        }
        let Some((function, argument)) = phrase.call() else { return self.word(phrase, path) };
        match function.text() {
            "head_of" => self.head_of(argument, path, depth),
            "position" => Some(Who::Position(PositionId::from(self.name(argument)?))),
            "person" => Some(Who::Person(PersonId::from(self.name(argument)?))),
            other => {
                let found = shown(other);
                let message = say!("нет правила «{found}(…)»", "there is no rule `{found}(…)`");
                let calls = FUNCTIONS.map(|function| format!("{function}(…)")).join(", ");
                let help = nearest(other, FUNCTIONS).map_or_else(
                    || Some(say!("правила пишут так: {calls}", "the rules are {calls}")),
                    |_| similar(other, FUNCTIONS),
                );
                self.findings.error_with("unknown_rule", function.span(), message, help);
                None
            }
        }
    }

    fn head_of(&self, argument: Phrase<'a>, path: &mut Vec<&'a str>, depth: usize) -> Option<Who> {
        if matches!(argument.text(), "deal.direction" | "direction") {
            return Some(Who::HeadOfDealDirection);
        }
        match argument.call() {
            Some((function, id)) if function.text() == "direction" => {
                Some(Who::HeadOfDirection(DirectionId::from(self.name(id)?)))
            }
            _ => match self.rule(argument, path, depth + 1)? {
                Who::Position(_) => {
                    let message = say!(
                        "должность могут занимать несколько человек, общего руководителя у них нет",
                        "several people may hold a position; they have no one head"
                    );
                    let help =
                        say!("назовите одного человека: deal.owner или person(…)", "name one person: deal.owner or person(…)");
                    self.findings.error_with("head_of_position", argument.span(), message, help);
                    None
                }
                who => Some(Who::HeadOf(Box::new(who))),
            },
        }
    }

    fn word(&self, phrase: Phrase<'a>, path: &mut Vec<&'a str>) -> Option<Who> {
        let word = phrase.text();
        match word {
            "deal.owner" | "owner" => return Some(Who::Owner),
            "actor" => return Some(Who::Actor),
            "late" => return Some(Who::Late),
            _ => {}
        }
        if let Some(context) = self.context.filter(|_| word.contains('.')) {
            return self.of_item(context, phrase);
        }
        if let Some(role) = self.done.and_then(|roles| roles.get(word)) {
            return Some(role.who.clone());
        }
        if path.contains(&word) {
            let message = say!("роль «{word}» определена через саму себя", "the role `{word}` is defined by itself");
            self.findings.error("role_circle", phrase.span(), message);
            return None;
        }
        if let Some(node) = self.nodes.get(word) {
            path.push(word);
            let who = self.node(node, path);
            path.pop();
            return who;
        }
        if let Some(help) = brackets(word) {
            let found = shown(word);
            let message = say!("правило «{found}» записано без скобок или не до конца", "the rule `{found}` lacks a bracket");
            self.findings.error_with("unknown_rule", phrase.span(), message, help);
            return None;
        }
        let found = shown(word);
        let message = say!("нет роли «{found}»", "there is no role `{found}`");
        self.findings.error_with("unknown_role", phrase.span(), message, self.help(word));
        None
    }

    /// The person in a field of the item: `supplier.buyer`.
    fn of_item(&self, context: &Context<'_>, phrase: Phrase<'a>) -> Option<Who> {
        let (word, span) = (phrase.text(), phrase.span());
        let (name, own) = word.split_once('.')?;
        let Some(item) = context.item().filter(|item| item.name == name) else {
            let found = shown(word);
            let message = say!("нет правила «{found}»", "there is no rule `{found}`");
            let help = match context.fields.items().iter().any(|item| item.name == name) {
                true => {
                    Some(say!("«{name}» известен только внутри своего шага each", "`{name}` is known only inside its step each"))
                }
                false => self.near_of_item(context, word).or_else(|| self.help(word)),
            };
            self.findings.error_with("unknown_role", span, message, help);
            return None;
        };
        let people = || item.fields.iter().filter(|field| field.kind == FieldType::Person).map(|field| field.id.as_str());
        if people().any(|id| id == own) {
            return Some(Who::Item(FieldId::from(own)));
        }
        if item.fields.is_empty() {
            // The item of a list that could not be read: what is wrong was noted.
            return None;
        }
        let found = shown(own);
        let message =
            say!("у элемента «{name}» нет поля «{found}» типа person", "the item `{name}` has no field `{found}` of type person");
        self.findings.error_with("unknown_role", span, message, similar(own, people()));
        None
    }

    /// The field of the item that was probably meant.
    fn near_of_item(&self, context: &Context<'_>, word: &str) -> Option<Text> {
        let item = context.item()?;
        let own: Vec<String> = item.fields.iter().map(|field| format!("{}.{}", item.name, field.id)).collect();
        let near = nearest(word, own.iter().map(String::as_str))?;
        Some(say!("возможно, имелось в виду «{near}»", "did you mean `{near}`?"))
    }

    fn help(&self, word: &str) -> Option<Text> {
        if self.findings.is_full() {
            return None;
        }
        let done = self.done.into_iter().flatten().map(|(id, _)| id.as_str());
        let known: Vec<&str> = done.chain(self.nodes.keys().copied()).chain(WORDS).collect();
        if word.contains('.') || nearest(word, known.iter().copied()).is_some() {
            return similar(word, known);
        }
        let name = as_name(word)?;
        let known = listed(&known);
        Some(say!(
            "человека называют так: person({name}), должность — position({name}); роли и правила: {known}, head_of(…)",
            "a person is named person({name}), a position position({name}); the roles and rules are {known}, head_of(…)"
        ))
    }

    fn name(&self, phrase: Phrase<'a>) -> Option<&'a str> {
        let text = phrase.text();
        if is_name(text) {
            return Some(text);
        }
        let found = shown(text);
        let message = say!("ожидается имя, а здесь «{found}»", "expected a name, found `{found}`");
        self.findings.error("bad_name", phrase.span(), message);
        None
    }
}
