//! Fields that nothing asks for, sets or reads.

use crate::diagnostic::say;
use crate::process::context::Context;

/// Warns of every field of the process that is never mentioned.
pub fn check(context: &Context<'_>) {
    let used = context.used.borrow();
    for (field, span) in context.field_places.iter().filter(|(field, _)| !used.contains(*field)) {
        let message = say!("поле «{field}» нигде не используется", "the field `{field}` is used nowhere");
        let help = say!("спросите его в ask или may_ask, или удалите", "ask for it in ask or may_ask, or delete it");
        context.findings.warning("unused_field", *span, message, help);
    }
}
