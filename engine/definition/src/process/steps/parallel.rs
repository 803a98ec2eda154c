//! `parallel`: named branches side by side.

use crate::diagnostic::say;
use crate::model::{Parallel, ParallelBranch, Quorum, StepKind};
use crate::name::BranchId;
use crate::process::context::{Context, pretty};
use crate::process::outline::{ListAt, StepHead};
use crate::process::steps;
use crate::yaml::{Entry, Kind, MapReader, Node, read};

/// The entries of `branches`, each of which has its list in the outline, in this order.
pub fn branches(node: &Node) -> &[Entry] {
    let entries = node.get("branches").map(Node::entries).unwrap_or_default();
    &entries[..entries.len().min(read::MOST_NAMES)]
}

/// Branches side by side.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, head: &StepHead<'_>) -> StepKind {
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(head.id.as_str()));
    let until = map.take("until");
    let written = map.require_like("branches", "parallel").map(|node| read::named(node, context.findings));
    let written = written.unwrap_or_default();
    enough(context, map, written.len());
    let all = branches(head.node);
    let list = |entry: &Entry| head.inner.get(all.iter().position(|other| std::ptr::eq(other, entry))?).copied();
    let branch = |(name, entry): (&str, &Entry)| branch(context, name, entry, list(entry)?);
    let branches: Vec<ParallelBranch> = written.iter().filter_map(|found| branch(*found)).collect();
    let until = until.and_then(|node| quorum(context, node, written.len())).unwrap_or(Quorum::All);
    StepKind::Parallel(Parallel { title, until, branches })
}

fn branch(context: &Context<'_>, name: &str, entry: &Entry, list: ListAt) -> Option<ParallelBranch> {
    let mut map = MapReader::open(&entry.value, entry.key.span, context.findings)?;
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(name));
    let (ru, en) = (format!("в ветви «{name}»"), format!("the branch `{name}`"));
    steps::demand(context, "branch_without_steps", map.entry("steps"), entry.key.span, (&ru, &en));
    let steps = steps::list(context, list);
    map.close();
    Some(ParallelBranch { id: BranchId::from(name), title, steps })
}

/// One branch beside nothing is no branching.
fn enough(context: &Context<'_>, map: &mut MapReader<'_>, branches: usize) {
    let is_map = map.entry("branches").is_some_and(|entry| matches!(entry.value.kind, Kind::Map(_)));
    if branches > 1 || !is_map {
        return;
    }
    let message = match branches {
        0 => say!("у parallel нет ни одной ветви", "the parallel step has no branch"),
        _ => say!("у parallel только одна ветвь", "the parallel step has only one branch"),
    };
    let help = say!(
        "добавьте вторую ветвь или напишите шаги прямо в стадии, без parallel",
        "add a second branch, or write the steps in the stage itself, without parallel"
    );
    context.findings.error_with("single_branch", map.place(), message, help);
}

/// `all`, `any` or a number, which is at most `most`.
pub fn quorum(context: &Context<'_>, node: &Node, most: usize) -> Option<Quorum> {
    match node.text() {
        Some("all") => Some(Quorum::All),
        Some("any") => Some(Quorum::Number(1)),
        Some(text) if !text.starts_with(|first: char| first.is_ascii_digit()) => {
            let what = ("all, any или число", "all, any or a number");
            read::unknown("unknown_word", text, what, ["all", "any"], node.span, context.findings);
            None
        }
        _ => {
            let number = read::integer(node, 1..=100_000_u32, context.findings)?;
            if number as usize > most {
                let message =
                    say!("ветвей всего {most}, а ждут {number}", "there are {most} branches only; {number} are awaited");
                let help = say!("напишите all или число не больше {most}", "write all, or a number up to {most}");
                context.findings.error_with("until_too_large", node.span, message, help);
                return None;
            }
            Some(Quorum::Number(number))
        }
    }
}
