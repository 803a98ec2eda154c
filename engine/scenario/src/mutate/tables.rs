//! Mutants of the decision tables: their rows, the inputs they look at, the outputs they give, and `else`.

use voronka_definition::Text;
use voronka_definition::expr::Expr;
use voronka_definition::model::Table;

use super::change::Change;
use super::{Kind, Making};
use crate::coverage::Mark;

impl Making<'_> {
    pub(super) fn tables(&mut self) {
        let process = self.process;
        for table in &process.decisions {
            (0..table.rows.len()).for_each(|row| self.row(table, row));
            self.otherwise(table);
        }
    }

    fn row(&mut self, table: &Table, row: usize) {
        let name = format!("{}[{}]", table.id, row + 1);
        let (line, mark) = (table.rows[row].line, Mark::Row(table.id.clone(), row as u32 + 1));
        let mut add = |kind: Kind, mark: Option<Mark>, what: Text, change: &dyn Fn(&mut Table)| {
            let mut other = table.clone();
            change(&mut other);
            self.add(kind, line, mark, what, Change::Table(Box::new(other)));
        };
        let what = say!("{name}: строки нет", "{name}: no such row");
        add(Kind::Condition, Some(mark.clone()), what, &|other| drop(other.rows.remove(row)));
        for (place, input) in table.inputs.iter().enumerate() {
            if table.rows[row].tests.get(place).is_some_and(Option::is_some) {
                // The row counts in cases where it did not: any scenario that asks the table may notice.
                let what = say!("{name}: {input} подходит любое", "{name}: any {input} will do");
                add(Kind::Condition, None, what, &|other| other.rows[row].tests[place] = None);
            }
        }
        let what = say!("{name}: строка ничего не дает", "{name}: the row gives nothing");
        add(Kind::Set, Some(mark.clone()), what, &|other| other.rows[row].values.fill(None));
        for (place, output) in table.outputs.iter().enumerate() {
            if let Some((old, new)) = another(table, place, table.rows[row].values.get(place)) {
                let field = &output.field;
                let (was, is) = (written(old), new.source());
                let what = say!("{name}: {field} {was} → {is}", "{name}: {field} {was} → {is}");
                add(Kind::Set, Some(mark.clone()), what, &|other| other.rows[row].values[place] = Some(new.clone()));
            }
        }
    }

    fn otherwise(&mut self, table: &Table) {
        let Some(values) = &table.otherwise else { return };
        let name = format!("{} else", table.id);
        let line = self.places.line(&["decisions", table.id.as_str(), "else"]);
        let mark = Some(Mark::Row(table.id.clone(), 0));
        let mut add = |what: Text, otherwise: Option<Vec<Option<Expr>>>| {
            let other = Table { otherwise, ..table.clone() };
            self.add(Kind::Set, line, mark.clone(), what, Change::Table(Box::new(other)));
        };
        add(say!("{name}: ничего не дает", "{name}: gives nothing"), None);
        for (place, output) in table.outputs.iter().enumerate() {
            if let Some((old, new)) = another(table, place, values.get(place)) {
                let field = &output.field;
                let (was, is) = (written(old), new.source());
                let mut other = values.clone();
                other[place] = Some(new.clone());
                add(say!("{name}: {field} {was} → {is}", "{name}: {field} {was} → {is}"), Some(other));
            }
        }
    }
}

/// What an output is here, and something else that it is elsewhere in the table.
fn another<'a>(table: &'a Table, place: usize, here: Option<&'a Option<Expr>>) -> Option<(Option<&'a Expr>, &'a Expr)> {
    let here = here?.as_ref();
    let rows = table.rows.iter().map(|row| &row.values).chain(&table.otherwise);
    let mut values = rows.filter_map(|values| values.get(place)?.as_ref());
    let is_other = |value: &&Expr| here.is_none_or(|here| here.source() != value.source());
    values.find(is_other).map(|other| (here, other))
}

fn written(value: Option<&Expr>) -> &str {
    value.map_or("—", Expr::source)
}
