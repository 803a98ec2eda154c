//! Decision tables: rows of tests and what they give. Which rows match a case is in `decide`; no checks are here.

use crate::expr::Expr;
use crate::name::{DecisionId, FieldId};
use crate::text::Text;

/// How many rows of a table may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// One row at most matches whatever the fields hold; the check has shown it.
    Unique,
    /// The first row that matches.
    First,
    /// Every row that matches; each output gathers their values.
    Collect,
}

/// How an output gathers the values of several rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collect {
    /// Their sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many rows give one.
    Count,
}

/// A field that a table sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The field.
    pub field: FieldId,
    /// How several values become one; there exactly with [`Hit::Collect`].
    pub collect: Option<Collect>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line of the file it stands on, from 1.
    pub line: u32,
    /// A condition for each input, which reads that field alone; `None` is `-`, which anything meets.
    pub tests: Vec<Option<Expr>>,
    /// A value for each output; `None` where the row gives none, which empties the field or adds nothing to what is gathered.
    pub values: Vec<Option<Expr>>,
}

/// A decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub id: DecisionId,
    /// Its title for people.
    pub title: Text,
    /// How many rows may count.
    pub hit: Hit,
    /// The fields it looks at.
    pub inputs: Vec<FieldId>,
    /// The fields it sets.
    pub outputs: Vec<Output>,
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
    /// What holds where no row does: a value for each output, as in a row.
    pub otherwise: Option<Vec<Option<Expr>>>,
}
