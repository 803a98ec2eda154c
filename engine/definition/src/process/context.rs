//! What the readers of a process share: its names, gathered before anything is resolved, and notes for the checks at the end.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Findings, Span, say};
use crate::expr::{Item, Scope};
use crate::model::{Field, FieldType, Fields, Role, Route, Signal, Table, Work};
use crate::name::{ActivityId, DecisionId, FieldId, LadderId, OutcomeId, RoleId, SignalName};
use crate::process::knowing::{First, Here};
use crate::process::outline::{Outline, StepAt};
use crate::process::role::Together;
use crate::process::template;
use crate::text::{Locale, Text};
use crate::yaml::read;
use crate::yaml::similar::{shown, similar};
use crate::yaml::{Kind, Node, is_name};

/// The first sight of an activity.
#[derive(Debug)]
pub struct ActivityHead {
    /// Its name.
    pub id: ActivityId,
    /// The names of its results, with their titles: those written, else those that the language gives.
    pub results: Vec<(String, Option<Text>)>,
}

/// A route as the file has it, for the checks of the flow.
#[derive(Debug)]
pub struct RouteUse {
    /// The step that holds the route.
    pub from: StepAt,
    /// The route.
    pub route: Route,
    /// Its place.
    pub span: Span,
    /// The place of `else`, where there is one.
    pub otherwise: Option<Span>,
}

/// In which languages a text was given.
#[derive(Debug)]
pub struct TextUse {
    /// Its place.
    pub span: Span,
    /// The language it lacks.
    pub missing: Option<Locale>,
    /// Whether it was given in every language.
    pub both: bool,
}

/// The names of a process and the notes about it.
pub struct Context<'a> {
    /// What is wrong so far.
    pub findings: &'a Findings,
    /// Every field of the deal.
    pub fields: Fields,
    /// Where the process's own fields are declared.
    pub field_places: BTreeMap<FieldId, Span>,
    /// Every role, its rule resolved.
    pub roles: BTreeMap<RoleId, Role>,
    /// The names of the ladders.
    pub ladders: Vec<LadderId>,
    /// The names of the activities.
    pub activities: Vec<ActivityHead>,
    /// The signals with their places; `None` where the process declares none.
    pub signals: Option<Vec<(Signal, Span)>>,
    /// The stages, the handlers and their steps by name.
    pub outline: Outline<'a>,
    /// The names of the outcomes.
    pub outcomes: Vec<OutcomeId>,
    /// The section that holds them.
    pub outcomes_node: Option<&'a Node>,
    /// The names of the decision tables, and where they are declared.
    pub decisions: Vec<(DecisionId, Span)>,
    /// The decision tables themselves, once they are read, which is before the stages.
    pub tables: Vec<Table>,
    /// What work takes from the process where it says nothing itself.
    pub defaults: Work,
    /// What a first reading found out; `None` while it is going on.
    pub first: Option<First>,
    /// What is filled where the reader stands.
    pub here: RefCell<Here>,
    /// Noted: the fields that some expression takes for filled.
    pub counted: RefCell<BTreeSet<FieldId>>,
    /// Which of the items of `fields` the steps that are being read go through.
    pub item: Cell<Option<usize>>,
    /// Noted: the fields that something mentions.
    pub used: RefCell<BTreeSet<FieldId>>,
    /// Noted: the tables that some step asks.
    pub used_decisions: RefCell<BTreeSet<DecisionId>>,
    /// Noted: the signals that something listens for, where first.
    pub used_signals: RefCell<BTreeMap<SignalName, Span>>,
    /// Noted: who is named, and where.
    pub named: RefCell<Vec<Together>>,
    /// Noted: every route.
    pub routes: RefCell<Vec<RouteUse>>,
    /// Noted: every text.
    pub texts: RefCell<Vec<TextUse>>,
}

impl Context<'_> {
    /// The item that the steps being read go through.
    pub fn item(&self) -> Option<Item<'_>> {
        let item = self.fields.items().get(self.item.get()?)?;
        let fields = match self.fields.get(&item.list).map(|field| &field.kind) {
            Some(FieldType::List(fields)) => fields,
            _ => &[][..],
        };
        Some(Item { name: &item.name, fields })
    }

    /// What is known where an expression stands.
    pub fn scope<'s>(&'s self, filled: &'s [FieldId]) -> Scope<'s> {
        Scope { filled, item: self.item() }
    }

    /// Reads something while an item has a name.
    pub fn with_item<T>(&self, name: Option<&str>, read: impl FnOnce() -> T) -> T {
        let item = name.and_then(|name| self.fields.items().iter().position(|item| item.name == name));
        let before = self.item.replace(item);
        let result = read();
        self.item.set(before);
        result
    }

    /// The field of the deal that a node names.
    pub fn field(&self, node: &Node) -> Option<&Field> {
        if let Some((item, _)) = node.text().and_then(|text| text.split_once('.')).filter(|(item, _)| self.knows_item(item)) {
            let item = shown(item);
            let message = say!(
                "здесь ожидается поле сделки, а не элемента «{item}»",
                "expected a field of the deal, not of the item `{item}`"
            );
            let help = say!(
                "поле элемента можно спросить (ask, may_ask), записать (set, take) и читать в выражениях",
                "a field of an item can be asked (ask, may_ask), set (set, take) and read in expressions"
            );
            self.findings.error_with("field_of_item", node.span, message, help);
            return None;
        }
        let known = node.text().and_then(|name| self.fields.get(&FieldId::from(name)));
        if known.is_none() && self.is_title_of_field(node) {
            return None;
        }
        // A field whose name is none was noted where it is declared.
        let name = if known.is_some() { node.text()? } else { read::name(node, self.findings)? };
        self.used.borrow_mut().insert(FieldId::from(name));
        let found = self.fields.get(&FieldId::from(name));
        if found.is_none() {
            let known = self.fields.own_first().map(|field| field.id.as_str());
            self.unknown("unknown_field", ("нет поля", "there is no field"), name, known, node.span);
        }
        found
    }

    /// The field that a node names, which somebody asks for, sets or empties: none that the engine computes.
    pub fn field_to_set(&self, node: &Node) -> Option<&Field> {
        let field = self.slot(node)?;
        if field.computed {
            let name = field.id.as_str();
            let message = say!(
                "поле «{name}» вычисляется само: его не спрашивают и не записывают",
                "the field `{name}` is computed: nobody asks for it or sets it"
            );
            let help = say!("его можно читать в условиях", "conditions may read it");
            self.findings.error_with("computed_field", node.span, message, help);
            return None;
        }
        Some(field)
    }

    /// The field that a node names where one is asked or set: of the deal, or of the item that an `each` stands at.
    pub fn slot(&self, node: &Node) -> Option<&Field> {
        let Some((item, own)) = node.text().and_then(|text| text.split_once('.')) else { return self.field(node) };
        let known = self.knows_item(item);
        if let Some(around) = self.item().filter(|_| is_name(item) && !known) {
            self.unknown("unknown_field", ("нет элемента", "there is no item"), item, [around.name], node.span);
            return None;
        }
        if !known {
            return self.field(node);
        }
        let Some(around) = self.item().filter(|around| around.name == item) else {
            let item = shown(item);
            let message = say!("«{item}» известен только внутри своего шага each", "`{item}` is known only inside its step each");
            self.findings.error("field_of_item", node.span, message);
            return None;
        };
        let found = self.fields.of_item(&FieldId::from(node.text().unwrap_or_default()));
        if found.is_none() && !around.fields.is_empty() {
            let known = around.fields.iter().map(|field| field.id.as_str());
            let (ru, en) = (format!("у «{item}» нет поля"), format!("`{item}` has no field"));
            self.unknown("unknown_field", (&ru, &en), own, known, node.span);
        }
        found
    }

    fn knows_item(&self, name: &str) -> bool {
        self.fields.items().iter().any(|item| item.name == name)
    }

    /// The names of the fields in a list, or of one field.
    pub fn field_list(&self, node: Option<&Node>) -> Vec<FieldId> {
        if let Some(node) = node.filter(|node| matches!(node.kind, Kind::Map(_))) {
            read::list(node, self.findings);
            return Vec::new();
        }
        let nodes = node.map_or(&[][..], |node| read::one_or_many(node));
        nodes.iter().filter_map(|node| Some(self.field_to_set(node)?.id.clone())).collect()
    }

    /// The field that a node names, which must be of this type.
    pub fn field_of(&self, node: &Node, kind: &FieldType) -> Option<FieldId> {
        let field = self.field(node)?;
        if field.kind == *kind || !field.kind.is_readable() {
            return Some(field.id.clone());
        }
        let (name, is, expected) = (field.id.as_str(), field.kind.name(), kind.name());
        self.findings.error(
            "wrong_field_type",
            node.span,
            say!(
                "ожидается поле типа {expected}, а «{name}» — типа {is}",
                "expected a field of type {expected}; `{name}` is of type {is}"
            ),
        );
        None
    }

    /// A text for people, noted for the check of languages.
    pub fn text(&self, node: &Node) -> Option<Text> {
        template::forbid(self, node);
        self.template(node)
    }

    /// The same where values may be put in.
    pub fn template(&self, node: &Node) -> Option<Text> {
        text(node, self.findings, &self.texts)
    }

    /// A text that need not be there.
    pub fn some_text(&self, node: Option<&Node>) -> Option<Text> {
        node.and_then(|node| self.text(node))
    }

    /// A title. Where it is missing it is made of the name, and that is noted.
    pub fn title(&self, node: Option<&Node>, id: &str, place: Span) -> Text {
        if let Some(title) = node.and_then(|node| self.text(node)) {
            return title;
        }
        if node.is_none() {
            let id = shown(id);
            self.findings.warning(
                "missing_title",
                place,
                say!("у «{id}» нет названия для людей", "`{id}` has no title for people"),
                say!("добавьте title: {{ru: …, en: …}}", "add title: {{ru: …, en: …}}"),
            );
        }
        pretty(id)
    }

    /// Reads `even_unattended` beside what comes with time alone; what it permits is for the check of the whole to ask.
    pub fn even_unattended(&self, node: &Node, belongs: bool, (beside, help): (&str, Text)) {
        read::boolean(node, self.findings);
        if !belongs {
            let message =
                say!("здесь even_unattended стоит только рядом с {beside}", "here even_unattended stands beside {beside} only");
            self.findings.error_with("even_unattended_elsewhere", node.span, message, help);
        }
    }

    /// Notes a name that the process does not have.
    pub fn unknown<'n>(
        &self,
        code: &'static str,
        (ru, en): (&str, &str),
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
        span: Span,
    ) {
        let found = shown(name);
        let message = say!("{ru} «{found}»", "{en} `{found}`");
        let mut known = known.into_iter().peekable();
        let help = match known.peek() {
            None => Some(say!("такие имена в процессе еще не объявлены", "the process declares no such name yet")),
            Some(_) if self.findings.is_full() => None,
            Some(_) => similar(name, known),
        };
        self.findings.error_with(code, span, message, help);
    }

    /// The place of a stage in the order of the stages.
    pub fn stage(&self, node: &Node) -> Option<usize> {
        if self.is_title_of_stage(node) {
            return None;
        }
        let name = read::name(node, self.findings)?;
        let found = self.outline.stages().iter().position(|stage| stage.id.as_str() == name);
        if found.is_none() && !self.is_outcome(node, ("нет стадии", "there is no stage"), "unknown_stage") {
            let known = self.outline.stages().iter().map(|stage| stage.id.as_str());
            self.unknown("unknown_stage", ("нет стадии", "there is no stage"), name, known, node.span);
        }
        found
    }

    /// The outcome that a node names.
    pub fn outcome(&self, node: &Node) -> Option<OutcomeId> {
        if self.is_title_of_outcome(node) {
            return None;
        }
        let name = read::name(node, self.findings)?;
        let found = self.outcomes.iter().find(|outcome| outcome.as_str() == name).cloned();
        if found.is_none() {
            let known = self.outcomes.iter().map(OutcomeId::as_str);
            self.unknown("unknown_outcome", ("нет исхода", "there is no outcome"), name, known, node.span);
        }
        found
    }

    /// The activity that a node names.
    pub fn activity(&self, node: &Node) -> Option<&ActivityHead> {
        let name = read::name(node, self.findings)?;
        let found = self.activities.iter().find(|activity| activity.id.as_str() == name);
        if found.is_none() {
            let known = self.activities.iter().map(|activity| activity.id.as_str());
            self.unknown("unknown_activity", ("нет активности", "there is no activity"), name, known, node.span);
        }
        found
    }

    /// The signal that a node names: one of those that are declared, if any are.
    pub fn signal(&self, node: &Node) -> Option<SignalName> {
        let name = read::name(node, self.findings)?;
        let id = SignalName::from(name);
        self.used_signals.borrow_mut().entry(id.clone()).or_insert(node.span);
        if let Some(known) = self.signals.as_ref().filter(|known| !known.iter().any(|(signal, _)| signal.id == id)) {
            let known = known.iter().map(|(signal, _)| signal.id.as_str());
            self.unknown("unknown_signal", ("нет сигнала", "there is no signal"), name, known, node.span);
        }
        Some(id)
    }

    /// The decision table that a node names.
    pub fn decision(&self, node: &Node) -> Option<DecisionId> {
        let name = read::name(node, self.findings)?;
        let found = self.decisions.iter().map(|(id, _)| id).find(|id| id.as_str() == name).cloned();
        if found.is_none() {
            let known = self.decisions.iter().map(|(id, _)| id.as_str());
            self.unknown("unknown_decision", ("нет таблицы решений", "there is no decision table"), name, known, node.span);
        }
        self.used_decisions.borrow_mut().extend(found.clone());
        found
    }

    /// The ladder that a node names.
    pub fn ladder(&self, node: &Node) -> Option<LadderId> {
        if self.is_person_for_a_ladder(node) {
            return None;
        }
        let name = read::name(node, self.findings)?;
        let found = self.ladders.iter().find(|ladder| ladder.as_str() == name).cloned();
        if found.is_none() {
            let known = self.ladders.iter().map(LadderId::as_str);
            self.unknown("unknown_ladder", ("нет эскалации", "there is no escalation"), name, known, node.span);
        }
        found
    }
}

/// A text for people, noted for the check of languages.
pub fn text(node: &Node, findings: &Findings, uses: &RefCell<Vec<TextUse>>) -> Option<Text> {
    let text = read::text(node, findings)?;
    let missing = match &text {
        Text::Any(text) => text.chars().any(is_cyrillic).then_some(Locale::En),
        Text::Each(_) => Locale::ALL.into_iter().find(|locale| node.get(locale.code()).is_none()),
    };
    let both = missing.is_none() && matches!(node.kind, Kind::Map(_));
    uses.borrow_mut().push(TextUse { span: node.head(), missing, both });
    Some(text)
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{52f}')
}

/// A title made of a name: `head_decides` becomes «Head decides».
pub fn pretty(id: &str) -> Text {
    let spaced = id.replace('_', " ");
    let mut characters = spaced.chars();
    let first: String = characters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    Text::Any(first + characters.as_str())
}
