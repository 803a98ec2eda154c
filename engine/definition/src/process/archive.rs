//! `archive`: how long a finished case is kept.

use crate::diagnostic::{Findings, say};
use crate::model::Archive;
use crate::period::Unit;
use crate::process::period;
use crate::yaml::{MapReader, Node};

/// The section `archive`.
pub fn section(node: Option<&Node>, findings: &Findings) -> Option<Archive> {
    let node = node?;
    let mut map = MapReader::open(node, node.head(), findings)?;
    let after = map.require_like("after", "archive_after").and_then(|node| days(node, findings));
    let keep = map.take("keep").map(|node| (node, days(node, findings)));
    map.close();
    let after_days = after?;
    let Some((node, keep)) = keep else { return Some(Archive { after_days, keep_days: None }) };
    let keep_days = keep?;
    if keep_days <= after_days {
        let message = say!(
            "срок хранения ({keep_days} дн.) не больше срока, после которого сделка уходит в архив ({after_days} дн.)",
            "kept for {keep_days} days, which is no longer than the {after_days} days before the archive"
        );
        let help = say!(
            "оба срока считают от завершения сделки: keep должен быть больше after",
            "both are counted from the end of the case: `keep` has to be longer than `after`"
        );
        findings.error_with("kept_too_short", node.head(), message, help);
        return None;
    }
    Some(Archive { after_days, keep_days: Some(keep_days) })
}

/// A number of calendar days: whose working days count is not known once a case has ended.
fn days(node: &Node, findings: &Findings) -> Option<u32> {
    let period = period::of_node(node, findings)?;
    if period.unit == Unit::Days {
        return Some(period.amount);
    }
    let message =
        say!("срок архива считают в календарных днях, а здесь «{period}»", "the archive counts calendar days, found `{period}`");
    let help =
        say!("напишите, например, 90 days; пять лет — это 1825 days", "write for example 90 days; five years are 1825 days");
    findings.error_with("archive_in_days", node.head(), message, help);
    None
}
