//! `decide`: a decision table, or the first branch whose condition holds, or the one after the other.

use crate::diagnostic::say;
use crate::model::{Branch, Decide, Route, StepKind, Table};
use crate::name::{DecisionId, FieldId};
use crate::process::context::{Context, pretty};
use crate::process::result::Site;
use crate::process::{expression, route};
use crate::yaml::{MapReader, Node, read};

/// A decision.
pub fn read(context: &Context<'_>, map: &mut MapReader<'_>, site: &Site<'_>) -> Option<StepKind> {
    let title = context.some_text(map.take("title")).unwrap_or_else(|| pretty(site.id));
    let table = map.take("table").map(|node| context.decision(node));
    if let (Some(table), None) = (&table, map.entry("branches")) {
        let on = Branch { when: None, route: Route::Next };
        return Some(StepKind::Decide(Decide { title, table: table.clone(), branches: vec![on] }));
    }
    let table = table.flatten();
    let filled = if map.entry("table").is_some() { filled(context, table.as_ref()) } else { Vec::new() };
    let node = map.require("branches")?;
    let items = read::list(node, context.findings);
    let mut branches: Vec<Branch> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let is_else = item.get("else").is_some();
        if is_else && place + 1 < items.len() {
            let message = say!("после else ветви не проверяются", "no branch is looked at after else");
            let help = say!("перенесите else в конец", "move else to the end");
            context.findings.error_with("else_not_last", item.head(), message, help);
        }
        branches.extend(if is_else { otherwise(context, item, site) } else { branch(context, item, site, &filled) });
    }
    if !items.iter().any(|item| item.get("else").is_some()) && node.text().is_none() {
        let message =
            say!("не сказано, что делать, если не подошла ни одна ветвь", "it is not said what happens when no branch holds");
        let help = say!("добавьте последней ветвь «- else: next»", "add a last branch `- else: next`");
        context.findings.error_with("decide_without_else", map.place(), message, help);
    }
    Some(StepKind::Decide(Decide { title, table, branches }))
}

fn branch(context: &Context<'_>, node: &Node, site: &Site<'_>, filled: &[FieldId]) -> Option<Branch> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let when = map.require("when");
    let compiled = expression::condition(context, when, filled);
    let route = route::read(context, &mut map, site, &[]);
    if route == Route::Next && !route::KEYS.iter().any(|key| node.get(key).is_some()) {
        let message = say!("не сказано, куда ведет ветвь", "it is not said where the branch leads");
        let help = say!("добавьте then: next или другой путь", "add then: next or another way");
        context.findings.error_with("branch_without_route", map.place(), message, help);
    }
    map.close();
    Some(Branch { when: Some(compiled?), route })
}

fn otherwise(context: &Context<'_>, node: &Node, site: &Site<'_>) -> Option<Branch> {
    let mut map = MapReader::open(node, node.head(), context.findings)?;
    let entry = map.entry("else")?;
    map.close();
    Some(Branch { when: None, route: route::target(context, entry, site) })
}

/// The fields that are surely filled once the table has decided. Of one that could not be read everything is believed.
fn filled(context: &Context<'_>, table: Option<&DecisionId>) -> Vec<FieldId> {
    let known = context.tables.iter().find(|known| Some(&known.id) == table && !known.rows.is_empty());
    known.map_or_else(|| context.fields.iter().map(|field| field.id.clone()).collect(), Table::fills)
}
