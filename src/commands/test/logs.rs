//! Event logs of scenarios, with the diagrams they must replay on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use voronka_export::Words;
use voronka_export::bpmn::{Variant, bpmn};
use voronka_export::log::{Extent, Trace, is_ordinary, xes};
use voronka_scenario::report::Tried;

use crate::terminal::Terminal;

/// Writes `PROCESS.bpmn` and `PROCESS.NUMBER.xes` into a folder. A scenario with a skip, a return or an early finish has no log:
/// the diagram does not know them.
pub fn write(folder: &Path, tried: &[Tried<'_>], terminal: &Terminal) -> Result<()> {
    let name = folder.display().to_string();
    let unwritable = || terminal.pick(format!("не записывается {name}"), format!("cannot write {name}"));
    std::fs::create_dir_all(folder).with_context(unwritable)?;
    let mut drawn = BTreeSet::new();
    let mut numbers: BTreeMap<_, (u32, u32)> = BTreeMap::new();
    for one in tried {
        let words = Words { process: one.process, organisation: None, others: &[], locale: terminal.locale };
        if drawn.insert(&one.process.id) {
            let file = folder.join(format!("{}.bpmn", one.process.id));
            std::fs::write(file, bpmn(&words, Variant::Mining)).with_context(unwritable)?;
        }
        let (number, written) = numbers.entry(&one.process.id).or_default();
        *number += 1;
        if !is_ordinary(one.process, &one.ran.history) {
            continue;
        }
        *written += 1;
        let case = one.scenario.title.clone();
        let trace = Trace { case, words, history: &one.ran.history };
        let file = folder.join(format!("{}.{number:03}.xes", one.process.id));
        std::fs::write(file, xes(&[trace], Extent::Mining)).with_context(unwritable)?;
    }
    for (process, (number, written)) in numbers {
        terminal.remark(&terminal.pick(
            format!("{process}: журналов {written}, сценариев {number}"),
            format!("{process}: {written} logs of {number} scenarios"),
        ));
    }
    Ok(())
}
