//! What an editor needs to know of a process while it is being written: its names with their places and uses, what may stand
//! at a place, and the schema of the language. It answers for a broken file as far as that can be read.
//!
//! Absent on purpose: mistakes. [`crate::compile`] finds those.

mod complete;
pub mod grammar;
mod names;
mod repair;
mod scan;
mod schema;
mod walk;

pub use complete::{Proposal, ProposalKind, complete};
pub use names::{FormAt, KeyAt, Name, Use, Within};
pub use repair::lines;
pub use schema::schema;

use crate::diagnostic::Span;
use grammar::NameKind;
use walk::Walk;

/// Stands where the cursor is while it is asked what may be written there. No file holds it: it is for private use.
const MARK: char = '\u{e000}';

/// The names of a file and where they are used.
#[derive(Debug, Default)]
pub struct Outline {
    /// Every name in the order of the file.
    pub names: Vec<Name>,
    /// Every use of a name.
    pub uses: Vec<Use>,
    /// Every known key.
    pub keys: Vec<KeyAt>,
    /// Every form.
    pub forms: Vec<FormAt>,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The declaration of a name.
    Name(usize),
    /// The use of a name.
    Use(usize),
    /// A key of the language.
    Key(usize),
}

impl Outline {
    /// The outline of a process, as much of it as can be read.
    pub fn of(text: &str) -> Self {
        let lines = lines(text);
        let Some(tree) = repair::tree(&lines, None) else { return Self::default() };
        Self::walked(Walk::of(&tree), &lines)
    }

    fn walked(walk: Walk, lines: &[&str]) -> Self {
        let Walk { names, mut uses, keys, forms, phrases, .. } = walk;
        uses.extend(phrases.iter().flat_map(|phrase| scan::uses(lines, phrase, &names)));
        uses.sort_by_key(|one| (one.span, one.kind));
        let mut outline = Self { names, uses: Vec::new(), keys, forms };
        for used in uses.iter_mut().filter(|used| used.kind == NameKind::Field) {
            // A score is read like a field.
            if outline.declaration(used).is_none() {
                let score = Use { kind: NameKind::Score, ..used.clone() };
                used.kind = if outline.declaration(&score).is_some() { NameKind::Score } else { NameKind::Field };
            }
        }
        uses.retain(|used| !is_guess(used) || outline.declaration(used).is_some());
        outline.uses = uses;
        outline
    }

    /// What stands at a place; a use before the name that stands there too, as with `finish: won`.
    pub fn at(&self, line: u32, column: u32) -> Option<At> {
        let holds = |span: Span| span.line == line && span.end_line == line && (span.column..=span.end_column).contains(&column);
        let uses = || self.uses.iter().enumerate().filter(|(_, one)| holds(one.span));
        let resolved = uses().find(|(_, one)| self.declaration(one).is_some());
        let name = self.names.iter().position(|name| holds(name.span) && !name.implied);
        let any = resolved.or_else(|| uses().next()).map(|(at, _)| At::Use(at));
        let found = any.filter(|_| name.is_none() || resolved.is_some());
        found.or(name.map(At::Name)).or_else(|| self.keys.iter().position(|key| holds(key.span)).map(At::Key))
    }

    /// The name that a use speaks of.
    pub fn declaration(&self, used: &Use) -> Option<usize> {
        self.names.iter().position(|name| self.is_of(used, name))
    }

    fn is_of(&self, used: &Use, name: &Name) -> bool {
        let same = match used.kind {
            NameKind::Score => used.name == name.name || used.name.strip_suffix("_band") == Some(&name.name),
            _ => used.name == name.name,
        };
        let inside =
            |owner: &str| name.parent.and_then(|parent| self.names.get(parent)).is_some_and(|parent| parent.name == owner);
        same && used.kind == name.kind
            && match &used.within {
                Within::File | Within::Owner => true,
                Within::Root(root) => name.root == *root,
                Within::Parent(parent) => name.parent == Some(*parent),
                Within::Named(owner) => inside(owner),
            }
    }

    /// The name at a place, whether it is declared or used there.
    pub fn name_at(&self, line: u32, column: u32) -> Option<usize> {
        match self.at(line, column)? {
            At::Name(name) => Some(name),
            At::Use(used) => self.declaration(&self.uses[used]),
            At::Key(_) => None,
        }
    }

    /// The places where a name is used, without its declaration. Steps and results that take their name from this one, as
    /// `finish: won` does, are used under it too.
    pub fn uses_of(&self, name: usize) -> Vec<Span> {
        let mut found: Vec<Span> =
            self.uses.iter().filter(|used| self.declaration(used) == Some(name)).map(|used| used.span).collect();
        let heirs = self.names.iter().enumerate().filter(|(at, heir)| *at != name && found.contains(&heir.span));
        let heirs: Vec<usize> = heirs.map(|(at, _)| at).collect();
        let inherited = self.uses.iter().filter(|used| self.declaration(used).is_some_and(|owner| heirs.contains(&owner)));
        found.extend(inherited.map(|used| used.span).collect::<Vec<_>>());
        found.retain(|span| *span != self.names[name].span);
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether a use counts only if there is such a name: a string beside a field is perhaps no option, the variable of
/// `some … in …` no item, and the owner in `OWNER.RESULT` either a step or an activity.
fn is_guess(used: &Use) -> bool {
    matches!(used.kind, NameKind::Choice | NameKind::Item) || used.within == Within::Owner
}
