//! The tree of an expression as it was written: no types, every node with its place.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::period::Period;
use crate::value::Money;

/// A range of characters of the text, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub from: usize,
    pub to: usize,
}

impl Span {
    pub(super) fn to(self, end: Self) -> Self {
        Self { from: self.from, to: end.to }
    }
}

/// A name with its place. Two are equal when they are the same name.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub span: Span,
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A node with its place. Two are equal when they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub kind: Kind,
    pub span: Span,
    /// The longest way down, itself included.
    pub height: usize,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Node {
    pub(super) fn new(kind: Kind, span: Span) -> Self {
        let mut height = 0;
        kind.each_child(&mut |child| height = height.max(child.height));
        Self { kind, span, height: height + 1 }
    }
}

/// What a node says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(String),
    Money(Money),
    Period(Period),
    Date(NaiveDate),
    Datetime(DateTime<Utc>),
    /// A field, the variable of a quantifier, `actor` or `now`.
    Name(String),
    /// `deal.NAME`.
    Deal(Word),
    /// `c.NAME`.
    Member(Box<Node>, Word),
    Negative(Box<Node>),
    Pair(Operator, Box<Node>, Box<Node>),
    Between(Box<Node>, Box<Node>, Box<Node>),
    In(Box<Node>, Vec<Test>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Quantified {
        every: bool,
        variable: Word,
        list: Box<Node>,
        condition: Box<Node>,
    },
    Call(Word, Vec<Node>),
}

impl Kind {
    fn each_child(&self, visit: &mut dyn FnMut(&Node)) {
        match self {
            Self::Member(node, _) | Self::Negative(node) => visit(node),
            Self::Pair(_, a, b) => [a, b].into_iter().for_each(|node| visit(node)),
            Self::Between(a, b, c) | Self::If(a, b, c) => [a, b, c].into_iter().for_each(|node| visit(node)),
            Self::In(value, tests) => {
                visit(value);
                tests.iter().for_each(|test| test.each_child(visit));
            }
            Self::Quantified { list, condition, .. } => [list, condition].into_iter().for_each(|node| visit(node)),
            Self::Call(_, arguments) => arguments.iter().for_each(visit),
            _ => {}
        }
    }
}

/// One test of `x in (…)`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Equal(Node),
    Compare(Operator, Node),
    Range(End, End),
}

impl Test {
    fn each_child(&self, visit: &mut dyn FnMut(&Node)) {
        match self {
            Self::Equal(node) | Self::Compare(_, node) => visit(node),
            Self::Range(low, high) => [low, high].into_iter().for_each(|end| visit(&end.node)),
        }
    }
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct End {
    pub node: Node,
    pub included: bool,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Over,
}

impl Operator {
    /// How strongly it binds.
    pub(super) fn power(self) -> u8 {
        match self {
            Self::Or => power::OR,
            Self::And => power::AND,
            Self::Plus | Self::Minus => power::SUM,
            Self::Times | Self::Over => power::PRODUCT,
            _ => power::COMPARISON,
        }
    }

    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Over => "/",
        }
    }

    pub(super) fn from_sign(sign: &str) -> Option<Self> {
        const ALL: [Operator; 12] = [
            Operator::Or,
            Operator::And,
            Operator::Equal,
            Operator::Unequal,
            Operator::Less,
            Operator::LessOrEqual,
            Operator::Greater,
            Operator::GreaterOrEqual,
            Operator::Plus,
            Operator::Minus,
            Operator::Times,
            Operator::Over,
        ];
        ALL.into_iter().find(|operator| operator.sign() == sign)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

/// How strongly the forms bind, from the weakest to the strongest.
pub(super) mod power {
    pub(in crate::expr) const OR: u8 = 1;
    pub(in crate::expr) const AND: u8 = 2;
    pub(in crate::expr) const COMPARISON: u8 = 3;
    pub(in crate::expr) const SUM: u8 = 4;
    pub(in crate::expr) const PRODUCT: u8 = 5;
    pub(in crate::expr) const NEGATIVE: u8 = 6;
}
