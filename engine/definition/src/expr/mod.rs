//! Expressions: a typed, total subset of FEEL, the expression language of the DMN standard (OMG, DMN 1.5, clause 10.3).
//!
//! [`Expr::compile`] parses and type-checks a text against the fields of the deal; [`Expr::eval`] computes it from
//! [`Facts`]. An expression that compiled cannot fail: every name exists, every type fits, an optional value was asked for.
//!
//! Absent on purpose: a clock, randomness, loops of the user's, user functions, and any way to reach what [`Facts`] does not give.

mod ast;
mod check;
mod code;
mod constant;
mod eval;
mod foreign;
pub(crate) mod gather;
mod judge;
mod lex;
mod literal;
mod meant;
mod narrow;
mod parse;
mod primary;
mod range;
mod report;
mod shape;
#[cfg(test)]
mod tests;
mod types;
mod unary;
mod words;

use chrono::{DateTime, Utc};

use crate::model::{Field, FieldType, Fields};
use crate::name::{DirectionId, FieldId, PersonId};
use crate::value::Value;

pub(crate) use eval::order as order_of;
pub(crate) use judge::Trial;
pub(crate) use unary::Sample;

/// What an expression may look at. Implemented by the core over a case and the world.
pub trait Facts {
    /// What the field holds; `None` where it is empty.
    fn field(&self, id: &FieldId) -> Option<Value>;
    /// What this field of the item holds that an `each` stands at; `None` where it is empty, and outside an `each`.
    fn item(&self, field: &FieldId) -> Option<Value> {
        let _ = field;
        None
    }
    /// The person whose command is being decided.
    fn actor(&self) -> Option<PersonId>;
    /// The moment of the command.
    fn now(&self) -> DateTime<Utc>;
    /// The head of a direction, where it has one.
    fn head_of_direction(&self, direction: &DirectionId) -> Option<PersonId>;
    /// The nearest head above a person.
    fn head_of_person(&self, person: &PersonId) -> Option<PersonId>;
}

/// Where an expression stands, which decides what it may say and what it must give.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// A `when`: boolean, never null, no clock.
    Condition,
    /// A `set` of this field: its type or null; `now` and `actor` may be used.
    SetOf(&'a FieldType),
    /// A `due` or another formula of a moment: a moment or a day, possibly null where `else` follows; `now` may be used.
    Moment {
        /// Whether an `else` catches null.
        optional: bool,
    },
    /// What is sent to another system, or given to another process: any value or null; `now` and `actor` may be used.
    Value,
}

/// What is known where an expression stands, beyond the fields that there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// The fields that are surely filled whenever the expression is computed; of the item too, as `supplier.price`.
    pub filled: &'a [FieldId],
    /// The item that an `each` stands at.
    pub item: Option<Item<'a>>,
}

/// The item that an `each` stands at: `supplier.price` reads its field `price`.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// What the steps call it.
    pub name: &'a str,
    /// Its fields.
    pub fields: &'a [Field],
}

/// A compiled expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    source: String,
    code: code::Code,
    shape: shape::Shape,
    needed: Vec<FieldId>,
    gives_null: bool,
    /// What the item is called in it.
    item: Option<String>,
}

/// What is wrong with an expression, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// A stable code. Reading: `syntax`, `too_complex`, `foreign_sign`, `bad_character`, `bad_number`, `bad_money`,
    /// `unknown_currency`, `bad_period`, `bad_date`, `bad_escape`, `unclosed_text`. Meaning: `unknown_name`, `unknown_function`, `unknown_option`, `wrong_type`,
    /// `wrong_arguments`, `name_taken`, `not_here`, `maybe_null`, `constant_condition`, `currency_mismatch`, `bad_divisor`,
    /// `business_period`, `out_of_range`, `cell_not_constant`.
    pub code: &'static str,
    /// The first character concerned, counted from 0 in characters of the expression's text.
    pub from: usize,
    /// The character after the last one concerned.
    pub to: usize,
    /// What was expected and what was found.
    pub message: crate::text::Text,
    /// What to do.
    pub help: Option<crate::text::Text>,
}

impl Expr {
    /// Parses and type-checks an expression.
    ///
    /// # Errors
    /// Every mistake that was found, each with its place in the text.
    pub fn compile(source: &str, fields: &Fields, place: Place<'_>) -> Result<Self, Vec<ExprError>> {
        Self::compile_knowing(source, fields, place, &[])
    }

    /// The same where some fields are known to be filled whenever the expression is computed.
    ///
    /// # Errors
    /// Every mistake that was found, each with its place in the text.
    pub fn compile_knowing(source: &str, fields: &Fields, place: Place<'_>, filled: &[FieldId]) -> Result<Self, Vec<ExprError>> {
        Self::compile_within(source, fields, place, Scope { filled, item: None })
    }

    /// The same where more is known, and where an item has a name.
    ///
    /// # Errors
    /// Every mistake that was found, each with its place in the text.
    pub fn compile_within(source: &str, fields: &Fields, place: Place<'_>, scope: Scope<'_>) -> Result<Self, Vec<ExprError>> {
        let (node, mut errors) = parse::parse(source);
        let mut check = check::Check::new(source, fields, place, scope);
        let compiled = node.and_then(|node| check.whole(&node));
        errors.append(&mut check.errors);
        let (needed, gives_null) = (check.needed, check.gives_null);
        match compiled {
            Some((code, shape)) if errors.is_empty() => {
                let item = scope.item.map(|item| item.name.to_owned());
                Ok(Self { source: source.to_owned(), code, shape, needed, gives_null, item })
            }
            _ => Err(foreign::explained(meant::explained(errors, source), source, fields)),
        }
    }

    /// Stands for an expression that could not be read, while a file with a mistake is checked further: nothing can be said of what
    /// it gives, and no process holds it.
    pub(crate) fn unreadable(source: &str) -> Self {
        let text = code::Code::Value(Value::Text(source.to_owned()));
        let code = code::Code::Compare(code::Comparison::Equal, Box::new(text), Box::new(code::Code::Now));
        Self { source: source.to_owned(), code, shape: shape::Shape::AsIs, needed: Vec::new(), gives_null: false, item: None }
    }

    /// Whether it could be read.
    pub(crate) fn is_readable(&self) -> bool {
        // A text is never compared with a moment otherwise.
        let code::Code::Compare(_, text, now) = &self.code else { return true };
        !(matches!(**text, code::Code::Value(Value::Text(_))) && **now == code::Code::Now)
    }

    /// The text it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Computes it; `None` is null. A condition is never null.
    pub fn eval(&self, facts: &dyn Facts) -> Option<Value> {
        self.shape.give(eval::eval(&self.code, facts))
    }

    /// What it gives where its field cannot hold that: a number outside the bounds, which [`Expr::eval`] moves to the nearest.
    pub fn eval_outside(&self, facts: &dyn Facts) -> Option<Value> {
        eval::eval(&self.code, facts).filter(|value| !self.shape.admits(value))
    }

    /// Whether a condition holds.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        self.eval(facts) == Some(Value::Boolean(true))
    }

    /// The condition that holds where this one does not.
    pub fn negated(&self) -> Self {
        let code = code::Code::Not(Box::new(self.code.clone()));
        Self { source: format!("not({})", self.source), code, ..self.clone() }
    }

    /// The fields of the deal that it reads, each once, in the order of their first appearance.
    pub fn fields(&self) -> Vec<FieldId> {
        self.code.fields()
    }

    /// The fields that it counts upon: they were said to be filled, and it does not ask.
    pub fn needed(&self) -> &[FieldId] {
        &self.needed
    }

    /// Whether what it sets may be null although all it counts upon is filled.
    pub fn may_give_null(&self) -> bool {
        self.gives_null
    }

    /// The fields that are surely filled once this condition held, or once it did not; those of an item as `NAME.FIELD`.
    pub fn filled_when(&self, outcome: bool) -> Vec<FieldId> {
        let field = |code| match (code, &self.item) {
            (code::Code::Field(field), _) => Some(field),
            (code::Code::Item(own), Some(item)) => Some(FieldId::from(format!("{item}.{own}"))),
            _ => None,
        };
        narrow::filled(&self.code, outcome).into_iter().filter_map(field).collect()
    }

    /// The fields of the item that it reads, each once, in the order of their first appearance.
    pub fn item_fields(&self) -> Vec<FieldId> {
        self.code.item_fields()
    }

    /// The fields that it reads of the item, as `NAME.FIELD`.
    pub(crate) fn item_reads(&self) -> Vec<FieldId> {
        let item = self.item.iter();
        item.flat_map(|item| self.item_fields().into_iter().map(move |own| FieldId::from(format!("{item}.{own}")))).collect()
    }

    /// What the item is called in it.
    pub(crate) fn item_name(&self) -> Option<&str> {
        self.item.as_deref()
    }

    /// Whether it asks who acts.
    pub fn uses_actor(&self) -> bool {
        self.code.reads(&code::Code::Actor)
    }

    /// Whether it asks what time it is.
    pub fn uses_now(&self) -> bool {
        self.code.reads(&code::Code::Now)
    }
}
