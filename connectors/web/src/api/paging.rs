//! Lists: which part is wanted, and how a part is answered.

use serde::Serialize;
use utoipa::ToSchema;
use voronka_definition::Text;
use voronka_runtime::PageRequest;

use crate::problem::Problem;

/// How many items a list has when nobody says.
const ITEMS_USUALLY: u32 = 50;
/// How many items a list may have.
const ITEMS_MOST: u32 = 200;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T> {
    /// The items in order.
    pub items: Vec<T>,
    /// What to give as `after` to get the next part; null on the last one.
    pub next: Option<String>,
}

/// Which part is wanted.
pub(super) fn page(limit: Option<u32>, after: Option<String>) -> Result<PageRequest, Problem> {
    let limit = limit.unwrap_or(ITEMS_USUALLY);
    if (1..=ITEMS_MOST).contains(&limit) {
        return Ok(PageRequest { limit, after });
    }
    Err(Problem::of_field(
        "limit",
        "out_of_range",
        Text::both(format!("число от 1 до {ITEMS_MOST}"), format!("a number from 1 to {ITEMS_MOST}")),
        Text::Any(limit.to_string()),
    ))
}

/// A part of a list that is at hand as a whole; the cursor is how many came before.
pub(super) fn slice<T>(items: Vec<T>, limit: Option<u32>, after: Option<String>) -> Result<List<T>, Problem> {
    let page = page(limit, after)?;
    let passed = page.after.map_or(Ok(0), |after| after.parse::<usize>()).map_err(|_| Problem::bad_cursor())?;
    let end = passed.saturating_add(page.limit as usize);
    let next = (items.len() > end).then(|| end.to_string());
    Ok(List { items: items.into_iter().skip(passed).take(page.limit as usize).collect(), next })
}
