//! A checked expression: every name resolved, every literal of its type. No places; two are equal when they compute alike.

use crate::name::FieldId;
use crate::period::Period;
use crate::value::Value;

/// What is computed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Code {
    Null,
    Value(Value),
    Field(FieldId),
    /// A field of the item that an `each` stands at.
    Item(FieldId),
    Actor,
    Now,
    /// A field of the item that the quantifier at this depth stands at.
    Member(usize, FieldId),
    /// What the items of a list hold in one of their fields, empty ones left out.
    Column(Box<Code>, FieldId),
    Not(Box<Code>),
    Both(Box<Code>, Box<Code>),
    Either(Box<Code>, Box<Code>),
    Compare(Comparison, Box<Code>, Box<Code>),
    Within(Box<Code>, Limit, Limit),
    AnyOf(Box<Code>, Vec<Probe>),
    If(Box<Code>, Box<Code>, Box<Code>),
    Arithmetic(Arithmetic, Box<Code>, Box<Code>),
    /// A day or a moment so much later, or so much earlier.
    Shift {
        moment: Box<Code>,
        by: Period,
        earlier: bool,
    },
    Quantified {
        every: bool,
        list: Box<Code>,
        condition: Box<Code>,
    },
    Call(Function, Vec<Code>),
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limit {
    pub code: Box<Code>,
    pub included: bool,
}

/// One of the tests of `in`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Probe {
    Compare(Comparison, Code),
    Within(Limit, Limit),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// What holds exactly when this does not.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Equal => Self::Unequal,
            Self::Unequal => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }

    /// The same said from the other side.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }

    /// Whether it asks for equality rather than for an order.
    pub(super) fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::Unequal)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Count,
    Sum,
    Min,
    Max,
    ListContains,
    StringLength,
    Contains,
    StartsWith,
    EndsWith,
    UpperCase,
    LowerCase,
    HeadOf,
}

impl Function {
    pub(super) const ALL: [Self; 12] = [
        Self::Count,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::ListContains,
        Self::StringLength,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
        Self::UpperCase,
        Self::LowerCase,
        Self::HeadOf,
    ];

    /// Its name in the language.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::ListContains => "list contains",
            Self::StringLength => "string length",
            Self::Contains => "contains",
            Self::StartsWith => "starts with",
            Self::EndsWith => "ends with",
            Self::UpperCase => "upper case",
            Self::LowerCase => "lower case",
            Self::HeadOf => "head_of",
        }
    }

    /// How many arguments it takes.
    pub(super) fn arity(self) -> usize {
        match self {
            Self::ListContains | Self::Contains | Self::StartsWith | Self::EndsWith => 2,
            _ => 1,
        }
    }
}

impl Code {
    /// Visits it and all it is made of.
    pub(super) fn visit(&self, visitor: &mut dyn FnMut(&Self)) {
        visitor(self);
        match self {
            Self::Column(code, _) | Self::Not(code) => code.visit(visitor),
            Self::Shift { moment, .. } => moment.visit(visitor),
            Self::Both(a, b) | Self::Either(a, b) | Self::Compare(_, a, b) | Self::Arithmetic(_, a, b) => {
                a.visit(visitor);
                b.visit(visitor);
            }
            Self::Quantified { list, condition, .. } => {
                list.visit(visitor);
                condition.visit(visitor);
            }
            Self::If(a, b, c) => [a, b, c].into_iter().for_each(|code| code.visit(visitor)),
            Self::Within(value, low, high) => {
                [value, &low.code, &high.code].into_iter().for_each(|code| code.visit(visitor));
            }
            Self::AnyOf(value, probes) => {
                value.visit(visitor);
                probes.iter().for_each(|probe| probe.visit(visitor));
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|code| code.visit(visitor)),
            Self::Null | Self::Value(_) | Self::Field(_) | Self::Item(_) | Self::Actor | Self::Now | Self::Member(..) => {}
        }
    }

    /// Whether it reads nothing, so that it has one value for ever.
    pub(super) fn is_constant(&self) -> bool {
        let mut constant = true;
        self.visit(&mut |code| {
            constant &= !matches!(code, Self::Field(_) | Self::Item(_) | Self::Actor | Self::Now | Self::Member(..))
                && !matches!(code, Self::Call(Function::HeadOf, _));
        });
        constant
    }

    /// The fields of the item that it reads, each once, in the order of their first appearance.
    pub(super) fn item_fields(&self) -> Vec<FieldId> {
        let mut fields = Vec::new();
        self.visit(&mut |code| match code {
            Self::Item(id) if !fields.contains(id) => fields.push(id.clone()),
            _ => {}
        });
        fields
    }

    /// The fields of the deal that it reads, each once, in the order of their first appearance.
    pub(super) fn fields(&self) -> Vec<FieldId> {
        let mut fields = Vec::new();
        self.visit(&mut |code| match code {
            Self::Field(id) if !fields.contains(id) => fields.push(id.clone()),
            _ => {}
        });
        fields
    }

    /// Whether it reads this.
    pub(super) fn reads(&self, what: &Self) -> bool {
        let mut found = false;
        self.visit(&mut |code| found |= code == what);
        found
    }
}

impl Probe {
    fn visit(&self, visitor: &mut dyn FnMut(&Code)) {
        match self {
            Self::Compare(_, code) => code.visit(visitor),
            Self::Within(low, high) => [low, high].into_iter().for_each(|limit| limit.code.visit(visitor)),
        }
    }
}
