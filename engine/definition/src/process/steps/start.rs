//! `start`: another process begins.

use crate::diagnostic::say;
use crate::expr::Expr;
use crate::model::{ResultRule, StartCase, StepKind};
use crate::name::{FieldId, ProcessId};
use crate::process::context::{Context, pretty};
use crate::process::result::{self, Site};
use crate::process::role;
use crate::process::steps::call;
use crate::text::Text;
use crate::yaml::{MapReader, Node, read};

/// The results of a start that waits: the kinds of the other case's outcome.
const RESULTS: [&str; 3] = ["won", "lost", "transferred"];

/// The start of another process. Whether there is such a process, and what its fields are, is not known here.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> Option<StepKind> {
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(site.id));
    let process = map.require_like("process", "other_process").and_then(|node| read::name(node, context.findings));
    let subjects = [("same", true), ("new", false)];
    let about = map.take("about").and_then(|node| read::word(node, &subjects, ("same или new", "same or new"), context.findings));
    let with = map.take("with").map(|node| with(context, node)).unwrap_or_default();
    let owner = map.take("owner").and_then(|node| role::role(context, node));
    let awaits = map.take("wait").and_then(|node| read::boolean(node, context.findings)).unwrap_or(false);
    let results = map.take("results").map(|node| results(context, node, site, awaits)).unwrap_or_default();
    let start = StartCase {
        title,
        process: ProcessId::from(process?),
        same_subject: about.unwrap_or(true),
        with,
        owner,
        awaits,
        results,
    };
    Some(StepKind::Start(start))
}

/// Fields of the other process with expressions of this one.
fn with(context: &Context<'_>, node: &Node) -> Vec<(FieldId, Expr)> {
    let written = read::named(node, context.findings);
    written
        .into_iter()
        .filter_map(|(name, entry)| Some((FieldId::from(name), result::outgoing(context, &entry.value)?)))
        .collect()
}

fn results(context: &Context<'_>, node: &Node, site: &Site<'_>, awaits: bool) -> Vec<ResultRule> {
    call::only(context, node, &RESULTS, ("у запуска процесса нет результата", "the start of a process has no result"));
    if !awaits {
        let message = say!(
            "результаты есть, а конца другого процесса этот шаг не ждет",
            "there are results, and this step does not wait for the end of the other process"
        );
        let help = say!("допишите wait: true или удалите results", "add wait: true, or delete results");
        context.findings.error_with("results_without_wait", node.head(), message, help);
    }
    let mut rules = result::all(context, node, site, &[]);
    for rule in &mut rules {
        let titled = node.get(rule.id.as_str()).is_some_and(|node| node.get("title").is_some());
        if let Some(title) = title(rule.id.as_str()).filter(|_| !titled) {
            rule.title = title;
        }
    }
    rules
}

fn title(id: &str) -> Option<Text> {
    let (ru, en) = match id {
        "won" => ("Закончен с победой", "Won"),
        "lost" => ("Закончен с проигрышем", "Lost"),
        "transferred" => ("Передан в другой процесс", "Transferred"),
        _ => return None,
    };
    Some(Text::both(ru, en))
}
