//! The walk through the tree along the grammar: it notes names, uses, keys, and what was expected at the mark of the cursor.

use super::MARK;
use super::grammar::{COLUMN, Form, NameKind, PROCESS, STEPS, Value};
use super::names::{FormAt, KeyAt, Name, Use, Within};
use super::scan::{Phrase, PhraseKind};
use crate::diagnostic::Span;
use crate::text::{Locale, Text};
use crate::yaml::{Entry, Kind, Node, Style};

/// Facts that a hover tells of a name.
const FACTS: [&str; 17] = [
    "type",
    "kind",
    "assignee",
    "candidates",
    "due",
    "remind",
    "escalate",
    "document",
    "activity",
    "signal",
    "condition",
    "until",
    "in",
    "process",
    "connection",
    "cron",
    "limit",
];

/// What may stand where the cursor is.
#[derive(Debug, Clone)]
pub enum Expected {
    /// A key of a form that does not have these yet.
    Keys(&'static Form, Vec<String>),
    /// The key that says what kind of step it is.
    StepKinds,
    /// A value; what stands before the cursor in it.
    Value(&'static Value, String, Site),
    /// A result of the activity that a wait is for.
    ResultsOf(String),
}

/// Where a node lies.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The name around it.
    pub parent: Option<usize>,
    /// The stage or handler around it.
    pub root: Option<usize>,
    /// The field that is set or tested here.
    pub field: Option<String>,
    /// The item of a step `each` around it.
    pub item: Option<usize>,
    /// The activity that a wait around it is for.
    pub activity: Option<String>,
}

/// What the walk has found.
#[derive(Debug, Default)]
pub struct Walk {
    pub names: Vec<Name>,
    pub uses: Vec<Use>,
    pub keys: Vec<KeyAt>,
    pub forms: Vec<FormAt>,
    pub phrases: Vec<Phrase>,
    pub expected: Vec<Expected>,
    /// The line of the key whose value is being walked.
    line: u32,
}

impl Walk {
    /// Walks a process.
    pub fn of(root: &Node) -> Self {
        let mut walk = Self::default();
        let name = root.get("process").and_then(|node| Some((node.text()?.to_owned(), node)));
        let site = match name {
            Some((name, node)) => {
                let mut declared = declared(NameKind::Process, name, node.span, root);
                declared.title = root.get("title").and_then(text_of);
                Site { parent: Some(walk.declare(declared)), ..Site::default() }
            }
            None => Site::default(),
        };
        walk.form(root, &PROCESS, &site);
        walk
    }

    fn declare(&mut self, name: Name) -> usize {
        self.names.push(name);
        self.names.len() - 1
    }

    fn note(&mut self, kind: NameKind, node: &Node, within: Within) {
        if let Some(name) = node.text().filter(|name| !name.is_empty()) {
            self.uses.push(Use { kind, name: name.to_owned(), span: inside(node), within });
        }
    }

    fn form(&mut self, node: &Node, form: &'static Form, site: &Site) {
        if node.text().is_some() {
            // Beside its own key no further key can be written.
            if node.span.line != self.line {
                self.mark(node, || Expected::Keys(form, Vec::new()));
            }
            return;
        }
        let present: Vec<String> = node.entries().iter().filter_map(|entry| entry.key.text().map(str::to_owned)).collect();
        self.forms.push(FormAt { span: node.span, form, present: present.clone() });
        for entry in node.entries() {
            self.mark(&entry.key, || Expected::Keys(form, present.clone()));
            let Some(key) = entry.key.text().and_then(|key| form.key(key)) else { continue };
            self.keys.push(KeyAt { span: entry.key.span, key });
            self.line = entry.key.span.line;
            match key.value {
                Value::Options => self.options(node, &entry.value, site),
                _ => self.value(&entry.value, &key.value, site),
            }
        }
    }

    /// The options of a choice, or the fields of a list's items: the type beside them says which.
    fn options(&mut self, field: &Node, node: &Node, site: &Site) {
        let is_list = field.get("type").and_then(Node::text) == Some("list");
        let (kind, value) = if is_list { (NameKind::Column, &COLUMN) } else { (NameKind::Choice, &Value::Text) };
        self.named(node, kind, value, site);
    }

    fn named(&mut self, node: &Node, kind: NameKind, inner: &'static Value, site: &Site) {
        for entry in node.entries() {
            let Some(key) = entry.key.text() else { continue };
            if let Some(activity) = site.activity.clone().filter(|_| kind == NameKind::Result) {
                self.mark(&entry.key, || Expected::ResultsOf(activity.clone()));
            }
            let mut name = declared(kind, key.to_owned(), inside(&entry.key), &entry.value);
            name.whole = entry.key.span.to(entry.value.span);
            (name.parent, name.root) = (site.parent, site.root);
            describe(&mut name, &entry.value, kind);
            let at = self.declare(name);
            if let Some(activity) = site.activity.clone().filter(|_| kind == NameKind::Result) {
                self.note(NameKind::Result, &entry.key, Within::Named(activity));
            }
            let mut inner_site = Site { parent: Some(at), ..site.clone() };
            if matches!(kind, NameKind::Stage | NameKind::Handler) {
                inner_site.root = Some(at);
                self.names[at].root = Some(at);
            }
            self.line = entry.key.span.line;
            self.value(&entry.value, inner, &inner_site);
        }
        if let Some(activity) = site.activity.clone().filter(|_| kind == NameKind::Result) {
            self.mark(node, || Expected::ResultsOf(activity));
        }
    }

    /// Notes what is expected if the cursor stands in this scalar.
    fn mark(&mut self, node: &Node, expected: impl FnOnce() -> Expected) {
        if node.text().is_some_and(|text| text.contains(MARK)) {
            self.expected.push(expected());
        }
    }

    fn value(&mut self, node: &Node, value: &'static Value, site: &Site) {
        let before = || node.text().and_then(|text| text.split(MARK).next()).unwrap_or_default().to_owned();
        if !matches!(value, Value::Any(_) | Value::Form(_) | Value::Many(_) | Value::Steps | Value::List(_)) {
            self.mark(node, || Expected::Value(value, before(), site.clone()));
        }
        match value {
            Value::Known(kind) => self.known(node, *kind, site),
            Value::ResultOf => self.result_of(node),
            Value::Form(form) => self.form(node, form, site),
            Value::Names(kind, inner) => self.named(node, *kind, inner, site),
            Value::Keyed(kind, inner) => self.keyed(node, *kind, inner, site),
            Value::Many(inner) | Value::List(inner) => self.items(node, inner, site),
            Value::Any(shapes) => self.any(node, shapes, site),
            Value::Steps => self.steps(node, site),
            Value::Expression | Value::Cell | Value::Moment => self.phrase(node, PhraseKind::Expression, site),
            Value::Who | Value::Addressee => self.phrase(node, PhraseKind::Who, site),
            Value::Template => self.template(node, site),
            _ => {}
        }
    }

    fn items(&mut self, node: &Node, inner: &'static Value, site: &Site) {
        match &node.kind {
            Kind::Seq(items) => items.iter().for_each(|item| self.value(item, inner, site)),
            _ => self.value(node, inner, site),
        }
    }

    fn any(&mut self, node: &Node, shapes: &'static [Value], site: &Site) {
        let is_word = |words: &[super::grammar::Word]| words.iter().any(|word| Some(word.word) == node.text());
        if shapes.iter().any(|shape| matches!(shape, Value::Words(words) if is_word(words))) {
            return;
        }
        match &node.kind {
            Kind::Scalar { .. } => shapes.iter().for_each(|shape| self.value(node, shape, site)),
            Kind::Seq(_) => {
                let list = shapes.iter().find(|shape| matches!(shape, Value::Many(_) | Value::List(_)));
                list.into_iter().for_each(|shape| self.value(node, shape, site));
            }
            Kind::Map(entries) => {
                let known = |form: &Form| {
                    entries.iter().filter(|entry| entry.key.text().is_some_and(|key| form.key(key).is_some())).count()
                };
                let best = shapes.iter().filter_map(|shape| match shape {
                    Value::Form(form) => Some((known(form), shape)),
                    Value::Many(Value::Any(inner)) => {
                        inner.iter().find(|shape| matches!(shape, Value::Form(_))).map(|shape| (0, shape))
                    }
                    Value::Keyed(..) => Some((0, shape)),
                    _ => None,
                });
                let best = best.reduce(|a, b| if b.0 > a.0 { b } else { a });
                best.into_iter().for_each(|(_, shape)| self.value(node, shape, site));
            }
        }
    }

    fn keyed(&mut self, node: &Node, kind: NameKind, inner: &'static Value, site: &Site) {
        for entry in node.entries() {
            if kind != NameKind::Foreign {
                let field: &'static Value = &Value::Known(NameKind::Field);
                self.mark(&entry.key, || Expected::Value(field, String::new(), site.clone()));
                self.known(&entry.key, kind, site);
            }
            let site = Site { field: entry.key.text().map(str::to_owned), ..site.clone() };
            self.value(&entry.value, inner, &site);
        }
    }

    fn known(&mut self, node: &Node, kind: NameKind, site: &Site) {
        let within = match kind {
            NameKind::Step => Within::Root(site.root),
            NameKind::Result => site.parent.map_or(Within::File, Within::Parent),
            // A path into the item of a step `each`.
            NameKind::Field if node.text().is_some_and(|text| text.contains('.')) => {
                return self.phrase(node, PhraseKind::Expression, site);
            }
            _ => Within::File,
        };
        self.note(kind, node, within);
    }

    fn result_of(&mut self, node: &Node) {
        let Some((owner, result)) = node.text().and_then(|text| text.split_once('.')) else { return };
        let length = owner.chars().count();
        let whole = length + 1 + result.chars().count();
        let kinds = [
            (NameKind::Step, 0, length, owner),
            (NameKind::Activity, 0, length, owner),
            (NameKind::Result, length + 1, whole, result),
        ];
        for (kind, from, to, name) in kinds {
            let within = if kind == NameKind::Result { Within::Named(owner.to_owned()) } else { Within::Owner };
            self.uses.push(Use { kind, name: name.to_owned(), span: node.place_of(from, to), within });
        }
    }

    fn phrase(&mut self, node: &Node, kind: PhraseKind, site: &Site) {
        let Kind::Scalar { style, .. } = &node.kind else { return };
        let quoted = *style == Style::Quoted;
        self.phrases.push(Phrase { kind, span: node.span, quoted, field: site.field.clone(), item: site.item });
    }

    fn template(&mut self, node: &Node, site: &Site) {
        match &node.kind {
            Kind::Map(entries) => entries.iter().for_each(|entry| self.phrase(&entry.value, PhraseKind::Template, site)),
            _ => self.phrase(node, PhraseKind::Template, site),
        }
    }
}

impl Walk {
    fn steps(&mut self, node: &Node, site: &Site) {
        let Kind::Seq(items) = &node.kind else { return };
        items.iter().for_each(|item| self.step(item, site));
    }

    fn step(&mut self, node: &Node, site: &Site) {
        if node.text().is_some() {
            self.mark(node, || Expected::StepKinds);
            return;
        }
        let kind = |entry: &Entry| STEPS.iter().find(|form| entry.key.text() == Some(form.keys[0].name)).copied();
        let Some((entry, form)) = node.entries().iter().find_map(|entry| Some((entry, kind(entry)?))) else {
            let marked = node.entries().iter().find(|entry| entry.key.text().is_some_and(|key| key.contains(MARK)));
            marked.into_iter().for_each(|_| self.expected.push(Expected::StepKinds));
            return;
        };
        let at = self.step_name(node, entry, form, site);
        let mut inner = Site { parent: at.or(site.parent), activity: None, ..site.clone() };
        if let Some(item) = node.get("as").and_then(|node| Some((node.text()?.to_owned(), node))) {
            let mut name = declared(NameKind::Item, item.0, inside(item.1), node);
            (name.parent, name.root) = (inner.parent, site.root);
            name.facts = facts(node, &["in"]);
            inner.item = Some(self.declare(name));
        }
        inner.activity = node.get("activity").and_then(Node::text).filter(|_| form.keys[0].name == "wait").map(str::to_owned);
        self.form(node, form, &inner);
    }

    /// A step bears the name that its first key says, or `name`; `plan` and `finish` speak of another thing by it.
    fn step_name(&mut self, node: &Node, entry: &Entry, form: &'static Form, site: &Site) -> Option<usize> {
        let own = matches!(form.keys[0].value, Value::New(_));
        let written = node.get("name").filter(|_| !own).unwrap_or(&entry.value);
        let text = written.text().filter(|text| !text.is_empty() && !text.contains(MARK))?;
        let mut name = declared(NameKind::Step, text.to_owned(), inside(written), node);
        name.implied = !own && node.get("name").is_none();
        (name.parent, name.root) = (site.parent, site.root);
        name.title = node.get("title").and_then(text_of);
        name.facts = vec![("step".to_owned(), form.keys[0].name.to_owned())];
        name.facts.extend(facts(node, &FACTS));
        Some(self.declare(name))
    }
}

fn declared(kind: NameKind, name: String, span: Span, node: &Node) -> Name {
    let title = node.get("title").and_then(text_of);
    Name { kind, name, span, whole: node.span, parent: None, root: None, title, facts: Vec::new(), implied: false }
}

fn describe(name: &mut Name, node: &Node, kind: NameKind) {
    match kind {
        NameKind::Choice => name.title = text_of(node),
        NameKind::Column if node.text().is_some() => name.facts.extend(scalar("type", node)),
        NameKind::Role => name.facts.extend(scalar("who", node)),
        _ => name.facts = facts(node, &FACTS),
    }
}

fn scalar(key: &str, node: &Node) -> Option<(String, String)> {
    Some((key.to_owned(), node.text()?.to_owned()))
}

fn facts(node: &Node, keys: &[&str]) -> Vec<(String, String)> {
    let one = |key: &&str| {
        let value = node.get(key)?;
        let many = |items: &[Node]| items.iter().filter_map(Node::text).collect::<Vec<_>>().join(", ");
        let text = match &value.kind {
            Kind::Scalar { text, .. } => text.clone(),
            Kind::Seq(items) => many(items),
            Kind::Map(_) => return None,
        };
        Some(((*key).to_owned(), text)).filter(|(_, text)| !text.is_empty())
    };
    keys.iter().filter_map(one).collect()
}

/// The text of a node for people.
fn text_of(node: &Node) -> Option<Text> {
    if let Some(text) = node.text() {
        return Some(Text::from(text)).filter(|_| !text.is_empty());
    }
    let texts = Locale::ALL.into_iter().filter_map(|locale| Some((locale, node.get(locale.code())?.text()?.to_owned())));
    let texts: std::collections::BTreeMap<Locale, String> = texts.collect();
    (!texts.is_empty()).then(|| Text::each(texts))
}

/// The place of a scalar's text, without its quotes.
fn inside(node: &Node) -> Span {
    node.place_of(0, usize::MAX)
}
