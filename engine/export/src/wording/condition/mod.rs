//! Conditions and values in words: an expression is read once more, not to be computed but to be told.
//!
//! Absent on purpose: types and mistakes. The text compiled already; what this reader does not know is told as it was written.

mod read;
mod say;
mod tokens;

use voronka_definition::expr::Expr;
use voronka_definition::name::FieldId;

use super::Words;

impl Words<'_> {
    /// A condition: `«Сумма» больше 1 000 000 ₽`.
    pub fn condition(&self, expr: &Expr) -> String {
        self.told(expr, true)
    }

    /// The opposite of a condition.
    pub fn opposite(&self, expr: &Expr) -> String {
        self.told(expr, false)
    }

    /// A value: `«Дата и время презентации»`.
    pub fn value(&self, expr: &Expr) -> String {
        let said = read::read(expr.source()).map(|node| say::Saying::new(self).value(&node));
        said.unwrap_or_else(|| expr.source().to_owned())
    }

    /// What a field is set to, within a sentence after its name.
    pub fn assignment(&self, field: &FieldId, expr: &Expr) -> String {
        let said = read::read(expr.source()).map(|node| say::Saying::new(self).assignment(field, &node));
        said.unwrap_or_else(|| expr.source().to_owned())
    }

    /// A cell of a decision table: a test of a field.
    pub fn cell(&self, field: &FieldId, expr: &Expr) -> String {
        let said = read::read_tests(expr.source()).map(|tests| say::Saying::new(self).cell(field, &tests));
        said.unwrap_or_else(|| expr.source().to_owned())
    }

    fn told(&self, expr: &Expr, holds: bool) -> String {
        let said = read::read(expr.source()).map(|node| say::Saying::new(self).condition(&node, holds));
        said.unwrap_or_else(|| expr.source().to_owned())
    }
}
