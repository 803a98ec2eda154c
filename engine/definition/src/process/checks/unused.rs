//! Fields that nothing asks for, sets or reads, decision tables that no step asks, and signals: those that nothing listens for, and
//! those that nobody is said to send.

use crate::diagnostic::say;
use crate::process::context::Context;

/// Warns of every field and every table of the process that is never mentioned.
pub fn check(context: &Context<'_>) {
    signals(context);
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

/// No step sends a signal: it comes from outside, and the process says which do.
fn signals(context: &Context<'_>) {
    let used = context.used_signals.borrow();
    let Some(declared) = &context.signals else {
        for (id, span) in used.iter() {
            let message = say!("никто не обещает прислать сигнал «{id}»", "nobody is said to send the signal `{id}`");
            let help = say!(
                "если он приходит извне, объявите его: signals: {{{id}: {{title: {{ru: …, en: …}}}}}}",
                "if it comes from outside, declare it: signals: {{{id}: {{title: {{ru: …, en: …}}}}}}"
            );
            context.findings.warning("unsent_signal", *span, message, help);
        }
        return;
    };
    for (signal, span) in declared.iter().filter(|(signal, _)| !used.contains_key(&signal.id)) {
        let id = &signal.id;
        let message = say!("сигнала «{id}» ничто не ждет", "nothing listens for the signal `{id}`");
        let help = say!(
            "добавьте ожидание, обработчик или правило оценки с signal: {id}, или удалите его",
            "add a wait, a handler or a rule of a score with signal: {id}, or delete it"
        );
        context.findings.warning("unused_signal", *span, message, help);
    }
}
