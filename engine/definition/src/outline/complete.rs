//! What may be written at a place. The file is read with a mark where the cursor is, and the walk says what it met there.

use std::collections::BTreeSet;

use super::grammar::{BUILTIN_FIELDS, Form, Key, NameKind, STEPS, Value, WHO_WORDS, Word};
use super::names::Name;
use super::repair::{self, open_brackets};
use super::walk::{Expected, Site, Walk};
use super::{MARK, Outline, lines};
use crate::text::Locale;

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// A name of the process.
    Name(NameKind),
    /// A key of the language.
    Key,
    /// A word of the language.
    Word,
    /// A function.
    Function,
}

/// Something that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The word.
    pub word: String,
    /// What it is.
    pub kind: ProposalKind,
    /// What it means, in the language asked for.
    pub meaning: String,
    /// What is put into the file.
    pub insert: String,
}

/// Functions of expressions.
const FUNCTIONS: [&str; 8] = ["count", "sum", "min", "max", "list contains", "not", "date", "if … then … else"];

/// What a rung may wait for, as it is most often written.
const LATENESS: [&str; 4] =
    ["overdue", "overdue by 1 business day", "4 business hours before due", "unanswered for 4 business hours"];
const PERIODS: [&str; 4] = ["1 business day", "2 business hours", "30 minutes", "end of business day"];

/// What may be written at a place, and the column where the word under the cursor begins.
pub fn complete(text: &str, line: u32, column: u32, locale: Locale) -> (u32, Vec<Proposal>) {
    let lines = lines(text);
    let index = (line as usize).saturating_sub(1);
    let Some(written) = lines.get(index) else { return (column, Vec::new()) };
    let cut = Cut::of(written, (column as usize).saturating_sub(1));
    let mut found: Vec<Proposal> = Vec::new();
    let mut seen = BTreeSet::new();
    for variant in cut.variants() {
        let mut changed = lines.clone();
        changed[index] = &variant;
        let Some(tree) = repair::tree(&changed, Some(index)) else { continue };
        let mut walk = Walk::of(&tree);
        let expected = std::mem::take(&mut walk.expected);
        let outline = Outline::walked(walk, &changed);
        for proposal in expected.iter().flat_map(|one| proposals(one, &outline, locale)) {
            if seen.insert(proposal.word.clone()) {
                found.push(proposal);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    (cut.column, found)
}

/// A line around the word under the cursor.
struct Cut {
    before: String,
    after: String,
    /// Where the word begins, from 1.
    column: u32,
}

impl Cut {
    fn of(line: &str, at: usize) -> Self {
        let characters: Vec<char> = line.chars().collect();
        let at = at.min(characters.len());
        let in_word = |character: &char| character.is_alphanumeric() || *character == '_';
        let from = at - characters[..at].iter().rev().take_while(|character| in_word(character)).count();
        let to = at + characters[at..].iter().take_while(|character| in_word(character)).count();
        let column = u32::try_from(from + 1).unwrap_or(u32::MAX);
        Self { before: characters[..from].iter().collect(), after: characters[to..].iter().collect(), column }
    }

    /// Ways to read the line: the word as a value or as a key, with the brackets closed that it leaves open.
    fn variants(&self) -> Vec<String> {
        let Self { before, after, .. } = self;
        let is_key = after.trim_start().starts_with(':');
        let opens = before.trim_start().trim_start_matches("- ").is_empty() || before.trim_end().ends_with(['{', ',']);
        let value = format!("{before}{MARK}{after}");
        let key = format!("{before}{MARK}: {MARK}{after}");
        let alone = format!("{before}{MARK}: {MARK}");
        let mut whole = match (is_key, opens) {
            (true, _) => vec![value],
            (false, true) => vec![key, value, alone],
            (false, false) => {
                vec![value, format!("{before}{MARK}"), format!("{before}{MARK}\"{after}"), format!("{before} {MARK}{after}")]
            }
        };
        let closed: Vec<String> = whole.iter().map(|line| format!("{line}{}", open_brackets(line))).collect();
        whole.splice(0..0, closed);
        whole.dedup();
        whole
    }
}

fn proposals(expected: &Expected, outline: &Outline, locale: Locale) -> Vec<Proposal> {
    match expected {
        Expected::Keys(form, present) => keys(form, present, locale),
        Expected::StepKinds => STEPS.iter().map(|form| key(&form.keys[0], locale)).collect(),
        Expected::ResultsOf(activity) => {
            let of = |name: &&Name| {
                let owner = name.parent.and_then(|parent| outline.names.get(parent));
                name.kind == NameKind::Result
                    && owner.is_some_and(|owner| owner.kind == NameKind::Activity && owner.name == *activity)
            };
            named(outline, locale, of).into_iter().map(|name| Proposal { insert: format!("{}: ", name.word), ..name }).collect()
        }
        Expected::Value(value, before, site) => Values { outline, locale, before, site }.of(value),
    }
}

fn keys(form: &Form, present: &[String], locale: Locale) -> Vec<Proposal> {
    let is_rival = |name: &str| {
        let other = |keys: &[&str]| keys.contains(&name) && keys.iter().any(|key| present.iter().any(|written| written == key));
        other(form.rivals) || other(form.one_of)
    };
    let free = form.keys.iter().filter(|key| !present.iter().any(|written| written == key.name) && !is_rival(key.name));
    free.map(|one| key(one, locale)).collect()
}

fn key(key: &Key, locale: Locale) -> Proposal {
    let meaning = locale.pick(key.ru, key.en).to_owned();
    Proposal { word: key.name.to_owned(), kind: ProposalKind::Key, meaning, insert: format!("{}: ", key.name) }
}

fn word(word: &Word, locale: Locale) -> Proposal {
    let meaning = locale.pick(word.ru, word.en).to_owned();
    Proposal { word: word.word.to_owned(), kind: ProposalKind::Word, meaning, insert: word.word.to_owned() }
}

fn named(outline: &Outline, locale: Locale, like: impl Fn(&&Name) -> bool) -> Vec<Proposal> {
    let one = |name: &Name| {
        let title = name.title.as_ref().map(|title| title.get(locale).to_owned());
        let fact =
            name.facts.iter().find(|(key, _)| matches!(key.as_str(), "type" | "who" | "step" | "kind")).map(|(_, fact)| fact);
        let meaning = title.into_iter().chain(fact.cloned()).collect::<Vec<_>>().join(" · ");
        Proposal { word: name.name.clone(), kind: ProposalKind::Name(name.kind), meaning, insert: name.name.clone() }
    };
    outline.names.iter().filter(like).map(one).collect()
}

struct Values<'a> {
    outline: &'a Outline,
    locale: Locale,
    before: &'a str,
    site: &'a Site,
}

impl Values<'_> {
    fn of(&self, value: &Value) -> Vec<Proposal> {
        let plain = |texts: &[&str]| texts.iter().map(|text| self.plain(text, ProposalKind::Word)).collect::<Vec<_>>();
        match value {
            Value::Words(words) => words.iter().map(|one| word(one, self.locale)).collect(),
            Value::Known(kind) => self.known(*kind),
            Value::Who => self.who(false),
            Value::Addressee => self.who(true),
            Value::Expression | Value::Cell => self.expression(),
            Value::Moment => [self.fields(|name| matches!(name, "date" | "datetime")), plain(&["now"]), plain(&PERIODS)].concat(),
            Value::Period => plain(&PERIODS[..3]),
            Value::Reminder => plain(&["2 business hours before", "1 business day before"]),
            Value::Lateness => plain(&LATENESS),
            Value::Truth => plain(&["true", "false"]),
            Value::ResultOf => self.results(),
            Value::Template => self.fields(|_| true),
            _ => Vec::new(),
        }
    }

    fn plain(&self, text: &str, kind: ProposalKind) -> Proposal {
        Proposal { word: text.to_owned(), kind, meaning: String::new(), insert: text.to_owned() }
    }

    fn names(&self, like: impl Fn(&Name) -> bool) -> Vec<Proposal> {
        named(self.outline, self.locale, |name| like(name))
    }

    fn known(&self, kind: NameKind) -> Vec<Proposal> {
        match kind {
            NameKind::Field if self.member_of().is_some() => self.columns(),
            NameKind::Field => self.fields(|_| true),
            NameKind::Step => {
                let list = self.list();
                self.names(|name| name.kind == NameKind::Step && name.parent == list)
            }
            NameKind::Result => self.names(|name| name.kind == NameKind::Result && name.parent == self.site.parent),
            NameKind::Signal => {
                let signals = self.outline.uses.iter().filter(|used| used.kind == NameKind::Signal && !used.name.contains(MARK));
                let mut names: BTreeSet<&str> = signals.map(|used| used.name.as_str()).collect();
                let declared = self.names(|name| name.kind == kind);
                names.retain(|name| !declared.iter().any(|proposal| proposal.word == *name));
                let others = names.into_iter().map(|name| self.plain(name, ProposalKind::Name(kind)));
                declared.iter().cloned().chain(others).collect()
            }
            _ => self.names(|name| name.kind == kind),
        }
    }

    /// What holds the list of steps that the cursor is in: jumps stay within it.
    fn list(&self) -> Option<usize> {
        let mut at = self.site.parent;
        while let Some(name) = at.and_then(|at| self.outline.names.get(at)) {
            if name.kind == NameKind::Step {
                return name.parent;
            }
            at = name.parent;
        }
        None
    }

    fn fields(&self, like: impl Fn(&str) -> bool) -> Vec<Proposal> {
        let kind =
            |name: &Name| name.facts.iter().find(|(key, _)| key == "type").map_or("", |(_, kind)| kind.as_str()).to_owned();
        let own = self.names(|name| name.kind == NameKind::Field && like(&kind(name)));
        let builtin = BUILTIN_FIELDS.iter().filter(|(_, kind)| like(kind)).map(|(field, kind)| Proposal {
            meaning: format!("{} · {kind}", self.locale.pick(field.ru, field.en)),
            kind: ProposalKind::Name(NameKind::Field),
            ..word(field, self.locale)
        });
        own.into_iter().chain(builtin).collect()
    }

    /// Roles and rules; those about the late person only where somebody is late.
    fn who(&self, is_late: bool) -> Vec<Proposal> {
        let roles = self.names(|name| name.kind == NameKind::Role || name.kind == NameKind::Item);
        if self.member_of().is_some() {
            return self.columns();
        }
        let words = WHO_WORDS.iter().filter(|one| is_late || !one.word.contains("late"));
        roles.into_iter().chain(words.map(|one| word(one, self.locale))).collect()
    }

    fn item(&self) -> Option<&Name> {
        self.site.item.and_then(|item| self.outline.names.get(item))
    }

    /// The name before the point before the cursor.
    fn member_of(&self) -> Option<&str> {
        let owner = self.before.strip_suffix('.')?;
        let from = owner.rfind(|character: char| !character.is_alphanumeric() && character != '_').map_or(0, |at| at + 1);
        owner
            .get(from..)
            .map(|owner| owner.trim_start_matches(|character: char| !character.is_alphanumeric()))
            .filter(|owner| !owner.is_empty())
    }

    /// The fields of the items of a list, or of the deal.
    fn columns(&self) -> Vec<Proposal> {
        let owner = self.member_of().unwrap_or_default();
        if owner == "deal" {
            return self.fields(|_| true);
        }
        let list = self
            .item()
            .filter(|item| item.name == owner)
            .and_then(|item| item.facts.first())
            .map_or(owner, |(_, list)| list.as_str());
        let of =
            |name: &Name| name.parent.and_then(|parent| self.outline.names.get(parent)).is_some_and(|parent| parent.name == list);
        self.names(|name| name.kind == NameKind::Column && of(name))
    }

    fn expression(&self) -> Vec<Proposal> {
        if self.before.matches('"').count() % 2 == 1 {
            return self.options();
        }
        if self.member_of().is_some() {
            return self.columns();
        }
        let items = self.item().map(|item| self.plain(&item.name, ProposalKind::Name(NameKind::Item)));
        let words = ["null", "true", "false", "and", "or", "in", "actor"].map(|text| self.plain(text, ProposalKind::Word));
        let scores = self.names(|name| name.kind == NameKind::Score);
        let functions = FUNCTIONS.map(|text| self.plain(text, ProposalKind::Function));
        [self.fields(|_| true), items.into_iter().collect(), scores, words.to_vec(), functions.to_vec()].concat()
    }

    /// The options of the choice that stands nearest before the cursor, or that is being set.
    fn options(&self) -> Vec<Proposal> {
        let words: Vec<&str> = self.before.split(|character: char| !character.is_alphanumeric() && character != '_').collect();
        let is_choice =
            |word: &str| self.outline.names.iter().any(|name| name.kind == NameKind::Choice && self.owner(name) == Some(word));
        let field = words.into_iter().rev().find(|word| is_choice(word)).or(self.site.field.as_deref());
        self.names(|name| name.kind == NameKind::Choice && self.owner(name) == field)
    }

    fn owner(&self, name: &Name) -> Option<&str> {
        name.parent.and_then(|parent| self.outline.names.get(parent)).map(|parent| parent.name.as_str())
    }

    /// `STEP.RESULT` and `ACTIVITY.RESULT`, those that need not be written included.
    fn results(&self) -> Vec<Proposal> {
        let plain = |owner: &str, result: &str| self.plain(&format!("{owner}.{result}"), ProposalKind::Name(NameKind::Result));
        let written = self.outline.names.iter().filter(|name| name.kind == NameKind::Result);
        let written = written.filter_map(|name| Some(plain(self.owner(name)?, &name.name)));
        let silent = self.outline.names.iter().enumerate().filter(|(at, name)| {
            let has_results =
                || self.outline.names.iter().any(|other| other.kind == NameKind::Result && other.parent == Some(*at));
            let is_task = || name.facts.iter().any(|(key, kind)| key == "step" && kind == "task");
            (name.kind == NameKind::Activity || name.kind == NameKind::Step && is_task()) && !has_results()
        });
        let silent = silent.flat_map(|(_, name)| ["done", "cancelled"].map(|result| plain(&name.name, result)));
        written.chain(silent).collect()
    }
}
