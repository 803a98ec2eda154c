//! Decision tables: rows of tests, what they give, and which of them match a case. What a table proves of itself is the check's.

use std::cmp::Ordering;

use crate::expr::{Expr, Facts, gather};
use crate::name::{DecisionId, FieldId};
use crate::text::Text;
use crate::value::Value;

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
    /// How many rows match; the rows give no value for it.
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
    /// A value for each output; `None` only with [`Hit::Collect`], where the row adds nothing to what is gathered.
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

/// What a table gives for a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The rows that count, by their places from 0; empty where `otherwise` holds, or nothing does.
    pub rows: Vec<usize>,
    /// Whether no row matched and the table says what holds then.
    pub otherwise: bool,
    /// Every output with its new value, in order; `None` empties the field.
    pub outputs: Vec<(FieldId, Option<Value>)>,
}

impl Table {
    /// The rows that match and what the table gives. Where no row matches and nothing else is written, as only a table that
    /// collects may leave it, the sum and the count are zero and other outputs are emptied.
    pub fn decide(&self, facts: &dyn Facts) -> Decision {
        let mut rows: Vec<usize> = (0..self.rows.len()).filter(|row| self.rows[*row].matches(facts)).collect();
        if self.hit != Hit::Collect {
            rows.truncate(1);
        }
        let otherwise = self.otherwise.as_ref().filter(|_| rows.is_empty());
        let value = |place: usize| match otherwise {
            Some(values) => values.get(place)?.as_ref()?.eval(facts),
            None => self.output(place, &rows, facts),
        };
        let outputs = self.outputs.iter().enumerate().map(|(place, output)| (output.field.clone(), value(place)));
        Decision { outputs: outputs.collect(), otherwise: otherwise.is_some(), rows }
    }

    fn output(&self, place: usize, rows: &[usize], facts: &dyn Facts) -> Option<Value> {
        let given = |row: &usize| self.rows[*row].values.get(place)?.as_ref();
        let values = || rows.iter().filter_map(given).filter_map(|expr| expr.eval(facts)).collect::<Vec<_>>();
        match self.outputs[place].collect {
            None => rows.first().and_then(given)?.eval(facts),
            Some(Collect::Count) => i64::try_from(rows.len()).ok().map(Value::Integer),
            Some(Collect::Sum) if values().is_empty() => self.any(place)?.zero(),
            Some(Collect::Sum) => self.any(place)?.fit(gather::sum(values())),
            Some(Collect::Min) => gather::extreme(values(), Ordering::Less),
            Some(Collect::Max) => gather::extreme(values(), Ordering::Greater),
        }
    }
}

impl Table {
    /// The outputs that surely hold something once the table has decided, however it did.
    pub fn fills(&self) -> Vec<FieldId> {
        let filled = self.outputs.iter().enumerate().filter(|(place, output)| self.surely_gives(*place, output.collect));
        filled.map(|(_, output)| output.field.clone()).collect()
    }

    fn surely_gives(&self, place: usize, collect: Option<Collect>) -> bool {
        let cell = |values: &[Option<Expr>], filled: &[FieldId]| {
            values.get(place).and_then(Option::as_ref).is_some_and(|expr| expr.is_sure(filled))
        };
        let rows = match collect {
            Some(_) => self.gathers_nothing_to_zero(place),
            None => self.rows.iter().all(|row| cell(&row.values, &row.fills())),
        };
        rows && self.otherwise.as_ref().is_none_or(|values| cell(values, &[]))
    }

    /// Whether what is gathered in an output is zero where no row gives anything, so that it is never empty.
    pub(crate) fn gathers_nothing_to_zero(&self, place: usize) -> bool {
        match self.outputs.get(place).and_then(|output| output.collect) {
            Some(Collect::Count) => true,
            Some(Collect::Sum) => self.any(place).is_some_and(|expr| expr.zero().is_some() || !expr.is_readable()),
            Some(Collect::Min | Collect::Max) | None => false,
        }
    }

    /// Whichever row gives one, an expression of this output knows what its field can hold.
    fn any(&self, place: usize) -> Option<&Expr> {
        self.rows.iter().find_map(|row| row.values.get(place)?.as_ref())
    }
}

impl Row {
    /// The inputs that are surely filled where it matches.
    pub(crate) fn fills(&self) -> Vec<FieldId> {
        self.tests.iter().flatten().flat_map(Expr::fills).collect()
    }

    /// Whether every test holds.
    pub fn matches(&self, facts: &dyn Facts) -> bool {
        self.tests.iter().flatten().all(|test| test.holds(facts))
    }
}
