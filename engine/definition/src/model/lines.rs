//! Lines: where in its file each rule of a process stands, so that an explanation can point at it.

use std::collections::BTreeMap;

/// The line of every rule, from 1, by the way to it: `["stages", "contract", "limit"]`, `["defaults", "due"]`,
/// `["escalations", "to_head", "2"]`. A step is found under `steps`, its stage or handler and its name, wherever it stands:
/// `["steps", "contract", "sign", "due"]`. Items of lists are numbered from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines(BTreeMap<String, u32>);

impl Lines {
    /// The line of a rule; `None` where the file does not write it.
    pub fn at(&self, way: &[&str]) -> Option<u32> {
        self.0.get(&way.join("/")).copied()
    }

    /// The line of what is written first of these.
    pub fn first(&self, ways: &[&[&str]]) -> Option<u32> {
        ways.iter().find_map(|way| self.at(way))
    }

    pub(crate) fn put(&mut self, way: String, line: u32) {
        self.0.entry(way).or_insert(line);
    }
}
