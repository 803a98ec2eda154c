//! Fields that nothing asks for, sets or reads, and decision tables that no step asks.

use crate::diagnostic::say;
use crate::process::context::Context;

/// Warns of every field and every table of the process that is never mentioned.
pub fn check(context: &Context<'_>) {
    let used = context.used.borrow();
    for (field, span) in context.field_places.iter().filter(|(field, _)| !used.contains(*field)) {
        let message = say!("поле «{field}» нигде не используется", "the field `{field}` is used nowhere");
        let help = say!("спросите его в ask или may_ask, или удалите", "ask for it in ask or may_ask, or delete it");
        context.findings.warning("unused_field", *span, message, help);
    }
    let used = context.used_decisions.borrow();
    for (id, span) in context.decisions.iter().filter(|(id, _)| !used.contains(id)) {
        let message = say!("таблицу «{id}» не спрашивает ни один шаг", "no step asks the table `{id}`");
        let help =
            say!("добавьте шаг decide с ключом table или удалите ее", "add a step decide with the key table, or delete it");
        context.findings.warning("unused_table", *span, message, help);
    }
}
