//! What the rows of a table leave over, and where two of them meet: exact, by splitting the space column by column.
//!
//! A part of the space that one row covers whole is never split further, and a part that was found covered is not looked at
//! again, so that real tables take few steps; the number of steps is bounded all the same.

use std::collections::HashSet;

use crate::expr::Expr;
use crate::model::{Field, Table};
use crate::process::checks::tables::axis::Axis;
use crate::process::checks::tables::set::Set;

/// How many steps the proofs of one table may take.
pub const MOST: usize = 100_000;

/// How many values of cells may be looked at to try one column.
const MOST_TRIALS: usize = 4_000_000;

/// How many classes may be looked at in all steps.
const MOST_CLASSES: usize = 100_000;

/// The table tells too many combinations apart to be proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

/// A part of the space: for each column the classes that belong to it.
pub type Part = Vec<Set>;

/// The rows of a table over the classes of its columns.
#[derive(Debug)]
pub struct Grid<'t> {
    /// The columns.
    pub axes: Vec<Axis<'t>>,
    /// For each row its part of the space.
    pub rows: Vec<Part>,
    steps: usize,
    trials: usize,
}

impl<'t> Grid<'t> {
    /// The grid of a table; `field` finds the field of a column.
    pub fn of(table: &'t Table, fields: &[&'t Field]) -> Result<Self, TooLarge> {
        let cells = |column: usize| -> Vec<Option<&Expr>> { table.rows.iter().map(|row| row.tests[column].as_ref()).collect() };
        let axes = fields.iter().enumerate().map(|(column, field)| Axis::of(field, &cells(column), MOST_TRIALS));
        let axes: Vec<Axis<'t>> = axes.collect::<Option<_>>().ok_or(TooLarge)?;
        let classes =
            |axis: &Axis<'_>, row: usize| Set::of((0..axis.rows_of.len()).filter(|class| axis.rows_of[*class].has(row)));
        let rows = (0..table.rows.len()).map(|row| axes.iter().map(|axis| classes(axis, row)).collect()).collect();
        Ok(Self { axes, rows, steps: 0, trials: 0 })
    }

    /// The whole space.
    pub fn all(&self) -> Part {
        self.axes.iter().map(Axis::all).collect()
    }

    /// A part of the space that none of these rows reaches, as large as it can be made.
    pub fn uncovered(&mut self, space: &Part, rows: &Set) -> Result<Option<Part>, TooLarge> {
        let point = Search::new(self, space, rows).run()?;
        Ok(point.map(|point| self.grown(&point, space, rows)))
    }

    /// Whether these rows leave nothing of a part of the space over.
    pub fn is_covered(&mut self, space: &Part, rows: &Set) -> Result<bool, TooLarge> {
        Ok(Search::new(self, space, rows).run()?.is_none())
    }

    /// What two rows have in common.
    pub fn common(&self, a: usize, b: usize) -> Option<Part> {
        let meet = self.rows[a].iter().zip(&self.rows[b]).all(|(a, b)| a.meets(b));
        meet.then(|| self.rows[a].iter().zip(&self.rows[b]).map(|(a, b)| a.and(b)).collect())
    }

    /// Makes a point larger, column by column, as long as no row reaches it: first whole columns, then single classes.
    fn grown(&self, point: &[usize], space: &Part, rows: &Set) -> Part {
        let mut part: Part = point.iter().map(|class| Set::of([*class])).collect();
        let free = |part: &Part| rows.iter().all(|row| !self.rows[row].iter().zip(part).all(|(cell, part)| cell.meets(part)));
        for column in 0..part.len() {
            let before = std::mem::replace(&mut part[column], space[column].clone());
            if !free(&part) {
                part[column] = before;
            }
        }
        for column in 0..part.len() {
            for class in space[column].iter() {
                let before = part[column].clone();
                part[column].add(class);
                if !free(&part) {
                    part[column] = before;
                }
            }
        }
        part
    }
}

/// The search for a point of a part of the space that no row reaches.
struct Search<'g, 't> {
    grid: &'g mut Grid<'t>,
    space: &'g Part,
    /// For each column the rows that leave nothing over in it and in all columns after it.
    rest: Vec<Set>,
    /// Which rows were alive at which column when everything turned out covered.
    covered: HashSet<(usize, Set)>,
    rows: &'g Set,
}

impl<'g, 't> Search<'g, 't> {
    fn new(grid: &'g mut Grid<'t>, space: &'g Part, rows: &'g Set) -> Self {
        let mut rest = vec![rows.clone()];
        for (column, wanted) in space.iter().enumerate().rev() {
            let whole = Set::of(rows.iter().filter(|row| grid.rows[*row][column].covers(wanted)));
            rest.push(whole.and(&rest[rest.len() - 1]));
        }
        rest.reverse();
        Self { grid, space, rest, covered: HashSet::new(), rows }
    }

    fn run(mut self) -> Result<Option<Vec<usize>>, TooLarge> {
        if self.space.iter().any(Set::is_empty) {
            return Ok(None);
        }
        let alive = self.rows.clone();
        let found = self.from(0, &alive)?;
        Ok(found.map(|mut point| {
            point.reverse();
            point
        }))
    }

    /// A point of the columns from this one on that no row of those alive reaches, the last column first.
    fn from(&mut self, column: usize, alive: &Set) -> Result<Option<Vec<usize>>, TooLarge> {
        if alive.is_empty() {
            let first = |classes: &Set| classes.iter().next().unwrap_or_default();
            return Ok(Some(self.space[column..].iter().rev().map(first).collect()));
        }
        if alive.meets(&self.rest[column]) || self.covered.contains(&(column, alive.clone())) {
            return Ok(None);
        }
        self.grid.steps += 1;
        let space = self.space;
        for class in space[column].iter() {
            self.grid.trials += 1;
            if self.grid.steps > MOST || self.grid.trials > MOST_CLASSES {
                return Err(TooLarge);
            }
            let still = alive.and(&self.grid.axes[column].rows_of[class]);
            if let Some(mut point) = self.from(column + 1, &still)? {
                point.push(class);
                return Ok(Some(point));
            }
        }
        self.covered.insert((column, alive.clone()));
        Ok(None)
    }
}
