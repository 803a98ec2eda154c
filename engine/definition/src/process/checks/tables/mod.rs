//! What a decision table proves of itself: no gap, no two rows that contradict, no row that is never reached.
//!
//! A table sees its inputs as any value of their types, an empty field included: what a deal can really hold where the table
//! is asked is not looked at.

mod axis;
mod cover;
mod line;
mod set;
#[cfg(test)]
mod tests;
mod words;

use crate::diagnostic::{Findings, Span, say};
use crate::model::{Field, Fields, Hit, Table};
use crate::process::checks::tables::cover::{Grid, MOST, Part, TooLarge};
use crate::process::checks::tables::set::Set;
use crate::value::Value;

/// Where a table stands in its file.
#[derive(Debug)]
pub struct Places {
    /// Its name.
    pub name: Span,
    /// Its rows.
    pub rows: Vec<RowPlaces>,
    /// `else`, where there is one.
    pub otherwise: Option<Span>,
}

/// Where a row stands.
#[derive(Debug)]
pub struct RowPlaces {
    /// Its first place.
    pub head: Span,
    /// The cells of its inputs.
    pub cells: Vec<Span>,
}

/// What is wrong with a table.
#[derive(Debug, PartialEq)]
enum Flaw {
    /// Nothing is said about this part.
    Gap(Part),
    /// Two rows, the lower one first, and what they have in common.
    Overlap(usize, usize, Part),
    /// A row that the ones above it leave nothing.
    DeadRow(usize),
    /// The cell of a row that no value meets.
    DeadCell(usize, usize),
    /// `else`, since the rows leave nothing.
    DeadElse,
}

/// Values of a field, one for each piece that these cut its type into; `None` is an empty field.
pub fn samples(field: &Field, constants: Vec<Value>) -> Vec<Option<Value>> {
    axis::pieces(field, constants).into_iter().map(|piece| piece.sample).collect()
}

/// The piece of a field that this value lies in, as a cell in its quotes, in Russian and in English.
pub fn piece_in_words(field: &Field, constants: Vec<Value>, value: Option<&Value>) -> (String, String) {
    let pieces = axis::pieces(field, constants);
    let chosen: Vec<bool> = pieces.iter().map(|piece| piece.sample.as_ref() == value).collect();
    let (ru, en) = words::of(&pieces, &chosen);
    (quoted(&ru), quoted(&en))
}

/// Checks a table that could be read without a mistake.
pub fn check(table: &Table, fields: &Fields, places: &Places, findings: &Findings) {
    let known: Option<Vec<_>> = table.inputs.iter().map(|id| fields.get(id)).collect();
    let Some(inputs) = known else { return };
    let flaws = Grid::of(table, &inputs).and_then(|mut grid| Ok((flaws(table, &mut grid)?, grid)));
    match flaws {
        Ok((flaws, grid)) => flaws.iter().for_each(|flaw| tell(flaw, table, &grid, places, findings)),
        Err(TooLarge) => too_large(places, findings),
    }
}

fn flaws(table: &Table, grid: &mut Grid<'_>) -> Result<Vec<Flaw>, TooLarge> {
    let mut flaws = Vec::new();
    let count = grid.rows.len();
    let empty_cell = |row: &usize| Some(Flaw::DeadCell(*row, grid.rows[*row].iter().position(Set::is_empty)?));
    flaws.extend((0..count).filter_map(|row| empty_cell(&row)));
    let alive = Set::of((0..count).filter(|row| !grid.rows[*row].iter().any(Set::is_empty)));
    if table.hit == Hit::Unique {
        for row in alive.iter() {
            let above = alive.iter().take_while(|above| *above < row);
            let meeting = above.filter_map(|above| Some(Flaw::Overlap(row, above, grid.common(above, row)?))).next();
            flaws.extend(meeting);
        }
    }
    if table.hit == Hit::First {
        for row in alive.iter() {
            let above = Set::of(alive.iter().take_while(|above| *above < row));
            let own = grid.rows[row].clone();
            if grid.is_covered(&own, &above)? {
                flaws.push(Flaw::DeadRow(row));
            }
        }
    }
    let whole = grid.all();
    match (grid.uncovered(&whole, &alive)?, &table.otherwise) {
        (Some(gap), None) if table.hit != Hit::Collect => flaws.push(Flaw::Gap(gap)),
        (None, Some(_)) => flaws.push(Flaw::DeadElse),
        _ => {}
    }
    Ok(flaws)
}

/// A part of the space in words, as the beginning of a row; columns in which everything belongs to it are left out.
fn part_in_words(part: &Part, grid: &Grid<'_>) -> (String, String) {
    let mut words = (Vec::new(), Vec::new());
    for (axis, classes) in grid.axes.iter().zip(part) {
        if *classes != axis.all() {
            let ((ru, en), id) = (axis.words(classes), &axis.field.id);
            words.0.push(format!("{id}: {}", quoted(&ru)));
            words.1.push(format!("{id}: {}", quoted(&en)));
        }
    }
    if words.0.is_empty() {
        return ("любых значений".to_owned(), "any values".to_owned());
    }
    (format!("{{{}}}", words.0.join(", ")), format!("{{{}}}", words.1.join(", ")))
}

/// A cell in the quotes that YAML wants around it.
fn quoted(cell: &str) -> String {
    if cell.contains('"') { format!("'{}'", cell.replace('\'', "''")) } else { format!("\"{cell}\"") }
}

fn tell(flaw: &Flaw, table: &Table, grid: &Grid<'_>, places: &Places, findings: &Findings) {
    let id = &table.id;
    match flaw {
        Flaw::Gap(part) => {
            let (ru, en) = part_in_words(part, grid);
            let message = say!("в таблице «{id}» нет строки для {ru}", "the table `{id}` has no row for {en}");
            let help = say!("добавьте такую строку или ключ else", "add such a row, or the key else");
            findings.error_with("table_gap", places.name, message, help);
        }
        Flaw::Overlap(row, above, part) => {
            let (ru, en) = part_in_words(part, grid);
            let (number, other, line) = (row + 1, above + 1, table.rows[*above].line);
            let message = say!(
                "строки {other} и {number} обе подходят для {ru} (строка {other} — в строке файла {line})",
                "rows {other} and {number} both match {en} (row {other} is in line {line})"
            );
            let help = say!(
                "сузьте одну из них; если важен порядок, напишите hit: first",
                "narrow one of them; where the order matters, write hit: first"
            );
            findings.error_with("table_overlap", places.rows[*row].head, message, help);
        }
        Flaw::DeadRow(row) => {
            let number = row + 1;
            let message = say!(
                "строка {number} никогда не сработает: все ее случаи забирают строки выше",
                "row {number} is never reached: the rows above take all its cases"
            );
            let help = say!("поднимите ее выше или удалите", "move it up, or delete it");
            findings.error_with("table_dead_row", places.rows[*row].head, message, help);
        }
        Flaw::DeadCell(row, column) => {
            let (number, field) = (row + 1, &grid.axes[*column].field.id);
            let message = say!(
                "этому не отвечает ни одно значение поля «{field}»: строка {number} никогда не сработает",
                "no value of the field `{field}` meets this: row {number} is never reached"
            );
            let help = say!("исправьте границы или удалите строку", "mend the bounds, or delete the row");
            findings.error_with("table_dead_row", places.rows[*row].cells[*column], message, help);
        }
        Flaw::DeadElse => {
            let message =
                say!("«else» никогда не понадобится: строки говорят обо всем", "`else` is never reached: the rows say it all");
            let help = say!("удалите его", "delete it");
            findings.warning("table_dead_else", places.otherwise.unwrap_or(places.name), message, help);
        }
    }
}

fn too_large(places: &Places, findings: &Findings) {
    let message = say!(
        "таблица слишком велика для проверки: она различает больше {MOST} сочетаний",
        "the table is too large to be checked: it tells more than {MOST} combinations apart"
    );
    let help = say!(
        "разделите ее на две: одна считает поле, которое читает другая",
        "make two of it: one computes a field that the other reads"
    );
    findings.error_with("table_too_large", places.name, message, help);
}
