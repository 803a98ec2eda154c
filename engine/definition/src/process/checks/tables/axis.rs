//! What a column of a table tells apart: every value of its field falls into one of a few pieces, within which all cells agree.
//!
//! The pieces are cut at the values that the cells write; a sample of each is tried with each cell, so that what counts is what
//! the engine will compute, not what this module thinks of it.

use rust_decimal::Decimal;

use crate::expr::{Expr, Sample};
use crate::model::{Field, FieldType, builtin};
use crate::name::{DirectionId, PersonId, ProcessId};
use crate::process::checks::tables::line::Line;
use crate::process::checks::tables::set::Set;
use crate::process::checks::tables::words;
use crate::value::{Currency, Data, Document, Money, Party, Value};

/// What a piece is called.
#[derive(Debug, Clone, PartialEq)]
pub enum Name {
    /// Nothing.
    Null,
    /// One value.
    One(Value),
    /// A stretch of a line, its ends left out.
    Between(Option<Value>, Option<Value>, Option<Currency>),
    /// Whatever is not called by its name.
    Other,
    /// Money of a currency that no cell mentions.
    OtherCurrency,
}

/// A piece: a sample of it, and its name.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Some value of the piece.
    pub sample: Option<Value>,
    /// Its name.
    pub name: Name,
}

/// A column: its field and what its cells tell apart. Pieces that no cell tells apart share a class.
#[derive(Debug)]
pub struct Axis<'t> {
    /// The field.
    pub field: &'t Field,
    /// The pieces in order; the ones of a line stand side by side.
    pub pieces: Vec<Piece>,
    /// The class of each piece.
    pub class_of: Vec<usize>,
    /// For each class and each row whether the row's cell holds.
    pub rows_of: Vec<Set>,
}

impl<'t> Axis<'t> {
    /// The column of a field with these cells, one for each row; nothing where the cells tell so much apart that to try them
    /// takes more than `most`.
    pub fn of(field: &'t Field, cells: &[Option<&Expr>], most: usize) -> Option<Self> {
        let written: Vec<Value> = cells.iter().flatten().flat_map(|cell| cell.constants()).collect();
        // A trial looks at every value of every cell.
        let effort = cells.len() + written.len();
        let mut constants: Vec<Value> = Vec::new();
        for constant in written {
            if constants.len() * effort > most {
                return None;
            }
            if !constants.contains(&constant) {
                constants.push(constant);
            }
        }
        let pieces = pieces(field, constants);
        let mut axis = Self { field, class_of: Vec::new(), rows_of: Vec::new(), pieces };
        for piece in &axis.pieces {
            let holds = |cell: &Option<&Expr>| cell.is_none_or(|cell| cell.holds(&Sample(piece.sample.as_ref())));
            let rows = Set::of((0..cells.len()).filter(|row| holds(&cells[*row])));
            let class = axis.rows_of.iter().position(|known| *known == rows).unwrap_or(axis.rows_of.len());
            if class == axis.rows_of.len() {
                axis.rows_of.push(rows);
            }
            axis.class_of.push(class);
        }
        Some(axis)
    }

    /// Every class.
    pub fn all(&self) -> Set {
        Set::of(0..self.rows_of.len())
    }

    /// What some of the classes are called, as a cell writes it, in Russian and in English.
    pub fn words(&self, classes: &Set) -> (String, String) {
        let chosen: Vec<bool> = self.class_of.iter().map(|class| classes.has(*class)).collect();
        words::of(&self.pieces, &chosen)
    }
}

/// The pieces that these values cut the values of a field into, an empty field included where it can be.
pub fn pieces(field: &Field, constants: Vec<Value>) -> Vec<Piece> {
    let mut pieces = match &field.kind {
        FieldType::Money => money(&constants),
        FieldType::Boolean => [true, false].map(|value| one(Value::Boolean(value))).to_vec(),
        FieldType::Choice(options) => options.iter().map(|option| one(Value::Choice(option.id.clone()))).collect(),
        kind => match Line::of(kind) {
            Some(line) => along(line, constants, None),
            None => named(kind, constants),
        },
    };
    if !is_always_filled(field) {
        pieces.push(Piece { sample: None, name: Name::Null });
    }
    pieces
}

/// Whether a deal never lacks it.
fn is_always_filled(field: &Field) -> bool {
    field.computed || [builtin::TITLE, builtin::OWNER].contains(&field.id.as_str())
}

fn one(value: Value) -> Piece {
    Piece { sample: Some(value.clone()), name: Name::One(value) }
}

fn money(constants: &[Value]) -> Vec<Piece> {
    let currency = |value: &Value| match value {
        Value::Money(money) => Some(money.currency),
        _ => None,
    };
    let mut currencies: Vec<Currency> = constants.iter().filter_map(currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let mut pieces = Vec::new();
    for known in &currencies {
        let own = constants.iter().filter(|value| currency(value) == Some(*known)).cloned().collect();
        pieces.extend(along(Line::Money(*known), own, Some(*known)));
    }
    let codes = (b'A'..=b'Z').filter_map(|letter| Currency::like_a_code(&format!("XX{}", char::from(letter))));
    let other = codes.into_iter().find(|code| !currencies.contains(code));
    pieces.extend(other.map(|currency| Piece {
        sample: Some(Value::Money(Money { minor: 1, currency })),
        name: if currencies.is_empty() { Name::Other } else { Name::OtherCurrency },
    }));
    pieces
}

/// The points of a line and what lies between them.
fn along(line: Line, mut points: Vec<Value>, currency: Option<Currency>) -> Vec<Piece> {
    points.sort_by(words::order);
    points.dedup_by(|a, b| words::order(a, b).is_eq());
    let mut pieces = Vec::new();
    for place in 0..=points.len() {
        let (low, high) = (place.checked_sub(1).map(|place| &points[place]), points.get(place));
        pieces.extend(line.between(low, high).map(|value| match line.is_alone(&value, low, high) {
            true => one(value),
            false => Piece { sample: Some(value), name: Name::Between(low.cloned(), high.cloned(), currency) },
        }));
        pieces.extend(high.and_then(|point| line.at(point)).map(one));
    }
    pieces
}

/// Things that are known by name: the ones that the cells name, and another.
fn named(kind: &FieldType, constants: Vec<Value>) -> Vec<Piece> {
    let another = constants.iter().map(|value| words::plain(value).chars().count()).max().unwrap_or_default();
    let another = "x".repeat(another + 1);
    let sample = match kind {
        FieldType::Person => Value::Person(PersonId::from(another)),
        FieldType::Direction => Value::Direction(DirectionId::from(another)),
        FieldType::Process => Value::Process(ProcessId::from(another)),
        FieldType::Organisation => Value::Organisation(Party::Known(another)),
        FieldType::Contact => Value::Contact(Party::Known(another)),
        FieldType::Document => Value::Document(Document { name: another, hash: String::new(), size: 0, text: false }),
        FieldType::List(_) => Value::List(vec![Data::new()]),
        _ => Value::Text(another),
    };
    let mut pieces: Vec<Piece> = constants.into_iter().map(one).collect();
    pieces.push(Piece { sample: Some(sample), name: Name::Other });
    pieces
}

/// A decimal number without zeros at its end.
pub fn digits(number: Decimal) -> String {
    number.normalize().to_string()
}
