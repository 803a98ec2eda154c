//! `on`: what the process reacts to in any stage.

use crate::diagnostic::say;
use crate::model::{Handler, Stage, Trigger};
use crate::name::SignalName;
use crate::process::context::{Context, pretty};
use crate::process::outline::BodyHead;
use crate::process::{expression, period, steps};
use crate::yaml::{Entry, MapReader, read};

const TRIGGERS: [&str; 3] = ["signal", "changed", "silence"];

/// The section `on`.
pub fn section(context: &Context<'_>) -> Vec<Handler> {
    context.outline.handlers().iter().filter_map(|head| handler(context, head)).collect()
}

fn handler(context: &Context<'_>, head: &BodyHead<'_>) -> Option<Handler> {
    let mut map = MapReader::open(head.node, head.span, context.findings)?;
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(head.id.as_str()));
    let written: Vec<&Entry> = TRIGGERS.iter().filter_map(|key| map.entry(key)).collect();
    exactly_one(context, &written, &map);
    let trigger = written.first().and_then(|entry| trigger(context, entry));
    let when = expression::condition(context, map.take("when"), &[]);
    if let Some(node) = map.take("even_unattended") {
        let help = say!("удалите его: обработчик запускает не время", "delete it: it is not time that begins this handler");
        context.even_unattended(node, matches!(trigger, Some(Trigger::Silence(_)) | None), ("silence", help));
    }
    let name = head.id.as_str();
    let (ru, en) = (format!("в обработчике «{name}»"), format!("the handler `{name}`"));
    steps::demand(context, "handler_without_steps", map.entry("steps"), head.span, (&ru, &en));
    let steps = steps::list(context, head.list);
    map.close();
    // A handler whose trigger could not be read is checked all the same: what is wrong was noted.
    let trigger = trigger.unwrap_or_else(|| Trigger::Signal(SignalName::from(name)));
    Some(Handler { trigger, when, body: Stage::new(head.id.clone(), title, steps) })
}

fn exactly_one(context: &Context<'_>, written: &[&Entry], map: &MapReader<'_>) {
    let (place, message) = match written {
        [_] => return,
        [] => (map.place(), say!("не сказано, на что откликается обработчик", "it is not said what the handler reacts to")),
        [_, second, ..] => (second.key.span, say!("обработчик откликается только на одно", "a handler reacts to one thing only")),
    };
    let help = say!(
        "напишите одно из: signal, changed, silence; на другое — второй обработчик",
        "write one of signal, changed, silence; make a second handler for the other"
    );
    context.findings.error_with("handler_for_one", place, message, help);
}

fn trigger(context: &Context<'_>, entry: &Entry) -> Option<Trigger> {
    let node = &entry.value;
    match entry.key.text()? {
        "signal" => context.signal(node).map(Trigger::Signal),
        "silence" => {
            let phrase = period::phrase(node, ("срок", "a period"), context.findings)?;
            period::read(phrase, context.findings).map(Trigger::Silence)
        }
        _ => {
            // A score may be listened for too, though nobody sets it.
            let named = read::one_or_many(node);
            let fields: Vec<_> = named.iter().filter_map(|node| Some(context.field(node)?.id.clone())).collect();
            if named.is_empty() {
                let message = say!("не названо ни одного поля", "no field is named");
                let help = say!("напишите поля: changed: [amount]", "name the fields: changed: [amount]");
                context.findings.error_with("empty_list", entry.key.span, message, help);
            }
            (!fields.is_empty()).then_some(Trigger::Changed(fields))
        }
    }
}
