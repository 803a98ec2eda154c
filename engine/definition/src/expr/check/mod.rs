//! From a tree to code: names resolved, types and nulls checked.
//!
//! Every mistake is reported once, at the smallest place that shows it; what follows from a mistake is not reported.

mod arithmetic;
mod call;
mod compare;
mod fit;

use crate::expr::ast::{Kind, Node, Operator, Span, Word};
use crate::expr::code::Code;
use crate::expr::constant;
use crate::expr::narrow::filled;
use crate::expr::report::{error, listed, nearest, possible};
use crate::expr::types::{Type, Typed};
use crate::expr::{ExprError, Item, Place, Scope};
use crate::model::{ChoiceOption, Field, Fields};
use crate::name::{DirectionId, FieldId, PersonId, ProcessId};
use crate::value::Value;
use crate::yaml::similar::{listed as few, shown};

pub(super) struct Check<'f> {
    pub(super) fields: &'f Fields,
    place: Place<'f>,
    source: Vec<char>,
    /// What was found wrong.
    pub(super) errors: Vec<ExprError>,
    /// What is surely not null here.
    known: Vec<Code>,
    /// The variables of the quantifiers around, the outermost first.
    variables: Vec<(String, &'f [Field])>,
    /// How many of these were known before anything was read.
    given: usize,
    /// Whether what was given is not looked at: where somebody asks whether it is null.
    pub(super) blind: bool,
    /// Which of the given were counted upon.
    pub(super) needed: Vec<FieldId>,
    /// Whether what is set may be null.
    pub(super) gives_null: bool,
    /// The item that an `each` stands at.
    item: Option<Item<'f>>,
    /// Above zero where a null check could not be read, so that nothing is said of nulls.
    forgiving: usize,
}

impl<'f> Check<'f> {
    pub(super) fn new(source: &str, fields: &'f Fields, place: Place<'f>, scope: Scope<'f>) -> Self {
        // What the engine computes is never lacking.
        let computed = fields.iter().filter(|field| field.computed).map(|field| Code::Field(field.id.clone()));
        Self {
            fields,
            place,
            source: source.chars().collect(),
            errors: Vec::new(),
            known: scope.filled.iter().map(|field| scope.code_of(field)).chain(computed).collect(),
            variables: Vec::new(),
            given: scope.filled.len(),
            blind: false,
            needed: Vec::new(),
            gives_null: false,
            item: scope.item,
            forgiving: 0,
        }
    }

    /// The text of a place, as a message shows it.
    pub(super) fn words(&self, span: Span) -> String {
        shown(&self.source.get(span.from..span.to).unwrap_or_default().iter().collect::<String>())
    }

    pub(super) fn fail(&mut self, error: ExprError) -> Typed<'f> {
        self.errors.push(error);
        Typed::unknown()
    }

    /// Does something while more is known to be filled.
    fn knowing<T>(&mut self, filled: Vec<Code>, act: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.known.len();
        self.known.extend(filled);
        let result = act(self);
        self.known.truncate(before);
        result
    }

    /// Does something under a condition; one that could not be read excuses every null.
    fn under<T>(&mut self, condition: Option<&Code>, outcome: bool, act: impl FnOnce(&mut Self) -> T) -> T {
        match condition {
            Some(condition) => self.knowing(filled(condition, outcome), act),
            None => {
                self.forgiving += 1;
                let result = act(self);
                self.forgiving -= 1;
                result
            }
        }
    }

    /// The type of a node. `wanted` is what its place would like, which decides what a text in quotes stands for.
    fn check(&mut self, node: &Node, wanted: Option<&Type<'f>>) -> Typed<'f> {
        let mut typed = self.kind(node, wanted);
        let from = if self.blind { self.given } else { 0 };
        if typed.optional && self.known[from..].contains(&typed.code) {
            typed.optional = false;
            self.count_upon(&typed.code);
        }
        typed
    }

    /// Notes a field that is taken as filled though nothing here asked for it.
    fn count_upon(&mut self, code: &Code) {
        let (given, asked) = self.known.split_at(self.given);
        let field = match (code, self.item) {
            (Code::Field(field), _) => field.clone(),
            (Code::Item(field), Some(item)) => FieldId::from(format!("{}.{field}", item.name)),
            _ => return,
        };
        if given.contains(code) && !asked.contains(code) && !self.needed.contains(&field) {
            self.needed.push(field);
        }
    }

    fn kind(&mut self, node: &Node, wanted: Option<&Type<'f>>) -> Typed<'f> {
        match &node.kind {
            Kind::Null => Typed::optional(Code::Null, Type::Null),
            Kind::Boolean(value) => literal(Value::Boolean(*value), Type::Boolean),
            Kind::Number(number) => {
                let whole = number.fract().is_zero() && i64::try_from(number.trunc()).is_ok();
                literal(Value::Number(*number), if whole { Type::Integer } else { Type::Number })
            }
            Kind::Text(text) => self.text(text, node.span, wanted),
            Kind::Money(money) => literal(Value::Money(*money), Type::Money),
            Kind::Date(date) => literal(Value::Date(*date), Type::Date),
            Kind::Datetime(moment) => literal(Value::Datetime(*moment), Type::Datetime),
            Kind::Period(_) => Typed::certain(Code::Null, Type::Period),
            Kind::Name(name) => self.name(name, node.span, wanted),
            Kind::Deal(word) => self.field(word),
            Kind::Member(base, word) => self.member(base, word),
            Kind::Negative(operand) => self.negative(operand),
            Kind::Pair(operator @ (Operator::And | Operator::Or), a, b) => self.logic(*operator == Operator::And, a, b),
            Kind::Pair(operator, a, b) => self.pair(*operator, a, b, node.span),
            Kind::Between(value, low, high) => self.between(value, low, high),
            Kind::In(value, tests) => self.one_of(value, tests),
            Kind::If(condition, then, otherwise) => self.choice([condition, then, otherwise], wanted),
            Kind::Quantified { every, variable, list, condition } => self.quantified(*every, variable, list, condition),
            Kind::Call(function, arguments) => self.call(function, arguments, node.span),
        }
    }

    /// A text in quotes, as the place wants it.
    fn text(&mut self, text: &str, span: Span, wanted: Option<&Type<'f>>) -> Typed<'f> {
        let kind = wanted.cloned().unwrap_or(Type::Text);
        let value = match kind {
            Type::Choice(options) => return self.option(text, options, span),
            Type::Person => Value::Person(PersonId::from(text)),
            Type::Direction => Value::Direction(DirectionId::from(text)),
            Type::Process => Value::Process(ProcessId::from(text)),
            _ => return literal(Value::Text(text.to_owned()), Type::Text),
        };
        literal(value, kind)
    }

    fn option(&mut self, text: &str, options: &'f [ChoiceOption], span: Span) -> Typed<'f> {
        let ids = || options.iter().map(|option| option.id.as_str());
        if ids().any(|id| id == text) {
            return literal(Value::Choice(text.to_owned()), Type::Choice(options));
        }
        let seen = shown(text);
        let ru = format!("варианта \"{seen}\" нет");
        let wrong = error("unknown_option", span, ru, format!("there is no option \"{seen}\""));
        // Somebody may have written the title that he sees on the page.
        let titled = options.iter().find(|option| {
            crate::text::Locale::ALL.iter().any(|locale| option.title.get(*locale).to_lowercase() == text.to_lowercase())
        });
        let near = titled.map(|option| option.id.as_str()).or_else(|| nearest(text, ids()));
        let all: Vec<String> = ids().map(|id| format!("\"{id}\"")).collect();
        let all = few(&all.iter().map(String::as_str).collect::<Vec<_>>());
        self.fail(match near {
            Some(id) => wrong.help(
                format!("возможно, имелось в виду \"{id}\"; варианты: {all}"),
                format!("perhaps \"{id}\" was meant; the options are {all}"),
            ),
            None => wrong.help(format!("варианты: {all}"), format!("the options are {all}")),
        })
    }

    fn name(&mut self, name: &str, span: Span, wanted: Option<&Type<'f>>) -> Typed<'f> {
        if let Some((_, fields)) = self.variables.iter().find(|(variable, _)| variable == name) {
            return Typed::certain(Code::Null, Type::Item(fields));
        }
        if let Some(item) = self.item.filter(|item| item.name == name) {
            return Typed::certain(Code::Null, Type::Item(item.fields));
        }
        match (name, self.place) {
            ("actor", Place::SetOf(_) | Place::Value) => Typed::optional(Code::Actor, Type::Person),
            ("now", Place::SetOf(_) | Place::Moment { .. } | Place::Value) => Typed::certain(Code::Now, Type::Datetime),
            ("actor" | "now", _) => self.not_here(name, span),
            _ => match self.fields.get(&FieldId::from(name)) {
                Some(field) => Typed::field(Code::Field(field.id.clone()), &field.kind),
                None => self.unknown_name(name, span, wanted),
            },
        }
    }

    fn not_here(&mut self, name: &str, span: Span) -> Typed<'f> {
        let ru = format!("«{name}» здесь не используется");
        let wrong = error("not_here", span, ru, format!("`{name}` cannot be used here"));
        self.fail(if name == "now" {
            wrong.help(
                "в условиях нет часов: ждите шагом «wait» с «moment», а «now» пишите в «set» и «due»",
                "conditions have no clock: wait by a `wait` step with a `moment`; `now` belongs in `set` and `due`",
            )
        } else {
            wrong.help("«actor» пишут в «set»: «{owner: actor}»", "`actor` belongs in `set`: `{owner: actor}`")
        })
    }

    fn field(&mut self, word: &Word) -> Typed<'f> {
        match self.fields.get(&FieldId::from(word.text.as_str())) {
            Some(field) => Typed::field(Code::Field(field.id.clone()), &field.kind),
            None => self.unknown_name(&word.text, word.span, None),
        }
    }

    fn unknown_name(&mut self, name: &str, span: Span, wanted: Option<&Type<'f>>) -> Typed<'f> {
        let seen = shown(name);
        let (ru, en) = (format!("поля «{seen}» нет"), format!("there is no field `{seen}`"));
        let wrong = error("unknown_name", span, ru, en);
        let quoted = match wanted {
            Some(Type::Choice(options)) => options.iter().any(|option| option.id == name),
            Some(Type::Person | Type::Direction | Type::Process) => true,
            _ => false,
        };
        let variables = self.variables.iter().map(|(variable, _)| variable.as_str());
        let variables = variables.chain(self.item.map(|item| item.name));
        if self.fields.items().iter().any(|item| item.name == name) {
            let (ru, en) = (format!("«{seen}» здесь неизвестен"), format!("`{seen}` is not known here"));
            let wrong = error("unknown_name", span, ru, en);
            return self.fail(wrong.help(
                format!("«{seen}» известен только внутри своего шага «each»"),
                format!("`{seen}` is known only inside its step `each`"),
            ));
        }
        let near = nearest(name, self.fields.iter().map(|field| field.id.as_str()).chain(variables));
        let all = self.fields.own_first().map(|field| field.id.as_str());
        let wrong = match near {
            near if quoted && (near.is_none() || matches!(wanted, Some(Type::Choice(_)))) => {
                wrong.help(format!("значения пишутся в кавычках: \"{seen}\""), format!("values are quoted: \"{seen}\""))
            }
            None if matches!(self.place, Place::Moment { .. }) => wrong.help(
                "момент — это поле с датой или временем, now, end of business day или срок: 1 business day",
                "a moment is a field with a day or a time, now, end of business day or a period: 1 business day",
            ),
            None => ExprError { help: possible(all), ..wrong },
            near => wrong.did_you_mean(near),
        };
        self.fail(wrong)
    }

    fn member(&mut self, base: &Node, word: &Word) -> Typed<'f> {
        let typed = self.check(base, None);
        let (fields, column) = match typed.kind {
            Type::Unknown => return typed,
            Type::Item(fields) => (fields, false),
            Type::List(fields) => (fields, true),
            kind => {
                let (what, (ru, en)) = (self.words(base.span), kind.title());
                let ru = format!("у «{what}» нет частей: это {ru}");
                let wrong = error("wrong_type", word.span, ru, format!("`{what}` has no parts: it is {en}"));
                return self.fail(wrong.help(
                    format!("части есть у элементов списка; напишите само «{what}»"),
                    format!("items of a list have parts; write `{what}` itself"),
                ));
            }
        };
        if fields.is_empty() {
            // The item of a list that could not be read: what is wrong was noted.
            return Typed::unknown();
        }
        let Some(field) = fields.iter().find(|field| field.id.as_str() == word.text) else {
            let (all_ru, all_en) = listed(fields.iter().map(|field| field.id.as_str()));
            let ru = format!("у элементов списка нет поля «{}»; есть {all_ru}", shown(&word.text));
            let en = format!("the items of the list have no field `{}`; they have {all_en}", shown(&word.text));
            let near = nearest(&word.text, fields.iter().map(|field| field.id.as_str()));
            return self.fail(error("unknown_name", word.span, ru, en).did_you_mean(near));
        };
        let kind = Type::of(&field.kind);
        if kind == Type::Unknown {
            return Typed::unknown();
        }
        if column {
            return Typed::certain(Code::Column(Box::new(typed.code), field.id.clone()), Type::Column(Box::new(kind)));
        }
        match self.variables.iter().position(|(name, _)| base.kind == Kind::Name(name.clone())) {
            Some(depth) => Typed::optional(Code::Member(depth, field.id.clone()), kind),
            None => Typed::optional(Code::Item(field.id.clone()), kind),
        }
    }

    fn logic(&mut self, and: bool, a: &Node, b: &Node) -> Typed<'f> {
        let left = self.operand(a);
        let right = self.under(left.as_ref(), and, |check| check.operand(b));
        let (Some(left), Some(right)) = (left, right) else { return Typed::unknown() };
        let join = if and { Code::Both } else { Code::Either };
        Typed::certain(join(Box::new(left), Box::new(right)), Type::Boolean)
    }

    fn choice(&mut self, [condition, then, otherwise]: [&Node; 3], wanted: Option<&Type<'f>>) -> Typed<'f> {
        let condition = self.condition(condition);
        let yes = self.under(condition.as_ref(), true, |check| check.check(then, wanted));
        let no = self.under(condition.as_ref(), false, |check| check.check(otherwise, wanted.or(Some(&yes.kind))));
        let Some(kind) = yes.kind.join(&no.kind) else {
            let ((then_ru, then_en), (else_ru, else_en)) = (yes.kind.title(), no.kind.title());
            let ru = format!("«then» и «else» разного типа: {then_ru} и {else_ru}");
            let en = format!("`then` and `else` differ in type: {then_en} and {else_en}");
            let wrong = error("wrong_type", then.span.to(otherwise.span), ru, en);
            return self.fail(wrong.help("пусть обе части дают одно и то же", "let both give the same type"));
        };
        let Some(condition) = condition else { return Typed::unknown() };
        let code = Code::If(Box::new(condition), Box::new(yes.code), Box::new(no.code));
        Typed { code, kind, optional: yes.optional || no.optional }
    }

    /// A boolean that is not null; `None` where a mistake was reported.
    fn boolean(&mut self, node: &Node) -> Option<Code> {
        let typed = self.check(node, Some(&Type::Boolean));
        match typed.kind {
            Type::Unknown => None,
            Type::Boolean if typed.optional => {
                let what = self.words(node.span);
                let wrong = self.null_at(node.span);
                if self.forgiving == 0 {
                    self.fail(wrong.help(format!("напишите «{what} = true»"), format!("write `{what} = true`")));
                }
                None
            }
            Type::Boolean => Some(typed.code),
            kind => {
                let (ru, en) = kind.title();
                let ru = format!("ожидалось условие, а здесь {ru}");
                let what = self.words(node.span);
                let example = kind.example().unwrap_or_else(|| "null".to_owned());
                let sign = if example == "null" { "!=" } else { "=" };
                let wrong = error("wrong_type", node.span, ru, format!("expected a condition, found {en}"));
                self.fail(wrong.help(
                    format!("сравните с чем-нибудь: {what} {sign} {example}"),
                    format!("compare it with something: {what} {sign} {example}"),
                ));
                None
            }
        }
    }

    /// A part of a condition. A null check may be superfluous; anything else that decides nothing is a mistake.
    fn operand(&mut self, node: &Node) -> Option<Code> {
        if compare::is_null_check(node) { self.boolean(node) } else { self.condition(node) }
    }

    /// A condition that something depends on.
    fn condition(&mut self, node: &Node) -> Option<Code> {
        let code = self.boolean(node)?;
        let Some(always) = constant::verdict(&code, self.fields) else { return Some(code) };
        let (ru, en) = if always { ("верно", "true") } else { ("неверно", "false") };
        let wrong = error("constant_condition", node.span, format!("это всегда {ru}"), format!("this is always {en}"));
        self.fail(wrong.help("уберите лишнее или исправьте сравнение", "leave it out, or mend the comparison"));
        None
    }

    fn null_at(&self, span: Span) -> ExprError {
        let what = self.words(span);
        let (ru, en) = (format!("«{what}» может быть пусто"), format!("`{what}` may be empty"));
        error("maybe_null", span, ru, en)
    }

    /// Whether a part is not null; reports it where it may be.
    fn need_filled(&mut self, typed: &Typed<'f>, span: Span) -> bool {
        let empty = typed.optional && self.forgiving == 0;
        if empty {
            let what = self.words(span);
            let ru = format!("сначала спросите: «{what} != null and …»");
            let wrong = self.null_at(span).help(ru, format!("ask first: `{what} != null and …`"));
            self.fail(wrong);
        }
        !empty
    }
}

impl Scope<'_> {
    /// What reads this field here.
    fn code_of(&self, field: &FieldId) -> Code {
        let own = self.item.and_then(|item| field.as_str().strip_prefix(item.name)?.strip_prefix('.'));
        own.map_or_else(|| Code::Field(field.clone()), |own| Code::Item(FieldId::from(own)))
    }
}

/// A value that is written out.
fn literal<'f>(value: Value, kind: Type<'f>) -> Typed<'f> {
    Typed::certain(Code::Value(value), kind)
}
